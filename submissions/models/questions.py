"""What a reviewer asks about single figures, and what the reporter answers."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from indicators.models import Measure
from institutions.models import Institution

from .figures import FigureChange
from .returns import Submission, SubmissionEvent

if TYPE_CHECKING:
    from accounts.models import User


class FigureQuestionQuerySet(models.QuerySet["FigureQuestion"]):
    def visible_to(self, user: "User") -> Self:
        """Questions about returns that the user may read."""
        return self.filter(submission__in=Submission.objects.visible_to(user).values("pk"))

    def open(self) -> Self:
        """Those that no reviewer has settled."""
        return self.filter(settled_at=None)

    def with_answers(self) -> Self:
        """Each with what came after it: `is_answered`, `is_changed`, `old_state` and `old_value`.

        Answered and changed are judged since whoever asked spoke last: who asks again waits again.
        """
        again = FigureReply.objects.filter(question=OuterRef("pk"), by=OuterRef("by")).order_by("-at", "-pk")
        replies = FigureReply.objects.filter(question=OuterRef("pk"), at__gt=OuterRef("spoke_last_at"))
        changes = FigureChange.objects.filter(
            figure__institution=OuterRef("institution"),
            figure__measure=OuterRef("measure"),
            figure__year=OuterRef("submission__year"),
        )
        first = changes.filter(at__gt=OuterRef("at")).order_by("revision")
        return self.annotate(
            spoke_last_at=Coalesce(Subquery(again.values("at")[:1]), F("at")),
            is_answered=Exists(replies),
            is_changed=Exists(changes.filter(at__gt=OuterRef("spoke_last_at"))),
            old_state=Subquery(first.values("old_state")[:1]),
            old_value=Subquery(first.values("old_value")[:1]),
        )

    def waiting(self) -> Self:
        """Open ones about figures that the reporter has neither answered for nor changed."""
        return self.open().with_answers().filter(is_answered=False, is_changed=False)


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

    # What `with_answers` adds: whether the reporter replied or changed the figure since, and what it said before.
    is_answered: bool
    is_changed: bool
    old_state: str | None
    old_value: int | None

    objects = FigureQuestionQuerySet.as_manager()

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
