"""Files to tables: bytes → a book of sheets of numbered rows. Knows no model, only bytes, text and cells.

The content decides what a file is, not its name. Every refusal is one sentence on what is wrong and how to mend it.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from .import_report import ImportReport, Problem
from .reading.delimited import read_delimited
from .reading.encodings import ENCODINGS, decode, previews_of_text, sample_of
from .reading.kinds import OLE, other_kind
from .reading.legacy import CONVERSIONS
from .reading.letters import read_letters
from .reading.old_workbooks import read_old_workbook
from .reading.sheets import DEFUSED, Book, Cell, Row, Sheet, UnreadableFile, cell_address, too_large
from .reading.workbooks import read_workbook

__all__ = [
    "DEFUSED",
    "ENCODINGS",
    "Book",
    "Cell",
    "ImportReport",
    "Problem",
    "Row",
    "Sheet",
    "UnreadableFile",
    "previews",
    "read_book",
    "read_sheets",
    "too_large",
]

_ZIP = b"PK\x03\x04"
_WORKBOOK_READINGS = ("utf-8", "tcvn3", "vni")


def read_book(data: bytes, file_name: str, *, encoding: str = "") -> Book:
    """The sheets of a CSV, XLSX or XLS file and how they were read. Text comes in NFC without space around it.

    `encoding`, a code of ENCODINGS, overrules what the bytes say: for a workbook "tcvn3" and "vni" convert its texts,
    any other leaves them. Raises UnreadableFile.
    """
    book, is_western = _opened(data, file_name, encoding)
    if not any(not row.is_blank for sheet in book.sheets for row in sheet.rows):
        raise UnreadableFile(_("Tệp “%(file)s” không có dòng nào.") % {"file": file_name})
    read_letters(book, encoding, is_western_text=is_western)
    return book


def read_sheets(data: bytes, file_name: str) -> list[Sheet]:
    """The sheets of a file that leaves nothing to ask. A doubt or a damaged cell is raised as UnreadableFile."""
    book = read_book(data, file_name)
    if book.doubt:
        raise UnreadableFile(_("Tệp “%(file)s”: %(doubt)s") % {"file": file_name, "doubt": book.doubt})
    for sheet in book.sheets:
        for (line, column), sentence in sorted(sheet.unsound.items()):
            raise UnreadableFile(
                _("Tệp “%(file)s”, ô %(address)s: %(sentence)s")
                % {"file": file_name, "address": cell_address(line, column + 1), "sentence": sentence}
            )
    return book.sheets


def previews(data: bytes) -> list[tuple[str, str, str]]:
    """A file by each encoding that can read it: code, name, and a few lines with letters beyond ASCII."""
    if not data.startswith((_ZIP, OLE)):
        return previews_of_text(data)
    book, _is_western = _opened(data, "", "")
    texts = [cell for sheet in book.sheets for row in sheet.rows for cell in row.cells if isinstance(cell, str)]
    labels = dict(ENCODINGS)
    return [(code, labels[code], sample_of(texts, CONVERSIONS.get(code))) for code in _WORKBOOK_READINGS]


def _opened(data: bytes, file_name: str, encoding: str) -> tuple[Book, bool]:
    """The book before its letters are looked at, and whether these are still the Western ones of an older table."""
    if not data.strip():
        raise UnreadableFile(_("Tệp “%(file)s” không có nội dung.") % {"file": file_name})
    if len(data) > settings.MAX_UPLOAD_BYTES:
        raise UnreadableFile(too_large(file_name))
    refusal = other_kind(data, file_name)
    if refusal:
        raise UnreadableFile(refusal)
    if data.startswith(_ZIP):
        return read_workbook(data, file_name), False
    if data.startswith(OLE):
        return read_old_workbook(data, file_name), False
    decoded = decode(data, file_name, encoding)
    book = read_delimited(decoded.text, file_name)
    book.encoding, book.doubt = decoded.encoding, decoded.doubt
    book.remarks[:0] = decoded.remarks
    return book, decoded.is_western
