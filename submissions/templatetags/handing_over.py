"""Open returns whose reporting unit has ended: told to reviewers wherever they look after a year."""

from django import template
from django.db.models import Q
from django.utils import timezone

from ..models import ReportingYear, Submission
from ..workflow.handing_over import OPEN

register = template.Library()


@register.inclusion_tag("submissions/_ended_offices.html", takes_context=True)
def open_returns_of_ended_offices(
    context: template.RequestContext, year: ReportingYear | None = None
) -> dict[str, object]:
    """Those that the user may hand over, of one year or of all that are open. Nobody was given them, or who was has
    ended too."""
    today, user = timezone.localdate(), context["request"].user
    if not user.scope().is_reviewer:
        return {"rows": []}
    rows = Submission.objects.reviewable_by(user).filter(status__in=OPEN, year__stage=ReportingYear.Stage.OPEN)
    nobody = Q(handed_to=None) | Q(handed_to__valid_until__lt=today)
    rows = rows.filter(nobody, reporting_unit__valid_until__lt=today)
    rows = rows if year is None else rows.filter(year=year)
    return {"rows": rows.select_related("reporting_unit", "year").order_by("-year__number", "reporting_unit__sort_key")}
