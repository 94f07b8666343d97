"""When returns are due: exceptions for single reporting units, and the reminders that were sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .returns import Submission
from .years import ReportingYear


class Extension(models.Model):
    """Another day on which one return is due, and why. Append-only; the newest holds."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="extensions")
    due_date = models.DateField(_("hạn nộp mới"))
    reason = models.CharField(_("lý do"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("gia hạn")
        verbose_name_plural = _("gia hạn")
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.due_date:%d/%m/%Y}"


class Reminder(models.Model):
    """A reminder to one person on one day, as it was sent: one mail for all that the person still owes.

    The row is written before the mail is sent, so that two runs never send twice; what failed says why.
    """

    class Result(models.TextChoices):
        PENDING = "pending", _("đang gửi")
        SENT = "sent", _("đã gửi")
        FAILED = "failed", _("không gửi được")

    year = models.ForeignKey(ReportingYear, models.PROTECT, related_name="reminders")
    address = models.EmailField(_("thư điện tử"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField(_("ngày"))
    subject = models.CharField(_("tiêu đề"), max_length=200)
    body = models.TextField(_("nội dung"))
    result = models.CharField(_("kết quả"), max_length=10, choices=Result.choices, default=Result.PENDING)
    error = models.CharField(_("lỗi"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("thư nhắc")
        verbose_name_plural = _("thư nhắc")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["address", "day"], name="one_reminder_per_person_and_day"),
            models.CheckConstraint(
                condition=Q(result__in=["pending", "sent", "failed"]), name="reminder_result_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.day:%d/%m/%Y}"


class RemindedReturn(models.Model):
    """A return that a reminder was about, and at which stage: so many days before it was due, or after (negative)."""

    reminder = models.ForeignKey(Reminder, models.PROTECT, related_name="returns")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+")
    stage = models.SmallIntegerField(_("số ngày trước hạn"))
    due_date = models.DateField(_("hạn nộp"))

    class Meta:
        verbose_name = _("báo cáo được nhắc")
        verbose_name_plural = _("báo cáo được nhắc")
        constraints = [models.UniqueConstraint(fields=["reminder", "submission"], name="a_return_once_in_a_reminder")]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.stage}"
