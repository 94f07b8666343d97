"""From a row of a file about a place that the registry does not have to an institution: proposed, then decided once.

Who may decide is asked by the pages; here it is only seen to that nothing is decided twice.
"""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import reorganisation
from .aliases import as_written, remember_alias
from .models import AdministrativeUnit, Category, Institution, InstitutionProposal, Ownership
from .names import normal
from .refusals import Refused
from .timeline import Facts

if TYPE_CHECKING:
    from accounts.models import User

Status = InstitutionProposal.Status


@transaction.atomic
def propose(
    *,
    name: str,
    category: Category,
    unit: AdministrativeUnit,
    by: "User",
    places: Sequence[str] = (),
    ownership: str = "",
    opened_on: datetime.date | None = None,
    note: str = "",
    source: str = "",
) -> InstitutionProposal:
    """Put a row of a file to the reviewer of the unit. The same row put twice waits once."""
    as_written(name, places)  # what could not be remembered could never be accepted
    written = [text for text in map(normal, places) if text]
    # Whoever else puts a row of this unit waits here, and then finds it put.
    AdministrativeUnit.objects.select_for_update().get(pk=unit.pk)
    same = InstitutionProposal.objects.waiting().filter(
        name=normal(name), category=category, unit=unit, source=source, proposed_by=by
    )
    if found := next((one for one in same if one.places == written), None):
        return found
    proposal = InstitutionProposal(
        name=normal(name), places=written, category=category, unit=unit, ownership=ownership, opened_on=opened_on,
        note=note, source=source, proposed_by=by,
    )  # fmt: skip
    try:
        proposal.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    proposal.save()
    return proposal


@transaction.atomic
def accept(
    *,
    proposal: InstitutionProposal,
    by: "User",
    code: str = "",
    on: datetime.date | None = None,
    legal_basis: str = "",
    note: str = "",
    **facts: Unpack[Facts],
) -> Institution:
    """Open it as a new institution, from its own opening day. What is not given is as it was proposed.

    The name as it stood in the file is remembered, whatever the institution is called in the registry.
    """
    waiting = _waiting(proposal)
    opened = Facts(
        name=waiting.name, category=waiting.category, unit=waiting.unit, ownership=waiting.ownership or Ownership.PUBLIC
    )
    opened.update(facts)
    institution = reorganisation.open_institution(
        by=by, on=on or first_day(waiting), code=code, legal_basis=legal_basis, note=note, **opened
    )
    _take(waiting, institution, by)
    return institution


@transaction.atomic
def accept_as(*, proposal: InstitutionProposal, institution: Institution, by: "User") -> None:
    """It is an institution of the registry under another name; the name of the file is remembered."""
    _take(_waiting(proposal), institution, by)


@transaction.atomic
def refuse(*, proposal: InstitutionProposal, reason: str, by: "User") -> None:
    """It does not come into the registry; whoever proposed it reads why."""
    waiting = _waiting(proposal)
    if not reason.strip():
        raise Refused(_("Hãy nêu lý do không nhận."))
    waiting.decision = reason.strip()
    _decide(waiting, Status.REFUSED, by)


def first_day(proposal: InstitutionProposal) -> datetime.date:
    """From when it would stand: its opening where the file says it, else the first day of the unit that it names."""
    return proposal.opened_on or proposal.unit.valid_from


def _waiting(proposal: InstitutionProposal) -> InstitutionProposal:
    """The proposal as stored, locked; refuses when somebody has decided it."""
    stored = InstitutionProposal.objects.select_for_update().get(pk=proposal.pk)
    if not stored.is_waiting:
        raise Refused(
            _("Đề nghị này đã được %(who)s quyết định: %(status)s.")
            % {"who": stored.decided_by, "status": stored.get_status_display()}
        )
    return stored


def _take(proposal: InstitutionProposal, institution: Institution, by: "User") -> None:
    remember_alias(institution=institution, name=proposal.name, places=proposal.places, by=by)
    proposal.institution = institution
    _decide(proposal, Status.ACCEPTED, by)


def _decide(proposal: InstitutionProposal, status: str, by: "User") -> None:
    proposal.status, proposal.decided_by, proposal.decided_at = status, by, timezone.now()
    proposal.save()
