"""A sheet of a workbook as it grows, cell by cell, within the limits; and the sentences on how it was read."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from .archives import unfolds_too_far
from .sheets import Area, Cell, Row, Sheet, UnreadableFile, column_letters, too_long_cell, too_many_rows

# What things take of MAX_UNPACKED_BYTES: more than of the memory, so that a refusal costs less than that.
TAG = 20
CELL = 32
_ROW = 128
_AREA = 256
_TEXT = 96
_LETTER = 2
_RANGES_TOLD = 12
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class Contradiction(Exception):
    """A cell that the file has twice: what stands there is anybody's guess."""


class Allowance:
    """What is left of MAX_UNPACKED_BYTES for the sheets and texts of one file."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self._left = settings.MAX_UNPACKED_BYTES

    def take(self, amount: int) -> None:
        self._left -= amount
        if self._left < 0:
            raise UnreadableFile(unfolds_too_far(self.file_name))

    def take_text(self, length: int) -> None:
        self.take(_TEXT + _LETTER * length)


class Grid:
    """The cells of one sheet. Rows are as long as what stands in them; only what is not blank is put."""

    def __init__(self, name: str, allowance: Allowance) -> None:
        self.name = name
        self.has_unseen = False
        self._allowance = allowance
        self._rows: dict[int, list[Cell]] = {}
        self._last = 0
        self._number = 0
        self._cells: list[Cell] = []
        self._merged: list[Area] = []
        self._hidden: set[int] = set()
        self._hidden_columns: list[tuple[int, int]] = []
        self._unsound: dict[tuple[int, int], str] = {}
        self._letters = 0
        self._deepest = settings.MAX_TABLE_ROWS
        self._longest = settings.MAX_CELL_CHARACTERS
        self._widest = settings.MAX_TABLE_COLUMNS

    def put(self, number: int, column: int, cell: Cell) -> None:
        """A cell that is not blank: its row from 1, its column from 0. A cell put twice raises Contradiction."""
        if number != self._number:
            self._go_to(number)
        cells = self._cells
        missing = column - len(cells)
        if missing < 0:
            if cells[column] is not None:
                raise Contradiction
            cells[column] = cell
        else:
            if column >= self._widest:
                raise UnreadableFile(too_many_columns(self._allowance.file_name))
            if missing:
                cells.extend([None] * missing)
            cells.append(cell)
        if isinstance(cell, str):
            if len(cell) > self._longest:
                raise UnreadableFile(too_long_cell(self._allowance.file_name, number))
            self._letters += len(cell)

    def put_uncomputed(self, number: int, column: int, formula: str) -> None:
        """A formula without a result. It is no blank cell, and nobody may store its text."""
        self.put(number, column, f"={formula or '…'}"[: self._longest])
        self._unsound[number, column] = _(
            "Ô này là công thức chưa có kết quả. Hãy mở tệp bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi."
        )

    def merge(self, area: Area) -> None:
        self._allowance.take(_AREA)
        self._merged.append(area)

    def hide_row(self, number: int) -> None:
        if number <= self._deepest:
            self._allowance.take(_AREA)
            self._hidden.add(number)

    def hide_columns(self, first: int, last: int) -> None:
        self._allowance.take(_AREA)
        self._hidden_columns.append((first, last))

    def sheet(self) -> Sheet:
        """The sheet with all rows down to the last in which something stands."""
        self._settle()
        rows = [Row(number, self._rows.get(number, [])) for number in range(1, self._last + 1)]
        hidden = frozenset(number for number in self._hidden if number in self._rows)
        return Sheet(self.name, rows, self._merged_within(), hidden, self._unsound)

    def remarks(self) -> list[str]:
        """What a reader of the sheet in Excel does not see, and what became of it."""
        said = []
        if hidden := ranges(number for number in self._hidden if number in self._rows):
            text = ", ".join(_range(str(first), str(last)) for first, last in hidden[:_RANGES_TOLD])
            said.append(self._hidden_said(_("dòng"), _("các dòng"), hidden, text))
        if columns := ranges(self._used_hidden_columns()):
            text = ", ".join(
                _range(column_letters(first + 1), column_letters(last + 1)) for first, last in columns[:_RANGES_TOLD]
            )
            said.append(self._hidden_said(_("cột"), _("các cột"), columns, text))
        if self.has_unseen:
            said.append(
                _("Trang “%(sheet)s”: có ô Excel không hiện số (ví dụ số 0 bị ẩn) vẫn được đọc.") % {"sheet": self.name}
            )
        return said

    def _go_to(self, number: int) -> None:
        if number > self._deepest:
            raise UnreadableFile(too_many_rows(self._allowance.file_name))
        self._settle()
        self._number = number
        self._cells = self._rows.setdefault(number, [])
        if number > self._last:
            self._allowance.take(_ROW * (number - self._last))
            self._last = number

    def _settle(self) -> None:
        """Take what the row in hand costs; a text that many cells share counts for each, as it will where it goes."""
        self._allowance.take(CELL * len(self._cells) + _LETTER * self._letters)
        self._letters = 0

    def _merged_within(self) -> list[Area]:
        """The areas as far as the table goes; they may be declared over the whole sheet."""
        last_column = max(map(len, self._rows.values()), default=0) - 1
        areas = []
        for top, left, bottom, right in self._merged:
            area = (top, left, min(bottom, self._last), min(right, last_column))
            height, width = area[2] - top + 1, area[3] - left + 1
            if height >= 1 and width >= 1 and height * width > 1:
                self._allowance.take(height * width)
                areas.append(area)
        return areas

    def _used_hidden_columns(self) -> list[int]:
        if not self._hidden_columns:
            return []
        used = {column for cells in self._rows.values() for column, cell in enumerate(cells) if cell is not None}
        return [column for column in used if any(first <= column <= last for first, last in self._hidden_columns)]

    def _hidden_said(self, one: str, many: str, found: list[tuple[int, int]], text: str) -> str:
        is_one = len(found) == 1 and found[0][0] == found[0][1]
        if len(found) > _RANGES_TOLD:
            text += "…"
        return _("Trang “%(sheet)s”: %(what)s %(which)s đang ẩn trong Excel vẫn được đọc.") % {
            "sheet": self.name, "what": one if is_one else many, "which": text,
        }  # fmt: skip


def without_controls(text: str) -> str:
    """The text with the sign of damage where something stands that is no text at all, and that no database keeps."""
    return _NO_TEXT.sub("\ufffd", text)


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as stretches without gaps: 5, 6, 7, 9 as (5, 7), (9, 9)."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def hidden_sheets(names: list[str]) -> list[str]:
    """The remark about sheets that are not read because their sender does not see them either."""
    if not names:
        return []
    told = ", ".join(f"“{name}”" for name in names[:_RANGES_TOLD]) + ("…" if len(names) > _RANGES_TOLD else "")
    return [_("Trang đang ẩn trong Excel không được đọc: %(sheets)s.") % {"sheets": told}]


def too_many_columns(file_name: str) -> str:
    """The sentence about a table that is wider than the limit."""
    return _("Tệp “%(file)s” có hơn %(limit)d cột. Hãy bỏ các cột không dùng.") % {
        "file": file_name, "limit": settings.MAX_TABLE_COLUMNS,
    }  # fmt: skip


def too_many_sheets(file_name: str, limit: int) -> str:
    """The sentence about a workbook with more sheets than anybody means."""
    return _("Tệp “%(file)s” có hơn %(limit)d trang. Hãy chia thành nhiều tệp nhỏ hơn.") % {
        "file": file_name, "limit": limit,
    }  # fmt: skip


def no_workbook(file_name: str) -> str:
    """The sentence about a file that looks like a workbook and cannot be read as one."""
    return _("Tệp “%(file)s” không phải bảng Excel đọc được. Hãy mở bằng Excel và lưu lại thành .xlsx.") % {
        "file": file_name
    }


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"
