"""What must be known of a workbook before it is opened whole, and what opening it loses: the results of its formulas.

Opening makes an object of each cell, of empty ones with a format too, and of each cell of a merged area: a small file
can ask for billions. And whoever writes formulas writes them without their results, until Excel computes them again; a
file sent back without being opened would then have nothing in these cells.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from ..reading.archives import Archive

Results = Mapping[str, tuple[str, str]]
"""By the address of a cell with a formula: the kind of its result and the result, as the workbook writes them."""

_BYTES_A_CELL = 100  # of XML; what has much more of it than cells is not opened either
_YES = {"1", "true", "on"}
_CORNERS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7}):\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
# As openpyxl writes a formula: always in this order, the result left out.
_WITHOUT_RESULT = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)>(<f(?: [^<>]*)?(?:/>|>[^<]*</f>))<v ?(?:/>|></v>)</c>'
)


class TooHeavy(Exception):
    """Opening the workbook would take more than a server has to give, or nobody can say how much it would take."""


@dataclass(slots=True)
class Computed:
    """The results of formulas by part. Where `when_opened`, they are no results yet: Excel is to compute them first."""

    of_parts: dict[str, Results] = field(default_factory=dict)
    when_opened: bool = False


def computed(archive: Archive, limit: int) -> Computed:
    """What formulas have come to. Raises TooHeavy where opening the workbook would make more than `limit` cells."""
    found, parts = Computed(), _Parts(limit)
    for name in archive.names:
        if name.endswith(".xml"):
            parts.results = {}
            try:
                parts.read(archive, name)
            except expat.ExpatError as error:
                raise TooHeavy from error
            if parts.results:
                found.of_parts[name] = parts.results
    found.when_opened = parts.when_opened
    return found


class _Parts:
    """Counts the cells of all parts, and keeps the results of formulas of one."""

    def __init__(self, limit: int) -> None:
        self.results: dict[str, tuple[str, str]] = {}
        self.when_opened = False
        self._cells = self._bytes = 0
        self._limit = limit
        self._cell: dict[str, str] = {}
        self._has_formula = False
        self._value: list[str] | None = None
        self._is_value = False

    def read(self, archive: Archive, name: str) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        for piece in archive.pieces(name):
            self._bytes += len(piece)
            if self._bytes > self._limit * _BYTES_A_CELL:
                raise TooHeavy
            parser.Parse(piece, False)
        parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        own = name.rpartition(":")[2]
        if own == "c":
            self._cell, self._has_formula, self._value = attributes, False, None
        elif own == "f":
            self._has_formula = True
        elif own == "v":
            self._value, self._is_value = [], True
        elif own == "calcPr":
            self.when_opened = attributes.get("fullCalcOnLoad") in _YES
        if own in ("c", "row"):
            self._cells += 1
        elif own in ("mergeCell", "hyperlink"):
            self._cells += _size(attributes.get("ref", ""), self._limit)
        if self._cells > self._limit:
            raise TooHeavy

    def _end(self, name: str) -> None:
        own = name.rpartition(":")[2]
        if own == "v":
            self._is_value = False
        elif own == "c" and self._has_formula and self._value is not None and "r" in self._cell:
            self.results[self._cell["r"]] = (self._cell.get("t", "n"), "".join(self._value))

    def _text(self, data: str) -> None:
        if self._is_value and self._value is not None:
            self._value.append(data)


def _refuse(*_declared: Any) -> None:
    raise TooHeavy


def _size(reference: str, limit: int) -> int:
    if ":" not in reference:
        return 1
    corners = _CORNERS.fullmatch(reference)
    if corners is None:
        return limit + 1  # whole columns or rows
    left, top, right, bottom = corners.groups()
    return (abs(_place(right) - _place(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _place(letters: str) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place


def put_back(data: bytes, of_parts: Mapping[str, Results]) -> bytes:
    """The workbook as it was written, its formulas with the results that they had."""
    if not of_parts:
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as written, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for entry in written.infolist():
            part = written.read(entry)
            if entry.filename in of_parts:
                part = _with_results(part, of_parts[entry.filename])
            whole.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _with_results(part: bytes, results: Results) -> bytes:
    def put(cell: re.Match[bytes]) -> bytes:
        address, style, formula = cell.groups()
        found = results.get(address.decode())
        if found is None:
            return cell[0]
        kind, value = found
        written = escape(value).encode()
        return b'<c r="%s"%s t="%s">%s<v>%s</v></c>' % (address, style, kind.encode(), formula, written)

    return _WITHOUT_RESULT.sub(put, part)
