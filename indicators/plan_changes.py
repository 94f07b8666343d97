"""What people change in a plan: targets, definitions, actions, rulings. Nothing else in the portal changes them.

Each verb asks who does it, writes a reason into the history, and refuses to overwrite what the form did not see.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from institutions.models import Institution
from institutions.refusals import Refused

from .history import latest_id
from .models import Measure, Plan, Target, TaskAction, TaskGroup, TerritoryRuling
from .permissions import institutions_to_rule, may_change_plans, may_track_tasks

_M = TypeVar("_M", Target, Measure, TaskAction)


class ChangedMeanwhile(Refused):
    """Somebody saved the row after the form was opened."""


@transaction.atomic
def change_target(*, target: Target, values: Mapping[str, Any], seen: int, reason: str, by: User) -> Target:
    """Give a target other values. `seen` is the history record that the form showed; a reason is required."""
    _allow(may_change_plans(by))
    return _change(target, values, seen=seen, reason=_required(reason), by=by)


@transaction.atomic
def change_definition(*, measure: Measure, definition: str, seen: int, reason: str, by: User) -> Measure:
    """Say anew what a question means. Figures given before stay as they are; the history shows the old text."""
    _allow(may_change_plans(by))
    return _change(measure, {"definition": definition}, seen=seen, reason=_required(reason), by=by)


@transaction.atomic
def add_action(*, task_group: TaskGroup, values: Mapping[str, Any], by: User) -> TaskAction:
    """Something that is to be done under one of the plan's task groups."""
    _allow(may_track_tasks(by, task_group.plan))
    return _save(TaskAction(task_group=task_group, **values), reason="", by=by)


@transaction.atomic
def change_action(*, action: TaskAction, values: Mapping[str, Any], seen: int, reason: str, by: User) -> TaskAction:
    """Where an action stands now: state, date, result. What is not done any more is marked so, not deleted."""
    _allow(may_track_tasks(by, action.task_group.plan))
    return _change(action, values, seen=seen, reason=reason, by=by)


@transaction.atomic
def rule_on_territory(*, plan: Plan, institution: Institution, inside: bool, reason: str, by: User) -> TerritoryRuling:
    """Say that an institution lies in the plan's territory or does not, whatever the succession of units tells."""
    _allow(institutions_to_rule(by).filter(pk=institution.pk).exists())
    if plan.territory_id is None:
        raise Refused(_("Kế hoạch này áp dụng cho cả nước, không cần quyết định về phạm vi."))
    if plan.territory_rulings.filter(institution=institution).exists():
        raise Refused(_("Cơ sở %(code)s đã có quyết định; hãy rút quyết định ấy trước.") % {"code": institution.code})
    reason = _required(reason)
    ruling = TerritoryRuling(plan=plan, institution=institution, inside=inside, reason=reason, by=by)
    return _save(ruling, reason=reason, by=by)


@transaction.atomic
def withdraw_ruling(*, ruling: TerritoryRuling, reason: str, by: User) -> None:
    """Let the succession of units decide again. The ruling stays in the history."""
    _allow(institutions_to_rule(by).filter(pk=ruling.institution_id).exists())
    _trace(ruling, reason=_required(reason), by=by)
    ruling.delete()


def _allow(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _required(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Hãy nêu lý do."))
    return reason.strip()


def _change(row: _M, values: Mapping[str, Any], *, seen: int, reason: str, by: User) -> _M:
    stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if latest_id(stored) != seen:
        raise ChangedMeanwhile(
            _("Có người vừa sửa mục này. Hãy xem giá trị hiện hành bên dưới rồi lưu lại nếu vẫn cần.")
        )
    changed = {name: value for name, value in values.items() if getattr(stored, name) != value}
    if not changed:
        raise Refused(_("Chưa có gì thay đổi."))
    for name, value in changed.items():
        setattr(stored, name, value)
    stored.full_clean()
    return _save(stored, reason=reason, by=by)


_Row = TypeVar("_Row", bound=models.Model)


def _save(row: _Row, *, reason: str, by: User) -> _Row:
    _trace(row, reason=reason, by=by)
    row.save()
    return row


def _trace(row: models.Model, *, reason: str, by: User) -> None:
    """What simple_history writes beside the state."""
    row._change_reason = reason  # type: ignore[attr-defined]
    row._history_user = by  # type: ignore[attr-defined]
