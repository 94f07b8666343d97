"""Merged cells of the data: a place holds for each row of it, a figure for nobody knows which row or column."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from ..tables import Cell, Row, Sheet


def spread(sheet: Sheet, rows: Collection[Row], *, places: Collection[int], figures: Collection[int]) -> None:
    """Write merged places into each of their rows, and mark merged figures as unsound. Columns count from 0."""
    if not sheet.merged:
        return
    below = {row.number: row for row in rows}
    for first, left, last, right in sheet.merged:
        merged = [below[number] for number in range(first, last + 1) if number in below]
        if not merged or first not in below:
            continue
        is_of_several = left in figures and sum(left <= column <= right for column in figures) > 1
        if is_of_several and _cell(merged[0], left) is not None:
            sheet.unsound[first, left] = _("Ô gộp nhiều cột: không rõ số của cột nào. Hãy bỏ gộp, ghi từng cột.")
        if len(merged) > 1:
            _spread_down(sheet, merged, range(left, right + 1), places, figures)


def _spread_down(
    sheet: Sheet, merged: list[Row], columns: range, places: Collection[int], figures: Collection[int]
) -> None:
    first, last = merged[0].number, merged[-1].number
    for column in columns:
        cell = _cell(merged[0], column)
        if cell is None:
            continue
        if column in places:
            for row in merged[1:]:
                row.cells.extend([None] * (column + 1 - len(row.cells)))
                row.cells[column] = cell
        elif column in figures:
            message = _("Ô gộp các dòng %(first)d–%(last)d: không rõ số của cơ sở nào. Hãy bỏ gộp, ghi từng dòng.")
            sheet.unsound[first, column] = message % {"first": first, "last": last}


def _cell(row: Row, column: int) -> Cell:
    return row.cells[column] if column < len(row.cells) else None
