"""Institutions that may be one and the same: pointed out to a person, never merged by the portal."""

import datetime
import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils import timezone
from rapidfuzz import fuzz, process

from .models import AdministrativeUnit, Category, Institution, InstitutionVersion
from .names import fold, key
from .tree import UnitTree, current_tree

CLOSE_ENOUGH = 92
"""Of 100: what rapidfuzz's ratio of two folded names must reach. Thôn 1 and Thôn 2 are kept apart by their numbers."""

_NUMBERS = re.compile(r"\b(?:\d+[a-z]?|[ivx]+|[a-z])\b")

_Bucket = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Named:
    """A version with its name as it is compared, worked out once."""

    version: InstitutionVersion
    folded: str
    key: str
    numbers: tuple[str, ...]

    @classmethod
    def of(cls, version: InstitutionVersion) -> "_Named":
        return cls(version, *_compared(version.name))


def _compared(name: str) -> tuple[str, str, tuple[str, ...]]:
    folded = fold(name)
    return folded, key(name), tuple(_NUMBERS.findall(folded))


@dataclass
class Candidates:
    """Versions by category and by where they lie today: only within such a bucket names are compared."""

    tree: UnitTree
    today: datetime.date = field(default_factory=timezone.localdate)
    _buckets: dict[_Bucket, list[_Named]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def stored(cls, tree: UnitTree, *, exclude: Collection[str] = ()) -> "Candidates":
        """All stored versions but those of the institutions with these codes; one query."""
        candidates = cls(tree)
        columns = ("name", "category_id", "unit_id", "valid_from", "valid_until", "institution__code")
        for version in InstitutionVersion.objects.select_related("institution").only(*columns):
            if version.institution.code not in exclude:
                candidates.add(version)
        return candidates

    def add(self, version: InstitutionVersion) -> None:
        self._buckets[self._bucket(version)].append(_Named.of(version))

    def _bucket(self, version: InstitutionVersion) -> _Bucket:
        place = self.tree.placed(version.unit_id, max(self.today, version.valid_from))
        return version.category_id, place.unit_id if place else version.unit_id

    def like(self, version: InstitutionVersion) -> list[InstitutionVersion]:
        """Versions of other institutions that stand beside this one in the same unit under nearly the same name."""
        close = _close_in_name(version.name, self._buckets[self._bucket(version)])
        return _once([other for other in close if self._stands_beside(other, version)])

    def _stands_beside(self, other: InstitutionVersion, version: InstitutionVersion) -> bool:
        if other.institution.code == version.institution.code:
            return False
        on = max(version.valid_from, other.valid_from)
        if any(one.valid_until is not None and one.valid_until < on for one in (other, version)):
            return False
        return self.tree.placed(other.unit_id, on) == self.tree.placed(version.unit_id, on)


def _close_in_name(name: str, named: list[_Named]) -> list[InstitutionVersion]:
    """Those whose name is the same when folded, or hardly another; the closest first."""
    folded, same, numbers = _compared(name)
    names = [one.folded for one in named]
    scores = process.extract(folded, names, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH, limit=None)
    close = {position: score for _text, score, position in scores if named[position].numbers == numbers}
    close.update({position: 101 for position, one in enumerate(named) if one.key == same})
    return [named[position].version for position in sorted(close, key=lambda position: -close[position])]


def _once(versions: list[InstitutionVersion]) -> list[InstitutionVersion]:
    """The first version of each institution."""
    found: dict[str, InstitutionVersion] = {}
    for version in versions:
        found.setdefault(version.institution.code, version)
    return list(found.values())


def likely_duplicates(
    name: str,
    category: Category,
    unit: AdministrativeUnit,
    on: datetime.date,
    exclude: Institution | None = None,
) -> list[InstitutionVersion]:
    """Institutions of the category that stand in the unit on that day under nearly the same name; one query."""
    tree = current_tree()
    rows = tree.rows_inside(unit.pk, on)
    here = tree.placed(unit.pk, on)
    versions = InstitutionVersion.objects.standing(on).filter(category=category, unit__in=rows)
    versions = versions.select_related("institution", "unit")
    if exclude is not None:
        versions = versions.exclude(institution=exclude)
    beside = [_Named.of(version) for version in versions if tree.placed(version.unit_id, on) == here]
    return _once(_close_in_name(name, beside))
