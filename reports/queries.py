"""Counts in SQL, in a number of queries that does not depend on the number of rows.

Everything is counted once, into small cells: criterion × category × unit row × origin. Territory, unit and group are
then sums over cells (census.py). The rule of a requirement stands here a second time, as SQL; `check_results` and the
tests hold it against `progress.judge_requirement`. Table and column names come from the models, values are parameters.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection

from indicators.models import TerritoryRuling
from institutions.models import InstitutionVersion
from submissions.models import AnnualFigure, Submission

from .definition import CriterionRule, PlanRule

VERSION = InstitutionVersion._meta.db_table
FIGURE = AnnualFigure._meta.db_table
SUBMISSION = Submission._meta.db_table
RULING = TerritoryRuling._meta.db_table


class Basis(StrEnum):
    """Which values count: as last approved; also submitted ones; or all as they are now."""

    APPROVED = "approved"
    SUBMITTED = "submitted"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Cell:
    """Under one criterion: institutions of one category, in one unit row, that came from one unit row at the issue.

    `inside` is a person's ruling on the territory, None where there is none. Of a share criterion: how many meet and do
    not meet; of a growth criterion: how many have reported, gave a value, and the sum of the values (lượt).
    """

    category: int
    unit: int
    origin: int
    inside: bool | None
    institutions: int
    met: int = 0
    not_met: int = 0
    reported: int = 0
    with_value: int = 0
    value: int = 0


@dataclass(frozen=True, slots=True)
class PairCell:
    """Institutions eligible and reported in two years, by where they were in each: for like-for-like growth."""

    categories: tuple[int, int]
    units: tuple[int, int]
    origin: int
    inside: bool | None
    institutions: int
    base: int
    value: int


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its parameters, in order."""

    text: str
    params: tuple[Any, ...] = ()


def fetch(statement: Sql) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.params)
        return list(cursor.fetchall())


def marks(values: Sequence[object]) -> str:
    """Placeholders for a list, which must not be empty: SQL has no empty list."""
    return ", ".join(["%s"] * len(values))


def figures_of(year_id: int | None, measures: Sequence[int], basis: Basis) -> Sql:
    """One row per institution with a figure in the year: of each measure m the v (sum), c (settled), n (given).

    A year that was never opened has no rows.
    """
    state, value, join = "f.state", "f.value", ""
    if basis is Basis.APPROVED:
        state, value = "f.approved_state", "f.approved_value"
    elif basis is Basis.SUBMITTED:
        join = f"JOIN {SUBMISSION} s ON s.id = f.submission_id"
        current = "s.status IN ('submitted', 'approved')"
        state = f"CASE WHEN {current} THEN f.state ELSE f.approved_state END"
        value = f"CASE WHEN {current} THEN f.value ELSE f.approved_value END"
    columns = ", ".join(
        f"SUM(CASE WHEN measure_id = {m} AND state = 'reported' THEN value ELSE 0 END) AS v{m}, "
        f"SUM(CASE WHEN measure_id = {m} AND state IN ('reported', 'not_applicable') THEN 1 ELSE 0 END) AS c{m}, "
        f"SUM(CASE WHEN measure_id = {m} AND state = 'reported' THEN 1 ELSE 0 END) AS n{m}"
        for m in map(int, measures)
    )
    return Sql(
        f"""SELECT institution_id, {columns} FROM (
                SELECT f.institution_id, f.measure_id, {state} AS state, {value} AS value
                FROM {FIGURE} f {join} WHERE f.year_id = %s AND f.measure_id IN ({marks(measures)})
            ) answer GROUP BY institution_id""",  # noqa: S608
        (year_id or 0, *measures),
    )


def standing(on: datetime.date, categories: Sequence[int]) -> Sql:
    """The counted versions of these categories that stand on a date."""
    return Sql(
        f"""SELECT id, institution_id, category_id, unit_id, name, sort_key FROM {VERSION}
            WHERE valid_from <= %s AND (valid_until IS NULL OR valid_until >= %s)
            AND is_counted AND category_id IN ({marks(categories)})""",  # noqa: S608
        (on.isoformat(), on.isoformat(), *categories),
    )


def origin_joins(plan: PlanRule) -> Sql:
    """For each institution `e`: the version of the plan's day of issue, and a person's ruling on the territory."""
    issued = plan.issued_on.isoformat()
    return Sql(
        f"""LEFT JOIN {VERSION} o ON o.institution_id = e.institution_id
                AND o.valid_from <= %s AND (o.valid_until IS NULL OR o.valid_until >= %s)
            LEFT JOIN {RULING} r ON r.institution_id = e.institution_id AND r.plan_id = %s""",
        (issued, issued, plan.pk),
    )


def origin_column(plan: PlanRule) -> Sql:
    """The unit row of origin: of the version on the day of issue, else the first after it, else the last before."""
    return Sql(
        f"""COALESCE(o.unit_id,
            (SELECT a.unit_id FROM {VERSION} a WHERE a.institution_id = e.institution_id AND a.valid_from > %s
             ORDER BY a.valid_from LIMIT 1),
            (SELECT b.unit_id FROM {VERSION} b WHERE b.institution_id = e.institution_id
             ORDER BY b.valid_from DESC LIMIT 1))""",  # noqa: S608
        (plan.issued_on.isoformat(),),
    )


def met(criterion: CriterionRule, figures: str = "g") -> str:
    """The condition that an institution meets a share criterion: every sum reaches its minimum."""
    return " AND ".join(f"{_total(rule.measures, figures)} >= {int(rule.minimum)}" for rule in criterion.requirements)


def not_met(criterion: CriterionRule, figures: str = "g") -> str:
    """The condition that it does not: some sum stays below its minimum although every answer to it is settled."""
    return " OR ".join(
        f"({_total(rule.measures, figures)} < {int(rule.minimum)} AND {settled(rule.measures, figures)})"
        for rule in criterion.requirements
    )


def _plus(column: str, measures: Sequence[int], figures: str) -> str:
    return "(" + " + ".join(f"COALESCE({figures}.{column}{int(m)}, 0)" for m in measures) + ")"


def _total(measures: Sequence[int], figures: str) -> str:
    return _plus("v", measures, figures)


def settled(measures: Sequence[int], figures: str) -> str:
    """The condition that an institution has reported: each of these measures is reported or not applicable."""
    return f"{_plus('c', measures, figures)} = {len(measures)}"


def _given(measures: Sequence[int], figures: str) -> str:
    return f"{_plus('n', measures, figures)} > 0"


def _count(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def count_cells(plan: PlanRule, year_id: int | None, on: datetime.date, basis: Basis) -> dict[str, list[Cell]]:
    """For each criterion, by its code: all institutions it looks at on a date, with a year's figures. One query."""
    asked = [criterion for criterion in plan.criteria if criterion.category_ids and criterion.measures]
    found: dict[str, list[Cell]] = {criterion.code: [] for criterion in plan.criteria}
    if not asked:
        return found
    arms = [_cells_of(plan, index, criterion, year_id, on, basis) for index, criterion in enumerate(asked)]
    statement = Sql(" UNION ALL ".join(arm.text for arm in arms), tuple(p for arm in arms for p in arm.params))
    for index, category, unit, origin, inside, *numbers in fetch(statement):
        place = (category, unit, origin, None if inside is None else bool(inside))
        # PostgreSQL sums bigints as numeric.
        found[asked[index].code].append(Cell(*place, *map(int, numbers)))
    return found


def _cells_of(
    plan: PlanRule, index: int, criterion: CriterionRule, year_id: int | None, on: datetime.date, basis: Basis
) -> Sql:
    """The cells of one criterion: each looks only at its own categories and measures."""
    if criterion.is_share:
        counts = f"{_count(met(criterion))}, {_count(not_met(criterion))}, 0, 0, 0"
    else:
        sums = criterion.summed
        counts = f"0, 0, {_count(settled(sums, 'g'))}, {_count(_given(sums, 'g'))}, SUM({_total(sums, 'g')})"
    rows, figures = standing(on, sorted(criterion.category_ids)), figures_of(year_id, criterion.measures, basis)
    origin, joins = origin_column(plan), origin_joins(plan)
    return Sql(
        f"""SELECT {index}, e.category_id, e.unit_id, {origin.text} AS origin, r.inside, COUNT(*), {counts}
            FROM ({rows.text}) e LEFT JOIN ({figures.text}) g ON g.institution_id = e.institution_id {joins.text}
            GROUP BY 2, 3, 4, 5""",  # noqa: S608
        (*origin.params, *rows.params, *figures.params, *joins.params),
    )


def count_pairs(
    plan: PlanRule,
    criterion: CriterionRule,
    base: tuple[int | None, datetime.date],
    last: tuple[int | None, datetime.date],
    basis: Basis,
) -> list[PairCell]:
    """Institutions counted on both dates that reported a growth criterion in both years, with a value in each.

    One query. `base` and `last` are a year's id (None: never opened) and its date.
    """
    categories = sorted(criterion.category_ids)
    summed = criterion.summed
    (base_id, base_on), (last_id, last_on) = base, last
    if not categories or base_id is None or last_id is None:
        return []
    rows, rows_before = standing(last_on, categories), standing(base_on, categories)
    figures, figures_before = figures_of(last_id, summed, basis), figures_of(base_id, summed, basis)
    origin, joins = origin_column(plan), origin_joins(plan)
    conditions = " AND ".join(f"{settled(summed, g)} AND {_given(summed, g)}" for g in ("g", "h"))
    found = fetch(
        Sql(
            f"""SELECT d.category_id, e.category_id, d.unit_id, e.unit_id, {origin.text} AS origin, r.inside, COUNT(*),
                    SUM({_total(summed, "h")}), SUM({_total(summed, "g")})
                FROM ({rows.text}) e JOIN ({rows_before.text}) d ON d.institution_id = e.institution_id
                JOIN ({figures.text}) g ON g.institution_id = e.institution_id
                JOIN ({figures_before.text}) h ON h.institution_id = e.institution_id {joins.text}
                WHERE {conditions} GROUP BY 1, 2, 3, 4, 5, 6""",  # noqa: S608
            (
                *origin.params, *rows.params, *rows_before.params, *figures.params, *figures_before.params,
                *joins.params,
            ),
        )
    )  # fmt: skip
    return [
        PairCell((row[0], row[1]), (row[2], row[3]), row[4], None if row[5] is None else bool(row[5]), row[6],
                 int(row[7]), int(row[8]))
        for row in found
    ]  # fmt: skip
