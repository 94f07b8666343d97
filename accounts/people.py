"""What is done with people: the only module that changes users and memberships, each change with its trace.

Every verb writes who did it (`by`; None for a command) and what it was (`Act`) into the history. What a rule forbids
raises Refused with a sentence for the person who tried.
"""

import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.models import AdministrativeUnit, ReportingUnit
from institutions.refusals import Refused

from .models import Membership, User

Row = TypeVar("Row", User, Membership)


class Act(TextChoices):
    """What a row of history stands for; kept as its reason, so that each language shows it in its own words."""

    INVITED = "invited", gettext_lazy("mời vào cổng")
    CORRECTED = "corrected", gettext_lazy("sửa thông tin")
    MEMBERSHIP_ADDED = "membership_added", gettext_lazy("giao vai trò")
    MEMBERSHIP_ENDED = "membership_ended", gettext_lazy("cho thôi vai trò")
    LINK_RENEWED = "link_renewed", gettext_lazy("cấp liên kết đặt mật khẩu")
    PASSWORD_DROPPED = "password_dropped", gettext_lazy("hủy mật khẩu, cấp liên kết mới")
    PASSWORD_CHOSEN = "password_chosen", gettext_lazy("tự đặt mật khẩu")
    DEACTIVATED = "deactivated", gettext_lazy("khóa tài khoản")
    REACTIVATED = "reactivated", gettext_lazy("mở lại tài khoản")


@transaction.atomic
def invite(
    *,
    username: str,
    full_name: str,
    role: str,
    valid_from: datetime.date,
    by: User | None,
    email: str = "",
    phone: str = "",
    reporting_unit: ReportingUnit | None = None,
    unit: AdministrativeUnit | None = None,
) -> User:
    """Add somebody with one membership and without a password: they choose it through a link of their own."""
    username = User.normalize_username(username)
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."))
    user = User(username=username, full_name=full_name, email=email, phone=phone)
    user.set_unusable_password()
    _record(user, Act.INVITED, by)
    add_membership(user=user, role=role, reporting_unit=reporting_unit, unit=unit, valid_from=valid_from, by=by)
    return user


@transaction.atomic
def correct_person(*, user: User, full_name: str, email: str, phone: str, by: User | None) -> User:
    """Write the name, address and telephone anew. The login name stays: the trail of changes names it."""
    user.full_name, user.email, user.phone = full_name, email, phone
    return _record(user, Act.CORRECTED, by)


@transaction.atomic
def add_membership(
    *,
    user: User,
    role: str,
    valid_from: datetime.date,
    by: User | None,
    reporting_unit: ReportingUnit | None = None,
    unit: AdministrativeUnit | None = None,
) -> Membership:
    """Give a role from a day on. The same role at the same place twice at once is refused."""
    User.objects.select_for_update().get(pk=user.pk)
    for place in (reporting_unit, unit):
        if place is not None and place.valid_until is not None and place.valid_until < valid_from:
            raise Refused(
                _("%(place)s đã kết thúc ngày %(day)s: hãy chọn đơn vị đang hoạt động.")
                % {"place": place, "day": f"{place.valid_until:%d/%m/%Y}"}
            )
    same = user.memberships.filter(role=role, reporting_unit=reporting_unit, unit=unit)
    if same.filter(Q(valid_until=None) | Q(valid_until__gte=valid_from)).exists():
        raise Refused(_("%(name)s đang giữ đúng vai trò này rồi.") % {"name": user})
    membership = Membership(
        user=user, role=role, reporting_unit=reporting_unit, unit=unit, valid_from=valid_from, valid_until=None
    )
    return _record(membership, Act.MEMBERSHIP_ADDED, by)


@transaction.atomic
def end_membership(*, membership: Membership, on: datetime.date, by: User | None) -> Membership:
    """End a role after the day `on`. The row stays: what somebody was can always be read."""
    membership = Membership.objects.select_for_update().select_related("user").get(pk=membership.pk)
    if membership.valid_until is not None and membership.valid_until < timezone.localdate():
        raise Refused(_("Vai trò này đã kết thúc ngày %(day)s.") % {"day": f"{membership.valid_until:%d/%m/%Y}"})
    if membership.role == Membership.Role.ADMINISTRATOR:
        _keep_an_administrator(on + datetime.timedelta(days=1), without_membership=membership)
    membership.valid_until = on
    return _record(membership, Act.MEMBERSHIP_ENDED, by)


@transaction.atomic
def renew_link(*, user: User, drop_password: bool, by: User | None) -> User:
    """Prepare a new link to choose a password; at choice the old password stops working and its sessions end."""
    if not user.is_active:
        raise Refused(_("Tài khoản đang bị khóa: hãy mở lại trước khi cấp liên kết."))
    if drop_password or not user.has_usable_password():
        # A fresh unusable password is another one: links that were given before die with the old.
        user.set_unusable_password()
    return _record(user, Act.PASSWORD_DROPPED if drop_password else Act.LINK_RENEWED, by)


@transaction.atomic
def choose_password(*, user: User, password: str) -> User:
    """Set the password that somebody chose for themselves. Other sessions and links end with the old one."""
    user.set_password(password)
    return _record(user, Act.PASSWORD_CHOSEN, user)


@transaction.atomic
def deactivate(*, user: User, by: User | None) -> User:
    """Close an account: sessions, password and links end at once and do not come back when it is opened again."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused(_("Tài khoản này đã bị khóa rồi."))
    if user.is_administrator:
        _keep_an_administrator(timezone.localdate(), without_user=user)
    user.is_active = False
    user.set_unusable_password()
    return _record(user, Act.DEACTIVATED, by)


@transaction.atomic
def reactivate(*, user: User, by: User | None) -> User:
    """Open a closed account again. It has no password yet: a new link is needed."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        raise Refused(_("Tài khoản này đang hoạt động."))
    user.is_active = True
    return _record(user, Act.REACTIVATED, by)


def _keep_an_administrator(
    on: datetime.date, *, without_user: User | None = None, without_membership: Membership | None = None
) -> None:
    """Refuse what would leave nobody who administers from that day on without an end."""
    offices = Membership.objects.select_for_update().filter(role=Membership.Role.ADMINISTRATOR).order_by("pk")
    # Read at once, so that two who deprive each other at the same moment queue here.
    lasting = [
        office.user_id
        for office in offices
        if office != without_membership and office.valid_until is None and office.valid_from <= on
    ]
    remaining = User.objects.filter(Q(pk__in=lasting) | Q(is_superuser=True), is_active=True)
    if not remaining.exclude(pk=without_user.pk if without_user else None).exists():
        raise Refused(
            _("Đây là quản trị viên cuối cùng còn hoạt động. Hãy giao vai trò quản trị cho một người khác trước.")
        )


def _record(row: Row, act: Act, by: User | None) -> Row:
    """Check and save with its trace: simple_history reads who and why from the row."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    row._history_user = by  # type: ignore[attr-defined]
    row._change_reason = act.value  # type: ignore[attr-defined]
    row.save()
    return row
