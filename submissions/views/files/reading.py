"""How a file is read, and what its columns and numbers mean: the answers of its sender."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from indicators.models import Measure
from institutions.requests import SignedInRequest

from ...cells import CellProblem, cell_text, read_cell
from ...checks.reading import READING
from ...forms.file_columns import ColumnsForm, Numbers, NumbersForm, columns_of
from ...forms.file_reading import ReadingForm
from ...imports.answering import choose_columns, choose_reading, choose_separators
from ...imports.choices import NO_SEPARATOR, THOUSANDS, Choices, place
from ...imports.columns import sheets_of_figures
from ...imports.findings import Outcome, Severity
from ...imports.staging import findings_of
from ...models import ImportBatch
from ...tables import Cell, Sheet, UnreadableFile, previews, read_book
from ...workflow import Refused
from .access import breadcrumbs, file_to_answer, posted
from .comparison import file_findings

ROWS_SHOWN, CELLS_SHOWN = 15, 8
_ROWS_LOOKED_AT, _VALUES_SHOWN = 200, 5
_SIGNS = frozenset({".", ",", " "})
_OF_NUMBERS = frozenset({"separator", *(check.code for check in READING)})


def reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another encoding, another sheet, another heading line: each encoding shown by a few lines of the file."""
    batch = file_to_answer(request, pk)
    if batch is None:
        return redirect("submissions:file", pk)
    choices = Choices.from_json(batch.choices)
    content = bytes(batch.file.content) if batch.file else b""
    encodings = _previews(content)
    sheets = _sheets(content, batch, choices)
    form = ReadingForm(
        posted(request), choices=choices, encodings=[(code, label) for code, label, _text in encodings],
        sheets=[sheet.name for sheet in sheets if sheet.name],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            choose_reading(batch=batch, **form.answers())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("submissions:file", pk)
    context = {
        "batch": batch,
        "form": form,
        "previews": [(label, text) for _code, label, text in encodings if text],
        "sheets": [(sheet.name, _first_rows(sheet)) for sheet in sheets],
        "breadcrumbs": breadcrumbs(batch, _("Cách đọc tệp")),
    }
    return render(request, "submissions/files/reading.html", context)


def _previews(content: bytes) -> list[tuple[str, str, str]]:
    try:
        return previews(content)
    except UnreadableFile:
        return []


def _sheets(content: bytes, batch: ImportBatch, choices: Choices) -> list[Sheet]:
    """The sheets between which a person chooses, as they are read now; none where the file cannot be."""
    try:
        return sheets_of_figures(read_book(content, batch.file_name, encoding=choices.encoding))
    except UnreadableFile:
        return []


def _first_rows(sheet: Sheet) -> list[tuple[int, list[str]]]:
    rows = sheet.rows[:ROWS_SHOWN]
    width = min(max((len(row.cells) for row in rows), default=0), CELLS_SHOWN)
    return [
        (row.number, [_text(row.cells[place]) if place < len(row.cells) else "" for place in range(width)])
        for row in rows
    ]


def _text(cell: Cell) -> str:
    return "" if cell is None else cell_text(cell)[:40]


def columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """What each column means. The answers are remembered for the sender's next files."""
    batch = file_to_answer(request, pk)
    if batch is None:
        return redirect("submissions:file", pk)
    tables = batch.report.get("tables", [])
    shown = columns_of(tables, _asked_of_columns(batch))
    form = ColumnsForm(
        posted(request), columns=[column for some in shown for column in some],
        measures=list(Measure.objects.all()),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            choose_columns(batch=batch, by=request.user, meanings=form.changed(), headings=form.remembered())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("submissions:file", pk)
    fields = {column.place: (column, field) for column, field in form.rows()}
    context = {
        "batch": batch,
        "form": form,
        "tables": [
            (table["sheet"], table["line"], [fields[column.place] for column in some])
            for table, some in zip(tables, shown, strict=True)
        ],
        "breadcrumbs": breadcrumbs(batch, _("Các cột")),
    }
    return render(request, "submissions/files/columns.html", context)


def _asked_of_columns(batch: ImportBatch) -> dict[str, list[str]]:
    """The questions and errors about columns, by their places."""
    found: dict[str, list[str]] = {}
    for one in file_findings(batch):
        is_asked = one.finding.code == "column" and one.finding.severity in (Severity.QUESTION, Severity.ERROR)
        if is_asked and one.finding.column is not None:
            found.setdefault(place(one.sheet, one.finding.column + 1), []).append(one.finding.message)
    return found


def numbers(request: SignedInRequest, pk: int) -> HttpResponse:
    """What "." and "," are in the columns that write numbers with them."""
    batch = file_to_answer(request, pk)
    if batch is None:
        return redirect("submissions:file", pk)
    form = NumbersForm(posted(request), columns=_numbers(batch))
    if request.method == "POST" and form.is_valid():
        try:
            choose_separators(batch=batch, separators=form.changed())
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("submissions:file", pk)
    context = {"batch": batch, "form": form, "breadcrumbs": breadcrumbs(batch, _("Cách viết số"))}
    return render(request, "submissions/files/numbers.html", context)


def _numbers(batch: ImportBatch) -> list[Numbers]:
    """The columns that are asked about, those that were decided, and those in which the portal found thousands."""
    choices = Choices.from_json(batch.choices)
    values = _values_with_signs(batch)
    shown: dict[str, Numbers] = {}
    for one in file_findings(batch):
        finding = one.finding
        if finding.code != "separator" or finding.column is None:
            continue
        where = place(one.sheet, finding.column + 1)
        read = choices.separators.get(where) or (THOUSANDS if finding.severity == Severity.NOTICE else "")
        samples = values.get(where) or ([finding.value] if finding.value else [])
        shown[where] = Numbers(where, finding.heading, finding.message, _readings(samples), read)
    for where, read in choices.separators.items():
        if where not in shown and read == NO_SEPARATOR and (heading := _heading_at(batch, where)):
            shown[where] = Numbers(where, heading, "", _readings(values.get(where, [])), read)
    return list(shown.values())


def _values_with_signs(batch: ImportBatch) -> dict[str, list[str]]:
    """A few of the values that could not be read as they stand, by column."""
    found: dict[str, list[str]] = {}
    rows = batch.checked_rows.filter(outcome__in=(Outcome.QUESTION, Outcome.ERROR)).order_by("position")
    for row in rows[:_ROWS_LOOKED_AT]:
        for finding in findings_of(row):
            if finding.column is not None and set(finding.value) & _SIGNS and finding.code in _OF_NUMBERS:
                values = found.setdefault(place(row.sheet, finding.column + 1), [])
                if len(values) < _VALUES_SHOWN and finding.value not in values:
                    values.append(finding.value)
    return found


def _heading_at(batch: ImportBatch, where: str) -> str:
    for table in batch.report.get("tables", ()):
        for column in table["columns"]:
            if place(table["sheet"], column["index"] + 1) == where:
                return str(column["text"])
    return ""


def _readings(values: Sequence[str]) -> list[tuple[str, str, str]]:
    """Each value with what it is when the signs are thousands, and when they are not."""
    return [(value, _read(value, _SIGNS), _read(value, ())) for value in values]


def _read(value: str, thousands: Any) -> str:
    try:
        found = read_cell(value, yes_no=False, thousands=thousands)
    except CellProblem:
        return _("lỗi")
    return str(found.value) if found else ""
