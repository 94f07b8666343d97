"""`manage.py check_results`: count every plan and year again, one by one, and compare; look for missing triggers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from indicators.models import Plan
from institutions import revision
from reports.census import Question, current_stamps
from reports.output import rows_json
from reports.queries import Basis
from reports.recount import Recount, Stored
from reports.results import rows_of, rows_of_census
from submissions.models import ReportingYear


def every_question() -> list[Question]:
    """Every plan, every reporting year, every basis."""
    plans = Plan.objects.values_list("code", flat=True)
    years = ReportingYear.objects.values_list("number", flat=True)
    return [Question(plan, year, None, basis) for plan in plans for year in years for basis in Basis]


class Command(BaseCommand):
    help = "Đếm lại từng cơ sở và so với kết quả của các trang; kiểm tra các trigger giữ cho kết quả luôn mới."

    def handle(self, *args: Any, **options: Any) -> None:
        stamps = current_stamps()
        message = _("Bảng %s không có trigger báo thay đổi; hãy chạy lại lệnh migrate.")
        faults = [message % table for table in revision.tables_without_triggers()]
        compared = 0
        for question in every_question():
            shown = rows_json(rows_of(question, stamps))
            recounted = rows_json(rows_of_census(Recount(Stored(stamps), question)))
            compared += len(recounted)
            faults += [f"{question}: {a} ≠ {b}" for a, b in zip(shown, recounted, strict=True) if a != b]
        for fault in faults:
            self.stderr.write(fault)
        sentence = _("Đã so %(rows)d dòng: %(faults)d chỗ khác.") % {"rows": compared, "faults": len(faults)}
        if faults:
            raise CommandError(sentence, returncode=1)
        self.stdout.write(sentence)
