"""Usual changes of counts by category: the formula, which institutions it looks at, and when it is worked out."""

import math

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Measure
from institutions.models import Institution, InstitutionVersion
from submissions.models import AnnualFigure, Submission, Tolerance
from submissions.workflow import Refused, add_year, close_year, ensure_submission, open_year, set_tolerances
from submissions.workflow.tolerances import Usual, usual, usual_changes
from tests.conftest import FIRST

from .conftest import reporting_year


def rounded(one: Usual) -> tuple[float, float, int]:
    return round(one.lowest, 4), round(one.highest, 4), one.institutions


def test_limits_are_three_spreads_around_the_median():
    ratios = [-0.4] * 5 + [-0.2] * 5 + [0.0] * 5 + [0.2] * 5 + [0.4] * 5
    spread = 3 * 1.4826 * 0.2
    assert rounded(usual(ratios)) == (round(math.exp(-spread), 4), round(math.exp(spread), 4), 25)
    assert rounded(usual(ratios)) == (0.4108, 2.4341, 25)


def test_a_few_that_jumped_do_not_widen_the_limits():
    ratios = [-0.4] * 5 + [-0.2] * 5 + [0.0] * 5 + [0.2] * 5 + [0.4] * 5
    assert rounded(usual([*ratios, 7.0, -7.0])) == (0.4108, 2.4341, 27)


def test_limits_are_never_narrower_than_half_as_much_again():
    assert rounded(usual([0.0] * 20)) == (0.6667, 1.5, 20)


def test_limits_never_let_a_digit_too_many_pass():
    assert rounded(usual([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0])) == (0.1111, 9.0, 7)


def test_limits_go_with_a_category_that_grew_and_keep_no_change_usual():
    assert rounded(usual([math.log(3)] * 20)) == (0.6667, 3.0, 20)


@pytest.fixture
def visits(province) -> Measure:
    measure = Measure.objects.create(code="visits_onsite", label="Lượt tại chỗ", type="count", position=1)
    measure.categories.set([province.categories["library_commune"]])
    return measure


def libraries(province, number: int, category: str = "library_commune") -> list[Institution]:
    made = Institution.objects.bulk_create(Institution(code=f"{category}-{place}") for place in range(number))
    InstitutionVersion.objects.bulk_create(
        InstitutionVersion(
            institution=row, name=f"Thư viện {row.code}", category=province.categories[category],
            unit=province.units["old:24490"], valid_from=FIRST,
        )
        for row in made
    )  # fmt: skip
    return made


def say(submission: Submission, measure: Measure, values: dict[Institution, int | None]) -> None:
    AnnualFigure.objects.bulk_create(
        AnnualFigure(
            institution=institution, year=submission.year, measure=measure, submission=submission, province_code="66",
            state="unknown" if value is None else "reported", value=value,
        )
        for institution, value in values.items()
    )  # fmt: skip


@pytest.fixture
def two_years(province) -> tuple[Submission, Submission]:
    office = province.offices["old:654"]
    return tuple(
        ensure_submission(reporting_unit=office, year=reporting_year(number), by=None) for number in (2022, 2023)
    )


def test_tolerances_come_from_institutions_that_counted_something_in_both_years(province, visits, two_years):
    first, second = two_years
    made = libraries(province, 24)
    say(first, visits, dict.fromkeys(made, 100) | {made[0]: None, made[1]: 0})
    say(second, visits, dict.fromkeys(made, 200) | {made[2]: 0, made[3]: None})
    year = reporting_year(2024)
    assert set_tolerances(year=year) == 1
    (row,) = Tolerance.objects.all()
    assert (row.year, row.category.code, row.measure, row.institutions) == (year, "library_commune", visits, 20)
    assert (round(row.lowest, 4), round(row.highest, 4)) == (0.6667, 2.0)


def test_nineteen_institutions_are_too_few(province, visits, two_years):
    made = libraries(province, 19)
    for submission in two_years:
        say(submission, visits, dict.fromkeys(made, 100))
    assert usual_changes(reporting_year(2024)) == {}


def test_each_category_and_measure_has_its_own_limits(province, visits, two_years):
    other = Measure.objects.create(code="visits_online", label="Lượt trực tuyến", type="count", position=2)
    service = Measure.objects.create(code="lifelong_service", label="Có phục vụ", type="yes_no", position=3)
    communes, schools = libraries(province, 20), libraries(province, 20, "library_education")
    for submission, factor in zip(two_years, (1, 4), strict=True):
        say(submission, visits, dict.fromkeys(communes, 100 * factor) | dict.fromkeys(schools, 100))
        say(submission, other, dict.fromkeys(communes, 50))
        say(submission, service, dict.fromkeys(communes, 1))
    found = {
        (category, measure): rounded(one) for (category, measure), one in usual_changes(reporting_year(2024)).items()
    }
    commune, school = province.categories["library_commune"].pk, province.categories["library_education"].pk
    assert found == {
        (commune, visits.pk): (0.6667, 4.0, 20),
        (school, visits.pk): (0.6667, 1.5, 20),
        (commune, other.pk): (0.6667, 1.5, 20),
    }


def test_the_category_is_the_one_of_the_reference_date(province, visits, two_years):
    made = libraries(province, 20)
    InstitutionVersion.objects.update(valid_until="2023-06-30")
    InstitutionVersion.objects.bulk_create(
        InstitutionVersion(
            institution=row, name="Thư viện", category=province.categories["library_education"],
            unit=province.units["old:24490"], valid_from="2023-07-01",
        )
        for row in made
    )  # fmt: skip
    for submission in two_years:
        say(submission, visits, dict.fromkeys(made, 100))
    ((category, _measure),) = usual_changes(reporting_year(2024))
    assert category == province.categories["library_education"].pk


def test_opening_a_year_works_them_out_and_later_figures_change_nothing(province, visits, two_years):
    made = libraries(province, 20)
    for submission in two_years:
        say(submission, visits, dict.fromkeys(made, 100))
    days = reporting_year(2030)
    year = add_year(
        number=2024, start=days.start.replace(year=2024), end=days.end.replace(year=2024),
        reference_date=days.end.replace(year=2024), due_date=None, by=None,
    )  # fmt: skip
    assert not Tolerance.objects.exists()
    open_year(year=year, by=None)
    assert Tolerance.objects.get().highest == 1.5
    AnnualFigure.objects.filter(year__number=2023).update(value=400)
    assert Tolerance.objects.get().highest == 1.5


def test_working_out_takes_the_same_queries_however_many_institutions(
    province, visits, two_years, django_assert_num_queries
):
    year = reporting_year(2024)
    made = libraries(province, 60)
    for submission in two_years:
        say(submission, visits, dict.fromkeys(made, 100))
    with django_assert_num_queries(2):
        usual_changes(year)


def test_command_tells_first_and_writes_with_commit(province, visits, two_years, capsys):
    made = libraries(province, 20)
    for submission in two_years:
        say(submission, visits, dict.fromkeys(made, 100))
    year = reporting_year(2024)
    call_command("set_tolerances", "--year", "2024")
    assert capsys.readouterr().out == (
        "Thư viện công cộng cấp xã, Lượt tại chỗ: 0,67 - 1,50 (20)\n"
        "Tìm được 1 mức thay đổi thường gặp cho năm 2024. Chưa ghi gì.\n"
    )
    assert not Tolerance.objects.exists()
    for _again in range(2):
        call_command("set_tolerances", "--year", "2024", "--commit")
        assert Tolerance.objects.filter(year=year).count() == 1


def test_command_refuses_a_year_that_nobody_has_and_a_closed_one(db):
    with pytest.raises(CommandError) as caught:
        call_command("set_tolerances", "--year", "2024")
    assert caught.value.returncode == 2
    year = reporting_year(2024)
    close_year(year=year, by=None)
    with pytest.raises(CommandError, match="đã khóa") as caught:
        call_command("set_tolerances", "--year", "2024", "--commit")
    assert caught.value.returncode == 1
    with pytest.raises(Refused):
        set_tolerances(year=year)
