"""Reads the versions of institutions under a lock and writes what changed, in a fixed number of queries.

Every verb and the import of files go through here, so nothing is written without its history and its event.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Max
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from .dates import END_OF_TIME
from .fields import refresh_derived
from .models import AdministrativeUnit, Institution, InstitutionEvent, InstitutionVersion
from .refusals import Refused
from .timeline import Timeline, stored_state
from .tree import UnitTree, current_tree

if TYPE_CHECKING:
    from accounts.models import User

_BATCH = 500
_CODE = re.compile(r"[^\s/\\?#%]{1,40}")
_ADDRESSES = {"add", "export", "import", "proposals", "to-place"}


@dataclass(frozen=True)
class _Event:
    timeline: Timeline
    kind: str
    on: datetime.date
    others: Sequence[Institution]


@dataclass
class Ledger:
    """Changes of several institutions, made in memory and written together. Use it inside a transaction."""

    by: "User | None"
    legal_basis: str = ""
    note: str = ""
    tree: UnitTree = field(default_factory=current_tree)
    timelines: dict[str, Timeline] = field(default_factory=dict)
    _events: list[_Event] = field(default_factory=list)
    _seen: dict[int, dict[str, object]] = field(default_factory=dict)

    def load(self, institutions: Iterable[Institution]) -> list[Timeline]:
        """The timelines of these institutions, locked until the transaction ends."""
        return self.load_ids([institution.pk for institution in institutions])

    def load_ids(self, ids: Sequence[int] | None, *, lock: bool = True) -> list[Timeline]:
        """As `load`, by id; None loads every institution. Without `lock` for looking only."""
        rows = Institution.objects.order_by("pk")
        rows = rows.select_for_update() if lock else rows
        versions = InstitutionVersion.objects.order_by("institution_id", "valid_from")
        if ids is not None:
            rows, versions = rows.filter(pk__in=ids), versions.filter(institution__in=ids)
        found = {row.pk: Timeline(row, [], self.tree) for row in rows}
        for version in versions:
            self._seen[version.pk] = stored_state(version)
            timeline = found[version.institution_id]
            version.institution = timeline.institution
            timeline.versions.append(version)
        self.timelines.update({timeline.institution.code: timeline for timeline in found.values()})
        return [found[pk] for pk in ids if pk in found] if ids is not None else list(found.values())

    def new(self, code: str) -> Timeline:
        """The timeline of an institution that does not exist yet."""
        timeline = self.timelines[code] = Timeline(Institution(code=code), [], self.tree)
        return timeline

    def event(self, timeline: Timeline, kind: str, on: datetime.date, others: Sequence[Institution] = ()) -> None:
        """What happened to one institution; `others` are those that it happened with."""
        self._events.append(_Event(timeline, kind, on, others))

    def state(self) -> list[dict[str, object]]:
        """All versions as they are now in memory, to tell whether something was changed."""
        return [stored_state(version) for timeline in self.timelines.values() for version in timeline.versions]

    def write(self) -> None:
        """Write what differs from what was loaded. Refuses versions that overlap, whatever led to them."""
        for timeline in self.timelines.values():
            _refuse_overlap(timeline)
        with transaction.atomic():
            timelines = self.timelines.values()
            Institution.objects.bulk_create([t.institution for t in timelines if t.institution.pk is None])
            versions = [version for timeline in timelines for version in timeline.versions]
            for version in versions:
                _take_ids(version)
            changed, columns = self._changed(versions)
            added = [version for version in versions if version.pk is None]
            for version in changed:
                refresh_derived(version)
            if changed:
                # Ends are drawn in before new versions begin: PostgreSQL refuses even a moment's overlap.
                bulk_update_with_history(changed, InstitutionVersion, columns, batch_size=_BATCH, default_user=self.by)
            if added:
                bulk_create_with_history(added, InstitutionVersion, batch_size=_BATCH, default_user=self.by)
            self._write_events()

    def _changed(self, versions: list[InstitutionVersion]) -> tuple[list[InstitutionVersion], list[str]]:
        """The stored versions that differ from what was loaded, and the fields in which any of them does."""
        changed, fields = [], set()
        for version in versions:
            seen = self._seen.get(version.pk) if version.pk is not None else None
            state = stored_state(version)
            if seen is not None and seen != state:
                changed.append(version)
                fields |= {name.removesuffix("_id") for name in state if state[name] != seen[name]}
        return changed, sorted(fields | ({"search_key", "sort_key"} if "name" in fields else set()))

    def _write_events(self) -> None:
        rows = [
            InstitutionEvent(
                institution=event.timeline.institution, kind=event.kind, on=event.on,
                legal_basis=self.legal_basis, note=self.note, by=self.by,
            )
            for event in self._events
        ]  # fmt: skip
        InstitutionEvent.objects.bulk_create(rows, batch_size=_BATCH)
        through = InstitutionEvent.others.through
        through.objects.bulk_create(
            [
                through(institutionevent_id=row.pk, institution_id=other.pk)
                for row, event in zip(rows, self._events, strict=True)
                for other in event.others
            ],
            batch_size=_BATCH,
        )


def _take_ids(version: InstitutionVersion) -> None:
    """Take over the ids that institutions got when they were written, after they had been assigned."""
    for name in ("institution", "satellite_of"):
        assigned = version._state.fields_cache.get(name)
        if assigned is not None and getattr(version, f"{name}_id") is None:
            setattr(version, name, assigned)


def _refuse_overlap(timeline: Timeline) -> None:
    for version in timeline.versions:
        after = timeline.after(version)
        until = version.valid_until or END_OF_TIME
        if until < version.valid_from or (after is not None and until >= after.valid_from):
            raise Refused(
                _("Cơ sở %(code)s: các giai đoạn chồng lên nhau quanh ngày %(day)s.")
                % {"code": timeline.institution.code, "day": f"{version.valid_from:%d/%m/%Y}"}
            )


def is_code(text: str) -> bool:
    """Whether a text can be an institution's code: it is a part of addresses, so no spaces, slashes and the like, and
    none of the words that are pages of their own."""
    return bool(_CODE.fullmatch(text)) and text.casefold() not in _ADDRESSES


def next_code(unit: AdministrativeUnit, on: datetime.date, tree: UnitTree) -> str:
    """A code that no institution ever had: province and number, such as 66-00001. Use it inside a transaction."""
    province = tree.units[tree.province_of(unit.pk, on)]
    # Whoever else wants a code for this province waits here until ours is written.
    AdministrativeUnit.objects.select_for_update().get(pk=province.pk)
    return suggested_code(unit, on, tree)


def suggested_code(unit: AdministrativeUnit, on: datetime.date, tree: UnitTree) -> str:
    """The code that `next_code` would give now. It is given only when it is written: somebody else may come first."""
    province = tree.units[tree.province_of(unit.pk, on)]
    number = Cast(Substr("code", len(province.code) + 2), models.BigIntegerField())
    used = Institution.objects.filter(code__startswith=f"{province.code}-", code__regex=r"^[0-9]+-[0-9]{1,15}$")
    highest = used.aggregate(highest=Max(number))["highest"] or 0
    return f"{province.code}-{highest + 1:05d}"
