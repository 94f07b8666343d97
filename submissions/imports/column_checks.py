"""What the columns of a table must be together, and what stands outside them or in another table below."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ..cells import cell_text
from ..tables import Row
from .findings import FileFinding, Finding, Severity
from .headings import Key
from .layout import Kind
from .meanings import Meanings
from .second_tables import SecondHeading

if TYPE_CHECKING:
    from .columns import FigureTable


def check_columns(table: "FigureTable", meanings: Meanings, delimiter: str) -> None:
    """Say what is wrong with the columns of a table: which must be there, what stands outside them, a second heading.

    `delimiter` is the sign between the cells of a text file.
    """
    if not table.keys.keys() & {Key.CODE, Key.NAME}:
        message = _("Chưa rõ cột nào cho biết cơ sở: cần cột “Mã”, hoặc “Tên” và “Xã/phường”.")
        finding = Finding(Severity.QUESTION, "key", message)
        table.findings.append(FileFinding(finding, table.sheet.name, table.line))
    if not table.columns and not any(one.finding.severity == Severity.QUESTION for one in table.findings):
        message = _("Không có cột chỉ tiêu nào. Hãy lấy tiêu đề cột từ tệp mẫu.")
        finding = Finding(Severity.QUESTION, "column", message)
        table.findings.append(FileFinding(finding, table.sheet.name, table.line))
    _check_outside(table)
    _check_second_table(table, meanings)
    if delimiter == ",":
        _check_divided_headings(table, meanings)


def _check_outside(table: "FigureTable") -> None:
    """Values in columns without a heading: told once for a column, beyond the heading for each row."""
    width = len(table.heading.texts)
    nameless = [index for index, text in enumerate(table.heading.texts) if not text and not table.meanings[index]]
    told: set[int] = set()
    for row, kind in zip(table.rows, table.kinds, strict=True):
        if kind != Kind.DATA or not (nameless or len(row.cells) > width):
            continue
        within = [index for index in nameless if index < len(row.cells) and row.cells[index] is not None]
        beyond = [index for index in range(width, len(row.cells)) if row.cells[index] is not None][:1]
        if within or beyond:
            table.lines_outside.add(row.number)
        for index in (*(one for one in within if one not in told), *beyond):
            _outside(table, row, index, "outside" if index in beyond else "nameless")
        told.update(within)


def _check_second_table(table: "FigureTable", meanings: Meanings) -> None:
    """A heading further down whose columns are others: of what stands below it this heading says nothing."""
    names = [index for index in (table.layout.code, table.layout.name) if index is not None]
    of_columns = [table.meanings.get(index, "") for index in range(len(table.heading.texts))]
    second = SecondHeading(table.heading, of_columns, names, table.layout.figures, meanings.known)
    for row, index in second.among(table.rows):
        message = _("Dòng này là tiêu đề của một bảng khác. Hãy để mỗi bảng ở một trang (hoặc một tệp) riêng.")
        finding = Finding(Severity.ERROR, "second", message, index, value=cell_text(row.cells[index])[:100])
        table.findings.append(FileFinding(finding, table.sheet.name, row.number))
        return


def _outside(table: "FigureTable", row: Row, index: int, code: str) -> None:
    message = _("Giá trị này nằm ở cột không có tiêu đề. Hãy đặt tên cột, hoặc kiểm tra dấu phân cách trong dòng.")
    finding = Finding(Severity.ERROR, code, message, index, "", cell_text(row.cells[index])[:100])
    table.findings.append(FileFinding(finding, table.sheet.name, row.number))


def _check_divided_headings(table: "FigureTable", meanings: Meanings) -> None:
    """A comma within a heading, without quotes, makes two headings of it: all columns behind it are one too far."""
    texts = table.heading.texts
    unknown = [index for index, text in enumerate(texts) if text and not table.meanings[index]]
    found = [
        (first, whole) for first in range(len(texts)) for length in (2, 3)
        if set(unknown) & set(range(first, first + length))
        and meanings.known(whole := ", ".join(texts[first : first + length]))
    ]  # fmt: skip
    rows = [len(row.cells) for row, kind in zip(table.rows, table.kinds, strict=True) if kind == Kind.DATA]
    if rows and len(texts) > max(rows):
        found += [(index, ", ".join(texts[index - 1 : index + 1])) for index in unknown if 0 < index < max(rows)]
    for index, whole in found[:1]:
        message = _("Có lẽ dấu phẩy trong “%(heading)s” tách tiêu đề thành hai cột. Hãy đặt nó trong dấu ngoặc kép.")
        message %= {"heading": whole}
        finding = Finding(Severity.ERROR, "divided", message, index, texts[index])
        table.findings.append(FileFinding(finding, table.sheet.name, table.line))
