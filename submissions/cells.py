"""One cell of figures to what it says: state and value, by the stated spellings and by nothing else.

Forms and files read alike. Whether 1.234 is a thousand cannot be told from one cell, so files ask the whole column
(`group_separator`) and a form the one value it has.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .models import State
from .reading.sheets import Cell, clean_text

YES = frozenset({"1", "x", "có", "đạt", "yes", "true", "✓"})
NO = frozenset({"0", "không", "chưa", "no", "false", "-"})
UNKNOWN = frozenset({"?", "không rõ"})
NOT_APPLICABLE = frozenset({"kad", "không áp dụng"})
LARGEST = 2**63 - 1
_EXACT_FLOAT = 2**53

_ESTIMATE = re.compile(r"ước(?: tính| đạt)?[ :]+(.+)")
_DIGITS = re.compile(r"[0-9]+")
_SEPARATED = re.compile(r"[0-9]+(?:[., ][0-9]+)+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*")
_POINT_ZERO = re.compile(r"([0-9]+)\.0")
_NEGATIVE = re.compile(r"[-−–][ ]?[0-9]+(?:[., ][0-9]+)*")


class CellProblem(Exception):
    """The cell says nothing that can be stored. The message is a sentence on what to write instead."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says. A not applicable one still needs its reason (the note) from whoever knows it."""

    state: str
    value: int | None = None
    is_estimate: bool = False


def read_cell(cell: Cell, *, yes_no: bool, separator: str | None) -> Reading | None:
    """What the cell says, None when it is blank. `separator` is that of thousands in its column, None without one.

    Raises CellProblem.
    """
    text = cell_text(cell)
    if not text:
        return None
    folded = text.casefold()
    if folded in UNKNOWN:
        return Reading(State.UNKNOWN)
    if folded in NOT_APPLICABLE:
        return Reading(State.NOT_APPLICABLE)
    if text.startswith("#"):
        raise CellProblem(_("Ô này là một công thức bị lỗi. Hãy sửa trong Excel, hoặc để trống nếu chưa có số liệu."))
    if yes_no:
        return Reading(State.REPORTED, _yes_no(folded))
    estimate = _ESTIMATE.fullmatch(folded)
    value = _count(cell, estimate[1] if estimate else folded, separator)
    return Reading(State.REPORTED, value, is_estimate=estimate is not None)


def cell_text(cell: Cell) -> str:
    """The cell as people would write it: 12 for Excel's 12.0, single spaces, 31/12/2025."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.strftime("%d/%m/%Y %H:%M")
    if isinstance(cell, datetime.date):
        return cell.strftime("%d/%m/%Y")
    return " ".join((clean_text(str(cell)) or "").split())


def group_separator(cells: Iterable[Cell]) -> str | None:
    """The sign that separates thousands in a column of counts: `.`, `,`, a space; None when no value needs one.

    Only when every value with a sign in it can be read in no other way: 1.234 beside 1.5, 1234.0 or 1,234 could be
    something else, and then the sign means nothing (None), and each such value is an error.
    """
    found = set()
    for cell in cells:
        if not isinstance(cell, str):
            continue
        text = cell_text(cell).casefold()
        estimate = _ESTIMATE.fullmatch(text)
        text = estimate[1] if estimate else text.removeprefix("-").strip()
        if _SEPARATED.fullmatch(text):
            grouped = _GROUPED.fullmatch(text)
            found.add(grouped[1] if grouped else "")
    return found.pop() if len(found) == 1 and "" not in found else None


def _yes_no(folded: str) -> int:
    if folded in YES:
        return 1
    if folded in NO:
        return 0
    raise CellProblem(_("Không phải câu trả lời có/không. Hãy ghi “có” hoặc “không” (hoặc x, 1, 0)."))


def _count(cell: Cell, text: str, separator: str | None) -> int:
    if isinstance(cell, bool | datetime.date):
        raise CellProblem(_("Không phải số đếm. Hãy ghi một số nguyên từ 0 trở lên."))
    if isinstance(cell, float) and abs(cell) > _EXACT_FLOAT:
        raise CellProblem(_("Số quá lớn. Hãy kiểm tra lại."))
    if isinstance(cell, float) and not cell.is_integer():
        raise CellProblem(_not_whole())  # Excel's own 1.234 is no thousand, whatever the texts around it mean
    digits = _digits(text, separator)
    if len(digits) > len(str(LARGEST)) or int(digits) > LARGEST:
        raise CellProblem(_("Số quá lớn. Hãy kiểm tra lại."))
    return int(digits)


def _not_whole() -> str:
    return _("Số đếm phải là số nguyên. Hãy bỏ phần lẻ, và ghi không có dấu phân cách.")


def _digits(text: str, separator: str | None) -> str:
    """The digits of a count, or the sentence on why it is none."""
    if text == "-":
        return "0"
    if _DIGITS.fullmatch(text):
        return text
    if point_zero := _POINT_ZERO.fullmatch(text):
        return point_zero[1]
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        plain = re.sub(r"[., ]", "", text)
        if grouped[1] == separator:
            return plain
        raise CellProblem(
            _("Không rõ là %(plain)s hay số lẻ, vì cột này viết số theo nhiều cách. Hãy ghi không có dấu phân cách.")
            % {"plain": plain}
        )
    if _NEGATIVE.fullmatch(text):
        raise CellProblem(_("Số đếm không thể âm. Hãy ghi một số nguyên từ 0 trở lên."))
    if _SEPARATED.fullmatch(text):
        raise CellProblem(_not_whole())
    raise CellProblem(_("Không phải số đếm. Hãy ghi một số nguyên từ 0 trở lên."))
