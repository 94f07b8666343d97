"""`manage.py progress`: the results of a plan for a year, as a table, CSV or the JSON of the contract."""

import csv
import datetime
import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.models import Plan
from institutions.models import AdministrativeUnit
from reports.census import Question
from reports.known import NothingKnown, known, moment_of
from reports.output import TABLE_HEADINGS, as_json, as_table
from reports.queries import Basis
from reports.results import Row, rows_of

SHOWN = ["criterion", "categories", "target", "eligible", "met", "silent", "share", "needed", "growth", "verdict"]


class Command(BaseCommand):
    help = "Tính kết quả của một kế hoạch cho một năm."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--plan", default=settings.DEFAULT_PLAN)
        parser.add_argument("--unit")
        parser.add_argument("--basis", choices=[str(basis) for basis in Basis], default=str(Basis.APPROVED))
        parser.add_argument("--known-on", help=_("như đã biết đến hết một ngày, hay một lúc: 2025-12-31[T17:00]"))
        parser.add_argument("--format", choices=["table", "csv", "json"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        question = self.question(options)
        moment = self.moment(options)
        rows = self.rows(question, moment)
        if options["format"] == "json":
            more = {"known_on": timezone.localtime(moment).isoformat()} if moment else {}
            self.stdout.write(json.dumps(as_json(question, rows) | more, ensure_ascii=False, indent=1))
        elif options["format"] == "csv":
            writer = csv.writer(self.stdout, lineterminator="\n")
            writer.writerows([TABLE_HEADINGS, *as_table(rows)])
        else:
            self.write_table(rows)
        verdicts = [str(row.result.verdict) for row in rows]
        sentence = _("%(rows)d dòng: %(met)d đạt, %(not_met)d không đạt, %(open)d chưa rõ, %(none)d không xét.") % {
            "rows": len(rows),
            "met": verdicts.count("met"),
            "not_met": verdicts.count("not_met"),
            "open": verdicts.count("open"),
            "none": verdicts.count("not_applicable"),
        }
        (self.stdout if options["format"] == "table" else self.stderr).write(sentence)

    def question(self, options: dict[str, Any]) -> Question:
        if not 1900 <= options["year"] <= 2200:
            raise CommandError(_("Năm %s không hợp lệ; hãy ghi một năm như 2025.") % options["year"], returncode=2)
        if not Plan.objects.filter(code=options["plan"]).exists():
            message = _("Không có kế hoạch %s; hãy nạp bằng lệnh load_plan.") % options["plan"]
            raise CommandError(message, returncode=2)
        if options["unit"] and not AdministrativeUnit.objects.filter(code=options["unit"]).exists():
            message = _("Không có đơn vị hành chính nào mang mã %s.") % options["unit"]
            raise CommandError(message, returncode=2)
        return Question(options["plan"], options["year"], options["unit"] or None, Basis(options["basis"]))

    def moment(self, options: dict[str, Any]) -> datetime.datetime | None:
        if not options["known_on"]:
            return None
        try:
            return min(moment_of(options["known_on"]), timezone.now())
        except ValueError as error:
            message = _("Ngày %s không hợp lệ; hãy ghi như 2025-12-31 hoặc 2025-12-31T17:00.") % options["known_on"]
            raise CommandError(message, returncode=2) from error

    def rows(self, question: Question, moment: datetime.datetime | None) -> list[Row]:
        if moment is None:
            return rows_of(question)
        try:
            return known(question, moment)
        except NothingKnown as error:
            message = _("Đến lúc ấy cổng chưa ghi nhận kế hoạch %s.") % question.plan
            raise CommandError(message, returncode=1) from error

    def write_table(self, rows: list[Row]) -> None:
        shown = [TABLE_HEADINGS.index(name) for name in SHOWN]
        lines = [[TABLE_HEADINGS[index] for index in shown]]
        lines += [["" if line[index] is None else str(line[index]) for index in shown] for line in as_table(rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(shown))]
        for line in lines:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
