"""Closing, merging, splitting institutions, and making one the satellite of another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import reorganisation
from ..forms.fields import institution_label
from ..forms.reorganisation import CloseForm, MergeForm, PartFormSet, SatelliteForm, SplitForm
from ..models import InstitutionVersion
from ..requests import SignedInRequest
from ..timeline import Facts
from .acting import acted, show_form, version_to_edit

MOST_OFFERED = 300


def close(request: SignedInRequest, code: str) -> HttpResponse:
    """The institution stands for the last time on a day."""
    version = version_to_edit(request.user, code)
    form = CloseForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        day, reason = form.cleaned_data["last_day"], form.reason()
        if acted(form, lambda: reorganisation.close(version.institution, last_day=day, by=request.user, **reason)):
            messages.success(request, _("Đã ghi: cơ sở ngừng hoạt động sau ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"})
            return redirect("institutions:detail", code)
    return show_form(
        request, form, version, heading=_("Ngừng hoạt động"), button=_("Ghi ngừng hoạt động"), is_danger=True,
        explanation=_("Cơ sở không còn được tính sau ngày này; số liệu và kết quả của những năm trước giữ nguyên."),
    )  # fmt: skip


def merge(request: SignedInRequest, code: str) -> HttpResponse:
    """This institution and others become one."""
    version = version_to_edit(request.user, code)
    nearby = _of_the_kind(request, version, same_place=True)
    form = MergeForm(request.POST or None, by=request.user, version=version, nearby=nearby)
    if request.method == "POST" and form.is_valid() and acted(form, lambda: _merge(form, version)):
        messages.success(request, _("Đã ghi việc sáp nhập."))
        return redirect("institutions:detail", code)
    return show_form(
        request, form, version, heading=_("Sáp nhập"), button=_("Ghi sáp nhập"),
        explanation=_("Cơ sở bị sáp nhập hoạt động đến hết ngày trước ngày ấy; số liệu cũ của nó giữ nguyên."),
    )  # fmt: skip


def _merge(form: MergeForm, version: InstitutionVersion) -> None:
    data, into = form.cleaned_data, form.into()
    together = [version.institution, *data["with"]]
    facts = Facts(name=data["name"]) if data["name"] and data["receiver"] != "new" else Facts()
    reorganisation.merge(together, into=into, on=data["on"], by=form.by, **form.reason(), **facts)


def split(request: SignedInRequest, code: str) -> HttpResponse:
    """New institutions come out of this one."""
    version = version_to_edit(request.user, code)
    parts = PartFormSet(request.POST or None, prefix="parts")
    form = SplitForm(request.POST or None, by=request.user, version=version, parts=parts)
    if request.method == "POST" and form.is_valid() and acted(form, lambda: _split(form, version)):
        messages.success(request, _("Đã ghi việc chia, tách."))
        return redirect("institutions:detail", code)
    return show_form(
        request, form, version, heading=_("Chia, tách"), button=_("Ghi chia, tách"),
        explanation=_("Các cơ sở mới có từ ngày chia, tách. Số liệu cũ ở lại với cơ sở cũ."),
        template="institutions/split.html", parts=parts,
    )  # fmt: skip


def _split(form: SplitForm, version: InstitutionVersion) -> None:
    data = form.cleaned_data
    reorganisation.split(
        version.institution, into=data["into"], on=data["on"], goes_on=data["goes_on"], by=form.by, **form.reason()
    )


def satellite(request: SignedInRequest, code: str) -> HttpResponse:
    """From a day on this institution is a satellite of another."""
    version = version_to_edit(request.user, code)
    form = SatelliteForm(request.POST or None, by=request.user)
    if request.method == "POST" and form.is_valid() and acted(form, lambda: _make_satellite(form, version)):
        messages.success(request, _("Đã ghi: cơ sở thành cơ sở vệ tinh."))
        return redirect("institutions:detail", code)
    offered = [institution_label(one) for one in _of_the_kind(request, version, same_place=False)]
    return show_form(
        request, form, version, heading=_("Thành cơ sở vệ tinh"), button=_("Ghi"), institution_choices=offered,
        explanation=_("Cơ sở vẫn còn, nhưng từ ngày này thuộc một cơ sở chính, ví dụ khi nhiều trung tâm gộp về một."),
    )  # fmt: skip


def _make_satellite(form: SatelliteForm, version: InstitutionVersion) -> None:
    data = form.cleaned_data
    reorganisation.make_satellite(
        version.institution, of=data["of"], on=data["on"], by=form.by, is_counted=data["is_counted"],
        not_counted_reason=data["not_counted_reason"], **form.reason(),
    )  # fmt: skip


def _of_the_kind(
    request: SignedInRequest, version: InstitutionVersion, *, same_place: bool
) -> list[InstitutionVersion]:
    """Other institutions of the same kind that stand today and that the user reviews; of the same unit, or of any."""
    today, tree = timezone.localdate(), request.user.scope().tree
    found = InstitutionVersion.objects.standing(today).filter(
        request.user.scope().reviewed_versions(), category__kind=version.category.kind
    )
    place = tree.placed(version.unit_id, today) if same_place else None
    if place:
        rows = {version.unit_id} if place.to_be_placed else tree.rows_inside(place.unit_id, today)
        found = found.filter(unit__in=rows)
    return list(found.exclude(institution=version.institution_id).select_related("institution")[:MOST_OFFERED])
