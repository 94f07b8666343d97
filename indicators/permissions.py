"""Who may change what of a plan: the predicates that verbs, views and templates ask. Everyone signed in reads plans."""

from django.db.models import QuerySet

from accounts.models import User
from institutions.models import Institution, InstitutionVersion

from .models import Plan


def may_change_plans(user: User) -> bool:
    """Thresholds, settings and definitions: the administrator's."""
    return user.is_administrator


def may_track_tasks(user: User, plan: Plan) -> bool:
    """Who reviews the plan's territory keeps its actions; a plan of the whole country is kept by any reviewer."""
    scope = user.scope()
    return scope.is_reviewer if plan.territory_id is None else scope.reviews_unit(plan.territory_id)


def may_rule(user: User) -> bool:
    """Whether somebody may say at all what lies in a territory; about which institutions: `institutions_to_rule`."""
    return user.is_administrator or user.scope().is_reviewer


def institutions_to_rule(user: User) -> QuerySet[Institution]:
    """The institutions of which the user may say whether a plan's territory holds them."""
    if user.is_administrator:
        return Institution.objects.all()
    last = InstitutionVersion.objects.last_versions().filter(user.scope().reviewed_versions())
    return (
        Institution.objects.filter(pk__in=last.values("institution")) if may_rule(user) else Institution.objects.none()
    )
