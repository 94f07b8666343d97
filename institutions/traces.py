"""What was changed in rows that simple_history keeps: for the lists of changes on pages."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Trace:
    """One write of one row: when, by whom (empty for a command), its kind (+ ~ -), why, and each value it turned."""

    at: datetime.datetime
    by: str
    kind: str
    reason: str
    row: Any
    turned: list[tuple[str, str, str]] = field(default_factory=list)


def traces(model: type[models.Model], rows: Iterable[Any], names: Sequence[str]) -> list[Trace]:
    """The writes that these rows of history stand for, told apart by the values of the named fields.

    The rows come oldest first, of one object or of several, with `history_user` and what the fields name selected.
    """
    before: dict[int, Any] = {}
    found = []
    for row in rows:
        old = before.get(row.id)
        found.append(
            Trace(
                at=row.history_date,
                by=str(row.history_user or ""),
                kind=row.history_type,
                reason=row.history_change_reason or "",
                row=row,
                turned=_turned(model, old, row, names) if old is not None else [],
            )
        )
        before[row.id] = row
    return found


def _turned(model: type[models.Model], old: Any, new: Any, names: Sequence[str]) -> list[tuple[str, str, str]]:
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in names)
    return [(_label(model, name), _shown(was), _shown(now)) for name, was, now in pairs if was != now]


def _label(model: type[models.Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "verbose_name", name))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return str(value) if value else "–"
