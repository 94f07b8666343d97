"""Institutions that a row of a file may mean: offered beside the question, never taken by themselves."""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

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

_LOOKED_AT = 50
"""How many are compared in every respect of those most alike in one: in spelling, in telling words."""

_LONGEST = 300
"""No name is longer; what a file writes can be thousands of signs."""

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
        rule, enterable = current_responsibility(), sender.enterable(year)
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

    @cached_property
    def rarest(self) -> float:
        """How much a word tells that stands nowhere."""
        return max(self.weights.values(), default=1.0)

    @cached_property
    def names(self) -> Sequence[str]:
        """The names of all, in their order."""
        return [one.name for one in self.offered]

    @cached_property
    def by_word(self) -> Mapping[str, Sequence[int]]:
        """In whose names a word stands."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, one in enumerate(self.offered):
            for word in one.words:
                found[word].append(index)
        return found

    @cached_property
    def by_place(self) -> Mapping[str, Sequence[int]]:
        """Who lies in a place."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, one in enumerate(self.offered):
            found[one.place_key].append(index)
        return found

    def likely(self, name: str, words: Iterable[str], places: Iterable[str]) -> list[Offered]:
        """Those worth comparing: all of the place, the most alike in spelling, and those with the most telling words.

        Comparing everybody takes seconds for each row in a province, and minutes in the whole country.
        """
        told: dict[int, float] = defaultdict(float)
        for word in words:
            having = self.by_word.get(word, ())
            if having and len(having) <= len(self.offered) // 10 + _LOOKED_AT:  # what stands everywhere tells little
                for index in having:
                    told[index] += self.weights[word]
        alike = process.extract(name, self.names, scorer=fuzz.token_sort_ratio, processor=None, limit=_LOOKED_AT)
        found = {index for _name, _score, index in alike}
        found.update(heapq.nlargest(_LOOKED_AT, told, key=lambda index: told[index]))
        found.update(index for place in places for index in self.by_place.get(place, ()))
        return [self.offered[index] for index in sorted(found)]

    def place_of(self, row: Standing) -> str:
        """Where an institution lies, by name."""
        return place_of(row, self.tree)


def suggest(named: Named, pool: Pool) -> Sequence[Standing]:
    """The institutions of the pool whose names are most like the row's, the likeliest first."""
    name, category = written_out(named.name or named.code)[:_LONGEST], fold(named.category)
    places = {unit_key(text) for text, _level in named.places if text}
    words = frozenset(name.split())
    scored = []
    for one in pool.likely(name, words, places) if words else ():
        score = (fuzz.token_sort_ratio(name, one.name) + 100 * _shared(words, one.words, pool)) / 2
        if score >= _LEAST:
            score += _SAME_PLACE * (one.place_key in places)
            score += _SAME_CATEGORY * (bool(category) and fuzz.token_set_ratio(category, one.category) == 100)
            scored.append((score, one))
    best = heapq.nsmallest(MOST, scored, key=lambda pair: (-pair[0], pair[1].name, pair[1].standing.code))
    return [one.standing for _score, one in best]


def _shared(said: frozenset[str], known: frozenset[str], pool: Pool) -> float:
    """Which part of the telling words of two names is in both, from 0 to 1."""

    def weight(words: Iterable[str]) -> float:
        return sum(pool.weights.get(word, pool.rarest) for word in words)

    return 2 * weight(said & known) / (weight(said) + weight(known))
