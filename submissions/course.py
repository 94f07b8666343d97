"""The course of a return: every step, extension, handing over, question, file, mail and day of entry, in their order.

It is read from the traces, the same for whoever may read the return.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, TextChoices
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from institutions.models import Institution

from .asked import Standing, standing_in
from .models import FigureChange, FigureQuestion, FigureReply, RemindedReturn, Submission, TouchedSubmission


class Kind(TextChoices):
    STEP = "step", gettext_lazy("Bước")
    HANDED = "handed", gettext_lazy("Bàn giao")
    EXTENSION = "extension", gettext_lazy("Gia hạn")
    QUESTION = "question", gettext_lazy("Câu hỏi")
    FILE = "file", gettext_lazy("Tệp")
    FIGURES = "figures", gettext_lazy("Số liệu")
    REMINDER = "reminder", gettext_lazy("Thư nhắc")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when, what, who did it (empty: a command), and in which words.

    `batch_id` is the file that it is about; `day` leads to the figures that somebody changed on it.
    """

    at: datetime.datetime
    kind: Kind
    what: str
    by: str = ""
    text: str = ""
    status: str = ""
    batch_id: int | None = None
    day: datetime.date | None = None


def course_of(submission: Submission) -> list[Entry]:
    """Everything that happened to the return, the newest first. A fixed number of queries."""
    entries = [
        *_steps(submission), *_extensions(submission), *_questions(submission), *_files(submission),
        *_figures(submission), *_reminders(submission),
    ]  # fmt: skip
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _steps(submission: Submission) -> Iterator[Entry]:
    for row in submission.events.select_related("by", "handed_to"):
        if row.handed_to:
            what = _("Giao cho %(unit)s hoàn thành") % {"unit": row.handed_to}
            yield Entry(row.at, Kind.HANDED, what, _name(row.by), row.reason)
        else:
            what = row.get_new_status_display()
            yield Entry(row.at, Kind.STEP, what, _name(row.by), row.reason, status=row.new_status)


def _extensions(submission: Submission) -> Iterator[Entry]:
    for row in submission.extensions.select_related("by"):
        what = _("Hạn nộp mới %(day)s") % {"day": f"{row.due_date:%d/%m/%Y}"}
        yield Entry(row.at, Kind.EXTENSION, what, _name(row.by), row.reason)


def _questions(submission: Submission) -> Iterator[Entry]:
    """What was asked of figures, answered and settled."""
    asked = FigureQuestion.objects.filter(submission=submission)
    rows = list(asked.select_related("by", "settled_by", "institution", "measure"))
    standing = standing_in(submission.year, {row.institution_id for row in rows})
    figures = {row.pk: f"{_called(row.institution, standing)}, {row.measure.label}" for row in rows}
    for row in rows:
        about = {"figure": figures[row.pk]}
        yield Entry(row.at, Kind.QUESTION, _("Hỏi về %(figure)s") % about, _name(row.by), row.text)
        if row.settled_at:
            yield Entry(row.settled_at, Kind.QUESTION, _("Xong câu hỏi về %(figure)s") % about, _name(row.settled_by))
    replies = FigureReply.objects.filter(question__submission=submission)
    for reply in replies.select_related("by"):
        about = {"figure": figures[reply.question_id]}
        yield Entry(reply.at, Kind.QUESTION, _("Trả lời về %(figure)s") % about, _name(reply.by), reply.text)


def _called(institution: Institution, standing: Mapping[int, Standing]) -> str:
    """What the institution was called in the year; its code where it does not belong to it any more."""
    found = standing.get(institution.pk)
    return found.name if found else institution.code


def _files(submission: Submission) -> Iterator[Entry]:
    """Files with rows of this return: when they were applied, and taken back."""
    touched = TouchedSubmission.objects.filter(submission=submission).select_related("batch__by", "batch__undone_by")
    for row in touched.defer("published", "batch__report", "batch__choices", "batch__stamps"):
        batch, file = row.batch, {"file": row.batch.file_name}
        if batch.applied_at:
            what = _("Ghi số liệu từ tệp %(file)s") % file
            yield Entry(batch.applied_at, Kind.FILE, what, _name(batch.by), batch_id=batch.pk)
        if batch.undone_at:
            what = _("Hoàn tác tệp %(file)s") % file
            yield Entry(batch.undone_at, Kind.FILE, what, _name(batch.undone_by), batch_id=batch.pk)


def _figures(submission: Submission) -> Iterator[Entry]:
    """How many figures each person changed on each day, and through what: one entry each, at the day's last change."""
    rows = FigureChange.objects.filter(submission=submission).order_by()
    grouped = rows.annotate(day=TruncDate("at")).values_list(
        "day", "by", "by__full_name", "by__username", "through"
    )  # fmt: skip
    for day, _by, name, username, through, number, last in grouped.annotate(number=Count("pk"), last=Max("at")):
        what = ngettext("%(number)d lần sửa số liệu", "%(number)d lần sửa số liệu", number) % {"number": number}
        label = FigureChange.Through(through).label
        yield Entry(
            last, Kind.FIGURES, what, name or username or "", _("qua %(through)s") % {"through": label},
            day=day,
        )  # fmt: skip


def _reminders(submission: Submission) -> Iterator[Entry]:
    """Mails that reminded somebody of this return."""
    for row in RemindedReturn.objects.filter(submission=submission).select_related("reminder__by", "reminder__user"):
        mail = row.reminder
        what = _("Thư nhắc: %(result)s") % {"result": mail.get_result_display()}
        to = _("gửi %(person)s, hạn nộp %(day)s") % {"person": _name(mail.user), "day": f"{row.due_date:%d/%m/%Y}"}
        yield Entry(mail.at, Kind.REMINDER, what, _name(mail.by), to)


def _name(person: User | None) -> str:
    return str(person) if person else ""


def batches_of(entries: Iterable[Entry]) -> set[int]:
    """The files that the entries are about."""
    return {entry.batch_id for entry in entries if entry.batch_id}
