"""Tables of figures in the styles in which people write them, as cells, each beside what it means.

A table is drawn by hypothesis: which institutions, which figures, and how each of them is written. Nothing here asks
the portal what it makes of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from hypothesis import strategies as st

from . import spellings
from .corpus import INSTITUTIONS, MEASURES, UNITS
from .spellings import IS_YES_NO, LABELS, LAST_YEAR, NUMBERING, PLAIN, POINT_ZERO, REMARK, TOTAL, Chance

NAMES = {code: name for code, name, _category, _unit in INSTITUTIONS}
CATEGORIES = {code: category for code, _name, category, _unit in INSTITUTIONS}
PLACES = {code: unit.removeprefix("old:") for code, _name, _category, unit in INSTITUTIONS}
ASKED = {code: categories for code, _label, _type, categories in MEASURES}
UNIT_NAMES = {code: name for code, name, _level, _parent in UNITS} | {
    "66": "Tỉnh Đắk Lắk", "654": "Huyện Krông Pắc", "655": "Huyện Krông A Na", "555": "Thành phố Tuy Hoà",
    "24490": "Thị trấn Phước An", "24493": "Xã KRông Búk", "24496": "Xã Ea Kly", "24541": "Xã Ea Na",
}  # fmt: skip
PARENTS = {code: parent.removeprefix("old:") for code, _name, _level, parent in UNITS} | {
    "24490": "654", "24493": "654", "24496": "654", "24541": "655",
}  # fmt: skip
SAME_NAMES = {"NT07", "NT08"}  # in one commune

FAMILIES = [["library"], ["house"], ["library", "house"], ["museum"], ["centre"], ["library", "museum", "centre"]]
BY_CODE = [["code"], ["code", "name"], ["code", "name", "commune"]]
BY_NAME = [["name", "commune"], ["name", "unit"], ["name", "commune", "district"], ["name", "unit", "category"]]
SPELLED = ("name", "unit", "commune", "district")
VISITS = "Lượt người sử dụng"


@dataclass(frozen=True)
class Figure:
    """What a cell means."""

    state: str
    value: int | None = None
    is_estimate: bool = False


@dataclass
class Line:
    """A line of cells; of data, the institution that it is about and the figures that it reports by measure."""

    cells: list[Any]
    institution: str = ""
    figures: dict[str, Figure] = field(default_factory=dict)


@dataclass
class Table:
    """Lines as they stand in the file, and the columns in their order: keys, codes of measures, and others."""

    lines: list[Line]
    columns: list[str]


@st.composite
def tables(draw: st.DrawFn, *, is_plain: bool = False) -> Table:
    """A table; with `is_plain` one of which nobody would have to ask anything."""
    return _Drawing(Chance(draw), is_plain).table()


class _Drawing:
    def __init__(self, chance: Chance, is_plain: bool) -> None:
        self.chance = chance
        self.is_plain = is_plain
        family = tuple(chance.of(FAMILIES))
        self.measures = chance.some(
            [code for code in LABELS if any(one.startswith(family) for one in ASKED[code])], 1, 4
        )
        self.keys = chance.of([*BY_CODE, *BY_NAME] if is_plain else [*BY_CODE, *BY_NAME, ["name"]])
        known = [code for code in NAMES if CATEGORIES[code].startswith(family)]
        if is_plain and "code" not in self.keys:
            placed = [code for code in known if code not in SAME_NAMES and self._says_place(code)]
            known, self.keys = (placed, self.keys) if placed else (known, ["code"])
        self.institutions = chance.some(known, 1, 7)
        self.styles = [style for style in spellings.NUMBERS if not is_plain or style != POINT_ZERO]
        self.numbers = {code: chance.of([*self.styles, PLAIN, PLAIN]) for code in self.measures}
        self.mixes_numbers = not is_plain and chance.maybe(3)
        self.columns = self._columns()

    def _says_place(self, code: str) -> bool:
        return any(self._key(code, key) for key in self.keys if key in ("commune", "district", "unit"))

    def _columns(self) -> list[str]:
        chance, counts = self.chance, [code for code in self.measures if not IS_YES_NO[code]]
        columns = [*self.keys, *self.measures]
        if not self.is_plain or chance.maybe(3):
            columns = chance.order(columns)
        if counts and chance.maybe(3):
            columns.insert(chance.draw(st.integers(0, len(columns))), LAST_YEAR + counts[0])
        columns += [TOTAL] if len(counts) > 1 and chance.maybe(3) else []
        columns += [REMARK] if chance.maybe(3) else []
        return [NUMBERING, *columns] if chance.maybe(3) else columns

    def table(self) -> Table:
        above, heading, body = self._above(), self._heading(), self._body()
        return Table([*map(Line, above), *map(Line, heading), *body], self.columns)

    # The heading and what stands over it

    def _above(self) -> list[list[Any]]:
        if self.chance.maybe():
            return []
        width = len(self.columns)
        titles = [
            ["UBND HUYỆN KRÔNG PẮC"], ["Phòng Văn hóa và Thông tin", None, "Độc lập - Tự do - Hạnh phúc"], [],
            ["BÁO CÁO SỐ LIỆU NĂM 2024"], ["(Kèm theo Công văn số 15/VHTT ngày 10/01/2025)"],
            [*[None] * (width - 1), "Đơn vị tính: lượt"], ["Mã số: 15"], ["Tên đơn vị báo cáo: Phòng VHTT"],
        ]  # fmt: skip
        chosen = self.chance.some(range(len(titles)), 1, 4)
        return [titles[place][:width] for place in sorted(chosen)]

    def _heading(self) -> list[list[Any]]:
        texts = [spellings.heading(self.chance, column) for column in self.columns]
        lines: list[list[Any]] = [texts]
        if self.chance.maybe(4):
            lines = self._under_channels(texts)
        elif self.chance.maybe(4) and any(column.startswith(LAST_YEAR) for column in self.columns):
            lines = self._under_years(texts)
        if len(self.columns) > 2 and self.chance.maybe(4):
            lines.append(self._numbers_of_columns())
        return lines

    def _under_channels(self, texts: list[str]) -> list[list[Any]]:
        """Channels of visits under one heading, which stands over each run of them once."""
        upper, lower = list[Any](texts), list[Any]([None] * len(texts))
        for is_visits, places in groupby(range(len(texts)), lambda place: self.columns[place].startswith("visits")):
            for number, place in enumerate(places if is_visits else []):
                upper[place] = None if number else VISITS
                lower[place] = LABELS[self.columns[place]].removeprefix(VISITS).strip()
        return [upper, lower] if any(lower) else [texts]

    def _under_years(self, texts: list[str]) -> list[list[Any]]:
        """Last year's figures and this year's, the year over each column."""
        upper, lower = list[Any](texts), list[Any]([None] * len(texts))
        for place, column in enumerate(self.columns):
            if column in LABELS or column.startswith(LAST_YEAR):
                upper[place] = "Năm 2024" if column in LABELS else "Năm 2023"
                lower[place] = LABELS[column.removeprefix(LAST_YEAR)]
        return [upper, lower]

    def _numbers_of_columns(self) -> list[Any]:
        if self.chance.maybe():
            return [f"({number})" for number in range(1, len(self.columns) + 1)]
        letters = [column for column in self.columns if column in (NUMBERING, *self.keys)]
        if self.columns[: len(letters)] != letters:
            return []
        return [*"ABCDEF"[: len(letters)], *range(1, len(self.columns) - len(letters) + 1)]

    # The body

    def _body(self) -> list[Line]:
        data = [self._data(code) for code in self.institutions]
        groups = [data]
        if self.chance.maybe(3):
            data.sort(key=lambda line: CATEGORIES[line.institution])
            groups = [list(lines) for _key, lines in groupby(data, lambda line: CATEGORIES[line.institution])]
        body: list[Line] = []
        has_sections = len(groups) > 1 or self.chance.maybe(6)
        restarts = has_sections and self.chance.maybe()
        for place, lines in enumerate(groups):
            body += [self._section(place, lines)] if has_sections else []
            self._number(lines, 0 if restarts else sum(map(len, groups[:place])))
            body += self._with_blanks(lines)
            if has_sections and self.chance.maybe(4):
                body.append(self._sum("Cộng", lines))
        if self.chance.maybe(4):
            body.append(self._sum("Tổng cộng", data))
        elif self.chance.maybe(6):
            body.insert(0, self._sum("Tổng số", data))
        return body + (self._notes() if self.chance.maybe(4) else [])

    def _data(self, code: str) -> Line:
        line = Line([], code)
        for column in self.columns:
            asked = CATEGORIES[code] in ASKED.get(column.removeprefix(LAST_YEAR), ())
            if asked:
                line.cells.append(self._answer(line, column) if column in LABELS else str(self.chance.count()))
            elif column == REMARK:
                line.cells.append(self.chance.of([None, None, "số liệu tạm tính", "báo cáo lại 12 lượt"]))
            else:
                text = self._key(code, column)
                line.cells.append(spellings.name(self.chance, text) if text and column in SPELLED else text)
        if TOTAL in self.columns and (sums := [one.value for one in line.figures.values() if one.value is not None]):
            line.cells[self.columns.index(TOTAL)] = str(sum(sums))
        return line

    def _answer(self, line: Line, column: str) -> Any:
        chance = self.chance
        if chance.maybe(6):
            return chance.of([None, "", " "])
        for state, texts in (("unknown", spellings.UNKNOWN), ("not_applicable", spellings.NOT_APPLICABLE)):
            if chance.maybe(8):
                line.figures[column] = Figure(state)
                return chance.of(texts)
        if IS_YES_NO[column]:
            value = chance.draw(st.integers(0, 1))
            line.figures[column] = Figure("reported", value)
            return chance.of(spellings.YES if value else spellings.NO)
        value, is_estimate = chance.count(), chance.maybe(8)
        line.figures[column] = Figure("reported", value, is_estimate)
        text = self._count(value, column)
        return (
            chance.of(spellings.ESTIMATE).format(text)
            if is_estimate
            else chance.of([text, text, "-" if not value else text])
        )

    def _count(self, value: int, column: str) -> str:
        return spellings.count(value, self.chance.of(self.styles) if self.mixes_numbers else self.numbers[column])

    def _key(self, code: str, column: str) -> Any:
        unit = PLACES[code]
        is_commune = len(unit) > 3
        return {
            "code": code, "name": NAMES[code], "category": CATEGORIES[code], "unit": UNIT_NAMES[unit],
            "commune": UNIT_NAMES[unit] if is_commune else None,
            "district": UNIT_NAMES[PARENTS[unit] if is_commune else unit] if len(unit) > 2 else None,
        }.get(column)  # fmt: skip

    # What stands between the rows of data

    def _number(self, lines: Sequence[Line], before: int) -> None:
        style = self.chance.of(["{}", "{}", "{}.", "{:02}"])
        for number, line in enumerate(lines if NUMBERING in self.columns else [], before + 1):
            line.cells[0] = style.format(number)

    def _with_blanks(self, lines: Sequence[Line]) -> list[Line]:
        return [one for line in lines for one in ([Line([]), line] if self.chance.maybe(12) else [line])]

    def _label_place(self) -> int:
        return self.columns.index("name") if "name" in self.columns else 0

    def _section(self, place: int, lines: Sequence[Line]) -> Line:
        text = self.chance.of(["Thư viện cấp xã", "Các nhà văn hóa", "Khối xã", "Thiết chế văn hóa cấp huyện"])
        cells = self._sums(lines) if self.chance.maybe(4) else [None] * len(self.columns)
        mark = ["I", "II", "III", "IV", "V", "VI", "VII"][place]
        if NUMBERING in self.columns and self._label_place():
            cells[0], cells[self._label_place()] = mark, text
        else:
            cells[self._label_place()] = f"{mark}. {text}"
        return Line(cells)

    def _sum(self, label: str, lines: Sequence[Line]) -> Line:
        cells = self._sums(lines)
        cells[self._label_place()] = label
        return Line(cells)

    def _sums(self, lines: Sequence[Line]) -> list[Any]:
        """What the lines add up to in each column of counts; of the answers in words how many say yes."""
        cells: list[Any] = [None] * len(self.columns)
        for place, column in enumerate(self.columns):
            if said := [line.figures[column] for line in lines if column in line.figures]:
                cells[place] = self._count(sum(one.value or 0 for one in said), column)
        return cells

    def _notes(self) -> list[Line]:
        notes = [
            [], ["Ghi chú: số liệu tính đến ngày 31/12/2024."], ["- Lượt trực tuyến lấy theo bộ đếm."],
            [None, "Người lập biểu", None, "Thủ trưởng đơn vị"], [None, "Nguyễn Văn An", None, "Trần Thị Bình"],
        ]  # fmt: skip
        return [Line(cells[: len(self.columns)]) for cells in notes]
