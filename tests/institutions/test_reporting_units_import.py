"""Files of reporting units."""

import json

import pytest
from django.core.management import call_command

from institutions.models import ReportingUnit
from institutions.reporting_units_import import import_reporting_units

HEADER = "code,name,unit,valid_from,valid_until\n"


def send(text: str, *, commit: bool = True):
    return import_reporting_units((HEADER + text).encode(), "don-vi.csv", commit=commit)


def counts(report) -> tuple[int, int, int, int]:
    assert report.errors == []
    return report.rows, report.new, report.changed, report.unchanged


def test_rows_are_created_once_and_corrected(province):
    text = "BT,Bảo tàng tỉnh,66,,\nGD,Sở Giáo dục và Đào tạo,66,01/01/2021,2025-06-30\nGD,Sở GDĐT mới,66,2025-07-01,\n"
    assert counts(send(text, commit=False)) == (3, 3, 0, 0)
    assert not ReportingUnit.objects.filter(code="BT").exists()
    assert counts(send(text)) == (3, 3, 0, 0)
    assert counts(send(text)) == (3, 0, 0, 3)
    rows = ReportingUnit.objects.filter(code="GD").order_by("valid_from")
    assert [(str(row.valid_from), str(row.valid_until), row.unit) for row in rows] == [
        ("2021-01-01", "2025-06-30", province.units["old:66"]),
        ("2025-07-01", "None", province.units["new:66"]),
    ]
    assert counts(send("BT,Bảo tàng Đắk Lắk,66,,2024-12-31\n")) == (1, 0, 1, 0)
    museum = ReportingUnit.objects.get(code="BT")
    assert (museum.search_key, str(museum.valid_until), museum.is_office) == (" bao tang dak lak", "2024-12-31", False)
    assert museum.history.count() == 2


def test_office_may_be_named_and_keeps_the_dates_of_its_unit(province):
    assert counts(send("654,Phòng Văn hóa Krông Pắc,654,,\n")) == (1, 0, 1, 0)
    office = ReportingUnit.objects.get(code="654")
    assert (office.name, str(office.valid_until), office.is_office) == ("Phòng Văn hóa Krông Pắc", "2025-06-30", True)
    province.offices["old:655"].delete()
    assert counts(send("655,Phòng Văn hóa Krông Ana,655,,\n")) == (1, 1, 0, 0)
    office = ReportingUnit.objects.get(code="655")
    assert (str(office.valid_until), office.is_office) == ("2025-06-30", True)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",Tên,66,,", "code"),
        ("A,,66,,", "name"),
        ("A,Tên,,,", "unit"),
        ("A,Tên,654,2025-07-01,", "unit"),
        ("A,Tên,66,2025-02-30,", "valid_from"),
        ("A,Tên,66,2025-02-01,2025-01-31", "valid_until"),
        ("654,Tên khác,66,2021-01-01,", "code"),
    ],
)
def test_error_names_line_and_column_and_writes_nothing(province, row, column):
    before = ReportingUnit.objects.count()
    report = send(f"OK,Đúng,66,,\n{row}\n")
    assert [(problem.line, problem.column) for problem in report.errors] == [(3, column)]
    assert ReportingUnit.objects.count() == before


def test_same_code_and_day_twice_is_an_error(province):
    assert [problem.line for problem in send("A,Một,66,,\nA,Hai,66,,\n").errors] == [3]


def test_command(province, tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "BT,Bảo tàng,66,,\n")
    call_command("import_reporting_units", str(path), "--commit", "--format", "json")
    assert json.loads(capsys.readouterr().out)["new"] == 1
    path.write_text(HEADER + "BT,Bảo tàng,99,,\n")
    with pytest.raises(SystemExit) as stop:
        call_command("import_reporting_units", str(path))
    assert stop.value.code == 1
    assert "dòng 2, cột unit, “99”" in capsys.readouterr().out
