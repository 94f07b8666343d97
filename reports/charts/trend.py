"""A group through the years: what was reached, what silence leaves open, what the plans ask, where a line leads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from . import ChartTable
from .shapes import (
    NARROW,
    TEXT,
    WIDE,
    Box,
    Dot,
    Line,
    Rect,
    Scale,
    Shapes,
    Text,
    inside,
    legend,
    placed,
    text_width,
    ticks,
)


@dataclass(frozen=True, slots=True)
class Point:
    """A year's value and how it is printed; `upper`: what it would be if all silent ones met. None: nothing to draw."""

    year: int
    value: float | None
    label: str = ""
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a plan asks by a year; `other`: the plan beside the one that the page is about."""

    year: int
    value: float
    label: str
    other: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """A projection: the line from a year's value to a later one's, and how that is printed."""

    start: tuple[int, float]
    end: tuple[int, float]
    label: str


@dataclass(frozen=True)
class Trend:
    """One line through the years. `legend`: kinds with their words; `says` prints a value of the axis, and `top` is
    its end where it has one (100 %)."""

    name: str
    title: str
    description: str
    table: ChartTable
    points: Sequence[Point]
    marks: Sequence[Mark] = ()
    outlook: Outlook | None = None
    legend: Sequence[tuple[str, str, bool]] = ()
    says: Callable[[float], str] = str
    top: float | None = None
    year: int | None = None
    width: int = WIDE
    template: str = "charts/shapes.svg"

    @property
    def height(self) -> int:
        return round(self._legend[2]) + (280 if self.width == WIDE else 240)

    @cached_property
    def _legend(self) -> tuple[list[Dot], list[Text], float]:
        return legend(self.legend, self.width)

    @property
    def narrow(self) -> "Trend":
        return replace(self, width=NARROW)

    @cached_property
    def years(self) -> range:
        """All years from the first to the last that anything is drawn in."""
        known = [
            *(point.year for point in self.points),
            *(mark.year for mark in self.marks),
            *([self.outlook.end[0]] if self.outlook else []),
        ]
        return range(min(known), max(known) + 1)

    @cached_property
    def axis(self) -> list[float]:
        """The values that are written beside the grid, the first and the last included."""
        tops = [
            *(point.value for point in self.points if point.value is not None),
            *(point.upper for point in self.points if point.upper is not None),
            *(mark.value for mark in self.marks),
            *([self.outlook.end[1]] if self.outlook else []),
        ]
        return ticks(0, self.top if self.top is not None else max([*tops, 1]))

    @cached_property
    def across(self) -> Scale:
        left = max(text_width(self.says(value)) for value in self.axis) + 8
        half = text_width("0000") / 2 + 4
        return Scale(self.years[0], self.years[-1], round(left + half, 1), round(self.width - half, 1))

    @cached_property
    def up(self) -> Scale:
        return Scale(self.axis[0], self.axis[-1], self.height - 2 * TEXT, self._legend[2] + TEXT + 10)

    @cached_property
    def shapes(self) -> Shapes:
        shapes = Shapes()
        self._grid(shapes)
        self._silence(shapes)
        self._marks(shapes)
        self._line(shapes)
        dots, texts, _below = self._legend
        shapes.dots += dots
        shapes.texts += texts
        shapes.texts += placed(self._labels(), [*shapes.standing, *self._bars()])
        return shapes

    def _grid(self, shapes: Shapes) -> None:
        left = self.across.start - text_width("0000") / 2 - 4
        for value in self.axis:
            y = self.up(value)
            shapes.lines.append(Line(((round(left, 1), y), (self.width, y)), "grid", 1))
            shapes.texts.append(Text(left - 4, y + 4, self.says(value), "end", "soft"))
        below = self.height - 6
        ends = {self.years[0], self.years[-1], self.year, *(mark.year for mark in self.marks)}
        first = sorted(self.years, key=lambda year: (year != self.year, year not in ends, year))
        shapes.texts += placed(
            [Text(self.across(year), below, str(year), "middle", "soft", bold=year == self.year)] for year in first
        )

    def _silence(self, shapes: Shapes) -> None:
        for point in self.points:
            if point.value is not None and point.upper is not None and point.upper > point.value:
                top = self.up(point.upper)
                height = round(self.up(point.value) - top, 1)
                shapes.rects.append(Rect(self.across(point.year) - 7, top, 14, height, "silent"))

    def _marks(self, shapes: Shapes) -> None:
        half = 26 if self.width == WIDE else 14
        for mark in self.marks:
            x, y = self.across(mark.year), self.up(mark.value)
            ends = (max(x - half, self.across.start - half), y), (min(x + half, float(self.width)), y)
            kind, dash = ("other", "5 3") if mark.other else ("threshold", "")
            shapes.lines.append(Line(ends, kind, 3, dash))

    def _bars(self) -> list[Box]:
        """Where the strokes of what is asked stand, which no label shall cross."""
        places = [(self.across(mark.year), self.up(mark.value)) for mark in self.marks]
        return [Box(x - 26, y - 1.5, x + 26, y + 1.5) for x, y in places]

    def _line(self, shapes: Shapes) -> None:
        drawn = [point for point in self.points if point.value is not None]
        for before, after in pairwise(drawn):
            # A year without a value between two others: the line does not pretend to know it.
            dash = "" if after.year == before.year + 1 else "2 4"
            shapes.lines.append(Line((self._place(before), self._place(after)), "line", 2.5, dash))
        if self.outlook:
            (begun, value), (end, last) = self.outlook.start, self.outlook.end
            ends = (self.across(begun), self.up(value)), (self.across(end), self.up(last))
            shapes.lines.append(Line(ends, "line", 2, "6 5"))
            shapes.dots.append(Dot(*ends[1], 5, "dot", hollow=True))
        shapes.dots += [Dot(*self._place(point), 6 if point.year == self.year else 4.5, "dot") for point in drawn]

    def _place(self, point: Point) -> tuple[float, float]:
        return self.across(point.year), self.up(point.value or 0)

    def _labels(self) -> list[list[Text]]:
        """Of each text its possible places, the most important text first."""
        drawn = [point for point in self.points if point.value is not None]
        last = drawn[-1].year if drawn else None
        drawn.sort(key=lambda point: (point.year != self.year, point.year != last))
        found = [self._beside(point) for point in drawn[:1]]
        for mark in self.marks:
            x, y = self.across(mark.year), self.up(mark.value)
            found.append(self._around(x, y, mark.label, (-7, 18, -23, 34), kind="soft" if mark.other else "text"))
        if self.outlook:
            found.append(self._at_the_end(self.outlook))
        return found + [self._beside(point) for point in drawn[1:]]

    def _at_the_end(self, outlook: Outlook) -> list[Text]:
        """The places of a projection's label which its own line does not run through."""
        year, value = outlook.end
        end, last = self.across(year), self.up(value)
        steep = (last - self.up(outlook.start[1])) / (end - self.across(outlook.start[0]))
        places = self._around(end, last, outlook.label, (-10, 20, 36, 52, -26), kind="soft")

        def is_crossed(box: Box) -> bool:
            heights = [last + steep * (x - end) for x in (box.left, min(box.right, end))]
            return min(heights) <= box.bottom + 2 and max(heights) >= box.top - 2

        return [text for text in places if not is_crossed(text.box)] or places

    def _beside(self, point: Point) -> list[Text]:
        """Above a point, or first below it where silence stands above."""
        above = point.upper is None or point.value is None or point.upper <= point.value
        ways = (-10, 20, -26) if above else (20, 36, -10)
        return self._around(*self._place(point), point.label, ways, bold=point.year == self.year)

    def _around(
        self, x: float, y: float, label: str, ways: Sequence[float] = (-10, 20, -26), *, kind: str = "text",
        bold: bool = False,
    ) -> list[Text]:  # fmt: skip
        """The places of a text so far up (negative) or down from a point, as far as they lie in the picture."""
        left = self.across.start - text_width("0000") / 2 - 2  # right of what is written beside the axis
        texts = [inside(Text(x, y + way, label, "middle", kind, bold), left, self.width) for way in ways]
        return [text for text in texts if text.box.top >= self._legend[2] and text.box.bottom <= self.up.start + 2]
