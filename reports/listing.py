"""The institutions behind a number: who meets, who does not, who is silent, each with its reason, page by page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Case, F, Q, QuerySet, When

from accounts.models import User
from indicators.models import Measure
from institutions.models import AdministrativeUnit, Category, Institution
from submissions.models import AnnualFigure, Submission

from . import queries
from .census import Census
from .definition import CriterionRule, GroupRule, TargetRule
from .progress import Answer, Status, judge_criterion, judge_requirement
from .queries import Basis, Sql

PAGE = 25

ALL = "eligible"
REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it is shown: the measure, what was said, and the figure's id for its history (None: no figure).

    `side`: how the requirement that it belongs to came out; None under a growth criterion.
    """

    measure: Measure
    answer: Answer
    figure_id: int | None
    note: str
    is_estimate: bool
    side: Status | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One institution in a list, where it stands on the date, its status and the answers from which that follows."""

    institution_id: int
    code: str
    name: str
    category: Category
    unit: AdministrativeUnit | None
    to_be_placed: bool
    status: Status
    given: tuple[Given, ...]
    cursor: tuple[str, int]

    @property
    def total(self) -> int | None:
        """The sum of what was reported; None when nothing was."""
        values = [given.answer.value for given in self.given if given.answer.state == "reported"]
        return sum(value or 0 for value in values) if values else None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list; `count` is what the user may see of it, `hidden` what lies outside their scope."""

    rows: list[Listed]
    count: int
    hidden: int
    next: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class YearOfInstitution:
    """One criterion in one year: the status, the answers behind it, or why it is not counted."""

    year: int
    counted: bool
    status: Status | None
    given: tuple[Given, ...]


class InstitutionList:
    """The institutions of one group of a criterion for the question that a census asks."""

    def __init__(self, census: Census, criterion: CriterionRule, group: GroupRule, target: TargetRule) -> None:
        self.census, self.criterion, self.group, self.target = census, criterion, group, target
        self.on = census.date(target, census.question.year)

    def page(self, status: str, user: User, after: tuple[str, int] | None = None, limit: int | None = PAGE) -> Listing:
        """The institutions of a status (`met`, `not_met`, `silent`, `reported`, `eligible`) that the user may see.

        `after` is the cursor of the last row of the page before; `limit` None gives all. Three queries at most.
        """
        if self.census.lapsed(self.target, self.census.question.year):
            return Listing([], 0, 0, None)
        source = self._from(status)
        visible = self._visible(user)
        count = _count(Sql(f"{source.text} {visible.text}", source.params + visible.params))
        everyone = _count(source) if visible.text else count
        keys = Sql("AND (e.sort_key, e.id) > (%s, %s)", after) if after else Sql("")
        bound = Sql("LIMIT %s", (limit + 1,)) if limit else Sql("")
        found = queries.fetch(
            Sql(
                f"""SELECT e.institution_id, i.code, e.name, e.category_id, e.unit_id, e.sort_key, e.id
                    {source.text} {visible.text} {keys.text} ORDER BY e.sort_key, e.id {bound.text}""",
                source.params + visible.params + keys.params + bound.params,
            )
        )
        shown = found[:limit] if limit else found
        rows = self._rows(shown)
        return Listing(rows, count, everyone - count, rows[-1].cursor if limit and len(found) > limit else None)

    def _from(self, status: str) -> Sql:
        """FROM … WHERE: the eligible institutions of the group with this status."""
        census = self.census
        year_id = census.year(census.question.year).pk
        rows = queries.standing(self.on, sorted(self.group.category_ids))
        figures = queries.figures_of(year_id, self.criterion.measures, census.question.basis)
        joins, origin = queries.origin_joins(census.plan), queries.origin_column(census.plan)
        territory = Sql("TRUE")
        if census.plan.territory is not None:
            rows_inside = [unit for unit in census.tree.units if census.in_territory(unit)]
            territory = Sql(
                f"(r.inside OR (r.inside IS NULL AND {origin.text} IN ({_ids(rows_inside)})))", origin.params
            )
        units = census.units_inside(self.on)
        inside = "TRUE" if units is None else f"e.unit_id IN ({_ids(sorted(units))})"
        return Sql(
            f"""FROM ({rows.text}) e JOIN {Institution._meta.db_table} i ON i.id = e.institution_id
                LEFT JOIN ({figures.text}) g ON g.institution_id = e.institution_id {joins.text}
                WHERE {inside} AND {territory.text} AND {self._condition(status)}""",
            (*rows.params, *figures.params, *joins.params, *territory.params),
        )

    def _condition(self, status: str) -> str:
        if status == ALL:
            return "TRUE"
        if not self.criterion.is_share:
            settled = queries.settled(self.criterion.summed, "g")
            return settled if status == REPORTED else f"NOT ({settled})"
        met, not_met = queries.met(self.criterion), queries.not_met(self.criterion)
        return {"met": f"({met})", "not_met": f"({not_met})"}.get(status, f"NOT ({met}) AND NOT ({not_met})")

    def _visible(self, user: User) -> Sql:
        """The part of WHERE that keeps to the user's scope; empty where they may see all."""
        if user.scope().everything:
            return Sql("")
        try:
            text, params = Institution.objects.visible_to(user).order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # Django writes no SQL for what cannot have rows: a user without any scope
            return Sql("AND FALSE")
        return Sql(f"AND e.institution_id IN ({text})", tuple(params))

    def _rows(self, found: Sequence[tuple[Any, ...]]) -> list[Listed]:
        categories = {category.pk: category for category in self.group.categories}
        ids = [row[0] for row in found]
        given = answers_of(ids, self.census.year(self.census.question.year).pk, self.criterion.measures, self.census)
        rows = []
        for institution_id, code, name, category_id, unit_id, sort_key, version_id in found:
            place = self.census.tree.placed(unit_id, self.on)
            said = weighed(self.criterion, given[institution_id])
            rows.append(
                Listed(
                    institution_id=institution_id,
                    code=code,
                    name=name,
                    category=categories[category_id],
                    unit=self.census.tree.units[place.unit_id] if place else None,
                    to_be_placed=bool(place and place.to_be_placed),
                    status=status_of(self.criterion, said),
                    given=said,
                    cursor=(sort_key, version_id),
                )
            )
        return rows


def status_of(criterion: CriterionRule, given: Sequence[Given]) -> Status:
    """An institution's status under a criterion, from its answers. Growth: met means that it has reported."""
    answers = {said.measure.pk: said.answer for said in given}
    if criterion.is_share:
        return judge_criterion(
            judge_requirement([answers[m] for m in rule.measures], rule.minimum) for rule in criterion.requirements
        )
    return Status.MET if all(answers[m].settled for m in criterion.summed) else Status.SILENT


def weighed(criterion: CriterionRule, given: Sequence[Given]) -> tuple[Given, ...]:
    """The answers, each told how its requirement came out: what is behind a shortfall is seen at once."""
    answers = {said.measure.pk: said.answer for said in given}
    sides = {
        measure: judge_requirement([answers[m] for m in rule.measures], rule.minimum)
        for rule in criterion.requirements
        for measure in rule.measures
    }
    return tuple(replace(said, side=sides.get(said.measure.pk)) for said in given)


def answers_of(
    institutions: Sequence[int], year_id: int | None, measures: Sequence[int], census: Census
) -> dict[int, tuple[Given, ...]]:
    """What each institution answered to each measure in a year, under the census's basis. One query."""
    found: dict[tuple[int, int], Given] = {}
    figures = AnnualFigure.objects.filter(institution__in=institutions, year=year_id, measure__in=measures)
    for pk, institution, measure, state, value, note, is_estimate in effective(
        figures, census.question.basis
    ).values_list("pk", "institution_id", "measure_id", "effective_state", "effective_value", "note", "is_estimate"):
        known = census.plan.measures[measure]
        found[institution, measure] = Given(known, Answer(state, value), pk, note, is_estimate)
    silent = {measure: Given(census.plan.measures[measure], Answer(None), None, "", False) for measure in measures}
    return defaultdict(
        lambda: tuple(silent.values()),
        {
            institution: tuple(found.get((institution, measure), silent[measure]) for measure in measures)
            for institution in institutions
        },
    )


def effective(figures: QuerySet[AnnualFigure], basis: Basis) -> QuerySet[Any]:
    """Figures annotated with the state and value that count under a basis."""
    if basis is Basis.ALL:
        return figures.annotate(effective_state=F("state"), effective_value=F("value"))
    if basis is Basis.APPROVED:
        return figures.annotate(effective_state=F("approved_state"), effective_value=F("approved_value"))
    current = Q(submission__status__in=[Submission.Status.SUBMITTED, Submission.Status.APPROVED])
    return figures.annotate(
        effective_state=Case(When(current, then=F("state")), default=F("approved_state")),
        effective_value=Case(When(current, then=F("value")), default=F("approved_value")),
    )


def _count(source: Sql) -> int:
    return int(queries.fetch(Sql(f"SELECT COUNT(*) {source.text}", source.params))[0][0])


def _ids(values: Sequence[int]) -> str:
    """Ids of our own, written out: there may be more of them than a statement takes parameters."""
    return ", ".join(str(int(value)) for value in values) or "NULL"
