"""The files of tile maps, `tiles_old_*.csv` and `tiles_new_*.csv`, beside the files of units. Knows no stored row.

A code is read as at the era that the file's name tells: among the units before 2025-07-01 or those from then on.
"""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from .units_files import FIRST_NEW_DAY, LAST_OLD_DAY, Line, UnitFiles, UnitRow, UnitsProblem, read_lines

LARGEST = 99
_ERAS = {"tiles_old_": LAST_OLD_DAY, "tiles_new_": FIRST_NEW_DAY}


@dataclass(frozen=True)
class TileRow:
    """A unit's square on the drawing `layout`."""

    unit: UnitRow
    layout: str
    col: int
    row: int


def read_tiles(files: UnitFiles, folder: Path) -> list[TileRow]:
    """All squares, one a unit: where several files draw a unit, the one that draws most. Errors go to the files."""
    layouts = [_read_layout(files, path) for path in sorted(folder.glob("tiles_*.csv"))]
    found: dict[tuple[str, object], TileRow] = {}
    for layout in sorted(layouts, key=len, reverse=True):
        for tile in layout:
            found.setdefault(tile.unit.key, tile)
    return list(found.values())


def _read_layout(files: UnitFiles, path: Path) -> list[TileRow]:
    day = next((day for prefix, day in _ERAS.items() if path.name.startswith(prefix)), None)
    if day is None:
        message = _("Tên tệp phải bắt đầu bằng tiles_old_ hoặc tiles_new_, để biết mã là của thời kỳ nào.")
        files.problems.append(UnitsProblem(path.name, None, message))
        return []
    squares: dict[tuple[int, int], UnitRow] = {}
    for line in read_lines(files, path, "code", "col", "row"):
        unit, place = files.at(line.cells["code"], day), _place(line)
        if message := _mistake(line, unit, place, squares):
            files.problems.append(UnitsProblem(path.name, line.number, message))
        elif unit and place:
            squares[place] = unit
    # Two provinces may bring files of the same name: each draws on a sheet of its own.
    provinces = "+".join(sorted({_province(files, unit) for unit in squares.values()}))
    layout = f"{provinces} {path.stem}"[:200]
    return [TileRow(unit, layout, col, row) for (col, row), unit in squares.items()]


def _mistake(
    line: Line, unit: UnitRow | None, place: tuple[int, int] | None, squares: dict[tuple[int, int], UnitRow]
) -> str:
    if unit is None:
        return _("Không có đơn vị mã %(code)s trong tệp đơn vị.") % line.cells
    if place is None:
        return _("%(code)s: cột và hàng phải là số từ 0 đến %(most)s.") % {**line.cells, "most": LARGEST}
    if place in squares:
        return _("%(one)s và %(two)s nằm trên cùng một ô.") % {"one": squares[place].name, "two": unit.name}
    if unit in squares.values():
        return _("%(code)s có hai ô.") % line.cells
    return ""


def _place(line: Line) -> tuple[int, int] | None:
    texts = line.cells["col"], line.cells["row"]
    if not all(text.isascii() and text.isdecimal() and len(text) < 4 for text in texts):
        return None
    col, row = map(int, texts)
    return (col, row) if max(col, row) <= LARGEST else None


def _province(files: UnitFiles, unit: UnitRow) -> str:
    # Parents are read later than tiles would need them: by code, as at the unit's own first day.
    while unit.parent_code and (parent := files.at(unit.parent_code, unit.valid_from)):
        unit = parent
    return unit.code
