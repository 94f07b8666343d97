"""Which version of an institution counts for a year: what it is asked, and who answers."""

import datetime

import pytest

from indicators.models import Measure
from institutions.models import InstitutionVersion
from institutions.responsibility import current_responsibility
from submissions.asked import answering_through, asked_measures, standing_in

from .conftest import reporting_year

D = datetime.date


@pytest.fixture
def year(db):
    """The year of the older rules: 15 December to 14 December, counted on 30 June, the last day of the districts."""
    return reporting_year(2025, start=D(2024, 12, 15), end=D(2025, 12, 14), reference_date=D(2025, 6, 30))


@pytest.fixture
def life(province):
    """Gives an institution its versions: (category, unit, first day, last day), each named after its first day."""

    def live(code: str, *versions: tuple[str, str, datetime.date, datetime.date | None]) -> int:
        (category, unit, first, last), *later = versions
        institution = province.institution(code, f"{code} {first}", category, unit, first, valid_until=last)
        for category, unit, first, last in later:
            InstitutionVersion.objects.create(
                institution=institution, name=f"{code} {first}", category=province.categories[category],
                unit=province.units[unit], valid_from=first, valid_until=last,
            )  # fmt: skip
        return institution.pk

    return live


@pytest.mark.parametrize(
    ("versions", "name", "day", "office"),
    [
        ([(D(2020, 1, 1), None)], "T 2020-01-01", D(2025, 6, 30), "old:654"),
        ([(D(2020, 1, 1), D(2025, 6, 29)), (D(2025, 6, 30), None)], "T 2025-06-30", D(2025, 6, 30), "old:654"),
        ([(D(2020, 1, 1), D(2025, 6, 30)), (D(2025, 7, 1), None)], "T 2020-01-01", D(2025, 6, 30), "old:654"),
        ([(D(2020, 1, 1), D(2025, 1, 5)), (D(2025, 8, 1), None)], "T 2025-08-01", D(2025, 12, 14), "new:24490"),
        ([(D(2020, 1, 1), D(2024, 12, 1)), (D(2025, 8, 1), None)], "T 2025-08-01", D(2025, 12, 14), "new:24490"),
        (
            [(D(2025, 8, 1), D(2025, 9, 1)), (D(2025, 10, 1), D(2025, 11, 1))], "T 2025-10-01", D(2025, 11, 1),
            "new:24490",
        ),
    ],
    ids=["stands", "begins-on-the-day", "ends-on-the-day", "reopened-after", "opened-after", "opened-and-closed-after"],
)  # fmt: skip
def test_the_version_that_counts_is_that_of_the_reference_date_else_of_the_last_day_in_the_year(
    year, province, life, versions, name, day, office
):
    pk = life("T", *(("museum", "old:24490", *days) for days in versions))
    standing = standing_in(year)[pk]
    assert (standing.name, standing.day) == (name, day)
    assert standing.reporting_unit_id == province.offices[office].pk


def test_an_institution_that_stood_on_no_day_of_the_year_does_not_belong_to_it(year, life):
    life("T", ("museum", "old:24490", D(2020, 1, 1), D(2024, 12, 14)), ("museum", "old:24490", D(2025, 12, 15), None))
    life("U", ("museum", "old:24490", D(2020, 1, 1), D(2024, 12, 15)))
    assert [row.code for row in standing_in(year).values()] == ["U"]


def test_what_is_asked_is_asked_of_the_category_of_that_version(year, province, life):
    for position, category in [(2, "museum"), (1, "house_commune"), (0, "museum")]:
        measure = Measure.objects.create(code=f"m{position}", label=f"M{position}", type="count", position=position)
        measure.categories.add(province.categories[category])
    pk = life(
        "T", ("museum", "old:24490", D(2020, 1, 1), D(2025, 6, 30)), ("house_commune", "old:24490", D(2025, 7, 1), None)
    )
    asked = asked_measures()
    assert [measure.code for measure in asked.of(standing_in(year)[pk])] == ["m0", "m2"]
    # What it became within the year may be answered too: a target can be judged on a day of either category.
    may_answer = {m.code for m in asked.measures.values() if asked.is_asked(m.pk, standing_in(year)[pk])}
    assert may_answer == {"m0", "m1", "m2"}
    later = reporting_year(2026)
    assert [measure.code for measure in asked.of(standing_in(later)[pk])] == ["m1"]
    of_another = life("U", ("library_province", "old:66", D(2020, 1, 1), None))
    assert list(asked.of(standing_in(year)[of_another])) == []


def test_who_answers_is_the_same_whether_one_or_everybody_is_asked_about(year, province, life):
    days = [
        (D(2020, 1, 1), None), (D(2020, 1, 1), D(2025, 3, 1)), (D(2025, 3, 1), None), (D(2020, 1, 1), D(2025, 9, 1)),
    ]  # fmt: skip
    for unit in ("24490", "24496", "24538", "22015", "654", "66"):
        for number, (first, last) in enumerate(days):
            life(f"{unit}-{number}", ("museum", f"old:{unit}", first, last))
    life("N", ("museum", "new:24490", D(2025, 7, 1), None))
    for every in (year, reporting_year(2026), reporting_year(2024)):
        rule, everybody = current_responsibility(), standing_in(every).values()
        for office in province.offices.values():
            through = answering_through({office.pk}, every, rule)
            expected = {row for row in everybody if row.reporting_unit_id == office.pk}
            assert (len(through), set(through)) == (len(expected), expected)
