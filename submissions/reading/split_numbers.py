"""A number with a comma in it, between commas and without quotes: 1,234 makes two cells, its row one cell longer."""

import re

from django.utils.translation import gettext as _

from .sheets import Cell, Row, Sheet

_ROWS_SEARCHED = 30
_HEAD = re.compile(r"(?:[^\W\d_ ][^\d]* )?[1-9][0-9]{0,2}")  # “ước 1” and 234, too
_GROUP = re.compile(r"[0-9]{3}")


def mark_split_numbers(sheet: Sheet) -> None:
    """Mark what stands behind the first such pair in each row with more cells, blank ones too, than the heading has.

    Asks for rows as they were written: with the blank cells at their ends.
    """
    found = [(row, place) for row in sheet.rows if (place := _place_of_pair(row.cells)) is not None]
    width = _width(sheet.rows) if found else 0
    for row, place in found:
        if not 0 < width < len(row.cells):
            continue
        sentence = _("Dòng này nhiều ô hơn tiêu đề: có lẽ “%(one)s,%(other)s” là một số. Hãy ghi số không có dấu phẩy.")
        sentence %= {"one": row.cells[place], "other": row.cells[place + 1]}
        for column in range(place, len(row.cells)):
            if row.cells[column] is not None:
                sheet.unsound.setdefault((row.number, column), sentence)


def _place_of_pair(cells: list[Cell]) -> int | None:
    for place in range(len(cells) - 1):
        one, other = cells[place], cells[place + 1]
        if not isinstance(other, str) or len(other) != len("234") or not isinstance(one, str):
            continue
        if _GROUP.fullmatch(other) and _HEAD.fullmatch(one):
            return place
    return None


def _width(rows: list[Row]) -> int:
    """How many cells the heading has: the first row that is about as full as any without such a pair."""
    filled = [
        (sum(cell is not None for cell in row.cells), len(row.cells))
        for row in rows[:_ROWS_SEARCHED]
        if _place_of_pair(row.cells) is None
    ]
    fullest = max((count for count, _length in filled), default=0)
    return next((length for count, length in filled if count > 1 and count >= fullest - 1), 0)
