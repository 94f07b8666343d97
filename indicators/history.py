"""The recorded history of a row as people read it: what was, what is, who, when, why."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Difference:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One recorded state against the one before it; `kind` is `+` (created), `~` (changed) or `-` (removed)."""

    kind: str
    at: datetime.datetime
    by: str
    reason: str
    differences: list[Difference]


def shown(value: Any) -> str:
    """A stored value as text: nothing as a dash, dates by day first, whole numbers (years) without grouping."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, datetime.date):
        return date_format(value, "d/m/Y")
    if isinstance(value, Decimal):
        return number_format(f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}")
    return str(value)


def latest_id(row: models.Model) -> int:
    """The id of the newest record of the row: a form names the one that it saw."""
    return int(row.history.values_list("history_id", flat=True)[0])  # type: ignore[attr-defined]


def entries(row: models.Model, fields: Sequence[str]) -> list[Entry]:
    """The history of these fields of the row, newest first, in one query. Records that changed none are left out."""
    records = list(row.history.select_related("history_user").order_by("history_id"))  # type: ignore[attr-defined]
    previous: list[Any] = [None, *records[:-1]]
    found = [_entry(row, fields, old, new) for old, new in zip(previous, records, strict=True)]
    return [entry for entry in reversed(found) if entry.differences or entry.kind != "~"]


def _entry(row: models.Model, fields: Sequence[str], old: Any, new: Any) -> Entry:
    differences = []
    for name in fields:
        field = row._meta.get_field(name)
        before, after = ("–" if old is None else _cell(old, field)), _cell(new, field)
        if before != after and new.history_type != "-":
            differences.append(Difference(str(getattr(field, "verbose_name", name)), before, after))
    return Entry(
        kind=new.history_type,
        at=new.history_date,
        by=str(new.history_user) if new.history_user else "",
        reason=new.history_change_reason or "",
        differences=differences,
    )


def _cell(record: Any, field: Any) -> str:
    if getattr(field, "choices", None):
        return str(getattr(record, f"get_{field.name}_display")())
    return shown(getattr(record, field.attname))
