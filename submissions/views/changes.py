"""What changed in a return since one of its steps: a list short enough to look at before approving again."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.models import Measure
from institutions.models import ReportingUnit
from institutions.requests import SignedInRequest

from ..asked import Standing
from ..contents import Contents
from ..export import table_response
from ..models import State, Submission
from ..since import Difference, Said, Step, differences, in_order, standings
from ..tables import Cell
from .frame import frame
from .loading import readable_submission, whole_number
from .paging import ListPage


@dataclass(frozen=True)
class Line:
    """A difference with the things that it is about."""

    row: Difference
    standing: Standing
    measure: Measure
    unit: ReportingUnit | None

    @property
    def change(self) -> int | None:
        """By how much a count changed, where there is one on both sides."""
        now = self.row.now
        if self.measure.is_yes_no or now is None or now.value is None or self.row.then.value is None:
            return None
        return now.value - self.row.then.value


def submission_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Figures that are not as they were when the return was submitted, approved or sent back: which, by whom, how."""
    row = readable_submission(request, pk)
    contents = Contents.of(row, request.user.scope().responsibility)
    context = frame(request, row, "changes", contents)
    step = _chosen(request, context["compared"])
    found = differences(row, step.event.at) if step else []
    lines = list(_lines(request, row, found, contents))
    if "format" in request.GET:
        return _export(row, lines, request.GET["format"])
    page = ListPage.of(lines, request)
    query = {"since": step.event.pk} if step else {}
    context |= {
        "step": step,
        "lines": page.rows,
        "page": page,
        "counts": _counts(found),
        "csv_url": f"?{urlencode(query | {'format': 'csv'})}",
        "xlsx_url": f"?{urlencode(query | {'format': 'xlsx'})}",
    }
    return render(request, "submissions/changes.html", context)


def _chosen(request: SignedInRequest, steps: list[Step]) -> Step | None:
    """The step that was asked for, else the usual one; None where the return never took one."""
    wanted = whole_number(request.GET.get("since", ""))
    asked = [step for step in steps if step.event.pk == wanted]
    return next(iter(asked or [step for step in steps if step.is_default]), None)


def _lines(
    request: SignedInRequest, row: Submission, found: list[Difference], contents: Contents
) -> Iterator[Line]:  # fmt: skip
    rule = request.user.scope().responsibility
    places, units = standings(found, contents, row, rule), rule.reporting_units
    for one in in_order(found, contents):
        if (standing := places.get(one.institution_id)) is not None:
            unit = units[one.unit_id] if one.unit_id else None
            yield Line(one, standing, contents.asked.measures[one.measure_id], unit)


def _counts(found: list[Difference]) -> dict[str, int]:
    """How many figures, of how many institutions, and how many of each kind."""
    here = [row for row in found if not row.left and not row.came]
    return {
        "figures": len(found),
        "institutions": len({row.institution_id for row in found}),
        "new": sum(row.then.state == State.NOT_REPORTED for row in here),
        "withdrawn": sum(row.now is not None and row.now.state == State.NOT_REPORTED for row in here),
        "came": sum(row.came for row in found),
        "left": sum(row.left for row in found),
    }


def _export(row: Submission, lines: list[Line], format: str) -> HttpResponse:
    headings = [
        _("Mã"), _("Cơ sở"), _("Chỉ tiêu"), _("Trước"), _("Nay"), _("Chênh lệch"), _("Số lần sửa"), _("Ai"), _("Lúc"),
        _("Qua"), _("Tệp"), _("Chuyển báo cáo"),
    ]  # fmt: skip
    table = (_cells(line) for line in lines)
    name = f"thay-doi-{row.year.number}-{row.reporting_unit.code}"
    return table_response(name=name, headings=headings, rows=table, format=format)


def _cells(line: Line) -> list[Cell]:
    row, unit = line.row, line.unit.name if line.unit else ""
    moved = _("chuyển sang %(unit)s") if row.left else _("chuyển từ %(unit)s") if row.came else ""
    return [
        line.standing.code, line.standing.name, line.measure.label, said_text(row.then, line.measure),
        said_text(row.now, line.measure) if row.now else None, line.change, row.times, row.by,
        f"{timezone.localtime(row.at):%d/%m/%Y %H:%M}", row.through_label, row.file, moved % {"unit": unit},
    ]  # fmt: skip


def said_text(said: Said, measure: Measure) -> Cell:
    """A figure in a cell of a table: the count, yes or no, or the word for its state."""
    if said.state != State.REPORTED:
        return str(State(said.state).label)
    if measure.is_yes_no:
        return _("Có") if said.value else _("Không")
    return _("ước %(number)d") % {"number": said.value} if said.is_estimate else said.value
