"""The letters of every text cell, after a file has become sheets: older tables inside it, and damage.

Each distinct text is judged once (`verdicts`); the plain ones pass at a glance.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import damage
from .encodings import label_of
from .legacy import CONVERSIONS, TCVN3, is_western
from .sheets import Book, Row, Sheet, cell_address
from .verdicts import (
    TYPED,
    Verdict,
    among_mangled,
    judge,
    judge_as_chosen,
    judge_as_it_stands,
    judge_of_file,
    otherwise,
    shown,
)  # fmt: skip

_CONVERTED_IN_WHOLE = 10
"""So many different texts of one table, and none of Unicode, show that a whole workbook was typed in its font."""


@dataclass(slots=True)
class _Converted:
    """The cells that were converted by one table: how many, the first as an example, and whether capitals were."""

    count: int = 0
    has_capitals: bool = False
    before: str = ""
    after: str = ""
    address: str = ""


@dataclass(slots=True)
class _Findings:
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    is_mangled: bool = False


def read_letters(book: Book, encoding: str = "", *, is_western_text: bool = False) -> None:
    """Convert, or mark as unsound, the cells of a book; say in its remarks what was converted.

    `encoding` is what a person chose: an older table converts every cell that may be of it, any other none.
    `is_western_text`: the book is a text file of an older table (`book.encoding`), its cells still in Western letters.
    """
    findings = _findings(book, _judge_for(book, encoding, is_western_text=is_western_text))
    if not is_western_text and not encoding and (findings.tables or findings.is_mangled):
        _look_again(book, findings)
    if findings.verdicts:
        _carry_out(book, findings.verdicts, says_conversions=not is_western_text)


def _judge_for(book: Book, encoding: str, *, is_western_text: bool) -> Callable[[str], Verdict | None]:
    if is_western_text:
        return judge_of_file(book.encoding, is_settled=bool(encoding or book.doubt))
    if encoding in TYPED:
        return judge_as_chosen(encoding)
    return judge_as_it_stands if encoding else judge


def _texts(book: Book) -> Iterator[tuple[Sheet, Row, int, str]]:
    """The cells that may need a look: text beyond ASCII, or with a question mark."""
    for sheet in book.sheets:
        for row in sheet.rows:
            for column, cell in enumerate(row.cells):
                if isinstance(cell, str) and (not cell.isascii() or "?" in cell):
                    yield sheet, row, column, cell


def _findings(book: Book, judged: Callable[[str], Verdict | None]) -> _Findings:
    findings = _Findings()
    seen: set[str] = set()
    for _sheet, _row, _column, text in _texts(book):
        if text in seen:
            continue
        seen.add(text)
        verdict = judged(text)
        if verdict:
            findings.verdicts[text] = verdict
            if verdict.table:
                findings.tables.add(verdict.table)
            elif damage.unmangled(text):
                findings.is_mangled = True
    return findings


def _look_again(book: Book, findings: _Findings) -> None:
    """In a file with older letters or mangled cells, a text that reads as it stands may be one of them all the same."""
    texts = {text for _sheet, _row, _column, text in _texts(book)}
    converted = sum(1 for verdict in findings.verdicts.values() if verdict.table)
    is_whole = len(findings.tables) == 1 and converted >= _CONVERTED_IN_WHOLE and all(map(is_western, texts))
    for text in texts - findings.verdicts.keys():
        verdict = among_mangled(text) if findings.is_mangled else None
        verdict = verdict or otherwise(text, sorted(findings.tables), is_whole=is_whole)
        if verdict:
            findings.verdicts[text] = verdict


def _carry_out(book: Book, verdicts: dict[str, Verdict], *, says_conversions: bool) -> None:
    converted: dict[str, _Converted] = {}
    for sheet, row, column, text in _texts(book):
        verdict = verdicts.get(text)
        if verdict is None:
            continue
        if verdict.unsound:
            sheet.unsound[row.number, column] = verdict.unsound
        row.cells[column] = verdict.text
        if verdict.table:
            found = converted.setdefault(verdict.table, _Converted())
            if not found.count:
                place = cell_address(row.number, column + 1)
                found.before, found.after = text, verdict.text
                found.address = f"{sheet.name}!{place}" if len(book.sheets) > 1 else place
            found.count += 1
            found.has_capitals |= verdict.table == TCVN3 and verdict.text != CONVERSIONS[TCVN3](text)
    if says_conversions:
        book.remarks.extend(_conversion_remark(table, found) for table, found in converted.items())
    if any(found.has_capitals for found in converted.values()):
        book.remarks.append(
            _("Phông .VnTimeH không phân biệt chữ hoa với chữ thường có dấu: chữ hoa được suy từ các chữ bên cạnh.")
        )


def _conversion_remark(table: str, found: _Converted) -> str:
    return ngettext(
        "%(count)d ô gõ bằng bảng chữ %(table)s đã được đổi sang Unicode, ví dụ ô %(address)s: "
        "“%(before)s” thành “%(after)s”.",
        "%(count)d ô gõ bằng bảng chữ %(table)s đã được đổi sang Unicode, ví dụ ô %(address)s: "
        "“%(before)s” thành “%(after)s”.",
        found.count,
    ) % {
        "count": found.count, "table": label_of(table), "address": found.address,
        "before": shown(found.before), "after": shown(found.after),
    }  # fmt: skip
