"""Another day on which returns are due, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.forms.days import DateField


class ExtensionForm(forms.Form):
    """The new day and the reason."""

    due_date = DateField(label=_("Hạn nộp mới"))
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Đơn vị báo cáo đọc được lý do này."),
        error_messages={"required": _("Hãy nêu lý do.")},
    )


class ManyExtensionsForm(ExtensionForm):
    """The same for several returns of a year."""

    returns = forms.MultipleChoiceField(
        label=_("Đơn vị được gia hạn"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một đơn vị.")},
    )

    field_order = ["returns", "due_date", "reason"]

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["returns"].choices = choices  # type: ignore[attr-defined]
