"""Results as they were known on a moment, beside those of now."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.comparing import compared
from reports.forms import MomentForm
from reports.known import NothingKnown, end_of, first_recorded, known
from reports.results import rows_of

from .asking import Asked, ask


def known_on(request: HttpRequest, plan: str, year: int) -> HttpResponse:
    """The rows of a plan for a year as known on `?on=`, a day or a moment; 404 for an unknown plan."""
    asked = ask(request, plan, year)
    initial = {"basis": str(asked.question.basis), "unit": asked.question.unit}
    form = MomentForm(request.GET if "on" in request.GET else None, initial=initial)
    moment = form.cleaned_data["on"] if form.is_valid() else None
    dashboard = reverse("reports:dashboard", args=[plan, year])
    title = _("Như đã biết")
    context = {
        "asked": asked,
        "form": form,
        "moment": moment,
        "whole_day": moment is not None and moment == end_of(timezone.localtime(moment).date()),
        "title": title,
        "breadcrumbs": [(_("Kết quả năm %s") % year, dashboard), (title, "")],
        **(_beside(asked, moment) if moment else {}),
    }
    return render(request, "reports/known.html", context)


def _beside(asked: Asked, moment: datetime.datetime) -> dict[str, Any]:
    try:
        then = known(asked.question, moment, asked.stamps)
    except NothingKnown:
        return {"nothing": True, "first": first_recorded(asked.question.plan)}
    first = first_recorded(asked.question.plan)
    lines = compared(then, rows_of(asked.question, asked.stamps))
    return {
        "lines": lines,
        "different": sum(bool(line.differs) for line in lines),
        "first": first if first is None or moment < first else None,
        "empty": first is None or moment < first,
    }
