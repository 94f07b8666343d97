"""Institutions that files named and the registry does not have: the list, and the page on which one is decided."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import proposing
from ..duplicates import likely_duplicates
from ..forms.fields import institution_label, unit_choices
from ..forms.proposals import AcceptAsForm, AcceptForm, ProposalFilterForm, RefuseForm
from ..models import InstitutionProposal, InstitutionVersion
from ..names import key
from ..requests import SignedInRequest
from ..short_lists import NumberedPage
from ..tree import UnitTree
from .acting import acted

MOST_OFFERED = 300


def proposal_list(request: SignedInRequest) -> HttpResponse:
    """What was proposed where the user reads, and what they proposed themselves; those that wait first."""
    form = ProposalFilterForm(request.GET)
    found = InstitutionProposal.objects.visible_to(request.user).in_turn()
    if status := form.status_shown():
        found = found.filter(status=status)
    relations = ("category", "unit", "proposed_by", "institution")
    context = {
        "form": form,
        "page": NumberedPage.of(found.select_related(*relations), request),
        "breadcrumbs": [(_("Cơ sở"), reverse("institutions:list")), (_("Đề nghị thêm cơ sở"), "")],
    }
    return render(request, "institutions/proposals.html", context)


@dataclass
class Decision:
    """The page of one proposal: its three forms, of which at most the one that was sent is filled."""

    request: SignedInRequest
    proposal: InstitutionProposal

    def __post_init__(self) -> None:
        by = self.request.user
        self.act = self.request.POST.get("act", "") if self.request.method == "POST" else ""
        self.accept = AcceptForm(self._sent("accept"), by=by, proposal=self.proposal)
        self.accept_as = AcceptAsForm(self._sent("accept_as"), by=by)
        self.refuse = RefuseForm(self._sent("refuse"))
        self.duplicates = _like(self.proposal, self.request.user.scope().tree)

    def _sent(self, act: str) -> "dict[str, object] | None":
        return self.request.POST if self.act == act else None  # type: ignore[return-value]

    def carried_out(self) -> bool:
        """Whether what the form says was done."""
        acts = {"accept": self._accepted, "accept_as": self._accepted_as, "refuse": self._refused}
        form: Form | None = getattr(self, self.act) if self.act in acts else None
        return form is not None and form.is_valid() and acts[self.act]()

    def _accepted(self) -> bool:
        """A likely duplicate that the page has not shown yet is shown first."""
        form, data = self.accept, self.accept.cleaned_data
        seen = self.request.POST.get("anyway", "").split()
        found = likely_duplicates(data["name"], data["category"], data["unit"], data["on"])
        shown = {version.institution_id for version in self.duplicates}
        self.duplicates += [version for version in found if version.institution_id not in shown]
        if any(version.institution.code not in seen for version in self.duplicates):
            form.add_error(None, _("Chưa mở: có thể cơ sở này đã có trong danh sách. Hãy xem các cơ sở nêu trên."))
            return False
        return acted(
            form,
            lambda: proposing.accept(
                proposal=self.proposal, by=form.by, on=data["on"], code=data["code"], **form.reason(), **form.facts()
            ),
        )

    def _accepted_as(self) -> bool:
        form = self.accept_as
        return acted(
            form,
            lambda: proposing.accept_as(
                proposal=self.proposal, institution=form.cleaned_data["institution"], by=self.request.user
            ),
        )

    def _refused(self) -> bool:
        reason = self.refuse.cleaned_data["reason"]
        return acted(self.refuse, lambda: proposing.refuse(proposal=self.proposal, reason=reason, by=self.request.user))


def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """One proposal; for the reviewer of its unit the forms that decide it."""
    relations = ("category", "unit", "proposed_by", "decided_by", "institution")
    visible = InstitutionProposal.objects.visible_to(request.user).select_related(*relations)
    found = get_object_or_404(visible, pk=pk)
    may_decide = request.user.scope().reviews_unit(found.unit_id)
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    decision = Decision(request, found) if may_decide and found.is_waiting else None
    if request.method == "POST" and (decision is None or decision.carried_out()):
        return _decided(request, found)
    context: dict[str, object] = {
        "proposal": found,
        "decision": decision,
        "breadcrumbs": [
            (_("Cơ sở"), reverse("institutions:list")),
            (_("Đề nghị thêm cơ sở"), reverse("institutions:proposals")),
            (found.name, ""),
        ],
    }
    if decision is not None:
        context |= _offered(request, found, decision)
    return render(request, "institutions/proposal.html", context)


def _decided(request: SignedInRequest, found: InstitutionProposal) -> HttpResponse:
    """What became of it: told, and shown where it is now."""
    was_waiting = found.is_waiting
    found.refresh_from_db()
    values = {"name": found.name, "code": found.institution.code if found.institution else ""}
    if not was_waiting:
        messages.error(request, _("Đề nghị này đã được quyết định trước đó."))
        return redirect("institutions:proposal", found.pk)
    if found.institution is None:
        messages.success(request, _("Đã ghi: không nhận “%(name)s”.") % values)
        return redirect("institutions:proposals")
    messages.success(request, _("Đã nhận “%(name)s”: cơ sở %(code)s.") % values)
    return redirect("institutions:detail", found.institution.code)


def _like(proposal: InstitutionProposal, tree: UnitTree) -> list[InstitutionVersion]:
    """Institutions that may be the proposed one, where its unit is today; else as they stood on the unit's last day."""
    today, unit = timezone.localdate(), proposal.unit
    place = tree.placed(unit.pk, today)
    if place and not place.to_be_placed:
        return likely_duplicates(proposal.name, proposal.category, tree.units[place.unit_id], today)
    return likely_duplicates(proposal.name, proposal.category, unit, unit.valid_until or today)


def _offered(request: SignedInRequest, found: InstitutionProposal, decision: Decision) -> dict[str, object]:
    """What else the page of a waiting proposal shows: others like it, and what its fields suggest."""
    today, scope = timezone.localdate(), request.user.scope()
    beside = InstitutionProposal.objects.waiting().filter(category=found.category_id, unit=found.unit_id)
    place = scope.tree.placed(found.unit_id, today)
    nearby = InstitutionVersion.objects.standing(today).filter(
        scope.reviewed_versions(),
        category__kind=found.category.kind,
        unit__in=scope.tree.rows_inside(place.unit_id, today) if place else {found.unit_id},
    )
    return {
        "alike": [one for one in beside.exclude(pk=found.pk) if key(one.name) == key(found.name)],
        "seen": " ".join(version.institution.code for version in decision.duplicates),
        "institution_choices": [institution_label(one) for one in nearby.select_related("institution")[:MOST_OFFERED]],
        "unit_choices": unit_choices(scope.tree, today),
    }
