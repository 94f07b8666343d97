"""Reporting years."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


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
    grace_days = models.PositiveSmallIntegerField(_("số ngày gia hạn chung"), default=0)
    stage = models.CharField(_("tình trạng"), max_length=10, choices=Stage.choices, default=Stage.OPEN)
    closed_at = models.DateTimeField(_("khóa lúc"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

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
    def calendar_name(self) -> str:
        """Which calendar its days are: the administrative year of the ministry's reports, the statistical, or other."""
        days = self.start, self.end
        if days == (datetime.date(self.number, 1, 1), datetime.date(self.number, 12, 31)):
            return gettext("năm thống kê (01/01 - 31/12)")
        if days == (datetime.date(self.number - 1, 12, 15), datetime.date(self.number, 12, 14)):
            return gettext("năm hành chính (15/12 - 14/12)")
        return gettext("kỳ riêng")

    @classmethod
    def calendar(cls, number: int) -> "ReportingYear":
        """The year as it is when nobody set it otherwise: the calendar year, counted on 31 December. Not saved."""
        last = datetime.date(number, 12, 31)
        return cls(number=number, start=datetime.date(number, 1, 1), end=last, reference_date=last)
