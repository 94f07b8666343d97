"""Forms that say what an institution is: a new one, a change from a day on, a mistake put right."""

import datetime
from typing import TYPE_CHECKING, Any, TypedDict, cast

from django import forms
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..ledger import is_code
from ..models import AdministrativeUnit, Category, InstitutionVersion, Ownership, ReportingUnit
from ..timeline import Facts
from ..tree import current_tree
from .fields import DateField, UnitField, find_unit_of, unit_label

if TYPE_CHECKING:
    from accounts.models import User


class Reason(TypedDict):
    """On what basis: arguments that every verb takes."""

    legal_basis: str
    note: str


class ReasonForm(forms.Form):
    """On what basis something is recorded. `by` is who does it: units must lie where they review."""

    legal_basis = forms.CharField(label=gettext_lazy("Căn cứ (số, ngày của văn bản)"), required=False, max_length=300)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=500)

    def __init__(self, *args: Any, by: "User", **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)
        for name in ("legal_basis", "note"):
            self.fields[name] = self.fields.pop(name)  # last, whatever a form puts before them

    def reason(self) -> Reason:
        """What every verb is told, of a valid form."""
        return Reason(legal_basis=self.cleaned_data["legal_basis"], note=self.cleaned_data["note"])

    def unit_as_at(self, name: str, on: datetime.date) -> AdministrativeUnit | None:
        """The unit that was written in this field; None, with an error beside the field, where there is none."""
        text = self.cleaned_data.get(name)
        try:
            return find_unit_of(self.by, text, on) if text else None
        except forms.ValidationError as error:
            self.add_error(name, error)
            return None


class FactsForm(ReasonForm):
    """What a version says of an institution, its days left out."""

    name = forms.CharField(label=gettext_lazy("Tên"), max_length=250)
    category = forms.ModelChoiceField(Category.objects, label=gettext_lazy("Loại hình"))
    unit = UnitField(
        label=gettext_lazy("Đơn vị hành chính"),
        help_text=gettext_lazy("Mã hoặc tên đơn vị vào ngày ghi trên, ví dụ 24490 hoặc Krông Pắc."),
    )
    reporting_unit = forms.ModelChoiceField(
        ReportingUnit.objects,
        label=gettext_lazy("Đơn vị báo cáo"),
        required=False,
        empty_label=gettext_lazy("theo địa bàn"),
    )
    ownership = forms.ChoiceField(label=gettext_lazy("Sở hữu"), choices=Ownership.choices, initial=Ownership.PUBLIC)
    is_counted = forms.BooleanField(label=gettext_lazy("Tính vào mẫu số"), required=False, initial=True)
    not_counted_reason = forms.CharField(
        label=gettext_lazy("Lý do và văn bản, nếu không tính"), required=False, max_length=300
    )

    def __init__(self, *args: Any, version: InstitutionVersion | None = None, **kwargs: Any) -> None:
        initial = {**(initial_of(version) if version else {}), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        today = timezone.localdate()
        reviewed = self.by.scope().reviewed_reporting_units()
        offered = ReportingUnit.objects.standing(today).values("pk")
        if reviewed is not None:
            offered = offered.filter(pk__in=reviewed)
        named = version.reporting_unit_id if version else None
        choices = self.fields["reporting_unit"]
        choices.queryset = ReportingUnit.objects.filter(Q(pk__in=offered) | Q(pk=named))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("is_counted") and not data.get("not_counted_reason"):
            self.add_error("not_counted_reason", _("Hãy nêu lý do và văn bản khi không tính cơ sở này."))
        return data

    def facts(self, only: list[str] | None = None) -> Facts:
        """What the form says, or of it only these fields. `cleaned_data["unit"]` must be a unit by now."""
        names = {"name", "category", "unit", "reporting_unit", "ownership", "is_counted", "not_counted_reason"}
        if only is not None:
            counted = {"is_counted", "not_counted_reason"}
            names &= {*only, *(counted if counted.intersection(only) else ())}
        return cast(Facts, {name: self.cleaned_data[name] for name in names})


def initial_of(version: InstitutionVersion) -> dict[str, Any]:
    """What a form shows of a version at first: the unit as its place is called today."""
    tree = current_tree()
    place = tree.placed(version.unit_id, max(timezone.localdate(), version.valid_from))
    shown = version.unit_id if place is None or place.to_be_placed else place.unit_id
    return {
        "name": version.name,
        "category": version.category_id,
        "unit": unit_label(tree.units[shown]),
        "reporting_unit": version.reporting_unit_id,
        "ownership": version.ownership,
        "is_counted": version.is_counted,
        "not_counted_reason": version.not_counted_reason,
    }


class AddForm(FactsForm):
    """A new institution."""

    on = DateField(
        label=gettext_lazy("Ngày thành lập"),
        help_text=gettext_lazy("Nếu không rõ: một ngày mà chắc chắn cơ sở đã có."),
    )
    code = forms.CharField(
        label=gettext_lazy("Mã cơ sở"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Để trống thì hệ thống đặt mã."),
    )
    field_order = ["name", "category", "on", "unit", "reporting_unit", "ownership", "is_counted"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code and not is_code(code):
            raise forms.ValidationError(_("Mã không được có khoảng trắng hay dấu gạch chéo."))
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "on" in data:
            data["unit"] = self.unit_as_at("unit", data["on"])
        return data


class SeenForm(FactsForm):
    """A form over a version that exists: it names the state it was filled from, so that nobody overwrites unseen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: InstitutionVersion, **kwargs: Any) -> None:
        recorded = InstitutionVersion.history.filter(institution_id=version.institution_id)
        self.state = recorded.aggregate(newest=Max("history_id"))["newest"] or 0
        super().__init__(*args, version=version, initial={"seen": self.state}, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "seen" in data and data["seen"] != self.state:
            raise forms.ValidationError(_("Hồ sơ vừa được người khác sửa. Hãy mở lại trang này, xem lại rồi ghi."))
        return data


class ChangeForm(SeenForm):
    """Something holds from a day on."""

    on = DateField(label=gettext_lazy("Thay đổi có hiệu lực từ ngày"))
    field_order = ["on", "name", "category", "unit", "reporting_unit", "ownership", "is_counted"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "unit" in self.changed_data and "on" in data:
            data["unit"] = self.unit_as_at("unit", data["on"])
        return data

    def changes(self) -> Facts:
        """What the person changed; everything else stays as it was on that day."""
        return self.facts(only=self.changed_data)


class CorrectForm(SeenForm):
    """What was recorded wrongly. `valid_until` stands only in the form of the last version."""

    valid_from = DateField(label=gettext_lazy("Từ ngày"))
    valid_until = DateField(
        label=gettext_lazy("Đến hết ngày"), required=False, help_text=gettext_lazy("Để trống: vẫn đang hoạt động.")
    )
    field_order = ["valid_from", "valid_until", "name", "category", "unit", "reporting_unit", "ownership", "is_counted"]

    def __init__(self, *args: Any, version: InstitutionVersion, is_last: bool, **kwargs: Any) -> None:
        super().__init__(*args, version=version, **kwargs)
        self.initial.update(valid_from=version.valid_from, unit=unit_label(version.unit))
        if is_last:
            self.initial["valid_until"] = version.valid_until
        else:
            del self.fields["valid_until"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if {"unit", "valid_from"} & set(self.changed_data) and "valid_from" in data:
            data["unit"] = self.unit_as_at("unit", data["valid_from"])
        return data

    def corrections(self) -> dict[str, Any]:
        """What was put right, for the verb: facts, and days."""
        found: dict[str, Any] = dict(self.facts(only=self.changed_data))
        for name in ("valid_from", "valid_until"):
            if name in self.changed_data:
                found[name] = self.cleaned_data[name]
        if "valid_from" in found:
            # The same code may be another unit on the other day.
            found["unit"] = self.cleaned_data["unit"]
        return found
