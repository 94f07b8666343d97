"""Outlines of units for maps: the sets that were sent, one of them as it would be drawn, its file."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..boundaries import (
    Unreadable,
    may_draw,
    may_draw_somewhere,
    receive_boundaries,
    use_boundaries,
    withdraw_boundaries,
)
from ..forms.boundaries import BoundariesForm, WithdrawBoundariesForm
from ..geometry import Sheet, unpacked
from ..models import AdministrativeUnit, BoundarySet
from ..refusals import Refused
from ..requests import SignedInRequest

WIDTH, MOST_HEIGHT = 720, 720


@dataclass(frozen=True)
class Outline:
    """A unit as the preview draws it."""

    name: str
    code: str
    path: str


def boundary_sets(request: SignedInRequest) -> HttpResponse:
    """The sets in use and withdrawn, and to whoever keeps maps those that wait; and the form that sends one."""
    may_send = may_draw_somewhere(request.user)
    if request.method == "POST" and not may_send:
        raise PermissionDenied
    form, problems = BoundariesForm.empty(), list[str]()
    if request.method == "POST":
        form = BoundariesForm(request.POST, request.FILES)
        if form.is_valid():
            row, problems = _received(request, form)
            if row:
                return redirect("institutions:boundary_set", row.pk)
    rows = BoundarySet.objects.defer("content").select_related("province", "sent_by")
    context = {
        "form": form if may_send else None,
        "problems": problems,
        "rows": rows if may_send else rows.exclude(used_at=None),
        "breadcrumbs": [(_("Đơn vị"), reverse("institutions:units")), (_("Ranh giới trên bản đồ"), "")],
    }
    return render(request, "institutions/boundaries.html", context)


def _received(request: SignedInRequest, form: BoundariesForm) -> tuple[BoundarySet | None, list[str]]:
    sent = form.cleaned_data
    given = {name: sent[name] for name in ("on", "source", "licence")}
    try:
        row = receive_boundaries(data=sent["file"].read(), file_name=sent["file"].name, by=request.user, **given)
    except Unreadable as unreadable:
        form.add_error("file", str(unreadable))
        return None, unreadable.problems
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None, []
    return row, []


def boundary_set(request: SignedInRequest, pk: int) -> HttpResponse:
    """A set as maps draw it; whoever keeps the maps of its province puts it to use or withdraws it."""
    row, may = _loaded(request, pk)
    form = WithdrawBoundariesForm(request.POST if request.POST.get("act") == "withdraw" else None)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if _done(request, row, form):
            return redirect("institutions:boundary_set", pk)
    drawn = list(row.boundaries.select_related("unit").order_by("unit__sort_key", "unit_id"))
    shapes = [unpacked(boundary.outline) for boundary in drawn]
    sheet = Sheet(shapes, WIDTH, MOST_HEIGHT)
    tree, present = request.user.scope().tree, {boundary.unit_id for boundary in drawn}
    context = {
        "set": row,
        "may": may,
        "form": form,
        "width": WIDTH,
        "height": sheet.height,
        "outlines": [
            Outline(boundary.unit.name, boundary.unit.code, sheet.path(shape))
            for boundary, shape in zip(drawn, shapes, strict=True)
        ],
        "missing": [
            unit
            for unit in tree.standing(row.on, row.level)
            if unit.pk not in present and tree.province_of(unit.pk, row.on) == row.province_id
        ],
        "breadcrumbs": [
            (_("Đơn vị"), reverse("institutions:units")),
            (_("Ranh giới trên bản đồ"), reverse("institutions:boundaries")),
            (row.file_name, ""),
        ],
    }
    return render(request, "institutions/boundary_set.html", context)


def _loaded(request: SignedInRequest, pk: int) -> tuple[BoundarySet, bool]:
    """A set, and whether the user keeps it. One that was never in use is nobody else's business."""
    rows = BoundarySet.objects.defer("content").select_related("province", "sent_by", "used_by", "withdrawn_by")
    row = get_object_or_404(rows, pk=pk)
    province: AdministrativeUnit = row.province
    may = may_draw(request.user, province, request.user.scope().tree)
    if row.used_at is None and not may:
        raise Http404
    return row, may


def _done(request: SignedInRequest, row: BoundarySet, form: WithdrawBoundariesForm) -> bool:
    try:
        if request.POST.get("act") == "use":
            use_boundaries(row=row, by=request.user)
            messages.success(request, _("Từ nay bản đồ được vẽ bằng bộ ranh giới này."))
            return True
        if form.is_valid():
            withdraw_boundaries(row=row, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Đã rút bộ ranh giới này; bản đồ không còn dùng nó."))
            return True
    except Refused as refusal:
        messages.error(request, str(refusal))
        return True
    return False


@require_safe
def boundaries_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The file as it was sent, for whoever keeps the maps of its province."""
    row, may = _loaded(request, pk)
    if not may:
        raise PermissionDenied
    response = HttpResponse(bytes(row.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, row.file_name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
