"""Days in forms, everywhere written day first.

A browser shows `<input type="date">` in the language of the machine: on an English Windows 31 December reads
12/31/2025, and 03/04/2025 as another day than was meant. So a day is text here, read and printed day first. Addresses
may go on saying `2025-12-31`.
"""

import datetime
import re
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EARLIEST, LATEST = datetime.date(1800, 1, 1), datetime.date(2199, 12, 31)
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?:[T ]00:00(?::00)?)?")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2}) ?[/.-] ?(?P<month>[0-9]{1,2}) ?[/.-] ?(?P<year>[0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2} ?[/.-] ?[0-9]{1,2} ?[/.-] ?[0-9]{1,3}")
_ORDER, _HOW = gettext_lazy("ngày/tháng/năm"), gettext_lazy("Ví dụ 31/12/2025.")


class NoDay(ValueError):
    """The text is no day; the message says why, and how to write one."""


def day_of(text: str) -> datetime.date:
    """The day that a text names: 31/12/2025, 31-12-2025, 31.12.2025, or 2025-12-31. Raises NoDay."""
    text = " ".join(text.split())
    day_first = _DAY_FIRST.fullmatch(text)
    found = day_first or _YEAR_FIRST.fullmatch(text)
    if found is None:
        if _SHORT_YEAR.fullmatch(text):
            raise NoDay(_("Hãy viết đủ bốn chữ số của năm, ví dụ 31/12/2025."))
        raise NoDay(_("“%(text)s” không phải là ngày. Hãy viết ngày/tháng/năm, ví dụ 31/12/2025.") % {"text": text})
    day, month, year = (int(found[name]) for name in ("day", "month", "year"))
    if day_first and month > 12 >= day:  # the American order: never turned round silently
        raise NoDay(_("Không có tháng %(month)s. Hãy viết ngày trước, tháng sau, ví dụ 31/12/2025.") % {"month": month})
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        said = f"{day:02}/{month:02}/{year:04}"
        raise NoDay(_("Không có ngày %(day)s. Hãy viết ngày/tháng/năm, ví dụ 31/12/2025.") % {"day": said}) from error


class DayInput(forms.DateInput):
    """A line of text for a day. Its placeholder does not look like a day that is filled in.

    What an address says as 2025-12-31 is shown as 31/12/2025.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        shown = {"inputmode": "numeric", "placeholder": _ORDER, "autocomplete": "off", "class": "day"}
        super().__init__(attrs=shown | (attrs or {}), format="%d/%m/%Y")

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, str) and _YEAR_FIRST.fullmatch(value.strip()):
            try:
                value = day_of(value)
            except NoDay:
                return str(value)
        shown: str | None = super().format_value(value)
        return shown


class DateField(forms.DateField):
    """A day, written day first; a sentence for each way in which a text is none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DayInput())
        help_text = kwargs.pop("help_text", "")
        kwargs["help_text"] = format_lazy("{} {}", _HOW, help_text) if help_text else _HOW
        super().__init__(**kwargs)
        # A day before and a day after must exist for each day that is written.
        span = gettext_lazy("Ngày phải từ 01/01/1800 đến 31/12/2199.")
        self.validators += [MinValueValidator(EARLIEST, span), MaxValueValidator(LATEST, span)]

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, str) and value.strip():
            try:
                return day_of(value)
            except NoDay as error:
                raise forms.ValidationError(str(error), code="invalid") from error
        return super().to_python(value)
