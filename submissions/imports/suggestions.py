"""Institutions that a row of a file may mean: offered beside the question, never taken by themselves."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from institutions.models import Category
from institutions.names import fold, unit_key
from institutions.responsibility import current_responsibility

from ..asked import Standing, answering_through, standing_in
from ..entry import place_of
from ..models import ReportingYear
from .matching import Named
from .sending import Sender

MOST = 5
_LEAST = 55
"""Names less alike than this (of 100) are not offered."""

_SAME_PLACE, _SAME_CATEGORY = 15, 10
"""By how much a name ranks higher that lies where the row says, or is of the kind that it says."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An institution of the sender's, with what a row is compared with, folded once."""

    standing: Standing
    place: str
    name: str
    place_key: str
    category: str


class Pool:
    """The institutions for which a sender enters figures in a year. Three queries, whatever their number."""

    def __init__(self, year: ReportingYear, sender: Sender) -> None:
        rule, enterable = current_responsibility(), sender.enterable()
        if enterable is None:
            standing: Iterable[Standing] = standing_in(year, rule=rule).values()
        else:
            standing = answering_through(enterable, year, rule)
        self.by_code = {row.code: row for row in standing if row.reporting_unit_id is not None}
        self.tree = rule.tree

    @cached_property
    def offered(self) -> list[Offered]:
        """All of them, ready to be compared."""
        categories = {row.pk: fold(row.name) for row in Category.objects.all()}
        found = []
        for row in self.by_code.values():
            place = place_of(row, self.tree)
            found.append(Offered(row, place, fold(row.name), unit_key(place), categories[row.category_id]))
        return found

    def place_of(self, row: Standing) -> str:
        """Where an institution lies, by name."""
        return place_of(row, self.tree)


def suggest(named: Named, pool: Pool) -> Sequence[Standing]:
    """The institutions of the pool whose names are most like the row's, the likeliest first."""
    name, category = fold(named.name or named.code), fold(named.category)
    places = {unit_key(text) for text, _level in named.places if text}
    if not name:
        return []
    scored = []
    for one in pool.offered:
        score = fuzz.WRatio(name, one.name)
        if score < _LEAST:
            continue
        score += _SAME_PLACE * (one.place_key in places)
        score += _SAME_CATEGORY * bool(category and fuzz.token_set_ratio(category, one.category) == 100)
        scored.append((score, one))
    best = heapq.nsmallest(MOST, scored, key=lambda pair: (-pair[0], pair[1].name, pair[1].standing.code))
    return [one.standing for _score, one in best]
