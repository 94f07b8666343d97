"""The file handed back: the sender's own, with each problem in its cell and all of them on a sheet of their own.

A workbook is marked in place and keeps its formats and formulas. A CSV, an .xls, and a workbook too large for that
come back as an .xlsx with the same values in the same cells. Mended and sent again, either is read like any other file.
"""

import logging
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext as _

from ..reading.archives import Archive
from ..reading.sheets import Book
from .findings import MARKS_SHEET, Severity
from .formula_results import TooHeavy
from .marking_in_place import mark_in_place
from .marking_rebuilt import rebuilt, sheet_names
from .marks import AUTHOR, Mark, mark_of, told
from .marks_summary import summary

__all__ = ["AUTHOR", "MARKS_SHEET", "Mark", "Severity", "mark_of", "marked"]

logger = logging.getLogger(__name__)

_CHECKED = " - đã kiểm tra"  # in the name of a file, the same in every language
_MACROS = "xl/vbaproject.bin"


def marked(*, file_name: str, data: bytes, book: Book, marks: Iterable[Mark]) -> tuple[str, bytes]:
    """The name and the bytes of the file handed back: always .xlsx, never with macros; nothing in it is executed.

    `book` is what `read_book` made of `data`.
    """
    found = told(marks)
    name = f"{PurePath(file_name).stem.removesuffix(_CHECKED)}{_CHECKED}.xlsx"
    result = _in_place(file_name, data, found) if book.kind == "xlsx" else None
    if result is None:
        names = sheet_names(book)
        result = rebuilt(book, names, found, summary(file_name, found, names, [_why_rebuilt(book)]))
    return name, result


def _in_place(file_name: str, data: bytes, marks: Sequence[Mark]) -> bytes | None:
    """The workbook itself, marked; None where it is too large for that, or the writer cannot open it."""
    has_macros = _MACROS in Archive(data, file_name)
    remarks = [_("Tệp gửi có macro. Cổng không chạy macro, và tệp này không còn macro.")] if has_macros else []
    lines = summary(file_name, marks, {mark.sheet: mark.sheet for mark in marks}, remarks)
    try:
        return mark_in_place(data, marks, lines, limit=settings.MARK_IN_PLACE_CELLS)
    except TooHeavy:
        return None
    except Exception:  # whatever the writer says of a workbook that another program made: the sender still gets a file
        logger.warning("A workbook could not be marked in place and was built anew", exc_info=True)
        return None


def _why_rebuilt(book: Book) -> str:
    if book.kind == "csv":
        return _("Tệp CSV không ghi chú được, nên cổng lập tệp Excel này: cùng nội dung, mỗi dòng giữ nguyên số dòng.")
    return _("Cổng lập lại tệp này: cùng nội dung, mỗi ô giữ nguyên chỗ; định dạng và công thức không còn.")
