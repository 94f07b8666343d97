"""`import_figures FILE --year Y`: figures from a CSV or XLSX file. Writes nothing without `--commit`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import User
from institutions.file_command import WRONG_USE, FileCommand
from institutions.models import ReportingUnit
from submissions.imports.applying import import_file, year_for
from submissions.imports.sending import Sender, Sending
from submissions.models import ReportingYear, Submission
from submissions.tables import ImportReport, Problem
from submissions.workflow import Refused

FIRST_YEAR, LAST_YEAR = 1900, 2200


class Command(FileCommand):
    help = _("Nhập số liệu của một năm báo cáo từ tệp CSV hoặc XLSX.")

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True, metavar="Y", help=_("năm báo cáo"))
        parser.add_argument("--reporting-unit", metavar="CODE", help=_("chỉ nhận cơ sở do đơn vị báo cáo này báo cáo"))
        parser.add_argument(
            "--user",
            metavar="NAME",
            help=_(
                "ghi dưới tên người này, và chỉ nhận cơ sở mà họ được nhập số liệu; quản trị viên chạy lệnh thay "
                "người khác nên nhận mọi cơ sở"
            ),
        )
        parser.add_argument(
            "--status",
            choices=[Submission.Status.DRAFT, Submission.Status.SUBMITTED, Submission.Status.APPROVED],
            help=_("tình trạng của các báo cáo có dòng trong tệp, sau khi nhập"),
        )

    def run(self, data: bytes, file_name: str, options: dict[str, Any]) -> ImportReport:
        try:
            return import_file(data, file_name, self._sending(options), commit=options["commit"])
        except Refused as error:
            return ImportReport(file=file_name, errors=[Problem(None, "", file_name, str(error))])

    def _sending(self, options: dict[str, Any]) -> Sending:
        if not FIRST_YEAR <= options["year"] <= LAST_YEAR:
            raise CommandError(_("Năm %(year)s không hợp lệ.") % {"year": options["year"]}, returncode=WRONG_USE)
        year = year_for(options["year"])
        user = self._user(options["user"]) if options["user"] else None
        unit = self._reporting_unit(options["reporting_unit"], year) if options["reporting_unit"] else None
        # Whoever administers the portal runs the command for those who sent the file: their name, nobody's limits.
        sender = Sender(user, unit, for_anybody=user is not None and user.is_administrator)
        return Sending(year, sender, options["status"])

    def _user(self, name: str) -> User:
        try:
            user: User = User.objects.get(username=name, is_active=True)
        except User.DoesNotExist as error:
            raise CommandError(_("Không có người dùng “%(name)s”.") % {"name": name}, returncode=WRONG_USE) from error
        return user

    def _reporting_unit(self, code: str, year: ReportingYear) -> ReportingUnit:
        """Codes are used again: the one that stood on the reference date, else the last that stood in the year."""
        of_code = ReportingUnit.objects.filter(code=code)
        found = (
            of_code.standing(year.reference_date).last()
            or of_code.standing_between(year.start, year.end).order_by("valid_from").last()
        )
        if found is None:
            message = _("Không có đơn vị báo cáo “%(code)s” trong năm %(year)s.") % {"code": code, "year": year}
            raise CommandError(message, returncode=WRONG_USE)
        return found
