"""The rows of `progress`, computed a second time: slowly, from plain rows of files, from the written contract alone.

Nothing of the portal is imported here. A World holds the rows as they stand in the files; `Oracle(world)` replays the
imports and gives the rows of a plan. All arithmetic is in whole numbers and fractions.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

Row = dict[str, str]
FIRST = datetime.date(2020, 1, 1)
CHANGES_2024 = datetime.date(2024, 11, 1)
MERGER = datetime.date(2025, 7, 1)
FOREVER = datetime.date(9999, 12, 31)
ONE_DAY = datetime.timedelta(days=1)
LEVELS = ("province", "district", "commune")
WHOLE_NOTES = ("Nhập toàn bộ", "Giữ nguyên", "Đổi tên", "Đổi mã")
YES, NO = ("1", "x", "có", "đạt", "yes", "true", "✓"), ("0", "không", "chưa", "no", "false", "-")
RANKS = {"draft": 0, "returned": 0, "submitted": 1, "approved": 2}


@dataclass
class World:
    """The files: units in the shipped format, institutions, figures in the order of import, the measures, the plan."""

    old_units: list[Row] = field(default_factory=list)
    new_units: list[Row] = field(default_factory=list)
    succession: list[Row] = field(default_factory=list)
    history: list[Row] = field(default_factory=list)
    reporting_units: list[Row] = field(default_factory=list)
    institutions: list[Row] = field(default_factory=list)
    years: dict[int, "Year"] = field(default_factory=dict)
    figures: list["FigureFile"] = field(default_factory=list)
    measures: dict[str, dict] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    plan: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Year:
    start: datetime.date
    end: datetime.date
    reference: datetime.date

    @classmethod
    def calendar(cls, number: int) -> "Year":
        end = datetime.date(number, 12, 31)
        return cls(datetime.date(number, 1, 1), end, end)


@dataclass
class Act:
    """What a person does after a file: sends the return of an institution back, or withdraws a figure of it."""

    verb: str
    institution: str
    measure: str = ""


@dataclass
class FigureFile:
    year: int
    status: str | None
    rows: list[Row]
    acts: list[Act] = field(default_factory=list)


# Units


@dataclass(eq=False)
class Unit:
    code: str
    name: str
    level: str
    parent: "Unit | None"
    start: datetime.date
    end: datetime.date = FOREVER
    successors: list[tuple["Unit", bool, datetime.date]] = field(default_factory=list)
    predecessors: list[tuple["Unit", datetime.date]] = field(default_factory=list)

    def line(self) -> Iterator["Unit"]:
        """Itself and all in which it lies."""
        unit: Unit | None = self
        while unit:
            yield unit
            unit = unit.parent

    def stands(self, on: datetime.date) -> bool:
        return self.start <= on <= self.end

    def after(self) -> "Unit":
        """Where its institutions go when it ends: the one whole successor, else the province."""
        whole = [unit for unit, is_whole, on in self.successors if is_whole and on > self.end]
        if len(whole) == 1:
            return whole[0]
        return next(unit for unit in self.line() if unit.level == "province")

    def at(self, on: datetime.date) -> "Unit":
        unit = self
        while unit.end < on:
            unit = unit.after()
        return unit

    def lies_in(self, outer: "Unit", on: datetime.date) -> bool:
        """Whether all that it was on that day lies inside `outer`. What had ended by then is where it went."""
        if self.start <= on:
            return outer in self.at(on).line()
        parts = [unit for unit, since in self.predecessors if since > on]
        return bool(parts) and all(part.lies_in(outer, on) for part in parts)


def is_whole(note: str) -> bool:
    return note.startswith(WHOLE_NOTES)


class Units:
    """All units of a World, each as it stood between two dates."""

    def __init__(self, world: World) -> None:
        self.all: list[Unit] = []
        old = self._list(world.old_units, FIRST, MERGER - ONE_DAY)
        self._undo(world.history, old)
        new = self._list(world.new_units, MERGER, FOREVER)
        for row in world.succession:
            self._link(old[row["old_code"]], new[row["new_code"]], is_whole(row["note"]), MERGER)

    def _list(self, rows: list[Row], start: datetime.date, end: datetime.date) -> dict[str, Unit]:
        units: dict[str, Unit] = {}
        for row in sorted(rows, key=lambda row: LEVELS.index(row["level"])):
            units[row["code"]] = Unit(
                row["code"], row["name"], row["level"], units.get(row["parent_code"]), start, end
            )  # fmt: skip
        self.all += units.values()
        return units

    def _undo(self, history: list[Row], old: dict[str, Unit]) -> None:
        """The units before 2024-11-01. One of the old list began that day where its code named another before."""
        before: dict[str, Unit] = {}
        for row in history:
            code, name = row["before_code"], row["before_name"]
            if code in before:
                continue
            same = old.get(code)
            if same and same.name == name:
                before[code] = same
                continue
            if same:
                same.start = CHANGES_2024
            beside = old[row["after_code"]]
            before[code] = Unit(code, name, beside.level, beside.parent, FIRST, CHANGES_2024 - ONE_DAY)
            self.all.append(before[code])
        for row in history:
            self._link(before[row["before_code"]], old[row["after_code"]], is_whole(row["note"]), CHANGES_2024)

    @staticmethod
    def _link(old: Unit, new: Unit, whole: bool, on: datetime.date) -> None:
        old.successors.append((new, whole, on))
        new.predecessors.append((old, on))

    def standing(self, on: datetime.date) -> Iterable[Unit]:
        return (unit for unit in self.all if unit.stands(on))

    def find(self, code: str, on: datetime.date) -> Unit | None:
        return next((unit for unit in self.standing(on) if unit.code == code), None)


# Institutions


def day(text: str) -> datetime.date | None:
    if "/" in text:
        return datetime.datetime.strptime(text, "%d/%m/%Y").date()
    return datetime.date.fromisoformat(text) if text else None


@dataclass
class Version:
    start: datetime.date
    category: str
    unit: Unit
    counted: bool
    office: Unit | None
    answers: str


class Institution:
    """One institution, from its rows in the file."""

    def __init__(self, rows: list[Row], units: Units) -> None:
        self.code = rows[0]["code"]
        self.opened = day(rows[0]["opened_on"]) or FIRST
        self.closed = day(rows[0]["closed_on"]) or FOREVER
        self.versions: list[Version] = []
        for row in rows:
            start = day(row.get("valid_from", "")) or self.opened
            unit = units.find(row["unit"], max(start, FIRST))
            assert unit, f"{self.code}: no unit {row['unit']} on {start}"
            answers = row.get("reporting_unit", "")
            office = units.find(answers, max(start, FIRST)) if answers else None
            counted = row.get("counted", "") != "không"
            self.versions.append(Version(start, row["category"], unit, counted, office, answers))
        self.versions.sort(key=lambda version: version.start)

    def stood(self, on: datetime.date) -> bool:
        return self.opened <= on <= self.closed

    def version(self, on: datetime.date) -> Version:
        return [version for version in self.versions if version.start <= on][-1]

    def unit(self, on: datetime.date) -> Unit:
        return self.version(on).unit.at(on)

    def lay_in(self, territory: Unit, on: datetime.date) -> bool:
        """Whether it counts for a territory as that stood on a day."""
        seen = max(min(on, self.closed), self.opened)
        return self.unit(seen).lies_in(territory, on)

    def office(self, on: datetime.date) -> "Unit | str":
        """Who answers for it: the unit whose office does, or the code of a reporting unit that is no office."""
        version = self.version(on)
        if version.office:
            return version.office.at(on)
        if version.answers:
            return version.answers
        unit = self.unit(on)
        if unit.level == "commune" and on < MERGER:
            assert unit.parent
            return unit.parent
        return unit

    def asked_on(self, year: Year) -> datetime.date | None:
        """The day that says what it is asked for a year and by whom; None when it stood on no day of it."""
        if self.stood(year.reference):
            return year.reference
        last = min(self.closed, year.end)
        return last if last >= max(self.opened, year.start) else None


# Figures


@dataclass
class Figure:
    state: str
    value: int | None
    approved: tuple[str, int | None] | None = None


@dataclass
class Told:
    """What `import_figures` has to say of a file."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    acts: list[Act] = field(default_factory=list)


def cell(text: str, kind: str) -> tuple[str, int | None]:
    """(state, value) of a filled cell."""
    folded = text.strip().casefold()
    if folded in ("?", "không rõ"):
        return "unknown", None
    if folded in ("kad", "không áp dụng"):
        return "not_applicable", None
    if kind == "yes_no":
        assert folded in YES + NO, text
        return "reported", int(folded in YES)
    return "reported", 0 if folded == "-" else int(folded)


class Figures:
    """Figures and the returns they belong to, after all files."""

    def __init__(self, institutions: dict[str, Institution], world: World) -> None:
        self.institutions = institutions
        self.measures = world.measures
        self.years = world.years
        self.stored: dict[tuple[str, int, str], Figure] = {}
        self.returns: dict[tuple[int, Unit | str], str] = {}

    def key(self, code: str, year: int) -> tuple[int, Unit | str]:
        institution = self.institutions[code]
        on = institution.asked_on(self.years.get(year, Year.calendar(year)))
        assert on
        return year, institution.office(on)

    def load(self, file: FigureFile) -> Told:
        told = Told()
        changes = [(row, self._changes(row, file.year)) for row in file.rows]
        if file.status != "approved":
            told.failed = sum(
                self.returns.get(self.key(row["institution"], file.year)) == "approved" and bool(cells)
                for row, cells in changes
            )
        for row, cells in changes:
            had = any(figure.state != "withdrawn" for figure in self._of(row["institution"], file.year))
            told.new += bool(cells) and not had
            told.changed += bool(cells) and had
            told.unchanged += not cells
        if not told.failed:
            self._apply(file, changes)
            told.acts = [act for act in file.acts if self._act(act, file.year)]
        return told

    def _of(self, institution: str, year: int) -> list[Figure]:
        return [figure for key, figure in self.stored.items() if key[:2] == (institution, year)]

    def _act(self, act: Act, year: int) -> bool:
        """Whether it could be done."""
        key = self.key(act.institution, year)
        if not self._of(act.institution, year):
            return False
        if act.verb == "send back":
            if self.returns.get(key) not in ("submitted", "approved"):
                return False
            self.returns[key] = "returned"
            return True
        figure = self.stored.get((act.institution, year, act.measure))
        if not figure or figure.state == "withdrawn" or self.returns[key] == "approved":
            return False
        figure.state, figure.value = "withdrawn", None
        return True

    def _changes(self, row: Row, year: int) -> dict[str, tuple[str, int | None]]:
        found = {}
        for measure, text in row.items():
            if measure == "institution" or not text:
                continue
            read = cell(text, self.measures[measure]["type"])
            stored = self.stored.get((row["institution"], year, measure))
            if not stored or (stored.state, stored.value) != read:
                found[measure] = read
        return found

    def _apply(self, file: FigureFile, changes: list[tuple[Row, dict[str, tuple[str, int | None]]]]) -> None:
        touched = set()
        for row, cells in changes:
            touched.add(self.key(row["institution"], file.year))
            for measure, (state, value) in cells.items():
                figure = self.stored.setdefault((row["institution"], file.year, measure), Figure(state, value))
                figure.state, figure.value = state, value
        for key in touched:
            status = max(self.returns.get(key, "draft"), file.status or "draft", key=RANKS.__getitem__)
            self.returns[key] = status
        for (code, year, _), figure in self.stored.items():
            if self.key(code, year) in touched and self.returns[self.key(code, year)] == "approved":
                figure.approved = (figure.state, figure.value)

    def seen(self, basis: str) -> dict[tuple[str, int, str], tuple[str, int | None]]:
        found = {}
        for (code, year, measure), figure in self.stored.items():
            status = self.returns[self.key(code, year)]
            current = basis == "all" or (basis == "submitted" and status in ("submitted", "approved"))
            read = (figure.state, figure.value) if current else figure.approved
            if read:
                found[code, year, measure] = read
        return found


# Arithmetic


def hundredths(number: int) -> str:
    sign = "-" if number < 0 else ""
    return f"{sign}{abs(number) // 100}.{abs(number) % 100:02d}"


def two_places(percent: Fraction) -> str:
    """Half away from zero."""
    number = int(abs(percent) * 100 + Fraction(1, 2))
    return hundredths(-number if percent < 0 else number)


def as_text(number: object) -> str:
    return format(Decimal(str(number)).normalize(), "f")


def root(number: Fraction, n: int) -> tuple[int, bool]:
    """The whole part of the n-th root, and whether that is all of it."""
    low, high = 0, int(number) + 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if Fraction(middle**n) <= number else (low, middle)
    return low, Fraction(low**n) == number


def compound(value: int, base: int, n: int) -> str:
    """The rate in percent: the root in halves of the last place, then half away from zero."""
    halves, exact = root(Fraction(value, base) * 20000**n, n)
    if halves >= 20000:
        return hundredths((halves - 20000 + 1) // 2)
    return hundredths(-((20000 - halves - (0 if exact else 1) + 1) // 2))


def share_reaches(met: int, eligible: int, target: Fraction, comparison: str) -> bool:
    if comparison == "exact":
        return met * 100 >= target * eligible
    return int(Fraction(met * 100, eligible) + Fraction(1, 2)) >= target


def share_verdict(met: int, silent: int, eligible: int, target: Fraction, comparison: str) -> str:
    if not eligible:
        return "not_applicable"
    if share_reaches(met, eligible, target, comparison):
        return "met"
    return "open" if share_reaches(met + silent, eligible, target, comparison) else "not_met"


@dataclass
class YearSum:
    """A group in one year. `total` is None where not a single value was reported."""

    eligible: list[str]
    reported: list[str]
    values: dict[str, int]

    @property
    def total(self) -> int | None:
        return sum(self.values.values()) if self.values else None

    @property
    def complete(self) -> bool:
        return len(self.eligible) == len(self.reported)


@dataclass
class Growth:
    base: int | None
    base_complete: bool
    value: int | None
    complete: bool
    n: int
    eligible: int
    mean: Fraction | None

    def compound_reaches(self, target: Fraction, beyond: bool = False) -> bool:
        assert self.base is not None
        assert self.value is not None
        left, right = self.value * Fraction(100) ** self.n, self.base * (100 + target) ** self.n
        return left > right if beyond else left >= right

    @property
    def rate(self) -> str | None:
        if self.n <= 0 or not self.base or self.value is None:
            return None
        return compound(self.value, self.base, self.n)

    def verdict(self, target: Fraction, method: str) -> str:
        if self.n <= 0 or not self.eligible or (self.base_complete and not self.base):
            return "not_applicable"
        if self.base is None or self.value is None:
            return "open"
        if method == "mean":
            return "open" if self.mean is None else "met" if self.mean >= target else "not_met"
        if self.compound_reaches(target):
            return "met" if self.base_complete else "open"
        return "not_met" if self.complete else "open"

    def above(self, upper: Fraction | None, method: str) -> bool:
        if upper is None or self.rate is None:
            return False
        if method == "mean":
            return self.mean is not None and self.mean > upper
        return self.compound_reaches(upper, beyond=True)


# The rows


@dataclass
class Question:
    """One row: a criterion and a group, in a year, for a unit."""

    criterion: dict
    categories: list[str]
    target: dict
    year: int
    unit: str | None
    years: dict[int, Year]

    def date(self, year: int) -> datetime.date:
        reference = self.of(year).reference
        return min(reference, self.target.get("judged_until", reference))

    def judged(self, year: int) -> bool:
        return self.date(year) >= self.of(year).start

    def of(self, year: int) -> Year:
        return self.years.get(year, Year.calendar(year))


class Oracle:
    def __init__(self, world: World) -> None:
        self.world = world
        self.plan = world.plan
        self.units = Units(world)
        rows: dict[str, list[Row]] = {}
        for row in world.institutions:
            rows.setdefault(row["code"], []).append(row)
        self.institutions = {code: Institution(rows[code], self.units) for code in rows}
        self.figures = Figures(self.institutions, world)
        self.told = [self.figures.load(file) for file in world.figures]
        code = self.plan.get("territory")
        self.territory = self.units.find(code, self.plan["issued_on"]) if code else None
        assert self.territory or not code

    def rows(self, year: int, unit: str | None = None, basis: str = "approved") -> list[dict]:
        self.values = self.figures.seen(basis)
        milestones = {
            target["milestone"]
            for criterion in self.plan["criterion"]
            for group in criterion["group"]
            for target in group["target"]
        }
        milestone = min((m for m in milestones if m >= year), default=max(milestones))
        found = []
        for criterion in self.plan["criterion"]:
            for group in criterion["group"]:
                for target in group["target"]:
                    if target["milestone"] == milestone:
                        found.append(
                            self._row(Question(criterion, group["categories"], target, year, unit, self.world.years))
                        )
        return found

    def _row(self, question: Question) -> dict:
        target = question.target
        common = {
            "criterion": question.criterion["code"],
            # A group is a set: the order is the catalogue's.
            "categories": [category for category in self.world.levels if category in question.categories],
            "kind": question.criterion["kind"],
            "milestone": target["milestone"],
            "target": as_text(target["threshold"]),
            "upper": as_text(target["upper"]) if "upper" in target else None,
            "reference_date": question.date(question.year).isoformat(),
        }
        return common | (self._share(question) if common["kind"] == "share" else self._growth(question))

    def _inside(self, unit: Unit, question: Question, on: datetime.date) -> bool:
        """Inside the unit that is asked about, as its code is understood on that day."""
        if question.unit is None:
            return True
        outer = self.units.find(question.unit, on)
        return outer is not None and outer in unit.line()

    def eligible(self, question: Question, year: int) -> list[Institution]:
        if not question.judged(year):
            return []
        on = question.date(year)
        return [
            institution
            for institution in self.institutions.values()
            if institution.stood(on)
            and institution.version(on).counted
            and institution.version(on).category in question.categories
            and (not self.territory or institution.lay_in(self.territory, self.plan["issued_on"]))
            and self._inside(institution.unit(on), question, on)
        ]

    # Shares

    def _requirement(self, code: str, year: int, requirement: dict) -> str:
        read = [self.values.get((code, year, measure)) for measure in requirement["measures"]]
        total = sum(found[1] or 0 for found in read if found and found[0] == "reported")
        if any(found and found[0] == "reported" for found in read) and total >= requirement["minimum"]:
            return "met"
        told = all(found and found[0] in ("reported", "not_applicable") for found in read)
        return "not_met" if told else "silent"

    def outcome(self, code: str, question: Question) -> str:
        found = {self._requirement(code, question.year, each) for each in question.criterion["requirement"]}
        if "not_met" in found:
            return "not_met"
        return "met" if found == {"met"} else "silent"

    def _unit_outcomes(self, question: Question, eligible: list[Institution]) -> list[str]:
        on = question.date(question.year)
        (level,) = {self.world.levels[category] for category in question.categories}
        outcomes = []
        for unit in self.units.standing(on):
            if unit.level != level or not self._inside(unit, question, on):
                continue
            if self.territory and not unit.lies_in(self.territory, self.plan["issued_on"]):
                continue
            found = {self.outcome(each.code, question) for each in eligible if unit in each.unit(on).line()}
            outcomes.append("met" if "met" in found else "silent" if "silent" in found else "not_met")
        return outcomes

    def _share(self, question: Question) -> dict:
        target, eligible = question.target, self.eligible(question, question.year)
        comparison = target.get("comparison", "exact")
        counted = target.get("counted", "institutions")
        if counted == "units" and question.judged(question.year):
            outcomes = self._unit_outcomes(question, eligible)
        else:
            outcomes = [self.outcome(institution.code, question) for institution in eligible]
        n, met, silent = len(outcomes), outcomes.count("met"), outcomes.count("silent")
        threshold = Fraction(Decimal(str(target["threshold"])))
        other = "whole_percent" if comparison == "exact" else "exact"
        verdict = share_verdict(met, silent, n, threshold, comparison)
        needed = [k for k in range(n - met + 1) if n and share_reaches(met + k, n, threshold, comparison)]
        return {
            "comparison": comparison,
            "counted": counted,
            "eligible": n,
            "met": met,
            "not_met": outcomes.count("not_met"),
            "silent": silent,
            "share": two_places(Fraction(met * 100, n)) if n else None,
            "verdict": verdict,
            "rounding_turns_it": share_verdict(met, silent, n, threshold, other) != verdict,
            "needed": needed[0] if needed else None,
        }

    # Growth

    def _sum(self, question: Question, year: int) -> YearSum:
        found = YearSum([], [], {})
        for institution in self.eligible(question, year):
            code = institution.code
            read = [self.values.get((code, year, measure)) for measure in question.criterion["summed"]]
            found.eligible.append(code)
            if all(each and each[0] in ("reported", "not_applicable") for each in read):
                found.reported.append(code)
            values = [each[1] for each in read if each and each[0] == "reported"]
            if values:
                found.values[code] = sum(values)
        return found

    def _mean(self, question: Question, official: int | None) -> Fraction | None:
        """The mean of the yearly rates in percent, where it can be computed."""
        base_year = question.target["base_year"]
        totals: list[int] = []
        for year in range(base_year, question.year + 1):
            if year == base_year and official is not None:
                totals.append(official)
                continue
            found = self._sum(question, year)
            if not found.complete:
                return None
            totals.append(found.total or 0)
        if len(totals) < 2 or 0 in totals[:-1]:
            return None
        rates = [Fraction(later, earlier) - 1 for earlier, later in pairwise(totals)]
        return sum(rates, Fraction(0)) / len(rates) * 100

    def _like_for_like(self, base: YearSum, now: YearSum, n: int) -> dict:
        both = set(base.reported) & set(now.reported) & set(base.values) & set(now.values)
        before, after = sum(base.values[code] for code in both), sum(now.values[code] for code in both)
        return {"institutions": len(both), "growth": compound(after, before, n) if before and n > 0 else None}

    def _growth(self, question: Question) -> dict:
        target = question.target
        base, now = self._sum(question, target["base_year"]), self._sum(question, question.year)
        official = target.get("base_value")
        mean = self._mean(question, official)
        growth = Growth(
            base=base.total if official is None else official,
            base_complete=base.complete or official is not None,
            value=now.total,
            complete=now.complete,
            n=question.year - target["base_year"],
            eligible=len(now.eligible),
            mean=mean,
        )
        method = target.get("method", "compound")
        upper = Fraction(Decimal(str(target["upper"]))) if "upper" in target else None
        return {
            "method": method,
            "base_year": target["base_year"],
            "base": growth.base or 0,
            "value": growth.value or 0,
            "growth": growth.rate,
            "mean_of_yearly_rates": two_places(mean) if mean is not None else None,
            "eligible": growth.eligible,
            "reported": len(now.reported),
            "base_complete": growth.base_complete,
            "above_range": growth.above(upper, method),
            "verdict": growth.verdict(Fraction(Decimal(str(target["threshold"]))), method),
            "like_for_like": self._like_for_like(base, now, growth.n),
        }
