"""Whether a word can be read: as a Vietnamese syllable, or as a word of the Ê Đê, Gia Rai or M'Nông.

A Vietnamese syllable is an onset, a rhyme and a tone, and few of the combinations exist: text read by a wrong table of
letters falls out of them at once. Words of other languages of the region are known by their shape only.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_ONSETS = "b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x|"
_RHYMES = {
    "a": " c ch i m n ng nh o p t u y", "ă": "c m n ng p t", "â": "c m n ng p t u y",
    "e": " c m n ng o p t", "ê": " ch m n nh p t u", "i": " a ch m n nh p t u", "iê": "c m n ng p t u",
    "yê": "m n ng t u", "o": " c i m n ng p t", "oo": "c ng", "ô": " c i m n ng p t", "ơ": " i m n p t",
    "u": " a c i m n ng p t y", "uô": "c i m n ng t", "ư": " a c i n ng t u", "ươ": "c i m n ng p t u", "y": " t",
    "oa": " c ch i m n ng nh o p t y", "oă": "c m n ng t", "oe": " n o t", "uâ": "c n ng t y", "uê": " ch nh n",
    "uơ": " n", "uya": "", "uyê": "n t", "uy": "ch n nh p t u",
}  # fmt: skip
_AFTER_QU = {
    "a": " c ch i n ng nh o t u y", "ă": "c m n ng p t", "â": "c n ng t y", "e": " n o t", "ê": " ch n nh t",
    "i": " t ch nh", "o": "", "ô": "c", "ơ": "", "y": " nh t", "yê": "n t",
}  # fmt: skip
_STOPPED = ("c", "ch", "p", "t")
_ALONE_WITH_Y = {"", "h", "k", "l", "m", "s", "t", "v", "qu"}
_FRONT = ("e", "ê", "i", "y")
_TONES = {"\u0300": "grave", "\u0301": "acute", "\u0303": "tilde", "\u0309": "hook", "\u0323": "dot"}

# Upland words: clusters of consonants, simple vowels, ends such as -k, -h, -r, -l. Breves may stand on any vowel.
_CONSONANT = "[bcčdđghjklmnñprstvwxyzƀ]"
_UPLAND = re.compile(  # Alê, Êbur, Sêrêpôk: simple syllables may stand before the last
    rf"(?:{_CONSONANT}{{0,2}}[aâăeêiĭoôơŏuưŭ]\u0306?(?={_CONSONANT}+[^bcčdđghjklmnñprstvwxzƀ])){{0,2}}"
    rf"{_CONSONANT}{{0,4}}(?<!ñ(?=y))"
    r"(?:[aâăeĕêiĭoŏôơuŭưy]\u0306?|i[aâăeê]|u[aăôêơ]|ư[aăơ]|o[aăe]|[eê]a|eo)\u0306?"
    r"(?:[kčcpthmnñrlws]|ch|ng|nh|[rl]h|[iu]?h|[ưiuy]k|(?<=[aoôơuưeĕŏŭ])i|(?<=[aâăuŭ])y|(?<=[aăei])o|(?<=[aâăeêiư])u)?"
)
_UPLAND_STOPPED = re.compile(rf"{_CONSONANT}{{1,4}}[aăâeêioôơuư](?:k|h|č)|{_CONSONANT}{{2,4}}u[aăê](?:c|k|h|č|p|t)")
_UPLAND_ONSET = re.compile(rf"(?:{_CONSONANT}{{2,4}}|[jwz])(?=[aăâeêioôơuưy])")
LONGEST = 24
"""Letters that a word may have, the names of the uplands included; what is longer is not looked at."""

# What a word is made of here: letters, marks, and the signs that stand on the codes of letters in older tables.
# A word is looked for only where it begins, or a long run of letters would be gone through from each of them.
_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]*+[^\x00-\xa0\u2000-\u2bff\ufffd][^\x00-@\[-`{-\xa0\u2000-\u2bff\ufffd]*")
_SIGNS = re.compile(r"[¡-©«-´¶-¹»-¿×÷]+|°[CF]|[kcdm]?m[²³]|[Nn]°|µ[gml]|«.*»")
_ABBREVIATION = re.compile("[BCDĐGHKLMNPQRSTVX]+|[ČÑɃ]")
_ETH = str.maketrans("ð", "đ")


def _rhymes(table: dict[str, str]) -> frozenset[str]:
    return frozenset(vowel + end for vowel, ends in table.items() for end in ends.split(" "))


_ALL_RHYMES = _rhymes(_RHYMES)
_QU_RHYMES = _rhymes(_AFTER_QU)
_TONE_EARLIER = frozenset(
    rhyme for rhyme in _ALL_RHYMES if rhyme[-1:] in {"i", "y", "o", "u", "a"} and rhyme[-2:-1] in set("aăâeêioôơuưy")
) - {"oa", "uy"}  # fmt: skip
"""The rhymes that never have their tone on the last letter (áo, mía); hoá and hóa, thuỷ and thủy are both written."""
_ALL_ONSETS = frozenset(_ONSETS.split("|"))
_ONSET = re.compile(f"(?:{'|'.join(sorted(_ALL_ONSETS, key=len, reverse=True))})")


def is_vietnamese(word: str) -> bool:
    """Whether a word of letters, in either normal form and any case, is a syllable that Vietnamese can have."""
    return len(word) <= LONGEST and _is_vietnamese(word)


def is_readable(word: str) -> bool:
    """Whether a word is Vietnamese, has the shape of an Ê Đê, Gia Rai or M'Nông one, or is an abbreviation (HĐND)."""
    return len(word) <= LONGEST and _is_readable(word)


@lru_cache(maxsize=50_000)
def _is_vietnamese(word: str) -> bool:
    parts = _without_tone(word)
    return parts is not None and _is_syllable(*parts)


@lru_cache(maxsize=50_000)
def _is_readable(word: str) -> bool:
    if _ABBREVIATION.fullmatch(word):
        return True
    parts = _without_tone(word)
    if parts is None:
        return False
    letters, tone, is_on_last = parts
    if _is_syllable(letters, tone, is_on_last):
        return True
    if not tone:
        return _UPLAND.fullmatch(letters) is not None
    onset = _UPLAND_ONSET.match(letters)
    if onset and onset[0] not in _ALL_ONSETS and _is_rhyme("", letters[onset.end() :], tone, is_on_last):
        return True  # Knốp, Króa, Jút: a name of the uplands written with a Vietnamese rhyme
    return tone == "acute" and _UPLAND_STOPPED.fullmatch(letters) is not None  # Drắk, Tóh, Knuếc


def words_in(text: str) -> list[str]:
    """The words of a text that are not plain ASCII; signs that stand by themselves, and units such as m², are none."""
    return [word for word in _WORD.findall(text) if not _SIGNS.fullmatch(word)]


def with_words(text: str, instead: dict[str, str]) -> str:
    """The text with some of its words replaced by others."""
    return _WORD.sub(lambda word: instead.get(word[0], word[0]), text)


def unreadable_words(text: str) -> Iterator[str]:
    """The words that no reader would take for Vietnamese or for a name of the uplands."""
    for word in _WORD.findall(text):
        if not is_readable(word) and not _SIGNS.fullmatch(word) and not is_readable(word.strip("«»")):
            yield word


def _without_tone(word: str) -> tuple[str, str, bool] | None:
    """The letters, the name of the tone ("" without one), and whether it is on the last; None for several tones."""
    decomposed = unicodedata.normalize("NFD", word.lower().translate(_ETH))
    tone = ""
    letters: list[str] = []
    letters_until_tone = 0
    for place, char in enumerate(decomposed):
        if char not in _TONES or (char == "\u0303" and decomposed[place - 1] == "n"):
            letters.append(char)
        elif tone:
            return None
        else:
            tone, letters_until_tone = _TONES[char], len(letters)
    is_on_last = bool(tone) and all(map(unicodedata.combining, letters[letters_until_tone:]))
    return unicodedata.normalize("NFC", "".join(letters)), tone, is_on_last


def _is_syllable(letters: str, tone: str, is_on_last: bool) -> bool:
    if letters.startswith("gi") and any(_is_rhyme("gi", letters[start:], tone, is_on_last) for start in (2, 1)):
        return True  # giữa; gì and giếng, where one i serves twice
    onset = _ONSET.match(letters)
    return onset is not None and _is_rhyme(onset[0], letters[onset.end() :], tone, is_on_last)


def _is_rhyme(onset: str, rhyme: str, tone: str, is_on_last: bool) -> bool:
    if rhyme not in (_QU_RHYMES if onset == "qu" else _ALL_RHYMES) or (is_on_last and rhyme in _TONE_EARLIER):
        return False
    if rhyme.endswith(_STOPPED) and tone not in {"acute", "dot"}:
        return False
    if rhyme == "y" and onset not in _ALONE_WITH_Y:
        return False
    is_front = rhyme.startswith(_FRONT)
    if is_front and (onset in {"c", "ng"} or (onset == "g" and not rhyme.startswith("i"))):
        return False
    return is_front or onset not in {"gh", "ngh"}
