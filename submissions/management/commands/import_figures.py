"""`import_figures FILE --year Y`: figures from a CSV, XLSX or XLS file. Writes nothing without `--commit`.

It asks nobody. How the file is read can be said beforehand; every other question is an error that says what to mend.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.models import User
from institutions.file_command import WRONG_USE, FileCommand
from institutions.models import ReportingUnit
from institutions.names import normal
from submissions.imports.applying import import_file, year_for
from submissions.imports.choices import Choices
from submissions.imports.columns import sheets_of_figures
from submissions.imports.sending import Sender, Sending
from submissions.models import ReportingYear, Submission
from submissions.tables import ENCODINGS, ImportReport, Problem, Sheet, read_book
from submissions.workflow import Refused

FIRST_YEAR, LAST_YEAR = 1900, 2200


class Command(FileCommand):
    help = _("Nhập số liệu của một năm báo cáo từ tệp CSV, XLSX hoặc XLS.")

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
        self._add_ways_of_reading(parser)

    def _add_ways_of_reading(self, parser: CommandParser) -> None:
        """What a person answers on the page “Cách đọc tệp”."""
        parser.add_argument(
            "--encoding",
            metavar="CODE",
            help=_("bảng mã của tệp, khi cổng nhận sai: %(codes)s") % {"codes": _listed(_codes())},
        )
        parser.add_argument("--sheet", metavar="NAME", help=_("chỉ đọc trang tính có tên này"))
        parser.add_argument(
            "--heading-line",
            type=int,
            metavar="N",
            help=_("số của dòng cuối cùng trong phần tiêu đề của bảng; tệp nhiều trang tính thì cần cả --sheet"),
        )

    def run(self, data: bytes, file_name: str, options: dict[str, Any]) -> ImportReport:
        sending = self._sending(options, self._choices(data, file_name, options))
        try:
            return import_file(data, file_name, sending, commit=options["commit"])
        except Refused as error:
            return ImportReport(file=file_name, errors=[Problem(None, "", file_name, str(error))])

    def _choices(self, data: bytes, file_name: str, options: dict[str, Any]) -> Choices:
        """How the file is to be read; what the file does not have is wrong use."""
        encoding, named, line = (options["encoding"] or "").lower(), options["sheet"], options["heading_line"]
        if encoding and encoding not in _codes():
            message = _("Không có bảng mã “%(code)s”. Có thể chọn: %(codes)s.")
            raise _wrong_use(message % {"code": options["encoding"], "codes": _listed(_codes())})
        if named is None and line is None:
            return Choices(encoding=encoding)
        sheets = sheets_of_figures(read_book(data, file_name, encoding=encoding))
        if named is not None:
            sheets = [_sheet_named(named, sheets, file_name)]
        if line is not None:
            _refuse_no_line(line, sheets)
        sheet = "" if named is None else sheets[0].name
        return Choices(encoding=encoding, sheet=sheet, heading_line=line or 0)

    def _sending(self, options: dict[str, Any], choices: Choices) -> Sending:
        if not FIRST_YEAR <= options["year"] <= LAST_YEAR:
            raise _wrong_use(_("Năm %(year)s không hợp lệ.") % {"year": options["year"]})
        year = year_for(options["year"])
        user = self._user(options["user"]) if options["user"] else None
        unit = self._reporting_unit(options["reporting_unit"], year) if options["reporting_unit"] else None
        # Whoever administers the portal runs the command for those who sent the file: their name, nobody's limits.
        sender = Sender(user, unit, for_anybody=user is not None and user.is_administrator)
        return Sending(year, sender, options["status"], choices)

    def _user(self, name: str) -> User:
        try:
            user: User = User.objects.get(username=name, is_active=True)
        except User.DoesNotExist as error:
            raise _wrong_use(_("Không có người dùng “%(name)s”.") % {"name": name}) from error
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
            raise _wrong_use(message)
        return found


def _wrong_use(message: str) -> CommandError:
    return CommandError(message, returncode=WRONG_USE)


def _codes() -> list[str]:
    return [code for code, _label in ENCODINGS]


def _listed(texts: Collection[str]) -> str:
    return ", ".join(texts)


def _sheet_named(name: str, sheets: Sequence[Sheet], file_name: str) -> Sheet:
    found = next((sheet for sheet in sheets if sheet.name and normal(sheet.name) == normal(name)), None)
    if found:
        return found
    names = [sheet.name for sheet in sheets if sheet.name]
    if not names:
        raise _wrong_use(_("Tệp “%(file)s” không có trang tính để chọn. Hãy bỏ --sheet.") % {"file": file_name})
    message = _("Tệp “%(file)s” không có trang tính “%(sheet)s”. Có thể chọn: %(sheets)s.")
    raise _wrong_use(message % {"file": file_name, "sheet": name, "sheets": _listed(names)})


def _refuse_no_line(line: int, sheets: Sequence[Sheet]) -> None:
    """A heading stands in one sheet, in a row that is not blank."""
    if len(sheets) > 1:
        message = _("Tệp có nhiều trang tính (%(sheets)s). Hãy thêm --sheet để biết dòng tiêu đề ở trang nào.")
        raise _wrong_use(message % {"sheets": _listed([sheet.name for sheet in sheets])})
    lines = [row.number for sheet in sheets for row in sheet.rows if not row.is_blank]
    if lines and line not in lines:
        message = _("Không có dòng %(line)d, hoặc dòng ấy trống. Có thể chọn dòng có chữ từ %(first)d đến %(last)d.")
        raise _wrong_use(message % {"line": line, "first": lines[0], "last": lines[-1]})
