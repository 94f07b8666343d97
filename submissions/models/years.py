"""Reporting years."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Calendar(models.TextChoices):
    """Which days a year has: those of statistics, those of the ministry's reports of the year's work, or others."""

    STATISTICAL = "statistical", _("năm thống kê (01/01 - 31/12)")
    ADMINISTRATIVE = "administrative", _("năm hành chính (15/12 - 14/12)")
    OWN = "own", _("kỳ riêng")

    def days(self, number: int) -> tuple[datetime.date, datetime.date]:
        """First and last day of the year with this number; of a calendar of its own, those of statistics."""
        if self == Calendar.ADMINISTRATIVE:
            return datetime.date(number - 1, 12, 15), datetime.date(number, 12, 14)
        return datetime.date(number, 1, 1), datetime.date(number, 12, 31)


class ReportingYear(models.Model):
    """A year with its own calendar: its days, the day on which institutions are counted, when returns are due.

    Planned: its days are set and nothing can be entered yet. Open: the reporting units are asked. Closed: nothing of it
    changes. A return is late when it was not submitted `grace_days` after it was due.
    """

    class Stage(models.TextChoices):
        PLANNED = "planned", _("dự kiến")
        OPEN = "open", _("đang mở")
        CLOSED = "closed", _("đã khóa")

    number = models.PositiveSmallIntegerField(
        _("năm"), unique=True, error_messages={"unique": _("Năm báo cáo này đã có.")}
    )
    start = models.DateField(_("từ ngày"))
    end = models.DateField(_("đến hết ngày"))
    reference_date = models.DateField(_("ngày chốt danh sách cơ sở"))
    due_date = models.DateField(_("hạn nộp"), null=True, blank=True)
    grace_days = models.PositiveSmallIntegerField(_("số ngày được nộp chậm"), default=0)
    stage = models.CharField(_("tình trạng"), max_length=10, choices=Stage.choices, default=Stage.OPEN)
    closed_at = models.DateTimeField(_("khóa lúc"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("người khóa"),
    )  # fmt: skip

    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))  # room for a citation

    class Meta:
        verbose_name = _("năm báo cáo")
        verbose_name_plural = _("năm báo cáo")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gte=F("start")),
                name="year_ends_after_it_starts",
                violation_error_message=_("Ngày cuối năm báo cáo không thể trước ngày đầu."),
            ),
            models.CheckConstraint(
                condition=Q(reference_date__gte=F("start"), reference_date__lte=F("end")),
                name="reference_date_lies_in_the_year",
                violation_error_message=_("Ngày chốt danh sách phải nằm trong năm báo cáo."),
            ),
            models.CheckConstraint(condition=Q(stage__in=["planned", "open", "closed"]), name="year_stage_is_known"),
            models.CheckConstraint(
                condition=Q(stage="closed", closed_at__isnull=False) | Q(~Q(stage="closed"), closed_at=None),
                name="closed_years_say_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_closed(self) -> bool:
        return self.stage == self.Stage.CLOSED

    @property
    def is_open(self) -> bool:
        return self.stage == self.Stage.OPEN

    @property
    def calendar_kind(self) -> Calendar:
        """Which calendar its days are."""
        for kind in (Calendar.STATISTICAL, Calendar.ADMINISTRATIVE):
            if (self.start, self.end) == kind.days(self.number):
                return kind
        return Calendar.OWN

    @property
    def calendar_name(self) -> str:
        """What its calendar is called, to be printed on what is made from the year."""
        return str(self.calendar_kind.label)

    @classmethod
    def calendar(cls, number: int) -> "ReportingYear":
        """The year as it is when nobody set it otherwise: the calendar year, counted on 31 December. Not saved."""
        first, last = Calendar.STATISTICAL.days(number)
        return cls(number=number, start=first, end=last, reference_date=last)
