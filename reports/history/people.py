"""What was changed about people and what they are: the administrator reads it of all, everybody else of themselves."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from accounts.models import Membership, User
from accounts.people import Act

from .entries import Kind
from .recorded import Recorded, Subjects
from .sources import path


def _reason(code: str) -> str:
    return str(dict(Act.choices).get(code, code))


def _of_user(rows: Sequence[Any]) -> Subjects:
    return {row.pk: (row.full_name or row.username, reverse("accounts:person", args=[row.id])) for row in rows}


def _of_membership(rows: Sequence[Any]) -> Subjects:
    return {row.pk: _membership_said(row) for row in rows}


def _membership_said(row: Any) -> tuple[str, str]:
    place = row.reporting_unit or row.unit
    role = Membership.Role(row.role).label
    about = ", ".join(str(part) for part in (row.user, role, place) if part)
    return about, reverse("accounts:person", args=[row.user_id])


SOURCES = [
    Recorded(
        User, ["full_name", "username", "email", "phone", "is_active", "is_superuser"], _of_user,
        visible=lambda reader: reader.of_person("id"), reasons=_reason,
    ).source(Kind.PERSON, {"person": path("id")}),
    Recorded(
        Membership, ["user", "role", "reporting_unit", "unit", "valid_from", "valid_until"], _of_membership,
        visible=lambda reader: reader.of_person("user"), reasons=_reason,
    ).source(Kind.PERSON, {"person": path("user"), "reporting_unit": path("reporting_unit")}),
]  # fmt: skip
