"""The rows of a file on their way from cells to answers, some thousands at a time."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from django.utils.translation import gettext as _

from ..answers import Stored, stored_figures
from ..asked import Asked, Standing
from ..cells import cell_text
from ..models import State, Submission
from ..saving import submitted_to_others
from ..tables import Row
from .choices import PROPOSED, SKIP, place
from .columns import PLACES, FigureTable
from .data_rows import DataRow
from .findings import Change, FileFinding, Finding, Outcome, RowOutcome, Severity
from .headings import Key
from .layout import Kind, sections_above
from .matching import Matcher, Named, NotMatched, Place
from .proposed import ProposedRows
from .sending import Sending
from .sums import Sums
from .unusual import UnusualAnswers

PORTION = 2_000
"""Rows that are compared at once: few enough for the memory, enough for few queries."""


class Rows:
    """The rows of the tables of one file. Iterating gives each row once; `totals` is complete after that."""

    def __init__(self, sending: Sending, asked: Asked, tables: Sequence[FigureTable], file_name: str) -> None:
        self.sending = sending
        self.asked = asked
        self.tables = tables
        self.note = _("ghi trong tệp %(file)s") % {"file": file_name}
        self.proposed = ProposedRows(sending.choices)
        self.first: dict[int, tuple[FigureTable, Row]] = {}
        self.repeated: set[int] = set()
        self.across_sheets: list[FileFinding] = []
        self.data = self._matched()
        self.kept = self._kept_returns()
        self.unusual = UnusualAnswers(sending, asked)
        self.sums = {id(table): Sums(table) for table in tables}

    @property
    def totals(self) -> list[FileFinding]:
        """Printed sums that differ from the computed ones."""
        return [one for sums in self.sums.values() for one in sums.differences()]

    def __iter__(self) -> Iterator[RowOutcome]:
        data = iter(self.data)
        waiting: list[RowOutcome | DataRow] = []
        for table in self.tables:
            for row, kind in zip(table.rows, table.kinds, strict=True):
                if kind is Kind.DATA:
                    waiting.append(next(data))
                else:
                    text = " ".join(cell_text(cell) for cell in islice(row.cells, 12) if cell is not None)
                    waiting.append(RowOutcome(table.sheet.name, row.number, Outcome.SKIPPED, text=text[:300]))
                if len(waiting) >= PORTION:
                    yield from self._portion(waiting)
                    waiting = []
        yield from self._portion(waiting)

    def _matched(self) -> list[DataRow]:
        """Each row of data with its institution; who stands twice in the file."""
        rows, named = [], []
        for table in self.tables:
            sections_of = sections_above(table.rows, table.kinds, table.layout)
            above: tuple[Place, ...] = ()
            for index, (row, kind, sections) in enumerate(zip(table.rows, table.kinds, sections_of, strict=True)):
                if kind is Kind.DATA:
                    rows.append((table, index, row))
                    named.append(self._named(table, row, sections, above))
                    above = tuple(one for one in named[-1].places if one[0]) or above
                else:
                    above = ()
        matcher = Matcher(self.sending.year, self.sending.sender, named)
        found = []
        for place_in_file, name in zip(rows, named, strict=True):
            try:
                one = DataRow(*place_in_file, matcher.find(name), None)
            except NotMatched as error:
                problem = DataRow(*place_in_file, None, None).about_key(
                    Severity.QUESTION, "institution", str(error), error.candidates
                )
                one = DataRow(*place_in_file, None, problem, name)
            else:
                self._note_twice(one)
            found.append(one)
        return found

    def _named(self, table: FigureTable, row: Row, sections: tuple[str, ...], above: tuple[Place, ...]) -> Named:
        chosen = self.sending.choices.institutions.get(place(table.sheet.name, row.number), "")
        return Named(
            code=table.text(row, Key.CODE),
            name=table.text(row, Key.NAME),
            places=tuple((table.text(row, key), level) for key, level in PLACES.items() if key in table.keys),
            category=table.text(row, Key.CATEGORY),
            chosen="" if chosen == SKIP or chosen.startswith(PROPOSED) else chosen,
            sections=sections,
            above=above,
        )

    def _note_twice(self, data: DataRow) -> None:
        if data.standing is None or self.sending.choices.institutions.get(data.place) == SKIP:
            return
        other, row = self.first.setdefault(data.standing.institution_id, (data.table, data.row))
        if row is data.row:
            return
        self.repeated.add(data.standing.institution_id)
        if other is not data.table and not self.across_sheets:
            message = _("Có cơ sở nằm ở cả hai trang “%(one)s” và “%(two)s”. Hãy chọn trang cần đọc.") % {
                "one": other.sheet.name, "two": data.table.sheet.name,
            }  # fmt: skip
            finding = Finding(Severity.QUESTION, "sheet", message)
            self.across_sheets.append(FileFinding(finding, data.table.sheet.name))

    def _kept_returns(self) -> "dict[tuple[str, int | None], str]":
        """The year's returns whose figures this file may not change, by their ids and by reporting units, each with the
        reason: approved ones (also when it is sent as approved, by who does not review them), and submitted ones,
        unless its sender reviews them."""
        if self.sending.year._state.adding:
            return {}
        returns = Submission.objects.filter(year=self.sending.year).select_related("reporting_unit")
        reviewed = self.sending.sender.approvable()
        approved = returns.filter(status=Submission.Status.APPROVED)
        if self.sending.status == Submission.Status.APPROVED:
            approved = approved.none() if reviewed is None else approved.exclude(reporting_unit__in=reviewed)
        message = _("Báo cáo của %(unit)s đã được duyệt. Hãy mở lại báo cáo trước khi sửa số liệu.")
        kept = [(row, message % {"unit": row.reporting_unit}) for row in approved]
        if reviewed is not None:
            submitted = returns.filter(status=Submission.Status.SUBMITTED).exclude(reporting_unit__in=reviewed)
            kept += [(row, submitted_to_others()) for row in submitted]
        return {
            found: message for row, message in kept for found in (("unit", row.reporting_unit_id), ("return", row.pk))
        }  # fmt: skip

    def _portion(self, waiting: Sequence[RowOutcome | DataRow]) -> Iterator[RowOutcome]:
        ids = [one.standing.institution_id for one in waiting if isinstance(one, DataRow) and one.standing]
        stored = stored_figures(self.sending.year.number, ids)
        answered = {key[0] for key, figure in stored.items() if figure.state != State.NOT_REPORTED}
        self.unusual.look_at(ids, stored)
        for one in waiting:
            yield self._outcome(one, stored, answered) if isinstance(one, DataRow) else one

    def _outcome(self, data: DataRow, stored: Mapping[tuple[int, int], Stored], answered: set[int]) -> RowOutcome:
        chosen = self.sending.choices.institutions.get(data.place, "")
        found = RowOutcome(data.table.sheet.name, data.row.number, Outcome.SKIPPED, text=data.text)
        if chosen == SKIP:
            return found
        readings, found.findings = data.readings(self.asked)
        self.sums[id(data.table)].add(data.index, data.row, readings)
        found.findings += data.about_names()
        standing = data.standing
        if standing is None:
            found.named = data.named
            problem = self.proposed.problem(chosen) or data.problem
            found.findings[:0] = [problem] if problem else []
            found.outcome = _made_of(found.findings, Outcome.QUESTION)
            return found
        found.standing, found.reporting_unit_id = standing, standing.reporting_unit_id
        found.findings += self._twice(data, standing)
        # Unusual answers are looked for in what would be stored: a row with an error is told that first.
        if readings and _made_of(found.findings, Outcome.UNCHANGED) == Outcome.UNCHANGED:
            found.changes = data.changes(readings, stored, self.note)
            found.findings += self._kept(data, standing, found.changes)
            found.findings += self.unusual.of(data.table, data.row, standing, found.changes)
        if found.changes:
            done = Outcome.CHANGED if standing.institution_id in answered else Outcome.NEW
        else:
            done = Outcome.UNCHANGED if readings else Outcome.SKIPPED
        found.outcome = _made_of(found.findings, done)
        if found.outcome in (Outcome.ERROR, Outcome.QUESTION):
            found.changes = []
        return found

    def _twice(self, data: DataRow, standing: Standing) -> list[Finding]:
        """That the institution stands in the file again. Of two rows of one sheet the second has the error."""
        if standing.institution_id not in self.repeated:
            return []
        other, first = self.first[standing.institution_id]
        if self.across_sheets and (other is not data.table or first is data.row):
            return [Finding(Severity.BLOCK, "sheet", _("Cơ sở này có ở nhiều trang."))]
        if first is data.row:
            return [
                Finding(Severity.BLOCK, "twice", _("Cơ sở này còn ở một dòng khác, nên dòng này cũng chưa được ghi."))
            ]
        message = _("Cơ sở này đã có ở dòng %(line)d.") % {"line": first.number}
        return [data.about_key(Severity.ERROR, "twice", message)]

    def _kept(self, data: DataRow, standing: Standing, changes: Sequence[Change]) -> list[Finding]:
        """Whether the changes would touch a return that keeps its figures; that is an error of the row."""
        concerned = [("return", change.stored.submission_id) for change in changes if change.stored]
        for one in (("unit", standing.reporting_unit_id), *concerned) if changes else ():
            if one in self.kept:
                return [data.about_key(Severity.ERROR, "kept", self.kept[one])]
        return []


def _made_of(findings: Sequence[Finding], otherwise: Outcome) -> Outcome:
    """What findings make of a row that would be something else without them."""
    severities = {finding.severity for finding in findings}
    if severities & {Severity.ERROR, Severity.BLOCK}:
        return Outcome.ERROR
    return Outcome.QUESTION if Severity.QUESTION in severities else otherwise
