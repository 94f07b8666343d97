"""What was recorded by a moment: the rows of recount.py as the append-only histories and traces tell them.

Of every row with a history its newest record by then; of every figure its newest change and approval by then. Nothing
that is stored as of now is read, so what happens later never changes what was known.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Max, Q

from indicators.models import Criterion, Measure, Plan, Requirement, Target, TargetGroup, TerritoryRuling
from institutions.models import AdministrativeUnit, Category, InstitutionVersion, UnitSuccession
from institutions.tree import UnitTree
from submissions.models import AnnualFigure, FigureApproval, FigureChange, ReportingYear, Submission, SubmissionEvent

from .census import Ground, rows_in_territory
from .definition import PlanRows, rule_of
from .progress import Answer
from .queries import Basis
from .recount import Answers

_M = TypeVar("_M", bound=models.Model)
Said = dict[int, Answer]
"""What each figure says, by its id."""


class Recorded:
    """A source of what was known on a moment. Every part is read once, in a number of queries that does not depend on
    the number of rows."""

    def __init__(self, moment: datetime.datetime) -> None:
        self.moment = moment
        self._answers: dict[tuple[int, Basis], dict[int, Answers]] = {}

    def ground(self, plan: str) -> Ground:
        """The plan, units and years as recorded by then. Raises LookupError where the plan was not recorded yet."""
        found = next((row for row in self.rows(Plan, code=plan)), None)
        if found is None:
            raise LookupError(plan)
        rule = rule_of(self._plan_rows(found))
        territory = rows_in_territory(self.tree, rule.territory, rule.issued_on)
        return Ground(rule, self.tree, territory, {year.number: year for year in self.years.values()})

    @cached_property
    def tree(self) -> UnitTree:
        units = sorted(self.rows(AdministrativeUnit), key=lambda unit: (unit.valid_from, unit.pk))
        successions = ((row.predecessor_id, row.successor_id, row.extent) for row in self.rows(UnitSuccession))
        return UnitTree.of(units, successions)

    @cached_property
    def years(self) -> dict[int, ReportingYear]:
        return {year.pk: year for year in self.rows(ReportingYear)}

    def versions(self) -> Mapping[int, Sequence[InstitutionVersion]]:
        """By institution: its versions by their first days."""
        return self._versions

    @cached_property
    def _versions(self) -> dict[int, list[InstitutionVersion]]:
        found: dict[int, list[InstitutionVersion]] = defaultdict(list)
        for version in sorted(self.rows(InstitutionVersion), key=lambda version: version.valid_from):
            found[version.institution_id].append(version)
        return found

    def rulings(self, plan: int) -> Mapping[int, bool]:
        """By institution: a person's word on whether it lies in the plan's territory."""
        return {row.institution_id: row.inside for row in self.rows(TerritoryRuling, plan_id=plan)}

    # Figures --------------------------------------------------------------------------------------------------------

    def answers(self, number: int, basis: Basis) -> Mapping[int, Answers]:
        """By institution: its answers of a year under a basis, by measure."""
        if (number, basis) not in self._answers:
            self._answers[number, basis] = self._read_answers(number, basis)
        return self._answers[number, basis]

    def _read_answers(self, number: int, basis: Basis) -> dict[int, Answers]:
        year = next((pk for pk, row in self.years.items() if row.number == number), None)
        if year is None:
            return {}
        if basis is Basis.APPROVED:
            said = self._approved(year)
        elif basis is Basis.ALL:
            said = {pk: answer for pk, (answer, _submission) in self._entered(year).items()}
        else:
            said = self._submitted(year)
        found: dict[int, Answers] = defaultdict(dict)
        # What a figure is about never changes: only what it says does.
        keys = AnnualFigure.objects.filter(year=year).values_list("pk", "institution_id", "measure_id")
        for pk, institution, measure in keys.iterator(chunk_size=5_000):
            if pk in said:
                found[institution][measure] = said[pk]
        return found

    def _approved(self, year: int) -> Said:
        rows = FigureApproval.objects.filter(figure__year=year, at__lte=self.moment).order_by("pk")
        return {pk: Answer(state, value) for pk, state, value in rows.values_list("figure_id", "state", "value")}

    def _entered(self, year: int) -> dict[int, tuple[Answer, int]]:
        """What each figure said, and through whose return; in traces without one the figure's return now stands."""
        rows = FigureChange.objects.filter(figure__year=year, at__lte=self.moment).order_by("revision")
        values = rows.values_list("figure_id", "new_state", "new_value", "submission_id", "figure__submission_id")
        return {pk: (Answer(state, value), submission or now) for pk, state, value, submission, now in values}

    def _submitted(self, year: int) -> Said:
        """As entered where the return was submitted or approved, else as last approved."""
        events = SubmissionEvent.objects.filter(submission__year=year, at__lte=self.moment).order_by("pk")
        status = dict(events.values_list("submission_id", "new_status"))
        current = {
            pk for pk, name in status.items() if name in (Submission.Status.SUBMITTED, Submission.Status.APPROVED)
        }
        entered = self._entered(year).items()
        return self._approved(year) | {pk: answer for pk, (answer, through) in entered if through in current}

    # Histories ------------------------------------------------------------------------------------------------------

    def rows(self, model: type[_M], **conditions: Any) -> list[_M]:
        """The rows of a model with history as recorded by then, without those deleted by then; not to be saved.

        Conditions are on what never changes of a row.
        """
        names = [field.attname for field in model._meta.concrete_fields]
        return [model(**values) for values in self._newest(model, Q(**conditions)).values(*names)]

    def _newest(self, model: type[models.Model], condition: Q) -> "models.QuerySet[Any]":
        history: models.QuerySet[Any] = model.history.filter(condition, history_date__lte=self.moment)  # type: ignore[attr-defined]
        newest = history.order_by().values("id").annotate(newest=Max("history_id")).values("newest")
        return history.filter(history_id__in=newest).exclude(history_type="-").order_by("id")

    def _links(self, model: type[models.Model], name: str, condition: Q) -> list[tuple[int, int]]:
        """The many-to-many links of the rows: id of the row, id of what it is linked with."""
        field: Any = model._meta.get_field(name)
        recorded = apps.get_model(model._meta.app_label, f"Historical{field.remote_field.through.__name__}")
        links = recorded._default_manager.filter(history__in=self._newest(model, condition).values("history_id"))
        ends = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        return list(links.order_by("pk").values_list(*ends))

    def _plan_rows(self, plan: Plan) -> PlanRows:
        criteria = _in_order(self.rows(Criterion, plan_id=plan.pk))
        ids = [criterion.pk for criterion in criteria]
        groups = _in_order(self.rows(TargetGroup, criterion_id__in=ids))
        categories = {category.pk: category for category in self.rows(Category)}
        links = self._links(TargetGroup, "categories", Q(criterion_id__in=ids))
        return PlanRows(
            plan=plan,
            measures={measure.pk: measure for measure in self.rows(Measure)},
            criteria=criteria,
            summed=self._links(Criterion, "summed", Q(plan_id=plan.pk)),
            requirements=_in_order(self.rows(Requirement, criterion_id__in=ids)),
            required=self._links(Requirement, "measures", Q(criterion_id__in=ids)),
            groups=groups,
            categories=[(group, categories[category]) for group, category in links],
            targets=self.rows(Target, group_id__in=[group.pk for group in groups]),
        )


def _in_order(rows: Iterable[_M]) -> list[_M]:
    return sorted(rows, key=lambda row: (row.position, row.pk))  # type: ignore[attr-defined]
