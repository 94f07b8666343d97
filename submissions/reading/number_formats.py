"""What a number in a workbook is, given how it is shown: a date, a percentage, a code with leading zeros, or a number.

Only where the format changes what a reader takes the number for is the shown text given instead of the number: 0.4878
shown as 48,78%, 7 shown as 007 or TV007, 12 shown as “12 nghìn”, 1 shown as “Có”. Grouping, currency and rounding are
dress. The codes are those of Excel, the same in XLSX and XLS.
"""

import datetime
import operator
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from .sheets import Cell

# The formats that a workbook names by number without spelling them out; the rest of those numbers are plain.
BUILT_IN = {
    9: "0%", 10: "0.00%", 14: "d/m/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "d/m/yyyy h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    **dict.fromkeys([*range(27, 32), 36, *range(50, 59)], "d/m/yyyy"),  # the dates of East Asian Excels
    **dict.fromkeys(range(32, 36), "h:mm"),
}  # fmt: skip

UNSHOWABLE = "########"
"""What Excel shows for a date before its calendar or beyond it."""

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"? | \\(?P<escaped>.) | [_*]. | \[(?P<bracket>[^\]]*)\]?
    | (?P<general>general) | AM/PM | A/P | E[+-]
    | (?P<digits>[0\#?.,/]) | (?P<date>[dmyhs]+) | (?P<text>@) | (?P<percent>%) | (?P<end>;) | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_COMPARISONS = {
    "<=": operator.le, ">=": operator.ge, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_SCALE = re.compile(r"[%‰]|\b(?:trăm|chục|nghìn|ngàn|vạn|triệu|tr|tỷ|tỉ|k|m|thousand|million)\b", re.IGNORECASE)
_LETTER = re.compile(r"[^\W_]")
_BEFORE_1900, _FROM_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)  # noqa: DTZ001 (no zone)
_LEAP_DAY_THAT_NEVER_WAS = 60  # Excel's 29 February 1900; the days before it count from one day later
_BEYOND = 2_958_466  # 1 January 10000
_SHOWN_DIGITS = 15  # of a number, at most; what lies beyond is the dust of the arithmetic
_DAY = 86_400
_LONGEST_CODE = 255


@dataclass(slots=True)
class _Section:
    """One of the parts of a format between semicolons."""

    condition: tuple[str, float] | None = None
    digits: str = ""
    before: str = ""
    after: str = ""
    parts: list[tuple[str, str]] = field(default_factory=list)
    letters: str = ""
    is_elapsed: bool = False
    is_percent: bool = False
    is_general: bool = False

    @property
    def is_padded(self) -> bool:
        return len(self.digits) > 1 and set(self.digits) == {"0"}

    @property
    def says_more(self) -> bool:
        """Whether the words around the number belong to what it says: TV007, “ước 500”, “12 nghìn”."""
        is_scaled = self.digits.endswith(",")  # the number itself is stored, only shown in thousands
        return bool(_LETTER.search(self.before)) or (not is_scaled and bool(_SCALE.search(self.after)))

    @property
    def is_plain(self) -> bool:
        return bool(self.digits or self.is_general) and not (
            self.letters or self.is_percent or self.is_padded or self.says_more
        )


def number(value: float) -> float:
    """The number as Excel shows it at its most exact: 11.999999999999998 is 12."""
    return value if value.is_integer() else float(f"{value:.{_SHOWN_DIGITS}g}")


@lru_cache(maxsize=4096)
def is_plain(code: str) -> bool:
    """Whether each number of this format is just that number. ValueError for what is too long to be a format."""
    if len(code) > _LONGEST_CODE:
        raise ValueError
    return all(section.is_plain for section in _sections(code)[:3])


def as_shown(value: float, code: str, *, from_1904: bool) -> Cell:
    """The number, the date or the text that a reader sees; None where the format shows nothing at all."""
    section = _section_for(value, code)
    if section.is_plain:
        return number(value)
    if section.letters:
        return _date(value, section, from_1904=from_1904)
    if section.is_percent:
        return _percentage(value, section.digits)
    if not section.digits and not section.is_general:
        return section.before.strip() or None
    if section.is_padded and value >= 0 and value.is_integer():
        return _padded(int(value), section.parts)
    return f"{section.before}{_plain_digits(value)}{section.after}".strip() if section.says_more else number(value)


@lru_cache(maxsize=4096)
def _sections(code: str) -> list[_Section]:
    return [_section(tokens) for tokens in _split(_TOKEN.finditer(code or "General"))]


def _split(tokens: Iterable[re.Match[str]]) -> Iterator[list[tuple[str, str]]]:
    section: list[tuple[str, str]] = []
    for token in tokens:
        if token["end"]:
            yield section
            section = []
        elif token.lastgroup:
            section.append((token.lastgroup, token[token.lastgroup]))
    yield section


def _section(tokens: list[tuple[str, str]]) -> _Section:
    section = _Section(parts=tokens)
    for kind, text in tokens:
        if kind == "bracket":
            condition = _CONDITION.fullmatch(text)
            if condition:
                section.condition = (condition[1], float(condition[2]))
            if _ELAPSED.fullmatch(text):
                section.is_elapsed = True
                section.letters += text.lower()
        elif kind == "digits":
            section.digits += text
        elif kind == "date":
            section.letters += text.lower()
        elif kind == "percent":
            section.is_percent = True
        elif kind in ("general", "text"):
            section.is_general = True
        elif section.digits or section.is_general:
            section.after += text
        else:
            section.before += text
    return section


def _section_for(value: float, code: str) -> _Section:
    sections = _sections(code)[:3]  # the fourth is for texts
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _COMPARISONS[section.condition[0]](value, section.condition[1]):
                return section
        return _Section(is_general=True)
    if len(sections) > 2 and value == 0:
        return sections[2]
    return sections[1] if len(sections) > 1 and value < 0 else sections[0]


def _date(value: float, section: _Section, *, from_1904: bool) -> Cell:
    seconds = round(value * _DAY)
    has_time = bool({"h", "s"} & set(section.letters))
    has_day = bool({"d", "y"} & set(section.letters)) or not has_time
    if not 0 <= seconds < _BEYOND * _DAY:
        return UNSHOWABLE
    if not has_day and (section.is_elapsed or seconds < _DAY):
        clock = f"{seconds // 3600}:{seconds // 60 % 60:02}"
        return f"{clock}:{seconds % 60:02}" if seconds % 60 else clock
    first = _FROM_1904 if from_1904 else _BEFORE_1900
    day = seconds // _DAY
    if not from_1904 and day <= _LEAP_DAY_THAT_NEVER_WAS:
        if day in (0, _LEAP_DAY_THAT_NEVER_WAS):
            return UNSHOWABLE
        seconds += _DAY
    try:
        moment = first + datetime.timedelta(seconds=seconds)
    except OverflowError:
        return UNSHOWABLE
    return moment if seconds % _DAY else moment.date()


def _percentage(value: float, digits: str) -> str:
    if abs(value) >= 10**_SHOWN_DIGITS:
        return f"{value * 100:g}%"
    decimals = len(digits.partition(".")[2].rstrip(","))
    exact = Decimal(repr(number(value))) * 100
    return f"{exact.quantize(Decimal(1).scaleb(-min(decimals, 6)), ROUND_HALF_UP):f}%".replace(".", ",")


def _padded(value: int, parts: list[tuple[str, str]]) -> str:
    """The digits laid over the noughts from the right, with the signs between them: 7 as TV-007."""
    digits = list(str(value))
    shown = []
    noughts = sum(kind == "digits" for kind, _text in parts)
    for kind, text in reversed(parts):
        if kind == "digits":
            noughts -= 1
            shown.append(digits.pop() if digits else "0")
            if not noughts:
                shown.extend(reversed(digits))
        elif kind != "bracket":
            shown.append(text[::-1])
    return "".join(shown)[::-1].strip()


def _plain_digits(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{value:.{_SHOWN_DIGITS}g}".replace(".", ",")
