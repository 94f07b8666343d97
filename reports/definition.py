"""A plan as the counting needs it: plain values, read once and kept for as long as nothing of the plan changes."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from indicators.models import Criterion, Measure, Plan, Requirement, Target, TargetGroup
from institutions.models import Category

from .progress import Comparison, Method


@dataclass(frozen=True, slots=True)
class TargetRule:
    """What a group must reach by a milestone, and how it is judged. Percentages."""

    pk: int
    milestone: int
    threshold: Fraction
    upper: Fraction | None
    comparison: Comparison
    counts_units: bool
    judged_until: datetime.date | None
    method: Method
    base_year: int | None
    base_value: int | None
    base_citation: str
    citation: str


@dataclass(frozen=True, slots=True)
class GroupRule:
    """A set of categories judged together; `level` is the one level of the categories, "" when there are several."""

    pk: int
    name: str
    categories: tuple[Category, ...]
    level: str
    targets: dict[int, TargetRule]

    @property
    def category_ids(self) -> frozenset[int]:
        return frozenset(category.pk for category in self.categories)


@dataclass(frozen=True, slots=True)
class RequirementRule:
    """The sum of these measures (ids) is at least `minimum`."""

    measures: tuple[int, ...]
    minimum: int


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """A criterion of kind `share` has requirements, one of kind `growth` the measures that are summed."""

    pk: int
    code: str
    title: str
    definition: str
    is_share: bool
    requirements: tuple[RequirementRule, ...]
    summed: tuple[int, ...]
    groups: tuple[GroupRule, ...]

    @property
    def category_ids(self) -> frozenset[int]:
        return frozenset().union(*(group.category_ids for group in self.groups))

    @property
    def measures(self) -> tuple[int, ...]:
        """The ids of all measures it looks at, each once."""
        return tuple(dict.fromkeys([*(m for rule in self.requirements for m in rule.measures), *self.summed]))


@dataclass(frozen=True, slots=True)
class PlanRule:
    """A plan with its criteria in order. `territory` is a unit row's id, None for the whole country."""

    pk: int
    code: str
    title: str
    issued_on: datetime.date
    territory: int | None
    criteria: tuple[CriterionRule, ...]
    measures: dict[int, Measure]

    @property
    def milestones(self) -> list[int]:
        return sorted({year for criterion in self.criteria for group in criterion.groups for year in group.targets})

    def milestone(self, year: int) -> int | None:
        """The first milestone not before the year, else the last; None for a plan without targets."""
        known = self.milestones
        return next((found for found in known if found >= year), known[-1] if known else None)

    def criterion(self, code: str) -> CriterionRule | None:
        return next((criterion for criterion in self.criteria if criterion.code == code), None)


@dataclass(frozen=True)
class PlanRows:
    """The rows of a plan as the database holds them, or held them on a day; in order, links by the id of their row."""

    plan: Plan
    measures: Mapping[int, Measure]
    criteria: Sequence[Criterion]
    summed: Iterable[tuple[int, int]]
    requirements: Sequence[Requirement]
    required: Iterable[tuple[int, int]]
    groups: Sequence[TargetGroup]
    categories: Iterable[tuple[int, Category]]
    targets: Sequence[Target]


@lru_cache(maxsize=16)
def plan_rule(code: str, stamp: int) -> PlanRule | None:
    """The plan of this code as stored under this stamp of the topic `plan`, or None. A fixed number of queries."""
    plan = Plan.objects.filter(code=code).first()
    return None if plan is None else rule_of(_stored(plan))


def _stored(plan: Plan) -> PlanRows:
    required = Requirement.measures.through.objects.filter(requirement__criterion__plan=plan)
    summed = Criterion.summed.through.objects.filter(criterion__plan=plan)
    links = TargetGroup.categories.through.objects.filter(targetgroup__criterion__plan=plan)
    return PlanRows(
        plan=plan,
        measures={measure.pk: measure for measure in Measure.objects.all()},
        criteria=list(Criterion.objects.filter(plan=plan)),
        summed=summed.values_list("criterion_id", "measure_id"),
        requirements=list(Requirement.objects.filter(criterion__plan=plan)),
        required=required.values_list("requirement_id", "measure_id"),
        groups=list(TargetGroup.objects.filter(criterion__plan=plan)),
        categories=[(link.targetgroup_id, link.category) for link in links.select_related("category")],
        targets=list(Target.objects.filter(group__criterion__plan=plan)),
    )


def rule_of(rows: PlanRows) -> PlanRule:
    """The plan that these rows are."""
    plan, measures = rows.plan, dict(rows.measures)
    summed, required = _measures(rows.summed, measures), _measures(rows.required, measures)
    requirements: dict[int, list[RequirementRule]] = defaultdict(list)
    for requirement in rows.requirements:
        rule = RequirementRule(required.get(requirement.pk, ()), requirement.minimum)
        requirements[requirement.criterion_id].append(rule)
    groups = _groups(rows)
    return PlanRule(
        pk=plan.pk,
        code=plan.code,
        title=plan.title,
        issued_on=plan.issued_on,
        territory=plan.territory_id,
        criteria=tuple(
            CriterionRule(
                pk=criterion.pk,
                code=criterion.code,
                title=criterion.title,
                definition=criterion.definition,
                is_share=criterion.kind == Criterion.Kind.SHARE,
                requirements=tuple(requirements[criterion.pk]),
                summed=summed.get(criterion.pk, ()),
                groups=tuple(groups[criterion.pk]),
            )
            for criterion in rows.criteria
        ),
        measures=measures,
    )


def _measures(links: Iterable[tuple[int, int]], measures: Mapping[int, Measure]) -> dict[int, tuple[int, ...]]:
    """By row: its measures in the order of the catalogue."""
    found: dict[int, list[int]] = defaultdict(list)
    for row, measure in links:
        found[row].append(measure)
    return {row: tuple(sorted(some, key=lambda pk: (measures[pk].position, pk))) for row, some in found.items()}


def _groups(rows: PlanRows) -> dict[int, list[GroupRule]]:
    targets: dict[int, dict[int, TargetRule]] = defaultdict(dict)
    for target in rows.targets:
        targets[target.group_id][target.milestone] = _target(target)
    linked: dict[int, list[Category]] = defaultdict(list)
    for group_id, category in rows.categories:
        linked[group_id].append(category)
    found: dict[int, list[GroupRule]] = defaultdict(list)
    for group in rows.groups:
        categories = tuple(sorted(linked[group.pk], key=lambda category: (category.position, category.pk)))
        levels = {category.level for category in categories}
        level = levels.pop() if len(levels) == 1 else ""
        found[group.criterion_id].append(GroupRule(group.pk, group.name, categories, level, targets[group.pk]))
    return found


def _target(target: Target) -> TargetRule:
    return TargetRule(
        pk=target.pk,
        milestone=target.milestone,
        threshold=Fraction(target.threshold),
        upper=None if target.upper is None else Fraction(target.upper),
        comparison=Comparison(target.comparison),
        counts_units=target.counted == Target.Counted.UNITS,
        judged_until=target.judged_until,
        method=Method(target.method),
        base_year=target.base_year,
        base_value=target.base_value,
        base_citation=target.base_citation,
        citation=target.citation,
    )
