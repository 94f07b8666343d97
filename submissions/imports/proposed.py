"""Rows that their sender put to the reviewer as new institutions: what became of each."""

from django.utils.translation import gettext as _

from institutions.models import InstitutionProposal

from .choices import PROPOSED, Choices
from .findings import Finding, Severity


class ProposedRows:
    """The proposals that a file's choices name, read at once."""

    def __init__(self, choices: Choices) -> None:
        ids = {pk for one in choices.institutions.values() if (pk := _id_in(one)) is not None}
        self.by_id = InstitutionProposal.objects.in_bulk(ids)

    @property
    def states(self) -> str:
        """Equal while nobody has decided anything: a check rests on it as it does on the data."""
        return ",".join(f"{pk}:{self.by_id[pk].status}" for pk in sorted(self.by_id))

    def is_waiting(self, chosen: str) -> bool:
        """Whether a row was proposed and the reviewer has not decided: its sender has nothing more to answer."""
        proposal = self._of(chosen)
        return proposal is not None and proposal.is_waiting

    def problem(self, chosen: str) -> Finding | None:
        """Why a row that was proposed has no institution yet; None for other rows. Once accepted, its name is known.

        Refused, it is asked about like any row that means nobody.
        """
        proposal = self._of(chosen)
        if proposal is None:
            return None
        if proposal.is_waiting:
            message = _("Đã đề nghị thêm cơ sở này; đang chờ người thẩm tra quyết định.")
            return Finding(Severity.QUESTION, "proposed", message, value=proposal.name)
        if proposal.institution_id is None:
            message = _("Người thẩm tra không nhận đề nghị thêm cơ sở này: %(reason)s") % {"reason": proposal.decision}
            return Finding(Severity.QUESTION, "institution", message, value=proposal.name)
        return None

    def _of(self, chosen: str) -> InstitutionProposal | None:
        pk = _id_in(chosen)
        return None if pk is None else self.by_id.get(pk)


def _id_in(chosen: str) -> int | None:
    """The proposal that a choice names, None for other choices."""
    text = chosen.removeprefix(PROPOSED)
    return int(text) if text != chosen and text.isdecimal() else None
