"""What was changed about a person, read from the history that the verbs wrote."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from institutions.traces import Trace, traces

from .models import Membership, User
from .people import Act


@dataclass(frozen=True)
class Change:
    """One act: when, by whom (empty for a command), what it was, on which role, and each value that it turned."""

    at: datetime.datetime
    by: str
    what: str
    about: str
    turned: list[tuple[str, str, str]]


def changes_of(user: User) -> list[Change]:
    """All acts on a person and their memberships, the newest first, in two queries."""
    of_person = user.history.select_related("history_user").order_by("history_date", "history_id")
    of_roles = (
        Membership.history.filter(user_id=user.pk)
        .select_related("history_user", "reporting_unit", "unit")
        .order_by("history_date", "history_id")
    )
    found = [
        _change(trace, "")
        for trace in traces(User, of_person, ["full_name", "username", "email", "phone", "is_active"])
    ]
    found += [_change(trace, _role(trace)) for trace in traces(Membership, of_roles, ["valid_until"])]
    return sorted(found, key=lambda change: change.at, reverse=True)


def _change(trace: Trace, about: str) -> Change:
    # Rows from before the verbs, or from a command of Django's own, have no reason of ours.
    what = dict(Act.choices).get(trace.reason) or trace.reason or _("thay đổi")
    return Change(at=trace.at, by=trace.by, what=str(what), about=about, turned=trace.turned)


def _role(trace: Trace) -> str:
    place = trace.row.reporting_unit or trace.row.unit
    role = Membership.Role(trace.row.role).label
    return f"{role}, {place}" if place else str(role)
