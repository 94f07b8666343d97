"""The filters of the registry's list and of the tree of units, read from the address of the page."""

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Category, Ownership
from ..search import Filters
from .fields import DateField, UnitField, find_unit

ORDER_CHOICES = [("name", _("Tên")), ("category", _("Loại hình")), ("unit", _("Đơn vị hành chính")), ("code", _("Mã"))]


class ListFilterForm(forms.Form):
    """What the list shows and in which order; everything may be left out."""

    q = forms.CharField(
        label=_("Tìm theo tên, mã hoặc địa bàn"), required=False, max_length=100, widget=forms.SearchInput()
    )
    on = DateField(label=_("Đang hoạt động vào ngày"), required=False, help_text=_("Để trống: hôm nay."))
    category = forms.ModelMultipleChoiceField(
        Category.objects, label=_("Loại hình"), required=False, to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    unit = UnitField(label=_("Đơn vị hành chính (mã hoặc tên)"), required=False)
    ownership = forms.ChoiceField(label=_("Sở hữu"), required=False, choices=[("", _("Tất cả")), *Ownership.choices])
    counted = forms.ChoiceField(
        label=_("Tính vào mẫu số"),
        required=False,
        choices=[("", _("Tất cả")), ("yes", _("Được tính")), ("no", _("Không tính"))],
    )
    sort = forms.ChoiceField(label=_("Sắp xếp theo"), required=False, choices=ORDER_CHOICES)
    to_be_placed = forms.BooleanField(label=_("Chỉ cơ sở chưa xếp vào xã, phường"), required=False)
    closed_too = forms.BooleanField(label=_("Cả cơ sở đã ngừng hoạt động"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["on"] = data.get("on") or timezone.localdate()
        if data.get("unit"):
            try:
                data["unit"] = find_unit(data["unit"], data["on"])
            except forms.ValidationError as error:
                self.add_error("unit", error)
        return data

    def filters(self) -> Filters:
        """What was asked, of a valid form."""
        data = self.cleaned_data
        return Filters(
            on=data["on"],
            words=data["q"],
            categories=[category.code for category in data["category"]],
            unit=data["unit"] or None,
            to_be_placed=data["to_be_placed"],
            ownership=data["ownership"],
            counted={"yes": True, "no": False}.get(data["counted"]),
            closed_too=data["closed_too"],
        )

    @property
    def has_more(self) -> bool:
        """Whether a filter is used that the page keeps folded, or one of them has an error."""
        folded = ("category", "ownership", "counted", "to_be_placed", "closed_too")
        return any(self[name].value() or name in self.errors for name in folded)

    @property
    def order(self) -> str:
        return self.cleaned_data["sort"] or "name"


class DayForm(forms.Form):
    """The day as at which a page is asked; today unless one is named."""

    at = DateField(label=_("Vào ngày"), required=False)

    def __init__(self, query: QueryDict) -> None:
        data = query.copy()
        data.setdefault("at", timezone.localdate().isoformat())
        super().__init__(data)

    def day(self) -> datetime.date:
        """The day that was asked for; today where none was, or what was written is no day."""
        return (self.cleaned_data.get("at") if self.is_valid() else None) or timezone.localdate()


class UnitsForm(DayForm):
    """The day, and one province where the country has several."""

    province = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
