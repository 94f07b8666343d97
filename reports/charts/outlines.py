"""The map drawn with outlines of units that a department has sent: the same figures as on tiles, on the ground."""

from collections.abc import Iterable, Mapping, Sequence

from institutions.geometry import Shape as Ground
from institutions.geometry import Sheet, label_place, largest

from . import ChartTable
from .maps import Label, MapChart, Shape, Words, legend_items, number, two_lines
from .shapes import text_width

WIDTH, MOST_HEIGHT = 1076, 900
NAME, FIGURE, LINE = 11.5, 12.5, 14
TIGHT = 0.94
"""How much of the height at its middle a label may take."""
SIGN = 13
CLOSE = 0.86
"""Texts are measured rather too long: a letter that touches a border is better than no label."""


def outline_map(
    *, title: str, description: str, labels: Sequence[tuple[int, Label]], grounds_of_units: Mapping[int, Ground],
    grounds: Iterable[tuple[str, str]], signs: Iterable[tuple[str, str]], table: ChartTable,
) -> MapChart:  # fmt: skip
    """The map of units (id, what it says) in their outlines, from north to south."""
    sheet = Sheet([grounds_of_units[unit] for unit, _label in labels], WIDTH, MOST_HEIGHT)
    shapes = [_shape(label, grounds_of_units[unit], sheet) for unit, label in labels]
    shapes.sort(key=lambda shape: (shape.middle, shape.label.name))
    legend, height = legend_items(grounds, signs, WIDTH, sheet.height + 14)
    return MapChart(title, description, WIDTH, height, shapes, legend, table, outlined=True)


def _shape(label: Label, ground: Ground, sheet: Sheet) -> Shape:
    polygon = [[sheet.point(point) for point in ring] for ring in largest(ground)]
    x, y, room, height = label_place(polygon, LINE / 2)
    lines = _lines(label, room, height * TIGHT)
    top = y - LINE * len(lines) / 2
    words, sign_at = [], ""
    for index, (text, size, bold) in enumerate(lines):
        middle, line = x, top + LINE * index + LINE * 0.78
        if bold and label.sign:
            middle = x + SIGN / 2
            sign_at = f"{number(middle - CLOSE * text_width(text, size, bold=bold) / 2 - SIGN)} {number(line - 10)}"
        words.append(Words(text, number(middle), number(line), number(size), bold))
    if not words and label.sign and min(room, height) > SIGN:
        sign_at = f"{number(x - 6)} {number(y - 6)}"
    return Shape(label, sheet.path(ground), words, sign_at, middle=y)


def _lines(label: Label, room: float, height: float) -> list[tuple[str, float, bool]]:
    """As much as there is room for: name and figure, the figure, or nothing; the whole is in the sentence."""
    figure = [(label.figure, FIGURE, True)] if label.part else [(label.figure, NAME, False)]
    short = [(line, NAME, False) for line in two_lines(label.name, 1)]
    for lines in ([(label.name, NAME, False), *figure], short + figure, figure):
        sign = SIGN if label.sign and label.part else 0
        widest = max(CLOSE * text_width(text, size, bold=bold) + (sign if bold else 0) for text, size, bold in lines)
        if widest <= room and len(lines) * LINE <= height:
            return lines
    # Where the ground says a verdict its sign stands alone, else the figure does.
    plain = [(label.figure, NAME, False)]
    fits = CLOSE * text_width(label.figure, NAME) <= room and height >= LINE and label.ground.startswith("heat")
    return plain if fits else []
