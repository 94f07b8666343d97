"""What is said about figures, what is stored of them, and whether the two are the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from institutions.refusals import Refused

from .asked import BATCH, batches
from .models import AnnualFigure, ImportBatch

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says about one institution and one measure, and which revision of the figure they saw.

    `seen_revision` 0: they saw no figure; None: they make no claim. `sheet`, `line` and `column` (both from 1) say
    where it stood in a file.
    """

    institution_id: int
    measure_id: int
    state: str
    value: int | None = None
    is_estimate: bool = False
    note: str = ""
    seen_revision: int | None = None
    sheet: str = ""
    line: int | None = None
    column: int | None = None


class Conflict(Refused):
    """Somebody else changed figures since they were seen: each answer with the figure as it is now (or None)."""

    def __init__(self, conflicts: list[tuple[Answer, AnnualFigure | None]]) -> None:
        self.conflicts = conflicts
        super().__init__(_("Có người vừa sửa số liệu này. Hãy xem giá trị mới rồi nhập lại."))


@dataclass(frozen=True, slots=True)
class Saved:
    """How many figures were new, changed, unchanged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Saved") -> "Saved":
        return Saved(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who writes, through what, from which file."""

    by: "User | None"
    through: str
    batch: ImportBatch | None = None


Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """A figure as it is stored: what comparing and writing need of it, in a tenth of a model's memory."""

    pk: int
    institution_id: int
    measure_id: int
    submission_id: int
    revision: int
    state: str
    value: int | None
    is_estimate: bool
    note: str


def figure_key(answer: Answer | Stored) -> Key:
    """Institution and measure: what a figure is found by within a year."""
    return answer.institution_id, answer.measure_id


def says_the_same(answer: Answer, figure: Stored) -> bool:
    """Whether the answer is what is stored already."""
    return (answer.state, answer.value, answer.is_estimate, answer.note) == (
        figure.state, figure.value, figure.is_estimate, figure.note,
    )  # fmt: skip


def stored_figures(number: int, institution_ids: Iterable[int]) -> dict[Key, Stored]:
    """The figures of the year of this number for these institutions; none where it was never opened."""
    found = {}
    for ids in batches(sorted(set(institution_ids))):
        rows = AnnualFigure.objects.filter(year__number=number, institution__in=ids).values_list(
            "pk", "institution_id", "measure_id", "submission_id", "revision",
            "state", "value", "is_estimate", "note",
        )  # fmt: skip
        found.update({(row[1], row[2]): Stored(*row) for row in rows.iterator(chunk_size=BATCH)})
    return found
