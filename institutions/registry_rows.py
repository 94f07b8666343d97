"""A row of a registry file, its cells resolved: which category, which unit of that day, which reporting unit."""

import datetime
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .models import AdministrativeUnit, Category, Institution, ReportingUnit
from .models.units import FIRST_DAY
from .names import fold
from .registry_columns import TO_BE_PLACED, RowReader
from .timeline import Facts, Timeline
from .tree import UnitTree


@dataclass(frozen=True)
class RegistryRow:
    """One version, as a file describes it. `facts` has only what the file has columns for."""

    line: int
    code: str
    valid_from: datetime.date | None
    opened_on: datetime.date | None
    closed_on: datetime.date | None
    says_closing: bool
    facts: Facts
    reader: RowReader
    waits_in: AdministrativeUnit | None
    """The ended unit in which it still stands because nobody has said in which commune it lies now."""

    @property
    def is_change(self) -> bool:
        """Describes the institution from a day on, and not from its opening."""
        return self.valid_from is not None


@dataclass
class Directory:
    """What cells are looked up in: read once for a whole file."""

    tree: UnitTree
    categories: dict[str, Category] = field(default_factory=dict)
    reporting_units: dict[str, list[ReportingUnit]] = field(default_factory=dict)
    others: dict[str, Institution] = field(default_factory=dict)

    @classmethod
    def read(cls, tree: UnitTree) -> "Directory":
        """Categories by code and by name, reporting units by code; two queries."""
        directory = cls(tree)
        for category in Category.objects.all():
            directory.categories[fold(category.name)] = directory.categories[category.code] = category
        for row in ReportingUnit.objects.order_by("valid_from"):
            directory.reporting_units.setdefault(row.code, []).append(row)
        return directory


def read_row(reader: RowReader, directory: Directory, timeline: Timeline) -> RegistryRow | None:
    """The row, or None when a cell is wrong; what is wrong is in the report."""
    record = reader.record
    valid_from, opened_on, closed_on = (reader.date(name) for name in ("valid_from", "opened_on", "closed_on"))
    opening = _opening(reader, timeline, opened_on)
    start = valid_from or opening
    if closed_on and closed_on < start:
        reader.problem("closed_on", _("Ngày cuối cùng đứng trước ngày bắt đầu %(day)s.") % {"day": f"{start:%d/%m/%Y}"})
    facts = Facts(name=reader.required("name", 250))
    if category := _category(reader, directory):
        facts["category"] = category
    waits_in = _waits_in(reader, directory.tree, start)
    if waits_in is None and (unit := _unit(reader, directory.tree, timeline, start)):
        facts["unit"] = unit
    if record.has("reporting_unit"):
        facts["reporting_unit"] = _reporting_unit(reader, directory, start)
    if record.has("ownership"):
        facts["ownership"] = reader.ownership()
    if record.has("counted"):
        facts["is_counted"] = reader.is_counted()
        facts["not_counted_reason"] = record.text("not_counted_reason")[:300]
        if not facts["is_counted"] and not facts["not_counted_reason"]:
            reader.problem("not_counted_reason", _("Hãy nêu lý do và văn bản khi không tính cơ sở này."))
    if record.has("satellite_of"):
        facts["satellite_of"] = _satellite_of(reader, directory)
    if not reader.is_sound:
        return None
    return RegistryRow(
        line=record.line, code=record.text("code"), valid_from=valid_from,
        opened_on=opened_on if valid_from else opening, closed_on=closed_on,
        says_closing=record.has("closed_on"), facts=facts, reader=reader, waits_in=waits_in,
    )  # fmt: skip


def _opening(reader: RowReader, timeline: Timeline, opened_on: datetime.date | None) -> datetime.date:
    """A blank opening is the first recorded day; a file without the column leaves a known opening as it is."""
    if opened_on is None and not reader.record.has("opened_on") and timeline.versions:
        return timeline.first.valid_from
    return opened_on or FIRST_DAY


def _category(reader: RowReader, directory: Directory) -> Category | None:
    text = reader.required("category", 150)
    found = directory.categories.get(text) or directory.categories.get(fold(text))
    if text and found is None:
        known = ", ".join(sorted({category.code for category in directory.categories.values()}))
        message = _("Không có loại hình này. Hãy dùng một trong các mã: %(known)s.") % {"known": known}
        reader.problem("category", message)
    return found


def _waits_in(reader: RowReader, tree: UnitTree, start: datetime.date) -> AdministrativeUnit | None:
    """`24496?` in a row of a change: the unit of that code ended, and a person has yet to name the one of today."""
    text = reader.record.text("unit")
    if not text.endswith(TO_BE_PLACED) or not reader.record.text("valid_from"):
        return None
    for unit in reversed(tree.by_code.get(text.removesuffix(TO_BE_PLACED).strip(), [])):
        place = tree.placed(unit.pk, max(start, FIRST_DAY)) if unit.valid_from <= max(start, FIRST_DAY) else None
        if place and place.to_be_placed:
            return unit
    return None


def _unit(reader: RowReader, tree: UnitTree, timeline: Timeline, start: datetime.date) -> AdministrativeUnit | None:
    """The unit of that day. Blank only where an institution is still to be placed: it then stays so."""
    code = reader.record.text("unit")
    if not code:
        if not reader.record.text("valid_from"):
            reader.problem("unit", _("Ô này không được để trống. Hãy ghi mã đơn vị hành chính."))
        return None
    unit = tree.at(code, start)
    if unit is None:
        day = f"{max(start, FIRST_DAY):%d/%m/%Y}"
        known = tree.by_code.get(code)
        message = (
            _("%(unit)s mang mã này vào thời gian khác, không phải ngày %(day)s. Hãy dùng mã của ngày ấy.")
            if known
            else _("Không có đơn vị hành chính mang mã này vào ngày %(day)s. Hãy xem lại mã.")
        )
        reader.problem("unit", message % {"unit": known[0].name if known else "", "day": day})
    return unit


def _reporting_unit(reader: RowReader, directory: Directory, start: datetime.date) -> ReportingUnit | None:
    code = reader.record.text("reporting_unit")
    if not code:
        return None
    on = max(start, FIRST_DAY)
    rows = directory.reporting_units.get(code, [])
    found = next((row for row in rows if row.valid_from <= on <= (row.valid_until or datetime.date.max)), None)
    if found is None:
        reader.problem(
            "reporting_unit",
            _("Không có đơn vị báo cáo mang mã này vào ngày %(day)s. Hãy thêm đơn vị báo cáo trước, hoặc để trống.")
            % {"day": f"{on:%d/%m/%Y}"},
        )
    return found


def _satellite_of(reader: RowReader, directory: Directory) -> Institution | None:
    code = reader.record.text("satellite_of")
    if not code:
        return None
    found = directory.others.get(code)
    if found is None:
        reader.problem("satellite_of", _("Không có cơ sở mang mã này."))
    elif code == reader.record.text("code"):
        reader.problem("satellite_of", _("Một cơ sở không thể là vệ tinh của chính nó."))
    return found
