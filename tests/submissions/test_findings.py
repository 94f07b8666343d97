"""What is found in a return: gathered for the checks, joined with explanations, in a fixed number of queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutions.models import InstitutionVersion
from institutions.responsibility import current_responsibility
from submissions.asked import answering_through
from submissions.checks import Unusual
from submissions.explaining import Explained, explain
from submissions.findings import findings_of, findings_of_institution
from submissions.gathering import Gathered
from submissions.models import AnnualFigure, Explanation, Tolerance
from submissions.summary import summary_of
from submissions.workflow import Answer, save_figures, withdraw

from .gate import explain_all, fill, look


def found(submission, code):
    """The findings of one check in the return."""
    return [row for row in look(submission).rows if row.code == code]


@pytest.fixture
def jumped(returns):
    """A library whose visits were 120 and are 4.800; everything else is answered."""
    returns.say(returns.district, returns.library, returns.visits, 120)
    fill(returns.commune)
    returns.say(returns.commune, returns.library, returns.visits, 4800)
    return returns


def test_findings_name_the_institution_the_measure_and_the_values(jumped):
    (row,) = found(jumped.commune, "large_change")
    assert (row.institution_id, row.name, row.measure_code) == (jumped.library.pk, "Thư viện Phước An", "visits_onsite")
    assert row.key == (jumped.library.pk, "large_change", jumped.visits.pk, "120→4800")
    assert "4.800, năm trước 120" in row.message
    assert (row.is_open, row.is_explained, row.is_error, row.is_stray) == (True, False, False, False)
    assert look(jumped.commune).blocks_submitting


def test_findings_carry_the_newest_words_with_who_and_when(jumped, cast):
    explain_all(jumped.commune, by=cast.reporter, text="Mở thêm phòng đọc")
    explain_all(jumped.commune, by=cast.reviewer, text="không cần nữa")  # nothing is left to explain
    (row,) = found(jumped.commune, "large_change")
    assert (row.explanation.text, row.explanation.by) == ("Mở thêm phòng đọc", cast.reporter)
    assert (row.is_open, row.is_explained) == (False, True)
    assert not look(jumped.commune).blocks_submitting


def test_words_hold_for_the_same_values_alone_and_are_offered_again(jumped, cast):
    explain_all(jumped.commune, by=cast.reporter, text="Mở thêm phòng đọc")
    jumped.say(jumped.commune, jumped.library, jumped.visits, 4900)
    (row,) = found(jumped.commune, "large_change")
    assert (row.is_open, row.explanation) == (True, None)
    assert row.earlier.text == "Mở thêm phòng đọc"
    jumped.say(jumped.commune, jumped.library, jumped.visits, 4800)
    (row,) = found(jumped.commune, "large_change")
    assert row.explanation.text == "Mở thêm phòng đọc"


def test_findings_about_the_whole_return_are_explained_for_that_return_alone(returns, cast):
    fill(returns.commune)
    fill(returns.foreign)
    unusual = Unusual("mostly_estimates", None, "5/5", "5 trong 5 số đếm là số ước tính.")
    of_return = Explained(None, unusual, "Cả báo cáo")
    assert explain(year=returns.this_year, explained=[of_return], by=cast.reporter, submission=returns.commune) == 1
    assert explain(year=returns.this_year, explained=[of_return], by=cast.reporter, submission=returns.commune) == 0
    assert explain(year=returns.this_year, explained=[of_return], by=cast.outsider, submission=returns.foreign) == 1
    stored = Explanation.objects.filter(institution=None).order_by("pk")
    assert [(row.submission, row.by) for row in stored] == [
        (returns.commune, cast.reporter), (returns.foreign, cast.outsider),
    ]  # fmt: skip


def test_empty_return_is_an_error_about_the_return(returns):
    (row,) = found(returns.commune, "empty_return")
    assert (row.institution_id, row.name, row.is_error) == (None, "", True)
    assert {row.name for row in found(returns.commune, "silent")} == {"Thư viện Phước An", "Thư viện Krông Búk"}


def test_figures_of_an_institution_outside_the_year_are_errors_that_withdrawing_mends(returns, cast):
    fill(returns.commune)
    version = InstitutionVersion.objects.get(institution=returns.library)
    version.valid_until = datetime.date(2024, 12, 31)
    version.save()
    rows = found(returns.commune, "did_not_stand")
    assert [(row.name, row.measure_code, row.is_stray, row.is_error) for row in rows] == [
        ("Thư viện Phước An", "", True, True)
    ]
    for measure in (returns.visits, returns.service):
        withdraw(
            submission=returns.commune, institution_id=returns.library.pk, measure_id=measure.pk, by=cast.reporter,
            through="form",
        )  # fmt: skip
    assert not found(returns.commune, "did_not_stand")
    figure = AnnualFigure.objects.get(institution=returns.library, measure=returns.visits)
    assert (figure.state, figure.changes.count()) == ("not_reported", 2)


def test_figures_of_a_measure_that_is_asked_no_more_are_errors_that_withdrawing_mends(returns, cast, province):
    fill(returns.commune)
    returns.visits.categories.set([province.categories["museum"]])
    assert {row.name for row in found(returns.commune, "not_asked")} == {"Thư viện Phước An", "Thư viện Krông Búk"}
    for library in (returns.library, returns.other_library):
        withdraw(
            submission=returns.commune, institution_id=library.pk, measure_id=returns.visits.pk, by=cast.reporter,
            through="form",
        )  # fmt: skip
    assert not found(returns.commune, "not_asked")


def test_figures_that_another_return_answers_for_are_no_error_here(returns):
    fill(returns.commune)
    answers = [Answer(returns.foreign_library.pk, returns.visits.pk, "reported", 5)]
    save_figures(submission=returns.commune, answers=answers, by=None, through="command")
    assert not look(returns.commune).errors


def test_tolerances_of_the_year_reach_the_checks(jumped, province):
    category = province.categories["library_commune"]
    Tolerance.objects.create(
        year=jumped.this_year, category=category, measure=jumped.visits, lowest=0.01, highest=100, institutions=20
    )
    assert not found(jumped.commune, "large_change")


def test_findings_of_one_institution_are_those_of_the_return(jumped):
    rule = current_responsibility()
    (standing,) = (
        row for row in answering_through({jumped.commune.reporting_unit_id}, jumped.this_year, rule)
        if row.institution_id == jumped.library.pk
    )  # fmt: skip
    alone = findings_of_institution(jumped.commune, standing, rule)
    among = [row for row in look(jumped.commune).rows if row.institution_id == jumped.library.pk]
    assert alone.rows
    assert {row.key for row in alone.rows} <= {row.key for row in among}


def test_summary_counts_what_is_handed_in(returns):
    returns.say(returns.commune, returns.library, returns.visits, 40, is_estimate=True)
    unknown = Answer(returns.library.pk, returns.service.pk, "unknown")
    save_figures(submission=returns.commune, answers=[unknown], by=None, through="command")
    summary = summary_of(Gathered.of(returns.commune, current_responsibility()))
    assert (summary.institutions, summary.complete, summary.partial, len(summary.silent)) == (2, 1, 0, 1)
    assert (summary.questions, summary.reported, summary.unknown, summary.unanswered) == (4, 1, 1, 2)
    assert summary.estimates == 1
    assert [row.name for row in summary.silent] == ["Thư viện Krông Búk"]


def test_findings_take_the_same_queries_for_1_3_and_40_institutions(returns, province):
    rule = current_responsibility()

    def queries() -> int:
        fill(returns.foreign)
        with CaptureQueriesContext(connection) as taken:
            findings_of(returns.foreign, rule)
        return len(taken)

    counts = [queries()]
    for first, last in ((0, 2), (2, 39)):
        for number in range(first, last):
            province.institution(f"N{number:03}", f"Thư viện {number}", "library_commune", "old:22015")
        counts.append(queries())
    assert len(set(counts)) == 1
    assert counts[0] <= 13
