"""The grid: what somebody typed into the cells of many institutions, compared with what is stored now."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..cells import CellProblem, Reading, read_cell, thousands_signs
from ..entry import Cell, Line, Section
from ..models import FigureChange, State
from ..workflow import Answer

YES_NO = [
    ("", "—"),
    ("1", gettext_lazy("Có")),
    ("0", gettext_lazy("Không")),
    ("?", gettext_lazy("Không rõ")),
    ("KAD", gettext_lazy("Không áp dụng")),
]
"""The answers of a yes/no cell: what is sent, what is shown."""

LONGEST_NOTE = 500

Changes = dict[tuple[int, int], FigureChange]
"""By figure and revision."""


@dataclass(slots=True)
class Typed:
    """What is to be stored, what was cleared (and therefore stays), what cannot be stored yet."""

    answers: list[Answer] = field(default_factory=list)
    wrong: list[Cell] = field(default_factory=list)
    disputed: list[Cell] = field(default_factory=list)
    confirmed: list[Cell] = field(default_factory=list)
    cleared: int = 0
    grouped: list[tuple[str, int]] = field(default_factory=list)

    @property
    def can_be_stored(self) -> bool:
        return not self.wrong and not self.disputed


def read_grid(sections: Iterable[Section], data: QueryDict) -> Typed:
    """Compare each typed cell with the figure its author saw; a blank cell leaves what is stored untouched.

    At most one query, for the changes that came between. The cells keep what was typed, with what is wrong about it.
    """
    lines = [line for section in sections for line in section.lines]
    changes = _changes_between([cell for line in lines for cell in line.cells], data)
    typed, confirmed = Typed(), set(data.getlist("confirm"))
    for line in lines:
        line.reason = _words(data, f"reason-{line.standing.institution_id}") or ""
        for cell in line.cells:
            if f"value-{cell.key}" in data and data.get(f"choice-{cell.key}") != "theirs":
                _read(cell, line, data, changes, typed)
            if cell.key in confirmed and cell.is_taken_over and cell.said == cell.stored and not cell.error:
                typed.confirmed.append(cell)
    return typed


def _read(cell: Cell, line: Line, data: QueryDict, changes: Changes, typed: Typed) -> None:
    text, seen = data.get(f"value-{cell.key}", "").strip(), _seen(cell, data)
    note = _words(data, f"note-{cell.key}")
    before, note_before, is_known = _as_seen(cell, seen, changes)
    yes_no = cell.measure.is_yes_no
    cell.typed, cell.seen, cell.typed_note = text, seen, note
    try:
        thousands = () if yes_no else thousands_signs([text])
        cell.said = read_cell(text, yes_no=yes_no, thousands=thousands)
    except CellProblem as problem:
        _refuse(cell, str(problem), typed)
        return
    if cell.said is None and note and not cell.stored:
        _refuse(cell, _("Ghi chú đi cùng số liệu. Hãy nhập số liệu; ? nếu không rõ, KAD nếu không áp dụng."), typed)
        return
    is_stored = cell.said == cell.stored and note in (None, cell.stored_note)
    is_as_seen = is_known and cell.said == before and note in (None, note_before)
    if cell.said is None or is_stored or is_as_seen:
        # Nothing was said, or nothing new: the cell shows what is stored.
        typed.cleared += cell.said is None and before is not None
        cell.typed = cell.seen = cell.typed_note = None
        return
    if thousands and cell.said.value is not None:
        typed.grouped.append((text, cell.said.value))
    _judge(cell, cell.said, note or "", line.reason, changes, typed)


def _refuse(cell: Cell, why: str, typed: Typed) -> None:
    cell.error = why
    typed.wrong.append(cell)


def _judge(cell: Cell, said: Reading, note: str, reason: str, changes: Changes, typed: Typed) -> None:
    """Whether a new answer can be stored: not without its reason, and not over something its author has not seen."""
    if said.state == State.NOT_APPLICABLE:
        note = note or reason
    if said.state == State.NOT_APPLICABLE and not note:
        _refuse(cell, _("Hãy ghi lý do không áp dụng: ở ghi chú của ô, hoặc ở cột cuối cho cả dòng."), typed)
    elif len(note) > LONGEST_NOTE:
        _refuse(cell, _("Ghi chú dài quá %(limit)d ký tự.") % {"limit": LONGEST_NOTE}, typed)
    elif cell.seen_revision != cell.revision:
        cell.is_disputed = True
        cell.between = changes.get((cell.figure.pk, cell.revision)) if cell.figure else None
        typed.disputed.append(cell)
    else:
        typed.answers.append(
            Answer(
                institution_id=cell.standing.institution_id,
                measure_id=cell.measure.pk,
                state=said.state,
                value=said.value,
                is_estimate=said.is_estimate,
                note=note,
                seen_revision=cell.seen_revision,
            )
        )


def _words(data: QueryDict, name: str) -> str | None:
    """What was written in words, in NFC; None where that was not asked."""
    if name not in data:
        return None
    return unicodedata.normalize("NFC", data.get(name, "").replace("\0", "").strip())


def _seen(cell: Cell, data: QueryDict) -> int:
    """The revision that the author saw: of the page, or of somebody else's figure that they decided to replace."""
    choice = data.get(f"choice-{cell.key}", "").removeprefix("mine-")
    seen = choice or data.get(f"seen-{cell.key}", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0


def _as_seen(cell: Cell, seen: int, changes: Changes) -> tuple[Reading | None, str, bool]:
    """What the author saw in the cell, its note, and whether that is known at all."""
    if seen == 0 or cell.figure is None:
        return None, "", seen == 0
    if seen == cell.revision:
        return cell.stored, cell.stored_note, True
    change = changes.get((cell.figure.pk, seen))
    if change is None:
        return None, "", False
    return cell.reading_of(change.new_state, change.new_value, change.is_estimate), change.note, True


def _changes_between(cells: Iterable[Cell], data: QueryDict) -> Changes:
    """Of the figures that changed since they were seen, all changes."""
    stale = [
        cell.figure.pk
        for cell in cells
        if cell.figure and f"value-{cell.key}" in data and _seen(cell, data) != cell.revision
    ]
    if not stale:
        return {}
    found = FigureChange.objects.filter(figure__in=stale).select_related("by")
    return {(change.figure_id, change.revision): change for change in found}
