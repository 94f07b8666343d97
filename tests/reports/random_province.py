"""Small random provinces in the files that the commands read: units, institutions, figures, a plan.

Everything follows from a seed. Days on which something ends or begins are drawn often, round days of the calendar too.
"""

import csv
import datetime
import json
import tomllib
from decimal import Decimal
from pathlib import Path
from random import Random

from tests.reports.oracle import (
    CHANGES_2024,
    FIRST,
    LEVELS,
    MERGER,
    Act,
    FigureFile,
    Institution,
    Row,
    Units,
    World,
    Year,
)

CATALOGUE = Path(__file__).parents[2] / "indicators" / "plans" / "catalogue.toml"
UNITS = Path(__file__).parents[2] / "institutions" / "data" / "units"
ONE_DAY = datetime.timedelta(days=1)
YEARS = range(2022, 2027)
LAST = datetime.date(2026, 12, 31)
EDGES = [
    datetime.date(2021, 12, 31), datetime.date(2022, 12, 31), datetime.date(2023, 1, 1), datetime.date(2023, 1, 10),
    datetime.date(2024, 6, 30), CHANGES_2024 - ONE_DAY, CHANGES_2024, datetime.date(2024, 12, 31),
    datetime.date(2025, 6, 29), MERGER - ONE_DAY, MERGER, MERGER + ONE_DAY, datetime.date(2025, 12, 31),
]  # fmt: skip
ROUNDED = [9, 11, 13, 14, 17, 18, 27, 29, 33, 38, 43, 56, 57, 63, 67, 71, 83, 86, 87, 89, 93]
UNIT_COLUMNS = ["code", "name", "level", "parent_code"]
REPORTING_COLUMNS = ["code", "name", "unit", "valid_from", "valid_until"]
INSTITUTION_COLUMNS = [
    "code", "name", "category", "unit", "reporting_unit", "ownership", "opened_on", "closed_on", "valid_from",
    "counted", "not_counted_reason",
]  # fmt: skip
HISTORY_COLUMNS = ["province_code", "before_code", "before_name", "after_code", "after_name", "note", "legal_basis"]


def any_day(random: Random, first: datetime.date, last: datetime.date) -> datetime.date:
    edges = [edge for edge in EDGES if first <= edge <= last]
    if edges and random.random() < 0.5:
        return random.choice(edges)
    return first + datetime.timedelta(days=random.randint(0, (last - first).days))


def written(random: Random, on: datetime.date) -> str:
    return on.strftime("%d/%m/%Y") if random.random() < 0.2 else on.isoformat()


class RandomProvince:
    """Draws a World part by part; `write` puts it into files."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.world = World()
        self.taken: set[str] = set()
        catalogue = tomllib.loads(CATALOGUE.read_text())
        self.world.measures = {measure["code"]: measure for measure in catalogue["measure"]}
        self.world.levels = {category["code"]: category["level"] for category in catalogue["category"]}
        self.draw_units()
        self.draw_history()
        self.draw_merger()
        self.units = Units(self.world)
        self.draw_years()
        self.draw_institutions()
        self.draw_figures()
        self.plan_text = self.draw_plan()
        self.world.plan = tomllib.loads(self.plan_text, parse_float=Decimal)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def code(self, digits: int) -> str:
        while True:
            code = str(self.random.randint(10 ** (digits - 1), 10**digits - 1))
            if code not in self.taken:
                self.taken.add(code)
                return code

    # Units

    def draw_units(self) -> None:
        self.provinces = ["66", "54"] if self.chance(0.8) else ["66"]
        self.districts: dict[str, list[Row]] = {}
        self.inner: dict[str, str] = {}
        rows = self.world.old_units
        for number, province in enumerate(self.provinces):
            rows.append({"code": province, "name": f"Tỉnh {number}", "level": "province", "parent_code": ""})
            for _ in range(self.random.randint(1, 3 - number)):
                district = self.code(3)
                rows.append(
                    {"code": district, "name": f"Huyện {district}", "level": "district", "parent_code": province}
                )
                communes = []
                for _ in range(self.random.randint(1, 5)):
                    code = self.code(5)
                    communes.append({"code": code, "name": f"Xã {code}", "level": "commune", "parent_code": district})
                rows += communes
                self.districts[district] = communes
                self.inner[district] = province

    def draw_history(self) -> None:
        """Changes of 2024-11-01, each inside one district."""
        self.recycled: set[str] = set()
        for district, communes in self.districts.items():
            for change in (self._absorbed, self._recycled, self._divided, self._ceded):
                if self.chance(0.35):
                    change(self.inner[district], communes)

    def _changed(self, province: str, before: tuple[str, str], after: Row, note: str) -> None:
        self.world.history.append(
            dict(
                zip(
                    HISTORY_COLUMNS,
                    [province, *before, after["code"], after["name"], note, "1193/NQ-UBTVQH15"],
                    strict=True,
                )
            )
        )

    def _absorbed(self, province: str, communes: list[Row]) -> None:
        code = self.code(5)
        self._changed(province, (code, f"Xã cũ {code}"), self.random.choice(communes), "Nhập toàn bộ")

    def _recycled(self, province: str, communes: list[Row]) -> None:
        """A code that named another commune before, whose own code was another."""
        after = self.random.choice(communes)
        ceding = {row["before_code"] for row in self.world.history}
        if after["code"] in self.recycled | ceding:
            return
        self.recycled.add(after["code"])
        former = self.code(5)
        note = f"Nhập toàn bộ; mã {after['code']} được dùng lại cho {after['name']}"
        self._changed(province, (after["code"], f"Xã trước {after['code']}"), after, note)
        self._changed(province, (former, after["name"]), after, f"Đổi mã {former} -> {after['code']}")

    def _divided(self, province: str, communes: list[Row]) -> None:
        if len(communes) < 2:
            return
        code = self.code(5)
        first, second = self.random.sample(communes, 2)
        self._changed(province, (code, f"Xã chia {code}"), first, "Nhập một phần (19,70 km2)")
        self._changed(province, (code, f"Xã chia {code}"), second, "Nhập phần còn lại (10,73 km2)")

    def _ceded(self, province: str, communes: list[Row]) -> None:
        if len(communes) < 2:
            return
        ceding, taking = self.random.sample(communes, 2)
        if ceding["code"] in self.recycled:
            return
        note = self.random.choice(["Nhập một phần (0,089 km2)", "Điều chỉnh một phần (theo báo chí)"])
        self._changed(province, (ceding["code"], ceding["name"]), taking, note)

    def draw_merger(self) -> None:
        """2025-07-01: one province; most communes go whole, some in parts, their codes to anybody."""
        random = self.random
        self.world.new_units.append({"code": "66", "name": "Tỉnh 0", "level": "province", "parent_code": ""})
        for province in self.provinces:
            self._went(province, "66", "Nhập toàn bộ")
        communes = [row for rows in self.districts.values() for row in rows]
        if self.chance(0.3):
            random.shuffle(communes)
        groups: list[list[Row]] = []
        while communes:
            size = random.randint(1, 4)
            groups.append(communes[:size])
            communes = communes[size:]
        codes = [random.choice(group)["code"] for group in groups]
        if self.chance(0.5):
            random.shuffle(codes)
        for group, code in zip(groups, codes, strict=True):
            self._merge(group, code, codes)

    def _merge(self, group: list[Row], code: str, codes: list[str]) -> None:
        alone = len(group) == 1 and group[0]["code"] == code
        kept = alone and self.chance(0.7)
        name = group[0]["name"] if kept else f"Xã mới {code}"
        self.world.new_units.append({"code": code, "name": name, "level": "commune", "parent_code": "66"})
        for row in group:
            if alone:
                self._went(row["code"], code, "Giữ nguyên" if kept else "Đổi tên")
            elif len(codes) > 1 and self.chance(0.25):
                other = self.random.choice([each for each in codes if each != code])
                self._went(row["code"], code, "Nhập một phần")
                self._went(row["code"], other, "Nhập một phần")
            elif len(codes) > 1 and self.chance(0.04):  # a part beside the whole: the whole one is still the only one
                other = self.random.choice([each for each in codes if each != code])
                self._went(row["code"], code, "Nhập toàn bộ")
                self._went(row["code"], other, "Nhập một phần")
            else:
                self._went(row["code"], code, "Nhập toàn bộ")

    def _went(self, old: str, new: str, note: str) -> None:
        self.world.succession.append({"old_code": old, "new_code": new, "note": note})

    # Institutions

    def draw_years(self) -> None:
        """Mostly calendar years; else the administrative ones, or an earlier day of counting."""
        if self.chance(0.7):
            return
        for year in YEARS:
            calendar = Year.calendar(year)
            start, end = datetime.date(year - 1, 12, 15), datetime.date(year, 12, 14)
            halfway = Year(calendar.start, calendar.end, datetime.date(year, 6, 30))
            self.world.years[year] = self.random.choice([Year(start, end, end), halfway])

    def draw_institutions(self) -> None:
        self.focus = self.random.sample(list(self.world.levels), self.random.randint(1, 5))
        self.world.reporting_units = [
            {"code": code, "name": f"Đơn vị {code}", "unit": "66", "valid_from": "", "valid_until": ""}
            for code in ("SGD", "TVT")
        ]
        for number in range(self.random.randint(15, 45)):
            self._draw_institution(f"TC-{number:03d}")
        if self.chance(0.3):
            self.random.shuffle(self.world.institutions)
            self.world.institutions.sort(key=lambda row: row["valid_from"] != "")

    def _opening(self) -> datetime.date | None:
        kind = self.random.random()
        if kind < 0.35:
            return None
        if kind < 0.5:
            return datetime.date(self.random.randint(1976, 2019), 5, 19)
        return any_day(self.random, FIRST, datetime.date(2026, 6, 30))

    def _place(self, on: datetime.date) -> str:
        level = self.random.choices(["commune", "district", "province"], [8, 1, 1])[0]
        standing = list(self.units.standing(max(on, FIRST)))
        found = [unit.code for unit in standing if unit.level == level]
        return self.random.choice(found or [unit.code for unit in standing])

    def _answers(self, on: datetime.date) -> str:
        """A reporting unit named beside the rule: a body of the province, or an office of that day."""
        if self.chance(0.85):
            return ""
        offices = ("province", "district") if on < MERGER else LEVELS
        found = [unit.code for unit in self.units.standing(max(on, FIRST)) if unit.level in offices]
        return self.random.choice(["SGD", "TVT", self.random.choice(found)])

    def _uncounted(self) -> Row:
        if self.chance(0.93):
            return {"counted": "có", "not_counted_reason": ""}
        return {"counted": "không", "not_counted_reason": "Quyết định 1"}

    def _draw_institution(self, code: str) -> None:
        random = self.random
        opening = self._opening()
        first = opening or FIRST
        days = [first]
        while self.chance(0.3) and days[-1] < LAST - 2 * ONE_DAY:
            days.append(any_day(random, max(days[-1], FIRST) + ONE_DAY, LAST))
        closing = any_day(random, max(days[-1], FIRST), LAST) if self.chance(0.25) else None
        row = {
            "code": code, "name": f"Cơ sở {code}", "category": random.choice(self.focus),
            "reporting_unit": self._answers(first),
            "unit": self._place(first), "ownership": random.choice(["public", "private", "other"]),
            "opened_on": written(random, opening) if opening else "",
            "closed_on": written(random, closing) if closing else "", "valid_from": "",
        } | self._uncounted()  # fmt: skip
        self.world.institutions.append(row)
        for since in days[1:]:
            row = row | {"valid_from": written(random, since), "reporting_unit": self._answers(since)}
            row |= self._uncounted()
            row["unit"] = self._place(since)
            if self.chance(0.5):
                row["category"] = random.choice(self.focus)
            if self.chance(0.5):
                row["name"] += "'"
            self.world.institutions.append(row)

    # Figures

    def draw_figures(self) -> None:
        rows: dict[str, list[Row]] = {}
        for row in self.world.institutions:
            rows.setdefault(row["code"], []).append(row)
        self.institutions = [Institution(found, self.units) for found in rows.values()]
        self.trend = self.random.choice([1, 1.1, 1.1, 1.025, 2, 0.8])
        self.sizes = {institution.code: 1000 * self.random.randint(1, 5) for institution in self.institutions}
        for year in YEARS:
            self.diligence = self.random.choice([0.6, 0.9, 1, 1])
            self.smooth = self.random.choice([0.9, 1])
            self.clarity = self.random.choice([0.75, 0.95, 1, 1])
            statuses = self.random.choice(
                [["approved"], ["submitted"], [None], ["draft", "approved"], [None, "submitted", "approved"],
                 ["submitted", "approved", None], ["approved", "submitted"]]
            )  # fmt: skip
            for status in statuses:
                told = [self._figures(institution, year) for institution in self.institutions]
                found = [row for row in told if len(row) > 1 and self.chance(self.diligence)]
                if found:
                    self.world.figures.append(FigureFile(year, status, found, self._acts(found)))
            if self.chance(0.3) and found:
                self.world.figures.append(FigureFile(year, self.random.choice([None, "draft", "submitted"]), found))

    def _acts(self, rows: list[Row]) -> list[Act]:
        acts = []
        while self.chance(0.4):
            row = self.random.choice(rows)
            acts.append(Act("send back", row["institution"]))
            if self.chance(0.6):
                measures = [measure for measure in row if measure != "institution"]
                acts.append(Act("withdraw", row["institution"], self.random.choice(measures)))
        return acts

    def _figures(self, institution: Institution, year: int) -> Row:
        dates = self.world.years.get(year, Year.calendar(year))
        on = institution.asked_on(dates)
        if not on:
            return {}
        category = institution.version(on).category
        row = {"institution": institution.code}
        for code, measure in self.world.measures.items():
            if category in measure["categories"]:
                row[code] = self._cell(measure["type"])
                if "visits" in code and row[code].isdecimal() and self.chance(self.smooth):
                    row[code] = str(round(self.sizes[institution.code] * self.trend ** (year - 2022)))
        return row

    def _cell(self, kind: str) -> str:
        random = self.random
        if not self.chance(self.clarity):
            return random.choice(["", "", "?", "không rõ", "Không áp dụng", "KAD"])
        if kind == "yes_no":
            yes, no = ["1", "x", "Có", "đạt", "YES", "true", "✓"], ["0", "không", "Chưa", "no", "false", "-"]
            return random.choice(yes if self.chance(0.6) else no)
        return random.choice(["0", "-", "1", "2", str(random.randint(3, 99)), str(random.randint(100, 999))])

    # The plan

    def draw_plan(self) -> str:
        random = self.random
        issued = random.choice(
            [datetime.date(2023, 1, 10)] * 4
            + [datetime.date(2022, 12, 9), datetime.date(2020, 6, 1), *EDGES[4:]]
        )  # fmt: skip
        standing = list(self.units.standing(issued))
        districts = [unit.code for unit in standing if unit.level == "district"]
        communes = [unit.code for unit in standing if unit.level == "commune"]
        territory = random.choice(["66", "66", "66", "66", None, random.choice(districts or ["66"]), communes[0]])
        lines = [
            'code = "thu-nghiem"', 'title = "Kế hoạch thử"', 'short_title = "Thử"', 'legal_basis = "Số 1"',
            'issuer = "Tỉnh"', f"issued_on = {issued}", 'source = "Bài viết"',
        ]  # fmt: skip
        if territory:
            lines.append(f'territory = "{territory}"')
        self.milestones = random.choice([[2025, 2030], [2025], [2023, 2025], [2024, 2026, 2030]])
        for number in range(random.randint(3, 6)):
            lines += self._criterion(f"T{number}")
        return "\n".join(lines) + "\n"

    def _criterion(self, code: str) -> list[str]:
        random = self.random
        kind = random.choice(["share", "share", "growth"])
        sets = [set(measure["categories"]) for measure in self.world.measures.values()]
        asked = random.choice([each for each in sets if each & set(self.focus)])
        near = sorted(asked & set(self.focus)) if self.chance(0.8) else sorted(asked)
        fitting = [code for code, measure in self.world.measures.items() if asked <= set(measure["categories"])]
        lines = ["", "[[criterion]]", f'code = "{code}"', f'kind = "{kind}"', f'title = "Tiêu chí {code}"']
        lines += ['definition = "Như viết."', 'citation = "Điều 1"']
        if kind == "growth":
            counts = [measure for measure in fitting if self.world.measures[measure]["type"] == "count"]
            if not counts:
                return []
            lines.append(f"summed = {json.dumps(self._some(counts))}")
        else:
            for _ in range(random.choice([1, 1, 2])):
                measures = self._some(fitting)
                counts = any(self.world.measures[measure]["type"] == "count" for measure in measures)
                most = random.choice([1, 1, 1, 2, 5])
                lines += ["", "[[criterion.requirement]]", f"measures = {json.dumps(measures)}"]
                lines.append(f"minimum = {most if counts else min(most, len(measures))}")
        return lines + self._groups(kind, near)

    def _some(self, codes: list[str]) -> list[str]:
        return self.random.sample(codes, self.random.randint(1, len(codes)))

    def _groups(self, kind: str, near: list[str]) -> list[str]:
        lines = []
        left = self.random.sample(near, len(near))
        while left:
            size = self.random.randint(1, len(left))
            group, left = left[:size], left[size:] if self.chance(0.8) else []
            lines += ["", "[[criterion.group]]", 'name = "Nhóm"', f"categories = {json.dumps(group)}"]
            milestones = [each for each in self.milestones if self.chance(0.85)] or self.milestones[:1]
            for milestone in milestones:
                lines += ["", "[[criterion.group.target]]", f"milestone = {milestone}", 'citation = "Điều 2"']
                lines += self._growth_target(milestone) if kind == "growth" else self._share_target(group)
                if self.chance(0.12):
                    lines.append(f"judged_until = {any_day(self.random, FIRST, LAST)}")
        return lines

    def _share_target(self, group: list[str]) -> list[str]:
        random = self.random
        printed = [20, 36, 50, 100, "33.33", "66.67", "12.5", random.randint(0, 100)]
        threshold = random.choice([*printed, *random.sample(ROUNDED, 4)])
        lines = [f"threshold = {threshold}"]
        if self.chance(0.6):
            lines.append(f'comparison = "{random.choice(["exact", "whole_percent", "whole_percent"])}"')
        levels = {self.world.levels[category] for category in group}
        if len(levels) == 1 and levels <= {"province", "district", "commune"} and self.chance(0.5):
            lines.append('counted = "units"')
        return lines

    def _growth_target(self, milestone: int) -> list[str]:
        random = self.random
        threshold = random.choice([0, 1, 5, 10, 10, "2.5", "33.33", 100])
        base_year = min(random.choice([2021, 2022, 2022, 2022, 2023, 2023, 2024, 2025]), milestone - 1)
        lines = [f"threshold = {threshold}", f"base_year = {base_year}"]
        if self.chance(0.5):
            uppers = ["250"] + [
                upper for upper in ("10", "10", "10", "100", "100.5") if Decimal(upper) > Decimal(threshold)
            ]
            lines.append(f"upper = {random.choice(uppers)}")
        if self.chance(0.7):
            lines.append(f'method = "{random.choice(["compound", "mean", "mean"])}"')
        if self.chance(0.25):
            lines += [f"base_value = {random.choice([0, 1, 50, 500, 2500])}", 'base_citation = "Niên giám"']
        return lines

    # Files

    def questions(self, number: int) -> list[tuple[int, str | None, str]]:
        """(year, unit, basis) to ask `progress` for."""
        bases = ["approved", "submitted", "all"]
        asked = [(self.random.choice(YEARS), self._unit_asked(), self.random.choice(bases)) for _ in range(number)]
        return [(year, None, "all") for year in range(2021, 2028)] + asked

    def _unit_asked(self) -> str | None:
        """Any code at all, or one in which an institution lay at some time; None: no unit is asked."""
        codes = sorted({unit.code for unit in self.units.all})
        institution = self.random.choice(self.institutions)
        on = max(institution.opened, any_day(self.random, FIRST, LAST))
        line = [unit.code for unit in institution.unit(on).line()]
        return self.random.choice([None, self.random.choice(codes), *[self.random.choice(line) for _ in range(4)]])

    def write(self, folder: Path) -> None:
        world = self.world
        (folder / "units").mkdir(parents=True)
        write_csv(folder / "units" / "old_units.csv", UNIT_COLUMNS, world.old_units)
        write_csv(folder / "units" / "new_units.csv", UNIT_COLUMNS, world.new_units)
        write_csv(folder / "units" / "unit_succession.csv", ["old_code", "new_code", "note"], world.succession)
        write_csv(folder / "units" / "unit_history_2024.csv", HISTORY_COLUMNS, world.history)
        write_csv(folder / "reporting_units.csv", REPORTING_COLUMNS, world.reporting_units)
        write_csv(folder / "institutions.csv", INSTITUTION_COLUMNS, world.institutions)
        (folder / "plan.toml").write_text(self.plan_text, encoding="utf-8")
        for number, file in enumerate(world.figures):
            columns = [code for code in world.measures if any(code in row for row in file.rows)]
            labels = {code: self._heading(code) for code in columns}
            rows = [
                {"institution": row["institution"]} | {labels[code]: row.get(code, "") for code in columns}
                for row in file.rows
            ]
            write_csv(folder / f"figures-{number}.csv", ["institution", *labels.values()], rows)

    def _heading(self, code: str) -> str:
        return self.world.measures[code]["label"] if self.chance(0.5) else code


class ShippedProvince(RandomProvince):
    """The real units and the real plan; institutions and figures are drawn."""

    def draw_units(self) -> None:
        self.world.old_units = read_csv(UNITS / "old_units.csv")
        self.world.new_units = read_csv(UNITS / "new_units.csv")
        self.world.succession = read_csv(UNITS / "unit_succession.csv")
        self.world.history = read_csv(UNITS / "unit_history_2024.csv")
        self.provinces = ["66", "54"]

    def draw_history(self) -> None:
        """As it was."""

    def draw_merger(self) -> None:
        """As it was."""

    def _place(self, on: datetime.date) -> str:
        """Often where something happened to the unit."""
        split = {row["old_code"] for row in self.world.succession if row["note"] == "Nhập một phần"}
        split |= {row[key] for row in self.world.history for key in ("before_code", "after_code")}
        found = sorted(unit.code for unit in self.units.standing(max(on, FIRST)) if unit.code in split)
        return self.random.choice(found) if found and self.chance(0.6) else super()._place(on)

    def draw_plan(self) -> str:
        return (CATALOGUE.parent / "06-kh-ubnd-2023.toml").read_text()


def read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_csv(path: Path, columns: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
