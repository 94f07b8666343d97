"""What titles say of the figures below: of which year they are, that they are of a part of it, planned, or thousands.

A table about anything but the reported year is asked about before anything is stored.
"""

import re
from collections.abc import Iterable, Sequence

from institutions.names import fold

from ..cells import cell_text
from ..tables import Cell

# "ngày 15 tháng 12 năm 2024" is the day on which somebody signed, not the year that is reported.
_YEAR = re.compile(
    r"(?<!\d )(?<!\d)(?:năm(?: báo cáo)?|kỳ báo cáo|niên độ)\s*:?\s+(20[0-9]{2})(?![0-9/-])"
    r"|\bđến (?:hết )?(?:ngày )?[0-9]{1,2}/[0-9]{1,2}/(20[0-9]{2})",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(r"(?<![0-9/.-])(20[0-9]{2})(?![0-9/.-])")

# "15 tháng 12" is a day; twelve months are the year.
_PART_OF_YEAR = re.compile(
    r"(?<!\d)\b(?:[1-9]|10|11|ba|sáu|chín) th[áa]ng\b(?!\s*\d)"
    r"|\bqu[ýy]\s+(?:[1-4]|iv|i{1,3})\b|\bnửa (?:đầu )?năm\b|\bnăm học\b"
)
_NOT_REPORTED = re.compile(
    r"\A(?:biểu |bảng )?(?:kế hoạch|chỉ tiêu|dự kiến|mục tiêu|đăng ký)\b(?! số)[^.;:]*\bnăm 20\d\d"
    r"|\bước (?:thực hiện|tính|đạt|cả năm)\b|\bsố liệu ước\b|\(ước\)"
)
# Compared without accents and punctuation. Money may well be in thousands: nothing here is about money.
_SCALE = re.compile(r"\b(?:don vi(?: tinh)?|dvt) (?:nghin|ngan|trieu|tram|chuc|van|1 ?000)\b(?! (?:dong|d|vnd)\b)")


def years_written(lines: Iterable[Sequence[Cell]]) -> set[int]:
    """The years that titles name: `năm 2024`, also with the number in the next cell."""
    texts = (" ".join(text for cell in cells if (text := cell_text(cell))) for cells in lines)
    return {int(one or other) for text in texts for one, other in _YEAR.findall(text)}


def years_in(name: str) -> set[int]:
    """The years in the name of a sheet: any number that is one."""
    return {int(year) for year in _BARE_YEAR.findall(name)}


def of_other_figures(lines: Iterable[Sequence[Cell]]) -> str:
    """The first title that speaks of a part of a year, of plans or of estimates; nothing where none does."""
    texts = (" ".join(cell_text(cell).split()) for cells in lines for cell in cells if isinstance(cell, str))
    return next(
        (text for text in texts if _PART_OF_YEAR.search(text.casefold()) or _NOT_REPORTED.search(text.casefold())), ""
    )


def scale_written(lines: Iterable[Sequence[Cell]]) -> str:
    """The first title by which figures are in thousands or the like: “Đơn vị tính: nghìn lượt”."""
    texts = (cell_text(cell) for cells in lines for cell in cells if isinstance(cell, str))
    return next((text for text in texts if _SCALE.search(fold(text))), "")
