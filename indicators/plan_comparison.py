"""What is stored against what a file says: each difference is written, and noted as it is.

What the file says wins, with two exceptions. What a person has changed in the portal since is kept and reported (an
official base value must not vanish with the next upgrade), unless the run says `overwrite`. What the file no longer
has is removed, its history kept, unless something depends on it or a person changed it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .history import shown

_M = TypeVar("_M", bound=models.Model)
_LONGEST = 80
Kind = Literal["new", "changed", "removed", "kept", "left"]


@dataclass(frozen=True)
class Change:
    """One thing that the file would do: `kept` is what it does not do, `left` what it does not have."""

    kind: Kind
    what: str
    detail: str = ""


@dataclass
class Loading:
    """One run over the catalogue and the plan, inside a transaction of its caller."""

    reason: str
    overwrite: bool = False
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    _kept: set[models.Model] = field(default_factory=set)

    def note(self, kind: Kind, what: str, detail: str = "") -> None:
        self.changes.append(Change(kind, what, detail))

    def count(self, kind: Kind) -> int:
        """How many things, not how many of their fields."""
        return len({change.what for change in self.changes if change.kind == kind})

    def put(self, stored: _M | None, row: _M, what: str) -> _M:
        """Store `row` as a new one, or its values in `stored` where they differ. Gives the stored row."""
        if stored is None:
            self._write(row)
            self.note("new", what)
            return row
        names = [f.attname for f in row._meta.concrete_fields if not f.primary_key]
        changed = [name for name in names if getattr(stored, name) != getattr(row, name)]
        if not changed:
            self.unchanged += 1
            return stored
        details = [f"{name.removesuffix('_id')} {_told(stored, name)} → {_told(row, name)}" for name in changed]
        if self._is_kept(stored, what, details):
            return stored
        for name in changed:
            setattr(stored, name, getattr(row, name))
        self._write(stored)
        for detail in details:
            self.note("changed", what, detail)
        return stored

    def link(self, row: models.Model, name: str, wanted: Sequence[models.Model], what: str) -> None:
        """Let the many-to-many field `name` of the row hold exactly `wanted`."""
        manager = getattr(row, name)
        stored = list(manager.all())
        if {item.pk for item in stored} == {item.pk for item in wanted}:
            return
        detail = f"{name} {_codes(stored)} → {_codes(wanted)}"
        if row in self._kept or (stored and self._is_kept(row, what, [detail])):
            return
        row._change_reason = self.reason  # type: ignore[attr-defined]  # read by simple_history
        manager.set(wanted)
        if stored:
            self.note("changed", what, detail)

    def remove(self, row: models.Model, what: str) -> bool:
        """Take the row out of the plan, where nothing holds it there."""
        if self._is_kept(row, what, [_("tệp không còn có")]):
            return False
        row._change_reason = self.reason  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError as error:
            held = len(error.protected_objects)
            self.note("left", what, _("tệp không còn có, nhưng còn %(count)s mục phụ thuộc") % {"count": held})
            return False
        self.note("removed", what)
        return True

    def _write(self, row: models.Model) -> None:
        row._change_reason = self.reason  # type: ignore[attr-defined]
        row.save()

    def _is_kept(self, stored: models.Model, what: str, details: Iterable[str]) -> bool:
        """Whether a person had the last word on this row, and so keeps it."""
        if self.overwrite:
            return False
        last = stored.history.select_related("history_user").first()  # type: ignore[attr-defined]
        if last is None or last.history_user_id is None:
            return False
        self._kept.add(stored)
        values = {
            "who": last.history_user,
            "on": date_format(last.history_date, "d/m/Y"),
            "why": last.history_change_reason or "–",
        }
        told = _("%(who)s sửa ngày %(on)s: %(why)s") % values
        for detail in details:
            self.note("kept", what, f"{detail} ({told})")
        return True


def _told(row: models.Model, name: str) -> str:
    model_field = row._meta.get_field(name.removesuffix("_id"))
    value = getattr(row, model_field.name)
    text = shown(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _codes(rows: Iterable[Any]) -> str:
    return ", ".join(row.code for row in rows) or "–"
