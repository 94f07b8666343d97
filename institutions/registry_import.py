"""Files of the registry: checked as a whole, compared with what is stored, written all or not at all.

`check_file` says what a file would do; `apply_file` does it. A second run of the same file changes nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from submissions.tables import ImportReport, Problem, UnreadableFile

from .duplicates import Candidates
from .headed_tables import HeadedTable, Record, read_headed_table
from .ledger import Ledger
from .models import Institution
from .registry_columns import COLUMNS, RowReader
from .registry_life import CHANGED, NEW, UNCHANGED, Outcome, RegistryLife
from .registry_rows import Directory, RegistryRow, read_row
from .responsibility import current_responsibility

if TYPE_CHECKING:
    from accounts.models import User

_NAMED_AT_MOST = 5_000
"""Up to so many institutions are fetched by name; a larger file reads them all."""


@dataclass(frozen=True)
class PreviewRow:
    """What a row of the file would do: for the page on which a person confirms it."""

    line: int
    code: str
    name: str
    outcome: str
    differences: Sequence[str]


@dataclass
class RegistryReport(ImportReport):
    """The report of the contract, with a line of preview for each row that could be read."""

    preview: list[PreviewRow] = field(default_factory=list)


def check_file(data: bytes, file_name: str, *, by: "User | None" = None) -> RegistryReport:
    """What the file would do; nothing is written."""
    return _run(data, file_name, by=by, commit=False)


def apply_file(data: bytes, file_name: str, *, by: "User | None") -> RegistryReport:
    """Write the file, with history and events; nothing at all when it has an error. `by` None: made by a command.

    A person may only touch institutions and units that they review.
    """
    return _run(data, file_name, by=by, commit=True)


def _run(data: bytes, file_name: str, *, by: "User | None", commit: bool) -> RegistryReport:
    report = RegistryReport(file=file_name)
    try:
        table = read_headed_table(data, file_name, COLUMNS, report)
    except UnreadableFile as error:
        report.errors.append(Problem(None, "", "", str(error)))
        return report
    if report.errors:
        # Cells under unknown headings would only bring errors that vanish with the heading's.
        return report
    with transaction.atomic():
        run = _Run(report, table, by, file_name, lock=commit)
        run.apply()
        report.errors.sort(key=lambda problem: problem.line or 0)
        if commit and not report.errors:
            run.ledger.write()
            report.committed = True
    return report


class _Run:
    """One file: the timelines that it is about, its rows, and what they do."""

    def __init__(
        self, report: RegistryReport, table: HeadedTable, by: "User | None", file_name: str, *, lock: bool
    ) -> None:
        self.report, self.table, self.by = report, table, by
        self.ledger = Ledger(by=by, note=_("từ tệp %(file)s") % {"file": file_name[:300]})
        self.directory = Directory.read(self.ledger.tree)
        self._load(lock=lock)

    def _load(self, *, lock: bool) -> None:
        """Timelines of all codes in the file, known or new; the institutions that satellites name."""
        codes = {record.text("code") for record in self.table.records} - {""}
        named = codes | {record.text("satellite_of") for record in self.table.records} - {""}
        rows = Institution.objects.all()
        if len(named) <= _NAMED_AT_MOST:
            rows = rows.filter(code__in=named)
        known = {row.code: row for row in rows if row.code in named}
        everything = len(named) > _NAMED_AT_MOST
        self.ledger.load_ids(None if everything else [known[code].pk for code in codes if code in known], lock=lock)
        self.existing = set(self.ledger.timelines)
        for code in sorted(codes - self.existing):
            self.ledger.new(code)
        self.directory.others = {**known, **{code: one.institution for code, one in self.ledger.timelines.items()}}

    def apply(self) -> None:
        rows: dict[str, list[RegistryRow]] = defaultdict(list)
        broken: set[str] = set()
        seen: dict[tuple[str, str], int] = {}
        for record in self.table.records:
            row = self._row(record, seen)
            if row is None:
                broken.add(record.text("code"))
            else:
                rows[row.code].append(row)
        responsibility = current_responsibility()
        for code, group in rows.items():
            # Of an institution with a wrong row nothing more is said: the rest may follow from that row.
            if code not in broken:
                life = RegistryLife(self.ledger, responsibility, self.ledger.timelines[code], group)
                self._count(life.apply())
        for code in broken - set(rows):
            self.ledger.timelines.pop(code, None)
        self._point_out_duplicates(rows)

    def _row(self, record: Record, seen: dict[tuple[str, str], int]) -> RegistryRow | None:
        reader = RowReader(self.table, self.report, record)
        code = reader.code()
        if not code:
            return None
        row = read_row(reader, self.directory, self.ledger.timelines[code])
        key = (code, str(row.valid_from) if row else record.text("valid_from"))
        if key in seen:
            message = _("Mã này đã có ở dòng %(line)d. Hãy giữ một dòng, hoặc ghi cột “valid_from” cho dòng thay đổi.")
            reader.problem("code", message % {"line": seen[key]})
        seen.setdefault(key, record.line)
        if row is not None and self.by is not None:
            self._check_scope(reader, row)
        return row if reader.is_sound else None

    def _check_scope(self, reader: RowReader, row: RegistryRow) -> None:
        scope = self.by.scope() if self.by else None
        timeline = self.ledger.timelines[row.code]
        if scope is None or scope.reviews_all:
            return
        if timeline.versions and not scope.reviews_unit(timeline.last.unit_id):
            reader.problem("code", _("Cơ sở này nằm ngoài địa bàn bạn phụ trách."))
        elif "unit" in row.facts and not scope.reviews_unit(row.facts["unit"].pk):
            reader.problem("unit", _("Đơn vị hành chính này nằm ngoài địa bàn bạn phụ trách."))

    def _count(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            self.report.new += outcome.kind == NEW
            self.report.changed += outcome.kind == CHANGED
            self.report.unchanged += outcome.kind == UNCHANGED
            row = outcome.row
            self.report.preview.append(
                PreviewRow(row.line, row.code, row.facts["name"], outcome.kind, outcome.differences)
            )

    def _point_out_duplicates(self, rows: dict[str, list[RegistryRow]]) -> None:
        """Said, never merged: two houses of one commune may well bear one name."""
        new = [code for code in rows if code not in self.existing and self.ledger.timelines[code].versions]
        if not new:
            return
        candidates = Candidates.stored(self.ledger.tree, exclude=self.existing & set(rows))
        for timeline in self.ledger.timelines.values():
            for version in timeline.versions:
                candidates.add(version)
        for code in new:
            first = self.ledger.timelines[code].first
            likely = candidates.like(first)
            if likely:
                names = ", ".join(f"{version.institution.code} {version.name}" for version in likely[:3])
                rows[code][0].reader.notice("name", _("Có thể trùng với %(names)s.") % {"names": names})
