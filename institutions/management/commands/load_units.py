"""load_units [DIR] [--commit]: administrative units and their succession; the shipped ones by default."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from institutions.units_import import SHIPPED, load_units, problems_as_text


class Command(BaseCommand):
    help = "Loads administrative units and their succession from a folder (the shipped one by default)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", metavar="DIR", nargs="?", default=str(SHIPPED), help=_("thư mục tệp đơn vị"))
        parser.add_argument("--commit", action="store_true", help=_("ghi vào cơ sở dữ liệu; không có thì chỉ kiểm tra"))

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"])
        if not folder.is_dir():
            raise CommandError(_("Không có thư mục %(folder)s.") % {"folder": folder}, returncode=2)
        report = load_units(folder, commit=options["commit"])
        for line in [*problems_as_text(report.problems), *report.details]:
            self.stdout.write(line)
        self.stdout.write(report.summary())
        if report.problems:
            raise SystemExit(1)
