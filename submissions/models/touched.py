"""What a file of figures did to the returns that it touched: what undoing it needs to know."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .files import ImportBatch
from .returns import Submission


class TouchedSubmission(models.Model):
    """A return that an applied file touched: its state before and after.

    `published` are the figures whose approved answer the file replaced, each as [figure, state, value] as it was before
    (state None: never approved); only a file that was sent as approved has any.
    """

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="touched")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="touched_by")
    # Empty: the file began the return.
    old_status = models.CharField(_("từ"), max_length=10, choices=Submission.Status.choices, blank=True)
    new_status = models.CharField(_("thành"), max_length=10, choices=Submission.Status.choices)
    published = models.JSONField(default=list)

    class Meta:
        verbose_name = _("báo cáo có dòng trong tệp")
        verbose_name_plural = _("báo cáo có dòng trong tệp")
        constraints = [models.UniqueConstraint(fields=["batch", "submission"], name="touched_once_by_a_file")]

    def __str__(self) -> str:
        return f"{self.submission}: {self.old_status} → {self.new_status}"
