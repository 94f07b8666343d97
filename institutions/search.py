"""Which institutions a list shows: standing on a date, found by words, filtered.

Words are found without accents, by the beginning of a word, in the name of the institution, of the unit in which it
lies on the date, and of that unit's parent. Spaces do not matter (`dlieya`, `dlie ya`), nor do i and y.
"""

import datetime
import re
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Replace

from .models import AdministrativeUnit, Institution, InstitutionVersion, InstitutionVersionQuerySet, UnitAlias
from .names import fold, normal
from .tree import UnitTree

_JOINED = Replace(Replace("search_key", Value(" "), Value("")), Value("y"), Value("i"))


@dataclass(frozen=True)
class Filters:
    """What is asked of the list. `closed_too` shows everything that had opened by the day, as it was last."""

    on: datetime.date
    words: str = ""
    categories: list[str] = field(default_factory=list)
    unit: AdministrativeUnit | None = None
    to_be_placed: bool = False
    ownership: str = ""
    counted: bool | None = None
    closed_too: bool = False


def versions_shown(filters: Filters, tree: UnitTree) -> InstitutionVersionQuerySet:
    """The version of each institution that the filters let through; at most one of an institution, in no order."""
    found = _opened_by(filters.on) if filters.closed_too else InstitutionVersion.objects.standing(filters.on)
    if filters.categories:
        found = found.filter(category__code__in=filters.categories)
    if filters.unit:
        found = found.filter(unit__in=tree.rows_inside(filters.unit.pk, filters.on))
    if filters.to_be_placed:
        found = found.filter(unit__in=rows_to_be_placed(tree, filters.on))
    if filters.ownership:
        found = found.filter(ownership=filters.ownership)
    if filters.counted is not None:
        found = found.filter(is_counted=filters.counted)
    if fold(filters.words):
        found = found.alias(joined=_JOINED).filter(_matching(filters.words, tree, filters.on))
    return found


def _opened_by(on: datetime.date) -> InstitutionVersionQuerySet:
    """What each institution that had opened by the day was then, or was last."""
    later = InstitutionVersion.objects.filter(
        institution=OuterRef("institution"), valid_from__gt=OuterRef("valid_from"), valid_from__lte=on
    )
    return InstitutionVersion.objects.filter(~Exists(later), valid_from__lte=on)


def rows_to_be_placed(tree: UnitTree, on: datetime.date) -> set[int]:
    """The unit rows whose institutions belong on that day to the province and to no commune."""
    places = ((pk, tree.placed(pk, on)) for pk in tree.units)
    return {pk for pk, place in places if place and place.to_be_placed}


def having_words(found: InstitutionVersionQuerySet, words: str) -> InstitutionVersionQuerySet:
    """Those whose own name has every word of the query, wherever they lie; all where it has no word."""
    asked = Q()
    for token, pattern in patterns_of(words):
        asked &= _in_name(token, pattern)
    return found.alias(joined=_JOINED).filter(asked)


def patterns_of(words: str) -> list[tuple[str, str]]:
    """Each word of a query with the regular expression that finds it in a search key."""
    tokens = fold(words).split()
    # A word of the query may be the rest of the word before it: `dlie ya` finds Dliêya.
    pairs = zip(["", *tokens], tokens, strict=False)
    return [
        (token, "|".join(_pattern(text) for text in ([token, before + token] if before else [token])))
        for before, token in pairs
    ]


def _matching(words: str, tree: UnitTree, on: datetime.date) -> Q:
    """Every word of the query in the institution's name or its place; or the query is the beginning of its code."""
    texts = _texts_of_rows(tree, on)
    found = Q()
    for token, pattern in patterns_of(words):
        found &= _token_matches(token, pattern, texts)
    code = normal(words)
    if " " not in code:
        found |= Q(institution__in=Institution.objects.filter(code__istartswith=code).values("pk"))
    return found


def _token_matches(token: str, pattern: str, texts: dict[int, str]) -> Q:
    matches = re.compile(pattern).search
    rows = [pk for pk, text in texts.items() if matches(text)]
    if len(rows) == len(texts):
        return Q()
    return _in_name(token, pattern) | Q(unit__in=rows)


def _in_name(token: str, pattern: str) -> Q:
    # The regular expression is asked only of the few names that have the letters in a row.
    spelled_apart = Q(joined__contains=token.replace("y", "i")) & Q(search_key__regex=pattern)
    return Q(search_key__contains=f" {token}") | spelled_apart


def _pattern(token: str) -> str:
    """The beginning of a word, with or without spaces in it, i and y alike. Tokens are a-z and 0-9 only."""
    return " " + " ?".join("[iy]" if letter in "iy" else letter for letter in token)


def _texts_of_rows(tree: UnitTree, on: datetime.date) -> dict[int, str]:
    """Unit row → the folded names, aliases included, of the unit in which its institutions lie and of its parent.

    Where a person must still say which commune, the names of the old place too: by them people look for it.
    """
    aliases: dict[int, str] = {}
    for unit_id, alias in UnitAlias.objects.values_list("unit_id", "alias"):
        aliases[unit_id] = f"{aliases.get(unit_id, '')} {fold(alias)}"
    texts = {}
    for row in tree.units.values():
        place = tree.placed(row.pk, on)
        named = list(tree.line(row.pk, on)[:2])
        if place and place.to_be_placed and row.valid_until:
            named += tree.line(row.pk, row.valid_until)[:2]
        texts[row.pk] = "".join(tree.units[pk].search_key + aliases.get(pk, "") for pk in named)
    return texts
