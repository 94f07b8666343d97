"""Reporting years."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class ReportingYear(models.Model):
    """A year with its own calendar: its days, the day on which institutions are counted, when returns are due."""

    number = models.PositiveSmallIntegerField(
        _("năm"), unique=True, error_messages={"unique": _("Năm báo cáo này đã có.")}
    )
    start = models.DateField(_("từ ngày"))
    end = models.DateField(_("đến hết ngày"))
    reference_date = models.DateField(_("ngày chốt danh sách cơ sở"))
    due_date = models.DateField(_("hạn nộp"), null=True, blank=True)
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
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @classmethod
    def calendar(cls, number: int) -> "ReportingYear":
        """The year as it is when nobody set it otherwise: the calendar year, counted on 31 December. Not saved."""
        last = datetime.date(number, 12, 31)
        return cls(number=number, start=datetime.date(number, 1, 1), end=last, reference_date=last)
