"""The list of institutions page by page, by keyset: a page begins after a row, never after a number of rows.

Each order yields querysets which, taken one after the other, give the rows beyond the edge. They are written so that
an index gives the rows in order: `k >= x AND (k > x OR id > y)`, and for grouped orders first the rest of the edge's
own group, then the groups that follow.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Case, Exists, OuterRef, Q, Value, When

from .models import AdministrativeUnit, Category, InstitutionVersion, InstitutionVersionQuerySet
from .tree import UnitTree

PAGE_SIZE = 50
COUNTED_UP_TO = 10_000
"""Beyond it a list says "more than": counting a quarter of a million rows costs more than showing fifty."""


@dataclass(frozen=True)
class Edge:
    """Beyond which row a page lies, and on which side. No row: the beginning."""

    row: InstitutionVersion | None
    backwards: bool
    on: datetime.date
    tree: UnitTree


Order = Callable[[InstitutionVersionQuerySet, Edge], Iterator[InstitutionVersionQuerySet]]


@dataclass(frozen=True)
class Page:
    """Rows in order, and the versions beyond which the neighbouring pages lie (None: there is none)."""

    rows: list[InstitutionVersion]
    previous: int | None
    next: int | None


def read_page(
    found: InstitutionVersionQuerySet,
    order: str,
    on: datetime.date,
    tree: UnitTree,
    *,
    after: int | None,
    before: int | None,
) -> Page:
    """The page after one version, or before another, or the first."""
    backwards = before is not None and after is None
    key = before if backwards else after
    row = InstitutionVersion.objects.select_related("category", "institution").filter(pk=key).first() if key else None
    rows: list[InstitutionVersion] = []
    for part in ORDERS[order](found.select_related("category", "institution"), Edge(row, backwards, on, tree)):
        rows += part[: PAGE_SIZE + 1 - len(rows)]
        if len(rows) > PAGE_SIZE:
            break
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([], None, None)
    has_previous, has_next = (more, True) if backwards else (row is not None, more)
    return Page(rows, rows[0].pk if has_previous else None, rows[-1].pk if has_next else None)


def count_up_to(found: InstitutionVersionQuerySet, most: int = COUNTED_UP_TO) -> int:
    """How many there are; `most` + 1 stands for more than `most`."""
    return found.order_by()[: most + 1].count()


def _by_name(found: InstitutionVersionQuerySet, edge: Edge) -> Iterator[InstitutionVersionQuerySet]:
    if edge.row:
        key, pk = edge.row.sort_key, edge.row.pk
        if edge.backwards:
            found = found.filter(Q(sort_key__lt=key) | Q(pk__lt=pk), sort_key__lte=key)
        else:
            found = found.filter(Q(sort_key__gt=key) | Q(pk__gt=pk), sort_key__gte=key)
    yield _ordered(found, edge, "sort_key", "pk")


def _by_code(found: InstitutionVersionQuerySet, edge: Edge) -> Iterator[InstitutionVersionQuerySet]:
    # Without a bound SQLite sorts everything by code; with one it walks the codes' index.
    code = edge.row.institution.code if edge.row else ""
    found = found.filter(institution__code__lt=code) if edge.backwards else found.filter(institution__code__gt=code)
    yield _ordered(found, edge, "institution__code")


def _by_category(found: InstitutionVersionQuerySet, edge: Edge) -> Iterator[InstitutionVersionQuerySet]:
    # One query for each category until the page is full: an index gives each in order, nothing is ever sorted.
    categories = list(Category.objects.order_by("position", "pk"))
    if edge.backwards:
        categories.reverse()
    if edge.row:
        yield from _by_name(found.filter(category=edge.row.category_id), edge)
        categories = categories[categories.index(edge.row.category) + 1 :]
    beginning = replace(edge, row=None)
    for category in categories:
        yield from _by_name(found.filter(category=category), beginning)


def _by_unit(found: InstitutionVersionQuerySet, edge: Edge) -> Iterator[InstitutionVersionQuerySet]:
    groups = _rows_by_place(edge.tree, edge.on)
    if edge.backwards:
        groups.reverse()
    if edge.row:
        own = next(index for index, rows in enumerate(groups) if edge.row.unit_id in rows)
        yield from _by_name(found.filter(unit__in=groups[own]), edge)
        groups = groups[own + 1 :]
    # The units that have any, so that a page asks for no more groups than it has lines.
    standing = found.select_related(None).order_by().filter(unit=OuterRef("pk"))
    filled = set(AdministrativeUnit.objects.filter(Exists(standing)).order_by().values_list("pk", flat=True))
    next_groups = [rows for rows in groups if not filled.isdisjoint(rows)][: PAGE_SIZE + 1]
    if next_groups:
        rank = Case(*(When(unit__in=rows, then=Value(place)) for place, rows in enumerate(next_groups)))
        rows_asked = [pk for rows in next_groups for pk in rows]
        names = ("-sort_key", "-pk") if edge.backwards else ("sort_key", "pk")
        yield found.filter(unit__in=rows_asked).order_by(rank, *names)


def _rows_by_place(tree: UnitTree, on: datetime.date) -> list[list[int]]:
    """Unit rows grouped by where their institutions lie on that day, in dictionary order; those to be placed last."""
    groups: dict[tuple[bool, str, int], list[int]] = defaultdict(list)
    for pk in tree.units:
        place = tree.placed(pk, on)
        unit = tree.units[place.unit_id if place else pk]
        groups[bool(place and place.to_be_placed), unit.sort_key, unit.pk].append(pk)
    return [groups[key] for key in sorted(groups)]


def _ordered(found: InstitutionVersionQuerySet, edge: Edge, *keys: str) -> InstitutionVersionQuerySet:
    return found.order_by(*(f"-{key}" for key in keys) if edge.backwards else keys)


ORDERS: dict[str, Order] = {"name": _by_name, "category": _by_category, "unit": _by_unit, "code": _by_code}
