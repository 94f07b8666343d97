"""The records of an XLS file, gone through once before xlrd sees them.

xlrd trusts the file: it lays rows out as far as the records say, works out the formulas of names however they grow,
steps backwards through texts where it is told to, and gives an empty text where a formula was never computed. So what
would grow too large is refused here, formulas without results are found, and only those records go on that hold cells
and how they are shown.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from .grids import CELL, Allowance

_BOF, _END, _CONTINUE, _BOUNDSHEET, _FILEPASS, _SST = 0x809, 0x0A, 0x3C, 0x85, 0x2F, 0xFC
_RECALCULATED, _UNCOMPUTED = 0x1C1, 0x5E
_FORMULAS = {0x06, 0x206, 0x406}
_MULRK = 0xBD
_CELLS = {0x203, 0x204, 0x205, 0xD6, 0xFD, 0x27E, *_FORMULAS}
# What a record costs where xlrd makes much of little: styles, fonts, formats, rows, columns, a byte of merged areas.
_COSTS = {0xE0: 4096, 0x31: 1024, 0x41E: 1024, 0x1E: 1024, 0x208: 300, 0x7D: 16 * 1024}
_COSTS_OF_A_BYTE = {0xE5: 40, 0x207: 4, 0x204: 4, 0xD6: 32}
# Further: code page, dates from 1904, country, window, and what may stand between a formula and its text.
_KEPT = {
    _BOF, _END, _CONTINUE, _BOUNDSHEET, _FILEPASS, _SST, 0x42, 0x22, 0x8C, 0x23E, 0x221, 0x4BC, 0x236, _MULRK,
    *_CELLS, *_COSTS, *_COSTS_OF_A_BYTE,
}  # fmt: skip
_UNKNOWN = struct.pack("<H", 0x0FFF)
_HEADER = struct.Struct("<HH")
_PLACE = struct.Struct("<HH")
_WORKSHEET = 0
_EXCEL_2000 = 1997  # the year with which Excel itself signs since then; other programs sign as Excel 97 does, with 1996
_EMPTY_TEXT = b"\x03\x00\x00\x00\x00\x00\xff\xff"
_NOUGHT = bytes(8)
_TEXT, _RUN = 96, 128


class TornRecords(Exception):
    """The records contradict themselves."""


@dataclass(slots=True)
class OldSheet:
    """A worksheet as it is announced: where it begins, and its formulas without results by row and column, from 0."""

    offset: int
    is_hidden: bool
    uncomputed: set[tuple[int, int]] = field(default_factory=set)


@dataclass(slots=True)
class OldBook:
    """The worksheets in their order, and the records as they may go on."""

    records: bytearray
    sheets: list[OldSheet] = field(default_factory=list)
    has_password: bool = False


def look_through(stream: bytes, allowance: Allowance) -> OldBook:
    """Raises UnreadableFile for what would unfold too far, TornRecords or struct.error for what is torn."""
    walk = _Walk(stream, allowance)
    walk.globals()
    if not walk.book.has_password:
        for sheet in walk.book.sheets:
            walk.sheet(sheet)
    return walk.book


class _Walk:
    def __init__(self, stream: bytes, allowance: Allowance) -> None:
        self.book = OldBook(bytearray(stream))
        self._stream = stream
        self._allowance = allowance
        (year,) = struct.unpack_from("<H", stream, 10)
        self._may_lack_results = year < _EXCEL_2000
        self._was_recalculated = False
        self._seen: set[int] = set()

    def globals(self) -> None:
        texts: list[tuple[int, int]] = []
        previous = 0
        for code, at, length in self._records(0):
            if code == _BOUNDSHEET:
                offset, visibility, kind = struct.unpack_from("<iBB", self._stream, at)
                if kind == _WORKSHEET:
                    self.book.sheets.append(OldSheet(offset, bool(visibility & 3)))
            elif code == _FILEPASS:
                self.book.has_password = True
                return  # what follows is scrambled
            elif code == _RECALCULATED:
                self._was_recalculated = True
            elif code == _SST or (code == _CONTINUE and previous == _SST):
                texts.append((at, length))
                code = _SST
            previous = code
        if texts:
            _Texts(self._stream, texts, self._allowance).check()

    def sheet(self, sheet: OldSheet) -> None:
        widths: dict[int, int] = {}
        is_uncomputed = False
        for code, at, length in self._records(sheet.offset):
            if code in _CELLS:
                row, column = _PLACE.unpack_from(self._stream, at)
                widths[row] = max(widths.get(row, 0), column + 1)
                if code in _FORMULAS and (is_uncomputed or self._lacks_result(at)):
                    sheet.uncomputed.add((row, column))
            elif code == _MULRK:
                row, _first = _PLACE.unpack_from(self._stream, at)
                (last,) = struct.unpack_from("<H", self._stream, at + length - 2)
                widths[row] = max(widths.get(row, 0), last + 1)
            elif code == _UNCOMPUTED:
                is_uncomputed = True
        # xlrd makes a row for each number up to the last, and each as long as its last cell.
        self._allowance.take(CELL * sum(widths.values()) + _COSTS[0x208] * max(widths, default=0))

    def _records(self, start: int) -> Iterator[tuple[int, int, int]]:
        """From a beginning to its end, without what is nested in between (charts): number, place and length of each."""
        if start in self._seen or start < 0:
            raise TornRecords
        self._seen.add(start)
        code, length = _HEADER.unpack_from(self._stream, start)
        if code != _BOF or length < 8:
            raise TornRecords
        at, depth = start + 4 + length, 1
        while depth:
            code, length = _HEADER.unpack_from(self._stream, at)
            if at + 4 + length > len(self._stream):
                raise TornRecords
            was_nested = depth > 1
            depth += (code == _BOF) - (code == _END)
            if was_nested or depth > 1 or code not in _KEPT:
                self.book.records[at : at + 2] = _UNKNOWN
            if not was_nested:
                self._allowance.take(_COSTS.get(code, 0) + _COSTS_OF_A_BYTE.get(code, 0) * length)
                yield code, at + 4, length
            at += 4 + length

    def _lacks_result(self, at: int) -> bool:
        """Whether the result is what programs store that compute nothing, or (LibreOffice) cannot store a text."""
        if not self._may_lack_results:
            return False
        result = self._stream[at + 6 : at + 14]
        return result == _NOUGHT or (result == _EMPTY_TEXT and not self._was_recalculated)


class _Texts:
    """The shared texts, stepped through as xlrd does, to see that they only ever go forward."""

    def __init__(self, stream: bytes, pieces: list[tuple[int, int]], allowance: Allowance) -> None:
        self._stream = stream
        self._pieces = iter(pieces)
        self._allowance = allowance
        self._at = self._end = 0

    def check(self) -> None:
        self._go_on()
        (count,) = struct.unpack_from("<i", self._stream, self._at + 4)
        self._at += 8
        for _each in range(count):
            if self._at == self._end:
                self._go_on()
            self._text()

    def _text(self) -> None:
        letters, options = struct.unpack_from("<HB", self._stream, self._at)
        self._at += 3
        runs = phonetic = 0
        if options & 8:
            (runs,) = struct.unpack_from("<H", self._stream, self._at)
            self._at += 2
        if options & 4:
            (phonetic,) = struct.unpack_from("<i", self._stream, self._at)
            self._at += 4
        if phonetic < 0 or self._at > self._end:
            raise TornRecords
        self._allowance.take(_TEXT + 2 * letters + _RUN * runs)
        self._letters(letters, options & 1)
        rest = 4 * runs + phonetic
        while rest > self._end - self._at:
            rest -= self._end - self._at
            self._go_on()
        self._at += rest

    def _letters(self, missing: int, is_wide: int) -> None:
        while True:
            here = min(missing, (self._end - self._at) >> is_wide)
            self._at += here << is_wide
            missing -= here
            if not missing:
                return
            self._go_on()
            is_wide = self._stream[self._at] & 1  # each piece says anew how it is written
            self._at += 1

    def _go_on(self) -> None:
        piece = next(self._pieces, None)
        if piece is None:
            raise TornRecords
        self._at, self._end = piece[0], piece[0] + piece[1]
