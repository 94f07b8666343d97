"""The second sheet of the file to fill in: how answers are written, what is asked of whom, where the file goes."""

import xlsxwriter
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..export import defused
from .row_heights import row_height
from .template import Template

GUIDE = "Hướng dẫn"
"""The name of the sheet, the same in every language of the interface."""

_WIDTHS = (34, 24, 34, 78)
_A4 = 9


def write_guide(book: xlsxwriter.Workbook, template: Template) -> None:
    """Written for somebody who comes once a year and has forgotten everything."""
    sheet = book.add_worksheet(GUIDE)
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "font_size": 12})
    title = book.add_format({"bold": True, "font_size": 14})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#8A94A0"})
    heading = book.add_format({"bold": True, "border": 1, "border_color": "#8A94A0", "bg_color": "#D5DEE8"})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, _("Cách ghi phiếu số liệu năm %(year)s") % {"year": template.year}, title)
    sheet.write_string(1, 0, _period(template))
    line = 2
    for number, text in enumerate(_steps(template), start=1):
        sheet.merge_range(line, 0, line, len(_WIDTHS) - 1, "", plain)
        sheet.write_string(line, 0, f"{number}. {text}", plain)
        sheet.set_row(line, row_height([(text, sum(_WIDTHS))]))
        line += 1
    for caption, headings, rows in (
        (_("Cách ghi trong ô"), (_("Câu hỏi"), pgettext("in a cell", "Ghi"), _("Được đọc là")), _spellings()),
        (_("Các câu hỏi"), (_("Câu hỏi"), _("Trả lời bằng"), _("Hỏi loại hình"), _("Cách hiểu")), _meanings(template)),
    ):
        sheet.write_string(line + 1, 0, caption, bold)
        line += 2
        for row, form in [(headings, heading), *((row, cell) for row in rows)]:
            for column, text in enumerate(row):
                sheet.write_string(line, column, defused(text), form)
            sheet.set_row(line, row_height(zip(row, _WIDTHS, strict=False)))
            line += 1
    _set_up(sheet)


def _period(template: Template) -> str:
    """The days of the year, which is not everybody's calendar year."""
    year = template.year
    days = {"start": date_format(year.start, "d/m/Y"), "end": date_format(year.end, "d/m/Y")}
    return _("Kỳ số liệu %(start)s - %(end)s, %(calendar)s") % (days | {"calendar": year.calendar_name})


def _set_up(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")


def _steps(template: Template) -> list[str]:
    last = template.last_year
    steps = [
        _(
            "Chỉ ghi vào các ô màu trắng ở trang “Số liệu”. Ô xám, gạch chéo: không hỏi cơ sở ấy. Mã, tên được khóa "
            "để tệp đọc lại đúng."
        ),
        _(
            "Số đã ghi trên cổng có sẵn trong ô: đúng thì để nguyên, sai thì sửa. Xóa trắng một ô không xóa số đã ghi "
            "trên cổng."
        ),
    ]
    if last is not None:
        steps.append(
            _("Cột nghiêng “(năm %(year)s)” là số năm trước, chỉ để đối chiếu; ô trống là năm ấy chưa báo cáo.")
            % {"year": last}
        )
    steps.append(
        _(
            "Thiếu cơ sở: bỏ khóa trang (Review, Unprotect Sheet; trong LibreOffice: Tools, Protect Sheet; không cần "
            "mật khẩu), thêm dòng ở cuối bảng, để trống mã, ghi tên và xã/phường. Thừa cơ sở: để trống các ô của dòng "
            "ấy và báo cho người thẩm tra."
        )
    )
    steps.append(
        _(
            "Lưu tệp rồi gửi trên cổng (trang “Báo cáo của tôi”, “Gửi tệp Excel, CSV”), hoặc gửi cho "
            "%(department)s. Cổng cho xem trước mọi thay đổi; chưa xác nhận thì chưa ghi gì."
        )
        % {"department": settings.DEPARTMENT_NAME}
    )
    return steps


def _spellings() -> list[tuple[str, str, str]]:
    yes_no, count, either = _("Có/không"), _("Số đếm"), _("Mọi câu hỏi")
    return [
        (yes_no, "có, x, đạt, ✓, 1", _("Có")),
        (yes_no, "không, chưa, -, 0", _("Không")),
        (count, "1250", _("Số nguyên từ 0 trở lên, không ghi dấu phân cách")),
        (count, "0, -", _("Không có: bằng 0")),
        (count, "ước 500", _("Số ước tính")),
        (either, "?, không rõ", _("Được hỏi nhưng không biết")),
        (either, "KAD, không áp dụng", _("Câu hỏi không áp dụng với cơ sở; lý do ghi trên cổng")),
        (either, _("(để trống)"), _("Chưa báo cáo; số đã ghi trước đó giữ nguyên")),
    ]


def _meanings(template: Template) -> list[tuple[str, str, str, str]]:
    names = {section.category.pk: str(section.category) for section in template.sections}
    found = []
    for question in template.questions:
        asked_of = ", ".join(name for pk, name in names.items() if pk in question.asked_of)
        kind = _("có hoặc không") if question.measure.is_yes_no else _("số đếm")
        found.append((question.heading, kind, asked_of, question.measure.definition))
    return found
