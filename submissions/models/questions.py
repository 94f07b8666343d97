"""What a reviewer asks about single figures, and what the reporter answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Measure
from institutions.models import Institution

from .returns import Submission, SubmissionEvent


class FigureQuestion(models.Model):
    """A reviewer's question about one figure of a return, or the reason on account of which the return went back.

    The figure may be silent. `event` is the step back whose reason it is, None for one that was only asked. It is
    open until a reviewer settles it; settling is kept.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="questions")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+")
    text = models.CharField(_("câu hỏi"), max_length=1000)
    event = models.ForeignKey(SubmissionEvent, models.PROTECT, null=True, blank=True, related_name="questions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("câu hỏi về số liệu")
        verbose_name_plural = _("câu hỏi về số liệu")
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="figure_question_is_not_empty")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None


class FigureReply(models.Model):
    """Somebody's words under a question about a figure. Append-only."""

    question = models.ForeignKey(FigureQuestion, models.PROTECT, related_name="replies")
    text = models.CharField(_("trả lời"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("trả lời về số liệu")
        verbose_name_plural = _("trả lời về số liệu")
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="figure_reply_is_not_empty")]

    def __str__(self) -> str:
        return self.text
