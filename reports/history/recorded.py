"""Sources over the history that simple_history keeps: every write of a row, told apart from the write before it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from .entries import NOTHING, Change, Kind, Said, shown
from .filters import Filters
from .reader import Reader
from .sources import About, Source

Subjects = dict[int, tuple[str, str]]
"""By the number of a record: what it is about, and the address of that."""


@dataclass(frozen=True)
class Recorded:
    """A model with history: the fields that are told, and how what a record is about is said.

    `writes` are the kinds of record (+ ~ -) that are lines of the journal. `reasons` are words for reasons that are
    kept as codes.
    """

    model: type[models.Model]
    fields: Sequence[str]
    subjects: Callable[[Sequence[Any]], Subjects]
    many: Sequence[str] = ()
    writes: str = "+~-"
    visible: Callable[[Reader], Q | None] = lambda reader: Q()
    reasons: Callable[[str], str] = str

    def source(self, kind: Kind, about: Mapping[str, About]) -> Source:
        return Source(kind, self.rows, self.tell, about, at="history_date", by="history_user")

    def rows(self, reader: Reader, filters: Filters) -> "QuerySet[Any] | None":
        """The records, each with the number of the one before it (`before`)."""
        visible = self.visible(reader)
        if visible is None:
            return None
        history = self._history()
        earlier = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
        rows: QuerySet[Any] = history.filter(visible).select_related(*self._relations())
        if self.writes != "+~-":
            rows = rows.filter(history_type__in=list(self.writes))
        before: QuerySet[Any] = rows.annotate(before=Subquery(earlier.values("history_id")[:1]))
        return before

    def tell(self, rows: Sequence[Any], reader: Reader) -> list[Said]:
        wanted = [row.before for row in rows if row.before is not None]
        before = self._history().select_related(*self._relations()).in_bulk(wanted)
        sets = self._sets([*(row.pk for row in rows), *wanted])
        subjects = self.subjects(rows)
        return [self._said(row, before.get(row.before), sets, subjects) for row in rows]

    def _said(self, row: Any, old: Any, sets: Mapping[tuple[str, int], str], subjects: Subjects) -> Said:
        about, url = subjects[row.pk]
        name = str(self.model._meta.verbose_name)
        act = {"+": _("thêm %(what)s"), "~": _("sửa %(what)s"), "-": _("gỡ %(what)s")}[row.history_type]
        reason = row.history_change_reason or ""
        changes = () if row.history_type == "-" else tuple(self._changes(row, old, sets))
        return Said(act % {"what": name}, about, url, changes, reason=self.reasons(reason) if reason else "")

    def _changes(self, row: Any, old: Any, sets: Mapping[tuple[str, int], str]) -> list[Change]:
        found = []
        for name in self.fields:
            field: Any = self.model._meta.get_field(name)
            was, now = (self._text(old, field) if old else NOTHING), self._text(row, field)
            if was != now:
                found.append(Change(str(field.verbose_name), was, now))
        for name in self.many:
            was, now = (sets.get((name, one.pk), NOTHING) if one else NOTHING for one in (old, row))
            if was != now:
                found.append(Change(str(self.model._meta.get_field(name).verbose_name), was, now))  # type: ignore[union-attr]
        return found

    def _text(self, row: Any, field: Any) -> str:
        if field.is_relation:
            related = getattr(row, field.name)
            number = getattr(row, field.attname)
            return str(related) if related is not None else f"#{number}" if number else NOTHING
        value = getattr(row, field.attname)
        return shown(dict(field.flatchoices).get(value, value) if field.flatchoices else value)

    def _sets(self, records: Sequence[int]) -> dict[tuple[str, int], str]:
        """The names in each many-to-many field of the records. One query a field."""
        found: dict[tuple[str, int], str] = {}
        for name in self.many:
            names: dict[int, list[str]] = defaultdict(list)
            field: Any = self.model._meta.get_field(name)
            far = field.m2m_reverse_field_name()
            rows = getattr(self._history().model, name).model.objects.filter(history__in=records)
            for row in rows.select_related(far).order_by(far):
                names[row.history_id].append(str(getattr(row, far)))
            found |= {(name, pk): ", ".join(some) for pk, some in names.items()}
        return found

    def _history(self) -> "QuerySet[Any]":
        history: QuerySet[Any] = self.model.history.all()  # type: ignore[attr-defined]  # what simple_history adds
        return history

    def _relations(self) -> list[str]:
        return [name for name in self.fields if self.model._meta.get_field(name).is_relation]
