"""The matrix as a picture: units down, targets across, where they meet a figure on its ground.

Pages have the matrix as a table that can be sorted and read by ear; this is what they hand out as a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from . import PAPER, ChartTable
from .heat import PAPER_GROUNDS
from .maps import LegendItem, legend_items, number
from .shapes import TEXT, lines_of, shortened, text_width

NAME, COLUMN, LINE = 210, 104, 40
"""How wide the names and a column are, and how high the line of a unit."""
SMALL = 11.5
"""The size of the part of a whole, and of words in place of a figure."""
HEADING = 16
"""The height of a line in a heading."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a unit meets a target: `ground` by name (`heat.PAPER_GROUNDS`, "" for plain), its figure, and under it the
    part of the whole, with a ring where somebody has yet to report."""

    ground: str
    figure: str
    part: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell at its place; `x` is its middle."""

    cell: Cell
    x: int
    y: int

    @property
    def left(self) -> int:
        return self.x - COLUMN // 2

    @property
    def fill(self) -> str:
        return PAPER_GROUNDS[self.cell.ground][0] if self.cell.ground else ""

    @property
    def ink(self) -> str:
        return PAPER_GROUNDS[self.cell.ground or "silent"][1]

    @property
    def figure_y(self) -> int:
        return self.y + (17 if self.cell.part else 25)

    @property
    def ring_x(self) -> str:
        """Left of the part, which stands in the middle."""
        return number(self.x - text_width(self.cell.part, SMALL) / 2 - 7)


@dataclass(frozen=True)
class Matrix:
    """A chart (`reports.charts.Chart`): heads are targets (name, what is asked), lines units (name, a cell a target).

    `signs` goes into the legend, after `grounds`: what the ring means.
    """

    title: str
    description: str
    table: ChartTable
    heads: Sequence[tuple[str, str]]
    lines: Sequence[tuple[str, Sequence[Cell]]]
    grounds: Sequence[tuple[str, str]]
    signs: Sequence[tuple[str, str]] = ()
    name: str = "matrix"
    template: str = "charts/matrix.svg"
    column: int = COLUMN
    line: int = LINE

    @property
    def width(self) -> int:
        return NAME + COLUMN * len(self.heads)

    @property
    def height(self) -> int:
        return self._legend[1]

    @property
    def legend(self) -> list[LegendItem]:
        return self._legend[0]

    @cached_property
    def headings(self) -> list[tuple[int, int, str, str]]:
        """The lines of the headings, (x, y, text, its colour), each heading standing on the rule below it."""
        found = []
        for column, lines in enumerate(self._wrapped):
            first = self.top - 8 - HEADING * (len(lines) - 1)
            colours = [PAPER["ink"]] * (len(lines) - 1) + [PAPER["soft"]]
            found += [
                (self._middle(column), first + HEADING * i, line, colour)
                for i, (line, colour) in enumerate(zip(lines, colours, strict=True))
            ]
        return found

    @cached_property
    def top(self) -> int:
        """Where the headings end and the first unit begins."""
        return HEADING * max((len(lines) for lines in self._wrapped), default=0) + 14

    @cached_property
    def names(self) -> list[tuple[int, str]]:
        """The names of the units, on two lines at most, with the line that they stand on."""
        found = []
        for place, (name, _cells) in enumerate(self.lines):
            first, *more = lines_of(name, NAME - 12)
            written = [first, *([shortened(" ".join(more), NAME - 12)] if more else [])]
            top = self._down(place) + (17 if more else 25)
            found += [(top + HEADING * i, line) for i, line in enumerate(written)]
        return found

    @property
    def rules(self) -> list[int]:
        """The lines between two units."""
        return [self._down(line) for line in range(1, len(self.lines) + 1)]

    @cached_property
    def cells(self) -> list[Placed]:
        return [
            Placed(cell, self._middle(column), self._down(line))
            for line, (_name, cells) in enumerate(self.lines)
            for column, cell in enumerate(cells)
        ]

    @cached_property
    def _wrapped(self) -> list[list[str]]:
        room = COLUMN - 8
        return [[*(shortened(line, room) for line in lines_of(name, room)), target] for name, target in self.heads]

    @cached_property
    def _legend(self) -> tuple[list[LegendItem], int]:
        return legend_items(self.grounds, self.signs, self.width, self._down(len(self.lines)) + TEXT)

    def _middle(self, column: int) -> int:
        return NAME + COLUMN * column + COLUMN // 2

    def _down(self, line: int) -> int:
        return self.top + LINE * line
