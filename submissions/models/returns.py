"""Returns: what one reporting unit answers for one year, and the steps that it took."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models import ReportingUnit

from .years import ReportingYear

if TYPE_CHECKING:
    from accounts.models import User


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: "User") -> Self:
        """Returns that the user may read: of reporting units within their scope."""
        scope = user.scope()
        return self if scope.everything else self.filter(_answered_by(scope.readable_reporting_units()))

    def editable_by(self, user: "User") -> Self:
        """Returns whose figures the user may write, whatever their state: the reporter's own, the reviewer's all."""
        scope = user.scope()
        reviewed = scope.reviewed_reporting_units()
        if reviewed is None:
            return self
        return self.filter(Q(reporting_unit__in=reviewed) | _answered_by(scope.answered_reporting_units))

    def reviewable_by(self, user: "User") -> Self:
        """Returns that the user may return, approve or reopen."""
        reviewed = user.scope().reviewed_reporting_units()
        return self if reviewed is None else self.filter(reporting_unit__in=reviewed)


def _answered_by(reporting_units: set[int]) -> Q:
    """Returns of these reporting units, and those that were handed to them."""
    return Q(reporting_unit__in=reporting_units) | Q(handed_to__in=reporting_units)


class Submission(models.Model):
    """One reporting unit's return for one year. Its state changes only through verbs of `workflow`, with an event.

    `handed_to` is who finishes it in place of a reporting unit that ended; the return stays that unit's.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("đang nhập")
        SUBMITTED = "submitted", _("đã nộp")
        RETURNED = "returned", _("trả lại để sửa")
        APPROVED = "approved", _("đã duyệt")

    reporting_unit = models.ForeignKey(ReportingUnit, models.PROTECT, related_name="submissions")
    year = models.ForeignKey(ReportingYear, models.PROTECT, related_name="submissions")
    status = models.CharField(_("tình trạng"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    handed_to = models.ForeignKey(
        ReportingUnit, models.PROTECT, null=True, blank=True, related_name="received", verbose_name=_("giao cho")
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("báo cáo")
        verbose_name_plural = _("báo cáo")
        ordering = ["-year__number", "reporting_unit__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "reporting_unit"], name="one_submission_per_unit_and_year"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "submitted", "returned", "approved"]),
                name="submission_status_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reporting_unit} {self.year}"


class SubmissionEvent(models.Model):
    """A step of a submission: from which state to which, or to whom it was handed; who, when, why. Append-only."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="events")
    old_status = models.CharField(_("từ"), max_length=10, choices=Submission.Status.choices, blank=True)
    new_status = models.CharField(_("thành"), max_length=10, choices=Submission.Status.choices)
    reason = models.TextField(_("lý do"), blank=True)
    handed_to = models.ForeignKey(
        ReportingUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("giao cho")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("bước của báo cáo")
        verbose_name_plural = _("bước của báo cáo")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(new_status="returned") | ~Q(reason=""), name="return_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.get_new_status_display()} {self.at:%d/%m/%Y %H:%M}"
