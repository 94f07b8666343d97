"""The shipped units counted, their history undone, and the folders that are refused."""

import datetime
import io
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from institutions.models import (
    AdministrativeUnit,
    Category,
    Institution,
    InstitutionVersion,
    ReportingUnit,
    UnitAlias,
    UnitSuccession,
)
from institutions.responsibility import current_responsibility
from institutions.tree import UnitTree, current_tree
from institutions.units_import import SHIPPED, load_units


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def run(*args: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("load_units", *args, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def shipped(db) -> UnitTree:
    assert load_units(commit=True).committed
    return current_tree()


def communes(tree: UnitTree, province: str, on: str) -> int:
    outer = tree.at(province, day(on))
    assert outer is not None
    return sum(outer.pk in tree.line(unit.pk, day(on)) for unit in tree.standing(day(on), "commune"))


def test_shipped_communes_are_counted_at_a_date(shipped):
    found = {
        (province, on): communes(shipped, province, on)
        for province in ("66", "54")
        for on in ("2020-01-01", "2024-10-31", "2024-11-01", "2025-06-30")
    }
    assert found == {
        ("66", "2020-01-01"): 184, ("66", "2024-10-31"): 184, ("66", "2024-11-01"): 180, ("66", "2025-06-30"): 180,
        ("54", "2020-01-01"): 110, ("54", "2024-10-31"): 110, ("54", "2024-11-01"): 106, ("54", "2025-06-30"): 106,
    }  # fmt: skip
    assert communes(shipped, "66", "2025-07-01") == 102


def test_shipped_units_and_districts(shipped):
    assert shipped.at("54", day("2025-07-01")) is None
    assert [len(shipped.standing(day(on), "district")) for on in ("2025-06-30", "2025-07-01")] == [24, 0]
    assert (AdministrativeUnit.objects.count(), UnitSuccession.objects.count(), UnitAlias.objects.count()) == (
        425,
        310,
        69,
    )


def test_history_of_2024_is_undone(shipped):
    def rows(code: str) -> list[tuple[str, str, str | None]]:
        found = AdministrativeUnit.objects.filter(code=code).order_by("valid_from")
        return [(row.name, str(row.valid_from), row.valid_until and str(row.valid_until)) for row in found]

    assert rows("24133") == [
        ("Phường Thắng Lợi", "2020-01-01", "2024-10-31"),
        ("Phường Thành Công", "2024-11-01", "2025-06-30"),
        ("Phường Buôn Ma Thuột", "2025-07-01", None),
    ]
    assert rows("22018") == [("Phường 8", "2020-01-01", "2024-10-31"), ("Phường 2", "2024-11-01", "2025-06-30")]
    assert rows("24139") == [("Phường Thành Công", "2020-01-01", "2024-10-31")]
    assert rows("22024") == [("Phường 9", "2020-01-01", "2025-06-30")]
    assert rows("24145") == [("Phường Tân Tiến", "2020-01-01", "2025-06-30")]
    assert AdministrativeUnit.objects.get(code="24325").parent.name == "Thị xã Buôn Hồ"


def test_succession_is_whole_or_part(shipped):
    def extents(code: str, on: str) -> list[tuple[str, str, str]]:
        unit = shipped.at(code, day(on))
        rows = UnitSuccession.objects.filter(predecessor_id=unit.pk).order_by("on", "successor__code")
        return [(str(row.on), row.successor.code, row.extent) for row in rows]

    assert extents("24133", "2024-01-01") == [("2024-11-01", "24133", "whole")]
    assert extents("22021", "2024-01-01") == [("2024-11-01", "22018", "whole")]
    assert extents("24325", "2024-01-01") == [("2024-11-01", "24328", "part"), ("2024-11-01", "24334", "part")]
    # Phường 9 ceded two parts and went on; in 2025 it was split.
    assert extents("22024", "2024-01-01") == [
        ("2024-11-01", "22018", "part"), ("2024-11-01", "22033", "part"),
        ("2025-07-01", "22015", "part"), ("2025-07-01", "22045", "part"),
    ]  # fmt: skip
    assert extents("54", "2024-01-01") == [("2025-07-01", "66", "whole")]


def test_unit_that_ceded_a_part_keeps_what_stands_in_it(shipped):
    unit = shipped.at("24221", day("2024-01-01"))
    assert shipped.placed(unit.pk, day("2025-01-01")).unit_id == unit.pk


def test_eight_communes_were_split_and_only_their_places_are_open(shipped):
    old = shipped.standing(day("2025-06-30"), "commune")
    waiting = {unit.code for unit in old if shipped.placed(unit.pk, day("2025-07-01")).to_be_placed}
    assert waiting == {"22024", "22225", "22228", "22246", "22252", "22312", "22315", "24550"}


def test_offices_answer_for_their_places(shipped):
    rule = current_responsibility()

    def office(code: str, on: str) -> str:
        found = rule.of(None, shipped.at(code, day(on)).pk, day(on))
        return rule.reporting_units[found].name

    assert office("24490", "2025-06-30") == "UBND huyện Krông Pắc"
    assert office("24490", "2025-07-01") == "UBND xã Krông Pắc"
    assert office("66", "2025-07-01") == "Sở Văn hóa, Thể thao và Du lịch tỉnh Đắk Lắk"
    assert ReportingUnit.objects.filter(is_office=True).count() == 2 + 24 + 1 + 102


def test_second_run_writes_nothing_and_says_so(shipped):
    before = AdministrativeUnit.history.count(), ReportingUnit.history.count(), UnitSuccession.history.count()
    code, text = run("--commit")
    assert code == 0
    assert text == (
        "Đơn vị hành chính: 0 mới, 0 thay đổi, 425 như cũ; kế thừa: 0 mới, 0 thay đổi, 310 như cũ; "
        "cơ quan: 0 mới, 0 thay đổi, 129 như cũ; tên khác: 0 mới, 0 thay đổi, 69 như cũ; "
        "ô bản đồ: 0 mới, 0 thay đổi, 126 như cũ.\n"
    )
    assert (AdministrativeUnit.history.count(), ReportingUnit.history.count(), UnitSuccession.history.count()) == before
    assert before == (425, 129, 310)


def test_without_commit_nothing_is_written(db):
    code, text = run()
    assert (code, "425 mới" in text, "thêm --commit" in text) == (0, True, True)
    assert AdministrativeUnit.objects.count() == 0


def copied(tmp_path: Path, **files: str) -> Path:
    """A copy of the shipped folder in which some files are replaced, or left out where None is given."""
    folder = tmp_path / "units"
    shutil.copytree(SHIPPED, folder)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_corrected_names_are_changes_and_keep_their_keys_in_order(shipped, tmp_path):
    folder = copied(tmp_path)
    path = folder / "old_units.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Xã KRông Búk", "Xã Krông Búk"), encoding="utf-8")
    code, text = run(str(folder), "--commit")
    assert code == 0
    assert "24493 Xã KRông Búk (01/01/2020): name" in text
    unit = AdministrativeUnit.objects.get(code="24493", valid_from=day("2020-01-01"))
    assert (unit.name, unit.search_key, unit.history.count()) == ("Xã Krông Búk", " xa krong buk", 2)


def test_name_that_a_department_gave_its_office_stays(shipped):
    ReportingUnit.objects.filter(code="654").update(name="Phòng Văn hóa")
    load_units(commit=True)
    assert ReportingUnit.objects.get(code="654").name == "Phòng Văn hóa"


HEADER = "code,name,level,parent_code\n"
SMALL = {
    "old_units": "code,name,level,parent_code\n1,Tỉnh A,province,\n12,Huyện B,district,1\n"
    "121,Xã C,commune,12\n122,Xã D,commune,12\n",
    "new_units": "code,name,level,parent_code\n1,Tỉnh A,province,\n121,Xã D,commune,1\n",
    "unit_succession": "old_code,new_code,note\n1,1,Giữ nguyên\n121,121,Nhập toàn bộ\n122,121,Nhập một phần\n",
}  # fmt: skip


def folder_of(tmp_path: Path, **files: str | None) -> Path:
    folder = tmp_path / "small"
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, text in {**SMALL, **files}.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    return folder


def test_a_folder_of_another_province_stands_beside_the_shipped_one(shipped, tmp_path):
    assert run(str(folder_of(tmp_path)), "--commit")[0] == 0
    tree = current_tree()
    assert communes(tree, "1", "2025-06-30") == 2
    assert communes(tree, "66", "2025-06-30") == 180


def test_dates_and_legal_basis_of_the_files_prevail(db, tmp_path):
    folder = folder_of(
        tmp_path,
        old_units="code,name,level,parent_code,valid_from,valid_until,legal_basis\n"
        "1,Tỉnh A,province,,2008-08-01,,\n12,Huyện B,district,1,01/02/2015,,NQ 5\n"
        "121,Xã C,commune,12,2015-02-01,2025-02-28,\n",
        new_units="code,name,level,parent_code,valid_from\n1,Tỉnh A,province,,\n121,Xã D,commune,1,2025-07-01\n",
        unit_succession="old_code,new_code,note\n1,1,Giữ nguyên\n",
    )
    assert run(str(folder), "--commit")[0] == 0
    rows = AdministrativeUnit.objects.order_by("valid_from", "code")
    assert [(row.code, str(row.valid_from), str(row.valid_until), row.legal_basis) for row in rows] == [
        ("1", "2008-08-01", "2025-06-30", ""),
        ("12", "2015-02-01", "2025-06-30", "NQ 5"),
        ("121", "2015-02-01", "2025-02-28", ""),
        ("1", "2025-07-01", "None", "19/2025/QĐ-TTg"),
        ("121", "2025-07-01", "None", "19/2025/QĐ-TTg"),
    ]


def test_history_file_may_name_its_day(db, tmp_path):
    header = "province_code,before_code,before_name,after_code,after_name,note,legal_basis"
    folder = folder_of(tmp_path, unit_history_2023=f"{header},on\n1,123,Xã E,121,Xã C,Nhập toàn bộ,NQ 1,2023-03-01\n")
    assert run(str(folder), "--commit")[0] == 0
    ended = AdministrativeUnit.objects.get(code="123")
    assert (str(ended.valid_until), ended.parent.code) == ("2023-02-28", "12")
    folder = folder_of(tmp_path, unit_history_2023=f"{header}\n1,123,Xã E,121,Xã C,Nhập toàn bộ,NQ 1\n")
    code, text = run(str(folder), "--commit")
    assert (code, "unit_history_2023.csv, dòng 2: Không biết" in text) == (1, True)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"new_units": None}, "new_units.csv: Thiếu tệp"),
        ({"old_units": "code,name\n1,A\n"}, "old_units.csv, dòng 1: Thiếu cột: level, parent_code"),
        ({"old_units": f"{HEADER}1,Tỉnh A,tỉnh,\n"}, "old_units.csv, dòng 2: Cấp “tỉnh” không có"),
        ({"new_units": f"{HEADER}1,A,province,\n121,D,commune,9\n"}, "dòng 3: 121: không có đơn vị"),
        ({"new_units": f"{HEADER}1,A,province,\n121,D,commune,121\n"}, "dòng 3: 121: không có đơn vị"),
        ({"new_units": f"{HEADER}1,A,province,\n1,B,province,\n"}, "đứng cho hai đơn vị cùng lúc"),
        ({"unit_succession": "old_code,new_code,note\n7,1,\n"}, "unit_succession.csv, dòng 2: Không có đơn vị mã 7"),
        ({"unit_aliases": "era,code,alias\nold,9,X\n"}, "unit_aliases.csv, dòng 2"),
        ({"old_units": "code,name,level,parent_code,valid_from\n1,A,province,,31/02/2020\n"}, "valid_from: Không phải"),
    ],
)  # fmt: skip
def test_folder_with_errors_is_refused_whole(db, tmp_path, files, expected):
    code, text = run(str(folder_of(tmp_path, **files)), "--commit")
    assert code == 1
    assert expected in text
    assert text.splitlines()[-1].endswith("lỗi; chưa ghi gì.")
    assert AdministrativeUnit.objects.count() == 0


def test_unit_that_would_overlap_a_stored_one_is_refused(db, tmp_path):
    AdministrativeUnit.objects.create(code="121", name="Xã C", level="commune", valid_from=day("2021-01-01"))
    code, text = run(str(folder_of(tmp_path)), "--commit")
    assert (code, "chồng lên" in text) == (1, True)


def test_folder_that_does_not_exist_is_wrong_use(db):
    with pytest.raises(CommandError) as error:
        call_command("load_units", "/nowhere")
    assert error.value.returncode == 2


def test_map_of_2025_may_come_after_the_institutions(db, tmp_path):
    """Loaded before or after: an institution lies in the same place, and 2024 is not touched."""
    only_old = {name: SMALL[name].splitlines()[0] + "\n" for name in ("new_units", "unit_succession")}
    assert run(str(folder_of(tmp_path, **only_old)), "--commit")[0] == 0
    category = Category.objects.create(code="house_village", name="Nhà", kind="house", level="village")
    for code in ("121", "122"):
        unit = AdministrativeUnit.objects.get(code=code)
        assert unit.valid_until is None
        institution = Institution.objects.create(code=f"N{code}")
        InstitutionVersion.objects.create(
            institution=institution, name="Nhà", category=category, unit=unit, valid_from=day("2020-01-01")
        )
    assert run(str(folder_of(tmp_path)), "--commit")[0] == 0
    tree = current_tree()
    units = {version.institution.code: version.unit_id for version in InstitutionVersion.objects.all()}
    assert [tree.units[tree.placed(units[code], day("2024-12-31")).unit_id].name for code in units] == ["Xã C", "Xã D"]
    places = {code: tree.placed(unit, day("2025-12-31")) for code, unit in units.items()}
    assert [(tree.units[place.unit_id].name, place.to_be_placed) for place in places.values()] == [
        ("Xã D", False), ("Tỉnh A", True),
    ]  # fmt: skip


def test_history_that_arrives_later_takes_over_the_code(db, tmp_path):
    """First without the changes of 2024, then with them: no succession sends a unit two ways."""
    bare = copied(tmp_path)
    (bare / "unit_history_2024.csv").unlink()
    load_units(bare, commit=True)
    report = load_units(commit=True)
    assert report.committed
    tree = current_tree()
    earlier = tree.by_code["24133"][0]
    assert (earlier.name, len(tree.whole_successors[earlier.pk])) == ("Phường Thắng Lợi", 1)
    assert UnitSuccession.objects.count() == 310
