"""One row of data: what names its institution, what its cells say, and what is wrong with either."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from institutions.names import fold, key

from ..answers import Answer, Stored, says_the_same
from ..asked import Asked, Standing
from ..cells import AmbiguousNumber, CellProblem, Reading, cell_text, read_cell
from ..checks import reading as wrong
from ..models import State
from ..tables import Cell, Row
from .choices import place
from .columns import PLACES, FigureTable, MeasureColumn
from .findings import Change, Finding, Severity
from .headings import Key
from .matching import Named
from .row_labels import ANSWERS

Readings = Sequence[tuple[MeasureColumn, Reading]]

_ANOTHER_NAME = 60
"""Below this likeness (of 100) a name beside a code looks like somebody else's: rows may have slipped."""
_NUMBER = re.compile(r"[0-9][0-9., ]*")
_CODES = (2, 3, 5)
"""The lengths of the official codes of units, which may stand where a place is named."""


@dataclass(frozen=True, slots=True)
class DataRow:
    """A row of data (`index`: its place below the heading), and the institution that it names or why it names none."""

    table: FigureTable
    index: int
    row: Row
    standing: Standing | None
    problem: Finding | None
    named: Named | None = None

    @property
    def place(self) -> str:
        """The row as choices name it."""
        return place(self.table.sheet.name, self.row.number)

    @property
    def text(self) -> str:
        """What the row names, for a list."""
        return " · ".join(text for one in self.table.keys if (text := self.table.text(self.row, one)))[:300]

    def about_key(self, severity: Severity, code: str, message: str, candidates: Sequence[str] = ()) -> Finding:
        """A finding about the institution of the row, said at the column that names it."""
        table = self.table
        where = Key.CODE if table.text(self.row, Key.CODE) or Key.NAME not in table.keys else Key.NAME
        return Finding(
            severity, code, message, table.keys.get(where), table.title(where), table.text(self.row, where),
            tuple(candidates),
        )  # fmt: skip

    def about_names(self) -> list[Finding]:
        """Damaged text in what names the institution: nothing may be matched by it. A name that is not the code's."""
        table, row, found = self.table, self.row, []
        for one, index in table.keys.items():
            if sentence := table.sheet.unsound.get((row.number, index)):
                text = table.text(row, one)[:100]
                found.append(Finding(Severity.ERROR, "damaged", sentence, index, table.title(one), text))
        found += self._slipped() if table.text(row, Key.CODE) else []
        if self.standing and table.text(row, Key.CODE) and _is_another(table.text(row, Key.NAME), self.standing.name):
            message = _("Mã này là của “%(name)s”; tên trong tệp khác hẳn. Hãy kiểm tra xem dòng có bị lệch không.")
            message %= {"name": self.standing.name}
            written, index = table.text(row, Key.NAME), table.keys[Key.NAME]
            found.append(Finding(Severity.NOTICE, "another_name", message, index, table.title(Key.NAME), written))
        return found

    def _slipped(self) -> list[Finding]:
        """A number or an answer where a name or a place belongs, beside a code: the cells of the row have slipped."""
        found = []
        for one in (Key.NAME, *PLACES, Key.CATEGORY):
            text = self.table.text(self.row, one)
            if text.casefold() in ANSWERS or (
                _NUMBER.fullmatch(text) and (one not in PLACES or len(text) not in _CODES)
            ):
                message = _("“%(text)s” không phải tên: các ô của dòng này có lẽ bị lệch cột. Hãy kiểm tra dòng này.")
                message %= {"text": text}
                found.append(
                    Finding(Severity.ERROR, "slipped", message, self.table.keys[one], self.table.title(one), text)
                )
        return found

    def readings(self, asked: Asked) -> tuple[Readings, list[Finding]]:
        """What the cells of the measures say, and what is wrong with them."""
        table, row = self.table, self.row
        readings: list[tuple[MeasureColumn, Reading]] = []
        found = []
        if row.number in table.lines_outside:
            message = _("Dòng này có giá trị ở cột không có tiêu đề.")
            found.append(Finding(Severity.BLOCK, "outside", message))
        for column in table.columns:
            cell = row.cells[column.index] if column.index < len(row.cells) else None
            if cell is None:
                continue
            try:
                if sentence := table.sheet.unsound.get((row.number, column.index)):
                    raise CellProblem(wrong.DAMAGED, damage=sentence)
                reading = read_cell(cell, yes_no=column.measure.is_yes_no, thousands=column.thousands)
                if reading and self.standing and not asked.is_asked(column.measure.pk, self.standing):
                    raise CellProblem(wrong.CELL_NOT_ASKED)
            except CellProblem as error:
                found.append(_unread(column, cell, error))
            else:
                if reading:
                    readings.append((column, reading))
        return readings, found

    def changes(self, readings: Readings, stored: Mapping[tuple[int, int], Stored], note: str) -> list[Change]:
        """What the row would change. `note` is the reason of what is not applicable."""
        if self.standing is None:
            return []
        changes = []
        for column, reading in readings:
            figure = stored.get((self.standing.institution_id, column.measure.pk))
            # A file says nothing about notes: the one that stands with the same answer stays.
            kept = figure.note if figure and (figure.state, figure.value) == (reading.state, reading.value) else None
            answer = Answer(
                institution_id=self.standing.institution_id, measure_id=column.measure.pk, state=reading.state,
                value=reading.value, is_estimate=reading.is_estimate,
                note=kept if kept is not None else note if reading.state == State.NOT_APPLICABLE else "",
                seen_revision=figure.revision if figure else 0,
                sheet=self.table.sheet.name, line=self.row.number, column=column.index + 1,
            )  # fmt: skip
            if figure is None or not says_the_same(answer, figure):
                changes.append(Change(self.standing, answer, figure))
        return changes


def _unread(column: MeasureColumn, cell: Cell, error: CellProblem) -> Finding:
    """Why a cell says nothing. Signs in it are asked about, unless a person said that they are no thousands."""
    severity, code, message = Severity.ERROR, error.check.code, str(error)
    if isinstance(error, AmbiguousNumber) and column.in_doubt:
        severity, code = Severity.QUESTION, "separator"
    elif isinstance(error, AmbiguousNumber):
        code, message = wrong.FRACTION.code, str(wrong.FRACTION.sentence)
    return Finding(severity, code, message, column.index, column.heading, cell_text(cell)[:100])


def _is_another(written: str, name: str) -> bool:
    """Whether a written name can hardly be a spelling of the name."""
    return bool(written) and key(written) != key(name) and fuzz.WRatio(fold(written), fold(name)) < _ANOTHER_NAME
