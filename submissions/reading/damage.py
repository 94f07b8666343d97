"""Letters that were lost or mangled before the file came here: what is wrong with a text, and what it probably meant.

Nobody stores what is guessed here. The cell is shown to whoever sent it, with the guess.
"""

import re
import unicodedata
from functools import lru_cache

from .legacy import western, western_bytes
from .syllables import LONGEST, is_readable, is_vietnamese, unreadable_words, words_in

LOST = "\ufffd"

# UTF-8 read as windows-1252 or -1258: ThÆ° viá»‡n. A first letter of two to four bytes, then those that follow it.
_FOLLOWING = "\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_MANGLED = re.compile(f"[ÂÃĂÄÅÆÌá][{_FOLLOWING}]|â[{_FOLLOWING}]{{2}}|[ÃĂ](?= |$)")
_MANGLED_SIGN = re.compile(f"â€[{_FOLLOWING}]")
_MANGLED_RUN = re.compile(r"[^\x00-\x7f]+")
_ESCAPED = re.compile("[\udc80-\udcff]")
_NO_BREAK_SPACE = re.compile("(?<=[ÃĂ])(?: |$)")  # the second byte of à, which is a space to whoever trims texts

# Latin-1 bytes read as windows-1258: its marks stand where these letters stood (Tuy Hòa → Tuy Ḥa, bình → b́nh).
_LETTERS_OF_MARKS = {"\u0300": "Ì", "\u0301": "ì", "\u0303": "Þ", "\u0309": "Ò", "\u0323": "ò"}
_MARK_ON_CONSONANT = re.compile("([bcdđfghjklmnpqrstvwxz])([\u0300\u0301\u0303\u0309\u0323])", re.IGNORECASE)
_VOWELS = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
_LETTERS_OF_LETTERS = str.maketrans("ăĂơƠưƯ", "ãÃõÕýÝ")
_WORD = re.compile("[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f])*")
_PHRASES = (
    (re.compile(r"\bư (?=nghĩa|kiến|tưởng|thức)", re.IGNORECASE), "ý "),
    (re.compile(r"\bkhông rơ\b", re.IGNORECASE), "không rõ"),
    (re.compile(r"\bmă (?=số)", re.IGNORECASE), "mã "),
    (re.compile(r"\bxă\b", re.IGNORECASE), "xã"),
)

_IN_PHRASES = {"ư", "rơ", "mă", "xă"}

# What may be amiss between words or without any; the words themselves are looked at one by one.
_AMISS = re.compile("[?\ufffd\xad\u0300\u0301\u0303\u0309\u0323]|â€|[ÃĂ](?= |$)")

# A question mark where a letter was: inside a word, before one, or after consonants that are no word (Th? vi?n).
_QUESTION_INSIDE = re.compile(r"(?<![^\W\d_])([^\W\d_]++)\?++([^\W\d_]++)")
_QUESTION_BEFORE = re.compile(r"(?:^|[\s(/-])\?+[^\W\d_]{2}")
_QUESTION_AFTER = re.compile(r"(?<!\S)(?:([bcdđghklmnpqrstvx]{2,})\?|[bcdđghklmnpqrstvx]\?+ +[^\W\d_])", re.IGNORECASE)
_ADDRESS = re.compile(r"://|www\.|\?\w+=")


def is_sound(text: str) -> bool:
    """Whether nothing here can be amiss: every word is readable, and none looks like damage. A quick look."""
    return not _AMISS.search(text) and all(len(word) <= LONGEST and _is_sound_word(word) for word in words_in(text))


@lru_cache(maxsize=50_000)
def _is_sound_word(word: str) -> bool:
    return (
        is_readable(word)
        and word.lower() not in _IN_PHRASES
        and not _MANGLED.search(word)
        and _word_mended(word) == unicodedata.normalize("NFC", word)
    )


def unmangled(text: str, *, among_others: bool = False) -> str | None:
    """What a text was before its UTF-8 was read as a table of single bytes; None when it was not.

    A run that cannot be undone stays as it is. `among_others`: other texts of the file were mangled, so that one which
    reads as it stands (TÃ i) is looked at too.
    """
    if not _MANGLED.search(text):
        return None
    meant = _MANGLED_RUN.sub(lambda run: _from_utf8(run[0]), _NO_BREAK_SPACE.sub("\xa0", text))
    if meant == text or LOST in meant:
        return None
    is_better = sum(1 for _word in unreadable_words(meant)) < sum(1 for _word in unreadable_words(text))
    return unicodedata.normalize("NFC", meant) if among_others or is_better or _MANGLED_SIGN.search(text) else None


def _from_utf8(run: str) -> str:
    """The run with what is UTF-8 in it read as such; single bytes that are none stay the letters that they were."""
    for vietnamese in (False, True):
        data = western_bytes(run, vietnamese=vietnamese)
        if data is not None:
            read = data.decode("utf-8", "surrogateescape")
            if len(read) == len(run):
                return run
            return _ESCAPED.sub(lambda byte: western(bytes([ord(byte[0]) - 0xDC00])), read)
    return run


def marks_mended(text: str) -> tuple[bool, str | None]:
    """Whether marks or letters of windows-1258 stand for Latin-1 ones, and the text as it probably was, if that reads.

    A mark on a consonant is damage: the letters ñ, č and ƀ of the uplands have none of these marks (ñ apart).
    """
    meant = _WORD.sub(lambda word: _word_mended(word[0]), unicodedata.normalize("NFC", text))
    for phrase, instead in _PHRASES:
        meant = phrase.sub(lambda found, instead=instead: _cased(instead, found[0]), meant)  # type: ignore[misc]
    if meant != text:
        return True, meant
    return _has_stray_mark(text), None


def _word_mended(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    letters = _MARK_ON_CONSONANT.sub(_with_letter, decomposed)
    meant = unicodedata.normalize("NFC", letters if word.isupper() else letters[0] + letters[1:].lower())
    if letters != decomposed and is_readable(meant):
        return meant
    if not is_readable(word):
        swapped = unicodedata.normalize("NFC", word).translate(_LETTERS_OF_LETTERS)
        if swapped != word and is_vietnamese(swapped):
            return swapped
    return word


def _with_letter(found: re.Match[str]) -> str:
    consonant, mark = found[1], found[2]
    is_letter = consonant in "nN" and mark == "\u0303"  # ñ
    return found[0] if is_letter else consonant + unicodedata.normalize("NFD", _LETTERS_OF_MARKS[mark])


def _has_stray_mark(text: str) -> bool:
    """A mark on a consonant for which no letter of any language is made: ń and ś are letters somewhere, h́ is none."""
    base = ""
    for char in unicodedata.normalize("NFC", text):
        if not unicodedata.combining(char):
            base = unicodedata.normalize("NFD", char)[0]
        elif char in _LETTERS_OF_MARKS and base not in _VOWELS:
            return True
    return False


def _cased(text: str, like: str) -> str:
    if like.strip().isupper() and len(like.strip()) > 1:
        return text.upper()
    return text[0].upper() + text[1:] if like[0].isupper() else text


def is_questioned(text: str) -> bool:
    """Whether question marks stand where letters were. A sole `?` is an answer, and a question may end with one."""
    if _ADDRESS.search(text):
        return False
    for found in _QUESTION_INSIDE.finditer(text):
        ends_a_question = found[1][-1].islower() and found[2][0].isupper() and is_readable(found[1])
        if not (ends_a_question and is_readable(found[2])):
            return True
    if _QUESTION_BEFORE.search(text):
        return True
    return any(found[1] is None or not found[1].isupper() for found in _QUESTION_AFTER.finditer(text))
