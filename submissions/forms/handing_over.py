"""To whom an ended reporting unit's return goes, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.models import ReportingUnit


class HandOverForm(forms.Form):
    """The receiver, those who are likely first, and the reason."""

    to = forms.ModelChoiceField(
        ReportingUnit.objects.none(),
        label=gettext_lazy("Giao cho"),
        error_messages={
            "required": gettext_lazy("Hãy chọn đơn vị nhận."),
            "invalid_choice": gettext_lazy("Đơn vị này không nhận được. Hãy chọn trong danh sách."),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do, văn bản"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Hãy nêu lý do.")},
    )

    def __init__(self, *args: Any, likely: list[ReportingUnit], receivers: list[ReportingUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: forms.ModelChoiceField[ReportingUnit] = self.fields["to"]  # type: ignore[assignment]  # as above
        field.queryset = ReportingUnit.objects.filter(pk__in={row.pk for row in (*likely, *receivers)})
        others = [row for row in receivers if row not in likely]
        groups: list[tuple[str, list[tuple[int, str]]]] = [
            (_("Kế tục"), [(row.pk, _label(row)) for row in likely]),
            (_("Đơn vị khác"), [(row.pk, _label(row)) for row in others]),
        ]
        field.choices = [("", "---------"), *((name, rows) for name, rows in groups if rows)]
        if likely:
            field.initial = likely[0].pk


def _label(row: ReportingUnit) -> str:
    return f"{row.name} ({row.code})"
