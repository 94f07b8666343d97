"""A row of results held against every plan's thresholds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django import template

from reports.charts.bullet import Bullet, Threshold, bullet_of, thresholds_of
from reports.results import Row
from reports.views.asking import Asked

register = template.Library()


@dataclass(frozen=True)
class Held:
    """The bar of a row, its own plan's later thresholds, and those of other plans by the plan's name."""

    bullet: Bullet | None
    later: Sequence[Threshold]
    others: Sequence[tuple[str, Sequence[Threshold]]]


@register.simple_tag
def held(row: Row, asked: Asked, place: str = "") -> Held:
    """The row against the thresholds of the plan asked and of the others that ask the same group.

    `place` keeps the ids of a bar apart where the page draws the same one elsewhere too.
    """
    found = thresholds_of(row, asked.question.year, asked.plan_name, asked.other_plans)
    others = groupby((item for item in found if not item.own), key=lambda item: item.plan)
    bullet = bullet_of(row, found)
    return Held(
        bullet=replace(bullet, name=f"{bullet.name}-{place}") if bullet and place else bullet,
        later=[item for item in found if item.own and not item.now],
        others=[(name, list(items)) for name, items in others],
    )
