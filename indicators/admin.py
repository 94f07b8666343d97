"""Plans in the admin: to look things up, to export, to import measures. Targets change in the portal, with a reason."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from import_export.admin import ExportMixin, ImportExportMixin
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ManyToManyWidget
from simple_history.admin import SimpleHistoryAdmin

from institutions.models import Category

from .models import Criterion, Measure, Plan, Requirement, Target, TargetGroup, TaskAction, TaskGroup, TerritoryRuling


class CategoriesWidget(ManyToManyWidget):  # type: ignore[misc]
    """Categories by code. An unknown code is an error of the row; the library's own widget passes over it silently."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        asked = {code.strip() for code in str(value or "").split(self.separator)} - {""}
        known = set(self.model.objects.values_list(self.field, flat=True))
        if asked - known:
            raise ValueError(
                _("Không có loại hình này. Hãy dùng một trong các mã: %(known)s.") % {"known": ", ".join(sorted(known))}
            )
        return super().clean(value, row, **kwargs)


class MeasureResource(ModelResource):  # type: ignore[misc]
    """Measures by code; a row of a known code changes it, and the history keeps what it was."""

    categories = Field(
        attribute="categories", column_name="categories", widget=CategoriesWidget(Category, field="code", separator=",")
    )

    class Meta:
        model = Measure
        fields = ("code", "label", "type", "definition", "position", "categories")
        import_id_fields = ("code",)
        skip_unchanged = True
        clean_model_instances = True

    def save_m2m(self, instance: Measure, row: Any, **kwargs: Any) -> None:
        """The categories are known only now; what is wrong with them is the row's error, and nothing is kept."""
        super().save_m2m(instance, row, **kwargs)
        if apart := instance.asked_apart(instance.categories.all()):
            raise ValidationError(_not_asked_together(apart))

    def before_save_instance(self, instance: Measure, row: Any, **kwargs: Any) -> None:
        instance._change_reason = _("nhập tệp %(file)s") % {"file": kwargs.get("file_name") or "–"}  # type: ignore[attr-defined]


class TargetResource(ModelResource):  # type: ignore[misc]
    """Targets with the codes that tell whose they are."""

    plan = Field(attribute="group__criterion__plan__code", column_name="plan")
    criterion = Field(attribute="group__criterion__code", column_name="criterion")
    group = Field(attribute="group__name", column_name="group")

    class Meta:
        model = Target
        exclude = ("id",)
        export_order = ("plan", "criterion", "group", "milestone")


class ReadOnly(SimpleHistoryAdmin):  # type: ignore[misc]
    """Seen and exported here, changed in the portal or by a plan file, where a reason is asked."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


def _not_asked_together(other: Measure) -> str:
    return _(
        "Phải hỏi ít nhất một loại hình chung với “%(measure)s”, vì một trong hai là một phần của chỉ tiêu kia."
    ) % {"measure": other.label}


class MeasureForm(ModelForm):  # type: ignore[type-arg]
    """A measure with whom it is asked of: a part and its whole must meet somewhere."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.instance.part_of = data.get("part_of")
        if "categories" in data and (apart := self.instance.asked_apart(data["categories"])):
            self.add_error("categories", _not_asked_together(apart))
        return data


@admin.register(Measure)
class MeasureAdmin(ImportExportMixin, SimpleHistoryAdmin):  # type: ignore[misc]
    resource_classes = [MeasureResource]
    form = MeasureForm
    list_display = ["code", "label", "type", "part_of", "position"]
    list_select_related = ["part_of"]
    list_filter = ["type", "categories"]
    search_fields = ["code", "label"]
    filter_horizontal = ["categories"]

    def save_model(self, request: HttpRequest, obj: Measure, form: "ModelForm[Measure]", change: bool) -> None:
        obj._change_reason = _("sửa trong trang quản trị")  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only a count that is no part itself can have parts."""
        if db_field.name == "part_of":
            kwargs["queryset"] = Measure.objects.filter(type=Measure.Type.COUNT, part_of=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Figures and criteria stand on measures."""
        return False


@admin.register(Plan)
class PlanAdmin(ExportMixin, ReadOnly):  # type: ignore[misc]
    list_display = ["code", "short_title", "issued_on", "territory"]


@admin.register(Criterion)
class CriterionAdmin(ExportMixin, ReadOnly):  # type: ignore[misc]
    list_display = ["plan", "code", "title", "kind"]
    list_filter = ["plan", "kind"]
    list_select_related = ["plan"]


@admin.register(Requirement)
class RequirementAdmin(ExportMixin, ReadOnly):  # type: ignore[misc]
    list_display = ["criterion", "position", "minimum"]
    list_filter = ["criterion__plan"]
    list_select_related = ["criterion"]


@admin.register(TargetGroup)
class TargetGroupAdmin(ExportMixin, ReadOnly):  # type: ignore[misc]
    list_display = ["criterion", "name", "position"]
    list_filter = ["criterion__plan"]
    list_select_related = ["criterion"]


@admin.register(Target)
class TargetAdmin(ExportMixin, ReadOnly):  # type: ignore[misc]
    resource_classes = [TargetResource]
    list_display = ["group", "milestone", "threshold", "upper", "judged_until"]
    list_filter = ["group__criterion__plan", "milestone"]
    list_select_related = ["group"]


@admin.register(TaskGroup)
class TaskGroupAdmin(ExportMixin, ReadOnly):  # type: ignore[misc]
    list_display = ["plan", "position", "title"]
    list_filter = ["plan"]
    list_select_related = ["plan"]


@admin.register(TaskAction)
class TaskActionAdmin(ExportMixin, ReadOnly):  # type: ignore[misc]
    list_display = ["title", "task_group", "responsible", "due_on", "status"]
    list_filter = ["status", "task_group__plan"]
    list_select_related = ["task_group"]


@admin.register(TerritoryRuling)
class TerritoryRulingAdmin(ExportMixin, ReadOnly):  # type: ignore[misc]
    list_display = ["plan", "institution", "inside", "reason"]
    list_filter = ["plan", "inside"]
    list_select_related = ["plan", "institution"]
