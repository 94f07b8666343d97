"""What was done with reporting years, what was published of them, and who was reminded."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from reports.models import Publication
from submissions.models import RemindedReturn, Reminder, ReportingYear, Submission

from .entries import Kind, Said, shown
from .filters import Filters
from .reader import Reader
from .recorded import Recorded, Subjects
from .sources import About, Source, path


def _of_year(rows: Sequence[Any]) -> Subjects:
    return {
        row.pk: (_("năm %(year)s") % {"year": row.number}, reverse("submissions:board", args=[row.number]))
        for row in rows
    }


_YEARS = Recorded(
    ReportingYear,
    ["start", "end", "reference_date", "due_date", "grace_days", "stage", "closed_at", "closed_by"],
    _of_year,
)


def _publications(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    return Publication.objects.select_related("plan", "year").defer("results", "registry")


def _tell_publications(rows: Sequence[Any], reader: Reader) -> list[Said]:
    what, about = _("công bố kết quả lần %(number)d"), _("%(plan)s, năm %(year)s")
    return [
        Said(
            what % {"number": row.number}, about % {"plan": row.plan, "year": row.year},
            reverse("reports:publication", args=[row.pk]), reason=row.note,
        )
        for row in rows
    ]  # fmt: skip


def _reminders(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    """Addresses are personal: one's own, those about returns that one reviews, all for the administrator."""
    rows = Reminder.objects.select_related("year", "user").defer("body")
    if reader.scope.is_administrator or reader.scope.reviews_all:
        return rows
    reviewed = Submission.objects.reviewable_by(reader.user).order_by().values("pk")
    about_theirs = RemindedReturn.objects.filter(submission__in=reviewed).order_by().values("reminder")
    return rows.filter(Q(user=reader.user) | Q(pk__in=about_theirs))


def _tell_reminders(rows: Sequence[Any], reader: Reader) -> list[Said]:
    found = []
    for row in rows:
        what = _("gửi thư nhắc đến %(who)s (%(result)s)") % {
            "who": f"{row.user} <{row.address}>" if row.user else row.address, "result": row.get_result_display(),
        }  # fmt: skip
        about = _("năm %(year)s, ngày %(day)s") % {"year": row.year, "day": shown(row.day)}
        found.append(Said(what, about, reason=row.error))
    return found


def _reminded(field: str) -> About:
    def condition(wanted: tuple[int, ...]) -> Q:
        returns = RemindedReturn.objects.filter(**{f"{field}__in": wanted})
        return Q(pk__in=returns.order_by().values("reminder"))

    return condition


SOURCES = [
    _YEARS.source(Kind.YEAR, {"year": path("id")}),
    Source(Kind.YEAR, _publications, _tell_publications, {"plan": path("plan"), "year": path("year")}),
    Source(
        Kind.DEADLINE, _reminders, _tell_reminders,
        {
            "year": path("year"), "person": path("user"), "submission": _reminded("submission"),
            "reporting_unit": _reminded("submission__reporting_unit"),
        },
    ),
]  # fmt: skip
