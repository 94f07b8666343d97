"""Cells that are merged over several rows of data: a place holds for each of them, a figure for nobody knows which."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from ..tables import Row, Sheet


def spread(sheet: Sheet, rows: Collection[Row], *, places: Collection[int], figures: Collection[int]) -> None:
    """Write merged places into each of their rows, and mark merged figures as unsound. Columns count from 0."""
    if not any(last > first for first, _left, last, _right in sheet.merged):
        return
    below = {row.number: row for row in rows}
    for first, left, last, right in sheet.merged:
        merged = [below[number] for number in range(first, last + 1) if number in below]
        if len(merged) < 2 or first not in below:
            continue
        for column in range(left, right + 1):
            cell = merged[0].cells[column] if column < len(merged[0].cells) else None
            if cell is None:
                continue
            if column in places:
                for row in merged[1:]:
                    row.cells.extend([None] * (column + 1 - len(row.cells)))
                    row.cells[column] = cell
            elif column in figures:
                message = _(
                    "Ô gộp các dòng %(first)d–%(last)d: không rõ số của cơ sở nào. Hãy bỏ gộp, ghi từng dòng."
                )
                sheet.unsound[first, column] = message % {"first": first, "last": last}
