"""The columns of the registry's files, and what a cell of each may hold. Knows no stored institution."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from submissions.tables import ImportReport, Problem

from .dates import UnreadableDate, read_date
from .headed_tables import Column, HeadedTable, Record
from .ledger import is_code
from .models import Ownership
from .names import fold, normal

COLUMNS = [
    Column("code", ("Mã", "Mã cơ sở", "Mã số"), required=True),
    Column("name", ("Tên", "Tên cơ sở"), required=True),
    Column("category", ("Loại hình", "Loại", "Mã loại hình"), required=True),
    Column("unit", ("Đơn vị hành chính", "Mã đơn vị hành chính", "Mã đơn vị", "Địa bàn", "Mã xã"), required=True),
    Column("reporting_unit", ("Đơn vị báo cáo", "Mã đơn vị báo cáo")),
    Column("ownership", ("Sở hữu", "Hình thức sở hữu")),
    Column("opened_on", ("Ngày thành lập", "Thành lập ngày", "Ngày bắt đầu hoạt động")),
    Column("closed_on", ("Ngày ngừng hoạt động", "Ngày hoạt động cuối cùng", "Ngày giải thể")),
    Column("valid_from", ("Từ ngày", "Áp dụng từ ngày", "Có hiệu lực từ ngày")),
    Column("counted", ("Được tính", "Có được tính")),
    Column("not_counted_reason", ("Lý do không tính",)),
    Column("satellite_of", ("Vệ tinh của", "Là vệ tinh của")),
]

TO_BE_PLACED = "?"
"""Behind the code of an ended unit: where the institution lies since is still to be said."""

_YES = {"1", "x", "có", "đạt", "yes", "true", "✓"}
_NO = {"0", "không", "chưa", "no", "false", "-"}
_OWNERSHIP = {
    **{value: value for value in Ownership.values},
    "cong lap": "public", "nha nuoc": "public", "ngoai cong lap": "private", "tu nhan": "private", "khac": "other",
}  # fmt: skip


@dataclass
class RowReader:
    """Reads the cells of one row; what is wrong goes into the report with its line, heading and value."""

    table: HeadedTable
    report: ImportReport
    record: Record
    is_sound: bool = True

    def problem(self, column: str, message: str) -> None:
        """An error at a cell: the row will not be applied."""
        value = self.record.text(column)
        self.report.errors.append(Problem(self.record.line, self.table.heading(column), value, message))
        self.is_sound = False

    def notice(self, column: str, message: str) -> None:
        """Something to look at that stops nothing."""
        value = self.record.text(column)
        self.report.notices.append(Problem(self.record.line, self.table.heading(column), value, message))

    def required(self, column: str, longest: int) -> str:
        """Text that must be there and may not be longer than the column that keeps it."""
        text = normal(self.record.text(column))
        if not text:
            self.problem(column, _("Ô này không được để trống."))
        elif len(text) > longest:
            self.problem(column, _("Dài hơn %(longest)d ký tự; hãy rút ngắn.") % {"longest": longest})
        return text

    def code(self) -> str:
        """An institution's code; it becomes a part of addresses."""
        code = self.required("code", 40)
        if code and not is_code(code):
            self.problem("code", _("Mã không được có khoảng trắng hay dấu gạch chéo."))
        return code

    def date(self, column: str) -> datetime.date | None:
        try:
            return read_date(self.record.cells.get(column))
        except UnreadableDate as error:
            self.problem(column, str(error))
            return None

    def ownership(self) -> str:
        """Blank means public."""
        text = self.record.text("ownership")
        found = _OWNERSHIP.get(fold(text)) if text else Ownership.PUBLIC
        if found is None:
            self.problem("ownership", _("Hãy ghi public (công lập), private (ngoài công lập) hoặc other (khác)."))
        return found or Ownership.PUBLIC

    def is_counted(self) -> bool:
        """Blank means yes."""
        cell = self.record.cells.get("counted")
        text = self.record.text("counted").casefold()
        if cell is True or not text or text in _YES:
            return True
        if cell is not False and text not in _NO:
            self.problem("counted", _("Hãy ghi “có” hoặc “không”."))
        return False
