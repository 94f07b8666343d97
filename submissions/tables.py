"""Files to tables: bytes → sheets of numbered rows. Knows no model, only bytes, text and cells.

What arrives in other encodings or layouts is to be understood here (`_decoded`, `_delimiter`), before anything else
sees it. Every refusal is one sentence that says what is wrong and how to mend it.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from .import_report import ImportReport, Problem
from .reading.sheets import (
    DEFUSED,
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
from .reading.workbooks import read_workbook

__all__ = [
    "DEFUSED",
    "Cell",
    "ImportReport",
    "Problem",
    "Row",
    "Sheet",
    "UnreadableFile",
    "read_sheets",
    "too_large",
]

_DELIMITERS = "\t;,"
_RECORDS_SNIFFED = 30
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
_KINDS = {
    b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"BM": "BMP", b"RIFF": "WebP", b"II*\x00": "TIFF",
    b"%PDF": "PDF", b"Rar!": "RAR", b"7z\xbc\xaf": "7z", b"\x1f\x8b": "GZIP",
}  # fmt: skip
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def read_sheets(data: bytes, file_name: str) -> list[Sheet]:
    """The sheets of a CSV or XLSX file. Text comes in NFC without space around it, an empty cell as None.

    Cells of a CSV are text; cells of a workbook are what Excel holds, and an error such as #DIV/0! is its own text.
    The content decides what the file is, not its name. Raises UnreadableFile.
    """
    if not data.strip():
        raise UnreadableFile(_("Tệp “%(file)s” không có nội dung.") % {"file": file_name})
    if len(data) > settings.MAX_UPLOAD_BYTES:
        raise UnreadableFile(too_large(file_name))
    if data.startswith(b"PK\x03\x04"):
        sheets = read_workbook(data, file_name).sheets
    else:
        sheets = [Sheet("", list(_read_csv(_decoded(data, file_name), file_name)))]
    if not any(not row.is_blank for sheet in sheets for row in sheet.rows):
        raise UnreadableFile(_("Tệp “%(file)s” không có dòng nào.") % {"file": file_name})
    return sheets


def _decoded(data: bytes, file_name: str) -> str:
    """The text of a file: UTF-8, or UTF-16 that says so. Other encodings would be recognised here."""
    for magic, kind in _KINDS.items():
        if data.startswith(magic):
            raise UnreadableFile(
                _("Tệp “%(file)s” là tệp %(kind)s, không phải bảng. Hãy gửi tệp CSV hoặc XLSX.")
                % {"file": file_name, "kind": kind}
            )
    if data.startswith(_OLD_EXCEL):
        raise UnreadableFile(
            _("Tệp “%(file)s” là Excel kiểu cũ. Hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi.") % {"file": file_name}
        )
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            _("Không đọc được chữ trong tệp “%(file)s” (dòng %(line)d). Hãy lưu lại dạng “CSV UTF-8” hoặc .xlsx.")
            % {"file": file_name, "line": line}
        ) from error
    if _BINARY.search(text):
        raise UnreadableFile(_("Tệp “%(file)s” không phải bảng. Hãy gửi tệp CSV hoặc XLSX.") % {"file": file_name})
    return text


def _delimiter(text: str) -> str:
    """The sign under which most of the first records have one and the same number of cells, at least two.

    Numbers such as 1,234 make commas as frequent as the true sign; they do not stand in the heading, though.
    """

    def agreement(sign: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=sign)
        lengths: Counter[int] = Counter()
        try:
            for record in reader:
                lengths[len(record)] += len(record) > 1
                if lengths.total() >= _RECORDS_SNIFFED:
                    break
        except csv.Error:
            return 0, 0
        cells, records = max(lengths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return records, cells

    return max(reversed(_DELIMITERS), key=agreement)


def _read_csv(text: str, file_name: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for count, record in enumerate(reader, start=1):
            if count > settings.MAX_TABLE_ROWS:
                raise UnreadableFile(too_many_rows(file_name))
            if len(record) > MAX_COLUMNS:
                raise UnreadableFile(
                    _("Tệp “%(file)s”, dòng %(line)d: có hơn %(limit)d cột.")
                    % {"file": file_name, "line": line, "limit": MAX_COLUMNS}
                )
            if any(len(cell) > MAX_CELL_CHARACTERS for cell in record):
                raise UnreadableFile(too_long_cell(file_name, line))
            yield Row(line, [clean_text(cell) if cell else None for cell in record])
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            _("Tệp “%(file)s”, dòng %(line)d: dấu ngoặc kép không khép lại đúng chỗ. Hãy sửa dòng này.")
            % {"file": file_name, "line": line}
        ) from error
