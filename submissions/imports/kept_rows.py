"""What a page reads of the rows that a check kept: the changes that they would make, and what they name."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..models import CheckedRow, State
from ..reading.sheets import cell_address
from .findings import Outcome
from .matching import Named

GOOD = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.SKIPPED)
UNSETTLED = (Outcome.QUESTION, Outcome.ERROR)


@dataclass(frozen=True, slots=True)
class KeptChange:
    """An answer of a kept row beside what was stored when it was checked; `cell` is where it stands in the file."""

    measure_id: int
    cell: str
    state: str
    value: int | None
    is_estimate: bool
    old_state: str
    old_value: int | None
    old_is_estimate: bool


def changes_of(row: CheckedRow) -> Iterator[KeptChange]:
    """What a kept row would change."""
    for measure, column, state, value, is_estimate, _note, _seen, *old in row.detail.get("c", ()):
        old_state, old_value, old_is_estimate = old
        yield KeptChange(
            measure, cell_address(row.line, column) if column else "", state, value, is_estimate,
            old_state or State.NOT_REPORTED, old_value, old_is_estimate,
        )  # fmt: skip


def named_of(row: CheckedRow) -> Named | None:
    """What a row without an institution says about it. Its places have lost the levels of their columns."""
    if "n" not in row.detail:
        return None
    code, name, places, category = row.detail["n"]
    return Named(code=code, name=name, places=tuple((text, "") for text in places), category=category)
