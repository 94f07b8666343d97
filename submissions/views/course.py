"""The course of a return: what happened to it, in its order, as a page and as a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..course import Entry, Kind, batches_of, course_of
from ..export import table_response
from ..models import ImportBatch, Submission
from .frame import frame
from .loading import readable_submission
from .paging import ListPage


def submission_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every step with its reason, extensions, questions, files, and how many figures changed on which day by whom."""
    row = readable_submission(request, pk)
    chosen = request.GET.get("kind", "")
    entries = course_of(row)
    shown = [entry for entry in entries if not chosen or entry.kind == chosen]
    if "format" in request.GET:
        return _export(row, shown, request.GET["format"])
    page = ListPage.of(shown, request)
    files = ImportBatch.objects.visible_to(request.user).filter(pk__in=batches_of(page.rows))
    context = frame(request, row, "history") | {
        "entries": page.rows,
        "page": page,
        "kinds": [(kind, sum(entry.kind == kind for entry in entries)) for kind in Kind],
        "chosen": chosen,
        "visible_files": set(files.values_list("pk", flat=True)),
        "csv_url": f"?kind={chosen}&format=csv" if chosen in Kind.values else "?format=csv",
        "xlsx_url": f"?kind={chosen}&format=xlsx" if chosen in Kind.values else "?format=xlsx",
    }
    return render(request, "submissions/submission_history.html", context)


def _export(row: Submission, entries: list[Entry], format: str) -> HttpResponse:
    headings = [_("Lúc"), _("Loại"), _("Việc"), _("Ai"), _("Nội dung")]
    table = (
        [
            f"{timezone.localtime(entry.at):%d/%m/%Y %H:%M:%S}", str(entry.kind.label), entry.what,
            entry.by or _("hệ thống"), entry.text,
        ]
        for entry in entries
    )  # fmt: skip
    name = f"qua-trinh-{row.year.number}-{row.reporting_unit.code}"
    return table_response(name=name, headings=headings, rows=table, format=format)
