"""The life of one institution as a page tells it: where it lay and when, what happened, what was corrected."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from .dates import ONE_DAY
from .models import AdministrativeUnit, Institution, InstitutionEvent, InstitutionVersion
from .tree import UnitTree

_TELLING = (
    InstitutionEvent.Kind.OPENED,
    InstitutionEvent.Kind.CLOSED,
    InstitutionEvent.Kind.MERGED,
    InstitutionEvent.Kind.SPLIT,
)
"""The events that begin or end something, before which others of the same day step back."""


@dataclass(frozen=True)
class Stay:
    """A period during which it lay in one unit (with those above it). No units: the province itself had ended."""

    valid_from: datetime.date
    valid_until: datetime.date | None
    units: list[AdministrativeUnit]
    to_be_placed: bool


@dataclass(frozen=True)
class Difference:
    """One property that changed, in words."""

    label: str
    old: str
    new: str


@dataclass
class Moment:
    """What happened on one day: the events recorded, what the new version changed, where it lay from then on.

    `stay` is given where the line of its life must say so: on the first day, and when the units around it changed.
    """

    on: datetime.date
    events: list[InstitutionEvent] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    stay: Stay | None = None

    @property
    def mark(self) -> str:
        """The kind of event by which the day is drawn on the line of its life; `units` where only these changed."""
        kinds = {event.kind for event in self.events}
        if not kinds and not self.differences:
            return "units" if self.stay else ""
        return next((str(kind) for kind in _TELLING if kind in kinds), "changed")


def stays(versions: Iterable[InstitutionVersion], tree: UnitTree) -> list[Stay]:
    """Where it lay from its opening on, through changes of its own and of the units. Versions in order of time."""
    found: list[Stay] = []
    for version in versions:
        day: datetime.date | None = version.valid_from
        while day is not None:
            stay = _stay(version, day, tree)
            _append(found, stay)
            day = stay.valid_until + ONE_DAY if stay.valid_until and stay.valid_until != version.valid_until else None
    return found


def stay_on(found: Sequence[Stay], day: datetime.date) -> Stay | None:
    """The stay of that day, else the first after it, else the last."""
    later = (stay for stay in found if stay.valid_until is None or stay.valid_until >= day)
    return next(later, found[-1] if found else None)


def _stay(version: InstitutionVersion, day: datetime.date, tree: UnitTree) -> Stay:
    place = tree.placed(version.unit_id, day)
    if place is None:
        return Stay(day, version.valid_until, [], to_be_placed=False)
    units = [tree.units[pk] for pk in tree.line(version.unit_id, day)]
    ends = [unit.valid_until for unit in units if unit.valid_until and unit.valid_until >= day]
    if version.valid_until:
        ends.append(version.valid_until)
    return Stay(day, min(ends, default=None), units, place.to_be_placed)


def _append(found: list[Stay], stay: Stay) -> None:
    """Two periods in the same place that touch are one."""
    if found:
        last = found[-1]
        touches = last.valid_until is not None and last.valid_until + ONE_DAY == stay.valid_from
        if touches and (last.units, last.to_be_placed) == (stay.units, stay.to_be_placed):
            found[-1] = Stay(last.valid_from, stay.valid_until, last.units, last.to_be_placed)
            return
    found.append(stay)


def moments_of(versions: Sequence[InstitutionVersion], events: Iterable[InstitutionEvent]) -> list[Moment]:
    """Everything that happened, the newest day first. Versions in order of time."""
    days: dict[datetime.date, Moment] = {}
    for old, new in pairwise(versions):
        days[new.valid_from] = Moment(new.valid_from, differences=differences(old, new))
    for event in events:
        days.setdefault(event.on, Moment(event.on)).events.append(event)
    if versions:
        days.setdefault(versions[0].valid_from, Moment(versions[0].valid_from))
    return sorted(days.values(), key=lambda moment: moment.on, reverse=True)


def line_of_life(moments: Iterable[Moment], found: Sequence[Stay]) -> list[Moment]:
    """The moments with the days on which it came to lie elsewhere because units changed, the newest first."""
    days = {moment.on: moment for moment in moments}
    for number, stay in enumerate(found):
        moment = days.setdefault(stay.valid_from, Moment(stay.valid_from))
        if number == 0 or not moment.differences:
            moment.stay = stay
    return sorted(days.values(), key=lambda moment: moment.on, reverse=True)


def differences(old: InstitutionVersion, new: InstitutionVersion) -> list[Difference]:
    """What the second version says differently from the first."""
    pairs = zip(described(old), described(new), strict=True)
    return [Difference(label, before, after) for (label, before), (_label, after) in pairs if before != after]


def described(version: InstitutionVersion) -> list[tuple[str, str]]:
    """The properties of a version in words, the dates left out. Its relations should have been read with it."""
    return [
        (_("Tên"), version.name),
        (_("Loại hình"), version.category.name),
        (_("Đơn vị hành chính"), version.unit.name),
        (_("Đơn vị báo cáo"), version.reporting_unit.name if version.reporting_unit else _("theo địa bàn")),
        (_("Sở hữu"), version.get_ownership_display()),
        (_("Cơ sở vệ tinh của"), version.satellite_of.code if version.satellite_of else _("không")),
        (_("Tính vào mẫu số"), _("có") if version.is_counted else version.not_counted_reason),
    ]


def versions_of(institution: Institution) -> list[InstitutionVersion]:
    """All versions in order of time, with what the page shows of them, in one query."""
    relations = ("category", "unit", "reporting_unit", "satellite_of")
    return list(institution.versions.select_related(*relations).order_by("valid_from"))


def events_of(institution: Institution) -> list[InstitutionEvent]:
    """All events with who recorded them and the institutions they concern by all their names, in three queries."""
    named = Prefetch("others__versions", InstitutionVersion.objects.order_by("valid_from"))
    return list(institution.events.select_related("by").prefetch_related(named))


@dataclass(frozen=True)
class Correction:
    """A version that was written over: what it said before, who wrote it anew and when."""

    at: datetime.datetime
    by: str
    differences: list[Difference]


def corrections(institution: Institution) -> list[Correction]:
    """Versions that were recorded differently before, the latest first, in one query."""
    relations = ("category", "unit", "reporting_unit", "satellite_of", "history_user")
    rows = (
        InstitutionVersion.history.filter(institution=institution)
        .select_related(*relations)
        .order_by("id", "history_date", "history_id")
    )
    found, last = [], None
    for row in rows:
        if last is not None and last.id == row.id:
            changed = differences(last, row)
            if last.valid_from != row.valid_from:
                changed.append(Difference(_("Từ ngày"), f"{last.valid_from:%d/%m/%Y}", f"{row.valid_from:%d/%m/%Y}"))
            if changed:
                found.append(Correction(row.history_date, str(row.history_user or ""), changed))
        last = row
    return sorted(found, key=lambda correction: correction.at, reverse=True)
