"""A file of figures, checked: rows matched, cells read, everything compared with what is stored. Writes nothing.

All errors are found at once. `figures_import.py` stores what was checked.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ..answers import Answer, Stored, says_the_same, stored_figures
from ..answers import Key as FigureKey
from ..asked import Asked, Standing, asked_measures
from ..cells import CellProblem, Reading, cell_text, read_cell
from .matching import Matcher, NotMatched, Sender
from .columns import PLACES, FigureTable, Key, MeasureColumn, find_table
from ..models import ImportBatch, ReportingYear, State, Submission
from ..saving import submitted_to_others
from ..tables import ImportReport, Problem, Row, read_sheets

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Sending:
    """How a file is sent: for which year, by whom, and what the returns it touches become (None: stay as they are)."""

    year: ReportingYear
    sender: Sender
    status: str | None = None

    @property
    def by(self) -> "User | None":
        return self.sender.user


@dataclass(frozen=True, slots=True)
class Change:
    """An answer of the file that differs from what is stored (None: nothing yet)."""

    standing: Standing
    answer: Answer
    stored: Stored | None


@dataclass(slots=True)
class Checked:
    """A file as it was checked: the report, and what is to be written where."""

    sending: Sending
    report: ImportReport
    sha256: str
    answers: dict[int, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    changes: list[Change] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        return not self.report.errors

    def comparison(self) -> str:
        """A digest of what would be overwritten by what: equal digests mean that nothing changed since."""
        digest = hashlib.sha256(self.sha256.encode())
        for change in self.changes:
            digest.update(repr((change.answer, change.stored and change.stored.revision)).encode())
        for problem in self.report.errors:
            digest.update(repr(problem).encode())
        return digest.hexdigest()


def check(data: bytes, file_name: str, sending: Sending) -> Checked:
    """What the file would do, with all its errors. Raises UnreadableFile when it is no table at all."""
    asked = asked_measures()
    table = find_table(read_sheets(data, file_name), asked.measures.values())
    report = ImportReport(file=file_name, rows=table.rows_above + len(table.rows), skipped=table.rows_above)
    report.errors += table.problems
    report.notices += table.notices
    checked = Checked(sending, report, hashlib.sha256(data).hexdigest())
    _check_year(checked)
    if table.keys:
        _Rows(checked, table, asked).check()
    return checked


def _check_year(checked: Checked) -> None:
    year, report = checked.sending.year, checked.report
    if year.is_closed:
        message = _("Năm báo cáo %(year)s đã khóa. Hãy nhờ người thẩm tra mở khóa nếu cần sửa.") % {"year": year}
        report.errors.append(Problem(None, "", str(year), message))
    if year._state.adding:
        return
    before = ImportBatch.objects.filter(year=year, sha256=checked.sha256).first()
    if before:
        at = timezone.localtime(before.at).strftime("%d/%m/%Y %H:%M")
        report.notices.append(Problem(None, "", report.file, _("Tệp này đã được nhập lúc %(at)s.") % {"at": at}))


@dataclass(frozen=True, slots=True)
class _Matched:
    """A row whose institution is known, with what its cells say."""

    row: Row
    standing: Standing
    reporting_unit_id: int
    readings: Sequence[tuple[MeasureColumn, Reading]]
    has_errors: bool


class _Rows:
    """The rows of one table on their way from cells to answers."""

    def __init__(self, checked: Checked, table: FigureTable, asked: Asked) -> None:
        self.checked = checked
        self.report = checked.report
        self.table = table
        self.asked = asked
        self.year = checked.sending.year
        self.stored: Mapping[FigureKey, Stored] = {}
        self.answered: set[int] = set()
        self.kept: list[tuple[Submission, str]] = []
        self.bad_lines = {problem.line for problem in table.problems}
        self.note = _("ghi trong tệp %(file)s") % {"file": checked.report.file}

    def check(self) -> None:
        matched = self._matched()
        if not self.year._state.adding:
            self.stored = stored_figures(self.year, (row.standing.institution_id for row in matched))
            self.kept = self._kept_returns()
        self.answered = {key[0] for key, figure in self.stored.items() if figure.state != State.NOT_REPORTED}
        self._check_right_to_approve({row.reporting_unit_id for row in matched})
        for row in matched:
            self.checked.answers[row.reporting_unit_id]  # touched, also by a row that says nothing
            if not row.has_errors:
                self._compare(row)
        self.report.errors.sort(key=lambda problem: problem.line or 0)

    def _check_right_to_approve(self, touched: set[int]) -> None:
        sending = self.checked.sending
        if sending.status != Submission.Status.APPROVED:
            return
        approvable = sending.sender.approvable()
        if approvable is not None and not touched <= approvable:
            message = _("Chỉ người thẩm tra mới duyệt được báo cáo. Hãy chọn “được nộp”.")
            self.report.errors.append(Problem(None, "", "", message))

    def _matched(self) -> list[_Matched]:
        table = self.table
        codes = [table.text(row, Key.CODE) for row in table.rows]
        by_name = Key.NAME in table.keys and not all(codes)
        matcher = Matcher(self.year, self.checked.sending.sender, codes, by_name=by_name)
        seen: dict[int, int] = {}
        found = []
        for row, code in zip(table.rows, codes, strict=True):
            if row.is_blank:
                self.report.skipped += 1
                continue
            standing = self._institution(matcher, row, code)
            if standing is None or standing.reporting_unit_id is None:
                continue
            readings, has_errors = self._readings(row, standing)
            if standing.institution_id in seen:
                has_errors = True
                self._key_problem(
                    row, code, _("Cơ sở này đã có ở dòng %(line)d.") % {"line": seen[standing.institution_id]}
                )
            seen.setdefault(standing.institution_id, row.number)
            has_errors = has_errors or row.number in self.bad_lines
            found.append(_Matched(row, standing, standing.reporting_unit_id, readings, has_errors))
        return found

    def _institution(self, matcher: Matcher, row: Row, code: str) -> Standing | None:
        places = [(self.table.text(row, place), level) for place, level in PLACES.items()]
        try:
            return matcher.find(code, self.table.text(row, Key.NAME), places)
        except NotMatched as error:
            self._key_problem(row, code, str(error))
            return None

    def _key_problem(self, row: Row, code: str, message: str) -> None:
        """A problem with the institution of a row, said at the column that names it."""
        key = Key.CODE if code or Key.NAME not in self.table.keys else Key.NAME
        self.report.errors.append(Problem(row.number, self.table.heading(key), self.table.text(row, key), message))

    def _readings(self, row: Row, standing: Standing) -> tuple[list[tuple[MeasureColumn, Reading]], bool]:
        readings, has_errors = [], False
        for column in self.table.columns:
            cell = row.cells[column.index] if column.index < len(row.cells) else None
            if cell is None:
                continue
            try:
                reading = read_cell(cell, yes_no=column.measure.is_yes_no, separator=column.separator)
                if reading and not self.asked.is_asked(column.measure.pk, standing):
                    raise CellProblem(_("Chỉ tiêu này không hỏi loại hình của cơ sở. Hãy để trống ô này."))
            except CellProblem as error:
                self.report.errors.append(Problem(row.number, column.heading, cell_text(cell)[:100], str(error)))
                has_errors = True
            else:
                if reading:
                    readings.append((column, reading))
        return readings, has_errors

    def _kept_returns(self) -> list[tuple[Submission, str]]:
        """The year's returns whose figures this file may not change, each with the reason: approved ones, unless it is
        sent as approved, and submitted ones, unless its sender reviews them."""
        returns = Submission.objects.filter(year=self.year).select_related("reporting_unit")
        kept = []
        if self.checked.sending.status != Submission.Status.APPROVED:
            message = _("Báo cáo của %(unit)s đã được duyệt. Hãy mở lại báo cáo trước khi sửa số liệu.")
            approved = returns.filter(status=Submission.Status.APPROVED)
            kept += [(row, message % {"unit": row.reporting_unit}) for row in approved]
        reviewed = self.checked.sending.sender.approvable()
        if reviewed is not None:
            submitted = returns.filter(status=Submission.Status.SUBMITTED).exclude(reporting_unit__in=reviewed)
            kept += [(row, submitted_to_others()) for row in submitted]
        return kept

    def _compare(self, matched: _Matched) -> None:
        """Count the row, and note what it would change."""
        if not matched.readings:
            self.report.skipped += 1
            return
        changes = []
        for column, reading in matched.readings:
            figure = self.stored.get((matched.standing.institution_id, column.measure.pk))
            answer = self._answer(matched, column, reading, figure)
            if figure is None or not says_the_same(answer, figure):
                changes.append(Change(matched.standing, answer, figure))
        if not changes:
            self.report.unchanged += 1
        elif not self._says_kept(matched, changes):
            has_figures = matched.standing.institution_id in self.answered
            self.report.changed += has_figures
            self.report.new += not has_figures
            self.checked.changes += changes
            self.checked.answers[matched.reporting_unit_id] += [change.answer for change in changes]

    def _says_kept(self, matched: _Matched, changes: Sequence[Change]) -> bool:
        """Whether the changes would touch a return that keeps its figures; that is an error of the row."""
        owners = {change.stored.submission_id for change in changes if change.stored}
        for row, message in self.kept:
            if row.reporting_unit_id == matched.reporting_unit_id or row.pk in owners:
                self._key_problem(matched.row, self.table.text(matched.row, Key.CODE), message)
                return True
        return False

    def _answer(self, matched: _Matched, column: MeasureColumn, reading: Reading, figure: Stored | None) -> Answer:
        # A file says nothing about notes: the one that stands with the same answer stays.
        note = self.note if reading.state == State.NOT_APPLICABLE else ""
        if figure and (figure.state, figure.value) == (reading.state, reading.value):
            note = figure.note
        return Answer(
            institution_id=matched.standing.institution_id, measure_id=column.measure.pk, state=reading.state,
            value=reading.value, is_estimate=reading.is_estimate, note=note,
            seen_revision=figure.revision if figure else 0, sheet=self.table.sheet, line=matched.row.number,
        )  # fmt: skip
