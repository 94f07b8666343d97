"""The form that says in which commune institutions stand whose own unit was split or abolished."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import AdministrativeUnit, InstitutionVersion
from .fields import DateField, UnitField, find_unit_of
from .versions import ReasonForm


class PlaceForm(ReasonForm):
    """Some institutions of one old unit into one commune: one that it went into, or another that is written."""

    institutions = forms.ModelMultipleChoiceField(
        InstitutionVersion.objects.none(),
        label=gettext_lazy("Cơ sở"),
        error_messages={
            "required": gettext_lazy("Hãy chọn ít nhất một cơ sở."),
            "invalid_choice": gettext_lazy("Có cơ sở không còn chờ xếp. Hãy mở lại trang này."),
        },
    )
    unit = forms.ChoiceField(label=gettext_lazy("Về xã, phường"), required=False)
    other_unit = UnitField(label=gettext_lazy("hoặc xã, phường khác"), required=False)
    on = DateField(
        label=gettext_lazy("Từ ngày"),
        required=False,
        help_text=gettext_lazy("Để trống: từ ngày đơn vị cũ chấm dứt."),
    )

    def __init__(self, *args: Any, waiting: list[int], choices: list[AdministrativeUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = InstitutionVersion.objects.filter(pk__in=waiting).select_related("institution")
        self.fields["institutions"].queryset = found  # type: ignore[attr-defined]
        offered = [("", "–"), *((unit.code, unit.name) for unit in choices)]
        self.fields["unit"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        text = data.get("other_unit") or data.get("unit")
        if not text:
            raise forms.ValidationError(_("Hãy chọn xã, phường mà các cơ sở này về."))
        field = "other_unit" if data.get("other_unit") else "unit"
        data["commune"] = None
        try:
            data["commune"] = find_unit_of(self.by, text, data.get("on") or timezone.localdate())
        except forms.ValidationError as error:
            self.add_error(field, error)
        return data
