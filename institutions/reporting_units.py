"""What is done with reporting units that are no offices, and with contacts: the only module that writes them by hand.

Offices begin and end with their administrative units (`units_import.py`); a museum or the education department that
reports by itself begins and ends here.
"""

import datetime
from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from .dates import ONE_DAY
from .models import AdministrativeUnit, Contact, ReportingUnit
from .refusals import Refused

if TYPE_CHECKING:
    from accounts.models import User

_Row = TypeVar("_Row", ReportingUnit, Contact)


@transaction.atomic
def open_reporting_unit(
    *, code: str, name: str, unit: AdministrativeUnit, valid_from: datetime.date, by: "User | None", reason: str = ""
) -> ReportingUnit:
    """Add a body that reports by itself from a day on. Its code must be free from that day."""
    if by is not None and not by.scope().reviews_unit(unit.pk):
        raise Refused(_("%(unit)s nằm ngoài địa bàn bạn phụ trách.") % {"unit": unit})
    # Whoever else adds one in this unit waits here, so that two cannot take the same code.
    AdministrativeUnit.objects.select_for_update().get(pk=unit.pk)
    taken = ReportingUnit.objects.filter(code=code).filter(Q(valid_until=None) | Q(valid_until__gte=valid_from)).first()
    if taken is not None:
        raise Refused(_("Mã %(code)s đang là của “%(name)s”. Hãy chọn mã khác.") % {"code": code, "name": taken.name})
    return _record(ReportingUnit(code=code, name=name, unit=unit, valid_from=valid_from), by, reason)


@transaction.atomic
def correct_reporting_unit(
    *, reporting_unit: ReportingUnit, name: str, by: "User | None", reason: str = ""
) -> ReportingUnit:
    """Write the name anew: it was spelled wrongly, or the body is called otherwise now."""
    row = _own_body(reporting_unit)
    row.name = name
    return _record(row, by, reason)


@transaction.atomic
def end_reporting_unit(
    *,
    reporting_unit: ReportingUnit,
    on: datetime.date,
    successor: ReportingUnit | None,
    by: "User | None",
    reason: str = "",
) -> ReportingUnit:
    """End a body after the day `on`. Its institutions and people go to the successor; without one the office of the
    place answers for the institutions, and the people's memberships give nothing more."""
    row = _own_body(reporting_unit)
    if row.valid_until is not None:
        raise Refused(_("Đơn vị này đã kết thúc ngày %(day)s.") % {"day": f"{row.valid_until:%d/%m/%Y}"})
    if on < row.valid_from:
        raise Refused(
            _("Đơn vị bắt đầu ngày %(day)s: ngày cuối không thể sớm hơn.") % {"day": f"{row.valid_from:%d/%m/%Y}"}
        )
    if successor is not None:
        if successor == row:
            raise Refused(_("Đơn vị không thể kế tục chính mình."))
        if not ReportingUnit.objects.standing(on + ONE_DAY).filter(pk=successor.pk).exists():
            raise Refused(
                _("“%(name)s” không hoạt động vào ngày %(day)s nên không kế tục được.")
                % {"name": successor.name, "day": f"{on + ONE_DAY:%d/%m/%Y}"}
            )
    row.valid_until, row.successor = on, successor
    return _record(row, by, reason)


@transaction.atomic
def save_contact(*, contact: Contact, by: "User | None") -> Contact:
    """Write a contact, new or changed."""
    return _record(contact, by, "")


@transaction.atomic
def remove_contact(*, contact: Contact, by: "User | None") -> None:
    """Take a contact away: personal data is kept only as long as the person is to be asked."""
    contact._history_user = by  # type: ignore[attr-defined]
    contact.delete()


def _own_body(reporting_unit: ReportingUnit) -> ReportingUnit:
    row = ReportingUnit.objects.select_for_update().get(pk=reporting_unit.pk)
    if row.is_office:
        raise Refused(_("Cơ quan của đơn vị hành chính đổi theo đơn vị hành chính, không sửa ở đây."))
    return row


def _record(row: _Row, by: "User | None", reason: str) -> _Row:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    row._history_user = by  # type: ignore[attr-defined]
    row._change_reason = reason  # type: ignore[attr-defined]
    row.save()
    return row
