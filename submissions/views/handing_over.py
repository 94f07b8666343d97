"""The page on which a reviewer hands over the open return of a reporting unit that no longer answers."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.models import InstitutionVersion, ReportingUnit, UnitSuccession
from institutions.refusals import Refused
from institutions.requests import SignedInRequest
from institutions.responsibility import Responsibility

from ..forms.handing_over import HandOverForm
from ..models import Submission
from ..permissions import may_judge
from ..workflow.handing_over import (
    OPEN,
    HandingOver,
    hand_over,
    no_longer_answers,
    what_handing_over_does,
)
from .loading import readable_submission
from .trail import below_return


def hand_over_submission(request: SignedInRequest, pk: int) -> HttpResponse:
    """What handing the return over would do, to whom it may go; and doing it."""
    row, rule = readable_submission(request, pk), request.user.scope().responsibility
    if not may_judge(row, request.user):
        raise PermissionDenied
    plan, today = what_handing_over_does(row), timezone.localdate()
    receivers = ReportingUnit.objects.reviewable_by(request.user).standing(today).exclude(pk=row.reporting_unit_id)
    posted = request.POST if request.method == "POST" else None
    form = HandOverForm(posted, likely=likely_receivers(row, rule), receivers=list(receivers))
    problem = _problem(row, plan, rule)
    if request.method == "POST" and form.is_valid():
        try:
            done = hand_over(submission=row, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _told(row, done))
            return redirect("submissions:submission", pk)
    context = {
        "submission": row,
        "plan": plan,
        "moving": [(rule.reporting_units[unit], len(figures)) for unit, figures in plan.moving.items()],
        "form": form,
        "problem": problem,
        "breadcrumbs": below_return(row, (_("Bàn giao"), "")),
    }
    status = 409 if problem and request.method == "POST" else 422 if form.errors else 200
    return render(request, "submissions/hand_over.html", context, status=status)


def likely_receivers(row: Submission, rule: Responsibility) -> list[ReportingUnit]:
    """Who took the unit's people over, the offices of the units that came of its own, who answers now for what it
    reported, whoever its duties fell to."""
    today = timezone.localdate()
    unit = rule.reporting_units[row.reporting_unit_id]
    found = [rule.heir(unit.pk, today)]
    successions = UnitSuccession.objects.filter(predecessor=unit.unit_id)  # "whole" comes after "part"
    for successor in successions.order_by("-extent", "successor__sort_key").values_list("successor", flat=True):
        place = rule.tree.placed(successor, today)
        found.append(rule.offices.get(place.unit_id) if place else None)
    reported = InstitutionVersion.objects.last_versions().filter(institution__in=row.figures.values("institution"))
    answering = Counter(rule.of(*place, today) for place in reported.order_by().values_list("reporting_unit", "unit"))
    found += [pk for pk, _total in answering.most_common()]
    found.append(rule.successor(unit.pk, today))
    standing = (rule.reporting_units[pk] for pk in dict.fromkeys(found) if pk is not None and pk != unit.pk)
    return [one for one in standing if one.valid_until is None or one.valid_until >= today]


def _problem(row: Submission, plan: HandingOver, rule: Responsibility) -> str:
    """Why the return cannot be handed over now; the verb refuses for the same reasons."""
    if row.year.is_closed:
        return _("Năm %(year)s đã khóa nên không bàn giao được.") % {"year": row.year}
    if row.status not in OPEN:
        told = _("Báo cáo %(status)s nên không bàn giao được.")
        return told % {"status": row.get_status_display()}
    if not no_longer_answers(row, rule):
        return _("%(unit)s còn hoạt động và tự báo cáo, không cần bàn giao.") % {"unit": row.reporting_unit}
    returns = Submission.objects.filter(year=row.year, reporting_unit__in=plan.moving).exclude(status__in=OPEN)
    names = ", ".join(str(one.reporting_unit) for one in returns.select_related("reporting_unit"))
    if names:
        told = _("Số liệu phải chuyển vào báo cáo đã nộp hoặc đã duyệt của %(units)s. Hãy trả lại hoặc mở lại trước.")
        return told % {"units": names}
    return ""


def _told(row: Submission, done: HandingOver) -> str:
    told = ngettext(
        "Đã giao báo cáo cho %(unit)s và chuyển %(number)s số liệu vào báo cáo của đơn vị đang phụ trách.",
        "Đã giao báo cáo cho %(unit)s và chuyển %(number)s số liệu vào báo cáo của đơn vị đang phụ trách.",
        done.moved,
    )
    return told % {"unit": row.handed_to, "number": done.moved}
