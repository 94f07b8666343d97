"""The words of a reminder: one letter to one address, about all that its people still owe."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from .deadlines import how_it_stands
from .reminding import Owed, Recipient

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A reminder ready to be sent."""

    recipient: Recipient
    subject: str
    body: str


def written(recipient: Recipient, on: datetime.date) -> Letter:
    """The letter in the portal's first language, whatever the language of whoever sends it."""
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "name": recipient.name,
            "returns": [_told(one, on) for one in recipient.owed],
            "worst": min((one.deadline.days_left(on) or 0) for one in recipient.owed),
            "link": address_of("submissions:mine") if recipient.user else address_of("home"),
            "has_account": recipient.user is not None,
            "department": settings.DEPARTMENT_NAME,
        }
        subject = render_to_string("submissions/mail/reminder_subject.txt", context)
        body = render_to_string("submissions/mail/reminder.txt", context)
    # One line, whatever stands in names: a line break would begin another header.
    return Letter(recipient, " ".join(subject.split())[:LONGEST_SUBJECT], body.strip() + "\n")


def _told(one: Owed, on: datetime.date) -> dict[str, object]:
    return {
        "owed": one,
        "year": one.submission.year,
        "unit": one.submission.reporting_unit.name,
        "due_date": one.due_date,
        "stands": how_it_stands(one.deadline, on),
        "is_returned": one.submission.status == "returned",
        "link": address_of("submissions:submission", one.submission.pk),
    }


def address_of(name: str, *args: object) -> str:
    """The whole address of a page: a mail has no request from which it could be read."""
    return settings.PORTAL_URL + reverse(name, args=args)
