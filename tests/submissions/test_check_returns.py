"""`check_returns`: the findings of stored returns as text, JSON and CSV; exit codes."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from .gate import explain_all, fill


def run(capsys, *arguments: str):
    """Exit code, standard output, standard error."""
    code = 0
    try:
        call_command("check_returns", *arguments)
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def filled(returns):
    """Both returns of 2025 are filled in; one figure of the commune must be explained."""
    returns.say(returns.district, returns.library, returns.visits, 120)
    fill(returns.commune)
    fill(returns.foreign)
    explain_all(returns.commune)
    explain_all(returns.foreign)
    returns.say(returns.commune, returns.library, returns.visits, 4800)
    return returns


def test_check_returns_lists_findings_and_ends_well_without_errors(filled, capsys):
    code, out, _err = run(capsys, "--year", "2025")
    assert code == 0
    assert "Cần giải thích: 24490, TV1, Thư viện Phước An: Lượt tại chỗ: 4.800, năm trước 120" in out
    assert out.splitlines()[-1].startswith("2 báo cáo: 0 lỗi, 1 điểm cần giải thích, ")


def test_check_returns_ends_with_1_when_there_are_errors(returns, capsys):
    code, out, _err = run(capsys, "--year", "2025", "--reporting-unit", "24490")
    assert code == 1
    assert "Lỗi phải sửa: 24490: Báo cáo chưa có số liệu nào của 2 cơ sở." in out


def test_check_returns_writes_one_json_document(filled, capsys):
    code, out, err = run(capsys, "--year", "2025", "--reporting-unit", "24490", "--format", "json")
    document = json.loads(out)
    assert (code, document["year"], document["returns"]) == (0, 2025, 1)
    (row,) = (row for row in document["findings"] if row["check"] == "large_change" and row["kind"] == "open")
    assert (row["reporting_unit"], row["institution"], row["measure"]) == ("24490", "TV1", "visits_onsite")
    assert row["explanation"] is None
    assert err.startswith("1 báo cáo: ")


def test_check_returns_writes_csv_without_formulas(filled, capsys):
    filled.say(filled.commune, filled.library, filled.visits, 1)
    explain_all(filled.commune, text="=1+1")
    filled.say(filled.commune, filled.library, filled.visits, 4800)
    explain_all(filled.commune, text="=1+1")
    _code, out, _err = run(capsys, "--year", "2025", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    (row,) = (row for row in rows if row["check"] == "large_change" and "4.800" in row["message"])
    assert (row["kind"], row["explanation"]) == ("explained", "'=1+1")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--year", "1999"], "Không có báo cáo nào của năm 1999."),
        (["--year", "2025", "--reporting-unit", "nowhere"], "Không có báo cáo năm 2025 của đơn vị nowhere."),
    ],
)
def test_check_returns_says_what_there_is_not(returns, arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("check_returns", *arguments)
    assert refusal.value.returncode == 2
