"""What was approved of each figure, and when: the trace of the approved values."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .figures import AnnualFigure, State


class FigureApproval(models.Model):
    """A change of what is approved of a figure. Append-only; the newest is the figure's approved state and value.

    No state: from then on nothing of the figure is approved (a file that had approved it was taken back).
    """

    figure = models.ForeignKey(AnnualFigure, models.PROTECT, related_name="approvals")
    state = models.CharField(_("trạng thái đã duyệt"), max_length=15, choices=State.choices, null=True)
    value = models.BigIntegerField(_("giá trị đã duyệt"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        verbose_name = _("lần duyệt số liệu")
        verbose_name_plural = _("lần duyệt số liệu")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="reported", value__isnull=False)
                | Q(Q(state=None) | ~Q(state="reported"), value__isnull=True),
                name="only_reported_approvals_have_a_value",
            )
        ]

    def __str__(self) -> str:
        return f"{self.figure_id}: {self.state} {self.value}"
