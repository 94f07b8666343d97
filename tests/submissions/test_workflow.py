"""The verbs of the yearly round: what they write, what they refuse, and how many queries that takes."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Measure
from institutions import refusals
from institutions.responsibility import current_responsibility
from submissions.asked import asked_measures
from submissions.models import AnnualFigure, FigureChange, ReportingYear, State, Submission, SubmissionEvent
from submissions.workflow import (
    Answer,
    Conflict,
    Refused,
    Saved,
    add_year,
    approve,
    change_year,
    close_year,
    ensure_submission,
    open_year,
    reopen,
    reopen_year,
    return_for_correction,
    save_figures,
    submit,
    withdraw,
)

from .gate import explain_all


@pytest.fixture
def year(db):
    planned = add_year(
        number=2024,
        start=datetime.date(2024, 1, 1),
        end=datetime.date(2024, 12, 31),
        reference_date=datetime.date(2024, 12, 31),
        due_date=None,
        by=None,
    )
    open_year(year=planned, by=None)
    return planned


@pytest.fixture
def measures(province):
    service = Measure.objects.create(code="lifelong_service", label="Có cung cấp dịch vụ", type="yes_no", position=1)
    visits = Measure.objects.create(code="visits_onsite", label="Lượt tại chỗ", type="count", position=2)
    for measure in (service, visits):
        measure.categories.set([province.categories["library_commune"], province.categories["library_district"]])
    displays = Measure.objects.create(code="study_visits", label="Lượt khách", type="count", position=3)
    displays.categories.set([province.categories["museum"]])
    return {"service": service.pk, "visits": visits.pk, "study": displays.pk}


@pytest.fixture
def library(province):
    return province.institution("TV1", "Thư viện Ea Kly", "library_commune", "old:24496")


@pytest.fixture
def submission(year, province):
    return ensure_submission(reporting_unit=province.offices["old:654"], year=year, by=None)


def save(submission, *answers, by=None):
    return save_figures(submission=submission, answers=answers, by=by, through="form")


def visits(library, measures, value, **more):
    return Answer(library.pk, measures["visits"], State.REPORTED, value, **more)


def test_save_writes_figures_and_their_trace(submission, library, measures, cast):
    answers = [visits(library, measures, 1234), Answer(library.pk, measures["service"], State.UNKNOWN)]
    assert save(submission, *answers, by=cast.reporter) == Saved(new=2, changed=0, unchanged=0)
    assert save(submission, visits(library, measures, 1300), answers[1]) == Saved(new=0, changed=1, unchanged=1)
    figure = AnnualFigure.objects.get(measure=measures["visits"])
    assert (figure.state, figure.value, figure.revision, figure.province_code) == ("reported", 1300, 2, "66")
    assert list(
        FigureChange.objects.filter(figure=figure).values_list(
            "revision", "old_state", "old_value", "new_state", "new_value", "by__username", "through"
        )
    ) == [
        (1, "not_reported", None, "reported", 1234, "reporter", "form"),
        (2, "reported", 1234, "reported", 1300, None, "form"),
    ]


def test_save_keeps_the_province_of_the_reference_date(province, year, measures):
    library = province.institution("TV9", "Thư viện Phường 1", "library_commune", "old:22015")
    own = ensure_submission(reporting_unit=province.offices["old:555"], year=year, by=None)
    save(own, visits(library, measures, 7))
    assert AnnualFigure.objects.get().province_code == "54"


def test_save_refuses_to_overwrite_what_was_not_seen(submission, library, measures):
    save(submission, visits(library, measures, 10, seen_revision=0))
    other = Answer(library.pk, measures["service"], State.REPORTED, 1, seen_revision=0)
    with pytest.raises(Conflict) as caught:
        save(submission, visits(library, measures, 20, seen_revision=0), other)
    [(answer, figure)] = caught.value.conflicts
    assert (answer.value, figure.value, figure.revision) == (20, 10, 1)
    assert AnnualFigure.objects.count() == 1  # the other answer of the same save was not written either


def test_save_of_the_same_value_is_no_conflict(submission, library, measures):
    save(submission, visits(library, measures, 10))
    assert save(submission, visits(library, measures, 10, seen_revision=0)) == Saved(unchanged=1)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"state": "reported"}, "chỉ và luôn có giá trị"),
        ({"state": "unknown", "value": 3}, "chỉ và luôn có giá trị"),
        ({"state": "reported", "value": -1}, "giá trị không hợp lệ"),
        ({"state": "reported", "value": 10**13 + 1}, "giá trị không hợp lệ"),
        ({"state": "not_applicable"}, "hãy nêu lý do không áp dụng"),
        ({"state": "not_reported"}, "trạng thái không hợp lệ"),
        ({"state": "unknown", "is_estimate": True}, "ước tính"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value.values())),
)
def test_save_refuses_impossible_answers(submission, library, measures, answer, sentence):
    with pytest.raises(Refused, match=sentence):
        save(submission, Answer(library.pk, measures["visits"], **answer))
    assert not AnnualFigure.objects.exists()


def test_save_refuses_two_for_a_yes_no_question(submission, library, measures):
    with pytest.raises(Refused, match="giá trị không hợp lệ"):
        save(submission, Answer(library.pk, measures["service"], State.REPORTED, 2))


def test_save_refuses_a_measure_not_asked_of_the_category(submission, library, measures):
    with pytest.raises(Refused, match="Thư viện Ea Kly: loại hình này không được hỏi “Lượt khách”"):
        save(submission, visits(library, measures, 1), Answer(library.pk, measures["study"], State.REPORTED, 5))
    assert not AnnualFigure.objects.exists()


def test_save_refuses_an_institution_that_stood_on_no_day_of_the_year(submission, province, measures):
    late = province.institution("TV2", "Mở sau", "library_commune", "old:24490", datetime.date(2025, 1, 1))
    with pytest.raises(Refused, match="không hoạt động ngày nào"):
        save(submission, visits(late, measures, 1))


def test_save_refuses_one_question_twice(submission, library, measures):
    with pytest.raises(Refused, match="hai giá trị"):
        save(submission, visits(library, measures, 1), visits(library, measures, 2))


def test_save_refuses_a_closed_year(submission, library, measures, year, cast):
    close_year(year=year, by=cast.reviewer)
    with pytest.raises(Refused, match="Năm báo cáo 2024 đã khóa"):
        save(submission, visits(library, measures, 1))
    reopen_year(year=year, by=cast.reviewer, reason="Công văn 12/SVHTTDL ngày 05/01/2025")
    assert save(submission, visits(library, measures, 1)).new == 1
    newest = year.history.latest()
    assert (newest.history_user, newest.history_change_reason) == (
        cast.reviewer,
        "Công văn 12/SVHTTDL ngày 05/01/2025",
    )


def test_approved_values_stay_while_the_return_is_corrected(submission, library, measures, cast):
    save(submission, visits(library, measures, 100))
    explain_all(submission, by=cast.reporter)
    submit(submission=submission, by=cast.reporter)
    approve(submission=submission, by=cast.reviewer)
    with pytest.raises(Refused, match="đã được duyệt"):
        save(submission, visits(library, measures, 200))
    reopen(submission=submission, by=cast.reviewer, reason="Sai số")
    save(submission, visits(library, measures, 200))
    figure = AnnualFigure.objects.get()
    assert (figure.value, figure.approved_value, submission.status) == (200, 100, "returned")
    explain_all(submission, by=cast.reporter)
    submit(submission=submission, by=cast.reporter)
    approve(submission=submission, by=cast.reviewer)
    figure.refresh_from_db()
    assert (figure.approved_state, figure.approved_value) == ("reported", 200)
    assert list(SubmissionEvent.objects.values_list("old_status", "new_status", "reason", "by__username")) == [
        ("", "draft", "", None),
        ("draft", "submitted", "", "reporter"),
        ("submitted", "approved", "", "reviewer"),
        ("approved", "returned", "Sai số", "reviewer"),
        ("returned", "submitted", "", "reporter"),
        ("submitted", "approved", "", "reviewer"),
    ]


def test_approving_one_return_publishes_no_figure_of_another(submission, province, year, library, measures):
    save(submission, visits(library, measures, 100))
    elsewhere = province.institution("TV3", "Thư viện Ea Na", "library_commune", "old:24541")
    other = ensure_submission(reporting_unit=province.offices["old:655"], year=year, by=None)
    save(other, visits(elsewhere, measures, 5))
    explain_all(submission)
    submit(submission=submission, by=None)
    approve(submission=submission, by=None)
    assert AnnualFigure.objects.get(institution=elsewhere).approved_state is None


STEPS = {
    "submit": lambda row: submit(submission=row, by=None),
    "return": lambda row: return_for_correction(submission=row, by=None, reason="Thiếu"),
    "approve": lambda row: approve(submission=row, by=None),
    "reopen": lambda row: reopen(submission=row, by=None, reason="Sai"),
}


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("draft", {"submit": "submitted"}),
        ("submitted", {"return": "returned", "approve": "approved"}),
        ("returned", {"submit": "submitted"}),
        ("approved", {"reopen": "returned"}),
    ],
)
@pytest.mark.parametrize("step", STEPS)
def test_steps_from_each_state(submission, status, allowed, step):
    Submission.objects.update(status=status)
    if step in allowed:
        STEPS[step](submission)
        assert submission.status == Submission.objects.get().status == allowed[step]
    else:
        with pytest.raises(Refused, match="không làm được bước này"):
            STEPS[step](submission)
        assert Submission.objects.get().status == status


def test_steps_back_need_a_reason(submission):
    submit(submission=submission, by=None)
    with pytest.raises(Refused, match="Hãy nêu lý do"):
        return_for_correction(submission=submission, by=None, reason="  ")


def test_steps_are_refused_in_a_closed_year(submission, year):
    close_year(year=year, by=None)
    with pytest.raises(Refused, match="đã khóa"):
        submit(submission=submission, by=None)


def test_withdraw_takes_a_figure_back_with_a_trace(submission, library, measures, cast):
    save(submission, visits(library, measures, 100))
    withdraw(
        submission=submission, institution_id=library.pk, measure_id=measures["visits"], by=cast.reporter,
        through="form", seen_revision=1,
    )  # fmt: skip
    figure = AnnualFigure.objects.get()
    assert (figure.state, figure.value, figure.revision) == ("not_reported", None, 2)
    assert figure.changes.last().old_value == 100
    with pytest.raises(Refused, match="Chưa có số liệu"):
        withdraw(
            submission=submission, institution_id=library.pk, measure_id=measures["visits"], by=None, through="form"
        )


def test_ensure_submission_begins_it_once(province, year):
    first = ensure_submission(reporting_unit=province.offices["old:654"], year=year, by=None)
    assert ensure_submission(reporting_unit=province.offices["old:654"], year=year, by=None) == first
    assert SubmissionEvent.objects.count() == 1


def test_add_year_says_what_is_wrong_with_its_dates(db):
    with pytest.raises(Refused, match="Ngày chốt danh sách phải nằm trong năm"):
        add_year(
            number=2024,
            start=datetime.date(2024, 1, 1),
            end=datetime.date(2024, 12, 31),
            reference_date=datetime.date(2025, 1, 1),
            due_date=None,
            by=None,
        )
    assert not ReportingYear.objects.exists()


def test_a_figure_answered_elsewhere_goes_over_unless_it_was_approved_there(
    submission, province, year, library, measures
):
    other = ensure_submission(reporting_unit=province.offices["old:655"], year=year, by=None)
    save(other, visits(library, measures, 1))
    save(submission, visits(library, measures, 2))
    assert AnnualFigure.objects.get().submission == submission
    explain_all(submission)
    submit(submission=submission, by=None)
    approve(submission=submission, by=None)
    with pytest.raises(Refused, match="Huyện Krông Pắc đã được duyệt"):
        save(other, visits(library, measures, 3))


def test_save_takes_the_same_queries_for_one_answer_and_for_many(submission, province, measures):
    current_responsibility()  # kept from here on, as the catalogue is
    asked_measures()
    counts = {5: [], 6: []}  # all new, all changed
    for number in (1, 3, 200):
        libraries = [
            province.institution(f"L{number}-{index}", f"Thư viện {index}", "library_commune", "old:24490")
            for index in range(number)
        ]
        for value, taken in counts.items():
            answers = [visits(library, measures, value) for library in libraries]
            with CaptureQueriesContext(
                connection,
            ) as queries:
                save(submission, *answers)
            taken.append(len(queries))
    assert all(len(set(taken)) == 1 for taken in counts.values()), counts


def test_constraint_keeps_a_value_from_a_silent_figure(submission, library, measures):
    figure = AnnualFigure(
        institution=library, year=submission.year, measure_id=measures["visits"], submission=submission,
        province_code="66", state="unknown", value=5,
    )  # fmt: skip
    with pytest.raises(ValidationError):
        figure.validate_constraints()


DAYS = {
    "start": datetime.date(2023, 12, 15),
    "end": datetime.date(2024, 12, 14),
    "reference_date": datetime.date(2024, 12, 14),
    "due_date": datetime.date(2025, 1, 31),
}


def test_change_year_gives_it_other_days_with_a_trace(year, cast):
    change_year(year=year, **DAYS, by=cast.reviewer)
    stored = ReportingYear.objects.get()
    assert {name: getattr(stored, name) for name in DAYS} == DAYS
    assert [row.history_user for row in year.history.all()] == [cast.reviewer, None, None]
    assert [(row.stage, row.end) for row in year.history.all()] == [
        ("open", datetime.date(2024, 12, 14)),
        ("open", datetime.date(2024, 12, 31)),
        ("planned", datetime.date(2024, 12, 31)),
    ]
    change_year(year=year, **DAYS, by=cast.administrator)
    assert year.history.count() == 3  # the same days are no change


def test_change_year_refuses_days_outside_and_a_closed_year(year, cast):
    with pytest.raises(Refused, match="Ngày chốt danh sách phải nằm trong năm báo cáo"):
        change_year(year=year, **(DAYS | {"reference_date": datetime.date(2024, 12, 31)}), by=cast.reviewer)
    stale = ReportingYear.objects.get()
    close_year(year=ReportingYear.objects.get(), by=cast.reviewer)
    with pytest.raises(Refused, match="Năm báo cáo 2024 đã khóa"):
        change_year(year=stale, **DAYS, by=cast.reviewer)
    assert ReportingYear.objects.get().end == datetime.date(2024, 12, 31)


def test_close_year_keeps_days_that_were_changed_meanwhile(year, cast):
    stale = ReportingYear.objects.get()
    change_year(year=year, **DAYS, by=cast.reviewer)
    close_year(year=stale, by=cast.reviewer)
    assert ReportingYear.objects.get().end == datetime.date(2024, 12, 14)


def test_change_year_keeps_figures_of_institutions_that_no_longer_belong_to_it(year, submission, province, measures):
    last_day = datetime.date(2024, 1, 20)
    closed = province.institution("TVX", "Đã đóng", "library_commune", "old:24496", valid_until=last_day)
    save(submission, visits(closed, measures, 7))
    february = DAYS | {"start": datetime.date(2024, 2, 1)}
    change_year(year=year, **february, by=None)
    assert AnnualFigure.objects.get().value == 7
    with pytest.raises(Refused, match="không hoạt động ngày nào"):
        save(submission, visits(closed, measures, 8))


def test_one_exception_says_no_everywhere():
    assert Refused is refusals.Refused
    assert issubclass(Conflict, refusals.Refused)
