"""What a check found, row by row: what is stored beside what the file says, and what is wrong or asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from indicators.models import Measure
from institutions.requests import SignedInRequest
from institutions.short_lists import NumberedPage

from ...asked import Standing, standing_in
from ...imports.findings import FileFinding, Finding, Outcome, Severity
from ...imports.kept_rows import GOOD, UNSETTLED, KeptChange, changes_of
from ...imports.staging import finding_from, findings_of
from ...models import CheckedRow, ImportBatch, ReportingYear

ROWS_A_PAGE = 100
EXPLAIN = "explain"
MOST_FOUND = 100
"""Findings about the file on one page; the file handed back has them all."""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the file with the institution that it means; `cells` is how many lines of the table it takes."""

    row: CheckedRow
    standing: Standing | None
    changes: Sequence[tuple[Measure, KeptChange]]
    findings: Sequence[Finding]

    @property
    def cells(self) -> int:
        return max(1, len(self.changes) + len(self.findings))

    @property
    def is_unnamed(self) -> bool:
        """Whether its sender is asked which institution it means."""
        return self.standing is None and self.row.outcome in UNSETTLED


@dataclass(frozen=True, slots=True)
class Filter:
    """One way of narrowing the rows, with how many it leaves."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a checked file there are of each kind."""

    of: dict[str, int]
    explain: int
    unnamed: int

    @property
    def all(self) -> int:
        return sum(self.of.values())

    @property
    def changing(self) -> int:
        """Rows that would change something."""
        return self.of[Outcome.NEW] + self.of[Outcome.CHANGED]

    @property
    def unsettled(self) -> int:
        """Rows with errors or open questions."""
        return self.of[Outcome.QUESTION] + self.of[Outcome.ERROR]


def counted(batch: ImportBatch) -> Counts:
    """The kept rows, counted in one query."""
    of = {outcome.value: Count("pk", filter=Q(outcome=outcome)) for outcome in Outcome}
    found = batch.checked_rows.order_by().aggregate(
        **of,
        to_explain=Count("pk", filter=Q(has_warning=True, outcome__in=GOOD)),
        unnamed=Count("pk", filter=Q(institution=None, outcome__in=UNSETTLED)),
    )
    return Counts({outcome.value: found[outcome.value] for outcome in Outcome}, found["to_explain"], found["unnamed"])


def filters(counts: Counts, chosen: str) -> list[Filter]:
    """The filters of the comparison; those that would leave nothing are not offered."""
    named = [
        ("", _("Tất cả"), counts.all),
        (Outcome.NEW, _("Mới"), counts.of[Outcome.NEW]),
        (Outcome.CHANGED, pgettext("rows", "Thay đổi"), counts.of[Outcome.CHANGED]),
        (Outcome.UNCHANGED, _("Giữ nguyên"), counts.of[Outcome.UNCHANGED]),
        (Outcome.ERROR, _("Có lỗi"), counts.of[Outcome.ERROR]),
        (Outcome.QUESTION, _("Cần trả lời"), counts.of[Outcome.QUESTION]),
        (EXPLAIN, _("Cần giải thích"), counts.explain),
        (Outcome.SKIPPED, _("Bỏ qua"), counts.of[Outcome.SKIPPED]),
    ]
    return [
        Filter(str(value), label, count, value == chosen) for value, label, count in named if count or value == chosen
    ]


def chosen_rows(batch: ImportBatch, chosen: str) -> "QuerySet[CheckedRow]":
    """The kept rows that a filter leaves, in the order of the file."""
    rows = batch.checked_rows.order_by("position")
    if chosen == EXPLAIN:
        return rows.filter(has_warning=True, outcome__in=GOOD)
    return rows.filter(outcome=chosen) if chosen in Outcome.values else rows


def comparison(batch: ImportBatch, request: SignedInRequest, counts: Counts) -> dict[str, Any]:
    """What the table of rows and its filters show."""
    chosen = request.GET.get("show", "")
    page = NumberedPage.of(chosen_rows(batch, chosen), request, ROWS_A_PAGE)
    return {
        "filters": filters(counts, chosen),
        "page": page,
        "rows": shown_rows(batch.year, page.rows),
        "several_sheets": len(batch.report.get("tables", ())) > 1,
    }


def shown_rows(year: ReportingYear, rows: Iterable[CheckedRow]) -> list[ShownRow]:
    """Rows with the names of their institutions and measures. Three queries, whatever their number."""
    rows = list(rows)
    standing = standing_in(year, [row.institution_id for row in rows if row.institution_id])
    measures = Measure.objects.in_bulk()
    return [
        ShownRow(
            row,
            standing.get(row.institution_id or 0),
            [(measures[change.measure_id], change) for change in changes_of(row) if change.measure_id in measures],
            findings_of(row),
        )
        for row in rows
    ]


def file_findings(batch: ImportBatch) -> list[FileFinding]:
    """What was found about the file as a whole, its sheets and headings."""
    return [
        FileFinding(finding_from(one["finding"]), one["sheet"], one["line"]) for one in batch.report.get("found", ())
    ]


SEEN = ("again", "sum")
"""Notices that nobody should have to open a list for: the file was stored before, a sum of it is wrong."""


def by_weight(found: Sequence[FileFinding], answered_on: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
    """What must be settled, or seen, each with the page on which it is answered, by code; and what is only said."""
    quiet = [
        one for one in found
        if one.finding.code not in SEEN and (one.finding.severity == Severity.NOTICE or one.finding.explanation)
    ]  # fmt: skip
    pressing = [one for one in found if one not in quiet]
    return {
        "pressing": [(one, answered_on.get(one.finding.code, "")) for one in pressing[:MOST_FOUND]],
        "quiet": quiet[:MOST_FOUND],
    }
