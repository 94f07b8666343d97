"""What each institution of the sample answers in each year: plausible levels, growth, silence, doubt. No query."""

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from indicators.models import Measure
from submissions.asked import Asked, Standing
from submissions.models import State
from submissions.saving import Answer

from .counts import ESTIMATE, SILENT, UNKNOWN, VISITS, YEARS, YES

BASE_YEAR = YEARS[0]
_NO_MOBILE = "Không tổ chức phục vụ lưu động"
_REPAIR = "Nhà đang sửa chữa, tạm ngừng hoạt động"
_ESTIMATED = "Ước tính theo sổ theo dõi"
_TAIL = 0.15
"""Whoever is silent is among this share of its group that does least."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What of an institution does not change: the province and category with which it began."""

    province: str
    category: str


@dataclass(slots=True)
class Trait:
    """How eager an institution is (0 the most), how large, and whether it has no mobile service at all."""

    eagerness: float
    size: float
    no_mobile: bool


@dataclass
class Answers:
    """Makes the answers of one year after the other; who said yes once keeps saying so."""

    rng: random.Random
    asked: Asked
    identities: Mapping[int, Identity]
    _traits: dict[int, Trait] = field(default_factory=dict)

    def of_year(self, year: int, standings: Mapping[int, Standing]) -> dict[int, list[Answer]]:
        """The answers by institution; whoever is silent is missing."""
        groups: dict[Identity, list[int]] = defaultdict(list)
        for pk in sorted(standings):
            groups[self.identities[pk]].append(pk)
        places: dict[int, float] = {}
        silent: set[int] = set()
        for identity, members in groups.items():
            ranked = sorted(members, key=lambda pk: (self._trait(pk).eagerness, pk))
            places.update({pk: (place + 0.5) / len(ranked) for place, pk in enumerate(ranked)})
            silent.update(self._silent(identity, year, ranked))
        return {
            pk: [self._answer(year, standings[pk], measure, places[pk]) for measure in self.asked.of(standings[pk])]
            for pk in sorted(standings)
            if pk not in silent
        }

    def _trait(self, pk: int) -> Trait:
        if pk not in self._traits:
            size = math.exp(self.rng.gauss(0, 0.45))
            self._traits[pk] = Trait(self.rng.random(), size, no_mobile=self.rng.random() < 0.4)
        return self._traits[pk]

    def _silent(self, identity: Identity, year: int, ranked: list[int]) -> Iterable[int]:
        shares = SILENT.get(identity.category)
        number = round(shares[year - BASE_YEAR] * len(ranked)) if shares else 0
        tail = ranked[-max(number, math.ceil(_TAIL * len(ranked))) :]
        return self.rng.sample(tail, number)

    def _answer(self, year: int, standing: Standing, measure: Measure, place: float) -> Answer:
        identity, trait = self.identities[standing.institution_id], self._trait(standing.institution_id)
        key = (standing.institution_id, measure.pk)
        chance = self.rng.random()
        if measure.code == "visits_mobile" and trait.no_mobile and not VISITS[measure.code, identity.category][0]:
            return Answer(*key, State.NOT_APPLICABLE, note=_NO_MOBILE)
        if identity.category.startswith("house") and trait.eagerness > 0.994:
            return Answer(*key, State.NOT_APPLICABLE, note=_REPAIR)
        # The base of growth is complete: nobody is in doubt about visits in the first year.
        if chance < UNKNOWN and (year > BASE_YEAR or identity.category.startswith("house")):
            return Answer(*key, State.UNKNOWN)
        value = self._value(year, identity, trait, measure, place)
        if not measure.is_yes_no and value > 1_000 and chance > 1 - ESTIMATE:
            return Answer(*key, State.REPORTED, round(value, -2), is_estimate=True, note=_ESTIMATED)
        return Answer(*key, State.REPORTED, value)

    def _value(self, year: int, identity: Identity, trait: Trait, measure: Measure, place: float) -> int:
        code, category, turn = measure.code, identity.category, year - BASE_YEAR
        if measure.is_yes_no:
            return int(place < YES[code, category][turn])
        if (code, category) in VISITS:
            level, growth = VISITS[code, category]
            if code == "visits_online" and place >= YES["digital_applied", category][turn]:
                return 0
            return round(level * trait.size * (1 + growth) ** turn * self.rng.uniform(0.97, 1.03))
        if place >= YES["any_group", category][turn]:
            return 0
        return self._groups(code, trait)

    def _groups(self, code: str, trait: Trait) -> int:
        """Clubs are what nearly every active house has; classes and interest groups are rarer."""
        if code == "clubs":
            return 1 + int(trait.size * self.rng.uniform(0, 2))
        return int(self.rng.random() < 0.45) * self.rng.randint(1, 3)
