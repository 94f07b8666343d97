"""What the plans ask and want: criteria, targets, measures."""

from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.models import Criterion, Measure, Target

from .asked import Asked, Group, Hit

MOST = 8


def plans(asked: Asked) -> Group:
    """Criteria by code, name and way of reading; then targets and measures."""
    found = [*_criteria(asked), *_targets(asked), *_measures(asked)]
    return Group(_("Tiêu chí, mục tiêu, chỉ tiêu"), found[:MOST], reverse("indicators:plans") if found[MOST:] else "")


def _criteria(asked: Asked) -> list[Hit]:
    return [
        Hit(
            f"{criterion.code}. {criterion.title}",
            reverse("reports:criterion", args=[criterion.plan.code, asked.newest_year, criterion.code]),
            _("Tiêu chí"),
            (criterion.plan.short_title,),
            criterion.code,
        )
        for criterion in Criterion.objects.select_related("plan").order_by("plan__issued_on", "position", "pk")
        if asked.finds_in(criterion.code, criterion.title, criterion.definition)
    ]


def _targets(asked: Asked) -> list[Hit]:
    targets = Target.objects.select_related("group__criterion__plan").order_by("group", "milestone")
    return [
        Hit(
            f"{target.group.criterion.code} · {target.group.name}: {floatformat(target.threshold, '-2')} %",
            reverse("indicators:target", args=[target.group.criterion.plan.code, target.pk]),
            _("Mục tiêu năm %(year)s") % {"year": target.milestone},
            (target.group.criterion.plan.short_title,),
        )
        for target in targets
        if asked.finds_in(target.group.criterion.code, target.group.name, target.milestone)
    ]


def _measures(asked: Asked) -> list[Hit]:
    return [
        Hit(measure.label, reverse("indicators:measure", args=[measure.code]), _("Chỉ tiêu"), (), measure.code)
        for measure in Measure.objects.order_by("position", "pk")
        if asked.finds_in(measure.code, measure.label, measure.definition)
    ]
