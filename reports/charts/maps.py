"""A map as a chart: shapes with a name and a figure each, a legend, the table. Tiles and outlines differ in the shapes.

Where the shapes stand is for `tiles.py` and `outlines.py` to say; here is what both draw.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import ChartTable
from .heat import PAPER_GROUNDS

LETTER = 0.58
"""How wide a letter of Noto Sans is on average, in parts of the size of the type."""
HATCHED = ("silent", "none")
LEGEND_LINE = 24


@dataclass(frozen=True)
class Words:
    """A line of text in a shape, around the middle `x`, on the line `y`."""

    text: str
    x: str
    y: str
    size: str
    bold: bool = False


@dataclass(frozen=True)
class Label:
    """What a shape says: its names in short, its figure, the part of the whole, a sentence for who does not see it."""

    name: str
    figure: str
    part: str
    sentence: str
    ground: str
    sign: str = ""
    url: str = ""
    silent: bool = False


@dataclass(frozen=True)
class Shape:
    """One unit as it is drawn: `path` in SVG's words; its sign (met, not_met, open) stands at `sign_at`.

    `corner` is the dog-ear of a unit of which somebody has yet to report, `middle` how far down it lies.
    """

    label: Label
    path: str
    words: Sequence[Words]
    sign_at: str = ""
    corner: str = ""
    middle: float = 0

    @property
    def hatch(self) -> str:
        return self.label.ground if self.label.ground in HATCHED else ""

    @property
    def fill(self) -> str:
        return PAPER_GROUNDS[self.label.ground][0]

    @property
    def ink(self) -> str:
        return PAPER_GROUNDS[self.label.ground][1]


@dataclass(frozen=True)
class LegendItem:
    """A ground (or a sign) and what it means; `x`, `y` its place."""

    ground: str
    sign: str
    text: str
    x: int
    y: int

    @property
    def hatch(self) -> str:
        return self.ground if self.ground in HATCHED else ""

    @property
    def fill(self) -> str:
        return PAPER_GROUNDS[self.ground][0] if self.ground else ""

    @property
    def sign_inside(self) -> str:
        """The sign that stands on the ground of a verdict."""
        return {"met": "met", "not-met": "not_met", "open": "open"}.get(self.ground, "")


@dataclass(frozen=True)
class MapChart:
    """A map, as charts are (`reports.charts.Chart`). `height` holds the legend under the shapes as well.

    Its shapes are `outlined`, or squares; these stand where the units lie (`placed`), or one after the other.
    """

    title: str
    description: str
    width: int
    height: int
    shapes: Sequence[Shape]
    legend: Sequence[LegendItem]
    table: ChartTable
    name: str = "map"
    template: str = "charts/map.svg"
    outlined: bool = False
    placed: bool = True


def legend_items(
    grounds: Iterable[tuple[str, str]], signs: Iterable[tuple[str, str]], width: int, top: int
) -> tuple[list[LegendItem], int]:
    """The legend in lines below `top`, and where it ends."""
    items: list[LegendItem] = []
    x, y = 2, top
    everything = [*((ground, "", text) for ground, text in grounds), *(("", sign, text) for sign, text in signs)]
    for ground, sign, text in everything:
        room = 26 + int(len(text) * 13 * LETTER) + 18
        if x > 2 and x + room > width:
            x, y = 2, y + LEGEND_LINE
        items.append(LegendItem(ground, sign, text, x, y))
        x += room
    return items, y + LEGEND_LINE


def number(value: float) -> str:
    """A coordinate: a tenth is fine enough, the point a dot whatever the reader's language."""
    return f"{value:.1f}".removesuffix(".0")


def two_lines(text: str, room: float) -> list[str]:
    """The text on one line, or, where it is longer than `room` letters, on two, as evenly as its words allow."""
    words = text.split()
    if len(words) < 2 or len(text) <= room:
        return [text]
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return list(min(cuts, key=lambda cut: max(map(len, cut))))
