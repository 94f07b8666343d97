"""What is asked, and what a plan wants to reach: measures, criteria, targets. Loaded from `plans/*.toml`."""

from collections.abc import Iterable, Set
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from institutions.fields import NameField
from institutions.models import AdministrativeUnit, Category, Level


def reasoned_history(**options: Any) -> HistoricalRecords:
    """Append-only history whose reason has room for a citation (100 characters by default)."""
    return HistoricalRecords(history_change_reason_field=models.TextField(null=True), **options)


def countable_by_units(levels: Set[str]) -> bool:
    """Whether institutions of these levels can be counted by administrative units: one level, and a unit's."""
    return len(levels) == 1 and levels <= {Level.PROVINCE, Level.DISTRICT, Level.COMMUNE}


class Measure(models.Model):
    """One question to one institution for one year. Its definition is the text shown where the question is asked.

    A count may be a part of another count that is asked of the same institutions: children among all visitors. The
    parts of a whole need not add up to it, but none can be more.
    """

    class Type(models.TextChoices):
        COUNT = "count", _("số đếm")
        YES_NO = "yes_no", _("có/không")

    code = models.SlugField(_("mã"), max_length=40, unique=True)
    label = NameField(_("tên"), max_length=200)
    type = models.CharField(_("kiểu"), max_length=6, choices=Type.choices)
    definition = models.TextField(_("định nghĩa"), blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)
    categories = models.ManyToManyField(Category, related_name="measures", verbose_name=_("hỏi loại hình"))
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("là một phần của")
    )

    history = reasoned_history(m2m_fields=[categories])

    class Meta:
        verbose_name = _("chỉ tiêu thống kê")
        verbose_name_plural = _("chỉ tiêu thống kê")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(type__in=["count", "yes_no"]), name="measure_type_is_known"),
            models.CheckConstraint(
                condition=Q(part_of=None) | Q(type="count"),
                name="measure_part_is_a_count",
                violation_error_message=_("Một phần và chỉ tiêu gồm nó đều phải là số đếm."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """What a part and its whole must agree in. Whom they are asked of is known only when that is stored."""
        super().clean()
        whole, has_parts = self.part_of, self.pk is not None and self.parts.exists()
        if whole is not None and (has_parts or whole.part_of_id is not None or whole.pk == self.pk):
            raise ValidationError(_("Một phần không thể lại có các phần; hãy nêu chỉ tiêu lớn nhất."))
        if (self.is_yes_no and (has_parts or whole)) or (whole and whole.is_yes_no):
            raise ValidationError(_("Một phần và chỉ tiêu gồm nó đều phải là số đếm."))

    def asked_apart(self, categories: Iterable[Category]) -> "Measure | None":
        """The whole or a part of this measure that would have no category in common with these, if there is one."""
        wanted = set(categories)
        related = [*([self.part_of] if self.part_of else []), *(self.parts.all() if self.pk else [])]
        return next((other for other in related if wanted.isdisjoint(other.categories.all())), None)

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

    history = reasoned_history()

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

    history = reasoned_history(m2m_fields=[summed])

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

    history = reasoned_history(m2m_fields=[measures])

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

    history = reasoned_history(m2m_fields=[categories])

    class Meta:
        verbose_name = _("nhóm đối tượng")
        verbose_name_plural = _("nhóm đối tượng")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    def is_countable_by_units(self) -> bool:
        """Whether "units that have such an institution" means something: one level, province, district or commune."""
        return countable_by_units({category.level for category in self.categories.all()})


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

    history = reasoned_history()

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

    def clean(self) -> None:
        """What a target must agree with beyond its own row: the kind of its criterion, the levels of its group."""
        super().clean()
        errors: dict[str, ValidationError] = {}
        if self.group.criterion.kind == Criterion.Kind.GROWTH:
            if self.base_year is not None and self.base_year >= self.milestone:
                errors["base_year"] = ValidationError(_("Năm gốc phải trước mốc."))
            if self.base_value is not None and not self.base_citation:
                errors["base_citation"] = ValidationError(_("Giá trị gốc chính thức cần nguồn trích dẫn."))
        else:
            for name in ("threshold", "upper"):
                value = getattr(self, name)
                if value is not None and value > 100:
                    errors[name] = ValidationError(_("Một tỷ lệ không thể quá 100."))
            if self.counted == self.Counted.UNITS and not self.group.is_countable_by_units():
                errors["counted"] = ValidationError(
                    _("Chỉ đếm được đơn vị hành chính khi cả nhóm cùng một cấp tỉnh, huyện hoặc xã.")
                )
        if errors:
            raise ValidationError(errors)
