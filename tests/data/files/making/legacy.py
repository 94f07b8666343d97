"""Vietnamese written before Unicode: TCVN3 (ABC), VNI, VISCII (a few letters of it), windows-1258.

Tables of the makers' own, apart from those of the portal: a file must not be wrong in the same way as its reader.
"""

import unicodedata

_TCVN3_LETTERS = (
    "Ă¡Â¢Ê£Ô¤Ơ¥Ư¦Đ§ă¨â©êªô«ơ¬ư\xadđ®àµả¶ã·á¸ạ¹ằ»ẳ¼ẵ½ắ¾ặÆầÇẩÈẫÉấÊậËèÌẻÎẽÏéÐẹÑềÒểÓễÔếÕệÖì×ỉØĩÜíÝịÞòßỏáõâóãọäồåổæỗçốèộéờêởëỡìớíợî"
    "ùïủñũòúóụôừõửöữ÷ứøựùỳúỷûỹüýýỵþ"
)
TCVN3 = dict(zip(_TCVN3_LETTERS[::2], _TCVN3_LETTERS[1::2], strict=True))

_TONES = {"\u0300": "ø", "\u0301": "ù", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_WITH_CIRCUMFLEX = {"": "â", "\u0300": "à", "\u0301": "á", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_WITH_BREVE = {"": "ê", "\u0300": "è", "\u0301": "é", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_VNI_WHOLE = {"đ": "ñ", "Đ": "Ñ", "ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}

VISCII = {
    "ư": "\xdf", "ệ": "\xae", "ờ": "\xb6", "ị": "\xb8", "ấ": "\xa4", "ạ": "\xd5", "ủ": "\xfc", "ợ": "\xfe",
    "ụ": "\xf8", "ỗ": "\x9a", "ớ": "\xbe", "ă": "\xe5", "đ": "\xf0", "ế": "\xaa", "ố": "\xaf", "ự": "\xf1",
    "ử": "\xd8", "ễ": "\xa8", "ỉ": "\xef", "ộ": "\xf7", "ơ": "\xbd", "ậ": "\xa7", "ả": "\xe4", "ọ": "\xf6",
    "ứ": "\xd1", "ướ": "\xdf\xbe",
}  # fmt: skip


def tcvn3(text: str) -> str:
    """The text as a TCVN3 font needs it, each letter one sign of Latin-1."""
    return "".join(TCVN3.get(letter, letter) for letter in text)


def tcvn3_capitals(text: str) -> str:
    """As a font of capitals (.VnTimeH) needs it: toned letters stay small, the font draws them large."""
    letters = []
    for letter in text:
        upper = letter.upper()
        letters.append(upper if upper.isascii() else TCVN3.get(upper) or TCVN3[letter.lower()])
    return "".join(letters)


def vni(text: str) -> str:
    """The text as a VNI font needs it: a letter, then a sign for its hat and tone."""
    return "".join(_VNI_WHOLE.get(letter) or _vni_letter(letter) for letter in text)


def _vni_letter(letter: str) -> str:
    base, *marks = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in marks if mark in _TONES), "")
    if "\u0302" in marks:
        sign = _WITH_CIRCUMFLEX[tone]
    elif "\u0306" in marks:
        sign = _WITH_BREVE[tone]
    else:
        sign = _TONES.get(tone, "")
    if "\u031b" in marks:
        base = {"o": "ô", "u": "ö", "O": "Ô", "U": "Ö"}[base]
    return base + (sign.upper() if letter.isupper() else sign)


def viscii(text: str) -> bytes:
    return "".join(VISCII.get(letter, letter) for letter in text).encode("latin-1")


def windows_1258(text: str) -> bytes:
    """As a Vietnamese Windows writes "ANSI": a tone is a sign of its own, where there is no whole letter with it."""
    return b"".join(map(_letter_of_1258, text))


def _letter_of_1258(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        base, *marks = unicodedata.normalize("NFD", letter)
        tone = next(mark for mark in marks if mark in _TONES)
        rest = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark != tone))
        return (rest + tone).encode("cp1258")
