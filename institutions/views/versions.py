"""Adding an institution, recording a change, putting a mistake right."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import reorganisation
from ..duplicates import likely_duplicates
from ..forms.fields import unit_choices
from ..forms.versions import AddForm, ChangeForm, CorrectForm
from ..life import versions_of
from ..models import Institution, InstitutionVersion
from ..refusals import Refused
from ..requests import SignedInRequest
from .acting import acted, require_reviewer, show_form, version_to_edit


def add(request: SignedInRequest) -> HttpResponse:
    """A new institution. Likely duplicates are shown first; the second click adds it all the same."""
    require_reviewer(request.user)
    form = AddForm(request.POST or None, by=request.user)
    duplicates: list[InstitutionVersion] = []
    if request.method == "POST" and form.is_valid():
        duplicates = _duplicates(form)
        if not duplicates or "anyway" in request.POST:
            institution = _open(form)
            if institution:
                messages.success(request, _("Đã thêm cơ sở %(code)s.") % {"code": institution.code})
                return redirect("institutions:detail", institution.code)
    context = {
        "form": form,
        "duplicates": duplicates,
        "unit_choices": unit_choices(request.user.scope().tree, timezone.localdate()),
        "breadcrumbs": [(_("Cơ sở"), reverse("institutions:list")), (_("Thêm cơ sở"), "")],
    }
    return render(request, "institutions/add.html", context)


def _duplicates(form: AddForm) -> list[InstitutionVersion]:
    data = form.cleaned_data
    return likely_duplicates(data["name"], data["category"], data["unit"], data["on"])


def _open(form: AddForm) -> Institution | None:
    data = form.cleaned_data
    try:
        return reorganisation.open_institution(
            by=form.by, on=data["on"], code=data["code"], **form.reason(), **form.facts()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def change(request: SignedInRequest, code: str) -> HttpResponse:
    """Something holds from a day on; what was before stays recorded as it was."""
    version = version_to_edit(request.user, code)
    form = ChangeForm(request.POST or None, by=request.user, version=version)
    if request.method == "POST" and form.is_valid():
        day, reason = form.cleaned_data["on"], form.reason()
        institution = version.institution
        if acted(form, lambda: reorganisation.change(institution, on=day, by=form.by, **reason, **form.changes())):
            messages.success(request, _("Đã ghi thay đổi từ ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"})
            return redirect("institutions:detail", code)
    return show_form(
        request, form, version, heading=_("Ghi một thay đổi"), button=_("Ghi thay đổi"),
        explanation=_(
            "Dùng khi cơ sở thật sự đổi khác từ một ngày: đổi tên, chuyển địa bàn, đổi loại hình… "
            "Trước ngày ấy hồ sơ và kết quả giữ nguyên. Nếu hồ sơ đã bị ghi sai, hãy dùng trang đính chính."
        ),
        other_url=reverse("institutions:correct", args=[code]), other_label=_("Đính chính chỗ ghi sai"),
    )  # fmt: skip


def correct(request: SignedInRequest, code: str) -> HttpResponse:
    """A mistake in what was recorded, in the version that `?version=` names or in the last."""
    now = version_to_edit(request.user, code)
    versions = versions_of(now.institution)
    version = _version_named(request.GET.get("version", ""), versions)
    form = CorrectForm(request.POST or None, by=request.user, version=version, is_last=version == versions[-1])
    if request.method == "POST" and form.is_valid():
        corrections, reason = form.corrections(), form.reason()
        if acted(form, lambda: reorganisation.correct(version, by=form.by, **reason, **corrections)):
            messages.success(request, _("Đã đính chính hồ sơ của cơ sở."))
            return redirect("institutions:detail", code)
    return show_form(
        request, form, version, heading=_("Đính chính chỗ ghi sai"), button=_("Đính chính"),
        explanation=_(
            "Dùng khi điều đã ghi là sai ngay từ đầu: viết nhầm tên, nhầm xã, nhầm ngày. Kết quả của cả giai đoạn "
            "được tính lại theo điều đúng. Nếu cơ sở thật sự đổi khác từ một ngày, hãy ghi một thay đổi."
        ),
        other_url=reverse("institutions:change", args=[code]), other_label=_("Ghi một thay đổi"), versions=versions,
    )  # fmt: skip


def _version_named(text: str, versions: list[InstitutionVersion]) -> InstitutionVersion:
    if not text:
        return versions[-1]
    found = next((version for version in versions if str(version.pk) == text), None)
    if found is None:
        raise Http404
    return found
