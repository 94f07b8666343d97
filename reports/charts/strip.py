"""Where units stand on the way to a target: a dot for each on an axis from 0 to 100 %, stacked where they are equal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from . import ChartTable
from .shapes import NARROW, TEXT, WIDE, Dot, Line, Scale, Shapes, Text, inside, legend, lines_of, placed, text_width

RADII = (6.0, 5.0, 4.0, 3.0, 2.5)
ROOM = 150
"""How high the highest stack may be before dots become smaller."""

KINDS = {"met": "met", "open": "other-dot", "not_met": "needed"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's share in %, how that is printed, and its verdict; verdicts differ in shape as well as in colour."""

    name: str
    value: float
    label: str
    verdict: str


@dataclass(frozen=True)
class Strip:
    """One dot a unit. `target` in %, with the words beside its line; `legend` says a verdict in words, `note` what is
    not drawn."""

    name: str
    title: str
    description: str
    table: ChartTable
    units: Sequence[Unit]
    target: float
    target_label: str
    legend: Sequence[tuple[str, str]] = ()
    note: str = ""
    says: Callable[[float], str] = str
    named: int = 3
    width: int = WIDE
    template: str = "charts/shapes.svg"

    @property
    def narrow(self) -> "Strip":
        return replace(self, width=NARROW, named=min(self.named, 2))

    @cached_property
    def columns(self) -> dict[int, list[Unit]]:
        """The units by the place on the axis, from left to right; those of one place from the lowest share upwards."""
        found: dict[int, list[Unit]] = {}
        for unit in sorted(self.units, key=lambda unit: (unit.value, unit.name)):
            found.setdefault(self._column(unit.value), []).append(unit)
        return found

    def _column(self, value: float) -> int:
        return round((self.across(value) - self.across.start) / (2 * RADII[0] + 1))

    @cached_property
    def radius(self) -> float:
        """As large as the highest stack allows."""
        most = max((len(units) for units in self.columns.values()), default=1)
        return next((radius for radius in RADII if most * (2 * radius + 1) <= ROOM), RADII[-1])

    @cached_property
    def across(self) -> Scale:
        edge = text_width(self.says(100)) / 2 + 2
        return Scale(0, 100, edge, self.width - edge)

    @cached_property
    def stack(self) -> float:
        """How high the highest stack is."""
        return max((len(units) for units in self.columns.values()), default=1) * (2 * self.radius + 1)

    @cached_property
    def head(self) -> float:
        """The room above the dots: the legend's lines, the target, names."""
        return self._legend[2] + 2 * (TEXT + 5) + 6

    @property
    def height(self) -> int:
        return round(self.head + self.stack + 2 * TEXT + 6)

    @cached_property
    def shapes(self) -> Shapes:
        shapes = Shapes()
        floor = self.height - 2 * TEXT
        self._axis(shapes, floor)
        self._dots(shapes, floor)
        dots, texts, below = self._legend
        shapes.dots += dots
        shapes.texts += texts
        target = inside(
            Text(self.across(self.target), below + TEXT, self.target_label, "middle", bold=True), 0, self.width
        )
        shapes.texts.append(target)
        x = self.across(self.target)
        shapes.lines.append(Line(((x, below + TEXT + 5), (x, floor)), "threshold", 2, "5 3"))
        shapes.texts += placed(self._names(floor), shapes.standing)
        return shapes

    def _axis(self, shapes: Shapes, floor: float) -> None:
        shapes.lines.append(Line(((0, floor), (self.width, floor)), "grid", 1.5))
        for value in range(0, 101, 20 if self.width == WIDE else 25):
            x = self.across(value)
            shapes.lines.append(Line(((x, floor), (x, floor + 5)), "grid", 1.5))
            shapes.texts.append(Text(x, floor + TEXT + 7, self.says(value), "middle", "soft"))

    def _dots(self, shapes: Shapes, floor: float) -> None:
        step = 2 * self.radius + 1
        for column, units in self.columns.items():
            x = self._x(column)
            for rank, unit in enumerate(units):
                y = round(floor - 1 - self.radius - rank * step, 1)
                hint = f"{unit.name}: {unit.label}"
                shapes.dots.append(
                    Dot(x, y, self.radius, KINDS[unit.verdict], hollow=unit.verdict == "open", hint=hint)
                )

    def _x(self, column: int) -> float:
        return round(min(self.across.start + column * (2 * RADII[0] + 1), self.across.end), 1)

    def _names(self, floor: float) -> list[list[Text]]:
        """The lowest units by name above their stacks, one a stack, and none that has reached the target."""
        found: list[list[Text]] = []
        step = 2 * self.radius + 1
        for column, units in self.columns.items():
            lowest = units[0]
            if len(found) == self.named or lowest.verdict == "met":
                break
            more = f" +{len(units) - 1}" if len(units) > 1 else ""
            top = floor - len(units) * step - 6
            found.append(
                [
                    inside(Text(self._x(column), round(top - up, 1), lowest.name + more, "middle"), 0, self.width)
                    for up in (0, 18)
                    if top - up - TEXT > 0
                ]
            )
        return found

    @cached_property
    def _legend(self) -> tuple[list[Dot], list[Text], float]:
        entries = [(KINDS[verdict], word, verdict == "open") for verdict, word in self.legend]
        dots, texts, below = legend(entries, self.width)
        if self.note:
            for line in lines_of(self.note, self.width):
                texts.append(Text(0, round(below + TEXT, 1), line, kind="soft"))
                below += TEXT + 5
        return dots, texts, below
