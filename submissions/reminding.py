"""Who is reminded of what on a day: for each return that is still awaited, the stage before or after its due date that
was reached last and of which the person was not told yet.

A stage is so many days before the due date (negative: after it). One that fell on a day without a run is caught up with
by the next run, but only the latest: nobody gets three mails because nobody pressed the button for a month. Another due
date begins the stages anew.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from accounts.models import Membership, User
from institutions.models import Contact, ReportingUnit
from institutions.responsibility import Responsibility, current_responsibility

from .asked import answering_through, asked_measures
from .deadlines import ARRIVED, Deadline, deadlines_of
from .entry import answered, is_complete
from .models import RemindedReturn, Reminder, ReportingYear, Submission, SubmissionEvent

Status = Submission.Status


@dataclass(frozen=True, slots=True)
class Owed:
    """A return that somebody owes: by when, at which stage, how far it is, why it came back (where it did)."""

    submission: Submission
    deadline: Deadline
    stage: int
    answering: ReportingUnit
    institutions: int
    complete: int
    reason: str

    @property
    def due_date(self) -> datetime.date:
        assert self.deadline.due_date is not None  # noqa: S101 - without a due date nothing reaches a stage
        return self.deadline.due_date


@dataclass(slots=True)
class Recipient:
    """One address, in small letters, with whoever has it, and the returns of which they are reminded."""

    address: str
    name: str
    user: User | None
    owed: list[Owed] = field(default_factory=list)


@dataclass(slots=True)
class Round:
    """A day's reminders: who gets one, and the returns for which nobody has an address."""

    on: datetime.date
    recipients: list[Recipient]
    unreachable: list[Owed]


_Person = tuple[str, str, User | None]
"""Address, name, user."""


def reminded_on(on: datetime.date, returns: QuerySet[Submission]) -> Round:
    """The reminders of the day about these returns; a fixed number of queries for each open year."""
    rule = current_responsibility()
    owed = _owed(on, returns, rule)
    people = _people(on, {one.answering.pk for one in owed}, rule)
    told = _told({one.submission.pk for one in owed})
    found: dict[str, Recipient] = {}
    for one in owed:
        for address, name, user in people.get(one.answering.pk, ()):
            if told.get((address, one.submission.pk, one.due_date), one.stage + 1) > one.stage:
                found.setdefault(address, Recipient(address, name, user)).owed.append(one)
    silent = [one for one in owed if not people.get(one.answering.pk)]
    return Round(on, sorted(found.values(), key=lambda one: one.address), silent)


def stage_reached(days_left: int, stages: Collection[int]) -> int | None:
    """The stage that was reached last so many days before the due date (negative: after it); None before the first."""
    return min((stage for stage in stages if days_left <= stage), default=None)


def stages() -> list[int]:
    """The stages of the settings, the earliest first."""
    return sorted({*settings.REMIND_DAYS_BEFORE, *(-days for days in settings.REMIND_DAYS_AFTER)}, reverse=True)


def _owed(on: datetime.date, returns: QuerySet[Submission], rule: Responsibility) -> list[Owed]:
    """The awaited returns of open years that have reached a stage, by reporting unit and year."""
    awaited = returns.filter(year__stage=ReportingYear.Stage.OPEN).exclude(status__in=ARRIVED)
    by_year: dict[ReportingYear, list[Submission]] = defaultdict(list)
    for row in awaited.select_related("year", "reporting_unit").order_by("reporting_unit__sort_key", "pk"):
        by_year[row.year].append(row)
    found: list[Owed] = []
    for year in sorted(by_year, key=lambda row: row.number):
        rows, known = by_year[year], stages()
        deadlines = deadlines_of(year, [row.pk for row in rows])
        reached: list[tuple[Submission, int]] = []
        for row in rows:
            left = deadlines[row.pk].days_left(on)
            stage = None if left is None else stage_reached(left, known)
            if stage is not None:
                reached.append((row, stage))
        if reached:
            found += _described(year, reached, deadlines, on, rule)
    return found


def _described(
    year: ReportingYear,
    reached: Sequence[tuple[Submission, int]],
    deadlines: Mapping[int, Deadline],
    on: datetime.date,
    rule: Responsibility,
) -> Iterable[Owed]:
    total, complete = _completeness(year, {row.reporting_unit_id for row, _stage in reached}, rule)
    reasons = _reasons([row.pk for row, _stage in reached if row.status == Status.RETURNED])
    for row, stage in reached:
        asked = row.reporting_unit_id
        # Whoever took over the duties of an office that ended finishes its return, unless it was handed to another.
        answering = rule.successor(row.handed_to_id or asked, on) or asked
        yield Owed(
            row, deadlines[row.pk], stage, rule.reporting_units[answering], total[asked], complete[asked],
            reasons.get(row.pk, ""),
        )  # fmt: skip


def _completeness(year: ReportingYear, of: Collection[int], rule: Responsibility) -> tuple[Counter[int], Counter[int]]:
    """By reporting unit: for how many institutions it answers, and how many of them are complete."""
    rows = answering_through(of, year, rule)
    done, asked = answered(year, [row.institution_id for row in rows]), asked_measures()
    total: Counter[int] = Counter()
    complete: Counter[int] = Counter()
    for row in rows:
        if row.reporting_unit_id is not None:
            total[row.reporting_unit_id] += 1
            complete[row.reporting_unit_id] += is_complete(row, asked, done)
    return total, complete


def _reasons(returned: Collection[int]) -> dict[int, str]:
    """Why each of these returns went back, the last time."""
    events = SubmissionEvent.objects.filter(submission__in=returned, new_status=Status.RETURNED, handed_to=None)
    return dict(events.order_by("at", "pk").values_list("submission", "reason"))


def _people(on: datetime.date, reporting_units: Collection[int], rule: Responsibility) -> dict[int, list[_Person]]:
    """By reporting unit, who is written to: its reporters of the day who have an address, else its contacts."""
    found: dict[int, list[_Person]] = defaultdict(list)
    members = Membership.objects.standing(on).filter(role="reporter", user__is_active=True)
    for row in members.select_related("user").order_by("user"):
        heir = rule.heir(row.reporting_unit_id, on) if row.reporting_unit_id else None
        address = usable(row.user.email)
        if heir in reporting_units and heir is not None and address:
            found[heir].append((address, str(row.user), row.user))
    others = [pk for pk in reporting_units if pk not in found]
    for contact in Contact.objects.filter(reporting_unit__in=others).order_by("pk"):
        if address := usable(contact.email):
            found[contact.reporting_unit_id].append((address, contact.name, None))
    return {pk: list({person[0]: person for person in reversed(people)}.values()) for pk, people in found.items()}


def usable(address: str) -> str:
    """The address in small letters; empty where nothing can be sent to it."""
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def _told(returns: Collection[int]) -> dict[tuple[str, int, datetime.date], int]:
    """Of which stage each address was told last, by return and due date. What failed told nobody anything; what was
    cut off half-way may have, and is not said twice."""
    rows = RemindedReturn.objects.filter(submission__in=returns).exclude(reminder__result=Reminder.Result.FAILED)
    found: dict[tuple[str, int, datetime.date], int] = {}
    for address, submission, due_date, stage in rows.values_list(
        "reminder__address", "submission", "due_date", "stage"
    ):
        key = (address.lower(), submission, due_date)
        found[key] = min(stage, found.get(key, stage))
    return found
