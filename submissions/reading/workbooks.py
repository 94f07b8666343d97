"""XLSX files to sheets. A workbook is looked through before it is opened: a small file can unfold into a huge one.

The reader (calamine) lays every sheet out as a full rectangle and copies shared texts into each cell, so the extent of
the cells and the total of the texts are worked out from the XML first. It also reads an error such as #DIV/0! as an
empty cell, and empty means "untouched" here: errors are put back as their own text.
"""

import datetime
import html
import io
import re
import struct
import zipfile
import zlib
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from .sheets import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    Cell,
    Row,
    Sheet,
    UnreadableFile,
    clean_text,
    too_large,
    too_long_cell,
    too_many_rows,
)

UNFOLDED = 20
"""How many times MAX_UPLOAD_BYTES the parts of a workbook may be together, and the texts in its cells."""

_SHARED_STRINGS = "xl/sharedStrings.xml"
_OTHER_KINDS = {"content.xml", "xl/workbook.bin"}  # the reader would try these, and nobody has looked through them
_PREFIX = rb"(?:\w+:)?"
# Whatever looks like a cell's address counts, except in cells that are provably empty: Excel formats whole columns.
_EMPTY_CELL = re.compile(rb"<" + _PREFIX + rb'c(?:\s+[\w:]+="[^"<>]*")*\s*/>')
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,8})([0-9]{1,10})["']""")
_ERROR = re.compile(
    rb"<" + _PREFIX + rb'c\b(?=[^<>]*\bt="e")[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*>'
    rb".{0,2000}?<" + _PREFIX + rb"v>([^<]{1,20})<", re.DOTALL
)  # fmt: skip
_SHARED = re.compile(rb"<" + _PREFIX + rb"si\b[^<>]*>(.*?)</" + _PREFIX + rb"si>", re.DOTALL)
_INDEX = re.compile(rb"<" + _PREFIX + rb"v\b[^<>]*>\s*([0-9]{1,9})\s*<")
_SHEET_OF_BOOK = re.compile(rb"<" + _PREFIX + rb"sheet\b[^<>]*>")
_RELATION = re.compile(rb"<" + _PREFIX + rb"Relationship\b[^<>]*>")


# What a torn archive makes the standard library and the reader raise, found by tearing thousands.
_TORN = (
    zipfile.BadZipFile, zlib.error, struct.error, CalamineError, ValueError, LookupError, EOFError, NotImplementedError,
    RuntimeError, OSError,
)  # fmt: skip


def read_workbook(data: bytes, file_name: str) -> list[Sheet]:
    """The visible sheets with their rows as Excel numbers them, leading empty ones included. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            errors = _looked_through(parts, file_name)
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return [
                Sheet(meta.name, _rows(book, meta.name, errors.get(meta.name, {}), file_name))
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
            ]
    except _TORN as error:
        raise UnreadableFile(
            _("Tệp “%(file)s” không phải bảng Excel đọc được. Hãy mở bằng Excel và lưu lại thành .xlsx.")
            % {"file": file_name}
        ) from error


def _looked_through(parts: zipfile.ZipFile, file_name: str) -> dict[str, dict[tuple[int, int], str]]:
    """Refuse what would unfold too far; give back the error cells of each sheet by row and column, from 0."""
    limit = UNFOLDED * settings.MAX_UPLOAD_BYTES
    if sum(part.file_size for part in parts.infolist()) > limit:
        raise UnreadableFile(too_large(file_name))
    if "xl/workbook.xml" not in parts.namelist() or _OTHER_KINDS & set(parts.namelist()) or parts.testzip() is not None:
        raise zipfile.BadZipFile
    lengths = _shared_lengths(parts, file_name)
    names = {path: name for name, path in _sheet_paths(parts).items()}
    total = 0
    errors = {}
    # Every part, not only those that the workbook names: the reader may find a sheet that this look did not.
    for path in parts.namelist():
        if path == _SHARED_STRINGS:
            continue
        xml = parts.read(path)
        _check_extent(xml, file_name)
        # Numbers are taken for texts here too: an upper bound is enough.
        total += sum(lengths[int(index)] for index in _INDEX.findall(xml) if int(index) < len(lengths))
        if total > limit:
            raise UnreadableFile(too_large(file_name))
        if b't="e"' in xml and path in names:
            errors[names[path]] = {
                (int(row) - 1, _column(letters)): text.decode() for letters, row, text in _ERROR.findall(xml)
            }
    return errors


def _shared_lengths(parts: zipfile.ZipFile, file_name: str) -> list[int]:
    if _SHARED_STRINGS not in parts.namelist():
        return []
    lengths = [len(match[1]) for match in _SHARED.finditer(parts.read(_SHARED_STRINGS))]
    # Bytes of markup, not characters: ten times the limit is no cell that anybody means.
    if max(lengths, default=0) > 10 * MAX_CELL_CHARACTERS:
        raise UnreadableFile(too_long_cell(file_name, None))
    return lengths


def _check_extent(xml: bytes, file_name: str) -> None:
    last_row = 0
    columns: set[bytes] = set()
    for letters, row in _ADDRESS.findall(_EMPTY_CELL.sub(b"", xml)):
        columns.add(letters.upper())
        last_row = max(last_row, int(row))
    last_column = max(map(_column, columns), default=0)
    if last_row > settings.MAX_TABLE_ROWS:
        raise UnreadableFile(too_many_rows(file_name))
    if last_column >= MAX_COLUMNS:
        raise UnreadableFile(
            _("Tệp “%(file)s” có hơn %(limit)d cột. Hãy bỏ các cột không dùng.")
            % {"file": file_name, "limit": MAX_COLUMNS}
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _sheet_paths(parts: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part of the workbook."""
    targets = {
        _attribute(tag, "Id"): _attribute(tag, "Target")
        for tag in _RELATION.findall(parts.read("xl/_rels/workbook.xml.rels"))
    }
    names = set(parts.namelist())
    found = {}
    for tag in _SHEET_OF_BOOK.findall(parts.read("xl/workbook.xml")):
        target = targets.get(_attribute(tag, "r:id"), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in names:
            found[_attribute(tag, "name")] = path
    return found


def _attribute(tag: bytes, name: str) -> str:
    match = re.search(rf"""\b{name}\s*=\s*["']([^"']*)["']""", tag.decode())
    return html.unescape(match[1]) if match else ""


def _rows(book: CalamineWorkbook, name: str, errors: dict[tuple[int, int], str], file_name: str) -> list[Row]:
    rows = []
    for index, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False)):
        cells = [_cell(value) for value in values]
        if any(isinstance(cell, str) and len(cell) > MAX_CELL_CHARACTERS for cell in cells):
            raise UnreadableFile(too_long_cell(file_name, index + 1))
        rows.append(Row(index + 1, cells))
    for (row, column), text in errors.items():
        if row < len(rows) and column < len(rows[row].cells):
            rows[row].cells[column] = text
    return rows


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date()
    if isinstance(value, bool | int | float | datetime.date):
        return value
    return str(value)
