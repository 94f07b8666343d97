"""How people spell what stands in a table: headings, answers, numbers, names. What is drawn is drawn by hypothesis."""

import tomllib
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from submissions.imports import headings

from .corpus import MEASURES

VARIANTS = tomllib.loads(Path(headings.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
LABELS = {code: label for code, label, _type, _categories in MEASURES}
IS_YES_NO = {code: type_ == "yes_no" for code, _label, type_, _categories in MEASURES}

YES = ["1", "x", "X", "có", "Có", "CÓ", "đạt", "Đạt", "yes", "Yes", "TRUE", "true", "✓"]
NO = ["0", "không", "Không", "KHÔNG", "chưa", "Chưa", "no", "No", "FALSE", "-"]
UNKNOWN = ["?", "không rõ", "Không rõ", "KHÔNG RÕ"]
NOT_APPLICABLE = ["KAD", "kad", "không áp dụng", "Không áp dụng"]
ESTIMATE = ["ước {}", "Ước {}", "ước đạt {}", "ước tính {}", "Ước: {}"]
SIGNS = [".", ",", " ", "\xa0", "\u202f"]
PLAIN, POINT_ZERO, LEADING_ZERO = "plain", ".0", "0"
NUMBERS = [PLAIN, *SIGNS, POINT_ZERO, LEADING_ZERO]
"""The styles of numbers: by the sign that groups their digits, or by name."""

NUMBERING, TOTAL, REMARK, LAST_YEAR = "numbering", "total", "remark", "last:"
"""Columns that are neither keys nor measures; the last one with the measure that it was a year ago."""


class Chance:
    """Draws, in few words."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def of(self, options: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(options))

    def maybe(self, one_in: int = 2) -> bool:
        return self.draw(st.integers(1, one_in)) == one_in

    def some(self, options: Sequence[Any], least: int, most: int) -> list[Any]:
        return self.draw(st.lists(st.sampled_from(options), min_size=least, max_size=most, unique=True))

    def order(self, items: Sequence[Any]) -> list[Any]:
        return self.draw(st.permutations(items))

    def count(self) -> int:
        return self.draw(
            st.one_of(
                st.integers(0, 12), st.integers(1, 999).map(lambda number: number * 1000), st.integers(1000, 99_999),
                st.integers(0, 10**9), st.sampled_from([0, 1, 100, 999, 1000, 1001, 10**6, 10**9]),
            )
        )  # fmt: skip


def heading(chance: Chance, column: str) -> str:
    """The text above a column."""
    if column == NUMBERING:
        return chance.of(["STT", "TT", "Số TT"])
    if column == REMARK:
        return "Ghi chú"
    if column == TOTAL:
        return chance.of(["Tổng cộng", "Tổng số", "Cộng"])
    if column.startswith(LAST_YEAR):
        return f"{LABELS[column.removeprefix(LAST_YEAR)]} (năm 2023)"
    if column in LABELS:
        texts = [column, LABELS[column], LABELS[column], *VARIANTS["measures"][column]]
        return _dressed(chance, chance.of(texts), is_count=not IS_YES_NO[column])
    return _dressed(chance, chance.of(VARIANTS["keys"][column]), is_count=False)


def _dressed(chance: Chance, text: str, *, is_count: bool) -> str:
    dress = chance.of(["", "", "", "upper", "nfd", "unit", "star", "number", "break", "colon"])
    if dress == "unit" and is_count:
        return f"{text} (lượt)"
    return {
        "upper": text.upper(), "nfd": unicodedata.normalize("NFD", text), "star": f"{text} (*)",
        "number": f"2. {text}", "break": text.replace(" ", "\n", 1), "colon": f"{text}:",
    }.get(dress, text)  # fmt: skip


def count(value: int, style: str) -> str:
    """A count in a style of numbers."""
    if style in SIGNS:
        return f"{value:,}".replace(",", style)
    return {PLAIN: f"{value}", POINT_ZERO: f"{value}.0", LEADING_ZERO: f"0{value}"}[style]


def name(chance: Chance, text: str) -> str:
    """A name of an institution or a place, as the registry has it or otherwise."""
    spellings = {
        "nfd": unicodedata.normalize("NFD", text), "upper": text.upper(), "spaces": text.replace(" ", "  ", 1),
        "no-break": text.replace(" ", "\xa0"), "curly": text.replace("'", "’"), "around": f" {text} ",
        "tone": text.replace("hóa", "hoá").replace("Hòa", "Hoà").replace("Thủy", "Thuỷ"),
        "short": text.replace("Thư viện", "TV").replace("Nhà văn hóa", "NVH"),
    }  # fmt: skip
    return spellings.get(chance.of(["", "", "", *spellings]), text)
