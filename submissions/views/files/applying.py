"""What is done with a waiting file: stored, thrown away, checked again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from institutions.requests import SignedInRequest

from ...imports.answering import choose_rows, discard, try_again
from ...imports.applying import Outdated
from ...imports.running import begin_applying, bring_up_to_date
from ...models import ImportBatch
from ...workflow import Conflict, Refused
from .access import own_file

Stage = ImportBatch.Stage


@require_POST
def apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Store exactly what its sender saw, whole or without the rows with errors; otherwise say why not."""
    batch = own_file(request, pk)
    if batch.applied_at is None:
        try:
            _apply(request, batch)
        except (Outdated, Conflict) as refusal:
            messages.warning(request, _("%(why)s Tệp được kiểm tra lại; hãy xem rồi ghi.") % {"why": refusal})
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("submissions:file", pk)


def _apply(request: SignedInRequest, batch: ImportBatch) -> None:
    only_good = "only_good" in request.POST
    is_another_choice = only_good != bool(batch.choices.get("only_good"))
    if is_another_choice:
        choose_rows(batch=batch, only_good=only_good)
    bring_up_to_date(batch)
    if batch.stage != Stage.CHECKED:
        messages.info(request, _("Tệp đang được kiểm tra lại. Xong thì hãy xem rồi ghi."))
    elif batch.seal != request.POST.get("seal"):
        why = _("Lựa chọn này đổi kết quả kiểm tra.") if is_another_choice else _("Số liệu vừa thay đổi.")
        messages.warning(request, _("%(why)s Tệp được kiểm tra lại; hãy xem rồi ghi.") % {"why": why})
    else:
        begin_applying(batch, by=request.user)
        batch.refresh_from_db(fields=["stage", "report"])
        if batch.is_applied:
            counts = {name: batch.report.get(name, 0) for name in ("new", "changed")}
            messages.success(request, _("Đã ghi tệp: %(new)d dòng mới, %(changed)d dòng thay đổi.") % counts)


@require_POST
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Check a file again: after a failure of the portal, or because no row is to be left out after all."""
    batch = own_file(request, pk)
    try:
        if "all_rows" in request.POST:
            choose_rows(batch=batch, only_good=False)
        else:
            try_again(batch=batch)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("submissions:file", pk)


@require_POST
def throw_away(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw a waiting file away; nothing of it was stored."""
    batch = own_file(request, pk)
    year = batch.year.number
    try:
        discard(batch=batch)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("submissions:file", pk)
    messages.success(request, _("Đã bỏ tệp %(file)s. Chưa có gì được ghi.") % {"file": batch.file_name})
    return redirect("submissions:import", year)
