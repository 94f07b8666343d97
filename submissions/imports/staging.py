"""What a check found, kept with the batch: its rows, its report, and the seal of what would be stored.

A page shows what is kept, and applying stores exactly that. `CheckedRow.detail` is {"c": changes, "f": findings, "n":
what the row says about its institution, where it is asked}. A change is [measure, column, state, value, estimate, note,
seen revision, stored state, value, estimate], a finding the fields of `Finding` in their order, what a row says its
code, name, places and category; `kept_rows.py` reads them for the pages. The seals of two checks are equal when both
would store the same of the same over the same.

A check that takes too long is begun anew by somebody else; `worked_at` tells the two apart, and the first one ends.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from institutions import revision

from ..answers import Answer
from ..bulk import insert
from ..cells import cell_text
from ..models import CheckedRow, ImportBatch
from ..tables import UnreadableFile
from .checking import Check
from .choices import Choices
from .columns import FigureTable
from .findings import Change, FileFinding, Finding, RowOutcome, Severity
from .layout import Kind
from .proposed import ProposedRows
from .sending import Sender, Sending

PORTION = 2_000
_SAMPLES = 3
FOUND_AT_MOST = 1_000
Stamps = dict[str, int | str]


class Superseded(Exception):
    """Somebody else works on the file by now: what this check found is not kept."""


def stamps_of(batch: ImportBatch) -> Stamps:
    """What a check rests on, as it is now: the states of the data, what the sender may enter and approve, and what
    became of the institutions that they proposed."""
    sending = sending_of(batch)
    proposals = ProposedRows(sending.choices).states
    return {**revision.current(), "rights": sending.sender.rights(sending.year), "proposals": proposals}


def sending_of(batch: ImportBatch) -> Sending:
    """How the file was sent, with what its sender said since."""
    choices = Choices.from_json(batch.choices)
    # Rows that are left out leave their returns unfinished: their state is for a person to change.
    status = None if choices.only_good else batch.status or None
    return Sending(batch.year, Sender(batch.by), status, choices)


def check_batch(batch: ImportBatch) -> None:
    """Check the file of a batch and keep what was found. A file that cannot be read is one finding."""
    stamps = stamps_of(batch)
    content = bytes(batch.file.content) if batch.file else b""
    try:
        check = Check(content, batch.file_name, sending_of(batch))
    except UnreadableFile as error:
        finding = FileFinding(Finding(Severity.ERROR, "unreadable", str(error)))
        _begin(batch, rows=0)
        report = {
            "unreadable": str(error), "errors": 1, "found": [_file_finding(finding)], "choices": batch.choices,
        }  # fmt: skip
        _finish(batch, report, seal="", rows=0, stamps=stamps)
        return
    stage(batch, check, stamps)


def stage(batch: ImportBatch, check: Check, stamps: Stamps) -> None:
    """Go through the rows of a check and keep them; each portion at once, so that a page sees how far it is."""
    _begin(batch, rows=check.report.rows)
    digest = hashlib.sha256(check.sha256.encode())
    counts: Counter[str] = Counter()
    unexplained: Counter[str] = Counter()
    rows, position = check.rows(), 0
    while portion := list(islice(rows, PORTION)):
        values = []
        for number, row in enumerate(portion, start=position + 1):
            for finding in row.findings:
                counts[finding.severity] += 1
                unexplained[finding.code] += finding.severity == Severity.WARNING and not finding.explanation
            values.append(_row_values(batch, number, row))
            digest.update(json.dumps(values[-1][1:]).encode())
        position += len(portion)
        with transaction.atomic():
            _go_on(batch, done_rows=position)
            insert(CheckedRow, _FIELDS, values)
    for one in check.findings:
        counts[one.finding.severity] += 1
        unexplained[one.finding.code] += one.finding.severity == Severity.WARNING and not one.finding.explanation
    report = {
        **{name: getattr(check.report, name) for name in ("rows", "new", "changed", "unchanged", "skipped")},
        "errors": counts[Severity.ERROR], "questions": counts[Severity.QUESTION], "notices": counts[Severity.NOTICE],
        "unexplained": dict(+unexplained), "found": [_file_finding(one) for one in _first_of_each_kind(check.findings)],
        "reading": {"kind": check.book.kind, "encoding": check.book.encoding, "delimiter": check.book.delimiter},
        "sheets": [sheet.name for sheet in check.book.sheets],
        "tables": [_table(table) for table in check.tables],
        "touched": sorted(check.touched),
        "choices": batch.choices,
    }  # fmt: skip
    _finish(batch, report, seal=digest.hexdigest(), rows=check.report.rows, stamps=stamps)


@transaction.atomic
def _begin(batch: ImportBatch, *, rows: int) -> None:
    """What an earlier check kept goes."""
    _go_on(batch, rows=rows)
    batch.checked_rows.all().delete()


def _go_on(batch: ImportBatch, **changed: int) -> None:
    """Say that this check still works on the file. Raises Superseded where another one does."""
    mine = Q(pk=batch.pk, stage=batch.stage, worked_at=batch.worked_at)
    now = timezone.now()
    if not ImportBatch.objects.filter(mine).update(worked_at=now, **changed):
        raise Superseded
    batch.worked_at = now


_FIELDS = [
    "batch", "position", "sheet", "line", "outcome", "has_warning", "institution", "reporting_unit", "text", "detail",
]  # fmt: skip


def _row_values(batch: ImportBatch, position: int, row: RowOutcome) -> tuple[Any, ...]:
    detail: dict[str, Any] = {}
    if row.changes:
        detail["c"] = [_change(change) for change in row.changes]
    if row.findings:
        detail["f"] = [_finding(finding) for finding in row.findings]
    if row.named:
        detail["n"] = [row.named.code, row.named.name, row.named.alias_places, row.named.category]
    text = json.dumps(detail, ensure_ascii=False, separators=(",", ":"))
    return (
        batch.pk, position, row.sheet[:100], row.line, str(row.outcome), row.has_warning,
        row.standing and row.standing.institution_id, row.reporting_unit_id, row.text, text,
    )  # fmt: skip


def _change(change: Change) -> list[Any]:
    answer, old = change.answer, change.stored
    return [
        answer.measure_id, answer.column, str(answer.state), answer.value, answer.is_estimate, answer.note,
        answer.seen_revision, old and old.state, old and old.value, bool(old and old.is_estimate),
    ]  # fmt: skip


def _finding(one: Finding) -> list[Any]:
    return [
        str(one.severity), one.code, one.message, one.column, one.heading, one.value, list(one.candidates), one.about,
        one.measure_id, one.explanation,
    ]  # fmt: skip


def _first_of_each_kind(findings: Iterable[FileFinding]) -> Iterator[FileFinding]:
    """The findings about the file itself, as many of one kind as somebody can mend: each page reads them all."""
    found: Counter[tuple[Severity, str]] = Counter()
    for one in findings:
        kind = one.finding.severity, one.finding.code
        found[kind] += 1
        if found[kind] <= FOUND_AT_MOST:
            yield one
    for (severity, code), count in found.items():
        if count > FOUND_AT_MOST:
            message = _("Còn %(count)d chỗ nữa như thế. Hãy sửa các chỗ đã nêu rồi gửi lại.")
            yield FileFinding(Finding(severity, code, message % {"count": count - FOUND_AT_MOST}))


def _file_finding(one: FileFinding) -> dict[str, Any]:
    return {"sheet": one.sheet, "line": one.line, "finding": _finding(one.finding)}


def _table(table: FigureTable) -> dict[str, Any]:
    """What the page on which columns are given their meaning shows."""
    samples: list[list[str]] = [[] for _text in table.heading.texts]
    data = [row for row, kind in zip(table.rows, table.kinds, strict=True) if kind is Kind.DATA]
    for row in (data or table.rows)[:200]:
        for index, cell in enumerate(row.cells[: len(samples)]):
            if cell is not None and len(samples[index]) < _SAMPLES:
                samples[index].append(cell_text(cell)[:40])
    return {
        "sheet": table.sheet.name,
        "line": table.line,
        "columns": [
            {"index": index, "text": text, "meaning": table.meanings.get(index, ""), "samples": samples[index]}
            for index, text in enumerate(table.heading.texts)
        ],
    }


@transaction.atomic
def _finish(batch: ImportBatch, report: dict[str, Any], *, seal: str, rows: int, stamps: Stamps) -> None:
    _go_on(batch)
    # What was found is kept as sentences: whoever reads the portal in another language has the file checked again.
    report = {**report, "language": get_language()}
    batch.report, batch.seal, batch.rows, batch.stamps = report, seal, rows, stamps
    batch.stage, batch.worked_at = ImportBatch.Stage.CHECKED, timezone.now()
    batch.save(update_fields=["report", "seal", "rows", "stamps", "stage", "worked_at"])


def findings_of(row: CheckedRow) -> list[Finding]:
    """What was found of a kept row."""
    return [finding_from(values) for values in row.detail.get("f", ())]


def finding_from(values: list[Any]) -> Finding:
    """A finding as it was kept."""
    severity, *rest = values
    return Finding(Severity(severity), *rest)


def answers_of(row: CheckedRow) -> Iterator[Answer]:
    """What a kept row would store."""
    for measure, column, state, value, is_estimate, note, seen, *_old in row.detail.get("c", ()):
        yield Answer(
            row.institution_id or 0, measure, state, value, is_estimate, note, seen, row.sheet, row.line, column
        )


def portions(rows: Iterable[CheckedRow], size: int = PORTION) -> Iterator[list[CheckedRow]]:
    """Kept rows, some thousands at a time."""
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some
