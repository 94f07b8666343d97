"""Whom to ask at a reporting unit: kept by its reporters and its reviewers, seen by those in scope."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from .. import reporting_units as verbs
from ..forms.reporting_units import ContactForm, RemoveContactForm
from ..models import Contact, ReportingUnit
from ..refusals import Refused
from ..requests import SignedInRequest
from .reporting_units import show_form


def contact_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a contact to reporting unit `pk`."""
    row = get_object_or_404(ReportingUnit.objects.visible_to(request.user), pk=pk)
    _require_editor(request, row.pk)
    return _edit(request, Contact(reporting_unit=row), _("Thêm người liên hệ"))


def contact(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change contact `pk`."""
    return _edit(request, _contact(request, pk), _("Sửa người liên hệ"))


def contact_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take contact `pk` away, after a question."""
    found = _contact(request, pk)
    if request.method == "POST":
        verbs.remove_contact(contact=found, by=request.user)
        messages.success(request, _("Đã xóa người liên hệ."))
        return redirect("institutions:reporting_unit", found.reporting_unit_id)
    title = _("Xóa người liên hệ %(name)s?") % {"name": found.name}
    return show_form(request, RemoveContactForm(), title, _("Xóa"), found.reporting_unit)


def _contact(request: SignedInRequest, pk: int) -> Contact:
    """The contact for those who keep it; 404 outside one's scope, 403 inside without the right."""
    readable = ReportingUnit.objects.visible_to(request.user)
    found = get_object_or_404(Contact.objects.select_related("reporting_unit"), pk=pk, reporting_unit__in=readable)
    _require_editor(request, found.reporting_unit_id)
    return found


def _require_editor(request: SignedInRequest, pk: int) -> None:
    if not ReportingUnit.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied


def _edit(request: SignedInRequest, found: Contact, title: str) -> HttpResponse:
    form = ContactForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.save_contact(contact=form.save(commit=False), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã lưu người liên hệ."))
            return redirect("institutions:reporting_unit", found.reporting_unit_id)
    return show_form(request, form, title, _("Lưu"), found.reporting_unit)
