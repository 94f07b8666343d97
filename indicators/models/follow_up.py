"""What follows a plan: what is done under its task groups, and what people ruled about its territory."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.fields import NameField
from institutions.models import Institution

from .plan import Plan, reasoned_history


class TaskGroup(models.Model):
    """One of the plan's groups of tasks and solutions."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="task_groups")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    title = NameField(_("tên"), max_length=500)
    citation = models.TextField(_("trích dẫn"), blank=True)

    history = reasoned_history()

    class Meta:
        verbose_name = _("nhóm nhiệm vụ, giải pháp")
        verbose_name_plural = _("nhóm nhiệm vụ, giải pháp")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="task_group_position_in_plan")]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class TaskAction(models.Model):
    """What is done under a task group, by whom, by when, with what result."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("dự kiến")
        UNDER_WAY = "under_way", _("đang thực hiện")
        DONE = "done", _("đã hoàn thành")
        DROPPED = "dropped", _("không thực hiện")

    task_group = models.ForeignKey(TaskGroup, models.PROTECT, related_name="actions")
    title = NameField(_("việc"), max_length=300)
    responsible = NameField(_("đơn vị thực hiện"), max_length=200)
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    status = models.CharField(_("tình trạng"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    result = models.TextField(_("kết quả"), blank=True)

    history = reasoned_history()

    class Meta:
        verbose_name = _("việc của nhóm nhiệm vụ")
        verbose_name_plural = _("việc của nhóm nhiệm vụ")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["planned", "under_way", "done", "dropped"]), name="task_action_status_is_known"
            )
        ]

    def __str__(self) -> str:
        return self.title


class TerritoryRuling(models.Model):
    """A person's word on whether an institution lies in a plan's territory, where the succession cannot tell."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="territory_rulings")
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="territory_rulings", verbose_name=_("cơ sở")
    )
    inside = models.BooleanField(_("thuộc phạm vi kế hoạch"))
    reason = models.CharField(_("lý do, văn bản"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    history = reasoned_history()

    class Meta:
        verbose_name = _("quyết định về phạm vi")
        verbose_name_plural = _("quyết định về phạm vi")
        constraints = [
            models.UniqueConstraint(fields=["plan", "institution"], name="one_territory_ruling"),
            models.CheckConstraint(condition=~Q(reason=""), name="territory_ruling_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.institution}"
