"""Vietnamese text for tests of reading: names that exist, and writers of the older tables of letters."""

import contextlib
import csv
import unicodedata
from collections.abc import Callable
from pathlib import Path

from institutions.management.commands import load_units

UNITS = Path(load_units.__file__).parents[2] / "data" / "units"

COMMON = [
    "có", "không", "Có", "Không", "đạt", "chưa", "Thư viện", "Bảo tàng", "Thư viện tỉnh", "Thư viện huyện Ea H'leo",
    "Nhà văn hóa", "Nhà văn hoá xã", "Trung tâm Văn hóa", "Lượt người sử dụng tại chỗ", "Mã", "Tên", "Xã/phường",
    "Học tập suốt đời", "Ứng dụng CNTT, chuyển đổi số", "Cộng hòa xã hội chủ nghĩa Việt Nam", "không rõ", "ước 500",
    "Nguyễn Thị Huyền", "Phạm Văn Quỳnh", "khuỷu", "ý nghĩa", "quyển sách", "giếng nước", "số lượng", "hoàn thành",
]  # fmt: skip
UPLAND = ["Buôn Ƀuôr", "Čư M'gar", "Krông Kn̆ŏ", "Ñuê̆", "Kơ̆ Ñ", "Buôn Akŏ Dhông", "Ê Đê", "Êa Sŭp", "Kriêng Mô̆"]


def unit_names() -> list[str]:
    """Every name of a unit, official or met in papers, once."""
    columns = {"old_units": "name", "new_units": "name", "unit_aliases": "alias", "unit_history_2024": "before_name"}
    names = []
    for file, column in columns.items():
        with (UNITS / f"{file}.csv").open(encoding="utf-8", newline="") as opened:
            names += [unicodedata.normalize("NFC", row[column]) for row in csv.DictReader(opened)]
    return list(dict.fromkeys(names))


# The alphabets as converters of letters print them side by side: each table in its own order.
LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
TCVN3 = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦"
VNI = (  # noqa: SIM905
    "aø aù aû aõ aï aê aè aé aú aü aë aâ aà aá aå aã aä ñ eø eù eû eõ eï eâ eà eá eå eã eä ì í æ ó ò "
    "oø où oû oõ oï oâ oà oá oå oã oä ô ôø ôù ôû ôõ ôï uø uù uû uõ uï ö öø öù öû öõ öï yø yù yû yõ î AÊ AÂ Ñ EÂ OÂ Ô Ö"
).split(" ")


class Unwritable(Exception):
    """The table has no such letter."""


def in_letters(written: dict[str, str]) -> Callable[[str], str]:
    def write(text: str) -> str:
        signs = []
        for letter in unicodedata.normalize("NFC", text):
            if not letter.isascii() and letter not in written:
                raise Unwritable(letter)
            signs.append(written.get(letter, letter))
        return "".join(signs)

    return write


typed_in_tcvn3 = in_letters(dict(zip(LETTERS, TCVN3, strict=True)))
_VNI_SMALL = dict(zip(LETTERS, VNI, strict=True))
typed_in_vni = in_letters(
    _VNI_SMALL | {letter.upper(): signs.upper() for letter, signs in _VNI_SMALL.items() if letter.islower()}
)


def windows_1258(text: str) -> bytes:
    """As Windows writes it: whole letters where it has them, else the letter and its tone."""
    return b"".join(map(_windows_1258_letter, unicodedata.normalize("NFC", text)))


def _windows_1258_letter(letter: str) -> bytes:
    decomposed = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in decomposed[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"), "")
    for written in (letter, unicodedata.normalize("NFC", decomposed.replace(tone, "", 1)) + tone):
        with contextlib.suppress(UnicodeEncodeError):
            return written.encode("cp1258")
    raise Unwritable(letter)


WRITERS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-8-sig": lambda text: text.encode("utf-8-sig"),
    "utf-8, decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "windows-1258": windows_1258,
    "tcvn3": lambda text: typed_in_tcvn3(text).encode("latin-1"),
    "vni": lambda text: typed_in_vni(text).encode("latin-1"),
}


def writable(names: list[str], writer: Callable[[str], object]) -> list[str]:
    """The names that a table has letters for."""

    def can_write(name: str) -> bool:
        try:
            writer(name)
        except Unwritable:
            return False
        return True

    return [name for name in names if can_write(name)]
