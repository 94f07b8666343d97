"""Tables of `any_table.py` written into files: text in any encoding and with any signs, workbooks by three writers."""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import xlwt
from hypothesis import strategies as st

from ..reading.corpus import WRITERS, Unwritable
from ..reading.written import by_openpyxl, by_xlsxwriter, by_xlwt
from .any_table import Figure, Table, tables
from .spellings import LABELS, Chance

UNICODE = [name for name in WRITERS if name.startswith("utf-")]
OLDER = ["windows-1258", "tcvn3", "vni"]
FORMATS = ["General", "General", "#,##0", "0", "#,##0.00", "@"]
_LINE_END = re.compile(r"\r\n|\r|\n")
_AS_OLDER = str.maketrans({"\u202f": " ", "\xa0": " ", "✓": "x", "’": "'"})
_NUMBER = re.compile(r"0|[1-9][0-9]{0,9}")


@dataclass(frozen=True)
class AnyFile:
    """A file and what it means: by line the institution and its figures, by measure its column (from 0).

    `style` and `cells` are how it was written, for people.
    """

    data: bytes = field(repr=False, compare=False)
    name: str
    institutions: dict[int, str]
    figures: dict[int, dict[str, Figure]]
    measures: dict[str, int]
    style: str
    cells: list[list[Any]]


@st.composite
def text_files(draw: st.DrawFn, *, encodings: list[str], is_plain: bool = False, by_hand: bool = False) -> AnyFile:
    """A table as CSV or the like; `by_hand` without a thought of quotes, most often with commas."""
    chance = Chance(draw)
    encoding, sign, end = (
        chance.of(encodings),
        chance.of(",,,;\t" if by_hand else ",;\t|"),
        chance.of(["\r\n", "\n", "\r"]),
    )
    table, last = draw(tables(is_plain=is_plain)), chance.of(["", sign])
    quoting = chance.of([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    begins = f"sep={sign}{end}" if chance.maybe(8) else ""
    records, numbers, at = [], [], 1 + bool(begins)
    for line in table.lines:
        cells = [_writable("" if cell is None else str(cell), encoding) for cell in line.cells]
        if by_hand:
            record = sign.join(_LINE_END.sub(" ", cell) for cell in cells) + last + end
        else:
            record = _record(cells + [""] * (len(table.columns) - len(cells)), sign, quoting) + end
        numbers.append(at)
        records.append(record)
        at += len(_LINE_END.findall(record))
    style = f"{encoding} {sign!r} {end!r} {'by hand' if by_hand else quoting}"
    data = WRITERS[encoding](begins + "".join(records))
    return _file(table, data, chance.of(["a.csv", "a.txt", "a.xls"]), numbers, style)


@st.composite
def workbooks(draw: st.DrawFn, *, is_plain: bool = False) -> AnyFile:
    """A table as a workbook, numbers as numbers or as texts, somewhere in its sheet."""
    chance = Chance(draw)
    table, (style, write) = draw(tables(is_plain=is_plain)), chance.of(list(WORKBOOKS.items()))
    down, right = chance.of([0, 0, 3]), chance.of([0, 0, 2])
    cells = {
        (number, place): (_typed(cell, chance), chance.of(FORMATS))
        for number, line in enumerate(table.lines, down)
        for place, cell in enumerate(line.cells, right)
        if cell
    }
    merged = _same_places(table, down, right) if style == "XlsxWriter" and chance.maybe() else []
    numbers = list(range(down + 1, down + 1 + len(table.lines)))
    return _file(table, write(cells, merged), chance.of(["a.xlsx", "a.xls"]), numbers, style, right)


def _file(table: Table, data: bytes, name: str, numbers: list[int], style: str, right: int = 0) -> AnyFile:
    found = [(number, line) for number, line in zip(numbers, table.lines, strict=True) if line.institution]
    return AnyFile(
        data, name, {number: line.institution for number, line in found},
        {number: line.figures for number, line in found},
        {code: place for place, code in enumerate(table.columns, right) if code in LABELS}, style,
        [line.cells for line in table.lines],
    )  # fmt: skip


def _record(cells: list[str], sign: str, quoting: Any) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign, lineterminator="\r\n", quoting=quoting).writerow(cells)
    return out.getvalue().removesuffix("\r\n")


def _writable(text: str, encoding: str) -> str:
    """The text with what the encoding has letters for: an older table has fewer signs, and hardly a capital."""
    if encoding not in OLDER:
        return text
    text = unicodedata.normalize("NFC", text).translate(_AS_OLDER)
    try:
        WRITERS[encoding](text)
    except Unwritable:
        return text.lower()
    return text


def _typed(cell: Any, chance: Chance) -> Any:
    """A cell as Excel holds it: most numbers as numbers, answers also as truth values."""
    if isinstance(cell, str) and _NUMBER.fullmatch(cell) and not chance.maybe(4):
        return chance.of([int(cell), float(cell)])
    if isinstance(cell, str) and cell.casefold() in ("true", "false"):
        return chance.of([cell, cell.casefold() == "true"])
    return cell


def _same_places(table: Table, down: int, right: int) -> list[tuple[int, int, int]]:
    """First and last row and the column of communes that stand in several rows of data, one below the other."""
    if "commune" not in table.columns:
        return []
    place = table.columns.index("commune")
    rows = [(number, line.cells[place] if line.institution else "") for number, line in enumerate(table.lines, down)]
    runs = [(text, [number for number, _text in run]) for text, run in groupby(rows, lambda row: row[1])]
    return [(run[0], run[-1], place + right) for text, run in runs if text and len(run) > 1]


Cells = dict[tuple[int, int], tuple[Any, str]]


def _xlsxwriter(cells: Cells, merged: list[tuple[int, int, int]]) -> bytes:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Số liệu")
        for (row, column), (cell, code) in cells.items():
            sheet.write(row, column, cell, book.add_format({"num_format": code}))
        for first, last, column in merged:
            sheet.merge_range(first, column, last, column, cells[first, column][0])

    return by_xlsxwriter(fill, strings_to_formulas=False, strings_to_urls=False)


def _openpyxl(cells: Cells, _merged: list[tuple[int, int, int]]) -> bytes:
    def fill(book: Any) -> None:
        for (row, column), (cell, code) in cells.items():
            book.active.cell(row + 1, column + 1, cell).number_format = code

    return by_openpyxl(fill)


def _xlwt(cells: Cells, _merged: list[tuple[int, int, int]]) -> bytes:
    def fill(book: Any) -> None:
        sheet = book.add_sheet("Số liệu")
        for (row, column), (cell, code) in cells.items():
            sheet.write(row, column, cell, xlwt.easyxf(num_format_str=code))

    return by_xlwt(fill)


WORKBOOKS = {"XlsxWriter": _xlsxwriter, "openpyxl": _openpyxl, "xlwt": _xlwt}
