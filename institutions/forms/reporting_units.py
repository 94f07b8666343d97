"""Forms of the pages of reporting units and their contacts."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Contact, ReportingUnit
from .fields import DateField, UnitField, find_unit_of
from .filters import DayForm

if TYPE_CHECKING:
    from accounts.models import User

REASON_LENGTH = 100  # what the history keeps


class ReportingUnitFilterForm(DayForm):
    """Words and the day as at which the list is asked."""

    q = forms.CharField(label=_("Tìm theo tên hoặc mã"), required=False, max_length=100, widget=forms.SearchInput())

    field_order = ["q", "at"]


class OpenReportingUnitForm(forms.Form):
    """A body that reports by itself."""

    code = forms.CharField(label=_("Mã"), max_length=30, help_text=_("Ví dụ BT-DAKLAK. Mã dùng trong tệp nhập."))
    name = forms.CharField(label=_("Tên"), max_length=200)
    unit = UnitField(label=_("Thuộc đơn vị hành chính"), help_text=_("Mã hoặc tên, ví dụ 66 hoặc Tỉnh Đắk Lắk."))
    valid_from = DateField(label=_("Từ ngày"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Căn cứ"), required=False, max_length=REASON_LENGTH)

    def __init__(self, *args: Any, by: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("unit") and data.get("valid_from"):
            try:
                data["unit"] = find_unit_of(self.by, data["unit"], data["valid_from"])
            except forms.ValidationError as error:
                self.add_error("unit", error)
        return data


class CorrectReportingUnitForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=_("Tên"), max_length=200)
    reason = forms.CharField(label=_("Lý do, căn cứ"), required=False, max_length=REASON_LENGTH)


class _SuccessorField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: ReportingUnit) -> str:
        return f"{obj.name} ({obj.code})"


class EndReportingUnitForm(forms.Form):
    """The last day of a reporting unit, and who takes over."""

    on = DateField(label=_("Ngày hoạt động cuối cùng"), initial=timezone.localdate)
    successor = _SuccessorField(
        label=_("Đơn vị kế tục"),
        queryset=ReportingUnit.objects.none(),
        required=False,
        empty_label=_("Không có: cơ quan của địa bàn trả lời thay"),
    )
    reason = forms.CharField(label=_("Căn cứ"), required=False, max_length=REASON_LENGTH)

    def __init__(self, *args: Any, successors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = successors  # type: ignore[attr-defined]


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person to ask."""

    class Meta:
        model = Contact
        fields = ["name", "position", "phone", "email"]


class RemoveContactForm(forms.Form):
    """Nothing to fill in: the button is the answer."""
