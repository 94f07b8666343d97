"""Institutions that wait for a person to say in which commune they stand."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, User
from institutions.life import versions_of
from institutions.models import Institution

D = datetime.date
PAGE = "/institutions/to-place/"


@pytest.fixture
def waiting(province):
    province.institution("66-1", "Nhà văn hóa Ea Kly", "house_commune", "old:24496")
    province.institution("66-2", "Thư viện Ea Kly", "library_commune", "old:24496")
    province.institution("66-3", "Thư viện huyện", "library_district", "old:654")
    province.institution("66-4", "Đã đóng", "library_commune", "old:24496", valid_until=D(2025, 3, 1))
    province.institution("66-5", "Đã có chỗ", "library_commune", "old:24490")
    return province


def group_of(client, unit) -> object:
    groups = client.get(PAGE).context["groups"]
    return next(group for group in groups if group.unit == unit)


def posted(group, codes: list[str], **data: str) -> dict[str, object]:
    chosen = [version.pk for version in group.versions if version.institution.code in codes]
    fields = {f"u{group.unit.pk}-{name}": value for name, value in data.items()}
    return {"group": group.unit.pk, f"u{group.unit.pk}-institutions": chosen, **fields}


def test_what_waits_is_grouped_by_its_old_unit_with_the_communes_it_may_go_to(client, cast, waiting):
    client.force_login(cast.reviewer)
    found = {
        group.unit.name: ([v.institution.code for v in group.versions], [u.code for u in group.successors])
        for group in client.get(PAGE).context["groups"]
    }
    assert found == {
        "Xã Ea Kly": (["66-1", "66-2"], ["24538", "24490"]),
        "Huyện Krông Pắc": (["66-3"], ["24538", "24490"]),
    }
    page = client.get(PAGE).content.decode()
    assert "Đã đóng" not in page
    assert "Đã có chỗ" not in page


def test_many_are_placed_at_once(client, cast, waiting):
    client.force_login(cast.reviewer)
    group = group_of(client, waiting.units["old:24496"])
    assert client.post(PAGE, posted(group, ["66-1", "66-2"], unit="24538", legal_basis="QĐ 3")).status_code == 302
    for code in ("66-1", "66-2"):
        old, new = versions_of(Institution.objects.get(code=code))
        assert (old.valid_until, new.valid_from) == (D(2025, 6, 30), D(2025, 7, 1))
        assert new.unit == waiting.units["new:24538"]
        assert new.institution.events.get(kind="placed").legal_basis == "QĐ 3"
    assert [group.unit.name for group in client.get(PAGE).context["groups"]] == ["Huyện Krông Pắc"]


def test_another_commune_and_a_later_day(client, cast, waiting):
    client.force_login(cast.reviewer)
    group = group_of(client, waiting.units["old:654"])
    data = posted(group, ["66-3"], unit="24490", other_unit="tuy hoa", on="2025-09-01")
    assert client.post(PAGE, data).status_code == 302
    new = versions_of(Institution.objects.get(code="66-3"))[-1]
    assert (new.unit, new.valid_from) == (waiting.units["new:22015"], D(2025, 9, 1))


@pytest.mark.parametrize(
    ("codes", "data", "sentence"),
    [
        ([], {"unit": "24490"}, "Hãy chọn ít nhất một cơ sở"),
        (["66-1"], {}, "Hãy chọn xã, phường"),
        (["66-1"], {"other_unit": "Atlantis"}, "Không có đơn vị hành chính “Atlantis”"),
        (["66-1"], {"other_unit": "66"}, "không phải là xã, phường"),
        (["66-1"], {"unit": "24490", "on": "2025-03-01"}, "chỉ xếp được từ ngày 01/07/2025"),
    ],
)
def test_refusals(client, cast, waiting, codes, data, sentence):
    client.force_login(cast.reviewer)
    group = group_of(client, waiting.units["old:24496"])
    response = client.post(PAGE, posted(group, codes, **data))
    assert response.status_code == 200
    shown = next(one for one in response.context["groups"] if one.unit == group.unit)
    assert sentence in str(shown.form.errors)
    assert len(versions_of(Institution.objects.get(code="66-1"))) == 1


def test_what_was_placed_meanwhile_is_refused(client, cast, waiting):
    client.force_login(cast.reviewer)
    group = group_of(client, waiting.units["old:654"])
    data = posted(group, ["66-3"], unit="24490")
    client.post(PAGE, data)
    assert client.post(PAGE, data).status_code == 302
    assert len(versions_of(Institution.objects.get(code="66-3"))) == 2


def test_only_reviewers_and_only_what_they_review(client, cast, waiting):
    for user in (cast.viewer, cast.administrator, cast.reporter, cast.nobody):
        client.force_login(user)
        assert client.get(PAGE).status_code == 403
    stranger = User.objects.create_user(username="stranger", password=None)
    Membership.objects.create(user=stranger, role="reviewer", unit=waiting.units["new:22015"], valid_from=D(2020, 1, 1))
    client.force_login(cast.reviewer)
    data = posted(group_of(client, waiting.units["old:654"]), ["66-3"], unit="24490")
    client.force_login(stranger)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Thư viện huyện" not in page.content.decode()
    client.post(PAGE, data)
    assert len(versions_of(Institution.objects.get(code="66-3"))) == 1


def test_query_count_does_not_depend_on_the_rows(client, cast, province):
    def queries() -> int:
        client.get(PAGE)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(PAGE).status_code == 200
        return len(caught)

    client.force_login(cast.reviewer)
    province.institution("66-1", "Nhà văn hóa", "house_commune", "old:24496")
    with_one = queries()
    province.institution("66-2", "Thư viện", "library_district", "old:654")
    province.institution("66-3", "Thư viện", "library_district", "old:655")
    assert queries() == with_one


def test_page_has_its_name():
    assert reverse("institutions:to_place") == PAGE
