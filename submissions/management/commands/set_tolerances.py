"""`manage.py set_tolerances --year Y`: the usual changes of counts, worked out anew for a year that is open already.

Opening a year does this by itself. Without `--commit` it prints what would hold.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from indicators.models import Measure
from institutions.models import Category
from submissions.models import ReportingYear
from submissions.workflow import Refused, set_tolerances
from submissions.workflow.tolerances import usual_changes

WRONG_USE = 2


class Command(BaseCommand):
    help = "Tính lại mức thay đổi thường gặp của các số đếm, theo loại hình, cho một năm báo cáo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True, help=_("năm báo cáo"))
        parser.add_argument("--commit", action="store_true", help=_("ghi; không có thì chỉ in ra"))

    def handle(self, *args: Any, **options: Any) -> None:
        year = ReportingYear.objects.filter(number=options["year"]).first()
        if year is None:
            message = _("Chưa có năm báo cáo %(year)d.") % {"year": options["year"]}
            raise CommandError(message, returncode=WRONG_USE)
        names = dict(Category.objects.values_list("pk", "name"))
        labels = dict(Measure.objects.values_list("pk", "label"))
        found = usual_changes(year)
        for (category_id, measure_id), one in sorted(found.items()):
            limits = f"{floatformat(one.lowest, 2)} - {floatformat(one.highest, 2)}"
            self.stdout.write(f"{names[category_id]}, {labels[measure_id]}: {limits} ({one.institutions})")
        if options["commit"]:
            try:
                set_tolerances(year=year)
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            sentence = _("Đã ghi %(number)d mức thay đổi thường gặp cho năm %(year)d.")
        else:
            sentence = _("Tìm được %(number)d mức thay đổi thường gặp cho năm %(year)d. Chưa ghi gì.")
        self.stdout.write(sentence % {"number": len(found), "year": year.number})
