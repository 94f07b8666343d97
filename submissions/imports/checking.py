"""A file of figures, checked: understood, matched, read, compared with what is stored. Writes nothing.

Everything that is wrong or unclear is found at once. Rows come as a stream, so that a long file is never in memory with
all that it says; `staging.py` keeps them for the page, `applying.py` stores them.
"""

import hashlib
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from ..asked import Asked, asked_measures
from ..import_report import ImportReport
from ..models import ImportBatch, ReportingYear
from ..saving import why_not_open
from ..tables import Book, read_book
from .columns import PLACES, FigureTable, find_tables
from .findings import FileFinding, Finding, Outcome, RowOutcome, Severity
from .headings import Key
from .meanings import Meanings, remembered_columns
from .rows import Rows
from .sending import Sending
from .titles import of_other_figures, scale_written, years_in, years_written


class Check:
    """One file, checked. `rows()` is gone through once; after that `report` has all counts, errors and notices.

    Raises UnreadableFile when the file is no table at all.
    """

    def __init__(self, data: bytes, file_name: str, sending: Sending) -> None:
        self.sending = sending
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.report = ImportReport(file=file_name)
        self.findings: list[FileFinding] = []
        self.asked: Asked = asked_measures()
        self.book: Book = read_book(data, file_name, encoding=sending.choices.encoding)
        user = sending.sender.user
        meanings = Meanings(
            self.asked.measures.values(), sending.year.number, sending.choices,
            remembered_columns(user.pk if user else None),
        )  # fmt: skip
        self.tables, found = find_tables(self.book, meanings)
        self.report.rows = sum(len(table.above) + len(table.rows) for table in self.tables)
        self.report.skipped = sum(len(table.above) for table in self.tables)
        self.touched: set[int] = set()
        self._about_the_file()
        for one in (*found, *(one for table in self.tables for one in table.findings)):
            self._find(one)

    @property
    def several(self) -> bool:
        """Whether a line alone does not say where something stands."""
        return len(self.tables) > 1

    def rows(self) -> Iterator[RowOutcome]:
        """Every row below the headings, in the order of the file."""
        tables = [table for table in self.tables if table.keys.keys() & {Key.CODE, Key.NAME}]
        if tables:
            rows = Rows(self.sending, self.asked, tables, self.report.file)
            for one in rows.across_sheets:
                self._find(one)
            for row in rows:
                self._count(row)
                yield row
            for one in rows.totals:
                self._find(one)
            self._check_right_to_approve()
        self.report.errors.sort(key=lambda problem: problem.line or 0)

    def _find(self, one: FileFinding) -> None:
        self.findings.append(one)
        self._report(one.finding, one.line, one.sheet)

    def _report(self, finding: Finding, line: int | None, sheet: str) -> None:
        problem = finding.as_problem(line, sheet if self.several else "")
        is_error = finding.severity in (Severity.ERROR, Severity.QUESTION)
        (self.report.errors if is_error else self.report.notices).append(problem)

    def _count(self, row: RowOutcome) -> None:
        report = self.report
        report.new += row.outcome == Outcome.NEW
        report.changed += row.outcome == Outcome.CHANGED
        report.unchanged += row.outcome == Outcome.UNCHANGED
        report.skipped += row.outcome == Outcome.SKIPPED
        for finding in row.findings:
            self._report(finding, row.line, row.sheet)
        if row.reporting_unit_id is not None:
            self.touched.add(row.reporting_unit_id)

    def _about_the_file(self) -> None:
        year, sender = self.sending.year, self.sending.sender
        if not year._state.adding and not year.is_open:
            code = "closed" if year.is_closed else "planned"
            self._find(FileFinding(Finding(Severity.ERROR, code, why_not_open(year), value=str(year))))
        if not year._state.adding:
            self._say_sent_before(year)
        for remark in self.book.remarks:
            self._find(FileFinding(Finding(Severity.NOTICE, "reading", remark)))
        if self.book.doubt:
            self._find(FileFinding(Finding(Severity.QUESTION, "encoding", self.book.doubt)))
        for table in self.tables:
            self._check_titles_of(table, year.number)
            if Key.NAME in table.keys and not table.keys.keys() & {Key.CODE, *PLACES}:
                if sender.enterable(year) is None and sender.reporting_unit is None:
                    message = _("Cột “Tên” cần đi cùng cột “Xã/phường” hoặc “Huyện”.")
                    found = Finding(Severity.QUESTION, "key", message, heading=table.title(Key.NAME))
                else:
                    message = _("Bảng không ghi xã/phường: tên được tìm trong các cơ sở mà bạn báo cáo.")
                    found = Finding(Severity.NOTICE, "column", message, heading=table.title(Key.NAME))
                self._find(FileFinding(found, table.sheet.name, table.line))

    def _say_sent_before(self, year: ReportingYear) -> None:
        applied = ImportBatch.objects.applied().filter(year=year, sha256=self.sha256, undone_at=None)
        sender = self.sending.sender
        if sender.user and not sender.for_anybody:
            applied = applied.visible_to(sender.user)
        before = applied.first()
        if before and before.applied_at:
            at = timezone.localtime(before.applied_at).strftime("%d/%m/%Y %H:%M")
            message = _("Tệp này đã được nhập lúc %(at)s.") % {"at": at}
            self._find(FileFinding(Finding(Severity.NOTICE, "again", message, value=self.report.file)))

    def _check_titles_of(self, table: FigureTable, number: int) -> None:
        """A title or a sheet's name that speaks of another year and not of this one, or of other figures than these."""
        titles = [row.cells for row in table.above]
        years = years_written(titles) or years_in(table.sheet.name)
        if years and number not in years:
            message = _("Bảng ghi năm %(written)s, trong khi tệp được gửi cho năm %(year)s. Hãy kiểm tra.") % {
                "written": ", ".join(map(str, sorted(years))), "year": number,
            }  # fmt: skip
            self._warn_of(table, message, str(sorted(years)))
        if text := of_other_figures([*titles, [table.sheet.name]])[:100]:
            message = _("Bảng ghi “%(text)s”: có thể không phải số liệu thực hiện cả năm. Hãy kiểm tra.")
            self._warn_of(table, message % {"text": text}, text)
        if text := scale_written(titles)[:100]:
            message = _("Bảng ghi “%(text)s”. Hãy ghi số đầy đủ, rồi sửa dòng này.") % {"text": text}
            self._find(FileFinding(Finding(Severity.ERROR, "scale", message, value=text), table.sheet.name))

    def _warn_of(self, table: FigureTable, message: str, about: str) -> None:
        explanation = self.sending.choices.explanations.get("year", "")
        found = Finding(Severity.WARNING, "year", message, about=about, explanation=explanation)
        self._find(FileFinding(found, table.sheet.name))

    def _check_right_to_approve(self) -> None:
        if self.sending.status != "approved":
            return
        approvable = self.sending.sender.approvable()
        if approvable is not None and not self.touched <= approvable:
            message = _("Chỉ người thẩm tra mới duyệt được báo cáo. Hãy chọn “được nộp”.")
            self._find(FileFinding(Finding(Severity.ERROR, "approve", message)))
