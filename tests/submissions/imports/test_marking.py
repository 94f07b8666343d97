"""The file handed back: what is wrong stands in its cell, what is the sender's stays, and it is read again."""

import datetime
import io
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from xlsxwriter import Workbook as FastWorkbook

from submissions.imports.checking import Check
from submissions.imports.findings import Finding
from submissions.imports.formula_results import TooHeavy, computed
from submissions.imports.marking import AUTHOR, MARKS_SHEET, Mark, Severity, mark_of, marked
from submissions.imports.sending import Sender, Sending
from submissions.imports.template import template
from submissions.imports.template_workbook import template_xlsx
from submissions.reading.archives import Archive
from submissions.tables import read_book

SOFFICE = shutil.which("soffice")
RED, AMBER, YELLOW, GREEN = "FFF8B4B4", "FFFFCF87", "FFFFF3A3", "FFC6E0B4"
NAME = "so-lieu.xlsx"


def district_file() -> bytes:
    """A form as districts send it: a title, a heading over two rows, sums, notes, a second sheet and a hidden one."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Biểu 'số' 1"
    sheet["A1"] = "UBND HUYỆN KRÔNG PẮC"
    sheet.merge_cells("A1:E1")
    for address, text in {
        "A3": "STT", "B3": "Tên thư viện", "C3": "Lượt người sử dụng", "E3": "Tổng", "C4": "Tại chỗ", "D4": "Lưu động",
    }.items():  # fmt: skip
        sheet[address] = text
        sheet[address].font = Font(name="Times New Roman", bold=True)
    for area in ("A3:A4", "B3:B4", "C3:D3", "E3:E4"):
        sheet.merge_cells(area)
    for line, row in enumerate([(1, "Thư viện Ea Kly", 1200, "1.5"), (2, "Thư viện Krông Búk", -5, 7)], start=5):
        for column, value in enumerate(row, start=1):
            sheet.cell(line, column, value)
        sheet.cell(line, 5, f'=IF(A{line}="","",SUM(C{line}:D{line}))')
    sheet["C5"].number_format = "#,##0"
    sheet["C6"].fill = PatternFill("solid", fgColor=GREEN)
    sheet["C6"].comment = Comment("Số của chị Hoa", "Nguyễn Thị Hoa")
    sheet["B7"] = "=1+1"
    sheet["B7"].data_type = "s"
    sheet.column_dimensions["B"].width = 31
    sheet.row_dimensions[6].hidden = True
    rule = DataValidation(type="list", formula1='"x,không"')
    rule.add("F5:F9")
    sheet.add_data_validation(rule)
    workbook.create_sheet("Phụ lục")["B2"] = datetime.date(2025, 6, 30)
    hidden = workbook.create_sheet("Ẩn")
    hidden["A1"], hidden.sheet_state = "Riêng", "hidden"
    out = io.BytesIO()
    workbook.save(out)
    return with_results(out.getvalue(), {"E5": ("n", "1201.5"), "E6": ("str", "")})


def with_results(data: bytes, results: dict[str, tuple[str, str]]) -> bytes:
    """The formulas of the first sheet with the results that Excel would have stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(out, "w") as whole:
        for name in parts.namelist():
            part = parts.read(name).decode() if name.endswith(".xml") else parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for address, (kind, value) in results.items():
                    before, cell, after = part.partition(f'<c r="{address}"')
                    part = before + cell + f' t="{kind}"' + after.replace("<v />", f"<v>{value}</v>", 1)
            whole.writestr(name, part.replace(' fullCalcOnLoad="1"', "") if name == "xl/workbook.xml" else part)
    return out.getvalue()


SHEET = "Biểu 'số' 1"
MARKS = [
    Mark(Severity.NOTICE, "Bỏ qua dòng 1.", SHEET, 1),
    Mark(Severity.ERROR, "Số đếm phải là số nguyên.", SHEET, 5, 3, "Lưu động", "1.5"),
    Mark(Severity.WARNING, "Gấp 4 lần năm trước.", SHEET, 6, 2, "Tại chỗ", "-5"),
    Mark(Severity.ERROR, "Số đếm không thể âm.", SHEET, 6, 2, "Tại chỗ", "-5"),
    Mark(Severity.QUESTION, "Không có chỉ tiêu nào tên này.", SHEET, 3, 3, "Lượt người sử dụng", ""),
    Mark(Severity.BLOCK, "Nói ở chỗ khác.", SHEET, 5, 0),
    Mark(Severity.ERROR, "Năm báo cáo 2025 đã khóa.", value="=2025"),
]


def handed_back(data, marks=MARKS, name=NAME):
    book = read_book(data, name)
    new_name, result = marked(file_name=name, data=data, book=book, marks=marks)
    return new_name, result


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(workbook):
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def tables(data, name=NAME):
    """What stands in the sheets, blank ends of rows and the summary aside."""
    found = {}
    for sheet in read_book(data, name).sheets:
        rows = {}
        for row in sheet.rows:
            while row.cells and row.cells[-1] is None:
                row.cells.pop()
            if row.cells:
                rows[row.number] = row.cells
        found[sheet.name] = rows, sorted(sheet.merged), sheet.unsound
    found.pop(MARKS_SHEET, None)
    return found


def listed(data):
    """The rows of the summary below its heading."""
    rows = [[cell.value for cell in row] for row in opened(data)[MARKS_SHEET].iter_rows()]
    return rows[[row[0] for row in rows].index("Trang") + 1 :]


def test_problems_are_told_in_their_cells_by_colour_and_word():
    name, data = handed_back(district_file())
    sheet = opened(data)[SHEET]
    assert name == "so-lieu - đã kiểm tra.xlsx"
    assert sheet["D5"].fill.fgColor.rgb == RED
    assert sheet["D5"].comment.text == "Lỗi: Số đếm phải là số nguyên.\n\n— Cổng số liệu"
    assert sheet["D5"].comment.author == AUTHOR
    assert sheet["C6"].fill.fgColor.rgb == RED
    assert sheet["C6"].comment.text == (
        "Lỗi: Số đếm không thể âm.\n\nCần giải thích: Gấp 4 lần năm trước.\n\n— Cổng số liệu"
        "\n\n———— Nguyễn Thị Hoa:\nSố của chị Hoa"
    )
    assert sheet["A5"].comment is None
    assert sheet["A1"].comment is None
    assert not sheet.row_dimensions[6].hidden


def test_a_problem_within_a_merged_area_is_told_at_its_first_cell():
    sheet = opened(handed_back(district_file())[1])[SHEET]
    assert sheet["C3"].fill.fgColor.rgb == AMBER
    assert sheet["C3"].comment.text.startswith("Cần trả lời: ")
    only_warned = [Mark(Severity.WARNING, "Khác thường.", SHEET, 5, 2)]
    assert opened(handed_back(district_file(), only_warned)[1])[SHEET]["C5"].fill.fgColor.rgb == YELLOW


def test_the_summary_is_last_and_lists_everything_with_a_link():
    data = handed_back(district_file())[1]
    workbook = opened(data)
    assert workbook.sheetnames == [SHEET, "Phụ lục", "Ẩn", MARKS_SHEET]
    summary = workbook[MARKS_SHEET]
    counts = [(summary.cell(line, 1).value, summary.cell(line, 2).value) for line in range(5, 9)]
    assert counts == [("Lỗi", 3), ("Cần trả lời", 1), ("Cần giải thích", 1), ("Lưu ý", 1)]
    assert [row[:7] for row in listed(data)] == [
        [None, None, None, None, "'=2025", "Lỗi", "Năm báo cáo 2025 đã khóa."],
        [SHEET, "D3", 3, "Lượt người sử dụng", None, "Cần trả lời", "Không có chỉ tiêu nào tên này."],
        [SHEET, "D5", 5, "Lưu động", "1.5", "Lỗi", "Số đếm phải là số nguyên."],
        [SHEET, "C6", 6, "Tại chỗ", "'-5", "Lỗi", "Số đếm không thể âm."],
        [SHEET, "C6", 6, "Tại chỗ", "'-5", "Cần giải thích", "Gấp 4 lần năm trước."],
        [SHEET, None, 1, None, None, "Lưu ý", "Bỏ qua dòng 1."],
    ]
    assert summary["B13"].value == "D5"
    assert summary["B13"].hyperlink.location == "'Biểu ''số'' 1'!D5"


def test_nothing_of_the_sender_is_lost():
    sent = district_file()
    data = handed_back(sent)[1]
    assert tables(data) == tables(sent)
    sheet, before = opened(data)[SHEET], opened(sent)[SHEET]
    assert sheet["E5"].value == '=IF(A5="","",SUM(C5:D5))'
    assert sheet["B3"].font.name == "Times New Roman"
    assert sheet["C5"].number_format == "#,##0"
    assert sheet.column_dimensions["B"].width == 31
    assert sheet.merged_cells.ranges == before.merged_cells.ranges
    assert str(sheet.data_validations.dataValidation[0].sqref) == "F5:F9"
    assert opened(data)["Ẩn"].sheet_state == "hidden"


def test_text_that_looks_like_a_formula_stays_text():
    assert opened(handed_back(district_file())[1])[SHEET]["B7"].data_type == "s"
    data = handed_back("Mã,Tên\nTV1,=1+1\nTV2,'=1+1\nTV3,-5\n".encode(), [], "a.csv")[1]
    sheet = opened(data)["Số liệu"]
    assert [(sheet.cell(line, 2).data_type, sheet.cell(line, 2).value) for line in (2, 3, 4)] == [
        ("s", "'=1+1"), ("s", "'=1+1"), ("s", "'-5"),
    ]  # fmt: skip
    assert [row.cells[1] for row in read_book(data, "a.xlsx").sheets[0].rows] == ["Tên", "=1+1", "=1+1", "-5"]


def test_results_of_formulas_are_there_before_excel_has_computed_anything():
    rows, _merged, unsound = tables(handed_back(district_file())[1])[SHEET]
    assert rows[5] == [1, "Thư viện Ea Kly", 1200, "1.5", 1201.5]
    assert rows[6] == [2, "Thư viện Krông Búk", -5, 7]
    assert unsound == {}


def test_mended_and_sent_again_it_is_read_and_former_marks_are_taken_off():
    data = handed_back(district_file())[1]
    workbook = opened(data)
    workbook[SHEET]["D5"] = 150
    mended = saved(workbook)
    assert tables(mended)[SHEET][0][5][3] == 150
    name, again = handed_back(mended, [MARKS[3]], "so-lieu - đã kiểm tra.xlsx")
    sheet = opened(again)[SHEET]
    assert name == "so-lieu - đã kiểm tra.xlsx"
    assert opened(again).sheetnames.count(MARKS_SHEET) == 1
    assert len(listed(again)) == 1
    assert sheet["D5"].comment is None
    assert sheet["D5"].fill.fill_type is None
    assert sheet["C6"].comment.text.count("Số của chị Hoa") == 1
    clean = opened(handed_back(again, [], name)[1])[SHEET]
    assert (clean["C6"].comment.text, clean["C6"].comment.author) == ("Số của chị Hoa", "Nguyễn Thị Hoa")
    assert clean["C6"].fill.fgColor.rgb == GREEN


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine")
def test_after_libreoffice_the_marks_are_still_known(tmp_path):
    (tmp_path / "in.xlsx").write_bytes(handed_back(district_file())[1])
    command = [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(tmp_path / "out"), str(tmp_path / "in.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603
    data = (tmp_path / "out" / "in.xlsx").read_bytes()
    clean = opened(handed_back(data, [])[1])
    assert clean[SHEET]["C6"].fill.fgColor.rgb == GREEN
    assert clean[SHEET]["C6"].comment.text == "Số của chị Hoa"
    assert clean[SHEET]["D5"].comment is None
    assert clean[SHEET]["D5"].fill.fill_type is None


CSV = 'Mã;Tên;Lượt tại chỗ\r\nTV1;"Thư viện\r\nEa Kly";1.234\r\n\r\nTV2;Krông Búk;007\r\n'.encode("utf-16")


def test_a_csv_comes_back_as_a_workbook_with_the_same_lines():
    name, data = handed_back(CSV, [Mark(Severity.ERROR, "Sai.", "", 5, 2, "Lượt tại chỗ", "007")], "gửi.csv")
    assert name == "gửi - đã kiểm tra.xlsx"
    sheet = opened(data)["Số liệu"]
    assert (sheet["C5"].value, sheet["C5"].fill.fgColor.rgb) == ("007", RED)
    assert sheet["C5"].comment.text.startswith("Lỗi: Sai.")
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("1.234", "s")
    assert tables(data)["Số liệu"][0] == tables(CSV, "gửi.csv")[""][0]
    assert listed(data)[0][:3] == ["Số liệu", "C5", 5]


def test_a_workbook_beyond_the_limit_is_built_anew_with_its_merged_heading(settings):
    sent = district_file()
    settings.MARK_IN_PLACE_CELLS = 20
    data = handed_back(sent)[1]
    assert tables(data) == tables(sent)
    sheet = opened(data)[SHEET]
    assert sheet["C3"].fill.fgColor.rgb == AMBER
    assert sheet["E5"].value == 1201.5
    assert "định dạng và công thức không còn" in opened(data)[MARKS_SHEET]["A4"].value


def test_a_workbook_that_the_writer_cannot_open_is_built_anew(monkeypatch, caplog):
    def refuse(*_arguments, **_options):
        raise KeyError("no such part")

    monkeypatch.setattr("submissions.imports.marking.mark_in_place", refuse)
    sent = district_file()
    assert tables(handed_back(sent)[1]) == tables(sent)
    assert "built anew" in caplog.text


@pytest.mark.parametrize("reference", ["A1:XFD1048576", "A:XFD", "$A$1:$ZZ$9999"])
def test_a_small_file_that_asks_for_billions_of_cells_is_not_opened_whole(reference):
    out = io.BytesIO()
    with FastWorkbook(out) as workbook:
        workbook.add_worksheet("A").write(0, 0, "Mã")
        workbook.worksheets()[0].merge_range("A2:B3", "x")
    whole = io.BytesIO()
    with zipfile.ZipFile(out) as parts, zipfile.ZipFile(whole, "w") as bomb:
        for name in parts.namelist():
            bomb.writestr(name, parts.read(name).replace(b'ref="A2:B3"', f'ref="{reference}"'.encode()))
    with pytest.raises(TooHeavy):
        computed(Archive(whole.getvalue(), NAME), 300_000)


def test_macros_are_left_out_and_it_is_said():
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(district_file())) as parts, zipfile.ZipFile(whole, "w") as with_macros:
        for name in parts.namelist():
            with_macros.writestr(name, parts.read(name))
        with_macros.writestr("xl/vbaProject.bin", b"macro")
    name, data = handed_back(whole.getvalue(), name="mẫu.xlsm")
    assert name == "mẫu - đã kiểm tra.xlsx"
    assert not any("vba" in part.lower() for part in zipfile.ZipFile(io.BytesIO(data)).namelist())
    assert "không còn macro" in opened(data)[MARKS_SHEET]["A4"].value


def test_without_problems_it_says_so():
    data = handed_back(district_file(), [])[1]
    assert opened(data)[MARKS_SHEET]["A2"].value == "Không có gì phải sửa."
    assert listed(data) == []


def test_beyond_a_number_of_notes_cells_are_still_coloured_and_listed(monkeypatch):
    for module in ("marks_summary", "marking_in_place", "marking_rebuilt"):
        monkeypatch.setattr(f"submissions.imports.{module}.NOTES_AT_MOST", 1)
    for sent, name, sheet in ((district_file(), NAME, SHEET), (CSV, "a.csv", "Số liệu")):
        read_as = SHEET if sheet == SHEET else ""
        marks = [Mark(Severity.ERROR, "Sai.", read_as, 2, column) for column in (0, 1)]
        data = handed_back(sent, marks, name)[1]
        cells = [opened(data)[sheet].cell(2, column) for column in (1, 2)]
        assert [cell.fill.fgColor.rgb for cell in cells] == [RED, RED]
        assert [cell.comment is not None for cell in cells] == [True, False]
        assert [row[1] for row in listed(data)] == ["A2", "B2"]
        assert "Chỉ 1 ô đầu có ghi chú" in opened(data)[MARKS_SHEET]["A4"].value


def check_and_mark(data, name, sending):
    check = Check(data, name, sending)
    rows = list(check.rows())
    marks = [mark_of(one.finding, one.sheet, one.line) for one in check.findings]
    marks += [mark_of(finding, row.sheet, row.line) for row in rows for finding in row.findings]
    new_name, result = marked(file_name=name, data=data, book=check.book, marks=marks)
    return check.report, new_name, result


def test_a_filled_in_template_comes_back_marked_and_mended_has_no_errors(returns, cast):
    sending = Sending(returns.this_year, Sender(cast.reporter))
    workbook = opened(template_xlsx(template(returns.this_year, sending.sender)))
    workbook["Số liệu"]["D8"], workbook["Số liệu"]["E9"] = "chắc là có", -3
    report, name, data = check_and_mark(saved(workbook), "mau.xlsx", sending)
    sheet = opened(data)["Số liệu"]
    assert [(problem.line, problem.value) for problem in report.errors] == [(8, "chắc là có"), (9, "-3")]
    assert [sheet[address].fill.fgColor.rgb for address in ("D8", "E9")] == [RED, RED]
    assert sheet.protection.sheet
    workbook = opened(data)
    workbook["Số liệu"]["D8"], workbook["Số liệu"]["E9"] = "có", 3
    report, _name, _data = check_and_mark(saved(workbook), name, sending)
    assert report.errors == []
    assert (report.new, report.changed) == (2, 0)


def test_what_was_explained_is_only_told():
    finding = Finding(Severity.WARNING, "large", "Gấp 4 lần.", 2, "Lượt", "400", explanation="Mở thêm giờ")
    assert mark_of(finding, "A", 5) == Mark(Severity.NOTICE, "Gấp 4 lần.", "A", 5, 2, "Lượt", "400")


def test_beyond_a_limit_the_first_places_are_marked_and_that_is_said(monkeypatch):
    monkeypatch.setattr("submissions.imports.marks.MARKS_AT_MOST", 2)
    marks = [Mark(Severity.ERROR, f"sai {line}", "", line, 1) for line in (2, 3, 4)]
    text = "institution,visits_onsite\nA,x1\nB,x2\nC,x3\n"
    _name, data = marked(file_name="a.csv", data=text.encode(), book=read_book(text.encode(), "a.csv"), marks=marks)
    sheet, summary = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    assert [sheet.cell(line, 2).comment is not None for line in (2, 3, 4)] == [True, True, False]
    said = [cell.value for row in summary.iter_rows() for cell in row if cell.value]
    assert "Chỉ 2 chỗ đầu tiên được đánh dấu. Hãy sửa rồi gửi lại để xem các chỗ còn lại." in said
    assert "sai 4" not in said
