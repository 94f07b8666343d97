"""Small multiples: one small line through the years for each of several things, all on the same scale."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from . import ChartTable
from .shapes import NARROW, TEXT, WIDE, Dot, Line, Scale, Shapes, Text, lines_of, shortened

COLUMN = 166
DRAWN = 100
LINE = TEXT + 6
GAP = 16
"""The lowest width of a column; the height of a panel under its headings, of a line of them, and between panels."""


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
        return -(-len(self.panels) // self.columns) * self.panel

    @cached_property
    def room(self) -> float:
        """How wide a panel is, without the room between two."""
        return round(self.width / self.columns - 14, 1)

    @cached_property
    def headings(self) -> list[list[str]]:
        """The names of the panels in at most three lines."""
        found = []
        for panel in self.panels:
            lines = lines_of(panel.name, self.room, bold=True)
            kept = [*lines[:2], " ".join(lines[2:])] if len(lines) > 2 else lines
            found.append([shortened(line, self.room / 1.08) for line in kept])
        return found

    @cached_property
    def panel(self) -> int:
        """The height of a panel, headings and the room below it included: all are as high as the highest."""
        return DRAWN + GAP + LINE * max((len(lines) for lines in self.headings), default=1)

    @cached_property
    def years(self) -> tuple[int, int]:
        known = [year for panel in self.panels for year, _value in panel.values]
        return (min(known), max(known)) if known else (0, 0)

    @cached_property
    def shapes(self) -> Shapes:
        shapes = Shapes()
        for number in range(len(self.panels)):
            row, place = divmod(number, self.columns)
            self._panel(shapes, number, round(place * self.width / self.columns, 1), row * self.panel)
        return shapes

    def _panel(self, shapes: Shapes, number: int, left: float, top: float) -> None:
        panel, right = self.panels[number], round(left + self.room, 1)
        below = top + self.panel - GAP
        first = below - DRAWN + TEXT
        for up_by, line in enumerate(reversed(self.headings[number])):
            shapes.texts.append(Text(left, first - LINE * (up_by + 1), line, bold=True))
        shapes.texts.append(Text(left, first, shortened(panel.label, self.room)))
        across = Scale(*self.years, left + 5, right - 5)
        up = Scale(0, 100, below - TEXT - 6, first + 14)
        shapes.lines += [Line(((left, up(value)), (right, up(value))), "grid", 1) for value in (0, 50, 100)]
        if panel.target is not None:
            shapes.lines.append(Line(((left, up(panel.target)), (right, up(panel.target))), "threshold", 1.5, "5 3"))
        places = [(across(year), up(value)) for year, value in panel.values]
        shapes.lines += [Line(pair, "line", 2.5) for pair in pairwise(places)]
        shapes.dots += [Dot(*place, 4.5 if place == places[-1] else 3, "dot") for place in places]
        shapes.texts.append(Text(left, below, str(self.years[0]), kind="soft"))
        if self.years[1] != self.years[0]:
            shapes.texts.append(Text(right, below, str(self.years[1]), "end", "soft"))
