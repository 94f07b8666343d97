"""`check_returns --year Y`: what the edit checks find in the returns as they are stored. Writes nothing.

Exit codes: 0 no errors, 1 some return has errors, 2 wrong use.
"""

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from institutions.file_command import WRONG_USE
from institutions.responsibility import current_responsibility
from submissions.export import defused
from submissions.findings import ReturnFinding, findings_of
from submissions.listing import Kind, kind_of
from submissions.models import Submission

FIELDS = ["reporting_unit", "institution", "name", "measure", "check", "kind", "message", "explanation"]
Row = dict[str, str | None]


class Command(BaseCommand):
    """Findings of stored returns, one a line."""

    help = _("Kiểm tra các báo cáo đã lưu của một năm; không ghi gì.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True, metavar="Y", help=_("năm báo cáo"))
        parser.add_argument("--reporting-unit", metavar="CODE", help=_("chỉ báo cáo của đơn vị có mã này"))
        parser.add_argument("--format", choices=["text", "json", "csv"], default="text", help=_("dạng kết quả"))

    def handle(self, *args: Any, **options: Any) -> None:
        returns = self._returns(options["year"], options["reporting_unit"])
        rows = list(_rows(returns))
        summary = _summary(len(returns), rows)
        if options["format"] == "json":
            document = {"year": options["year"], "returns": len(returns), "findings": rows}
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        elif options["format"] == "csv":
            writer = csv.DictWriter(self.stdout, FIELDS, lineterminator="\n")
            writer.writeheader()
            writer.writerows({name: defused(text or "") for name, text in row.items()} for row in rows)
        else:
            for row in rows:
                self.stdout.write(_line(row))
        (self.stdout if options["format"] == "text" else self.stderr).write(summary)
        if any(row["kind"] == Kind.ERROR for row in rows):
            raise SystemExit(1)

    def _returns(self, year: int, code: str | None) -> list[Submission]:
        found = Submission.objects.filter(year__number=year).select_related("year", "reporting_unit")
        if code:
            found = found.filter(reporting_unit__code=code)
        if not found and code:
            told = _("Không có báo cáo năm %(year)s của đơn vị %(code)s.") % {"year": year, "code": code}
            raise CommandError(told, returncode=WRONG_USE)
        if not found:
            raise CommandError(_("Không có báo cáo nào của năm %(year)s.") % {"year": year}, returncode=WRONG_USE)
        return list(found.order_by("reporting_unit__code", "pk"))


def _rows(returns: list[Submission]) -> Iterator[Row]:
    rule = current_responsibility()
    for submission in returns:
        for finding in findings_of(submission, rule).rows:
            yield _row(submission, finding)


def _row(submission: Submission, finding: ReturnFinding) -> Row:
    return {
        "reporting_unit": submission.reporting_unit.code,
        "institution": finding.institution_code or None,
        "name": finding.name or None,
        "measure": finding.measure_code or None,
        "check": finding.code,
        "kind": str(kind_of(finding).value),
        "message": finding.message,
        "explanation": finding.explanation.text if finding.explanation else None,
    }


def _line(row: Row) -> str:
    where = ", ".join(part for part in (row["reporting_unit"], row["institution"], row["name"]) if part)
    said = f" “{row['explanation']}”" if row["explanation"] else ""
    return f"{Kind(str(row['kind'])).label}: {where}: {row['message']}{said}"


def _summary(returns: int, rows: list[Row]) -> str:
    counts = {str(kind): sum(row["kind"] == kind for row in rows) for kind in Kind}
    told = _(
        "%(returns)d báo cáo: %(error)d lỗi, %(open)d điểm cần giải thích, %(explained)d điểm đã giải thích,"
        " %(notice)d lưu ý."
    )
    return told % {"returns": returns, **counts}
