"""The verb that sends a day's reminders. Each is claimed in the log before it goes out, so that nobody gets two."""

import datetime
from dataclasses import dataclass, field
from smtplib import SMTPAuthenticationError, SMTPConnectError, SMTPException, SMTPServerDisconnected
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from institutions.refusals import Refused

from ..letters import Letter, written
from ..models import RemindedReturn, Reminder
from ..reminding import Round

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_ERROR = 300
Result = Reminder.Result


@dataclass(slots=True)
class Sent:
    """What became of a day's letters: rows of the log, and those who had their mail of the day already."""

    sent: list[Reminder] = field(default_factory=list)
    failed: list[Reminder] = field(default_factory=list)
    already: list[Letter] = field(default_factory=list)
    left: list[Letter] = field(default_factory=list)


def send_reminders(*, day_round: Round, by: "User | None", retry: bool = False) -> Sent:
    """Send the reminders of the round, at most one to an address on its day; with `retry`, failed ones again.

    Not atomic as a whole, on purpose: what went out cannot be taken back, so each letter is claimed, sent and recorded
    by itself. When the mail server cannot be reached the rest is left for another run.
    """
    if not settings.PORTAL_URL:
        raise Refused(_("Chưa đặt PORTAL_URL nên thư không có liên kết về cổng; hãy đặt rồi gửi."))
    found = Sent()
    letters = [written(recipient, day_round.on) for recipient in day_round.recipients]
    for place, letter in enumerate(letters):
        reminder = _claim(letter, day_round.on, by, retry=retry)
        if reminder is None:
            found.already.append(letter)
            continue
        error, is_lost = _send(letter)
        reminder.result, reminder.error = (Result.FAILED if error else Result.SENT), error[:LONGEST_ERROR]
        reminder.save(update_fields=["result", "error"])
        (found.failed if error else found.sent).append(reminder)
        if is_lost:
            found.left = letters[place + 1 :]
            break
    return found


def _claim(letter: Letter, on: datetime.date, by: "User | None", *, retry: bool) -> Reminder | None:
    """The row of the log under which this letter is sent now; None where the address has one of this day."""
    address, owed = letter.recipient.address, letter.recipient.owed
    reminder = Reminder(
        year=owed[0].submission.year, address=address, user=letter.recipient.user, day=on, subject=letter.subject,
        body=letter.body, by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            reminder.save(force_insert=True)
            _note(reminder, letter)
    except IntegrityError:
        return _claim_again(reminder, letter) if retry else None
    return reminder


@transaction.atomic
def _claim_again(wanted: Reminder, letter: Letter) -> Reminder | None:
    """The failed row of the day, to be sent with the words of now; None where it did not fail."""
    failed = Reminder.objects.filter(address=wanted.address, day=wanted.day, result=Result.FAILED)
    now = {"subject": wanted.subject, "body": wanted.body, "by": wanted.by, "user": wanted.user, "year": wanted.year}
    if not failed.update(result=Result.PENDING, error="", **now):
        return None
    reminder = Reminder.objects.get(address=wanted.address, day=wanted.day)
    reminder.returns.all().delete()  # nobody was told of them
    _note(reminder, letter)
    return reminder


def _note(reminder: Reminder, letter: Letter) -> None:
    RemindedReturn.objects.bulk_create(
        RemindedReturn(reminder=reminder, submission=one.submission, stage=one.stage, due_date=one.due_date)
        for one in letter.recipient.owed
    )


def _send(letter: Letter) -> tuple[str, bool]:
    """What went wrong, empty when nothing did; and whether the server itself could not be reached."""
    try:
        EmailMessage(letter.subject, letter.body, to=[letter.recipient.address]).send()
    except (SMTPAuthenticationError, SMTPConnectError, SMTPServerDisconnected) as error:
        return _said(error), True
    except (SMTPException, ValueError) as error:  # refused, or nothing that can be a mail (a broken header)
        return _said(error), False
    except OSError as error:  # of which the former are kinds: no answer, no such host
        return _said(error), True
    return "", False


def _said(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
