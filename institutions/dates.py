"""Dates as they are written in files: 2025-06-30, or 30/06/2025 with the day first."""

import datetime
import re

from django.utils.translation import gettext as _

ONE_DAY = datetime.timedelta(days=1)
END_OF_TIME = datetime.date.max
"""Stands for "no end" where dates are compared."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class UnreadableDate(ValueError):
    """The cell holds no date; the message is a translated sentence that says how to write one."""


def read_date(cell: object) -> datetime.date | None:
    """The date in a cell of a file, None for a blank one. Raises UnreadableDate."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    text = "" if cell is None else str(cell).strip()
    if not text:
        return None
    try:
        if found := _ISO.fullmatch(text):
            return datetime.date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(text):
            return datetime.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass  # a day that no month has: refused below, like any other text
    raise UnreadableDate(_("Không phải là ngày. Hãy viết ngày/tháng/năm (30/06/2025) hoặc 2025-06-30."))
