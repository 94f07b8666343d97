"""What people ruled about a plan's territory, and what still waits for a ruling."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from institutions.models import InstitutionVersion
from institutions.tree import UnitTree, current_tree

from .models import Plan, TerritoryRuling
from .permissions import institutions_to_rule

MOST_UNDECIDED = 200


@dataclass(frozen=True)
class RulingRow:
    """A ruling, the institution's last name, and whether the reader may withdraw it."""

    ruling: TerritoryRuling
    name: str
    may_withdraw: bool


def rulings_of(plan: Plan, user: User) -> list[RulingRow]:
    """The plan's rulings, newest first, in a fixed number of queries."""
    rulings = list(plan.territory_rulings.select_related("institution", "by").order_by("-pk"))
    institutions = [ruling.institution_id for ruling in rulings]
    versions = InstitutionVersion.objects.last_versions().filter(institution__in=institutions)
    names = dict(versions.values_list("institution_id", "name"))
    own = set(institutions_to_rule(user).filter(pk__in=institutions).values_list("pk", flat=True))
    return [RulingRow(r, names.get(r.institution_id, ""), r.institution_id in own) for r in rulings]


def undecided(plan: Plan) -> list[InstitutionVersion]:
    """First versions (at most MOST_UNDECIDED) that lie in a unit made partly of the territory, without a ruling.

    An institution opened directly under a merged province is the case: it counts as outside until a person says.
    """
    if plan.territory is None:
        return []
    mixed = _mixed_rows(plan, current_tree())
    earlier = InstitutionVersion.objects.filter(
        institution=OuterRef("institution"), valid_from__lt=OuterRef("valid_from")
    )
    ruled = TerritoryRuling.objects.filter(plan=plan, institution=OuterRef("institution"))
    found: QuerySet[InstitutionVersion] = InstitutionVersion.objects.filter(
        ~Exists(earlier), ~Exists(ruled), unit__in=mixed
    )
    return list(found.select_related("institution", "category", "unit")[:MOST_UNDECIDED])


def _mixed_rows(plan: Plan, tree: UnitTree) -> list[int]:
    """Unit rows that came from the territory and from elsewhere too, as it was on the day of issue."""
    inside = tree.rows_inside(plan.territory_id, plan.issued_on) if plan.territory_id else set()
    mixed = []
    for unit_id in tree.units:
        origins = tree.origins(unit_id, plan.issued_on)
        if origins & inside and origins - inside:
            mixed.append(unit_id)
    return mixed
