"""What a reporting unit answered for in each reporting year, and who answers for that now."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from institutions.models import ReportingUnit
from institutions.requests import SignedInRequest
from institutions.responsibility import Responsibility
from reports.responsibility import Duty, years_of_unit
from submissions.models import ReportingYear

LINES_A_PAGE = 100


def responsibility(request: SignedInRequest, pk: int) -> HttpResponse:
    """The years of a reporting unit; of one of them (`year`) its institutions, one by one."""
    row = get_object_or_404(ReportingUnit.objects.select_related("unit", "successor"), pk=pk)
    rule, today = request.user.scope().responsibility, timezone.localdate()
    years = years_of_unit(row, request.user)
    chosen = _chosen_year(request)
    context: dict[str, Any] = {
        "row": row,
        "years": years,
        "chosen": chosen,
        "may_read": ReportingUnit.objects.visible_to(request.user).filter(pk=pk).exists(),
        "has_ended": row.valid_until is not None and row.valid_until < today,
        "successor": _successor(rule, pk),
        "breadcrumbs": [
            (pgettext("several", "Đơn vị báo cáo"), reverse("institutions:reporting_units")),
            (row.name, reverse("institutions:reporting_unit", args=[pk])),
            (_("Trách nhiệm qua các năm"), ""),
        ],
    }
    if chosen is not None:
        [of_year] = years_of_unit(row, request.user, only=chosen)
        context["page"] = _Page.of(request, of_year.duties)
    return render(request, "reports/responsibility.html", context)


def _successor(rule: Responsibility, pk: int) -> ReportingUnit | None:
    """Who has its duties today, where it has ended."""
    found = rule.successor(pk, timezone.localdate())
    return rule.reporting_units[found] if found is not None and found != pk else None


def _chosen_year(request: SignedInRequest) -> ReportingYear | None:
    number = request.GET.get("year", "")
    if not number:
        return None
    if not number.isdecimal() or len(number) != 4:
        raise Http404
    return get_object_or_404(ReportingYear, number=int(number))


class _Page:
    """Some of the institutions of a year, and where the pages before and after are."""

    def __init__(self, rows: list[Duty], total: int, previous_url: str, next_url: str) -> None:
        self.rows, self.total, self.previous_url, self.next_url = rows, total, previous_url, next_url

    @classmethod
    def of(cls, request: SignedInRequest, duties: list[Duty]) -> "_Page":
        page = Paginator(duties, LINES_A_PAGE).get_page(request.GET.get("page"))

        def url(number: int) -> str:
            return f"?year={request.GET['year']}&page={number}"

        return cls(
            list(page.object_list),
            len(duties),
            url(page.previous_page_number()) if page.has_previous() else "",
            url(page.next_page_number()) if page.has_next() else "",
        )
