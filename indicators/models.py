"""What is asked, and what a plan wants to reach: measures, criteria, targets. Loaded from `plans/*.toml`."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from institutions.fields import NameField
from institutions.models import AdministrativeUnit, Category, Institution


def _history(**options: Any) -> HistoricalRecords:
    """Append-only history whose reason has room for a citation (100 characters by default)."""
    return HistoricalRecords(history_change_reason_field=models.TextField(null=True), **options)


class Measure(models.Model):
    """One question to one institution for one year. Its definition is the text shown where the question is asked."""

    class Type(models.TextChoices):
        COUNT = "count", _("số đếm")
        YES_NO = "yes_no", _("có/không")

    code = models.SlugField(_("mã"), max_length=40, unique=True)
    label = NameField(_("tên"), max_length=200)
    type = models.CharField(_("kiểu"), max_length=6, choices=Type.choices)
    definition = models.TextField(_("định nghĩa"), blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    categories = models.ManyToManyField(Category, related_name="measures", verbose_name=_("hỏi loại hình"))

    history = _history(m2m_fields=[categories])

    class Meta:
        verbose_name = _("chỉ tiêu thống kê")
        verbose_name_plural = _("chỉ tiêu thống kê")
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=Q(type__in=["count", "yes_no"]), name="measure_type_is_known")]

    def __str__(self) -> str:
        return self.label

    @property
    def is_yes_no(self) -> bool:
        return self.type == self.Type.YES_NO


class Plan(models.Model):
    """A plan with its legal basis and territory: the unit as it stood on the day of issue; none means the country."""

    code = models.SlugField(_("mã"), max_length=60, unique=True)
    title = NameField(_("tên"), max_length=500)
    short_title = NameField(_("tên ngắn"), max_length=100)
    legal_basis = models.CharField(_("văn bản"), max_length=300)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày ban hành"))
    territory = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("phạm vi")
    )
    source = models.TextField(_("nguồn"), blank=True)

    history = _history()

    class Meta:
        verbose_name = _("kế hoạch")
        verbose_name_plural = _("kế hoạch")
        ordering = ["-issued_on", "code"]

    def __str__(self) -> str:
        return self.short_title


class Criterion(models.Model):
    """A definition: what makes an institution meet it (kind share), or which visits must grow (kind growth)."""

    class Kind(models.TextChoices):
        SHARE = "share", _("tỷ lệ")
        GROWTH = "growth", _("tăng trưởng")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="criteria")
    code = models.CharField(_("mã"), max_length=20)
    title = NameField(_("tên"), max_length=300)
    definition = models.TextField(_("cách hiểu"), blank=True)
    kind = models.CharField(_("kiểu"), max_length=6, choices=Kind.choices)
    summed = models.ManyToManyField(Measure, blank=True, related_name="+", verbose_name=_("cộng các chỉ tiêu"))
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    citation = models.TextField(_("trích dẫn"), blank=True)

    history = _history(m2m_fields=[summed])

    class Meta:
        verbose_name = _("tiêu chí")
        verbose_name_plural = _("tiêu chí")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="criterion_code_in_plan"),
            models.CheckConstraint(condition=Q(kind__in=["share", "growth"]), name="criterion_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"


class Requirement(models.Model):
    """Of a share criterion: the sum of these measures is at least `minimum`. All requirements must hold."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="requirements")
    measures = models.ManyToManyField(Measure, related_name="+", verbose_name=_("chỉ tiêu"))
    minimum = models.PositiveIntegerField(_("ít nhất"), default=1)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    history = _history(m2m_fields=[measures])

    class Meta:
        verbose_name = _("yêu cầu")
        verbose_name_plural = _("yêu cầu")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "position"], name="requirement_position_in_criterion"),
            models.CheckConstraint(condition=Q(minimum__gte=1), name="requirement_minimum_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code}/{self.position} ≥ {self.minimum}"


class TargetGroup(models.Model):
    """A set of categories that a criterion judges together, with one threshold a milestone."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="groups")
    name = NameField(_("tên"), max_length=200)
    categories = models.ManyToManyField(Category, related_name="target_groups", verbose_name=_("loại hình"))
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    history = _history(m2m_fields=[categories])

    class Meta:
        verbose_name = _("nhóm đối tượng")
        verbose_name_plural = _("nhóm đối tượng")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """What a group must have reached by a milestone year. Percentages; each with its citation; its history is kept."""

    class Comparison(models.TextChoices):
        EXACT = "exact", _("chính xác")
        WHOLE_PERCENT = "whole_percent", _("sau khi làm tròn đến phần trăm")

    class Counted(models.TextChoices):
        INSTITUTIONS = "institutions", _("cơ sở")
        UNITS = "units", _("đơn vị hành chính có cơ sở")

    class Method(models.TextChoices):
        COMPOUND = "compound", _("tốc độ bình quân (nhân)")
        MEAN = "mean", _("trung bình cộng các năm")

    group = models.ForeignKey(TargetGroup, models.CASCADE, related_name="targets")
    milestone = models.PositiveSmallIntegerField(_("mốc"))
    threshold = models.DecimalField(_("ngưỡng (%)"), max_digits=7, decimal_places=2)
    upper = models.DecimalField(_("đầu trên của khoảng (%)"), max_digits=7, decimal_places=2, null=True, blank=True)
    comparison = models.CharField(_("cách so"), max_length=15, choices=Comparison.choices, default=Comparison.EXACT)
    counted = models.CharField(_("đếm"), max_length=15, choices=Counted.choices, default=Counted.INSTITUTIONS)
    judged_until = models.DateField(_("xét đến hết ngày"), null=True, blank=True)
    method = models.CharField(_("cách tính bình quân"), max_length=10, choices=Method.choices, default=Method.COMPOUND)
    base_year = models.PositiveSmallIntegerField(_("năm gốc"), null=True, blank=True)
    base_value = models.PositiveBigIntegerField(_("giá trị gốc chính thức"), null=True, blank=True)
    base_citation = models.CharField(_("nguồn của giá trị gốc"), max_length=500, blank=True)
    citation = models.CharField(_("trích dẫn"), max_length=500)

    history = _history()

    class Meta:
        verbose_name = _("mục tiêu")
        verbose_name_plural = _("mục tiêu")
        ordering = ["group", "milestone"]
        constraints = [
            models.UniqueConstraint(fields=["group", "milestone"], name="one_target_per_milestone"),
            models.CheckConstraint(
                condition=Q(threshold__gte=0),
                name="threshold_is_not_negative",
                violation_error_message=_("Ngưỡng không thể âm."),
            ),
            models.CheckConstraint(
                condition=Q(upper=None) | Q(upper__gte=F("threshold")),
                name="upper_end_is_not_below_threshold",
                violation_error_message=_("Đầu trên của khoảng không thể nhỏ hơn ngưỡng."),
            ),
            models.CheckConstraint(
                condition=Q(base_value=None) | ~Q(base_citation=""),
                name="base_value_has_a_citation",
                violation_error_message=_("Giá trị gốc chính thức cần nguồn trích dẫn."),
            ),
            models.CheckConstraint(
                condition=Q(comparison__in=["exact", "whole_percent"])
                & Q(counted__in=["institutions", "units"])
                & Q(method__in=["compound", "mean"]),
                name="target_settings_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.milestone}: {self.threshold.normalize():f} %"


class TaskGroup(models.Model):
    """One of the plan's groups of tasks and solutions."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="task_groups")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    title = NameField(_("tên"), max_length=500)
    citation = models.TextField(_("trích dẫn"), blank=True)

    history = _history()

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

    history = _history()

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
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="territory_rulings")
    inside = models.BooleanField(_("thuộc phạm vi kế hoạch"))
    reason = models.CharField(_("lý do, văn bản"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    history = _history()

    class Meta:
        verbose_name = _("quyết định về phạm vi")
        verbose_name_plural = _("quyết định về phạm vi")
        constraints = [
            models.UniqueConstraint(fields=["plan", "institution"], name="one_territory_ruling"),
            models.CheckConstraint(condition=~Q(reason=""), name="territory_ruling_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.institution}"
