"""The file to fill in: what stands in it; as it is it changes nothing, filled in it is read without a question."""

import io
import shutil
import subprocess

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Measure
from submissions.imports.checking import Check
from submissions.imports.findings import Outcome
from submissions.imports.sending import Sender, Sending
from submissions.imports.template import file_name, template, template_csv
from submissions.imports.template_workbook import roman, template_xlsx
from submissions.tables import read_sheets

SOFFICE = shutil.which("soffice")


@pytest.fixture
def sender(returns, cast):
    """The reporter of commune 24490: TV1 and TV2 are theirs, TV3 is not."""
    return Sender(cast.reporter)


@pytest.fixture
def houses(returns, province):
    """Two village houses in the same commune, asked something else; an institution of another commune beside them."""
    classes = Measure.objects.create(code="classes", label="Số lớp năng khiếu", type="count", position=3)
    classes.categories.set([province.categories["house_village"]])
    province.institution("NVH1", "=Nhà văn hóa thôn 2", "house_village", "old:24490")
    province.institution("NVH2", "Nhà văn hóa thôn 1", "house_village", "old:24493")
    province.institution("NVH3", "Nhà văn hóa nơi khác", "house_village", "old:22015")
    return classes


def checked(data, name, year, sender):
    check = Check(data, name, Sending(year, sender))
    rows = [row for row in check.rows() if row.outcome != Outcome.SKIPPED]
    return check, rows


def sheet_of(data):
    return openpyxl.load_workbook(io.BytesIO(data))["Số liệu"]


def test_the_table_has_the_senders_institutions_by_category_in_the_order_of_the_dictionary(returns, sender, houses):
    made = template(returns.this_year, sender)
    assert [(section.title, [line.standing.code for line in section.lines]) for section in made.sections] == [
        ("Thư viện công cộng cấp xã", ["TV2", "TV1"]),
        ("Nhà văn hóa - thể thao thôn", ["NVH2", "NVH1"]),
    ]
    assert made.reporting_unit.code == "24490"
    assert file_name(made) == "so-lieu-2025-24490"


def test_what_is_stored_and_last_years_answers_are_filled_in(returns, sender):
    returns.say(returns.commune, returns.library, returns.visits, 1500, is_estimate=True)
    returns.say(returns.commune, returns.other_library, returns.service, 0)
    returns.say(returns.district, returns.library, returns.visits, 1200)
    made = template(returns.this_year, sender)
    rows = read_sheets(template_csv(made), "mau.csv")[0].rows
    assert [row.cells for row in rows] == [
        ["Mã", "Tên", "Xã/phường", "Có phục vụ học tập", "Có phục vụ học tập (năm 2024)", "Lượt tại chỗ",
         "Lượt tại chỗ (năm 2024)"],
        ["TV2", "Thư viện Krông Búk", "Xã Krông Pắc", "không", None, None, None],
        ["TV1", "Thư viện Phước An", "Xã Krông Pắc", None, None, "ước 1500", "1200"],
    ]  # fmt: skip


def test_without_answers_of_last_year_there_are_no_columns_of_last_year(returns, sender):
    assert template(returns.this_year, sender).headings == [
        "Mã", "Tên", "Xã/phường", "Có phục vụ học tập", "Lượt tại chỗ",
    ]  # fmt: skip


def test_a_label_that_two_measures_bear_gives_way_to_the_code(returns, sender, province):
    other = Measure.objects.create(code="visits_again", label="lượt tại chỗ", type="count", position=9)
    other.categories.set([province.categories["museum"]])
    assert template(returns.this_year, sender).headings[3:] == ["Có phục vụ học tập", "visits_onsite"]


def test_one_reporting_unit_of_many_and_never_anothers(returns, sender, cast, province):
    reviewer = Sender(cast.reviewer)
    everybody = template(returns.this_year, reviewer)
    assert everybody.reporting_unit is None
    assert [section.title for section in everybody.sections] == [
        "Cơ quan Phường Tuy Hòa: Thư viện công cộng cấp xã", "Cơ quan Xã Krông Pắc: Thư viện công cộng cấp xã",
    ]  # fmt: skip
    one = template(returns.this_year, reviewer, province.offices["new:22015"])
    assert [row[0] for row in one.rows] == ["TV3"]
    assert list(template(returns.this_year, sender, province.offices["new:22015"]).rows) == []


def test_the_sheet_is_locked_but_for_what_is_asked(returns, sender, houses):
    returns.say(returns.district, returns.library, returns.visits, 1200)
    sheet = sheet_of(template_xlsx(template(returns.this_year, sender)))
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert [sheet.cell(line, 1).value for line in range(1, 14)] == [
        "Sở Văn hóa, Thể thao và Du lịch tỉnh Đắk Lắk", "Phiếu số liệu năm 2025", "Cơ quan Xã Krông Pắc (24490)",
        "Hạn nộp: 15/01/2026. Ghi vào các ô màu trắng; cách ghi xem ở trang “Hướng dẫn”.", None, "Mã",
        "I. Thư viện công cộng cấp xã", "TV2", "TV1", "II. Nhà văn hóa - thể thao thôn", "NVH2", "NVH1", None,
    ]  # fmt: skip
    open_cells = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert open_cells == {"D8", "D9", "F8", "F9", "H11", "H12"}
    assert sheet["H8"].fill.patternType == sheet["D11"].fill.patternType == "lightUp"
    assert sheet.freeze_panes == "C7"
    assert sheet.print_title_rows == "$6:$6"
    assert sheet["D6"].comment.text == "Mở cửa hằng tuần."
    lists = {str(rule.sqref): (rule.type, rule.errorStyle) for rule in sheet.data_validations.dataValidation}
    assert lists == {"D8:D9": ("list", "warning"), "F8:F9": ("custom", "warning"), "H11:H12": ("custom", "warning")}


def test_a_name_is_never_a_formula(returns, sender, houses):
    made = template(returns.this_year, sender)
    assert sheet_of(template_xlsx(made))["B12"].value == "'=Nhà văn hóa thôn 2"
    assert sheet_of(template_xlsx(made))["B12"].data_type == "s"
    assert "'=Nhà văn hóa thôn 2" in template_csv(made).decode()


def test_the_guide_says_what_each_question_means_and_who_is_asked(returns, sender, houses):
    guide = openpyxl.load_workbook(io.BytesIO(template_xlsx(template(returns.this_year, sender))))["Hướng dẫn"]
    rows = [tuple(cell.value for cell in row) for row in guide.iter_rows()]
    assert ("Có phục vụ học tập", "có hoặc không", "Thư viện công cộng cấp xã", "Mở cửa hằng tuần.") in rows
    assert ("Mọi câu hỏi", "KAD, không áp dụng", "Câu hỏi không áp dụng với cơ sở; lý do ghi trên cổng", None) in rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_sent_back_as_it_is_it_changes_nothing(returns, sender, houses, kind):
    returns.say(returns.commune, returns.library, returns.visits, 1500, is_estimate=True)
    returns.say(returns.commune, returns.other_library, returns.service, 1)
    returns.say(returns.district, returns.library, returns.visits, 1200)
    made = template(returns.this_year, sender)
    data = template_xlsx(made) if kind == "xlsx" else template_csv(made)
    check, rows = checked(data, f"mau.{kind}", returns.this_year, sender)
    assert check.report.errors == []
    assert [(row.text, row.outcome) for row in rows if row.outcome != Outcome.UNCHANGED] == []
    assert check.report.unchanged == 2


FILLED = {"D8": "có", "F8": 1250, "D9": "?", "F9": "ước 500", "H11": "-", "H12": "KAD"}
READ = {
    ("TV2", "lifelong_service"): ("reported", 1, False), ("TV2", "visits_onsite"): ("reported", 1250, False),
    ("TV1", "lifelong_service"): ("unknown", None, False), ("TV1", "visits_onsite"): ("reported", 500, True),
    ("NVH2", "classes"): ("reported", 0, False), ("NVH1", "classes"): ("not_applicable", None, False),
}  # fmt: skip


@pytest.fixture
def filled(returns, sender, houses):
    """The template with last year's columns, filled in as somebody would in Excel."""
    returns.say(returns.district, returns.library, returns.visits, 1200)
    workbook = openpyxl.load_workbook(io.BytesIO(template_xlsx(template(returns.this_year, sender))))
    for address, value in FILLED.items():
        workbook["Số liệu"][address] = value
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def read_without_a_question(data, name, returns, sender):
    check, rows = checked(data, name, returns.this_year, sender)
    assert check.report.errors == []
    codes = dict(Measure.objects.values_list("pk", "code"))
    answers = {
        (row.standing.code, codes[change.answer.measure_id]): (
            change.answer.state, change.answer.value, change.answer.is_estimate,
        )
        for row in rows
        for change in row.changes
    }  # fmt: skip
    assert answers == READ
    assert [one.finding.message for one in check.findings if one.finding.severity != "notice"] == []


def test_filled_in_it_is_read_without_a_question(filled, returns, sender):
    read_without_a_question(filled, "mau.xlsx", returns, sender)


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine")
@pytest.mark.parametrize("steps", ["xlsx", "xls", "csv", "ods xlsx", "xls xlsx"])
def test_saved_by_libreoffice_it_is_read_without_a_question(filled, returns, sender, tmp_path, steps):
    path = tmp_path / "mau.xlsx"
    path.write_bytes(filled)
    for number, kind in enumerate(steps.split()):
        utf_8 = ":Text - txt - csv (StarCalc):59,34,76" if kind == "csv" else ""  # semicolons, as in a Vietnamese Excel
        folder = tmp_path / str(number)
        command = [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
        command += ["--convert-to", kind + utf_8, "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603
        path = folder / f"mau.{kind}"
    read_without_a_question(path.read_bytes(), path.name, returns, sender)


def test_the_queries_do_not_grow_with_the_institutions(returns, sender, province):
    counts = []
    for number in (1, 3):
        for index in range(number):
            province.institution(f"L{number}-{index}", f"Thư viện {index}", "library_commune", "old:24490")
        template(returns.this_year, Sender(sender.user))  # the rule on who answers is kept between requests
        with CaptureQueriesContext(connection) as queries:
            template(returns.this_year, Sender(type(sender.user).objects.get(pk=sender.user.pk)))
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_sections_are_numbered_as_reports_number_them(returns, cast, houses):
    made = template(returns.this_year, Sender(cast.reviewer))
    assert [(section.number, section.title.split(": ")[0]) for section in made.sections] == [
        (1, "Cơ quan Phường Tuy Hòa"), (2, "Cơ quan Phường Tuy Hòa"),
        (1, "Cơ quan Xã Krông Pắc"), (2, "Cơ quan Xã Krông Pắc"),
    ]  # fmt: skip
    assert [roman(number) for number in (1, 4, 9, 14)] == ["I", "IV", "IX", "XIV"]
