"""Which institutions the rows of a file mean: chosen by its sender, or put to the reviewer as new ones."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.forms.fields import unit_label
from institutions.models import Institution
from institutions.names import unit_key
from institutions.requests import SignedInRequest
from institutions.short_lists import NumberedPage

from ...forms.file_rows import MeantForm, ProposeForm, units_of
from ...imports.answering import choose_institutions, propose_institution
from ...imports.choices import SKIP, place
from ...imports.findings import Finding
from ...imports.kept_rows import UNSETTLED, named_of
from ...imports.matching import Named
from ...imports.sending import Sender
from ...imports.staging import findings_of
from ...imports.suggestions import Pool
from ...models import CheckedRow, ImportBatch
from ...workflow import Refused
from ..loading import whole_number
from .access import breadcrumbs, file_to_answer, posted

ROWS_A_PAGE = 30


def institutions(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rows of which nobody knows what they mean: institutions are offered, never chosen beforehand."""
    batch = file_to_answer(request, pk)
    if batch is None:
        return redirect("submissions:file", pk)
    if request.method == "POST":
        asked = _unnamed(batch).filter(position__in=_positions(request))
        forms = _forms(batch, asked, request.POST)
        wrong = [form for form in forms if not form.is_valid()]  # each is asked, so that each says what is wrong
        if not wrong and _answered(request, batch, forms):
            return redirect(_next(batch))
        page = None
    else:
        page = NumberedPage.of(_unnamed(batch), request, ROWS_A_PAGE)
        forms = _forms(batch, page.rows)
    context = {
        "batch": batch,
        "forms": forms,
        "page": page,
        "several_sheets": len(batch.report.get("tables", ())) > 1,
        "breadcrumbs": breadcrumbs(batch, _("Cơ sở")),
    }
    return render(request, "submissions/files/institutions.html", context, status=200 if page else 422)


def _unnamed(batch: ImportBatch) -> "QuerySet[CheckedRow]":
    return batch.checked_rows.filter(institution=None, outcome__in=UNSETTLED).order_by("position")


def _positions(request: SignedInRequest) -> list[int]:
    sent = request.POST.getlist("row")[:ROWS_A_PAGE]
    return [int(text) for text in sent if text.isdecimal() and len(text) < 10]


def _forms(batch: ImportBatch, rows: Iterable[CheckedRow], data: Any = None) -> list[MeantForm]:
    pool = Pool(batch.year, Sender(batch.by))
    return [MeantForm(data, row=row, question=_question(row), pool=pool) for row in rows]


def _question(row: CheckedRow) -> Finding | None:
    """Why the row means nobody yet."""
    return next((one for one in findings_of(row) if one.code in ("institution", "proposed")), None)


def _answered(request: SignedInRequest, batch: ImportBatch, forms: list[MeantForm]) -> bool:
    """Store what was answered; names of rows without a code are remembered. Without any answer nothing happens."""
    chosen = {form.where: form.answer for form in forms if form.answer}
    if not chosen:
        messages.info(request, _("Chưa chọn gì. Hãy chọn cơ sở cho ít nhất một dòng."))
        return True
    of_code = {code: forms[0].pool.by_code[code].institution_id for code in set(chosen.values()) - {SKIP}}
    rows = Institution.objects.in_bulk(of_code.values())
    named = {
        form.where: (form.named, rows[of_code[form.answer]])
        for form in forms
        if form.answer in of_code and form.named.name and not form.named.code
    }
    try:
        choose_institutions(batch=batch, by=request.user, chosen=chosen, named=named)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _next(batch: ImportBatch) -> str:
    """Back to the questions while there are others, else to the file."""
    answered = batch.choices.get("institutions", {})
    open_rows = (place(sheet, line) for sheet, line in _unnamed(batch).values_list("sheet", "line"))
    name = "submissions:file_institutions" if any(where not in answered for where in open_rows) else "submissions:file"
    return reverse(name, args=[batch.pk])


def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """A row about a place that the registry does not have is put to the reviewer as a new institution."""
    batch = file_to_answer(request, pk)
    if batch is None:
        return redirect("submissions:file", pk)
    position = request.GET.get("row", "")
    row = get_object_or_404(_unnamed(batch), position=whole_number(position))
    named, units = named_of(row), units_of(request.user, batch.year)
    if named is None or not named.name:
        messages.error(request, _("Dòng này không ghi tên cơ sở. Hãy bổ sung tên trong tệp rồi gửi lại."))
        return redirect("submissions:file_institutions", pk)
    written = {unit_key(text) for text, _level in named.places}
    likely = units if len(units) == 1 else [unit for unit in units if unit_key(unit.name) in written]
    initial = {"unit": unit_label(likely[0])} if len(likely) == 1 else {}
    form = ProposeForm(posted(request), by=request.user, year=batch.year, initial=initial)
    if request.method == "POST" and form.is_valid() and _proposed(request, batch, row, named, form):
        return redirect("submissions:file_institutions", pk)
    context = {
        "batch": batch,
        "row": row,
        "named": named,
        "form": form,
        "unit_choices": [unit_label(unit) for unit in units],
        "breadcrumbs": breadcrumbs(batch, _("Đề nghị thêm cơ sở")),
    }
    return render(request, "submissions/files/propose.html", context)


def _proposed(request: SignedInRequest, batch: ImportBatch, row: CheckedRow, named: Named, form: ProposeForm) -> bool:
    where = _("%(file)s, dòng %(line)s") % {"file": batch.file_name, "line": row.line}
    source = f"{batch.file_name}, {row.sheet}, {where.rpartition(', ')[2]}" if row.sheet else where
    try:
        proposal = propose_institution(
            batch=batch, by=request.user, place=place(row.sheet, row.line), named=named, source=source[-400:],
            **form.cleaned_data,
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    told = _("Đã đề nghị thêm “%(name)s”. Người thẩm tra sẽ quyết định; dòng này chờ đến lúc đó.")
    messages.success(request, told % {"name": proposal.name})
    return True
