"""What the text of a row says about the row: a sum, a part of one, a note, a place. Knows words, no table.

Texts come in small letters. Accents count where there are any, unlike in matching: "Cộng" sums up, "Công ty" and
"Cộng đồng" do not.
"""

import re
from collections.abc import Callable
from enum import Enum
from functools import lru_cache

from institutions.names import fold

_LEVELS = "tỉnh|thành phố|thị xã|thị trấn|huyện|quận|phường|xã|đặc khu|khu vực|địa bàn|cụm"
_DISTRICTS = "thành phố|thị xã|huyện|quận"
_HOUSES = "nhà văn hóa|nhà văn hoá|nvh|nhà sinh hoạt|nhà cộng đồng|nhà dài|nhà truyền thống"
_BODIES = f"thư viện|tv|bảo tàng|trung tâm|ttvh|{_HOUSES}"
_GROUPS = "cấp|các|khối|nhóm|loại|mục|phần|hệ thống"
_NOTES = (
    "ghi chú|lưu ý|chú thích|thuyết minh|xác nhận|nơi nhận|ký tên|đã ký|kế toán|người lập|người tổng hợp|người kiểm"
    "|người báo cáo|thủ trưởng|hiệu trưởng|giám đốc|phó giám đốc|chủ tịch|phó chủ tịch"
)


class _Words:
    """The patterns, spelled with accents, or with none for texts that have none."""

    def __init__(self, spell: Callable[[str], str]) -> None:
        def one_of(texts: str) -> str:
            forms = sorted({spell(text) for text in texts.split("|")}, key=len, reverse=True)
            return "(?:" + "|".join(form.replace(" ", r"\s+") for form in forms) + r")\b"

        level, body, group = one_of(_LEVELS), one_of(_BODIES), one_of(_GROUPS)
        part = rf"(?:{one_of('chung|dồn|toàn')}|{group}|{body}|{level}|(?:i{{1,3}}|iv|vi{{0,3}}|[a-e])\b|\d)"
        place = (
            rf"(?:{level}(?!\s+{one_of('hội|đoàn|học')})|(?:tp|tx|[hqpx])\s?\.\s?(?=\w)"
            rf"|tt\s?\.\s?(?!{one_of('vh|văn hóa|văn hoá|hội|học|gd|bồi')})(?=\w))"  # TT. is a town, or a centre
        )
        self.opening = re.compile(
            rf"""\W*(?:
              (?P<total>{one_of("tổng cộng|tổng số|tổng chung")}(?!\s+ty\b)
                | {one_of("tổng|cộng")}(?=\W*$|\W*[(:=]|\s+{part})
                | {one_of("toàn|tòan")}\s+(?:{one_of("ngành|quốc")}|{level}))
            | (?P<of_which>{one_of("trong đó|trong số đó|chia ra|chia theo|bao gồm")}|{one_of("gồm")}\s*:)
            | (?P<note>{one_of(_NOTES)}|{one_of("nguồn|lưu")}\s*:|(?<=\()k[yý]\W|(?:tm|kt|tl|tuq)\s?\.\s?(?=\w))
            | (?P<place>{place})
            )""",
            re.VERBOSE,
        )
        self.body = re.compile(rf"\b{body}")
        self.group = re.compile(rf"\b{one_of('cấp')}|^{group}|^{place}")
        self.district = re.compile(rf"\W*(?:{one_of(_DISTRICTS)}|t[px]\s?\.|[hq]\s?\.)")
        self.date_line = re.compile(rf"{one_of('ngày')}.*(?:{one_of('tháng')}.*{one_of('năm')}|\d\s*[/.-]\s*\d)")


_ACCENTED, _PLAIN = _Words(str), _Words(fold)


def _words(label: str) -> _Words:
    return _PLAIN if label.isascii() else _ACCENTED


_LONGEST = 150
"""A place and a date are never longer."""

_CONTINUED = re.compile(r"\((?:ti[ếe]p(?:\s+theo)?|tt)\s*\.?\)\s*$")
_FOOTNOTE = re.compile(r"\s*(?:\*|†|\(\*+\)|\(\d\))")
_BULLET = re.compile(r"\s*[-+–—•]\s*(?=\S)")

_ROMAN = re.compile(r"(?:[IVX]{1,5}|[ivx]{2,5})\s?[.)]?")
_LETTER = re.compile(r"[A-GĐ]\s?[.)]?")
ANSWERS = frozenset(
    {"x", "có", "không", "đạt", "chưa", "yes", "no", "true", "false", "✓", "-", "?", "kad", "không rõ", "không áp dụng"}
)
"""Texts without a digit that answer something."""

_COMMON = frozenset(
    fold(
        "thư viện TV bảo tàng nhà văn hóa NVH trung tâm TTVH thể thao TDTT sinh hoạt cộng đồng truyền thống dài các hệ"
        " thống khối nhóm loại cấp tỉnh huyện xã phường thị trấn thành phố quận thôn buôn làng tổ dân phố và ở thuộc"
        " của trên địa bàn trường học phổ thông đại học cao đẳng giáo dục nghề nghiệp cơ sở khác công lập tư nhân ngoài"
        " công cộng chuyên ngành lực lượng vũ trang"
    ).split()
)
"""Words that fit every body: a text of nothing else names none."""


@lru_cache(maxsize=4096)  # the same words stand in row after row
def opening(label: str) -> str:
    """How a text begins: total, of_which, note, place; nothing for everything else."""
    found = _words(label).opening.match(label)
    return (found.lastgroup or "") if found else ""


def is_continuation(label: str) -> bool:
    """A page's repeated title: "Biểu 02 (tiếp theo)"."""
    return bool(_CONTINUED.search(label))


def is_date_line(label: str) -> bool:
    """The place and date above a signature."""
    return len(label) <= _LONGEST and bool(_words(label).date_line.search(label))


def is_footnote(label: str) -> bool:
    """Whether a text begins with a footnote's mark."""
    return bool(_FOOTNOTE.match(label))


def is_bullet(label: str) -> bool:
    """Whether a text begins with a dash, as parts of a sum do."""
    return bool(_BULLET.match(label))


def is_district(label: str) -> bool:
    """Whether the place with which a text begins is a district; sections of districts hold those of communes."""
    return bool(_words(label).district.match(label))


def is_enumerator(text: str) -> bool:
    """Whether a text is the number of a section: I, II., A. (A lowercase letter numbers institutions.)"""
    return bool(_ROMAN.fullmatch(text) or _LETTER.fullmatch(text))


def is_answer(text: str) -> bool:
    """Whether a text says a figure, or one of the words that stand for one; or is an error of Excel's."""
    has_digit = any(char.isdigit() for char in text)
    return text in ANSWERS or text.startswith("#") or (has_digit and not is_date_line(text))


class Naming(Enum):
    """What a text names: one body (a library, museum, house or centre), bodies in general words alone, or neither."""

    BODY = "body"
    BODIES = "bodies"
    NEITHER = ""


def names(label: str) -> Naming:
    """Whether a text names a body. "Thư viện công cộng" and "Nhà văn hóa thôn" fit many of them, and name none."""
    if not _words(label).body.search(label):
        return Naming.NEITHER
    return Naming.BODIES if _COMMON.issuperset(fold(label).split()) else Naming.BODY


def names_group(label: str) -> bool:
    """Whether a text names a place or a group of institutions and so none of them: Huyện Krông Pắc, Thư viện cấp xã."""
    return bool(_words(label).group.search(label)) and names(label) is not Naming.BODY
