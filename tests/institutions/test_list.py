"""The list of institutions: search, filters, orders, paging, who may open it."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutions import paging
from institutions.models import InstitutionVersion, UnitAlias
from institutions.paging import read_page
from institutions.search import Filters, versions_shown
from institutions.tree import current_tree

D2024, D2026 = datetime.date(2024, 12, 31), datetime.date(2026, 1, 15)
LIST = "/institutions/"


@pytest.fixture
def registry(province):
    """One institution of each odd kind, by its code."""
    for code, name, category, unit in [
        ("66-1", "Thư viện tỉnh Đắk Lắk", "library_province", "old:66"),
        ("66-2", "Thư viện huyện Krông Pắc", "library_district", "old:654"),
        ("66-3", "Thư viện thị trấn Phước An", "library_commune", "old:24490"),
        ("66-4", "Nhà văn hóa xã Ea Kly", "house_commune", "old:24496"),
        ("66-5", "Nhà văn hóa buôn Dliêya", "house_village", "old:24541"),
        ("66-6", "Nhà văn hóa buôn Dliê Ya", "house_village", "old:24538"),
        ("54-1", "Bảo tàng M'Drắk", "museum", "old:22015"),
    ]:
        province.institution(code, name, category, unit)
    return province


def codes(**filters) -> list[str]:
    found = versions_shown(Filters(**{"on": D2026, **filters}), current_tree())
    return sorted(version.institution.code for version in found.select_related("institution"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("thu vien", ["66-1", "66-2", "66-3"]),
        ("THƯ VIỆN", ["66-1", "66-2", "66-3"]),
        ("dlieya", ["66-5", "66-6"]),
        ("dlie ya", ["66-5", "66-6"]),
        ("dliê ia", ["66-5", "66-6"]),
        ("m’đrắk", ["54-1"]),
        ("m drak", ["54-1"]),
        ("tuy hoa", ["54-1"]),
        ("nha krong ana", ["66-5", "66-6"]),
        ("nha krong a na", ["66-5", "66-6"]),
        ("kly", ["66-4"]),
        ("ly", []),
        ("66-3", ["66-3"]),
        ("54-", ["54-1"]),
        ("khong co gi", []),
        ("100% _", []),
    ],
)
def test_search_finds_words_by_their_beginning(registry, words, expected):
    assert codes(words=words) == expected


def test_search_in_the_units_place_is_asked_as_at_the_date(registry):
    assert codes(words="krong pac", on=D2024) == ["66-2", "66-3", "66-4"]
    assert codes(words="thu vien krong pac") == ["66-2", "66-3"]
    assert codes(words="dak lak", on=D2024) == ["66-1", "66-2"]
    assert len(codes(words="dak lak")) == 7


def test_search_knows_other_spellings_of_a_unit(registry):
    UnitAlias.objects.create(unit=registry.units["new:22015"], alias="Tuy Hoà mới")
    assert codes(words="tuy hoa moi") == ["54-1"]


def test_search_finds_what_waits_by_its_old_place(registry):
    registry.institution("66-7", "Phòng đọc", "library_commune", "old:24496")
    assert codes(words="phong doc ea kly") == ["66-7"]


def test_filters(registry):
    assert codes(categories=["museum", "library_province"]) == ["54-1", "66-1"]
    assert codes(to_be_placed=True) == ["66-2", "66-4"]
    assert codes(to_be_placed=True, on=D2024) == []
    assert codes(unit=registry.units["new:24490"]) == ["66-3"]
    assert codes(unit=registry.units["old:654"], on=D2024) == ["66-2", "66-3", "66-4"]
    InstitutionVersion.objects.filter(institution__code="66-5").update(
        ownership="private", is_counted=False, not_counted_reason="QĐ 1"
    )
    assert codes(ownership="private") == ["66-5"]
    assert codes(counted=False) == ["66-5"]
    assert "66-5" not in codes(counted=True)


def test_closed_ones_are_shown_when_asked_for(registry):
    registry.institution("66-8", "Đã đóng", "museum", "old:24490", valid_until=datetime.date(2024, 6, 30))
    registry.institution("66-9", "Chưa mở", "museum", "new:24490", valid_from=datetime.date(2027, 1, 1))
    assert "66-8" not in codes()
    assert codes(closed_too=True, categories=["museum"]) == ["54-1", "66-8"]


def walk(order: str) -> list[str]:
    """All codes in order, from page to page."""
    tree, seen, edge = current_tree(), [], None
    found = versions_shown(Filters(on=D2026), tree)
    while True:
        page = read_page(found, order, D2026, tree, after=edge, before=None)
        seen += [row.institution.code for row in page.rows]
        edge = page.next
        if edge is None:
            return seen


ORDERS = {
    "name": ["54-1", "66-6", "66-5", "66-4", "66-2", "66-3", "66-1"],
    "code": ["54-1", "66-1", "66-2", "66-3", "66-4", "66-5", "66-6"],
    "category": ["66-1", "66-2", "66-3", "54-1", "66-4", "66-6", "66-5"],
    "unit": ["54-1", "66-1", "66-6", "66-5", "66-3", "66-4", "66-2"],
}


@pytest.mark.parametrize("size", [1, 2, 3, 50])
@pytest.mark.parametrize("order", ORDERS)
def test_paging_shows_each_row_once_in_order(registry, monkeypatch, order, size):
    monkeypatch.setattr(paging, "PAGE_SIZE", size)
    assert walk(order) == ORDERS[order]


@pytest.mark.parametrize("order", ORDERS)
def test_paging_back_from_the_last_row(registry, monkeypatch, order):
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    last = InstitutionVersion.objects.get(institution__code=ORDERS[order][-1])
    found, seen, edge = versions_shown(Filters(on=D2026), current_tree()), [], last.pk
    while edge:
        page = read_page(found, order, D2026, current_tree(), after=None, before=edge)
        seen = [row.institution.code for row in page.rows] + seen
        edge = page.previous
    assert seen == ORDERS[order][:-1]


def test_page_offers_the_neighbouring_pages(client, cast, registry, monkeypatch):
    monkeypatch.setattr(paging, "PAGE_SIZE", 3)
    client.force_login(cast.nobody)
    first = client.get(LIST, {"q": "", "sort": "code"})
    assert first.context["page"].previous_url == ""
    second = client.get(first.context["page"].next_url)
    assert [line.version.institution.code for line in second.context["lines"]] == ["66-3", "66-4", "66-5"]
    assert "sort=code" in second.context["page"].previous_url
    back = client.get(second.context["page"].previous_url)
    assert [line.version.institution.code for line in back.context["lines"]] == ["54-1", "66-1", "66-2"]
    assert back.context["page"].previous_url == ""


def test_page_says_what_is_still_to_be_placed(client, cast, registry):
    client.force_login(cast.viewer)
    page = client.get(LIST, {"q": "Ea Kly", "on": "15/01/2026"}).content.decode()
    assert "chưa xếp vào xã" in page
    assert "trước đây: Xã Ea Kly" in page
    assert "Tỉnh Đắk Lắk" in page


def test_page_says_what_is_wrong_with_a_filter(client, cast, registry):
    client.force_login(cast.viewer)
    page = client.get(LIST, {"unit": "Atlantis"})
    assert "Không có đơn vị hành chính “Atlantis”" in page.content.decode()
    assert "lines" not in page.context
    assert "Không có ngày 31/02/2025" in client.get(LIST, {"on": "31/02/2025"}).content.decode()
    assert client.get(LIST, {"after": "foo", "before": "9" * 40, "category": "none"}).status_code == 200


def test_unit_is_found_by_name_without_accents(client, cast, registry):
    client.force_login(cast.viewer)
    page = client.get(LIST, {"unit": "krong pac", "on": "2026-01-15"})
    assert [line.version.institution.code for line in page.context["lines"]] == ["66-3"]
    # The same name was a district's before.
    page = client.get(LIST, {"unit": "krong pac", "on": "2024-12-31", "sort": "code"})
    assert [line.version.institution.code for line in page.context["lines"]] == ["66-2", "66-3", "66-4"]


def test_only_reviewers_are_offered_changes(client, cast, registry):
    client.force_login(cast.reviewer)
    assert reverse("institutions:add") in client.get(LIST).content.decode()
    for user in (cast.nobody, cast.reporter, cast.viewer, cast.administrator):
        client.force_login(user)
        page = client.get(LIST).content.decode()
        assert "Thư viện tỉnh Đắk Lắk" in page
        assert reverse("institutions:add") not in page


@pytest.mark.parametrize("order", ORDERS)
def test_query_count_does_not_depend_on_the_rows(client, cast, province, order):
    def queries() -> int:
        client.get(LIST, {"sort": order, "q": "nha"})
        with CaptureQueriesContext(connection) as caught:
            assert client.get(LIST, {"sort": order, "q": "nha"}).status_code == 200
        return len(caught)

    client.force_login(cast.reviewer)
    province.institution("66-1", "Nhà văn hóa 1", "house_village", "old:24490")
    with_one = queries()
    province.institution("66-2", "Nhà văn hóa 2", "house_commune", "old:24496")
    province.institution("66-3", "Nhà văn hóa 3", "house_village", "old:22015")
    assert queries() == with_one


def test_export_holds_the_filtered_institutions_with_all_their_versions(client, cast, registry):
    InstitutionVersion.objects.filter(institution__code="66-3").update(valid_until=datetime.date(2025, 6, 30))
    InstitutionVersion.objects.create(
        institution=InstitutionVersion.objects.get(institution__code="66-3").institution,
        name="Thư viện xã Krông Pắc",
        category=registry.categories["library_commune"],
        unit=registry.units["new:24490"],
        valid_from=datetime.date(2025, 7, 1),
    )
    client.force_login(cast.nobody)
    response = client.get(reverse("institutions:export"), {"unit": "24490", "on": "2026-01-15", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["code"], row["name"], row["unit"], row["valid_from"]) for row in rows] == [
        ("66-3", "Thư viện thị trấn Phước An", "24490", ""),
        ("66-3", "Thư viện xã Krông Pắc", "24490", "2025-07-01"),
    ]
    assert client.get(reverse("institutions:export"), {"format": "xlsx"}).status_code == 200
    assert client.get(reverse("institutions:export"), {"format": "exe"}).status_code == 404
