"""One cell of figures to what it says: state and value, by the stated spellings and by nothing else.

Forms and files read alike. Whether 1.234 is a thousand cannot be told from one cell, so files ask the whole column
(`thousands_signs`) and a form the one value it has.
"""

import datetime
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from .checks import EditCheck
from .checks import reading as wrong
from .checks.reading import LARGEST
from .models import State
from .reading.sheets import Cell, clean_text

YES = frozenset({"1", "x", "có", "đạt", "yes", "true", "✓"})
NO = frozenset({"0", "không", "chưa", "no", "false", "-"})
UNKNOWN = frozenset({"?", "không rõ"})
NOT_APPLICABLE = frozenset({"kad", "không áp dụng"})
_EXACT_FLOAT = 2**53

_ESTIMATE = re.compile(r"ước(?: tính| đạt)?[ :]+(.+)")
_ABOUT = re.compile(r"(?:trên|dưới|hơn|gần|khoảng|xấp xỉ|~|>|<|≈|≥|≤)[ :]*([0-9][0-9., ]*)")
_DIGITS = re.compile(r"[0-9]+")
_SEPARATED = re.compile(r"[0-9]+(?:[., ][0-9]+)+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*")
_POINT_ZERO = re.compile(r"([0-9]+)\.0")
_SEVERAL = re.compile(r"[0-9](?:[\n\r\t]|\s\s+)[0-9]")  # on lines of their own, or wide apart: no groups of digits
_NEGATIVE = re.compile(r"[-−–][ ]?[0-9]+(?:[., ][0-9]+)*")


class CellProblem(Exception):
    """The cell says nothing that can be stored. The message is the check's sentence on what to write instead."""

    def __init__(self, check: EditCheck, **values: str) -> None:
        self.check = check
        super().__init__(str(check.sentence) % values)


class AmbiguousNumber(CellProblem):
    """A number such as 1.234 in a column that writes numbers in several ways: a person can say what it means."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says. A not applicable one still needs its reason (the note) from whoever knows it."""

    state: str
    value: int | None = None
    is_estimate: bool = False


def read_cell(cell: Cell, *, yes_no: bool, thousands: Collection[str]) -> Reading | None:
    """What the cell says, None when it is blank. `thousands` are the signs that group digits in its column.

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
        raise CellProblem(wrong.FORMULA_ERROR)
    if text.startswith("="):
        raise CellProblem(wrong.FORMULA_NOT_CALCULATED)
    if yes_no:
        return Reading(State.REPORTED, _yes_no(folded))
    estimate = _ESTIMATE.fullmatch(folded)
    value = _count(cell, estimate[1] if estimate else folded, thousands)
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


def thousands_signs(cells: Iterable[Cell]) -> frozenset[str]:
    """The signs that group digits in a column of counts: `.` or `,`, and a space; none when no value needs one.

    Only when every value with a sign in it can be read in no other way: 1.234 beside 1.5, 1234.0 or 1,234 could be
    something else, and then no sign means anything, and each such value is ambiguous. A space is never a comma.
    """
    found = number_signs(cells)
    return frozenset(found) if "" not in found and len(found - {" "}) < 2 else frozenset()


def number_signs(cells: Iterable[Cell]) -> set[str]:
    """The signs that stand between digits in a column: as groups of three, or in any other way (the empty text)."""
    found = set()
    for cell in cells:
        if not isinstance(cell, str) or cell.isdigit() or _SEVERAL.search(cell):
            continue
        text = cell_text(cell).casefold()
        estimate = _ESTIMATE.fullmatch(text)
        text = estimate[1] if estimate else text.removeprefix("-").strip()
        if _SEPARATED.fullmatch(text):
            grouped = _GROUPED.fullmatch(text)
            found.add(grouped[1] if grouped else "")
    return found


def _yes_no(folded: str) -> int:
    if folded in YES:
        return 1
    if folded in NO:
        return 0
    raise CellProblem(wrong.NOT_YES_NO)


def _count(cell: Cell, text: str, thousands: Collection[str]) -> int:
    if isinstance(cell, str) and _SEVERAL.search(cell):
        raise CellProblem(wrong.SEVERAL_NUMBERS)
    if isinstance(cell, bool | datetime.date):
        raise CellProblem(wrong.NOT_A_COUNT)
    if isinstance(cell, float) and abs(cell) > _EXACT_FLOAT:
        raise CellProblem(wrong.TOO_LARGE)
    if isinstance(cell, float) and not cell.is_integer():
        raise CellProblem(wrong.FRACTION)  # Excel's own 1.234 is no thousand, whatever the texts around it mean
    digits = _digits(text, thousands)
    if len(digits) > len(str(LARGEST)) or int(digits) > LARGEST:
        raise CellProblem(wrong.TOO_LARGE)
    return int(digits)


def _digits(text: str, thousands: Collection[str]) -> str:
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
        if grouped[1] in thousands:
            return plain
        raise AmbiguousNumber(wrong.AMBIGUOUS, plain=plain)
    if _NEGATIVE.fullmatch(text):
        raise CellProblem(wrong.NEGATIVE)
    if _SEPARATED.fullmatch(text):
        raise CellProblem(wrong.FRACTION)
    if about := _ABOUT.fullmatch(text):
        raise CellProblem(wrong.ABOUT, text=text, number=about[1])
    raise CellProblem(wrong.NOT_A_COUNT)
