"""The grid: what somebody typed into the cells of many institutions, compared with what is stored now."""

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

LONGEST_REASON = 500

Changes = dict[tuple[int, int], FigureChange]
"""By figure and revision."""


@dataclass(slots=True)
class Typed:
    """What is to be stored, what was cleared (and therefore stays), what cannot be stored yet."""

    answers: list[Answer] = field(default_factory=list)
    wrong: list[Cell] = field(default_factory=list)
    disputed: list[Cell] = field(default_factory=list)
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
    typed = Typed()
    for line in lines:
        line.reason = data.get(f"reason-{line.standing.institution_id}", "").replace("\0", "").strip()
        for cell in line.cells:
            if f"value-{cell.key}" in data and data.get(f"choice-{cell.key}") != "theirs":
                _read(cell, line, data, changes, typed)
    return typed


def _read(cell: Cell, line: Line, data: QueryDict, changes: Changes, typed: Typed) -> None:
    text, seen = data.get(f"value-{cell.key}", "").strip(), _seen(cell, data)
    before, is_known = _as_seen(cell, seen, changes)
    yes_no = cell.measure.is_yes_no
    cell.typed, cell.seen = text, seen
    try:
        thousands = () if yes_no else thousands_signs([text])
        cell.said = read_cell(text, yes_no=yes_no, thousands=thousands)
    except CellProblem as problem:
        cell.error = str(problem)
        typed.wrong.append(cell)
        return
    if cell.said is None or cell.said == cell.stored or (is_known and cell.said == before):
        # Nothing was said, or nothing new: the cell shows what is stored.
        typed.cleared += cell.said is None and before is not None
        cell.typed = cell.seen = None
        return
    if thousands and cell.said.value is not None:
        typed.grouped.append((text, cell.said.value))
    _judge(cell, cell.said, line.reason, changes, typed)


def _judge(cell: Cell, said: Reading, reason: str, changes: Changes, typed: Typed) -> None:
    """Whether a new answer can be stored: not without its reason, and not over something its author has not seen."""
    if said.state == State.NOT_APPLICABLE and not reason:
        cell.error = _("Hãy ghi lý do không áp dụng ở cột cuối.")
        typed.wrong.append(cell)
    elif said.state == State.NOT_APPLICABLE and len(reason) > LONGEST_REASON:
        cell.error = _("Lý do dài quá %(limit)d ký tự.") % {"limit": LONGEST_REASON}
        typed.wrong.append(cell)
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
                note=reason if said.state == State.NOT_APPLICABLE else "",
                seen_revision=cell.seen_revision,
            )
        )


def _seen(cell: Cell, data: QueryDict) -> int:
    """The revision that the author saw: of the page, or of somebody else's figure that they decided to replace."""
    choice = data.get(f"choice-{cell.key}", "").removeprefix("mine-")
    seen = choice or data.get(f"seen-{cell.key}", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0


def _as_seen(cell: Cell, seen: int, changes: Changes) -> tuple[Reading | None, bool]:
    """What the author saw in the cell, and whether that is known at all."""
    if seen == 0 or cell.figure is None:
        return None, seen == 0
    if seen == cell.revision:
        return cell.stored, True
    change = changes.get((cell.figure.pk, seen))
    if change is None:
        return None, False
    return cell.reading_of(change.new_state, change.new_value, change.is_estimate), True


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
