"""Files of the registry: what they write, what they refuse, and that they read back to themselves."""

import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from institutions.models import Institution, InstitutionEvent, InstitutionVersion, ReportingUnit
from institutions.registry_import import apply_file, check_file
from institutions.reorganisation import change, close, overlapping_versions
from institutions.resources import HEADINGS, registry_rows
from institutions.responsibility import current_responsibility
from institutions.tree import current_tree
from submissions.export import as_csv, as_xlsx

HEADER = "code,name,category,unit,reporting_unit,ownership,opened_on,closed_on,valid_from\n"


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def send(text: str, *, header: str = HEADER, by: User | None = None):
    return apply_file((header + text).encode(), "co-so.csv", by=by)


def counts(report) -> tuple[int, int, int, int, int]:
    assert report.errors == [], report.errors
    return report.rows, report.new, report.changed, report.unchanged, report.skipped


def life(code: str) -> list[tuple[str, str, str, str | None]]:
    """Name, unit, first and last day of each version."""
    return [
        (v.name, v.unit.code, str(v.valid_from), v.valid_until and str(v.valid_until))
        for v in InstitutionVersion.objects.filter(institution__code=code).order_by("valid_from")
    ]


def kinds(code: str) -> list[tuple[str, str]]:
    return [(e.kind, str(e.on)) for e in InstitutionEvent.objects.filter(institution__code=code).order_by("id")]


def errors(report) -> list[tuple[int | None, str, str]]:
    assert not report.committed
    return [(problem.line, problem.column, problem.value) for problem in report.errors]


def test_rows_without_valid_from_open_institutions(province):
    report = send(
        "A,Thư viện tỉnh,library_province,66,,,,,\n"
        "B,Bảo tàng Biệt điện,museum,66,,private,30/04/1976,,\n"
        "C,Nhà văn hóa,house_commune,24493,654,public,2021-05-01,2024-12-31,\n"
        "D,Nhà mới,house_commune,24490,,other,15/08/2025,,\n"
    )
    assert counts(report) == (4, 4, 0, 0, 0)
    assert report.committed
    assert life("A") == [("Thư viện tỉnh", "66", "2020-01-01", None)]
    assert life("B") == [("Bảo tàng Biệt điện", "66", "1976-04-30", None)]
    assert life("C") == [("Nhà văn hóa", "24493", "2021-05-01", "2024-12-31")]
    version = InstitutionVersion.objects.get(institution__code="C")
    assert version.reporting_unit == province.offices["old:654"]
    assert InstitutionVersion.objects.get(institution__code="B").ownership == "private"
    assert InstitutionVersion.objects.get(institution__code="D").unit == province.units["new:24490"]
    assert kinds("C") == [("opened", "2021-05-01"), ("closed", "2024-12-31")]
    assert InstitutionVersion.history.count() == 4


def test_second_run_changes_nothing(province):
    text = (
        "A,Thư viện tỉnh,library_province,66,66,public,,,\n"
        "B,Nhà văn hóa,house_commune,24493,,,2021-05-01,,\n"
        "B,Nhà văn hóa Krông Búk,house_commune,24493,,,,2024-12-31,01/03/2023\n"
    )
    assert counts(send(text)) == (3, 3, 0, 0, 0)
    before = InstitutionEvent.objects.count(), InstitutionVersion.history.count()
    assert counts(send(text)) == (3, 0, 0, 3, 0)
    assert (InstitutionEvent.objects.count(), InstitutionVersion.history.count()) == before
    assert life("B") == [
        ("Nhà văn hóa", "24493", "2021-05-01", "2023-02-28"),
        ("Nhà văn hóa Krông Búk", "24493", "2023-03-01", "2024-12-31"),
    ]
    assert kinds("B") == [("opened", "2021-05-01"), ("renamed", "2023-03-01"), ("closed", "2024-12-31")]


def test_row_without_valid_from_corrects_and_with_it_changes(province):
    send("A,Thư viên huyện,library_district,654,,,,,\n")
    assert counts(send("A,Thư viện huyện,library_district,654,,,2005-01-01,,\n")) == (1, 0, 1, 0, 0)
    assert life("A") == [("Thư viện huyện", "654", "2005-01-01", None)]
    assert kinds("A")[-1] == ("corrected", "2005-01-01")
    assert counts(send("A,Thư viện xã,library_commune,24493,,,2005-01-01,,2025-01-01\n")) == (1, 1, 0, 0, 0)
    assert life("A") == [
        ("Thư viện huyện", "654", "2005-01-01", "2024-12-31"),
        ("Thư viện xã", "24493", "2025-01-01", None),
    ]
    assert kinds("A")[-1] == ("level_changed", "2025-01-01")
    # The first row alone leaves the later version as it is; the institution's last day ends it.
    assert counts(send("A,Thư viện huyện,library_district,654,,,2005-01-01,,\n")) == (1, 0, 0, 1, 0)
    assert counts(send("A,Thư viện huyện,library_district,654,,,2005-01-01,2025-06-30,\n")) == (1, 0, 0, 1, 0)
    assert life("A")[1] == ("Thư viện xã", "24493", "2025-01-01", "2025-06-30")


def test_closing_is_recorded_corrected_and_taken_back_with_a_notice(province):
    send("A,Nhà,house_village,24493,,,,,\n")
    assert counts(send("A,Nhà,house_village,24493,,,,31/12/2024,\n")) == (1, 0, 1, 0, 0)
    assert counts(send("A,Nhà,house_village,24493,,,,30/11/2024,\n")) == (1, 0, 1, 0, 0)
    report = send("A,Nhà,house_village,24493,,,,,\n")
    assert counts(report) == (1, 0, 1, 0, 0)
    assert [(notice.line, notice.column) for notice in report.notices] == [(2, "closed_on")]
    assert kinds("A") == [
        ("opened", "2020-01-01"), ("closed", "2024-12-31"), ("corrected", "2020-01-01"), ("corrected", "2020-01-01"),
    ]  # fmt: skip


def test_absent_columns_leave_what_is_stored(province):
    send("A,Nhà,house_village,24493,654,private,1999-01-01,2024-12-31,\n")
    report = send("A,Nhà Một,house_village,24493\n", header="Mã,Tên cơ sở,Loại hình,Địa bàn\n")
    assert counts(report) == (1, 0, 1, 0, 0)
    version = InstitutionVersion.objects.get()
    assert (version.ownership, version.reporting_unit.code, str(version.valid_from)) == ("private", "654", "1999-01-01")
    assert life("A") == [("Nhà Một", "24493", "1999-01-01", "2024-12-31")]


def test_recycled_code_is_read_as_at_the_day(province):
    send("A,Nhà,house_village,22015,,,,,\nB,Nhà,house_village,22015,,,2025-07-01,,\nC,Nhà,house_village,22015,,,,,\n"
         "C,Nhà C,house_village,22015,,,,,2025-07-01\n")  # fmt: skip
    old, new = province.units["old:22015"], province.units["new:22015"]
    assert InstitutionVersion.objects.get(institution__code="A").unit == old
    assert InstitutionVersion.objects.get(institution__code="B").unit == new
    assert [v.unit for v in InstitutionVersion.objects.filter(institution__code="C").order_by("valid_from")] == [
        old,
        new,
    ]
    # 22015 went whole into the new 22015: the row of 2025 renames, it does not move.
    assert kinds("C") == [("opened", "2020-01-01"), ("renamed", "2025-07-01")]


def test_all_errors_at_once_with_line_heading_and_value(province):
    send("OLD,Nhà,house_village,24493,,,,,\n")
    report = send(
        ",Không mã,museum,66,,,,,\n"
        "A,,museum,66,,,,,\n"
        "B,Tên,muzeum,99999,,,,,\n"
        "C,Tên,museum,654,,,2025-08-01,,\n"
        "D,Tên,museum,66,XYZ,,,,\n"
        "E,Tên,museum,66,,công,,,\n"
        "F,Tên,museum,66,,,31/02/2024,,\n"
        "G,Tên,museum,66,,,2024-05-01,2024-04-30,\n"
        "H,Tên,museum,66,,,,,\n"
        "H,Tên,museum,66,,,,,\n"
        "OLD,Nhà,house_village,24493,,,,,2019-01-01\n"
        "OLD,Nhà,house_village,24493,,,2018-01-01,,2024-01-01\n"
        "K,Tên,museum,66,,,2000-01-01,,2021-01-01\n"
        "L,Tốt,museum,66,,,,,\n"
        "M/N,Tên,museum,66,,,,,\n"
    )
    assert errors(report) == [
        (2, "code", ""),
        (3, "name", ""),
        (4, "category", "muzeum"),
        (4, "unit", "99999"),
        (5, "unit", "654"),
        (6, "reporting_unit", "XYZ"),
        (7, "ownership", "công"),
        (8, "opened_on", "31/02/2024"),
        (9, "closed_on", "2024-04-30"),
        (11, "code", "H"),
        (12, "valid_from", "2019-01-01"),
        (14, "valid_from", "2021-01-01"),
        (16, "code", "M/N"),
    ]
    assert set(Institution.objects.values_list("code", flat=True)) == {"OLD"}
    assert "dòng 10" in next(problem.message for problem in report.errors if problem.line == 11)
    assert counts_of_good(report) == (15, 1, 0, 0)


def counts_of_good(report) -> tuple[int, int, int, int]:
    return report.rows, report.new, report.changed, report.unchanged


def test_change_rows_of_a_known_institution_must_agree_on_the_opening(province):
    send("A,Nhà,house_village,24493,,,2001-01-01,,\n")
    assert errors(send("A,Nhà,house_village,24493,,,2002-01-01,,2024-01-01\n")) == [(2, "valid_from", "2024-01-01")]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("code,name,category,unit,colour\n", [(1, "colour", "")]),
        ("code,name,category,unit,Tên\n", [(1, "Tên", "")]),
        ("code,name,category\n", [(1, "unit", "")]),
        ("a,b,c\n", [(None, "", "")]),
    ],
)
def test_headings_unknown_doubled_missing(province, header, expected):
    assert errors(send("A,B,C,D,E\n", header=header)) == expected


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04nonsense"])
def test_file_that_is_no_table(province, data):
    report = check_file(data, "co-so.csv")
    assert [(problem.line, bool(problem.message)) for problem in report.errors] == [(None, True)]


def test_titles_blank_and_running_number_are_layout(province):
    report = send(
        "1,A,Nhà,house_village,24493\n,,,,\n",
        header="DANH SÁCH CƠ SỞ,,,,\n\nSTT,Mã cơ sở,Tên cơ sở,Loại hình,Mã đơn vị\n",
    )
    assert counts(report) == (4, 1, 0, 0, 3)


def test_check_writes_nothing_and_previews(province):
    send("A,Nhà,house_village,24493,,,,,\n")
    report = check_file(
        (HEADER + "A,Nhà A,house_village,24493,,,,,\nB,Nhà B,house_village,24493,,,,,\n").encode(), "x.csv"
    )
    assert [(row.line, row.code, row.outcome, row.differences) for row in report.preview] == [
        (2, "A", "changed", ["name"]), (3, "B", "new", []),
    ]  # fmt: skip
    assert life("A")[0][0] == "Nhà"
    assert not Institution.objects.filter(code="B").exists()


def test_reviewer_of_one_province_touches_only_it(province, cast):
    send("FOREIGN,Nhà,house_village,24541,,,,,\n")
    member = cast.reviewer.memberships.get()
    Membership.objects.filter(pk=member.pk).update(unit=province.units["new:24490"])
    user = User.objects.get(pk=cast.reviewer.pk)
    report = send(
        "FOREIGN,Của tôi,house_village,24541,,,,,\n"
        "NEW,Nhà,house_village,24541,,,,,\n"
        "MINE,Nhà,house_village,24493,,,,,\n",
        by=user,
    )
    assert errors(report) == [(2, "code", "FOREIGN"), (3, "unit", "24541")]
    assert counts(send("MINE,Nhà,house_village,24493,,,,,\n", by=user)) == (1, 1, 0, 0, 0)
    assert Institution.objects.get(code="MINE").events.get().by == user


def test_duplicates_are_said_and_not_merged(province):
    send("A,Nhà văn hóa thôn 1,house_village,24493,,,,,\n")
    report = send(
        "B,Nhà văn hoá Thôn 1,house_village,24493,,,,,\n"
        "C,Nhà văn hóa thôn 2,house_village,24493,,,,,\n"
        "D,Nhà văn hóa thôn 1,house_village,24490,,,,,\n"
    )
    assert [(notice.line, notice.message) for notice in report.notices] == [
        (2, "Có thể trùng với A Nhà văn hóa thôn 1.")
    ]
    assert counts(report) == (3, 3, 0, 0, 0)


def test_satellite_in_the_same_file_and_not_counted(province):
    header = "code,name,category,unit,satellite_of,counted,not_counted_reason\n"
    text = "A,Trung tâm 2,centre_province,66,B,không,CV 2706\nB,Trung tâm 1,centre_province,66,,,\n"
    assert counts(send(text, header=header)) == (2, 2, 0, 0, 0)
    version = InstitutionVersion.objects.get(institution__code="A")
    assert (version.satellite_of.code, version.is_counted, version.not_counted_reason) == ("B", False, "CV 2706")
    assert counts(send(text, header=header)) == (2, 0, 0, 2, 0)
    wrong = "C,Trung tâm 3,centre_province,66,Z,không,\nE,Trung tâm 4,centre_province,66,E,,\n"
    assert errors(send(wrong, header=header)) == [
        (2, "not_counted_reason", ""), (2, "satellite_of", "Z"), (3, "satellite_of", "E"),
    ]  # fmt: skip


def snapshot() -> list[tuple[object, ...]]:
    """What all versions say on all days that matter, without ids."""
    tree = current_tree()
    return [
        (
            v.institution.code, v.name, v.category.code, str(v.valid_from), str(v.valid_until), v.ownership,
            v.is_counted, v.not_counted_reason, v.satellite_of and v.satellite_of.code,
            v.reporting_unit and v.reporting_unit.code,
            tuple(str(tree.placed(v.unit_id, on)) for on in (max(v.valid_from, day("2020-01-01")), day("2026-01-01"))
                  if on >= v.valid_from),
        )
        for v in InstitutionVersion.objects.order_by("institution__code", "valid_from")
    ]  # fmt: skip


@pytest.mark.parametrize("write", [as_csv, lambda headings, rows: as_xlsx("Cơ sở", headings, rows)])
def test_export_reads_back_to_itself(province, cast, write):
    ReportingUnit.objects.create(
        code="BT", name="Bảo tàng", unit=province.units["old:66"], valid_from=day("2020-01-01")
    )
    send(
        "A,=1+1 Thư viện,library_district,654,654,public,1990-01-01,,\n"
        "B,Nhà tách,house_village,24496,,,,,\n"
        "C,Bảo tàng,museum,66,BT,private,,,\n"
        "E,Nhà gián đoạn,house_village,24493,,,2020-05-01,2021-12-31,\n"
        "E,Nhà mở lại,house_village,24493,,,,,2023-01-01\n"
    )
    change(Institution.objects.get(code="B"), on=day("2025-09-01"), by=None, name="Nhà tách (mới)")
    change(Institution.objects.get(code="A"), on=day("2025-10-01"), by=None, name="Thư viện", is_counted=False,
           not_counted_reason="CV 1", satellite_of=Institution.objects.get(code="C"))  # fmt: skip
    close(Institution.objects.get(code="C"), last_day=day("2026-03-01"), by=None)
    data = write(HEADINGS, registry_rows(InstitutionVersion.objects.all()))
    before = snapshot()
    assert counts(apply_file(data, "co-so", by=None)) == (7, 0, 0, 7, 0)
    InstitutionEvent.objects.all().delete()
    InstitutionVersion.objects.all().delete()
    Institution.objects.all().delete()
    assert counts(apply_file(data, "co-so", by=None)) == (7, 7, 0, 0, 0)
    assert snapshot_without_ended_office(snapshot()) == snapshot_without_ended_office(before)
    assert overlapping_versions() == []


def snapshot_without_ended_office(rows):
    # A's office ended with its district: the export names who answers on the day of the change.
    return [(*row[:9], "66" if row[9] == "654" and row[3] == "2025-10-01" else row[9], *row[10:]) for row in rows]


def test_export_takes_a_fixed_number_of_queries(province, django_assert_num_queries):
    send("A,Nhà,house_village,24493,,,,,\n")
    current_tree()
    with django_assert_num_queries(2):
        assert len(list(registry_rows(InstitutionVersion.objects.all()))) == 1
    send("B,Nhà,house_village,24490,654,,,,\nC,Nhà C,house_village,24490,,,,,\n")
    with django_assert_num_queries(2):
        assert len(list(registry_rows(InstitutionVersion.objects.all()))) == 3


def test_import_takes_a_fixed_number_of_queries(province):
    def queries(first: int, last: int) -> int:
        text = "".join(f"N{n},Nhà số {n},house_village,24493,,,,2024-12-31,\n" for n in range(first, last))
        with CaptureQueriesContext(connection) as captured:
            send(text)
        return len(captured)

    current_responsibility()
    assert queries(0, 1) == queries(1, 4)


def command(*args: str, **options: object) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*args, stdout=out, stderr=err, **options)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_command_writes_only_with_commit_and_speaks_json(province, tmp_path):
    path = tmp_path / "cơ sở.csv"
    path.write_text(HEADER + "A,Thư viện,library_province,66,,,,,\n", encoding="utf-8-sig")
    expected = "1 dòng: 1 mới, 0 thay đổi, 0 giữ nguyên, 0 bỏ qua; mới kiểm tra, chưa ghi gì.\n"
    assert command("import_institutions", str(path)) == (0, expected, "")
    assert Institution.objects.count() == 0
    code, out, err = command("import_institutions", str(path), "--commit", "--format", "json")
    assert code == 0
    assert json.loads(out) == {
        "file": "cơ sở.csv", "rows": 1, "new": 1, "changed": 0, "unchanged": 0, "skipped": 0, "errors": [],
        "notices": [], "committed": True,
    }  # fmt: skip
    assert err == "1 dòng: 1 mới, 0 thay đổi, 0 giữ nguyên, 0 bỏ qua; đã ghi.\n"
    path.write_text(HEADER + "A,Thư viện,library,66,,,,,\n")
    code, out, err = command("import_institutions", str(path), "--commit", "--format", "json")
    assert code == 1
    assert json.loads(out)["errors"][0] | {"message": ""} == {
        "line": 2, "column": "category", "value": "library", "message": "",
    }  # fmt: skip


def test_command_says_wrong_use_and_too_large_apart(province, tmp_path, settings):
    with pytest.raises(CommandError, match="Không đọc được tệp") as error:
        call_command("import_institutions", str(tmp_path / "none.csv"))
    assert error.value.returncode == 2
    path = tmp_path / "large.csv"
    path.write_text(HEADER + "A,Thư viện,library_province,66,,,,,\n")
    settings.MAX_UPLOAD_BYTES = 20
    code, out, _err = command("import_institutions", str(path), "--format", "json")
    assert (code, json.loads(out)["errors"][0]["line"]) == (1, None)
