"""Text to rows: which sign stands between cells, quotes, line breaks within them, and the line of each record."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from django.conf import settings
from django.utils.translation import gettext as _

from .sheets import Book, Row, Sheet, UnreadableFile, clean_text, too_long_cell, too_many_rows
from .split_numbers import mark_split_numbers

_SIGNS = "\t;|,"
"""The likelier first where nothing else tells: a comma stands in numbers and sentences, the others hardly anywhere."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_NAMED_SIGN = re.compile(r'\ufeff?"?sep=([\t;|,])"?[\t;|, ]*(?:\r\n|\r|\n)', re.IGNORECASE)
_RECORDS_SNIFFED = 50
_CHARACTERS_SNIFFED = 100_000
_TEXTS_REMEMBERED = 50_000
# A comma of a number (1,234) or of a sentence (“xã A, huyện B”) separates no cells.
_COMMA_BETWEEN_CELLS = re.compile(r",(?! )(?!(?<=[0-9],)[0-9])")


def read_delimited(text: str, file_name: str) -> Book:
    """The one sheet of a text file, with the sign that separates its cells. Raises UnreadableFile."""
    named = _NAMED_SIGN.match(text)
    sign = named[1] if named else _sign_between_cells(text)
    sheet = Sheet("", [])
    sheet.rows.extend(_rows(text[named.end() :] if named else text, sign, 2 if named else 1, file_name))
    _mark_swallowed_rows(sheet, sign)
    if sign == ",":
        mark_split_numbers(sheet)
    _drop_empty_columns(sheet)
    names = {"\t": _("dấu tab"), ";": _("dấu chấm phẩy (;)"), "|": _("dấu gạch đứng (|)")}
    has_cells = any(len(row.cells) > 1 for row in sheet.rows)
    remarks = [_("Các cột cách nhau bằng %(sign)s.") % {"sign": names[sign]}] if sign in names and has_cells else []
    return Book("csv", [sheet], delimiter=sign, remarks=remarks)


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends; nothing but CR, LF and both together ends a line."""
    return (line[0] for line in _LINE.finditer(text))


def _sign_between_cells(text: str) -> str:
    head = text[:_CHARACTERS_SNIFFED]
    agreements = {sign: _agreement(head, sign) for sign in _SIGNS}
    best = max(_SIGNS, key=agreements.__getitem__)
    return best if any(agreements[best]) else ","


def _agreement(text: str, sign: str) -> tuple[int, int, int]:
    """How many of the first records the sign divides alike and naturally, how many alike at all, how many at all.

    What stands empty at the ends of records does not count for their length.
    """
    lengths: Counter[int] = Counter()
    natural: Counter[int] = Counter()
    divided = 0
    lines: list[str] = []

    def noted() -> Iterator[str]:
        for line in _lines(text):
            lines.append(line)
            yield line

    try:
        for records, record in enumerate(csv.reader(noted(), delimiter=sign), start=1):
            length = max((place for place, cell in enumerate(record, start=1) if cell), default=0)
            divided += len(record) > 1
            lengths[length] += length > 1
            natural[length] += length > 1 and (sign != "," or any(map(_COMMA_BETWEEN_CELLS.search, lines)))
            lines.clear()
            if records == _RECORDS_SNIFFED:
                break
    except csv.Error:
        return 0, 0, 0
    return max(natural.values(), default=0), max(lengths.values(), default=0), divided


class _Cleaned(dict[str, str | None]):
    """Texts by how they are kept: most stand in a file many times, and are cleaned and stored once."""

    def __missing__(self, text: str) -> str | None:
        kept = self[text] = clean_text(text)
        return kept


def _rows(text: str, sign: str, first_line: int, file_name: str) -> Iterator[Row]:
    reader = csv.reader(_lines(text), delimiter=sign, strict=True)
    most_rows, most_cells, longest = settings.MAX_TABLE_ROWS, settings.MAX_TABLE_COLUMNS, settings.MAX_CELL_CHARACTERS
    cleaned = _Cleaned()
    line = first_line
    try:
        for count, record in enumerate(reader, start=1):
            if count > most_rows:
                raise UnreadableFile(too_many_rows(file_name))
            if len(record) > most_cells:
                raise UnreadableFile(_too_many_columns(file_name, line))
            if record and len(max(record, key=len)) > longest:
                raise UnreadableFile(too_long_cell(file_name, line))
            if len(cleaned) > _TEXTS_REMEMBERED:
                cleaned.clear()
            yield Row(line, [cleaned[cell] for cell in record])
            line = reader.line_num + first_line
    except csv.Error as error:
        if "limit" in str(error):  # of the reader itself: far more than a cell may have
            raise UnreadableFile(too_long_cell(file_name, line)) from error
        raise UnreadableFile(
            _("Tệp “%(file)s”, dòng %(line)d: dấu ngoặc kép không khép lại đúng chỗ. Hãy sửa dòng này.")
            % {"file": file_name, "line": line}
        ) from error


def _too_many_columns(file_name: str, line: int) -> str:
    return _("Tệp “%(file)s”, dòng %(line)d: có hơn %(limit)d cột.") % {
        "file": file_name, "line": line, "limit": settings.MAX_TABLE_COLUMNS,
    }  # fmt: skip


def _mark_swallowed_rows(sheet: Sheet, sign: str) -> None:
    """A cell of several lines with separators in it, in a row too short: a quote too many has swallowed rows."""
    width = Counter(len(row.cells) for row in sheet.rows).most_common(1)[0][0] if sheet.rows else 0
    for row, following in zip_longest(sheet.rows, sheet.rows[1:]):
        if len(row.cells) >= width or (following is not None and following.number == row.number + 1):
            continue
        for column, cell in enumerate(row.cells):
            if isinstance(cell, str) and sign in cell and ("\n" in cell or "\r" in cell):
                sheet.unsound[row.number, column] = _(
                    "Ô này gồm nhiều dòng và có cả dấu ngăn cột: có lẽ dấu ngoặc kép đặt sai chỗ. Hãy sửa dòng này."
                )


def _drop_empty_columns(sheet: Sheet) -> None:
    """Signs at the ends of lines, with nothing behind them in the whole file, are no columns."""
    width = 0
    for row in sheet.rows:
        beyond = row.cells[width:]
        while beyond and beyond[-1] is None:
            beyond.pop()
        width += len(beyond)
    for row in sheet.rows:
        del row.cells[width:]
