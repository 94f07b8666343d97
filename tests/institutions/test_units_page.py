"""The tree of units as at a day."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutions.models import AdministrativeUnit

UNITS = "/units/"


@pytest.fixture
def registry(province):
    province.institution("66-1", "Thư viện tỉnh", "library_province", "old:66")
    province.institution("66-2", "Thư viện huyện", "library_district", "old:654")
    province.institution("66-3", "Thư viện thị trấn", "library_commune", "old:24490")
    province.institution("66-4", "Nhà văn hóa", "house_commune", "old:24493")
    province.institution("54-1", "Bảo tàng", "museum", "old:22015", valid_until=datetime.date(2025, 12, 31))
    return province


def counts(nodes) -> dict[str, tuple[int, int]]:
    found = {}
    for node in nodes:
        found[node.unit.name] = (node.institutions, node.to_be_placed)
        found |= counts(node.children)
    return found


def test_units_of_today_with_their_institutions(client, cast, registry):
    client.force_login(cast.nobody)
    response = client.get(UNITS, {"at": "2026-01-15"})
    assert counts(response.context["nodes"]) == {
        "Tỉnh Đắk Lắk": (4, 1), "Phường Tuy Hòa": (0, 0), "Xã Krông Ana": (0, 0), "Xã Krông Pắc": (2, 0),
    }  # fmt: skip
    page = response.content.decode()
    assert "Thị trấn Phước An (toàn bộ)" in page
    assert "Xã Ea Kly (một phần)" in page
    assert "1 cơ sở chưa xếp vào xã, phường" in page


def test_units_as_they_were(client, cast, registry):
    client.force_login(cast.nobody)
    response = client.get(UNITS, {"at": "31/12/2024"})
    found = counts(response.context["nodes"])
    assert found["Tỉnh Đắk Lắk"] == (4, 0)
    assert found["Huyện Krông Pắc"] == (3, 0)
    assert found["Thị trấn Phước An"] == (1, 0)
    assert found["Tỉnh Phú Yên"] == (1, 0)
    assert "Đến hết 30/06/2025, rồi về:" in response.content.decode()


def test_a_country_is_entered_by_its_provinces(client, cast, registry):
    for code in ("01", "79"):
        AdministrativeUnit.objects.create(code=code, name=f"Tỉnh {code}", level="province")
    client.force_login(cast.nobody)
    response = client.get(UNITS, {"at": "2026-01-15"})
    assert response.context["nodes"] == []
    assert "province=66" in response.content.decode()
    response = client.get(UNITS, {"at": "2026-01-15", "province": "66"})
    assert [node.unit.code for node in response.context["nodes"]] == ["66"]


def test_query_count_does_not_depend_on_the_units(client, cast, province):
    def queries() -> int:
        client.get(UNITS)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(UNITS).status_code == 200
        return len(caught)

    client.force_login(cast.nobody)
    province.institution("66-1", "Thư viện", "library_commune", "old:24490")
    with_one = queries()
    province.unit("new", "24600", "Xã mới", "commune", "new:66")
    province.institution("66-2", "Thư viện", "library_commune", "old:24541")
    province.institution("66-3", "Thư viện", "library_commune", "old:24496")
    assert queries() == with_one
