"""The days of a reporting year."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import ReportingYear

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[ReportingYear]
else:
    _ModelForm = forms.ModelForm


class _Day(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")
        self.input_type = "date"


class YearForm(_ModelForm):
    """A reporting year. Days that are left blank are those of the calendar year."""

    class Meta:
        model = ReportingYear
        fields = ["number", "start", "end", "reference_date", "due_date"]
        widgets = {name: _Day() for name in ("start", "end", "reference_date", "due_date")}
        help_texts = {
            "start": _("Để trống: ngày 01/01 của năm."),
            "end": _("Để trống: ngày 31/12 của năm."),
            "reference_date": _("Cơ sở được đếm như vào ngày này. Để trống: ngày cuối năm báo cáo."),
            "due_date": _("Hạn các đơn vị nộp báo cáo; có thể để trống."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("start", "end", "reference_date"):
            self.fields[name].required = False
        self.fields["number"].widget.attrs.update(min=2000, max=2100)
        if self.instance.pk:
            # Figures and addresses hang on the number: another year is another row.
            self.fields["number"].disabled = True

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if not 2000 <= number <= 2100:
            raise forms.ValidationError(_("Năm phải từ 2000 đến 2100."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "number" in cleaned:
            usual = ReportingYear.calendar(cleaned["number"])
            # A day that could not be read keeps its own error and gets no default.
            for name in ("start", "end"):
                if name not in self.errors:
                    cleaned[name] = cleaned.get(name) or getattr(usual, name)
            if not {"reference_date", "end"} & set(self.errors):
                cleaned["reference_date"] = cleaned.get("reference_date") or cleaned["end"]
        return cleaned


class ReasonForm(forms.Form):
    """Why an approved return is taken up again, or a submitted one goes back."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy nêu lý do.")},
    )


class YearReasonForm(forms.Form):
    """Why a closed year is opened again; kept in the year's history."""

    reason = forms.CharField(label=_("Lý do"), max_length=100, error_messages={"required": _("Hãy nêu lý do.")})
