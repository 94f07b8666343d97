"""One sheet of an XLSX file, and the texts that sheets share, from their XML.

A reader of its own, in one pass: general ones give an error cell and a formula that was never computed as blank, which
here means "untouched", and lay each sheet out as a full rectangle before anybody can say that it is too large.
"""

import datetime
import math
import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from .grids import Allowance, Grid, without_controls
from .number_formats import as_shown, number
from .sheets import APART, Area, Cell, UnreadableFile, clean_text, column_letters, too_long_cell
from .xml_parts import DEEPEST, Attributes, UnsoundXml, prefix_of

YES = {"1", "true", "on"}

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
_DIGITS = "0123456789"
_LETTERS = [column_letters(column) for column in range(1, 16_385)]
_TOO_LONG = object()
"""Stands for a shared text beyond the limit: an error once a cell uses it."""


class SharedTexts:
    """The texts that cells refer to by number, as they are kept; None is a blank one."""

    def __init__(self, allowance: Allowance) -> None:
        self.found: list[object] = []
        self._allowance = allowance
        self._longest = settings.MAX_CELL_CHARACTERS
        self._own_names: dict[str, str] = {}
        self._depth = 0
        self._pieces: list[str] = []
        self._length = 0
        self._is_text = False
        self._is_phonetic = False
        self._is_apart = False

    def start(self, name: str, attributes: Attributes) -> None:
        if not self._depth:
            self._own_names = {prefix_of(name) + own: own for own in ("si", "r", "t", "rPh", "vertAlign", "strike")}
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnsoundXml
        own = self._own_names.get(name)
        if own == "si":
            self._pieces, self._length, self._is_apart = [], 0, False
        elif own == "r":
            self._is_apart = False
        elif own in ("vertAlign", "strike"):
            self._is_apart |= is_apart(own, attributes)
        elif own == "rPh":  # how an East Asian text is pronounced
            self._is_phonetic = True
        elif own == "t":
            self._is_text = not self._is_phonetic

    def end(self, name: str) -> None:
        self._depth -= 1
        self._is_text = False
        own = self._own_names.get(name)
        if own == "rPh":
            self._is_phonetic = False
        elif own == "si":
            text = kept_text("".join(self._pieces))
            self._allowance.take_text(len(text or ""))
            self.found.append(_TOO_LONG if self._length > 2 * self._longest else text)

    def text(self, data: str) -> None:
        if self._is_text:
            self._length += len(data)
            if self._length <= 2 * self._longest:  # enough to tell that it is too long; of the rest nothing is kept
                self._pieces.append(data.translate(APART) if self._is_apart else data)


@dataclass(frozen=True, slots=True)
class Conventions:
    """What holds in all sheets of a workbook. `formats` has the styles whose numbers are not plain numbers."""

    texts: list[object]
    formats: dict[str, str]
    from_1904: bool
    leaves_computing: bool
    """Its writer computed nothing, stored 0 as each result, and asks Excel to compute when it opens the file."""


class Worksheet:
    """Puts what stands in the cells of a sheet into a grid."""

    def __init__(self, grid: Grid, conventions: Conventions, allowance: Allowance) -> None:
        self._grid = grid
        self._conventions = conventions
        self._file_name = allowance.file_name
        self._longest = settings.MAX_CELL_CHARACTERS
        self._depth = 0
        self._cell_name = self._value_name = self._formula_name = self._text_name = self._phonetic_name = ""
        self._run_name = ""
        self._apart_names: dict[str, str] = {}
        self._others = {
            "row": self._row, "col": self._columns, "mergeCell": self._merged, "sheetView": self._view,
        }  # fmt: skip
        self._cell: Attributes | None = None
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._length = 0
        self._is_phonetic = self._is_apart = False
        self._number, self._number_text = 0, ""
        self._column = -1
        self._hides_zeros = False

    def start(self, name: str, attributes: Attributes) -> None:
        if not self._depth:
            self._name_by(prefix_of(name))
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnsoundXml
        if name == self._cell_name:
            if self._cell is not None:
                raise UnsoundXml
            self._cell = attributes
            self._value = self._formula = None
            self._length, self._is_apart = 0, False
        elif self._cell is not None:
            self._inside_cell(name, attributes)
        elif name in self._others:
            self._others[name](attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._into = None
        if name == self._cell_name:
            self._put(self._cell or {})
            self._cell = None
        elif name == self._phonetic_name:
            self._is_phonetic = False

    def text(self, data: str) -> None:
        if self._into is not None:
            self._length += len(data)
            if self._length > 2 * self._longest:
                raise UnreadableFile(too_long_cell(self._file_name, self._number))
            self._into.append(data.translate(APART) if self._is_apart else data)

    def _name_by(self, prefix: str) -> None:
        self._cell_name, self._value_name, self._formula_name = f"{prefix}c", f"{prefix}v", f"{prefix}f"
        self._text_name, self._phonetic_name = f"{prefix}t", f"{prefix}rPh"
        self._run_name = f"{prefix}r"
        self._apart_names = {f"{prefix}{own}": own for own in ("vertAlign", "strike")}
        self._others = {prefix + own: method for own, method in self._others.items()}

    def _inside_cell(self, name: str, attributes: Attributes) -> None:
        if name == self._value_name:
            self._into = self._value = []
        elif name == self._formula_name:
            self._into = self._formula = []
        elif name == self._phonetic_name:
            self._is_phonetic = True
        elif name == self._run_name:
            self._is_apart = False
        elif name in self._apart_names:
            self._is_apart |= is_apart(self._apart_names[name], attributes)
        elif name == self._text_name and not self._is_phonetic:  # the runs of a text that stands in the cell itself
            self._value = self._value or []
            self._into = self._value

    def _row(self, attributes: Attributes) -> None:
        self._number = int(attributes.get("r", self._number + 1))
        if self._number < 1:
            raise UnsoundXml
        self._number_text = str(self._number)
        self._column = -1
        if attributes.get("hidden") in YES or _is_nought(attributes.get("ht")):
            self._grid.hide_row(self._number)

    def _columns(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in YES or _is_nought(attributes.get("width")):
            self._grid.hide_columns(int(attributes["min"]) - 1, int(attributes["max"]) - 1)

    def _merged(self, attributes: Attributes) -> None:
        self._grid.merge(_area(attributes.get("ref", "")))

    def _view(self, attributes: Attributes) -> None:
        self._hides_zeros = attributes.get("showZeros") in {"0", "false"}

    def _put(self, cell: Attributes) -> None:
        address = cell.get("r")
        self._column += 1
        if address is not None and address != f"{_LETTERS[self._column]}{self._number_text}":
            self._column = self._column_of(address)
        kind = cell.get("t", "n")
        text = None if self._value is None else "".join(self._value)
        if self._formula is not None and self._is_uncomputed(kind, text):
            self._grid.put_uncomputed(self._number, self._column, "".join(self._formula))
        elif text:
            content = self._content(kind, text, cell.get("s", ""))
            if content is not None:
                self._grid.put(self._number, self._column, content)

    def _column_of(self, address: str) -> int:
        letters = address.rstrip(_DIGITS)
        if address[len(letters) :] != self._number_text:
            raise UnsoundXml
        return column_number(letters)

    def _is_uncomputed(self, kind: str, text: str | None) -> bool:
        if not text:
            return text is None or kind != "str"  # a formula may well result in an empty text
        return self._conventions.leaves_computing and kind == "n" and text == "0"

    def _content(self, kind: str, text: str, style: str) -> Cell:
        if kind == "s":
            return self._shared(int(text))
        if kind == "n":
            return self._shown(text, style)
        if kind == "b":
            return text.strip() in YES
        if kind == "d":
            return _iso_date(text)
        return kept_text(text)

    def _shared(self, index: int) -> Cell:
        if index < 0:
            raise UnsoundXml
        found = self._conventions.texts[index]
        if found is _TOO_LONG:
            raise UnreadableFile(too_long_cell(self._file_name, self._number))
        return found if isinstance(found, str) else None

    def _shown(self, text: str, style: str) -> Cell:
        try:
            value = float(text)
        except ValueError:
            return kept_text(text)
        if not math.isfinite(value) or "_" in text:
            return kept_text(text)
        code = self._conventions.formats.get(style)
        shown: Cell = number(value) if code is None else as_shown(value, code, from_1904=self._conventions.from_1904)
        if shown is None or (value == 0 and self._hides_zeros):
            self._grid.has_unseen = True
        return number(value) if shown is None else shown


def is_apart(name: str, attributes: Attributes) -> bool:
    """Whether a run of a text stands above or below the line, or is struck out."""
    if name == "strike":
        return attributes.get("val", "1") in YES
    return attributes.get("val") in {"superscript", "subscript"}


def kept_text(text: str) -> str | None:
    """A text from the XML as it is kept: `_x000A_` stands for a sign that XML cannot hold, here a line break."""
    if "_x" in text:
        text = without_controls(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))
    return clean_text(text)


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """The place of a column from 0: A → 0, AA → 26."""
    if not 1 <= len(letters) <= 3:
        raise UnsoundXml
    place = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise UnsoundXml
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _area(reference: str) -> Area:
    found = _AREA.fullmatch(reference.replace("$", "").upper())
    if found is None:
        raise UnsoundXml
    left, top, right, bottom = found.groups()
    return int(top), column_number(left), int(bottom or top), column_number(right or left)


def _iso_date(text: str) -> Cell:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return kept_text(text)
    return moment if moment.time() != datetime.time() else moment.date()


def _is_nought(size: str | None) -> bool:
    return size is not None and float(size) == 0
