"""The journal: who changed what when, filtered, page by page, and as a file."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.models import User
from indicators.models import Target
from institutions.models import ReportingUnit
from institutions.requests import SignedInRequest
from reports.history import Entry, Filters, Key, Kind, Reader, all_entries, read_page
from reports.history.entries import moment
from reports.history.form import HistoryForm
from submissions.export import streamed_table
from submissions.models import Submission

EXPORTED_AT_MOST = 100_000
_LONGEST_NUMBER = 18


def history(request: SignedInRequest) -> HttpResponseBase:
    """The traces that the user may read, the newest first."""
    reader = Reader(request.user)
    fixed, chips = _fixed(request)
    form = HistoryForm(request.GET)
    filters = form.filters(fixed)
    if "export" in request.GET and filters is not None:
        return _export(reader, filters, request.GET["export"])
    page = read_page(reader, filters, Key.read(request.GET.get("after", ""))) if filters is not None else None
    context = {
        "form": form,
        "fixed": fixed,
        "chips": chips,
        "page": page,
        "next_url": _url(request.GET, after=str(page.next)) if page and page.next else "",
        "first_url": _url(request.GET) if "after" in request.GET else "",
        "csv_url": _url(request.GET, export="csv"),
        "xlsx_url": _url(request.GET, export="xlsx"),
        "most": EXPORTED_AT_MOST,
        "files_stand_for_figures": filters is not None and filters.asks_for(Kind.FIGURE) and not filters.every_figure,
        "person_links": request.user.is_administrator,
        "is_narrowed": bool(fixed) or any(request.GET.get(name) for name in form.fields),
        "breadcrumbs": [(_("Nhật ký"), "")],
    }
    return render(request, "reports/history.html", context)


def _url(query: QueryDict, **more: str) -> str:
    """This page with its filters, and more."""
    chosen = [(name, value) for name, value in _pairs(query) if value and name not in ("after", "export", *more)]
    return f"?{urlencode([*chosen, *more.items()])}"


def _pairs(query: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in query.lists() for value in values]


def _fixed(request: SignedInRequest) -> tuple[dict[str, int], list[str]]:
    """What the address narrows to beside the form (return, target, person, who did it), and how that is said."""
    fixed: dict[str, int] = {}
    chips: list[str] = []
    for name, look_up in _LOOKED_UP.items():
        text = request.GET.get(name, "")
        if not text:
            continue
        if not text.isdecimal() or len(text) > _LONGEST_NUMBER:
            raise Http404
        row, said = look_up(request, int(text))
        fixed[name] = row.pk
        chips.append(said)
    return fixed, chips


def _submission(request: SignedInRequest, pk: int) -> tuple[Any, str]:
    visible = Submission.objects.visible_to(request.user).select_related("reporting_unit", "year")
    row = get_object_or_404(visible, pk=pk)
    return row, _("báo cáo năm %(year)s của %(unit)s") % {"year": row.year, "unit": row.reporting_unit}


def _reporting_unit(request: SignedInRequest, pk: int) -> tuple[Any, str]:
    row = get_object_or_404(ReportingUnit, pk=pk)
    return row, _("đơn vị %(unit)s") % {"unit": row}


def _target(request: SignedInRequest, pk: int) -> tuple[Any, str]:
    row = get_object_or_404(Target.objects.select_related("group__criterion"), pk=pk)
    return row, _("mục tiêu %(target)s") % {"target": f"{row.group.criterion.code} · {row}"}


def _person(request: SignedInRequest, pk: int) -> tuple[Any, str]:
    """People's history is the administrator's, and one's own."""
    people = User.objects.all() if request.user.is_administrator else User.objects.filter(pk=request.user.pk)
    row = get_object_or_404(people, pk=pk)
    return row, _("thay đổi về %(person)s") % {"person": row}


def _actor(request: SignedInRequest, pk: int) -> tuple[Any, str]:
    row, _said = _person(request, pk)
    return row, _("việc %(person)s đã làm") % {"person": row}


_LOOKED_UP = {
    "submission": _submission, "reporting_unit": _reporting_unit, "target": _target, "person": _person,
    "actor": _actor,
}  # fmt: skip


def _export(reader: Reader, filters: Filters, format: str) -> HttpResponseBase:
    headings = [
        _("Lúc"), _("Người thực hiện"), _("Loại việc"), _("Việc"), _("Về"), _("Thay đổi"), _("Qua"),
        _("Lý do, ghi chú"),
    ]  # fmt: skip
    rows = (_cells(entry) for entry in all_entries(reader, filters, EXPORTED_AT_MOST))
    return streamed_table(name="nhat-ky", headings=headings, rows=rows, format=format)


def _cells(entry: Entry) -> list[str]:
    said = entry.said
    return [
        moment(entry.at), entry.by or _("hệ thống"), str(entry.kind.label), said.what, said.about, entry.changes_text,
        said.through, said.reason,
    ]  # fmt: skip
