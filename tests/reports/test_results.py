"""The small province, counted by hand: who is eligible, what it adds up to, on which date, inside what."""

import datetime
import json
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Target, TerritoryRuling
from institutions.models import InstitutionVersion
from reports.census import Question
from reports.output import as_json
from reports.queries import Basis
from reports.results import rows_of
from reports.templatetags.results import percent, signed
from submissions.models import AnnualFigure, Submission

PLAN = "06-kh-ubnd-2023"


def rows(year, **question):
    asked = Question(PLAN, year, **question)
    found = as_json(asked, rows_of(asked))["rows"]
    return {(row["criterion"], row["categories"][0]): row for row in found}


def counts(row):
    return row["eligible"], row["met"], row["not_met"], row["silent"], row["verdict"], row["needed"]


def test_rows_come_in_the_plans_order(counted):
    assert [(row.criterion.code, len(row.group.categories)) for row in rows_of(Question(PLAN, 2024))] == [
        ("L1", 1), ("L1", 1), ("L1", 1), ("L1", 1), ("L2", 1), ("L2", 1), ("L2", 1), ("L2", 1), ("L3", 4),
        ("M1", 1), ("M2", 1), ("C1", 2), ("C2", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("L1", "library_province"), (1, 1, 0, 0, "met", 0)),
        (("L1", "library_district"), (2, 1, 0, 1, "open", 1)),
        (("L1", "library_commune"), (3, 1, 1, 1, "open", 1)),
        (("L1", "library_education"), (1, 0, 1, 0, "not_met", 1)),
        (("L2", "library_province"), (1, 0, 0, 1, "open", 1)),
        (("M1", "museum"), (3, 1, 1, 1, "not_met", 2)),
        (("C1", "centre_province"), (3, 2, 1, 0, "not_met", 1)),
        (("C2", "house_commune"), (3, 1, 1, 1, "not_met", 2)),
    ],
)
def test_share_of_2024(counted, row, expected):
    assert counts(rows(2024)[row]) == expected


def test_growth_of_2024(counted):
    assert rows(2024)["L3", "library_province"] == {
        "criterion": "L3",
        "categories": ["library_province", "library_district", "library_commune", "library_education"],
        "kind": "growth", "milestone": 2025, "target": "10", "upper": None, "reference_date": "2024-12-31",
        "method": "compound", "base_year": 2022, "base": 1280, "value": 1590, "growth": "11.45",
        "mean_of_yearly_rates": None, "eligible": 7, "reported": 5, "base_complete": True, "above_range": False,
        "verdict": "met", "like_for_like": {"institutions": 4, "growth": "18.40"},
    }  # fmt: skip


def test_change_on_the_year_before(counted):
    found = {(row.criterion.code, row.group.categories[0].code): row.change for row in rows_of(Question(PLAN, 2024))}
    assert found["L1", "library_district"] == 50  # from 0 of 2 to 1 of 2, in points
    assert found["L3", "library_province"] == Fraction(490, 11)  # from 1,100 to 1,590, in percent


def test_change_is_not_told_of_a_year_in_which_all_are_silent(counted):
    found = {(row.criterion.code, row.group.categories[0].code): row.change for row in rows_of(Question(PLAN, 2025))}
    assert found["C1", "centre_province"] is None
    assert found["L1", "library_province"] is None


def test_judged_until_is_the_reference_date_of_2025_and_ends_the_row_in_2026(counted):
    assert rows(2025)["L1", "library_district"]["reference_date"] == "2025-06-30"
    assert rows(2025)["L1", "library_district"]["eligible"] == 2
    later = rows(2026)["L1", "library_district"]
    assert (later["reference_date"], later["milestone"], counts(later)) == (
        "2025-06-30", 2030, (0, 0, 0, 0, "not_applicable", None),
    )  # fmt: skip
    assert rows(2026)["C1", "centre_province"]["eligible"] == 3


def test_territory_follows_the_succession(counted):
    found = rows(2025)["C2", "house_commune"]
    assert found["eligible"] == 4  # H1, H2, H3, H5; H6 opened under the merged province, H7 came from province 54


def test_territory_a_person_says_otherwise(counted):
    TerritoryRuling.objects.create(
        plan=counted.plan, institution=counted.institutions["H6"], inside=True, reason="CV 5"
    )
    TerritoryRuling.objects.create(
        plan=counted.plan, institution=counted.institutions["H1"], inside=False, reason="CV 6"
    )
    assert rows(2025)["C2", "house_commune"]["eligible"] == 4
    assert rows(2024)["C2", "house_commune"]["met"] == 0


@pytest.mark.parametrize(
    ("unit", "commune_libraries", "houses", "district_libraries"),
    [("66", 3, 4, 2), ("24490", 2, 3, 0), ("24538", 0, 0, 0), ("654", 0, 0, 1), ("22015", 0, 0, 0)],
)
def test_unit_as_it_stands_on_the_date_of_2025(counted, unit, commune_libraries, houses, district_libraries):
    found = rows(2025, unit=unit)
    assert found["L1", "library_commune"]["eligible"] == commune_libraries
    assert found["C2", "house_commune"]["eligible"] == houses
    assert found["L1", "library_district"]["eligible"] == district_libraries


def test_unit_of_2024_holds_its_communes(counted):
    found = rows(2024, unit="654")
    assert counts(found["L1", "library_commune"]) == (3, 1, 1, 1, "open", 1)
    assert found["L3", "library_province"]["base"] == 100 + 10 + 10 + 10


def test_a_date_instead_of_the_reference_date(counted):
    assert rows(2024, at=datetime.date(2024, 3, 1))["L1", "library_commune"]["eligible"] == 4  # X4 still stood
    assert rows(2025, at=datetime.date(2025, 3, 1))["C2", "house_commune"]["eligible"] == 3  # H5 not yet


def test_counted_units(counted):
    Target.objects.filter(group__criterion__code="L1", group__categories__code="library_commune").update(
        counted="units"
    )
    assert counts(rows(2024)["L1", "library_commune"]) == (5, 1, 3, 1, "open", 1)
    assert rows(2025)["L1", "library_commune"]["eligible"] == 2  # 22015 is not in the territory
    assert rows(2024, unit="654")["L1", "library_commune"]["eligible"] == 3


def test_what_falls_has_a_minus_and_no_hyphen():
    assert (percent("-2.5"), signed(Fraction(-5, 2)), percent(Fraction(5, 2))) == ("−2,50", "−2,50", "2,50")


def test_whole_percent(counted):
    Target.objects.filter(group__criterion__code="C1").update(comparison="whole_percent", threshold=67)
    found = rows(2024)["C1", "centre_province"]
    assert (found["share"], found["verdict"], found["rounding_turns_it"]) == ("66.67", "met", True)


def test_official_base_value_is_complete(counted):
    AnnualFigure.objects.filter(institution__code="TVT", year__number=2022).delete()
    assert rows(2024)["L3", "library_province"]["base_complete"] is False
    Target.objects.filter(group__criterion__code="L3", milestone=2025).update(base_value=1280, base_citation="BC 3")
    found = rows(2024)["L3", "library_province"]
    assert (found["base"], found["base_complete"], found["growth"]) == (1280, True, "11.45")


@pytest.mark.parametrize(
    ("status", "approved", "submitted", "everything"),
    [("approved", 1, 0, 0), ("submitted", 1, 0, 0), ("returned", 1, 1, 0), ("draft", 1, 1, 0)],
)
def test_basis_after_a_change(counted, status, approved, submitted, everything):
    """The provincial library's yes was approved, then became no in a submission of this status."""
    Submission.objects.filter(year__number=2024).update(status=status)
    AnnualFigure.objects.filter(institution__code="TVT", measure__code="lifelong_service").update(value=0)
    met = [rows(2024, basis=basis)["L1", "library_province"]["met"] for basis in Basis]
    assert met == [approved, submitted, everything]


def test_silent_year_that_was_never_opened(counted):
    found = rows(2027)
    assert found["L1", "library_province"]["silent"] == 1
    assert found["L3", "library_province"]["verdict"] == "open"
    assert found["L3", "library_province"]["reference_date"] == "2027-12-31"


def test_number_of_queries_does_not_grow(counted, django_assert_num_queries):
    asked = Question(PLAN, 2024)
    rows_of(asked)
    InstitutionVersion.objects.filter(institution__code="X2").update(name="Tên khác")
    with django_assert_num_queries(7) as few:
        rows_of(asked)
    for number in range(20):
        counted.province.institution(f"N{number}", f"Nhà văn hóa {number}", "house_village", "old:24490")
    with django_assert_num_queries(len(few)):
        rows_of(asked)


def test_nothing_is_counted_again_when_nothing_changed(counted, django_assert_num_queries):
    rows_of(Question(PLAN, 2024))
    with django_assert_num_queries(1):
        rows_of(Question(PLAN, 2024))


def test_progress_command_prints_one_json_document(counted, capsys):
    call_command("progress", "--year", "2024", "--format", "json", "--unit", "654")
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert {key: document[key] for key in ("plan", "year", "unit", "basis")} == {
        "plan": PLAN, "year": 2024, "unit": "654", "basis": "approved",
    }  # fmt: skip
    assert document["rows"][1]["criterion"] == "L1"
    assert err.strip().startswith("13 dòng")


@pytest.mark.parametrize("wrong", [{"plan": "none"}, {"unit": "99999"}, {"year": 20255}])
def test_progress_command_refuses_wrong_use(counted, wrong):
    with pytest.raises(CommandError) as refusal:
        call_command("progress", **{"year": 2024, **wrong})
    assert refusal.value.returncode == 2
