"""Vietnamese names: normal form, folding for search and matching, and the order of the dictionary.

Pure Python, no model. Folding is for matching only: what is stored and shown is always the official spelling,
and names in Ê Đê, Gia Rai or M'Nông keep their own letters.
"""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose, and look-alikes met in files (Ð is the Icelandic eth).
_LOOK_ALIKES = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "Ɖ": "d", "ƀ": "b", "Ƀ": "b", "ł": "l", "Ł": "l"})
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘´`ʼ′"), None)
_FOOTNOTES = dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"), None)  # Thôn 1² is Thôn 1 with a note, and not Thôn 12
_NO_LETTERS = _APOSTROPHES | _FOOTNOTES
_BETWEEN_NUMBERS = re.compile(r"(?<=[0-9]) (?=[0-9])")  # Thôn 1+2 is not Thôn 12
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")

# What comes before the name proper, as it is written in full and in short; the longest first.
_LEVEL_WORDS = re.compile(
    r"^(?:(?:tinh|thanh pho|thi xa|thi tran|huyen|quan|phuong|xa)\s+"
    r"|(?:t|tp|tx|tt|h|q|p|x)\s*\.\s*"
    r"|(?:tp|tx|tt)\s+)"
)
_LEVELS = {
    **dict.fromkeys(["tinh", "t"], ("province",)),
    **dict.fromkeys(["thanh pho", "tp"], ("district", "province")),
    **dict.fromkeys(["thi xa", "tx", "huyen", "h", "quan", "q"], ("district",)),
    **dict.fromkeys(["thi tran", "tt", "phuong", "p", "xa", "x"], ("commune",)),
}
# Levels within a name (Thư viện TT. Phước An): with a dot, before a word. TT before culture is no town but a centre.
_CULTURE = r"van hoa|vh|the thao|tdtt|thong tin|hoc tap|gd|giao duc|boi duong|nghe thuat"
_LEVELS_WITHIN = (
    (re.compile(rf"(?<![a-z0-9.])tt\s*(?:\.\s*|\s)(?={_CULTURE})"), "trung tam "),
    (re.compile(r"(?<![a-z0-9.])tp\s*(?:\.\s*|\s)(?=[a-z0-9]{2})"), "thanh pho "),
    (re.compile(r"(?<![a-z0-9.])tx\s*(?:\.\s*|\s)(?=[a-z0-9]{2})"), "thi xa "),
    (re.compile(r"(?<![a-z0-9.])tt\s*(?:\.\s*|\s)(?=[a-z0-9]{2})"), "thi tran "),
    (re.compile(r"(?<![a-z0-9.])h\s*\.\s*(?=[a-z0-9]{2})"), "huyen "),
    (re.compile(r"(?<![a-z0-9.])x\s*\.\s*(?=[a-z0-9]{2})"), "xa "),
    (re.compile(r"(?<![a-z0-9.])p\s*\.\s*(?=[a-z0-9]{2}|[0-9])"), "phuong "),
)
_SHORT_FORMS = (
    (re.compile(r"\btv\s?t\b"), "thu vien tinh"),
    (re.compile(r"\btv\b"), "thu vien"),
    (re.compile(r"\bnvh\b"), "nha van hoa"),
    (re.compile(r"\bttvh\b"), "trung tam van hoa"),
    (re.compile(r"\btt vh\b"), "trung tam van hoa"),
    (re.compile(r"\bbmt\b"), "buon ma thuot"),
)

# The dictionary's alphabet. Code points put Ă after Z and Đ after E; this does not.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(ord("a") + index) for index, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_MARKS_OF_LETTERS = {"\u0302", "\u0306", "\u031b"}  # circumflex, breve, horn
_NUMBER = re.compile(r"\d+")


def normal(text: str) -> str:
    """NFC, no-break and repeated spaces as one space, none at the ends. Nothing else is touched."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _without_marks(text: str) -> str:
    plain = text.translate(_LOOK_ALIKES).casefold().translate(_NO_LETTERS)
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_LOOK_ALIKES)


@lru_cache(maxsize=2048)  # a name, its history row and its keys are folded together
def fold(text: str) -> str:
    """Words of a-z and 0-9, apart by single spaces: `M’Đrắk` and `M'Drắk` both give `mdrak`.

    Stored as the search key, so that `dak lak` finds Đắk Lắk alike on every database.
    """
    return _NOT_A_WORD.sub(" ", _without_marks(text)).strip()


def key(text: str) -> str:
    """The folded text without spaces, short forms written out: equal keys are one name, spelled differently."""
    return _BETWEEN_NUMBERS.sub("-", written_out(text)).replace(" ", "")


def written_out(text: str) -> str:
    """The folded words, short forms written out and y as i: `TV xã Ea Ly` gives `thu vien xa ea li`."""
    plain = _without_marks(normal(text))
    for pattern, full in _LEVELS_WITHIN:
        plain = pattern.sub(full, plain)
    words = _NOT_A_WORD.sub(" ", plain).strip()
    for pattern, full in _SHORT_FORMS:
        words = pattern.sub(full, words)
    return words.replace("y", "i")


def unit_key(name: str) -> str:
    """The key of a unit's name without its level: `TP.Buôn Ma Thuột` and `Thành phố Buôn Ma Thuột` are equal."""
    plain = _without_marks(normal(name)).strip()
    short = _LEVEL_WORDS.sub("", plain, count=1)
    # A ward may be called by a number alone (Phường 1): the level word then is the name.
    return key(short) if key(short) and not key(short).isdigit() else key(plain)


_LEVEL_IN_FRONT = re.compile(r"^(?:Tỉnh|Thành phố|Thị xã|Thị trấn|Huyện|Quận|Phường|Xã)\s+(?=\D)", re.IGNORECASE)


def short_name(name: str) -> str:
    """A unit's name without its level, for where there is little room: Ea Kly. Phường 1 stays what it is."""
    return _LEVEL_IN_FRONT.sub("", normal(name), count=1)


def levels_written(name: str) -> tuple[str, ...]:
    """The levels of which the word before a unit's name can be: `Huyện Krông Pắc` is no commune. Empty without one."""
    word = _LEVEL_WORDS.match(_without_marks(normal(name)).strip())
    return _LEVELS[fold(word[0])] if word else ()


@lru_cache(maxsize=2048)
def sort_key(text: str) -> str:
    """A text whose code-point order is the Vietnamese dictionary's, numbers by size (Thôn 2 before Thôn 10).

    Letters first, tones as the tie-break, so that the same index serves SQLite and PostgreSQL in the C locale.
    """
    letters: list[str] = []
    tones: list[str] = []
    padded = _NUMBER.sub(lambda match: match.group().zfill(6)[:12], normal(text).casefold())
    for char in unicodedata.normalize("NFC", padded):
        base, tone = _letter_and_tone(char)
        if base:
            letters.append(base)
            tones.append(tone)
    return "".join(letters).strip() + "!" + "".join(tones).rstrip("0")


def _letter_and_tone(char: str) -> tuple[str, str]:
    if char == " " or char.isdigit():
        return char, "0"
    decomposed = unicodedata.normalize("NFD", char)
    tone = next((_TONES[mark] for mark in decomposed[1:] if mark in _TONES), "0")
    letter = unicodedata.normalize("NFC", decomposed[0] + "".join(m for m in decomposed[1:] if m in _MARKS_OF_LETTERS))
    for candidate in (letter, fold(decomposed[0])[:1]):
        if candidate in _RANK:
            return _RANK[candidate], tone
    return "", "0"
