"""Rows that their sender put to the reviewer as new institutions: what became of each."""

from django.utils.translation import gettext as _

from institutions.models import InstitutionProposal

from .choices import PROPOSED, Choices
from .findings import Finding, Severity


class ProposedRows:
    """The proposals that a file's choices name, read at once."""

    def __init__(self, choices: Choices) -> None:
        ids = {text for one in choices.institutions.values() if (text := one.removeprefix(PROPOSED)) != one}
        self.by_id = InstitutionProposal.objects.in_bulk([int(pk) for pk in ids if pk.isdecimal()])

    def problem(self, chosen: str) -> Finding | None:
        """Why a row that was proposed has no institution yet; None for other rows. Once accepted, its name is known."""
        text = chosen.removeprefix(PROPOSED)
        proposal = self.by_id.get(int(text)) if text != chosen and text.isdecimal() else None
        if proposal is None:
            return None
        if proposal.is_waiting:
            message = _("Đã đề nghị thêm cơ sở này; đang chờ người thẩm tra quyết định.")
        elif proposal.institution_id is None:
            message = _("Người thẩm tra không nhận đề nghị thêm cơ sở này: %(reason)s") % {"reason": proposal.decision}
        else:
            return None
        return Finding(Severity.QUESTION, "proposed", message, value=proposal.name)
