"""A file taken back: the database says again what it said before, to the row; what was changed since stays, listed."""

import pytest

from indicators.models import Measure
from submissions.imports.applying import apply_batch, receive, year_for
from submissions.imports.choices import Choices
from submissions.imports.staging import check_batch
from submissions.models import AnnualFigure, Explanation, FigureChange, ImportBatch, Submission
from submissions.workflow import (
    Answer,
    Refused,
    add_year,
    approve,
    close_year,
    open_year,
    reopen,
    save_figures,
    undo_file,
    what_undoing_does,
)

from ..ungated import hand_in


@pytest.fixture
def year(province):
    """Three libraries of the old districts 654 and 655, two questions, the year 2024."""
    for code, unit in [("TV1", "old:24496"), ("TV2", "old:24493"), ("TV3", "old:24541")]:
        province.institution(code, f"Thư viện {code}", "library_commune", unit)
    for position, (code, type_) in enumerate([("lifelong_service", "yes_no"), ("visits_onsite", "count")]):
        measure = Measure.objects.create(code=code, label=code, type=type_, position=position)
        measure.categories.set([province.categories["library_commune"]])
    row = year_for(2024)
    planned = add_year(
        number=2024, start=row.start, end=row.end, reference_date=row.reference_date, due_date=None, by=None
    )  # fmt: skip
    open_year(year=planned, by=None, calling=False)
    return year_for(2024)


def sent(year, *rows: str, status="", by=None, name="so-lieu.csv"):
    """A file that was checked, every unusual figure explained, and applied."""
    data = "\n".join(["institution,lifelong_service,visits_onsite", *rows]).encode()
    words = {"large_change": "mở phòng đọc mới", "same_as_last_year": "đúng", "visits_without_service": "đúng"}
    said = Choices(explanations=words)
    batch = receive(data=data, file_name=name, year=year, by=by, status=status, choices=said)
    check_batch(batch)
    apply_batch(batch=batch, by=by)
    return batch


def everything():
    """What the database says: every answer with its return and what was approved of it, every return with its state.

    A figure that was withdrawn, and was never approved, is as if there were none; so is a draft without a figure.
    """
    figures = AnnualFigure.objects.exclude(state="not_reported", approved_state=None)
    answers = figures.order_by("institution", "measure").values_list(
        "institution__code", "measure__code", "submission__reporting_unit__code", "province_code", "state", "value",
        "is_estimate", "note", "approved_state", "approved_value",
    )  # fmt: skip
    returns = Submission.objects.order_by("reporting_unit").exclude(
        status="draft", pk__in=Submission.objects.exclude(figures__in=figures).values("pk")
    )
    return list(answers), list(returns.values_list("reporting_unit__code", "status"))


def test_undoing_new_figures_leaves_nothing_reported(year):
    before = everything()
    batch = sent(year, "TV1,có,120", "TV2,không,?", "TV3,,ước 50", status="submitted")
    assert before != everything()
    undo = undo_file(batch=batch, by=None)
    assert (len(undo.back), undo.changed_since) == (5, [])
    assert everything() == before == ([], [])
    assert set(AnnualFigure.objects.values_list("state", "value", "revision")) == {("not_reported", None, 2)}
    assert batch.stage == ImportBatch.Stage.UNDONE


def test_undoing_changed_figures_brings_back_value_estimate_note_and_return(year, province):
    sent(year, "TV1,có,ước 120", "TV2,KAD,7")
    measure, pk = Measure.objects.get(code="visits_onsite"), AnnualFigure.objects.get(value=7).institution_id
    row = Submission.objects.get(reporting_unit__code="654")
    save_figures(
        submission=row, answers=[Answer(pk, measure.pk, "reported", 8, note="đếm lại")], by=None, through="form"
    )  # fmt: skip
    before = everything()
    batch = sent(year, "TV1,không,130", "TV2,x,9", "TV3,x,1")
    undo_file(batch=batch, by=None)
    assert everything() == before
    assert ("TV2", "visits_onsite", "654", "66", "reported", 8, False, "đếm lại", None, None) in before[0]


def test_undoing_an_approved_file_brings_back_what_was_approved(year):
    sent(year, "TV1,có,120", "TV3,x,5", status="approved", name="một.csv")
    before = everything()
    batch = sent(year, "TV1,không,130", "TV2,x,9", status="approved", name="hai.csv")
    assert AnnualFigure.objects.get(institution__code="TV1", measure__code="visits_onsite").approved_value == 130
    undo_file(batch=batch, by=None)
    assert everything() == before


def test_a_file_that_approved_a_draft_gives_the_draft_back(year):
    sent(year, "TV1,có,120")
    before = everything()
    batch = sent(year, "TV2,x,9", status="approved")
    assert set(Submission.objects.values_list("status", flat=True)) == {"approved"}
    undo_file(batch=batch, by=None)
    assert everything() == before
    event = Submission.objects.get().events.last()
    assert (event.old_status, event.new_status, event.reason) == ("approved", "draft", "hoàn tác tệp so-lieu.csv")


def test_a_figure_that_was_changed_since_stays_and_is_listed(year):
    batch = sent(year, "TV1,có,120", "TV2,x,7")
    figure = AnnualFigure.objects.get(institution__code="TV1", measure__code="visits_onsite")
    answer = Answer(figure.institution_id, figure.measure_id, "reported", 125, seen_revision=1)
    save_figures(submission=figure.submission, answers=[answer], by=None, through="form")
    foreseen = what_undoing_does(batch)
    undo = undo_file(batch=batch, by=None)
    assert [change.figure for change in undo.changed_since] == [figure]
    assert [change.figure_id for change in foreseen.changed_since] == [figure.pk]
    assert everything()[0] == [
        ("TV1", "visits_onsite", "654", "66", "reported", 125, False, "", None, None),
    ]


def test_undoing_writes_its_trace_and_is_done_once(year, cast):
    batch = sent(year, "TV1,có,120")
    undo_file(batch=batch, by=cast.reviewer)
    trace = FigureChange.objects.filter(through="undo").values_list("old_value", "new_state", "by", "batch", "revision")
    assert set(trace) == {
        (1, "not_reported", cast.reviewer.pk, batch.pk, 2), (120, "not_reported", cast.reviewer.pk, batch.pk, 2),
    }  # fmt: skip
    assert batch.undone_by == cast.reviewer
    with pytest.raises(Refused, match="đã được hoàn tác rồi"):
        undo_file(batch=batch, by=cast.reviewer)


def test_a_file_that_was_undone_can_be_sent_again_and_undone_again(year):
    batch = sent(year, "TV1,có,120")
    once = everything()
    undo_file(batch=batch, by=None)
    again = sent(year, "TV1,có,120")
    assert again.pk != batch.pk
    assert everything() == once
    undo_file(batch=again, by=None)
    assert everything() == ([], [])


def test_two_files_are_undone_in_their_order(year):
    first = sent(year, "TV1,có,120", name="một.csv")
    between = everything()
    second = sent(year, "TV1,không,130", name="hai.csv")
    undo_file(batch=second, by=None)
    assert everything() == between
    undo_file(batch=first, by=None)
    assert everything() == ([], [])


def test_two_files_are_undone_the_other_way_round(year):
    """The first leaves alone what the second replaced; undoing the second then goes back behind both."""
    first = sent(year, "TV1,có,120", name="một.csv")
    second = sent(year, "TV1,không,130", name="hai.csv")
    after = everything()
    assert len(undo_file(batch=first, by=None).changed_since) == 2
    assert everything() == after
    undo_file(batch=second, by=None)
    assert everything() == ([], [])


def test_what_was_approved_since_must_be_reopened_first(year):
    batch = sent(year, "TV1,có,120")
    row = Submission.objects.get()
    hand_in(row, by=None)
    approve(submission=row, by=None)
    with pytest.raises(Refused, match="đã được duyệt"):
        undo_file(batch=batch, by=None)
    assert ImportBatch.objects.get().stage == "applied"
    reopen(submission=row, by=None, reason="tệp sai")
    undo_file(batch=batch, by=None)
    figure = AnnualFigure.objects.get(measure__code="visits_onsite")
    assert (figure.state, figure.approved_state, figure.approved_value) == ("not_reported", "reported", 120)
    assert Submission.objects.get().status == "returned"


def test_a_reporter_does_not_undo_what_lies_with_the_reviewer(year, cast, province):
    planned = add_year(
        number=2025, start=year.start.replace(year=2025), end=year.end.replace(year=2025),
        reference_date=year.reference_date.replace(year=2025), due_date=None, by=None,
    )  # fmt: skip
    open_year(year=planned, by=None, calling=False)
    batch = sent(year_for(2025), "TV2,có,120", status="submitted", by=cast.reporter)
    with pytest.raises(Refused, match="đề nghị người thẩm tra trả lại"):
        undo_file(batch=batch, by=cast.reporter)
    undo_file(batch=batch, by=cast.reviewer)
    assert everything() == ([], [])


def test_a_closed_year_keeps_its_files(year):
    batch = sent(year, "TV1,có,120")
    close_year(year=year_for(2024), by=None)
    with pytest.raises(Refused, match="đã khóa"):
        undo_file(batch=batch, by=None)
    assert everything()[0]


def test_explanations_stay_with_what_they_explained(year):
    sent(year, "TV1,có,120", name="2024.csv")
    planned = add_year(
        number=2025, start=year.start.replace(year=2025), end=year.end.replace(year=2025),
        reference_date=year.reference_date.replace(year=2025), due_date=None, by=None,
    )  # fmt: skip
    open_year(year=planned, by=None, calling=False)
    batch = sent(year_for(2025), "TV1,có,4800", name="2025.csv")
    assert list(Explanation.objects.values_list("check_code", "text", "batch")) == [
        ("large_change", "mở phòng đọc mới", batch.pk)
    ]
    undo_file(batch=batch, by=None)
    assert Explanation.objects.count() == 1
