"""What is approved of figures, always with the trace that tells what was known as approved on any day."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import F
from django.utils import timezone

from ..asked import batches
from ..bulk import insert, update
from ..models import AnnualFigure, FigureApproval

if TYPE_CHECKING:
    from accounts.models import User


def publish(ids: Iterable[int], *, by: "User | None") -> None:
    """What the figures of these submissions say now is what was approved; each that changes this has its trace."""
    figures = AnnualFigure.objects.filter(submission__in=list(ids)).differing_from_approved()
    try:
        found, params = figures.order_by().values("pk", "state", "value").query.sql_with_params()
    except EmptyResultSet:  # Django writes no SQL for no submissions
        return
    connection = connections[router.db_for_write(FigureApproval)]
    table = connection.ops.quote_name(FigureApproval._meta.db_table)
    with connection.cursor() as cursor:
        # The names come from the models, none from outside.
        cursor.execute(
            f"INSERT INTO {table} (figure_id, state, value, by_id, at) SELECT f.*, %s, %s FROM ({found}) f",  # noqa: S608
            (*_by_and_at(by), *params),
        )
    figures.update(approved_state=F("state"), approved_value=F("value"))


def put_approved_back(rows: Sequence[tuple[object, object, int]], *, by: "User | None") -> None:
    """Let this be what is approved: state (None: nothing), value and id of each figure; with the trace of each."""
    now: dict[int, tuple[object, object]] = {}
    for ids in batches([pk for _state, _value, pk in rows]):
        figures = AnnualFigure.objects.filter(pk__in=ids).values_list("pk", "approved_state", "approved_value")
        now.update((pk, (state, value)) for pk, state, value in figures)
    changed = [row for row in rows if now[row[2]] != row[:2]]
    update(AnnualFigure, ["approved_state", "approved_value"], changed)
    insert(FigureApproval, ["state", "value", "figure", "by", "at"], ((*row, *_by_and_at(by)) for row in changed))


def _by_and_at(by: "User | None") -> tuple[int | None, str | None]:
    """Who and when, as the database takes them."""
    ops = connections[router.db_for_write(FigureApproval)].ops
    return by.pk if by else None, ops.adapt_datetimefield_value(timezone.now())
