"""The Vietnamese tables of letters from before Unicode: TCVN3 (ABC, fonts .VnTime) and VNI (fonts VNI-Times).

They and windows-1258 put their letters on the codes of Western ones, so that their text is also text of windows-1252
(`Céng hoµ`, `Coäng hoøa`): the conversions here start from that. What a table does not have stays as it is.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable

WINDOWS_1258, TCVN3, VNI, WINDOWS_1252 = "windows-1258", "tcvn3", "vni", "windows-1252"


def _letters_of(codec: str) -> str:
    """The letter of each byte; the few codes that are left open are themselves."""
    return "".join(bytes([code]).decode(codec, "replace").replace("\ufffd", chr(code)) for code in range(256))


_WESTERN = _letters_of("cp1252")
_VIETNAMESE = _letters_of("cp1258")
_WESTERN_CODES = {letter: code for code, letter in enumerate(_WESTERN)}
_VIETNAMESE_CODES = {letter: code for code, letter in enumerate(_VIETNAMESE)}
_WINDOWS_1258 = {ord(_WESTERN[code]): _VIETNAMESE[code] for code in range(0xA1, 0x100)}

_TCVN3 = (
    "¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ ¨ă ©â ªê «ô ¬ơ \xadư ®đ µà ¶ả ·ã ¸á ¹ạ »ằ ¼ẳ ½ẵ ¾ắ Æặ Çầ Èẩ Éẫ Êấ Ëậ Ìè Îẻ Ïẽ Ðé Ñẹ Òề Óể "
    "Ôễ Õế Öệ ×ì Øỉ Üĩ Ýí Þị ßò áỏ âõ ãó äọ åồ æổ çỗ èố éộ êờ ëở ìỡ íớ îợ ïù ñủ òũ óú ôụ õừ öử ÷ữ øứ ùự úỳ ûỷ üỹ ýý þỵ"
)
_TCVN3_LETTERS = {ord(pair[0]): pair[1] for pair in _TCVN3.split(" ")}

_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_ROOF, _BREVE = "\u0302", "\u0306"
_VNI_TONES_IN_ORDER = "\u0300\u0301\u0309\u0303\u0323"  # grave, acute, hook, tilde, dot
_VNI_TONES = dict(zip("øùûõï", _VNI_TONES_IN_ORDER, strict=True))
_VNI_ROOFED = {"â": _ROOF} | {sign: _ROOF + tone for sign, tone in zip("àáåãä", _VNI_TONES_IN_ORDER, strict=True)}
_VNI_BREVED = {"ê": _BREVE} | {sign: _BREVE + tone for sign, tone in zip("èéúüë", _VNI_TONES_IN_ORDER, strict=True)}
_VNI_MARKS = {
    **dict.fromkeys("eo", _VNI_TONES | _VNI_ROOFED), **dict.fromkeys("uyôö", _VNI_TONES),
    "a": _VNI_TONES | _VNI_ROOFED | _VNI_BREVED,
}  # fmt: skip


def _vni_pairs() -> dict[str, str]:
    """Each letter with its mark, in either case, and what it stands for; a letter alone decides the case."""
    pairs = {}
    for letter, marks in _VNI_MARKS.items():
        base = _VNI_ALONE.get(letter, letter)
        for sign, mark in marks.items():
            stood_for = unicodedata.normalize("NFC", base + mark)
            for written in (sign, sign.upper()):
                pairs[letter + written] = stood_for
                pairs[letter.upper() + written] = stood_for.upper()
    for letter, stood_for in _VNI_ALONE.items():
        pairs[letter], pairs[letter.upper()] = stood_for, stood_for.upper()
    return pairs


_VNI_LETTERS = _vni_pairs()


def _either_case(letters: Iterable[str]) -> str:
    return "[" + "".join(letter + letter.upper() for letter in letters) + "]"


_VNI = re.compile(
    "|".join(_either_case(letter) + _either_case(marks) for letter, marks in _VNI_MARKS.items())
    + "|" + _either_case(_VNI_ALONE)
)  # fmt: skip

# TCVN3 has capitals without a tone only. With a tone, .VnTimeH shows small letters as capitals.
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WITH_TONE = frozenset(small for small in _TCVN3_LETTERS.values() if small.upper() not in _TCVN3_LETTERS.values())


def western(data: bytes) -> str:
    """Bytes in the letters of windows-1252."""
    return codecs.charmap_decode(data, "strict", _WESTERN)[0]


def western_bytes(text: str, *, vietnamese: bool = False) -> bytes | None:
    """The bytes of which a text is the reading by windows-1252 (or -1258); None when it has other letters."""
    codes = _VIETNAMESE_CODES if vietnamese else _WESTERN_CODES
    try:
        return bytes(codes[letter] for letter in text)
    except KeyError:
        return None


def is_western(text: str) -> bool:
    """Whether a text has only letters of windows-1252, as every text of an older table has."""
    return _WESTERN_CODES.keys() >= set(text)


def from_windows_1258(text: str) -> str:
    """Text of a Vietnamese Windows, given by its windows-1252 letters, in Unicode."""
    return unicodedata.normalize("NFC", text.translate(_WINDOWS_1258))


def from_tcvn3(text: str) -> str:
    """Text of a .VnTime font, given by its windows-1252 letters, in Unicode. Capitals as they are in the codes."""
    return text.translate(_TCVN3_LETTERS)


def from_vni(text: str) -> str:
    """Text of a VNI font, given by its windows-1252 letters, in Unicode."""
    return _VNI.sub(lambda found: _VNI_LETTERS.get(found[0], found[0]), text)


def with_capitals(text: str) -> str:
    """Text converted from TCVN3 with the capitals that it meant: CộNG HOà becomes CỘNG HOÀ.

    Only where no plain letter is small, and a word of two plain capitals has a letter of which TCVN3 has no capital: it
    can only have been capitals. Of Hµ by itself nobody knows whether it was Hà or HÀ; it becomes Hà.
    """
    is_capitals = not re.search("[a-z]", text) and any(
        len(re.findall("[A-Z]", word)) > 1 and not _SMALL_WITH_TONE.isdisjoint(word) for word in _WORD.findall(text)
    )
    return text.upper() if is_capitals else text


CONVERSIONS: dict[str, Callable[[str], str]] = {
    WINDOWS_1258: from_windows_1258, TCVN3: from_tcvn3, VNI: from_vni, WINDOWS_1252: str,
}  # fmt: skip
"""By the code of a table: text in windows-1252 letters → Unicode."""
