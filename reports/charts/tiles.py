"""The tile map: one square a unit, where its neighbours mostly stay neighbours; without places, squares by name."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from . import ChartTable
from .maps import LETTER, Label, LegendItem, MapChart, Shape, Words, legend_items, number, two_lines

MOST_COLUMNS = 12
"""Of squares in rows, where no drawing gives them places."""


@dataclass(frozen=True)
class Grid:
    """The size of squares: `pitch` from one to the next, type sizes of name and figure. Never below 11."""

    pitch_x: int
    pitch_y: int
    name: float
    figure: float


WIDE, NARROW = Grid(128, 96, 14, 17), Grid(67, 68, 11, 12.5)
MANY_COLUMNS = 8


def tile_map(
    *, title: str, description: str, labels: Sequence[tuple[int, Label]], places: Mapping[int, tuple[int, int]],
    grounds: Iterable[tuple[str, str]], signs: Iterable[tuple[str, str]], table: ChartTable,
) -> MapChart:  # fmt: skip
    """The map of units (id, what it says) on their squares (col, row), from top to bottom, left to right."""
    placed = placed_squares([unit for unit, _label in labels], places)
    ordered = sorted(labels, key=lambda each: (placed[each[0]][1], placed[each[0]][0]))
    columns = max((col for col, _row in placed.values()), default=0) + 1
    rows = max((row for _col, row in placed.values()), default=0) + 1
    grid = WIDE if columns <= MANY_COLUMNS else NARROW
    width = max(columns * grid.pitch_x + 4, 560)
    legend: list[LegendItem]
    legend, height = legend_items(grounds, signs, width, rows * grid.pitch_y + 16)
    shapes = [_square(label, placed[unit], grid) for unit, label in ordered]
    return MapChart(title, description, width, height, shapes, legend, table, placed=bool(places))


def placed_squares(units: Sequence[int], places: Mapping[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """The drawing moved to the corner; units that it does not have stand in rows below it, in the order given."""
    drawn = {unit: places[unit] for unit in units if unit in places}
    left = min((col for col, _row in drawn.values()), default=0)
    top = min((row for _col, row in drawn.values()), default=0)
    found = {unit: (col - left, row - top) for unit, (col, row) in drawn.items()}
    rest = [unit for unit in units if unit not in found]
    columns = max((col + 1 for col, _row in found.values()), default=0)
    columns = columns or max(1, min(MOST_COLUMNS, math.ceil(math.sqrt(len(rest) * 1.4))))
    first = max((row + 1 for _col, row in found.values()), default=0)
    return found | {unit: (index % columns, first + index // columns) for index, unit in enumerate(rest)}


def _square(label: Label, place: tuple[int, int], grid: Grid) -> Shape:
    x, y = place[0] * grid.pitch_x + 2, place[1] * grid.pitch_y + 2
    width, height = grid.pitch_x - 3, grid.pitch_y - 3
    room = (width - 6) / (grid.name * LETTER)
    lines = [(line, grid.name, False) for line in two_lines(label.name, room)]
    if label.part:
        lines += [(label.figure, grid.figure, True), (label.part, grid.name, False)]
    else:
        lines += [(line, grid.name, False) for line in two_lines(label.figure, room)]
    sign_room = grid.name if label.sign and label.part else 0
    step = (height - 6) / max(4, len(lines))
    top = y + (height - step * len(lines)) / 2
    words = []
    for index, (text, size, bold) in enumerate(lines):
        shifted = sign_room / 2 + 1 if sign_room and index == len(lines) - 1 else 0
        middle = x + width / 2 + shifted
        words.append(
            Words(text, number(middle), number(top + step * index + step / 2 + size * 0.36), number(size), bold)
        )
    sign_at = ""
    if sign_room:
        last = words[-1]
        half = len(last.text) * grid.name * 0.3
        sign_at = f"{number(float(last.x) - half - grid.name - 1)} {number(float(last.y) - grid.name * 0.86)}"
    ear = round(grid.name * 0.8)
    corner = f"M{x + width - ear} {y}h{ear}v{ear}z" if label.silent and label.part else ""
    return Shape(label, f"M{x} {y}h{width}v{height}h-{width}z", words, sign_at, corner)
