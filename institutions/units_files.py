"""The files of administrative units, read into dated rows and successions. Knows no stored row.

The format is that of data/units/README.md: the units before and after 2025-07-01, who became whom, and the changes
of earlier years, which are undone to reach the state before them.
"""

import csv
import datetime
import itertools
import re
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from .dates import END_OF_TIME, ONE_DAY, UnreadableDate, read_date
from .models import Level, UnitSuccession
from .models.units import FIRST_DAY
from .names import fold, key, normal

LAST_OLD_DAY = datetime.date(2025, 6, 30)
FIRST_NEW_DAY = datetime.date(2025, 7, 1)
DAY_OF_HISTORY_FILE = {"2024": datetime.date(2024, 11, 1)}
"""On which day the changes of `unit_history_YEAR.csv` took effect, where the file has no column `on`."""
NEW_LEGAL_BASIS = "19/2025/QĐ-TTg"

_WHOLE = ("nhap toan bo", "doi ma", "giu nguyen", "doi ten")
_LEVELS = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
_YEAR = re.compile(r"unit_history_(\d{4})\.csv$")


@dataclass(frozen=True)
class UnitsProblem:
    """An error in one of the files; `line` counts from 1 and is None for a whole file."""

    file: str
    line: int | None
    message: str


@dataclass(eq=False)
class UnitRow:
    """A unit from a date to a date, as the files say."""

    code: str
    name: str
    level: str
    parent_code: str
    valid_from: datetime.date
    valid_until: datetime.date | None
    legal_basis: str
    file: str
    line: int
    begin_is_given: bool = False
    parent: "UnitRow | None" = None

    @property
    def key(self) -> tuple[str, datetime.date]:
        return self.code, self.valid_from

    def holds(self, on: datetime.date) -> bool:
        return self.valid_from <= on <= (self.valid_until or END_OF_TIME)


@dataclass(frozen=True)
class SuccessionRow:
    """`old` went into `new` on a day, whole or in part."""

    old: UnitRow
    new: UnitRow
    on: datetime.date
    extent: str
    note: str
    legal_basis: str


@dataclass
class UnitFiles:
    """All that a folder says, and what is wrong with it."""

    by_code: dict[str, list[UnitRow]] = field(default_factory=dict)
    successions: list[SuccessionRow] = field(default_factory=list)
    aliases: list[tuple[UnitRow, str, str]] = field(default_factory=list)
    problems: list[UnitsProblem] = field(default_factory=list)

    @property
    def units(self) -> list[UnitRow]:
        return [unit for rows in self.by_code.values() for unit in rows]

    def add(self, unit: UnitRow) -> None:
        self.by_code.setdefault(unit.code, []).append(unit)

    def at(self, code: str, on: datetime.date) -> UnitRow | None:
        """The row with this code that holds on that day."""
        return next((unit for unit in self.by_code.get(code, []) if unit.holds(on)), None)


@dataclass(frozen=True)
class Line:
    """A line of a file: its number, from 1, and its cells by heading."""

    number: int
    cells: dict[str, str]


def read_unit_files(folder: Path) -> UnitFiles:
    """Everything in a folder of unit files; errors of all files together in `problems`."""
    files = UnitFiles()
    old = read_lines(files, folder / "old_units.csv", "code", "name", "level", "parent_code")
    new = read_lines(files, folder / "new_units.csv", "code", "name", "level", "parent_code")
    pairs = read_lines(files, folder / "unit_succession.csv", "old_code", "new_code", "note")
    # Before the map of 2025 is known, nothing says that the old units end.
    _add_units(files, "old_units.csv", old, FIRST_DAY, LAST_OLD_DAY if new else None, "")
    _add_units(files, "new_units.csv", new, FIRST_NEW_DAY, None, NEW_LEGAL_BASIS)
    old_rows = [unit for unit in files.units if unit.file == "old_units.csv"]
    _undo_history(files, folder)
    _add_successions(files, pairs)
    _add_aliases(files, folder, old_rows)
    _find_parents(files)
    _refuse_overlaps(files)
    return files


def read_lines(files: UnitFiles, path: Path, *columns: str, required: bool = True) -> list[Line]:
    """The lines of a CSV file that has these columns; what is wrong with it goes to `files.problems`."""
    if not path.exists():
        if required:
            files.problems.append(UnitsProblem(path.name, None, _("Thiếu tệp này trong thư mục.")))
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in columns if name not in (reader.fieldnames or [])]
            if missing:
                message = _("Thiếu cột: %(columns)s.") % {"columns": ", ".join(missing)}
                files.problems.append(UnitsProblem(path.name, 1, message))
                return []
            # A short line gives None, a long one a list under None: both are brought to text here.
            return [
                Line(reader.line_num, {name: normal(cell or "") for name, cell in row.items() if isinstance(name, str)})
                for row in reader
                if any(cell for cell in row.values())
            ]
    except (UnicodeDecodeError, csv.Error):
        files.problems.append(UnitsProblem(path.name, None, _("Không đọc được: tệp phải là CSV, mã hóa UTF-8.")))
        return []


def _add_units(
    files: UnitFiles, file: str, lines: list[Line], first: datetime.date, last: datetime.date | None, basis: str
) -> None:
    for line in lines:
        begin, end = (_date(files, file, line, column) for column in ("valid_from", "valid_until"))
        unit = UnitRow(
            code=line.cells["code"], name=line.cells["name"], level=line.cells["level"].casefold(),
            parent_code=line.cells["parent_code"], valid_from=begin or first, valid_until=end or last,
            legal_basis=line.cells.get("legal_basis") or basis, file=file, line=line.number,
            begin_is_given=begin is not None,
        )  # fmt: skip
        message = _mistake(unit)
        if message:
            files.problems.append(UnitsProblem(file, line.number, message))
        else:
            files.add(unit)


def _mistake(unit: UnitRow) -> str:
    if not unit.code or not unit.name:
        return _("Thiếu mã hoặc tên.")
    if unit.level not in _LEVELS:
        return _("Cấp “%(level)s” không có; hãy ghi province, district hoặc commune.") % {"level": unit.level}
    if unit.valid_until and unit.valid_until < unit.valid_from:
        return _("Ngày kết thúc của %(code)s đứng trước ngày bắt đầu.") % {"code": unit.code}
    if (unit.level == Level.PROVINCE) == bool(unit.parent_code):
        return _("%(code)s: tỉnh không có đơn vị cấp trên, huyện và xã thì phải có.") % {"code": unit.code}
    return ""


def _date(files: UnitFiles, file: str, line: Line, column: str) -> datetime.date | None:
    try:
        return read_date(line.cells.get(column))
    except UnreadableDate as error:
        files.problems.append(UnitsProblem(file, line.number, f"{column}: {error}"))
        return None


def _undo_history(files: UnitFiles, folder: Path) -> None:
    changes: list[tuple[datetime.date, str, Line]] = []
    for path in sorted(folder.glob("unit_history_*.csv")):
        lines = read_lines(
            files, path, "before_code", "before_name", "after_code", "after_name", "note", required=False
        )
        year = _YEAR.search(path.name)
        for line in lines:
            on = _date(files, path.name, line, "on") or DAY_OF_HISTORY_FILE.get(year[1] if year else "")
            if on is None:
                message = _("Không biết các thay đổi này có hiệu lực từ ngày nào: hãy thêm cột “on”.")
                files.problems.append(UnitsProblem(path.name, line.number, message))
            else:
                changes.append((on, path.name, line))
    # From the latest day back: each step starts from the state that the step before has reached.
    for day in sorted({on for on, _file, _line in changes}, reverse=True):
        _undo_day(files, day, [(file, line) for on, file, line in changes if on == day])


def _undo_day(files: UnitFiles, day: datetime.date, lines: list[tuple[str, Line]]) -> None:
    after_of = {unit.code: unit for unit in files.units if unit.holds(day)}
    ended: dict[tuple[str, str], UnitRow] = {}
    for file, line in lines:
        cells = line.cells
        successor = after_of.get(cells["after_code"])
        if successor is None or key(successor.name) != key(cells["after_name"]):
            message = _("Không có đơn vị %(code)s %(name)s vào ngày %(day)s.") % {
                "code": cells["after_code"], "name": cells["after_name"], "day": f"{day:%d/%m/%Y}",
            }  # fmt: skip
            files.problems.append(UnitsProblem(file, line.number, message))
            continue
        same_code = after_of.get(cells["before_code"])
        goes_on = same_code is not None and key(same_code.name) == key(cells["before_name"])
        if goes_on and same_code is not None:
            predecessor = same_code
        else:
            predecessor = ended.setdefault(
                (cells["before_code"], key(cells["before_name"])), _before(cells, successor, day, file, line.number)
            )
            # The code went to another place on that day.
            _begin(same_code, day)
        if fold(cells["note"]).startswith("doi ma"):
            _begin(successor, day)
        if predecessor is not successor:
            files.successions.append(
                SuccessionRow(
                    predecessor, successor, day, extent_of(cells["note"]), cells["note"], cells.get("legal_basis", "")
                )
            )
    for unit in ended.values():
        files.add(unit)


def _begin(unit: UnitRow | None, day: datetime.date) -> None:
    if unit is not None and not unit.begin_is_given:
        unit.valid_from = day


def _before(cells: dict[str, str], successor: UnitRow, day: datetime.date, file: str, line: int) -> UnitRow:
    return UnitRow(
        code=cells["before_code"], name=cells["before_name"], level=successor.level,
        parent_code=successor.parent_code, valid_from=FIRST_DAY, valid_until=day - ONE_DAY,
        legal_basis="", file=file, line=line,
    )  # fmt: skip


def extent_of(note: str) -> str:
    """Whole or part, from the note of a succession. What is not clearly whole is a part: a person will decide."""
    whole = fold(note).startswith(_WHOLE)
    return UnitSuccession.Extent.WHOLE if whole else UnitSuccession.Extent.PART


def _add_successions(files: UnitFiles, lines: list[Line]) -> None:
    file = "unit_succession.csv"
    new = {unit.code: unit for unit in reversed(files.units) if unit.file == "new_units.csv"}
    for line in lines:
        cells = line.cells
        successor = new.get(cells["new_code"])
        predecessor = files.at(cells["old_code"], successor.valid_from - ONE_DAY) if successor else None
        if successor is None or predecessor is None:
            code = cells["old_code"] if successor else cells["new_code"]
            message = _("Không có đơn vị mã %(code)s trong tệp đơn vị.") % {"code": code}
            files.problems.append(UnitsProblem(file, line.number, message))
            continue
        files.successions.append(
            SuccessionRow(
                predecessor, successor, successor.valid_from, extent_of(cells["note"]), cells["note"],
                cells.get("legal_basis") or successor.legal_basis,
            )
        )  # fmt: skip


def _add_aliases(files: UnitFiles, folder: Path, old_rows: list[UnitRow]) -> None:
    eras = {
        "old": {unit.code: unit for unit in old_rows},
        "new": {unit.code: unit for unit in files.units if unit.file == "new_units.csv"},
    }
    path = folder / "unit_aliases.csv"
    for line in read_lines(files, path, "era", "code", "alias", required=False):
        unit = eras.get(line.cells["era"], {}).get(line.cells["code"])
        if unit is None or not line.cells["alias"]:
            message = _("Không có đơn vị %(era)s %(code)s, hoặc thiếu tên.") % line.cells
            files.problems.append(UnitsProblem(path.name, line.number, message))
        else:
            files.aliases.append((unit, line.cells["alias"], line.cells.get("source", "")))


def _find_parents(files: UnitFiles) -> None:
    for unit in files.units:
        if unit.parent_code:
            unit.parent = files.at(unit.parent_code, unit.valid_from)
            if unit.parent is None or _LEVELS.index(Level(unit.parent.level)) >= _LEVELS.index(Level(unit.level)):
                message = _("%(code)s: không có đơn vị cấp trên mã %(parent)s vào ngày %(day)s.") % {
                    "code": unit.code, "parent": unit.parent_code, "day": f"{unit.valid_from:%d/%m/%Y}",
                }  # fmt: skip
                files.problems.append(UnitsProblem(unit.file, unit.line, message))


def _refuse_overlaps(files: UnitFiles) -> None:
    rows = sorted(files.units, key=lambda unit: (unit.code, unit.valid_from))
    for one, two in itertools.pairwise(rows):
        if one.code == two.code and two.valid_from <= (one.valid_until or END_OF_TIME):
            message = _("Mã %(code)s đứng cho hai đơn vị cùng lúc: %(one)s và %(two)s.") % {
                "code": one.code, "one": one.name, "two": two.name,
            }  # fmt: skip
            files.problems.append(UnitsProblem(two.file, two.line, message))
