"""The forms that change the registry: who may, what they write, and what they refuse."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Membership, User
from institutions.forms.fields import find_unit
from institutions.life import versions_of
from institutions.models import Institution, InstitutionVersion

D = datetime.date
ACTS = ["change", "correct", "close", "merge", "split", "satellite"]
PART = {"parts-TOTAL_FORMS": "4", "parts-INITIAL_FORMS": "0"}


@pytest.fixture
def registry(province):
    """A commune library and a house in new 24490, a house in 24538, a museum elsewhere."""
    for code, name, category, unit in [
        ("66-1", "Thư viện thị trấn Phước An", "library_commune", "old:24490"),
        ("66-2", "Thư viện xã KRông Búk", "library_commune", "old:24493"),
        ("66-3", "Nhà văn hóa Buôn Trấp", "house_commune", "old:24538"),
        ("54-1", "Bảo tàng", "museum", "old:22015"),
    ]:
        province.institution(code, name, category, unit)
    return province


@pytest.fixture
def stranger(province) -> User:
    """Reviews nothing but commune 22015."""
    user = User.objects.create_user(username="stranger", password=None)
    Membership.objects.create(user=user, role="reviewer", unit=province.units["new:22015"], valid_from=D(2020, 1, 1))
    return user


def url(act: str, code: str = "66-1") -> str:
    return reverse(f"institutions:{act}", args=[code])


def filled(client, address: str, **changes: object) -> dict[str, object]:
    """What the browser would send: everything that the form shows, and the changes."""
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    return {**{name: "on" if value is True else value for name, value in data.items()}, **changes}


def errors(response) -> str:
    form = response.context["form"]
    return " ".join(str(error) for field in form.errors.values() for error in field)


@pytest.mark.parametrize("act", ACTS)
def test_only_reviewers_of_the_place_may(client, cast, registry, stranger, act):
    expected = {
        cast.reviewer: 200, cast.viewer: 403, cast.administrator: 403, cast.reporter: 403,
        cast.outsider: 404, cast.nobody: 404, stranger: 404,
    }  # fmt: skip
    for user, status in expected.items():
        client.force_login(user)
        assert client.get(url(act)).status_code == status, user
        if status != 200:
            assert client.post(url(act), {"name": "Tên khác", "last_day": "2026-01-01"}).status_code == status, user
    assert [v.name for v in versions_of(Institution.objects.get(code="66-1"))] == ["Thư viện thị trấn Phước An"]


def test_add(client, cast, registry):
    client.force_login(cast.reviewer)
    data = {
        "name": "Thư viện xã Krông Ana", "category": registry.categories["library_commune"].pk, "on": "2026-02-01",
        "unit": "krong ana", "ownership": "public", "is_counted": "on", "legal_basis": "QĐ 5",
    }  # fmt: skip
    response = client.post(reverse("institutions:add"), data)
    version = InstitutionVersion.objects.get(name="Thư viện xã Krông Ana")
    assert response.url == url("detail", version.institution.code)
    assert (version.unit, version.valid_from) == (registry.units["new:24538"], D(2026, 2, 1))
    event = version.institution.events.get()
    assert (event.kind, event.by, event.legal_basis) == ("opened", cast.reviewer, "QĐ 5")


def test_add_points_out_a_likely_duplicate_and_adds_on_the_second_click(client, cast, registry):
    client.force_login(cast.reviewer)
    data = {
        "name": "Thu viện Thị Trấn  Phước An", "category": registry.categories["library_commune"].pk,
        "on": "2024-02-01", "unit": "24490", "ownership": "public", "is_counted": "on",
    }  # fmt: skip
    response = client.post(reverse("institutions:add"), data)
    page = response.content.decode()
    assert "có thể cơ sở này đã có" in page
    assert url("detail", "66-1") in page
    assert Institution.objects.count() == 4
    assert client.post(reverse("institutions:add"), {**data, "anyway": "1"}).status_code == 302
    assert Institution.objects.count() == 5


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"unit": "Atlantis"}, "Không có đơn vị hành chính “Atlantis” vào ngày 01/02/2024"),
        ({"unit": "Xã Krông Pắc (24490)"}, "mã 24490 là của Thị trấn Phước An"),
        ({"on": "31/02/2024"}, "Không có ngày 31/02/2024"),
        ({"is_counted": ""}, "Hãy nêu lý do"),
        ({"code": "66-1"}, "đã được dùng"),
        ({"code": "a/b"}, "Mã không được có khoảng trắng"),
    ],
)
def test_add_refuses_with_a_sentence(client, cast, registry, changes, sentence):
    client.force_login(cast.reviewer)
    data = {
        "name": "Nhà văn hóa mới", "category": registry.categories["house_village"].pk, "on": "01/02/2024",
        "unit": "24490", "ownership": "public", "is_counted": "on", **changes,
    }  # fmt: skip
    response = client.post(reverse("institutions:add"), data)
    assert sentence in errors(response)
    assert Institution.objects.count() == 4


def test_add_only_where_one_reviews(client, cast, registry, stranger):
    client.force_login(stranger)
    data = {
        "name": "Nhà văn hóa", "category": registry.categories["house_village"].pk, "on": "2026-02-01",
        "unit": "24490", "ownership": "public", "is_counted": "on",
    }  # fmt: skip
    assert "không thuộc địa bàn" in errors(client.post(reverse("institutions:add"), data))
    assert client.post(reverse("institutions:add"), {**data, "unit": "22015"}).status_code == 302
    for user in (cast.viewer, cast.administrator, cast.reporter, cast.nobody):
        client.force_login(user)
        assert client.get(reverse("institutions:add")).status_code == 403


def test_change_holds_from_a_day_and_leaves_the_rest(client, cast, registry):
    client.force_login(cast.reviewer)
    data = filled(client, url("change"), on="2026-01-01", name="Thư viện xã Krông Pắc", legal_basis="QĐ 7")
    assert client.post(url("change"), data).status_code == 302
    old, new = versions_of(Institution.objects.get(code="66-1"))
    assert (old.name, old.valid_until) == ("Thư viện thị trấn Phước An", D(2025, 12, 31))
    assert (new.name, new.valid_from, new.unit) == (
        "Thư viện xã Krông Pắc", D(2026, 1, 1), registry.units["new:24490"],
    )  # fmt: skip


def test_change_in_the_past_leaves_the_unit_of_that_time(client, cast, registry):
    client.force_login(cast.reviewer)
    assert (
        client.post(url("change"), filled(client, url("change"), on="2024-01-01", ownership="other")).status_code == 302
    )
    _old, new = versions_of(Institution.objects.get(code="66-1"))
    assert (new.unit, new.ownership) == (registry.units["old:24490"], "other")


def test_change_of_nothing_or_before_the_opening_is_refused(client, cast, registry):
    client.force_login(cast.reviewer)
    nothing = client.post(url("change"), filled(client, url("change"), on="2026-01-01"))
    assert "Không có gì thay đổi" in errors(nothing)
    early = client.post(url("change"), filled(client, url("change"), on="2019-01-01", name="Tên"))
    assert "không hoạt động vào ngày 01/01/2019" in errors(early)


def test_change_does_not_overwrite_what_another_has_written(client, cast, registry):
    client.force_login(cast.reviewer)
    stale = filled(client, url("change"), on="2026-02-01", name="Tên của tôi")
    client.post(url("change"), filled(client, url("change"), on="2026-01-01", name="Tên của người khác"))
    assert "vừa được người khác sửa" in errors(client.post(url("change"), stale))
    assert versions_of(Institution.objects.get(code="66-1"))[-1].name == "Tên của người khác"


def test_correct_writes_no_new_version(client, cast, registry):
    client.force_login(cast.reviewer)
    data = filled(client, url("correct"), name="Thư viện Phước An", valid_from="2021-05-05")
    assert client.post(url("correct"), data).status_code == 302
    [version] = versions_of(Institution.objects.get(code="66-1"))
    assert (version.name, version.valid_from) == ("Thư viện Phước An", D(2021, 5, 5))
    assert "Không có gì được sửa" in errors(client.post(url("correct"), filled(client, url("correct"))))


def test_correct_an_earlier_version(client, cast, registry):
    client.force_login(cast.reviewer)
    client.post(url("change"), filled(client, url("change"), on="2026-01-01", name="Tên mới"))
    first, last = versions_of(Institution.objects.get(code="66-1"))
    address = f"{url('correct')}?version={first.pk}"
    assert "valid_until" not in client.get(address).context["form"].fields
    assert client.post(address, filled(client, address, name="Tên cũ, viết đúng")).status_code == 302
    assert [v.name for v in versions_of(first.institution)] == ["Tên cũ, viết đúng", "Tên mới"]
    assert client.get(f"{url('correct')}?version={last.pk + 99}").status_code == 404
    assert client.get(f"{url('correct')}?version=x").status_code == 404


def test_the_two_pages_say_when_to_use_which(client, cast, registry):
    client.force_login(cast.reviewer)
    assert url("correct") in client.get(url("change")).content.decode()
    assert url("change") in client.get(url("correct")).content.decode()


def test_close(client, cast, registry):
    client.force_login(cast.reviewer)
    assert client.post(url("close"), {"last_day": "30/06/2026", "note": "giải thể"}).status_code == 302
    institution = Institution.objects.get(code="66-1")
    assert versions_of(institution)[-1].valid_until == D(2026, 6, 30)
    again = client.post(url("close"), {"last_day": "2026-06-30"})
    assert "đã ngừng hoạt động" in errors(again)


def test_merge_into_this_one(client, cast, registry):
    client.force_login(cast.reviewer)
    nearby = client.get(url("merge")).context["form"]["nearby"].field.choices
    assert [code for code, _label in nearby] == ["66-2"]
    data = {"on": "2026-01-01", "nearby": ["66-2"], "others": "", "receiver": "this", "name": "Thư viện xã Krông Pắc"}
    assert client.post(url("merge"), data).status_code == 302
    assert versions_of(Institution.objects.get(code="66-2"))[-1].valid_until == D(2025, 12, 31)
    assert versions_of(Institution.objects.get(code="66-1"))[-1].name == "Thư viện xã Krông Pắc"


def test_merge_into_the_other_and_into_a_new_one(client, cast, registry):
    client.force_login(cast.reviewer)
    data = {"on": "2026-01-01", "others": "Thư viện xã KRông Búk (66-2)", "receiver": "other"}
    assert client.post(url("merge"), data).status_code == 302
    assert versions_of(Institution.objects.get(code="66-1"))[-1].valid_until == D(2025, 12, 31)
    data = {"on": "2026-02-01", "others": "66-3", "receiver": "new", "name": "Trung tâm chung", "unit": ""}
    assert client.post(url("merge", "66-2"), data).status_code == 302
    new = InstitutionVersion.objects.get(name="Trung tâm chung")
    assert (new.unit, new.category.code) == (registry.units["new:24490"], "library_commune")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"others": ""}, "Hãy chọn ít nhất một cơ sở"),
        ({"others": "66-404"}, "Không có cơ sở nào mang mã “66-404”"),
        ({"others": "66-2, 66-3", "receiver": "other"}, "Hãy chọn đúng một cơ sở nhận"),
        ({"receiver": "new"}, "Cơ sở mới phải có tên"),
        ({"others": "66-1"}, "ít nhất hai cơ sở"),
    ],
)
def test_merge_refuses_with_a_sentence(client, cast, registry, changes, sentence):
    client.force_login(cast.reviewer)
    data = {"on": "2026-01-01", "others": "66-2", "receiver": "this", **changes}
    assert sentence in errors(client.post(url("merge"), data))
    assert InstitutionVersion.objects.count() == 4


def test_merge_with_an_institution_of_others_says_what_it_says_of_an_unknown_one(client, cast, registry, stranger):
    client.force_login(stranger)
    data = {"on": "2026-01-01", "receiver": "this"}
    foreign = errors(client.post(url("merge", "54-1"), {**data, "others": "66-1"}))
    unknown = errors(client.post(url("merge", "54-1"), {**data, "others": "66-404"}))
    assert foreign.replace("66-1", "66-404") == unknown


def test_split(client, cast, registry):
    client.force_login(cast.reviewer)
    data = {
        **PART, "on": "2026-01-01", "goes_on": "on", "parts-0-name": "Điểm đọc Krông Ana",
        "parts-0-unit": "Xã Krông Ana (24538)", "parts-2-name": "Điểm đọc Krông Pắc",
    }  # fmt: skip
    assert client.post(url("split"), data).status_code == 302
    parts = InstitutionVersion.objects.filter(name__startswith="Điểm đọc").order_by("name")
    assert [(p.unit.code, p.category.code, p.valid_from) for p in parts] == [
        ("24538", "library_commune", D(2026, 1, 1)),
        ("24490", "library_commune", D(2026, 1, 1)),
    ]
    assert versions_of(Institution.objects.get(code="66-1"))[-1].valid_until is None


def test_split_refuses_with_a_sentence(client, cast, registry):
    client.force_login(cast.reviewer)
    none = client.post(url("split"), {**PART, "on": "2026-01-01", "goes_on": "on"})
    assert "ít nhất một cơ sở mới" in errors(none)
    data = {**PART, "on": "2026-01-01", "parts-0-name": "A", "parts-0-unit": "Atlantis"}
    wrong = client.post(url("split"), data)
    assert "Atlantis" in str(wrong.context["parts"].forms[0].errors)
    assert "Có chỗ chưa đúng" in errors(wrong)
    assert Institution.objects.count() == 4


def test_satellite(client, cast, registry):
    client.force_login(cast.reviewer)
    data = {"on": "2026-01-01", "of": "Thư viện xã KRông Búk (66-2)", "not_counted_reason": "QĐ 9"}
    assert client.post(url("satellite"), data).status_code == 302
    now = versions_of(Institution.objects.get(code="66-1"))[-1]
    assert (now.satellite_of.code, now.is_counted, now.not_counted_reason) == ("66-2", False, "QĐ 9")
    assert "vệ tinh của chính nó" in errors(client.post(url("satellite", "66-2"), {**data, "of": "66-2"}))


def test_find_unit_as_people_write_it(province):
    on = D(2026, 1, 1)
    for text in ("24490", "Xã Krông Pắc", "krong pac", "X. Krông Pắc", "Xã Krông Pắc (24490)", " KRÔNG PẮC "):
        assert find_unit(text, on) == province.units["new:24490"], text
    assert find_unit("Huyện Krông Pắc", D(2024, 1, 1)) == province.units["old:654"]
    assert find_unit("TP Tuy Hoà", D(2024, 1, 1)) == province.units["old:555"]


@pytest.mark.parametrize("text", ["Huyện Krông Pắc", "H. Krông Pắc", "huyen krong pac", "Tỉnh Krông Pắc"])
def test_find_unit_takes_the_word_before_a_name_at_its_word(province, text):
    """On 2026-01-01 there are no districts: the commune that bears the district's name is another unit."""
    with pytest.raises(ValidationError, match=f"Không có đơn vị hành chính “{text}” vào ngày 01/01/2026"):
        find_unit(text, D(2026, 1, 1))
    with pytest.raises(ValidationError, match="mã 24490 là của Xã Krông Pắc"):
        find_unit(f"{text} (24490)", D(2026, 1, 1))
    assert find_unit("Phường Krông Pắc", D(2026, 1, 1)) == province.units["new:24490"]  # of the same level


def test_reporting_units_are_offered_where_one_reviews(client, cast, registry, stranger):
    client.force_login(stranger)
    offered = client.get(url("change", "54-1")).context["form"].fields["reporting_unit"].queryset
    assert [row.code for row in offered] == ["22015"]
