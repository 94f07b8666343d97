"""What reviewers ask about figures, as pages show it: beside the cells, as threads, and as counts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, QuerySet

from .asked import Standing, asked_measures, batches, standing_in
from .models import AnnualFigure, Evidence, FigureQuestion, FigureReply, ReportingYear, Submission

CellKey = tuple[int, int]
"""Institution and measure."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the figures of some institutions: open questions by cell, and how many files by figure."""

    questions: Mapping[CellKey, list[FigureQuestion]]
    evidence: Mapping[int, int]

    @classmethod
    def of(cls, year: ReportingYear, institution_ids: Collection[int]) -> "Beside":
        return cls(questions_by_cell(year, institution_ids), evidence_by_figure(year, institution_ids))


def askable(submission: Submission, cells: Collection[CellKey]) -> set[CellKey]:
    """Those cells that are figures of the return: it is asked them, or has answered them."""
    ids = {institution_id for institution_id, _measure in cells}
    stored = AnnualFigure.objects.filter(submission=submission, institution__in=ids)
    found = set(cells) & set(stored.values_list("institution_id", "measure_id"))
    standing, asked = standing_in(submission.year, ids), asked_measures()
    for institution_id, measure_id in cells:
        row = standing.get(institution_id)
        if row and row.reporting_unit_id == submission.reporting_unit_id and asked.is_asked(measure_id, row):
            found.add((institution_id, measure_id))
    return found


def open_questions(submission: Submission) -> "QuerySet[FigureQuestion]":
    """The questions about a return that nobody has settled, with what came after each. One query."""
    found = FigureQuestion.objects.filter(submission=submission).open().with_answers()
    return found.select_related("institution", "measure", "by")


def waiting_questions(submission: Submission) -> "QuerySet[FigureQuestion]":
    """Those that wait for the reporter: neither answered nor the figure changed. One query."""
    found = FigureQuestion.objects.filter(submission=submission).waiting()
    return found.select_related("institution", "measure", "by")


def waiting_with_names(submission: Submission, rows: Iterable[Standing]) -> list[tuple[str, FigureQuestion]]:
    """Those that wait for the reporter, each with what its institution is called in the year. One query."""
    names = {row.institution_id: row.name for row in rows}
    return [(names.get(row.institution_id, row.institution.code), row) for row in waiting_questions(submission)]


def questions_by_cell(year: ReportingYear, institution_ids: Collection[int]) -> dict[CellKey, list[FigureQuestion]]:
    """The open questions about these institutions' figures of a year, by institution and measure. One query."""
    found: dict[CellKey, list[FigureQuestion]] = defaultdict(list)
    for ids in batches(sorted(institution_ids)):
        rows = FigureQuestion.objects.filter(submission__year=year, institution__in=ids).open().with_answers()
        for row in rows.select_related("by"):
            found[row.institution_id, row.measure_id].append(row)
    return found


def evidence_by_figure(year: ReportingYear, institution_ids: Collection[int]) -> dict[int, int]:
    """How many files stand beside each figure of these institutions in a year. One query."""
    found: dict[int, int] = {}
    for ids in batches(sorted(institution_ids)):
        rows = Evidence.objects.filter(figure__year=year, figure__institution__in=ids, removed_at=None)
        found.update(rows.order_by().values_list("figure").annotate(number=Count("pk")))
    return found


def threads(submission: Submission) -> "QuerySet[FigureQuestion]":
    """All that was asked about a return, open ones first, with the replies. Two queries."""
    replies = Prefetch("replies", FigureReply.objects.select_related("by"))
    found = FigureQuestion.objects.filter(submission=submission).with_answers()
    return (
        found.select_related("institution", "measure", "by", "settled_by", "event")
        .prefetch_related(replies)
        .order_by(F("settled_at").desc(nulls_first=True), "at", "pk")
    )


def open_counts(submission_ids: Collection[int]) -> dict[int, int]:
    """How many open questions each of these returns has (those with none are not there). One query."""
    rows = FigureQuestion.objects.filter(submission__in=submission_ids).open()
    return dict(rows.order_by().values_list("submission").annotate(number=Count("pk")))
