"""The known names of columns, as real reports write them; the spellings are data (`headings.toml`). Knows no database.

A heading is known only by what can mean nothing else. Units and footnote marks around it are taken off only when what
remains is known; a year, a plan or "nghìn lượt" never is, since it changes what the figures mean.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from institutions.names import fold, normal


class Key(Enum):
    """What names the institution of a row, or says where it lies and what it is."""

    CODE = "code"
    NAME = "name"
    UNIT = "unit"
    COMMUNE = "commune"
    DISTRICT = "district"
    CATEGORY = "category"


class Named(Protocol):
    """What is asked in a column: a measure has a code and a label."""

    @property
    def code(self) -> str:
        """A heading too."""

    @property
    def label(self) -> str:
        """The heading of the template."""


Asked = TypeVar("Asked", bound=Named)

_COUNTED = re.compile(r"^(?:tong so luong|tong so|so luong)(?= \w)")
_VISITS = re.compile(r"^(?:so|tong) (?=luot )")
_ENUMERATOR = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|\(?[a-zđ]\)|[IVX]{1,4}[.)])\s*(?=\w)")
_FOOTNOTE = re.compile(r"(?:\s*(?:[*†‡¹²³⁴]|\([*\d]{1,2}\)|\(?x\)\*?))+\s*$")
_IN_BRACKETS = re.compile(r"\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])\s*[:.]?\s*$")
_AFTER_A_SIGN = re.compile(r"\s*[,;:–—-]\s*([^,;:–—()\[\]-]*)$")
_FOLDED_OFF_AT_MOST = 4
_WORD = re.compile(r"\w+")
_LONGEST = 300
"""A heading is no essay: of longer texts nothing is taken off."""

_SAYS = r"(?:(?:số liệu|thực hiện|kết quả|của)\s+)?"
_YEAR_BEHIND = re.compile(
    rf"^(?!n[ăa]m\s+\d+$)(.*?\w.*?)(?:\s*[(\[]\s*|[\s,;:–-]+){_SAYS}(?:n[ăa]m\s+)?(20\d\d)\s*[)\]]?$", re.I | re.S
)
_YEAR_BEFORE = re.compile(rf"^[(\[]?\s*{_SAYS}n[ăa]m\s+(20\d\d)\s*[)\]]?[\s,;:–-]+(.*\w.*)$", re.I | re.S)


def known_key(heading: str) -> Key | None:
    """The key that a column is by its heading, None when it is none or may be another."""
    return _lookup(heading, _keys())


def is_numbering(heading: str) -> bool:
    """Whether a column only numbers the rows."""
    return _lookup(heading, _words("numbering")) is not None


def is_remark(heading: str) -> bool:
    """Whether a column holds remarks: it is passed over, and said."""
    return _lookup(heading, _words("remark")) is not None


def is_total(heading: str) -> bool:
    """Whether a column sums up the row: it is used to check, and not stored."""
    folded = _words("total")
    return any(fold(text) in folded for text in _shorter(heading))


def is_note(text: str) -> bool:
    """Whether a text beside a heading leaves its meaning as it is: a unit of counting, how to fill in."""
    return fold(text) in _words("notes")


def says_nothing(text: str) -> bool:
    """Whether the words of a heading over several columns leave the meaning of each as it is."""
    known = _around(text.isascii())
    return all(word in known or (word.isdigit() and len(word) < 3) for word in _WORD.findall(text.casefold()))


def last_year(heading: str) -> tuple[str, int] | None:
    """The heading without the year that it names, and that year: `Số câu lạc bộ (năm 2024)`. The caller knows whether
    that is the year of the file, and passes over the columns of others."""
    text = normal(heading)
    if len(text) > _LONGEST:
        return None
    if behind := _YEAR_BEHIND.match(text):
        return behind[1].strip(" ,;:–-"), int(behind[2])
    if before := _YEAR_BEFORE.match(text):
        return before[2].strip(" ,;:–-"), int(before[1])
    return None


def measure_names(measures: Iterable[Asked]) -> dict[str, list[Asked]]:
    """Measures by code, label and known variants, folded. One name may mean several; their codes tell them apart."""
    found: dict[str, list[Asked]] = {}
    variants = _data()["measures"]
    for measure in measures:
        texts = [measure.code, measure.label, *variants.get(measure.code, ())]
        for name in {form for text in texts for form in _forms(text)}:
            found.setdefault(name, []).append(measure)
    return found


def measures_named(heading: str, names: Mapping[str, list[Asked]]) -> list[Asked]:
    """The measures that a heading may mean, of `measure_names`: none when it is unknown, several when it is unclear."""
    return _lookup(heading, names) or []


Found = TypeVar("Found")


def _lookup(heading: str, known: Mapping[str, Found]) -> Found | None:
    """What a heading means among folded names, with as little taken off as possible."""
    for text in _shorter(heading):
        for form in _forms(text):
            if form in known:
                return known[form]
    return None


def _forms(text: str) -> tuple[str, str]:
    """The text folded, and with abbreviations and the ways of saying "number of" alike."""
    folded = fold(text)
    abbreviations = _abbreviations()
    written_out = " ".join(abbreviations.get(word, word) for word in folded.split())
    return folded, _VISITS.sub("", _COUNTED.sub("so", written_out))


@lru_cache(maxsize=4096)  # each sheet's first rows are asked several times over
def _shorter(heading: str) -> tuple[str, ...]:
    """The heading, then without what may stand around it, piece by piece."""
    texts = [normal(heading)]
    for _step in range(_FOLDED_OFF_AT_MOST if len(heading) <= _LONGEST else 0):
        text = next(_without_one(texts[-1]), "")
        if not fold(text):
            break
        texts.append(text)
    return tuple(texts)


def _without_one(text: str) -> Iterator[str]:
    for pattern in (_IN_BRACKETS, _AFTER_A_SIGN):
        if (note := pattern.search(text)) and (
            not fold(note[note.lastindex or 0]) or is_note(note[note.lastindex or 0])
        ):
            yield text[: note.start()]
    if footnote := _FOOTNOTE.search(text):
        yield text[: footnote.start()]
    if enumerator := _ENUMERATOR.match(text):
        yield text[enumerator.end() :]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def _around(without_accents: bool) -> frozenset[str]:
    """The words that say nothing, and numbers of headings; without accents "nam" may be men."""
    words = {word for text in _data()["around"] for word in text.split()} | set("abcdeivx") | {"ii", "iii", "iv", "vi"}
    return frozenset({fold(word) for word in words} - {"nam"} if without_accents else words)


@cache
def _abbreviations() -> dict[str, str]:
    return {short: fold(full) for short, full in _data()["abbreviations"].items()}


@cache
def _keys() -> dict[str, Key]:
    named: Mapping[str, Collection[str]] = _data()["keys"]
    return {form: Key(key) for key, texts in named.items() for text in texts for form in _forms(text)}


@cache
def _words(kind: str) -> dict[str, str]:
    return {fold(text): text for text in _data()[kind]}
