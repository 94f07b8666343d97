"""The squares of units on tile maps: shipped, brought along by a folder of its own, moved, refused."""

import csv
import shutil

import pytest

from institutions.models import UnitTile
from institutions.units_import import SHIPPED, load_units


@pytest.fixture
def folder(tmp_path):
    """The shipped files, to be changed."""
    return shutil.copytree(SHIPPED, tmp_path / "units")


def place(code: str, year: str) -> tuple[int, int]:
    tile = UnitTile.objects.get(unit__code=code, unit__valid_from__year=year)
    return tile.col, tile.row


def rewrite(path, change) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    change(lines)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)


def test_shipped_tiles_hang_on_the_rows_of_their_era(db):
    load_units(commit=True)
    # 24 districts once, though two files draw the 15 of Đắk Lắk, and 102 communes.
    assert UnitTile.objects.count() == 126
    assert set(UnitTile.objects.values_list("layout", flat=True)) == {
        "54+66 tiles_old_districts_all", "66 tiles_new_communes",
    }  # fmt: skip
    # 24133 is the ward of today; its two earlier bearers have no square.
    assert UnitTile.objects.get(unit__code="24133").unit.name == "Phường Buôn Ma Thuột"
    assert place("643", "2020") == (1, 4)


def test_folder_without_tiles_leaves_the_stored_ones(db, folder):
    load_units(commit=True)
    for path in folder.glob("tiles_*.csv"):
        path.unlink()
    assert load_units(folder, commit=True).committed
    assert UnitTile.objects.count() == 126


def test_two_tiles_may_change_places(db, folder):
    load_units(commit=True)
    before = place("24133", "2025"), place("24121", "2025")

    def swap(lines):
        one, two = (next(line for line in lines if line["code"] == code) for code in ("24133", "24121"))
        one["col"], one["row"], two["col"], two["row"] = two["col"], two["row"], one["col"], one["row"]

    rewrite(folder / "tiles_new_communes.csv", swap)
    report = load_units(folder, commit=True)
    assert (len(report.tiles.update), report.tiles.unchanged) == (2, 124)
    assert (place("24121", "2025"), place("24133", "2025")) == before


def test_tile_that_a_file_no_longer_has_goes(db, folder):
    load_units(commit=True)
    rewrite(folder / "tiles_new_communes.csv", lambda lines: lines.pop())
    assert len(load_units(folder, commit=True).tiles.remove) == 1
    assert UnitTile.objects.count() == 125


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        ("code", "643", "Không có đơn vị mã 643 trong tệp đơn vị."),  # a district of the old era
        ("col", "x", "22045: cột và hàng phải là số từ 0 đến 99."),
        ("col", "100", "22045: cột và hàng phải là số từ 0 đến 99."),
        ("col", "13", "Phường Tuy Hòa và Phường Bình Kiến nằm trên cùng một ô."),
        ("code", "22015", "22015 có hai ô."),
    ],
)
def test_wrong_tile_is_refused_with_its_line(db, folder, column, text, message):
    rewrite(folder / "tiles_new_communes.csv", lambda lines: lines[1].update({column: text}))
    report = load_units(folder, commit=True)
    assert [(p.file, p.line, p.message) for p in report.problems] == [("tiles_new_communes.csv", 3, message)]
    assert UnitTile.objects.count() == 0


def test_file_of_no_era_is_refused(db, folder):
    (folder / "tiles_new_communes.csv").rename(folder / "tiles_communes.csv")
    assert [problem.file for problem in load_units(folder, commit=True).problems] == ["tiles_communes.csv"]
