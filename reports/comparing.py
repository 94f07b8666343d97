"""Results of two moments side by side, row by row, and in what they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .outcomes import group_key
from .output import rows_json
from .results import Row

RowJson = Mapping[str, Any]
Key = tuple[str, tuple[str, ...]]

_NAMES: tuple[tuple[Promise | str, tuple[str, ...]], ...] = (
    (_("kết luận"), ("verdict",)),
    (_("kết quả"), ("share", "growth", "mean_of_yearly_rates")),
    (_("số cơ sở"), ("eligible",)),
    (_("số đạt, chưa báo cáo"), ("met", "not_met", "silent", "reported", "base_complete")),
    (_("lượt"), ("value", "base")),
    (_("mục tiêu"), ("milestone", "target", "upper", "base_year")),
    (_("cách tính"), ("comparison", "counted", "method")),
    (_("ngày đếm"), ("reference_date",)),
    (_("chi tiết khác"), ("needed", "rounding_turns_it", "above_range", "like_for_like", "kind")),
)
"""What is said of a difference, by the names of the document of results."""


@dataclass(frozen=True)
class Beside:
    """One group of a criterion at two moments; None where there was no such row. `differs`: in what, in words."""

    code: str
    title: str
    group: str
    then: RowJson | None
    now: RowJson | None

    @property
    def group_key(self) -> str:
        """The group as files name it."""
        return group_key((self.then or self.now or {"categories": ()})["categories"])

    @property
    def differs(self) -> list[Promise | str]:
        then, now = self.then, self.now
        if then is None or now is None:
            return [_("chỉ có một bên")]
        return [word for word, keys in _NAMES if any(then.get(key) != now.get(key) for key in keys)]


def key_of(row: RowJson) -> Key:
    """By what a row is found again: its criterion and categories."""
    return row["criterion"], tuple(row["categories"])


def names_of(rows: Sequence[Row]) -> dict[Key, tuple[str, str]]:
    """The title of each row's criterion and the name of its group."""
    return {
        (row.criterion.code, tuple(category.code for category in row.group.categories)): (
            row.criterion.title,
            row.group.name,
        )
        for row in rows
    }


def side_by_side(then: Sequence[RowJson], now: Sequence[RowJson], names: Mapping[Key, tuple[str, str]]) -> list[Beside]:
    """The rows of then in their order, each beside that of now; then those that are only of now."""
    left = {key_of(row): row for row in now}
    found = [(row, left.pop(key_of(row), None)) for row in then]
    pairs: list[tuple[RowJson | None, RowJson | None]] = [*found, *((None, row) for row in left.values())]
    lines = []
    for before, after in pairs:
        code, categories = key_of(before or after or {})
        title, group = names.get((code, categories), ("", group_key(categories)))
        lines.append(Beside(code, title, group, before, after))
    return lines


def compared(then: Sequence[Row], now: Sequence[Row]) -> list[Beside]:
    """Rows of two moments side by side."""
    return side_by_side(rows_json(list(then)), rows_json(list(now)), names_of(now) | names_of(then))
