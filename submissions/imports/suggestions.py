"""Institutions that a row of a file may mean: offered beside the question, never taken by themselves."""

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from institutions.models import Category
from institutions.names import fold, unit_key, written_out
from institutions.responsibility import current_responsibility

from ..asked import Standing, answering_through, standing_in
from ..entry import place_of
from ..models import ReportingYear
from .matching import Named
from .sending import Sender

MOST = 5
_LEAST = 35
"""What is less likely than this (of 100) is not offered."""

_SAME_PLACE, _SAME_CATEGORY = 15, 10
"""By how much a name ranks higher that lies where the row says, or is of the kind that it says."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An institution of the sender's, with what a row is compared with, folded once."""

    standing: Standing
    name: str
    words: frozenset[str]
    place_key: str
    category: str


class Pool:
    """The institutions for which a sender enters figures in a year. A few queries, whatever their number."""

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
            name, category = written_out(row.name), categories[row.category_id]
            found.append(Offered(row, name, frozenset(name.split()), unit_key(place_of(row, self.tree)), category))
        return found

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """How much a word tells: “nhà văn hóa thôn” stands in hundreds of names, “Drai” in one."""
        times = Counter(word for one in self.offered for word in one.words)
        return {word: math.log(1 + len(self.offered) / count) for word, count in times.items()}

    def place_of(self, row: Standing) -> str:
        """Where an institution lies, by name."""
        return place_of(row, self.tree)


def suggest(named: Named, pool: Pool) -> Sequence[Standing]:
    """The institutions of the pool whose names are most like the row's, the likeliest first."""
    name, category = written_out(named.name or named.code), fold(named.category)
    places = {unit_key(text) for text, _level in named.places if text}
    words = frozenset(name.split())
    scored = []
    for one in pool.offered if words else ():
        score = (fuzz.token_sort_ratio(name, one.name) + 100 * _shared(words, one.words, pool.weights)) / 2
        if score >= _LEAST:
            score += _SAME_PLACE * (one.place_key in places)
            score += _SAME_CATEGORY * (bool(category) and fuzz.token_set_ratio(category, one.category) == 100)
            scored.append((score, one))
    best = heapq.nsmallest(MOST, scored, key=lambda pair: (-pair[0], pair[1].name, pair[1].standing.code))
    return [one.standing for _score, one in best]


def _shared(said: frozenset[str], known: frozenset[str], weights: Mapping[str, float]) -> float:
    """Which part of the telling words of two names is in both, from 0 to 1."""
    rarest = max(weights.values(), default=1.0)

    def weight(words: Iterable[str]) -> float:
        return sum(weights.get(word, rarest) for word in words)

    return 2 * weight(said & known) / (weight(said) + weight(known))
