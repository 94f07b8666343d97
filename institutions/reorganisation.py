"""What may happen to institutions: the only way in which versions are written, besides a file of the registry.

Each verb names who did it (`by`) and on what basis, is atomic, leaves an event for every institution it touches, and
raises Refused with a sentence when it cannot be done. Days are inclusive: `on` is the first day of the new state.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from .dates import ONE_DAY
from .ledger import Ledger, is_code, next_code
from .models import AdministrativeUnit, Institution, InstitutionVersion, Level
from .models.units import FIRST_DAY
from .refusals import Refused
from .timeline import Facts, Kind, Timeline, kind_of_change

if TYPE_CHECKING:
    from accounts.models import User


class _Unset:
    """Says that an argument was not given, where None has a meaning of its own."""


UNSET = _Unset()


@dataclass(frozen=True)
class NewInstitution:
    """An institution that a merge or a split brings forth. A blank code is given by the portal."""

    facts: Facts
    code: str = ""


@transaction.atomic
def open_institution(
    *,
    by: "User | None",
    on: datetime.date = FIRST_DAY,
    code: str = "",
    legal_basis: str = "",
    note: str = "",
    **facts: Unpack[Facts],
) -> Institution:
    """A new institution that stands from `on`; `name`, `category` and `unit` are needed."""
    ledger = Ledger(by=by, legal_basis=legal_basis, note=note)
    timeline = _open(ledger, NewInstitution(facts, code), on)
    ledger.event(timeline, Kind.OPENED, on)
    ledger.write()
    return timeline.institution


def _open(ledger: Ledger, new: NewInstitution, on: datetime.date) -> Timeline:
    code = new.code.strip() or next_code(new.facts["unit"], on, ledger.tree)
    if not is_code(code):
        raise Refused(_("Mã cơ sở không được có khoảng trắng hay dấu gạch chéo, và dài nhất 40 ký tự."))
    if Institution.objects.filter(code=code).exists() or code in ledger.timelines:
        raise Refused(_("Mã cơ sở %(code)s đã được dùng; mã không bao giờ dùng lại.") % {"code": code})
    timeline = ledger.new(code)
    timeline.open(on, new.facts)
    # Written at once, so that the next code of the same act is another one.
    timeline.institution.save(force_insert=True)
    return timeline


@transaction.atomic
def change(
    institution: Institution,
    *,
    on: datetime.date,
    by: "User | None",
    legal_basis: str = "",
    note: str = "",
    **facts: Unpack[Facts],
) -> InstitutionVersion:
    """Something holds from a day on: another name, place, category, reporting unit … The event says which.

    Facts that are not named stay as they were. The new version ends where the one that it divides did.
    """
    ledger = Ledger(by=by, legal_basis=legal_basis, note=note)
    [timeline] = ledger.load([institution])
    old, new = timeline.change(on, facts)
    kind = kind_of_change(old, new, ledger.tree)
    ledger.event(timeline, kind, on, [new.satellite_of] if kind == Kind.MADE_SATELLITE and new.satellite_of else [])
    ledger.write()
    return new


@transaction.atomic
def correct(
    version: InstitutionVersion,
    *,
    by: "User | None",
    valid_from: datetime.date | None = None,
    valid_until: datetime.date | _Unset | None = UNSET,
    legal_basis: str = "",
    note: str = "",
    **facts: Unpack[Facts],
) -> InstitutionVersion:
    """A mistake in what was recorded: no new version. `valid_from` corrects the opening, or the day of a change.

    `valid_until` corrects the closing day of the last version; None says that it never closed.
    """
    ledger = Ledger(by=by, legal_basis=legal_basis, note=note)
    [timeline] = ledger.load([version.institution])
    held = timeline.starting(version.valid_from)
    if held is None or held.pk != version.pk:
        raise Refused(_("Hồ sơ này vừa được người khác sửa. Hãy mở lại trang rồi sửa tiếp."))
    before = ledger.state()
    if valid_from is not None and valid_from != held.valid_from:
        # The unit is looked at together with the new day.
        timeline.move_start(held, valid_from, facts.get("unit"))
    timeline.correct(held, facts)
    if not isinstance(valid_until, _Unset) and valid_until != held.valid_until:
        if held is not timeline.last:
            raise Refused(_("Chỉ sửa được ngày cuối cùng của giai đoạn sau cùng."))
        timeline.end(valid_until)
    if ledger.state() == before:
        raise Refused(_("Không có gì được sửa."))
    ledger.event(timeline, Kind.CORRECTED, held.valid_from)
    ledger.write()
    return held


@transaction.atomic
def close(
    institution: Institution, *, last_day: datetime.date, by: "User | None", legal_basis: str = "", note: str = ""
) -> InstitutionVersion:
    """The institution stands for the last time on `last_day`."""
    ledger = Ledger(by=by, legal_basis=legal_basis, note=note)
    [timeline] = ledger.load([institution])
    version = timeline.close(last_day)
    ledger.event(timeline, Kind.CLOSED, last_day)
    ledger.write()
    return version


@transaction.atomic
def merge(
    institutions: Sequence[Institution],
    *,
    into: Institution | NewInstitution,
    on: datetime.date,
    by: "User | None",
    legal_basis: str = "",
    note: str = "",
    **facts: Unpack[Facts],
) -> Institution:
    """Several become one on `on`: an existing one, with other facts where they are given, or a new one."""
    ledger = Ledger(by=by, legal_basis=legal_basis, note=note)
    receiver = into if isinstance(into, Institution) else None
    gone = [institution for institution in institutions if institution != receiver]
    if len(gone) + (receiver is not None) < 2 or len({institution.pk for institution in gone}) != len(gone):
        raise Refused(_("Sáp nhập cần ít nhất hai cơ sở khác nhau."))
    loaded = ledger.load([*gone, *([receiver] if receiver else [])])
    if isinstance(into, NewInstitution):
        target = _open(ledger, into, on)
    else:
        target = loaded.pop()
        target.standing_at(on)
        if target.differs(on, facts):
            target.change(on, facts)
    for timeline in loaded:
        timeline.close(on - ONE_DAY)
        others = [target.institution, *(one.institution for one in loaded if one is not timeline)]
        ledger.event(timeline, Kind.MERGED, on, others)
    ledger.event(target, Kind.MERGED, on, [timeline.institution for timeline in loaded])
    ledger.write()
    return target.institution


@transaction.atomic
def split(
    institution: Institution,
    *,
    into: Sequence[NewInstitution],
    on: datetime.date,
    goes_on: bool,
    by: "User | None",
    legal_basis: str = "",
    note: str = "",
) -> list[Institution]:
    """New ones come out of one on `on`; it goes on beside them, or stands for the last time the day before."""
    if len(into) + goes_on < 2:
        raise Refused(_("Chia, tách phải cho ra ít nhất hai cơ sở."))
    ledger = Ledger(by=by, legal_basis=legal_basis, note=note)
    [source] = ledger.load([institution])
    source.standing_at(on - ONE_DAY)
    if goes_on:
        source.standing_at(on)
    else:
        source.close(on - ONE_DAY)
    parts = [_open(ledger, new, on) for new in into]
    for part in [source, *parts]:
        others = [one.institution for one in [source, *parts] if one is not part]
        ledger.event(part, Kind.SPLIT, on, others)
    ledger.write()
    return [part.institution for part in parts]


@transaction.atomic
def make_satellite(
    institution: Institution,
    *,
    of: Institution,
    on: datetime.date,
    by: "User | None",
    is_counted: bool = True,
    not_counted_reason: str = "",
    legal_basis: str = "",
    note: str = "",
) -> InstitutionVersion:
    """From a day on it is a satellite of another one, and may leave the denominators, with the reason for that."""
    ledger = Ledger(by=by, legal_basis=legal_basis, note=note)
    if of == institution:
        raise Refused(_("Một cơ sở không thể là vệ tinh của chính nó."))
    timeline, main = ledger.load([institution, of])
    if main.standing_at(on).satellite_of_id is not None:
        raise Refused(_("Cơ sở %(code)s cũng là vệ tinh; hãy chọn cơ sở chính.") % {"code": of.code})
    facts = Facts(satellite_of=of, is_counted=is_counted, not_counted_reason=not_counted_reason)
    _old, new = timeline.change(on, facts)
    ledger.event(timeline, Kind.MADE_SATELLITE, on, [of])
    ledger.write()
    return new


@transaction.atomic
def place(
    institutions: Sequence[Institution],
    *,
    unit: AdministrativeUnit,
    by: "User | None",
    on: datetime.date | None = None,
    legal_basis: str = "",
    note: str = "",
) -> None:
    """Say in which commune institutions stand whose own unit ended without one whole successor.

    From the day after their unit ended, or from a later `on`. What was recorded since then is placed along.
    """
    ledger = Ledger(by=by, legal_basis=legal_basis, note=note)
    if unit.level != Level.COMMUNE:
        raise Refused(_("%(unit)s không phải là xã, phường.") % {"unit": unit.name})
    for timeline in ledger.load(institutions):
        first_day = _place(timeline, unit, on)
        ledger.event(timeline, Kind.PLACED, first_day)
    ledger.write()


def _place(timeline: Timeline, unit: AdministrativeUnit, on: datetime.date | None) -> datetime.date:
    since = to_be_placed_since(timeline)
    if since is None:
        raise Refused(_("Cơ sở %(code)s không còn chờ xếp vào xã nào.") % {"code": timeline.institution.code})
    first_day = on or since
    if first_day < since:
        raise Refused(
            _("Cơ sở %(code)s chỉ xếp được từ ngày %(day)s trở đi.")
            % {"code": timeline.institution.code, "day": f"{since:%d/%m/%Y}"}
        )
    tree = timeline.tree
    for version in list(timeline.versions):
        if version.valid_until is not None and version.valid_until < first_day:
            continue
        start = max(version.valid_from, first_day)
        spot = tree.placed(version.unit_id, start)
        if spot is None or not spot.to_be_placed:
            continue
        if not tree.inside(unit.pk, spot.unit_id, start):
            raise Refused(_("%(unit)s không thuộc tỉnh của cơ sở.") % {"unit": unit.name})
        if version.valid_from < first_day:
            timeline.change(first_day, Facts(unit=unit))
        else:
            timeline.correct(version, Facts(unit=unit))
    if timeline.at(first_day) is None:
        timeline.standing_at(first_day)
    return first_day


def to_be_placed_since(timeline: Timeline) -> datetime.date | None:
    """The day from which a person must say in which commune an institution stands; None when nobody must."""
    tree = timeline.tree
    for version in timeline.versions:
        unit_id, day = version.unit_id, version.valid_from
        while (until := tree.units[unit_id].valid_until) is not None:
            day = max(day, until + ONE_DAY)
            if version.valid_until is not None and version.valid_until < day:
                break
            successors = tree.whole_successors.get(unit_id, [])
            if len(successors) != 1:
                return day if tree.placed(version.unit_id, day) else None
            unit_id = successors[0]
    return None


def overlapping_versions() -> list[InstitutionVersion]:
    """Versions that begin while another version of the same institution still holds. Always empty: the proof."""
    earlier = InstitutionVersion.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=OuterRef("valid_from")),
        institution=OuterRef("institution"),
        valid_from__lte=OuterRef("valid_from"),
    ).exclude(pk=OuterRef("pk"))
    return list(InstitutionVersion.objects.filter(Exists(earlier)))
