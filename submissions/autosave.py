"""Cells of the grid saved as they are typed: each judged for itself, read as the grid reads them.

What the grid's form refuses as a whole is refused here cell by cell; nobody's answer waits for another's mistake.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.refusals import Refused

from .answers import Answer, Conflict, figure_key
from .asked import Standing
from .contents import Contents
from .entry import Answered, Cell, Section, renew
from .forms.grid import read_grid
from .models import FigureChange, Submission
from .workflow import confirm_answers, save_figures

if TYPE_CHECKING:
    from accounts.models import User

THROUGH = FigureChange.Through.GRID


class CellState(TextChoices):
    """What became of a cell. Refused and disputed ones are not stored, and keep what was typed."""

    SAVED = "saved", gettext_lazy("đã lưu")
    UNCHANGED = "unchanged", gettext_lazy("không có gì mới")
    REFUSED = "refused", gettext_lazy("không lưu được")
    DISPUTED = "disputed", gettext_lazy("người khác vừa sửa")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A cell as it is now, what became of it, and why."""

    cell: Cell
    state: CellState
    message: str = ""


@dataclass(frozen=True, slots=True)
class Autosaved:
    """The outcomes of the cells that were sent, and how many institutions of the return are complete by now."""

    outcomes: Sequence[Outcome]
    complete: int

    @property
    def states(self) -> set[CellState]:
        return {outcome.state for outcome in self.outcomes}


def save_cells(
    *, submission: Submission, contents: Contents, rows: list[Standing], data: QueryDict, by: "User"
) -> Autosaved:
    """Save what can be saved of the cells that `data` names, as the grid's form names them. `rows` have these cells.

    A fixed number of queries, unless somebody else writes the same cells in this very moment.
    """
    grid = contents.sections(rows, submission.year, bare=True)
    typed = read_grid(grid, data)
    cleared = {cell.key for cell in _sent(grid, data) if not data.get(f"value-{cell.key}", "").strip() and cell.stored}
    saved, refused = _save(submission, _by_owner(typed.answers, grid), by)
    if typed.confirmed:
        seen = [((cell.standing.institution_id, cell.measure.pk), cell.revision) for cell in typed.confirmed]
        confirm_answers(submission=submission, seen=seen, by=by, through=THROUGH)
        saved |= {key for key, _revision in seen}
    if saved or refused or typed.answers:  # what is shown is what is stored now; who lost a race sees with whom
        renew(grid, submission.year)
        read_grid(grid, _without(data, saved))
    outcomes = [_outcome(cell, saved, refused, cleared) for cell in _sent(grid, data)]
    return Autosaved(outcomes, replace(contents, done=contents.done | saved).complete)


def _sent(grid: Iterable[Section], data: QueryDict) -> Iterator[Cell]:
    cells = (cell for section in grid for line in section.lines for cell in line.cells)
    return (cell for cell in cells if f"value-{cell.key}" in data)


def _without(data: QueryDict, saved: Answered) -> QueryDict:
    """The same, without what was typed into cells that are saved."""
    left = data.copy()
    for institution_id, measure_id in saved:
        left.pop(f"value-{institution_id}-{measure_id}", None)
    return left


def _by_owner(answers: Sequence[Answer], grid: Iterable[Section]) -> list[Answer]:
    """The answers in the order of the returns that have their figures: what one of them refuses stands together."""
    cells = (cell for section in grid for line in section.lines for cell in line.cells)
    owners = {
        (cell.standing.institution_id, cell.measure.pk): cell.figure.submission_id for cell in cells if cell.figure
    }
    return sorted(answers, key=lambda answer: owners.get(figure_key(answer), 0))


def _save(submission: Submission, answers: Sequence[Answer], by: "User") -> tuple[Answered, dict[tuple[int, int], str]]:
    """What was saved, and why the rest was not: all at once, or in halves where something in it is refused.

    Where both ends are refused in the words in which all is, so is what lies between them: a return that another unit
    has handed in refuses its hundreds of figures in three tries.
    """
    if not answers:
        return set(), {}
    try:
        save_figures(submission=submission, answers=answers, by=by, through=THROUGH)
    except Conflict as conflict:
        lost = {figure_key(answer) for answer, _figure in conflict.conflicts}
        return _save(submission, [answer for answer in answers if figure_key(answer) not in lost], by)
    except Refused as refusal:
        if len(answers) == 1:
            return set(), {figure_key(answers[0]): str(refusal)}
        why, ends = str(refusal), (answers[0], answers[-1])
        if len(answers) > 2 and all(why in _save(submission, [answer], by)[1].values() for answer in ends):
            return set(), {figure_key(answer): why for answer in answers}
        half = len(answers) // 2
        first, second = _save(submission, answers[:half], by), _save(submission, answers[half:], by)
        return first[0] | second[0], first[1] | second[1]
    return {figure_key(answer) for answer in answers}, {}


def _outcome(cell: Cell, saved: Answered, refused: dict[tuple[int, int], str], cleared: set[str]) -> Outcome:
    key = cell.standing.institution_id, cell.measure.pk
    if key in saved:
        return Outcome(cell, CellState.SAVED)
    if key in refused or cell.error:
        return Outcome(cell, CellState.REFUSED, refused.get(key) or cell.error)
    if cell.is_disputed:
        return Outcome(cell, CellState.DISPUTED)
    if cell.key in cleared:
        told = _("Ô để trống giữ số liệu cũ. Muốn rút số liệu, hãy mở phiếu của cơ sở.")
        return Outcome(cell, CellState.UNCHANGED, told)
    return Outcome(cell, CellState.UNCHANGED)
