"""How far the work on a long file is."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions.requests import SignedInRequest

from ...imports.running import is_dead
from ...models import ImportBatch
from .access import breadcrumbs, readable_file

WORKING = (ImportBatch.Stage.WAITING, ImportBatch.Stage.CHECKING, ImportBatch.Stage.APPLYING)


def progress_page(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    """The page on which somebody waits, and which they may leave."""
    context = {"batch": batch, "text": _text(batch), "breadcrumbs": breadcrumbs(batch)}
    return render(request, "submissions/files/progress.html", context)


@require_safe
def progress(request: SignedInRequest, pk: int) -> JsonResponse:
    """What the page asks each second. Of a file being stored nobody knows how far it is: it is one transaction.

    Work that died is none: the page is loaded again, and takes it up.
    """
    batch = readable_file(request, pk)
    working = batch.stage in WORKING and not is_dead(batch)
    return JsonResponse({
        "working": working, "checking": batch.stage != ImportBatch.Stage.APPLYING,
        "done": batch.done_rows, "rows": batch.rows, "text": _text(batch),
    })  # fmt: skip


def _text(batch: ImportBatch) -> str:
    if batch.stage == ImportBatch.Stage.APPLYING:
        return _("Đang ghi số liệu…")
    if not batch.rows:
        return _("Đang đọc tệp…")
    done, rows = min(batch.done_rows, batch.rows), batch.rows
    return _("Đã kiểm tra %(done)s trên %(rows)s dòng.") % {"done": _grouped(done), "rows": _grouped(rows)}


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
