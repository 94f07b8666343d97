"""Small multiples: one small line through the years for each of several things, all on the same scale."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from . import ChartTable
from .shapes import NARROW, TEXT, WIDE, Dot, Line, Scale, Shapes, Text, shortened

COLUMN = 166
PANEL = 128
HEAD = TEXT + 7
"""The lowest column of a panel, its height, and its line of heading."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One thing through the years: (year, share in %), what it shall reach, and its last value as it is printed."""

    name: str
    values: Sequence[tuple[int, float]]
    label: str
    target: float | None = None


@dataclass(frozen=True)
class Multiples:
    """Panels side by side, in the order given, from 0 to 100 %."""

    name: str
    title: str
    description: str
    table: ChartTable
    panels: Sequence[Panel]
    says: Callable[[float], str] = str
    width: int = WIDE
    template: str = "charts/shapes.svg"

    @property
    def narrow(self) -> "Multiples":
        return replace(self, width=NARROW)

    @property
    def columns(self) -> int:
        return min(max(self.width // COLUMN, 2), max(len(self.panels), 2))

    @property
    def height(self) -> int:
        return -(-len(self.panels) // self.columns) * (PANEL + 12)

    @cached_property
    def years(self) -> tuple[int, int]:
        known = [year for panel in self.panels for year, _value in panel.values]
        return (min(known), max(known)) if known else (0, 0)

    @cached_property
    def shapes(self) -> Shapes:
        shapes = Shapes()
        column = self.width / self.columns
        for number, panel in enumerate(self.panels):
            row, place = divmod(number, self.columns)
            self._panel(shapes, panel, round(place * column, 1), row * (PANEL + 12), round(column - 14, 1))
        return shapes

    def _panel(self, shapes: Shapes, panel: Panel, left: float, top: float, width: float) -> None:
        across = Scale(*self.years, left + 5, left + width - 5)
        up = Scale(0, 100, top + PANEL - TEXT - 7, top + 2 * HEAD + 8)
        shapes.texts.append(Text(left, top + TEXT, shortened(panel.name, width, TEXT * 1.08), bold=True))
        shapes.texts.append(Text(left, top + TEXT + HEAD, panel.label))
        for value in (0, 50, 100):
            shapes.lines.append(Line(((left, up(value)), (left + width, up(value))), "grid", 1))
        if panel.target is not None:
            shapes.lines.append(
                Line(((left, up(panel.target)), (left + width, up(panel.target))), "threshold", 1.5, "5 3")
            )
        places = [(across(year), up(value)) for year, value in panel.values]
        shapes.lines += [Line(pair, "line", 2.5) for pair in pairwise(places)]
        shapes.dots += [Dot(*place, 4.5 if place == places[-1] else 3, "dot") for place in places]
        below = top + PANEL
        shapes.texts.append(Text(left, below, str(self.years[0]), kind="soft"))
        if self.years[1] != self.years[0]:
            shapes.texts.append(Text(left + width, below, str(self.years[1]), "end", "soft"))
