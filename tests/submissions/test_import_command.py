"""`import_figures`: arguments, exit codes, and the JSON of the contract."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from submissions.models import AnnualFigure, FigureChange, ImportBatch, ReportingYear, Submission
from submissions.workflow import approve, ensure_submission

from .reading.written import sheets_by_openpyxl
from .ungated import hand_in

GOOD = "institution,lifelong_service,visits_onsite\nTV1,x,1200\nTV2,,\n"
BAD = "institution,visits_onsite\nTV1,5\nTV2,-1\n"


@pytest.fixture
def file(tmp_path):
    def write(content: str | bytes, name: str = "so-lieu.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def run(capsys, path, *arguments: str, year: int = 2025):
    """Exit code, standard output, standard error."""
    code = 0
    try:
        call_command("import_figures", str(path), "--year", str(year), *arguments)
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    return code, out, err


def run_json(capsys, path, *arguments: str, **options):
    code, out, _err = run(capsys, path, "--format", "json", *arguments, **options)
    return code, json.loads(out)


def test_nothing_is_written_without_commit(capsys, returns, file):
    code, out, _err = run(capsys, file(GOOD))
    assert code == 0
    assert out.strip() == "2 dòng: 1 mới, 0 thay đổi, 0 giữ nguyên, 1 bỏ qua; mới kiểm tra, chưa ghi gì."
    assert not AnnualFigure.objects.exists()


def test_json_of_a_good_file(capsys, returns, file):
    code, out, err = run(capsys, file(GOOD), "--format", "json", "--commit")
    assert code == 0
    assert json.loads(out) == {
        "file": "so-lieu.csv", "rows": 2, "new": 1, "changed": 0, "unchanged": 0, "skipped": 1,
        "errors": [], "notices": [], "committed": True,
    }  # fmt: skip
    assert err.strip() == "2 dòng: 1 mới, 0 thay đổi, 0 giữ nguyên, 1 bỏ qua; đã ghi."
    change = FigureChange.objects.first()
    assert (change.by, change.through, change.batch.file_name) == (None, "command", "so-lieu.csv")


def test_json_of_a_file_with_errors(capsys, returns, file):
    code, document = run_json(capsys, file(BAD), "--commit")
    assert code == 1
    assert document == {
        "file": "so-lieu.csv", "rows": 2, "new": 1, "changed": 0, "unchanged": 0, "skipped": 0,
        "errors": [
            {
                "line": 3, "column": "visits_onsite", "value": "-1",
                "message": "Số đếm không thể âm. Hãy ghi một số nguyên từ 0 trở lên.",
            }
        ],
        "notices": [], "committed": False,
    }  # fmt: skip
    assert not AnnualFigure.objects.exists()


def test_a_file_that_is_no_table(capsys, returns, file):
    code, document = run_json(capsys, file(b"\x89PNG\r\n\x1a\n"), "--commit")
    assert code == 1
    assert [(error["line"], error["message"]) for error in document["errors"]] == [
        (None, "Tệp “so-lieu.csv” là tệp PNG, không phải bảng. Hãy gửi tệp CSV hoặc XLSX.")
    ]


def test_a_year_that_does_not_exist_becomes_the_calendar_year(capsys, returns, file):
    run(capsys, file(GOOD), "--commit", year=2023)
    year = ReportingYear.objects.get(number=2023)
    assert f"{year.start} {year.end} {year.reference_date}" == "2023-01-01 2023-12-31 2023-12-31"


def test_under_a_users_name_only_what_they_may_enter(capsys, returns, cast, file):
    foreign = file("institution,visits_onsite\nTV1,1\nTV3,2\n")
    code, document = run_json(capsys, foreign, "--user", "reporter", "--commit")
    assert (code, [error["line"] for error in document["errors"]]) == (1, [3])
    code, document = run_json(capsys, file(GOOD), "--user", "reporter", "--commit", "--status", "submitted")
    assert (code, document["committed"]) == (0, True)
    assert set(FigureChange.objects.values_list("by__username", flat=True)) == {"reporter"}


def test_an_administrator_runs_the_command_on_anybodys_behalf(capsys, returns, cast, file):
    everybodys = file("institution,visits_onsite\nTV1,1\nTV3,2\n")
    arguments = ["--user", "administrator", "--status", "approved", "--commit"]
    code, document = run_json(capsys, everybodys, *arguments)
    assert (code, document["errors"], document["committed"]) == (0, [], True)
    assert list(FigureChange.objects.values_list("by__username", flat=True)) == ["administrator"] * 2
    assert set(AnnualFigure.objects.values_list("approved_value", flat=True)) == {1, 2}
    code, document = run_json(capsys, everybodys, *arguments, "--reporting-unit", "24490")
    assert (code, [error["line"] for error in document["errors"]]) == (1, [3])


def test_a_viewer_enters_nothing_by_command_either(capsys, returns, cast, file):
    code, document = run_json(capsys, file(GOOD), "--user", "viewer", "--commit")
    assert (code, [error["line"] for error in document["errors"]]) == (1, [2, 3])
    assert not AnnualFigure.objects.exists()


def test_a_reporter_does_not_approve(capsys, returns, cast, file):
    code, document = run_json(capsys, file(GOOD), "--user", "reporter", "--commit", "--status", "approved")
    assert code == 1
    assert document["errors"][0]["message"] == "Chỉ người thẩm tra mới duyệt được báo cáo. Hãy chọn “được nộp”."


def test_rows_of_other_reporting_units_are_refused(capsys, returns, file):
    both = file("institution,visits_onsite\nTV1,1\nTV3,2\n")
    code, document = run_json(capsys, both, "--reporting-unit", "24490")
    assert (code, [error["line"] for error in document["errors"]]) == (1, [3])


def test_a_code_means_the_reporting_unit_of_that_year(capsys, returns, file):
    """654 is the district's office, gone in 2025: a row of its last day is refused only when it is somebody else's."""
    code, document = run_json(capsys, file("institution,visits_onsite\nTV1,1\n"), "--reporting-unit", "654", year=2024)
    assert (code, document["new"]) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--user", "ghost"], "Không có người dùng “ghost”."),
        (["--reporting-unit", "99999"], "Không có đơn vị báo cáo “99999” trong năm 2025."),
    ],
)
def test_wrong_use(returns, file, arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as caught:
        call_command("import_figures", str(file(GOOD)), "--year", "2025", *arguments)
    assert caught.value.returncode == 2


HEADING = ["institution", "visits_onsite"]
TWO_SHEETS = sheets_by_openpyxl(
    {"Quý I": [["Báo cáo"], HEADING, ["TV1", 5]], "Cả năm": [["Báo cáo"], HEADING, ["TV1", 20], ["TV2", 30]]}
)


def test_the_encoding_can_be_said(capsys, returns, file):
    """Two tables of letters read these bytes: which of them it is, a person would be asked."""
    doubtful = file("institution,lifelong_service\nTV1,cã\n".encode("cp1252"))
    code, document = run_json(capsys, doubtful)
    assert code == 1
    assert document["errors"][0]["message"].startswith("Chưa rõ tệp dùng bảng mã nào: ")
    code, document = run_json(capsys, doubtful, "--encoding", "TCVN3", "--commit")
    assert (code, document["new"], document["errors"], document["committed"]) == (0, 1, [], True)
    assert AnnualFigure.objects.get(measure=returns.service).value == 1
    assert ImportBatch.objects.get().choices == {"encoding": "tcvn3"}


def test_an_encoding_that_does_not_fit_is_an_error_of_the_file(capsys, returns, file):
    code, document = run_json(
        capsys, file("institution,visits_onsite\nTVí,5\n".encode("cp1252")), "--encoding", "utf-8"
    )
    assert (code, document["errors"][0]["message"]) == (
        1, "Không đọc được chữ trong tệp “so-lieu.csv” (dòng 2). Hãy lưu lại dạng “CSV UTF-8” hoặc .xlsx.",
    )  # fmt: skip


def test_the_sheet_can_be_said(capsys, returns, file):
    path = file(TWO_SHEETS, "so-lieu.xlsx")
    code, document = run_json(capsys, path)
    assert code == 1
    assert "Có cơ sở nằm ở cả hai trang “Quý I” và “Cả năm”. Hãy chọn trang cần đọc." in [
        error["message"] for error in document["errors"]
    ]
    code, document = run_json(capsys, path, "--sheet", "Cả năm", "--commit")
    assert (code, document["new"], document["committed"]) == (0, 2, True)
    assert sorted(AnnualFigure.objects.values_list("value", flat=True)) == [20, 30]
    assert ImportBatch.objects.get().choices == {"sheet": "Cả năm"}


def test_where_something_is_wrong_names_the_sheet_where_there_are_several(capsys, returns, file):
    path = file(sheets_by_openpyxl({"Xã A": [HEADING, ["TV1", -1]], "Xã B": [HEADING, ["TV2", 5]]}), "so-lieu.xlsx")
    code, out, _err = run(capsys, path)
    assert (code, out.splitlines()[0]) == (
        1,
        "Lỗi: trang Xã A, dòng 2, cột visits_onsite, “-1”: Số đếm không thể âm. Hãy ghi một số nguyên từ 0 trở lên.",
    )


def test_the_line_of_the_heading_can_be_said(capsys, returns, file):
    """Nobody knows which of two headings is the one; the lower one is said to be."""
    two = file("institution,visits_onsite\nTV2,7\ninstitution,visits_onsite\nTV1,5\n")
    code, document = run_json(capsys, two, "--heading-line", "3", "--commit")
    assert (code, document["new"], document["committed"]) == (0, 1, True)
    assert list(AnnualFigure.objects.values_list("institution__code", "value")) == [("TV1", 5)]
    assert ImportBatch.objects.get().choices == {"heading_line": 3}


def test_sheet_and_line_together(capsys, returns, file):
    path = file(TWO_SHEETS, "so-lieu.xlsx")
    code, document = run_json(capsys, path, "--sheet", "Quý I", "--heading-line", "2")
    assert (code, document["new"], document["errors"]) == (0, 1, [])


@pytest.mark.parametrize(
    ("content", "name", "arguments", "sentence"),
    [
        (
            GOOD, "a.csv", ["--encoding", "viscii"],
            "Không có bảng mã “viscii”. Có thể chọn: utf-8, utf-16, windows-1258, tcvn3, vni, windows-1252.",
        ),
        (GOOD, "a.csv", ["--sheet", "Cả năm"], "Tệp “a.csv” không có trang tính để chọn. Hãy bỏ --sheet."),
        (
            TWO_SHEETS, "a.xlsx", ["--sheet", "Quý II"],
            "Tệp “a.xlsx” không có trang tính “Quý II”. Có thể chọn: Quý I, Cả năm.",
        ),
        (
            TWO_SHEETS, "a.xlsx", ["--heading-line", "2"],
            "Tệp có nhiều trang tính (Quý I, Cả năm). Hãy thêm --sheet để biết dòng tiêu đề ở trang nào.",
        ),
        (
            GOOD, "a.csv", ["--heading-line", "40"],
            "Không có dòng 40, hoặc dòng ấy trống. Có thể chọn dòng có chữ từ 1 đến 3.",
        ),
        (
            TWO_SHEETS, "a.xlsx", ["--sheet", "Quý I", "--heading-line", "0"],
            "Không có dòng 0, hoặc dòng ấy trống. Có thể chọn dòng có chữ từ 1 đến 3.",
        ),
    ],
    ids=["encoding", "no-sheets", "sheet", "which-sheet", "line", "line-of-a-sheet"],
)  # fmt: skip
def test_a_way_of_reading_that_the_file_does_not_have(capsys, returns, file, content, name, arguments, sentence):
    with pytest.raises(CommandError) as caught:
        call_command("import_figures", str(file(content, name)), "--year", "2025", *arguments, "--commit")
    assert (str(caught.value), caught.value.returncode) == (sentence, 2)
    assert not AnnualFigure.objects.exists()


def test_wrong_use_of_years_and_files(returns, file, tmp_path):
    for path, year in [(file(GOOD), "99999"), (tmp_path / "none.csv", "2025")]:
        with pytest.raises(CommandError) as caught:
            call_command("import_figures", str(path), "--year", year)
        assert caught.value.returncode == 2


def test_a_file_beyond_the_limit(returns, file, settings):
    settings.MAX_UPLOAD_BYTES = 2**20
    with pytest.raises((CommandError, SystemExit)):
        call_command("import_figures", str(file(b"x" * (2**20 + 1))), "--year", "2025")


COMMANDS = [["import_figures", "--year", "2025"], ["import_institutions"], ["import_reporting_units"]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("content", [b"", b" \n\n", b"x" * 200], ids=["empty", "blank", "too-large"])
def test_a_file_that_cannot_be_used_is_one_json_document(capsys, returns, file, settings, command, content):
    settings.MAX_UPLOAD_BYTES = 100
    assert refused_document(capsys, command, file(content)) == {
        "file": "so-lieu.csv", "rows": 0, "new": 0, "changed": 0, "unchanged": 0, "skipped": 0,
        "notices": [], "committed": False,
    }  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_file_that_the_system_does_not_give_is_one_json_document(capsys, returns, file, monkeypatch, command):
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert refused_document(capsys, command, file(GOOD))["rows"] == 0


def refused_document(capsys, command: list[str], path: Path) -> dict:
    """The document, without its one error, which is of the whole file; the exit code is 1."""
    with pytest.raises(SystemExit) as stop:
        call_command(command[0], str(path), *command[1:], "--commit", "--format", "json")
    out, err = capsys.readouterr()
    document = json.loads(out)
    (error,) = document.pop("errors")
    assert (stop.value.code, error["line"], err.count("\n")) == (1, None, 1)
    assert "so-lieu.csv" in error["message"]
    return document


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_path_without_a_file_is_wrong_use(capsys, returns, tmp_path, command):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(CommandError, match="không có tệp này") as caught:
            call_command(command[0], str(path), *command[1:], "--format", "json")
        assert caught.value.returncode == 2
    assert capsys.readouterr().out == ""


def test_an_approved_return_needs_status_approved(capsys, returns, file):
    ensure_submission(reporting_unit=returns.commune.reporting_unit, year=returns.this_year, by=None)
    hand_in(returns.commune, by=None)
    approve(submission=returns.commune, by=None)
    code, document = run_json(capsys, file(GOOD), "--commit")
    assert (code, [error["line"] for error in document["errors"]]) == (1, [2])
    code, document = run_json(capsys, file(GOOD), "--commit", "--status", "approved")
    assert (code, document["new"]) == (0, 1)
    assert Submission.objects.get(pk=returns.commune.pk).status == "approved"
    assert AnnualFigure.objects.get(measure=returns.visits).approved_value == 1200
