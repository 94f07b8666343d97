"""A plan as its page shows it: read in a fixed number of queries, requirements in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from submissions.tables import Cell

from .models import Criterion, Measure, Plan, Requirement, Target, TargetGroup


@dataclass(frozen=True)
class GroupRow:
    """A group with its targets, one place for each milestone of the plan; None where the plan has none."""

    group: TargetGroup
    targets: list[Target | None]


@dataclass(frozen=True)
class CriterionSection:
    """A criterion with the sentences that say when an institution meets it, or what is added up."""

    criterion: Criterion
    rules: list[str]
    rows: list[GroupRow]


@dataclass(frozen=True)
class PlanOverview:
    plan: Plan
    milestones: list[int]
    sections: list[CriterionSection]
    measures: list[Measure]


def overview(plan: Plan) -> PlanOverview:
    """All of the plan but its task groups."""
    criteria = list(_criteria(plan))
    milestones = sorted({t.milestone for c in criteria for g in c.groups.all() for t in g.targets.all()})
    sections = [CriterionSection(c, rules(c), [_row(group, milestones) for group in c.groups.all()]) for c in criteria]
    return PlanOverview(plan, milestones, sections, list(measures_of(plan)))


def plans() -> QuerySet[Plan]:
    """All plans with how many criteria and targets each has."""
    return Plan.objects.select_related("territory").annotate(
        criteria_count=Count("criteria", distinct=True), target_count=Count("criteria__groups__targets", distinct=True)
    )


def measures_of(plan: Plan) -> QuerySet[Measure]:
    """The measures on which the plan's criteria stand, with whom they are asked of."""
    required = Requirement.objects.filter(criterion__plan=plan).values("measures")
    summed = Criterion.objects.filter(plan=plan, summed__isnull=False).values("summed")
    return Measure.objects.filter(Q(pk__in=required) | Q(pk__in=summed)).prefetch_related("categories")


def _criteria(plan: Plan) -> QuerySet[Criterion]:
    groups = TargetGroup.objects.prefetch_related("categories", "targets")
    requirements = Requirement.objects.prefetch_related("measures")
    return plan.criteria.prefetch_related(
        "summed", Prefetch("requirements", queryset=requirements), Prefetch("groups", queryset=groups)
    )


def _row(group: TargetGroup, milestones: Sequence[int]) -> GroupRow:
    targets = {target.milestone: target for target in group.targets.all()}
    return GroupRow(group, [targets.get(milestone) for milestone in milestones])


def rules(criterion: Criterion) -> list[str]:
    """What an institution must report to meet the criterion; of a growth criterion, what is added up."""
    if criterion.kind == Criterion.Kind.GROWTH:
        return [_("Cộng các chỉ tiêu: %(measures)s.") % {"measures": _quoted(list(criterion.summed.all()))}]
    return [_rule(requirement, list(requirement.measures.all())) for requirement in criterion.requirements.all()]


def _rule(requirement: Requirement, measures: Sequence[Measure]) -> str:
    values = {"measures": _quoted(measures), "minimum": requirement.minimum}
    if len(measures) == 1 and measures[0].is_yes_no:
        return _("%(measures)s: trả lời “có”.") % values
    if len(measures) == 1:
        return _("%(measures)s: ít nhất %(minimum)s.") % values
    return _("Tổng của %(measures)s: ít nhất %(minimum)s.") % values


def _quoted(measures: Sequence[Measure]) -> str:
    return ", ".join(f"“{measure.label}”" for measure in measures)


def target_headings() -> list[str]:
    """The columns of `target_rows`."""
    return [
        _("Tiêu chí"), _("Tên tiêu chí"), _("Nhóm đối tượng"), _("Loại hình"), _("Mốc"), _("Ngưỡng (%)"),
        _("Đầu trên (%)"), _("Cách so"), _("Đếm"), _("Xét đến hết ngày"), _("Cách tính bình quân"), _("Năm gốc"),
        _("Giá trị gốc chính thức"), _("Nguồn của giá trị gốc"), _("Trích dẫn"),
    ]  # fmt: skip


def target_rows(plan: Plan) -> Iterator[list[Cell]]:
    """Each target of the plan, in its order; what does not concern the criterion's kind is blank."""
    for criterion in _criteria(plan):
        is_growth = criterion.kind == Criterion.Kind.GROWTH
        for group in criterion.groups.all():
            codes = ", ".join(category.code for category in group.categories.all())
            for target in group.targets.all():
                share: list[Cell] = [target.get_comparison_display(), target.get_counted_display()]
                growth: list[Cell] = [
                    target.get_method_display(), target.base_year, target.base_value, target.base_citation
                ]  # fmt: skip
                yield [
                    criterion.code, criterion.title, group.name, codes, target.milestone, _number(target.threshold),
                    None if target.upper is None else _number(target.upper), *([None, None] if is_growth else share),
                    target.judged_until, *(growth if is_growth else [None] * 4), target.citation,
                ]  # fmt: skip


def _number(percent: Decimal) -> int | float:
    """87 and 87.5: a spreadsheet's number, never 87.0."""
    return int(percent) if percent == int(percent) else float(percent)
