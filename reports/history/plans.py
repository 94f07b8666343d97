"""What was changed of plans: targets and what they are about, definitions, tasks, rulings on the territory."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse

from indicators.models import (
    Criterion,
    Measure,
    Plan,
    Requirement,
    Target,
    TargetGroup,
    TaskAction,
    TaskGroup,
    TerritoryRuling,
)

from .entries import Kind
from .recorded import Recorded, Subjects
from .sources import About, Source, path


def _subjects(model: type[Any], plan: str, label: Callable[[Any], str] = str) -> Callable[[Sequence[Any]], Subjects]:
    """Rows of a plan by their own words as they stand now; the record's own where the row is gone."""

    def subjects(rows: Sequence[Any]) -> Subjects:
        found = model.objects.select_related(plan) if plan else model.objects.all()
        there = found.in_bulk({row.id for row in rows})
        return {row.pk: _subject(there.get(row.id), row, plan, label) for row in rows}

    return subjects


def _subject(there: Any, row: Any, plan: str, label: Callable[[Any], str]) -> tuple[str, str]:
    if there is None:
        return str(getattr(row, "title", "") or getattr(row, "name", "")), ""
    of: Any = there
    for name in plan.split("__") if plan else ():
        of = getattr(of, name)
    words = label(there)
    if of is there:
        return words, reverse("indicators:plan", args=[of.code])
    return f"{words}, {of}", reverse("indicators:plan", args=[of.code])


def _of_target(rows: Sequence[Any]) -> Subjects:
    there = Target.objects.select_related("group__criterion__plan").in_bulk({row.id for row in rows})
    return {row.pk: _target_said(there.get(row.id), row) for row in rows}


def _target_said(target: Target | None, row: Any) -> tuple[str, str]:
    if target is None:
        return str(row.milestone), ""
    criterion = target.group.criterion
    about = f"{criterion.code} · {target.group.name} · {target.milestone}, {criterion.plan}"
    return about, reverse("indicators:target", args=[criterion.plan.code, target.pk])


def _of_measure(rows: Sequence[Any]) -> Subjects:
    return {row.pk: (row.label, reverse("indicators:measure", args=[row.code])) for row in rows}


def _of_ruling(rows: Sequence[Any]) -> Subjects:
    """The records name the plan and the institution themselves: a ruling that was withdrawn is gone."""
    plans = Plan.objects.in_bulk({row.plan_id for row in rows})
    return {
        row.pk: (
            f"{row.institution}, {plans[row.plan_id]}" if row.plan_id in plans else str(row.institution),
            reverse("institutions:detail", args=[row.institution.code]) if row.institution else "",
        )
        for row in rows
    }


def _about(plan: str, **more: About) -> dict[str, About]:
    return {"plan": path(plan), **more}


def _group_label(group: TargetGroup) -> str:
    return f"{group.criterion.code} · {group.name}"


_SETTINGS = [
    "milestone", "threshold", "upper", "comparison", "counted", "judged_until", "method", "base_year", "base_value",
    "base_citation", "citation",
]  # fmt: skip

SOURCES: list[Source] = [
    Recorded(Target, _SETTINGS, _of_target).source(Kind.PLAN, _about("group__criterion__plan", target=path("id"))),
    Recorded(
        Plan, ["title", "short_title", "legal_basis", "issuer", "issued_on", "territory", "source"],
        _subjects(Plan, ""),
    ).source(Kind.PLAN, _about("id")),
    Recorded(
        Criterion, ["code", "title", "definition", "kind", "position", "citation"], _subjects(Criterion, "plan"),
        many=["summed"],
    ).source(Kind.PLAN, _about("plan")),
    Recorded(
        Requirement, ["minimum", "position"], _subjects(Requirement, "criterion__plan"), many=["measures"]
    ).source(Kind.PLAN, _about("criterion__plan")),
    Recorded(
        TargetGroup, ["name", "position"], _subjects(TargetGroup, "criterion__plan", _group_label), many=["categories"]
    ).source(Kind.PLAN, _about("criterion__plan")),
    Recorded(
        Measure, ["code", "label", "type", "definition", "position", "part_of"], _of_measure, many=["categories"]
    ).source(Kind.PLAN, {}),
    Recorded(TaskGroup, ["position", "title", "citation"], _subjects(TaskGroup, "plan")).source(
        Kind.PLAN, _about("plan")
    ),
    Recorded(
        TaskAction, ["title", "responsible", "due_on", "status", "result"], _subjects(TaskAction, "task_group__plan")
    ).source(Kind.PLAN, _about("task_group__plan")),
    Recorded(TerritoryRuling, ["institution", "inside", "reason"], _of_ruling).source(
        Kind.PLAN, _about("plan", institution=path("institution"))
    ),
]  # fmt: skip
