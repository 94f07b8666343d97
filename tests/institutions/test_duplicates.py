"""Likely duplicates: the same place, category and nearly the same name; numbers keep villages apart."""

import datetime

import pytest

from institutions.duplicates import likely_duplicates

D2023, D2025 = datetime.date(2023, 1, 10), datetime.date(2025, 12, 31)


def found(
    province, name: str, unit: str, on: datetime.date, category: str = "house_village", exclude=None
) -> list[str]:
    versions = likely_duplicates(name, province.categories[category], province.units[unit], on, exclude)
    return [version.institution.code for version in versions]


@pytest.fixture
def houses(province):
    return {
        code: province.institution(code, name, "house_village", unit, **dates)
        for code, name, unit, dates in [
            ("A", "Nhà văn hóa thôn 1", "old:24490", {}),
            ("B", "Nhà văn hóa thôn 2", "old:24490", {}),
            ("C", "Nhà văn hóa thôn 1", "old:24493", {}),
            ("D", "Nhà văn hóa thôn 1", "old:24490", {"valid_until": datetime.date(2022, 12, 31)}),
            ("E", "Nhà văn hóa buôn Kmrơng Prông A", "old:24490", {}),
        ]
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("NHÀ VĂN HOÁ THÔN 1", ["A"]),
        ("Nhà văn hóa thôn 3", []),
        ("NVH thôn 2", ["B"]),
        ("Nhà văn hóa buôn Kmrơng Prông B", []),
        ("Nhà văn hóa buôn Kmrong Prong A", ["E"]),
        ("Nhà văn hóa buôn Kmrơng Pông A", ["E"]),
        ("Hội trường", []),
    ],
)
def test_likely_duplicates_by_name(province, houses, name, expected):
    assert found(province, name, "old:24490", D2023) == expected


def test_likely_duplicates_stand_in_the_same_unit_on_the_day(province, houses):
    assert found(province, "Nhà văn hóa thôn 1", "old:24490", D2023) == ["A"]
    assert found(province, "Nhà văn hóa thôn 1", "new:24490", D2025) == ["A", "C"]
    assert found(province, "Nhà văn hóa thôn 1", "new:24490", D2025, exclude=houses["A"]) == ["C"]
    assert found(province, "Nhà văn hóa thôn 1", "old:24490", D2023, category="museum") == []


def test_likely_duplicates_takes_one_query(province, houses, django_assert_num_queries):
    found(province, "x", "old:24490", D2023)
    with django_assert_num_queries(2):  # the stamp of the units, and the institutions
        found(province, "Nhà văn hóa thôn 1", "old:24490", D2023)
