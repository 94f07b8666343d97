"""What a table is before anybody knows its meaning: sheets of numbered rows, their limits. Knows no model."""

import datetime
import re
import unicodedata
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

Cell = str | int | float | bool | datetime.date | None

DEFUSED = re.compile(r"'*\s*[=+\-@＝＋－＠\t\r\n](?=.)", re.DOTALL)
"""What a spreadsheet might compute, however many apostrophes already stand before it: an export puts one more there."""

APART = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Digits that are raised or struck out belong to no number beside them: 12 with a note 1 is not 121."""

_INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u2060\u202a-\u202e]+")
_SPACE = re.compile("[\xa0\u2007\u2009\u202f]")


class UnreadableFile(Exception):
    """The file is no table that can be read. The message is the sentence for whoever sent it."""


@dataclass(slots=True)
class Row:
    """A row of a file. `number` is the line in the file on which it begins, or the row of the sheet, from 1."""

    number: int
    cells: list[Cell]

    @property
    def is_blank(self) -> bool:
        return all(cell is None for cell in self.cells)


Area = tuple[int, int, int, int]
"""First row, first column, last row, last column: rows from 1 as `Row.number`, columns from 0 as places in `cells`."""


@dataclass(slots=True)
class Sheet:
    """A sheet of a workbook, or the whole of a CSV (then without a name). Blank rows are there too.

    `merged` are areas of merged cells (the text stands in the first). `hidden` are rows that Excel does not show; they
    are read all the same. `unsound` are cells whose text was damaged before it came here, by row number and column
    (from 0), each with the sentence that says so and what it probably was: nobody may store such a text.
    """

    name: str
    rows: list[Row]
    merged: list[Area] = field(default_factory=list)
    hidden: frozenset[int] = frozenset()
    unsound: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class Book:
    """A file as it was read.

    `kind` is csv, xlsx or xls; `encoding` and `delimiter` are what a text file was read by (empty for workbooks).
    `remarks` are sentences on how it was read, for its sender to see. `doubt` is a sentence where the encoding could
    not be told with certainty: what stands in the cells is then the likeliest reading, and a person must choose.
    """

    kind: str
    sheets: list[Sheet]
    encoding: str = ""
    delimiter: str = ""
    remarks: list[str] = field(default_factory=list)
    doubt: str = ""


def too_large(file_name: str) -> str:
    """The sentence about a file beyond the limit; whoever receives a file says it before reading it."""
    megabytes = settings.MAX_UPLOAD_BYTES // (1024 * 1024)
    return _("Tệp “%(file)s” lớn hơn %(limit)d MB. Hãy chia thành nhiều tệp nhỏ hơn.") % {
        "file": file_name, "limit": megabytes,
    }  # fmt: skip


def too_many_rows(file_name: str) -> str:
    """The sentence about a table beyond the limit."""
    return _("Tệp “%(file)s” có hơn %(limit)d dòng. Hãy chia thành nhiều tệp nhỏ hơn.") % {
        "file": file_name, "limit": settings.MAX_TABLE_ROWS,
    }  # fmt: skip


def too_long_cell(file_name: str, line: int | None) -> str:
    """The sentence about a cell that can be no name and no number."""
    if line is None:
        return _("Tệp “%(file)s” có ô dài hơn %(limit)d ký tự. Hãy rút ngắn ô đó.") % {
            "file": file_name, "limit": settings.MAX_CELL_CHARACTERS,
        }  # fmt: skip
    return _("Tệp “%(file)s”, dòng %(line)d: có ô dài hơn %(limit)d ký tự. Hãy rút ngắn ô đó.") % {
        "file": file_name, "line": line, "limit": settings.MAX_CELL_CHARACTERS,
    }  # fmt: skip


def clean_text(text: str) -> str | None:
    """Text as it is kept: NFC, nothing invisible in it, every kind of space one that is typed, none around it.

    The apostrophe that an export put before it is taken off.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", _SPACE.sub(" ", _INVISIBLE.sub("", text)))
    text = text.strip()
    if text[:1] == "'" and DEFUSED.match(text):
        text = text[1:]
    return text or None


def column_letters(column: int) -> str:
    """The letters of a column as a spreadsheet names it; columns count from 1."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_address(line: int, column: int) -> str:
    """The address of a cell as a spreadsheet writes it: line 12, column 4 → D12."""
    return f"{column_letters(column)}{line}"
