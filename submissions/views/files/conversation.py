"""The page of one file: while it waits, the conversation about it; afterwards, what became of it."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from institutions.requests import SignedInRequest

from ...imports.applying import obstacle
from ...imports.choices import Choices
from ...imports.findings import FileFinding, Severity
from ...imports.proposed import ProposedRows
from ...imports.running import bring_up_to_date
from ...models import ImportBatch
from ...reading.encodings import ENCODINGS
from .access import breadcrumbs, own_file, visible_file
from .comparison import Counts, by_weight, comparison, counted, file_findings
from .outcome import outcome_page
from .progress import progress_page

Stage = ImportBatch.Stage

READING, COLUMNS, NUMBERS, INSTITUTIONS, EXPLANATIONS = "reading", "columns", "numbers", "institutions", "explanations"
STEP_OF = {
    "sheet": READING, "encoding": READING, "heading": READING, "unreadable": READING, "column": COLUMNS,
    "key": COLUMNS, "nameless": COLUMNS, "separator": NUMBERS, "year": EXPLANATIONS,
}  # fmt: skip
"""On which page a finding about the file is answered."""

_DELIMITERS = {",": gettext_lazy("dấu phẩy"), ";": gettext_lazy("dấu chấm phẩy"), "\t": "Tab"}


def file(request: SignedInRequest, pk: int) -> HttpResponse:
    """A file as it stands: being worked on, waiting for answers, applied, or undone."""
    batch = visible_file(request, pk)
    if batch.applied_at is not None:
        return outcome_page(request, batch)
    batch = own_file(request, pk)
    refused = batch.report.get("refused", "")
    bring_up_to_date(batch)
    batch = own_file(request, pk)
    if batch.applied_at is not None:
        return redirect("submissions:file", pk)
    if batch.stage != Stage.CHECKED:
        return progress_page(request, batch)
    refused = refused or batch.report.get("refused", "")  # of the work that ended before this look, or with it
    context = {"batch": batch, "refused": refused, "breadcrumbs": breadcrumbs(batch)}
    if not batch.report.get("broken"):
        context |= _conversation(request, batch)
    return render(request, "submissions/files/conversation.html", context)


def _conversation(request: SignedInRequest, batch: ImportBatch) -> dict[str, Any]:
    """What the page of a waiting file shows."""
    counts, found = counted(batch), file_findings(batch)
    told = steps(batch, counts, found)
    return {
        "choices": Choices.from_json(batch.choices),
        "counts": counts,
        "reading": _reading(batch),
        "steps": told,
        "next_step": next((step for step in told if step.open), None),
        "may_be_handed_back": not batch.report.get("unreadable"),
        **_ways_to_apply(batch, counts),
        **by_weight(found, {code: _url_of(batch, step) for code, step in STEP_OF.items()}),
        **comparison(batch, request, counts),
    }


def _ways_to_apply(batch: ImportBatch, counts: Counts) -> dict[str, Any]:
    """Whether the file can be stored, whole or without its bad rows, and otherwise what stands in the way."""
    without_bad_rows = copy.copy(batch)
    without_bad_rows.choices = {**batch.choices, "only_good": True}
    changes_something = bool(counts.changing or batch.status)
    in_the_way = obstacle(batch)
    can_leave_out = bool(in_the_way and counts.changing and not batch.choices.get("only_good"))
    in_the_way_of_good = obstacle(without_bad_rows) if can_leave_out else ""
    return {
        "obstacle": in_the_way,
        "may_apply": changes_something and not in_the_way,
        "may_apply_good_rows": can_leave_out and not in_the_way_of_good,
        "obstacle_to_good_rows": in_the_way_of_good if in_the_way_of_good != in_the_way else "",
        "changes_something": changes_something,
    }


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the conversation: where it is answered, and how much of it is open."""

    label: str
    url: str
    open: int
    waiting: str = ""


def steps(batch: ImportBatch, counts: Counts, found: Sequence[FileFinding]) -> list[Step]:
    """The steps to the stored file, in their order."""
    asked = {READING: 0, COLUMNS: 0, NUMBERS: 0, EXPLANATIONS: counts.explain}
    for one in found:
        severity, step = one.finding.severity, STEP_OF.get(one.finding.code)
        is_open = severity == Severity.QUESTION or (severity == Severity.WARNING and not one.finding.explanation)
        if step and (is_open or one.finding.code == "unreadable"):
            asked[step] += 1
    proposed = _proposed_rows(batch) if counts.unnamed else 0
    waiting = ngettext(
        "%(count)d dòng chờ người thẩm tra quyết định", "%(count)d dòng chờ người thẩm tra quyết định", proposed
    )
    named = [
        (READING, _("Cách đọc tệp"), asked[READING]),
        (COLUMNS, _("Các cột"), asked[COLUMNS]),
        (NUMBERS, _("Cách viết số"), asked[NUMBERS]),
        (INSTITUTIONS, _("Cơ sở"), counts.unnamed - proposed),
        (EXPLANATIONS, _("Giải thích"), asked[EXPLANATIONS]),
    ]
    return [
        Step(
            label, _url_of(batch, name), count,
            waiting % {"count": proposed} if proposed and name == INSTITUTIONS else "",
        )
        for name, label, count in named
    ]  # fmt: skip


def _url_of(batch: ImportBatch, step: str) -> str:
    return reverse(f"submissions:file_{step}", args=[batch.pk])


def _proposed_rows(batch: ImportBatch) -> int:
    """Rows put to the reviewer that still wait: their sender has nothing more to answer."""
    choices = Choices.from_json(batch.choices)
    proposed = ProposedRows(choices)
    places = {place for place, chosen in choices.institutions.items() if proposed.is_waiting(chosen)}
    lines = {int(place.rpartition("!")[2]) for place in places}
    rows = batch.checked_rows.filter(institution=None, line__in=lines, outcome__in=("question", "error"))
    return sum(f"{sheet}!{line}" in places for sheet, line in rows.values_list("sheet", "line"))


def _reading(batch: ImportBatch) -> list[tuple[str, str]]:
    """How the file was read, as pairs of a word and what it was."""
    report = batch.report
    how, tables = report.get("reading", {}), report.get("tables", ())
    said = []
    if encoding := dict(ENCODINGS).get(how.get("encoding", "")):
        said.append((_("Bảng mã"), encoding))
    if delimiter := how.get("delimiter"):
        said.append((_("Dấu ngăn cột"), str(_DELIMITERS.get(delimiter, delimiter))))
    if sheets := [table["sheet"] for table in tables if table["sheet"]]:
        said.append((_("Trang tính"), ", ".join(sheets)))
    if tables:
        said.append((_("Dòng tiêu đề"), ", ".join(str(table["line"]) for table in tables)))
    return said
