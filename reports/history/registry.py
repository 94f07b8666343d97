"""What was written about institutions: what happened to them, their records put right, their other names, proposals."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.life import differences
from institutions.models import Institution, InstitutionAlias, InstitutionEvent, InstitutionProposal, InstitutionVersion

from .entries import Change, Kind, Said, quoted, shown
from .filters import Filters
from .reader import Reader
from .recorded import Recorded, Subjects
from .sources import Source, path

_OF_INSTITUTION = {"institution": path("institution")}


def institution_said(code: str, name: str) -> tuple[str, str]:
    """What an institution is called in a line, and where it is."""
    return (f"{name} ({code})" if name else code), reverse("institutions:detail", args=[code])


def _events(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    return InstitutionEvent.objects.select_related("institution")


def _tell_events(rows: Sequence[Any], reader: Reader) -> list[Said]:
    names = reader.names(row.institution_id for row in rows)
    turned = _turned(rows)
    found = []
    for row in rows:
        what = _("%(what)s từ ngày %(day)s") % {"what": row.get_kind_display(), "day": shown(row.on)}
        about, url = institution_said(row.institution.code, names.get(row.institution_id, ""))
        reason = "; ".join(filter(None, (row.legal_basis, row.note)))
        found.append(Said(what, about, url, turned.get((row.institution_id, row.on), ()), reason=reason))
    return found


def _turned(events: Sequence[InstitutionEvent]) -> dict[tuple[int, Any], tuple[Change, ...]]:
    """What the version that began on the day of each event says differently from the one before it. One query."""
    relations = ("category", "unit", "reporting_unit", "satellite_of")
    institutions = {event.institution_id for event in events}
    versions = InstitutionVersion.objects.filter(institution__in=institutions).select_related(*relations)
    found: dict[tuple[int, Any], tuple[Change, ...]] = {}
    last: InstitutionVersion | None = None
    for version in versions.order_by("institution", "valid_from"):
        if last is not None and last.institution_id == version.institution_id:
            turned = tuple(Change(row.label, row.old, row.new) for row in differences(last, version))
            found[version.institution_id, version.valid_from] = turned
        last = version
    return found


def _institutions(rows: Sequence[Any]) -> Subjects:
    """Records about institutions by their own name as last recorded. Two queries."""
    wanted = {row.institution_id for row in rows}
    codes = dict(Institution.objects.filter(pk__in=wanted).order_by().values_list("pk", "code"))
    last = InstitutionVersion.objects.last_versions().filter(institution__in=wanted)
    names = dict(last.order_by().values_list("institution", "name"))
    unknown = ("", "")
    return {
        row.pk: institution_said(codes[row.institution_id], names.get(row.institution_id, ""))
        if row.institution_id in codes
        else unknown
        for row in rows
    }


# What was added is told by its event, with what it turned.
_VERSIONS = Recorded(
    model=InstitutionVersion,
    fields=[
        "name", "category", "unit", "reporting_unit", "ownership", "satellite_of", "is_counted", "not_counted_reason",
        "valid_from", "valid_until",
    ],
    subjects=_institutions,
    writes="~-",
)  # fmt: skip

_ALIASES = Recorded(model=InstitutionAlias, fields=["written", "written_place"], subjects=_institutions)


def _proposals(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    rows = InstitutionProposal.objects.visible_to(reader.user)
    return rows.select_related("category", "unit", "institution", "decided_by")


def _decided(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    return _proposals(reader, filters).filter(decided_at__isnull=False)


def _tell_proposals(rows: Sequence[Any], reader: Reader) -> list[Said]:
    return [Said(_("đề nghị thêm cơ sở"), *_proposal_said(row), reason=row.note) for row in rows]


def _tell_decisions(rows: Sequence[Any], reader: Reader) -> list[Said]:
    accepted = InstitutionProposal.Status.ACCEPTED
    return [
        Said(
            _("nhận đề nghị thêm cơ sở") if row.status == accepted else _("không nhận đề nghị thêm cơ sở"),
            *_proposal_said(row), reason=row.decision,
        )
        for row in rows
    ]  # fmt: skip


def _proposal_said(row: InstitutionProposal) -> tuple[str, str]:
    about = f"{quoted(row.name)}, {row.category}, {row.unit}"
    if row.institution is not None:
        return f"{about} ({row.institution.code})", reverse("institutions:detail", args=[row.institution.code])
    return about, reverse("institutions:proposal", args=[row.pk])


SOURCES = [
    Source(Kind.REGISTRY, _events, _tell_events, _OF_INSTITUTION, at="recorded_at"),
    _VERSIONS.source(Kind.REGISTRY, _OF_INSTITUTION),
    _ALIASES.source(Kind.NAME, _OF_INSTITUTION),
    Source(Kind.NAME, _proposals, _tell_proposals, _OF_INSTITUTION, at="proposed_at", by="proposed_by"),
    Source(Kind.NAME, _decided, _tell_decisions, _OF_INSTITUTION, at="decided_at", by="decided_by"),
]
