"""The registry as files: sent, checked, confirmed; and taken away."""

import hashlib

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.export import table_response

from ..forms.files import RegistryFileForm
from ..forms.filters import ListFilterForm
from ..models import InstitutionVersion, RegistryFile
from ..registry_columns import COLUMNS
from ..registry_import import RegistryReport, apply_file, check_file
from ..requests import SignedInRequest
from ..resources import HEADINGS, registry_rows
from ..search import versions_shown
from .acting import require_reviewer

MOST_SHOWN = 2_000
"""Rows of a preview on one page; what is wrong is always shown whole."""
LAST_FILES = 10


def import_registry(request: SignedInRequest) -> HttpResponse:
    """Send a file; it is checked at once and waits, unseen by others, until its sender confirms it."""
    require_reviewer(request.user)
    form = RegistryFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        RegistryFile.objects.waiting_for(request.user).delete()
        file = RegistryFile.received(data=sent.read(), file_name=sent.name, by=request.user)
        file.save()
        return redirect("institutions:import_file", file.pk)
    context = {
        "form": form,
        "columns": COLUMNS,
        "files": RegistryFile.objects.applied().defer("content").select_related("by")[:LAST_FILES],
        "breadcrumbs": [(_("Cơ sở"), reverse("institutions:list")), (_("Nhập từ tệp"), "")],
    }
    return render(request, "institutions/import.html", context)


def import_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a file would do, row by row; its sender confirms exactly that, or nothing is written."""
    require_reviewer(request.user)
    file = get_object_or_404(RegistryFile.objects.waiting_for(request.user), pk=pk)
    report = check_file(bytes(file.content), file.file_name, by=request.user)
    seal = _seal(report)
    if request.method == "POST":
        if request.POST.get("seal") != seal:
            messages.warning(
                request, _("Danh sách cơ sở vừa thay đổi, nên tệp được kiểm tra lại. Hãy xem rồi xác nhận.")
            )
        elif not report.errors and _apply(file, request):
            return redirect("institutions:list")
    rows = [row for row in report.preview if row.outcome != "unchanged"]
    context = {
        "file": file,
        "report": report,
        "seal": seal,
        "rows": [(row, [_heading(name) for name in row.differences]) for row in rows[:MOST_SHOWN]],
        "more": max(0, len(rows) - MOST_SHOWN),
        "earlier": RegistryFile.objects.applied().filter(sha256=file.sha256).defer("content").first(),
        "breadcrumbs": [
            (_("Cơ sở"), reverse("institutions:list")),
            (_("Nhập từ tệp"), reverse("institutions:import")),
            (file.file_name, ""),
        ],
    }
    return render(request, "institutions/import_file.html", context)


def _heading(column: str) -> str:
    """What the column is called on a Vietnamese sheet."""
    return next((one.headings[0] for one in COLUMNS if one.name == column), column)


def _seal(report: RegistryReport) -> str:
    """What the person saw: another outcome of any row gives another text."""
    return hashlib.sha256(repr((report.preview, report.errors)).encode()).hexdigest()


def _apply(file: RegistryFile, request: SignedInRequest) -> bool:
    written = apply_file(bytes(file.content), file.file_name, by=request.user)
    if not written.committed:
        return False
    file.summary, file.applied_at = written.summary(), timezone.now()
    file.save(update_fields=["summary", "applied_at"])
    messages.success(request, written.summary())
    return True


def export(request: SignedInRequest) -> HttpResponse:
    """The filtered list as a file of the registry: every version of its institutions, as the import reads them."""
    form, tree = ListFilterForm(request.GET), request.user.scope().tree
    if not form.is_valid():
        raise Http404
    shown = versions_shown(form.filters(), tree)
    versions = InstitutionVersion.objects.filter(institution__in=shown.values("institution"))
    name = _("co-so-%(day)s") % {"day": f"{form.filters().on:%Y-%m-%d}"}
    return table_response(
        name=name, headings=HEADINGS, rows=registry_rows(versions), format=request.GET.get("format", "csv")
    )
