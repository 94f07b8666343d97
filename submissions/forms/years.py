"""The days of a reporting year, chosen as a calendar or written."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from institutions.forms.days import DateField

from ..models import Calendar, ReportingYear

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[ReportingYear]
else:
    _ModelForm = forms.ModelForm


MOST_GRACE_DAYS = 60


class YearForm(_ModelForm):
    """A reporting year. Whoever chooses another calendar gets its days; days left blank are those of the calendar."""

    calendar = forms.ChoiceField(
        label=_("Lịch của năm báo cáo"),
        choices=Calendar.choices,
        required=False,
        help_text=_("Chọn lịch khác thì các ngày đổi theo lịch ấy. Kỳ riêng: ghi ngày đầu và ngày cuối bên dưới."),
    )

    class Meta:
        model = ReportingYear
        fields = ["number", "start", "end", "reference_date", "due_date", "grace_days"]
        field_classes = dict.fromkeys(("start", "end", "reference_date", "due_date"), DateField)
        help_texts = {
            "start": _("Để trống: ngày đầu của lịch đã chọn."),
            "end": _("Để trống: ngày cuối của lịch đã chọn."),
            "reference_date": _("Cơ sở được đếm như vào ngày này. Để trống: ngày cuối năm báo cáo."),
            "due_date": _("Hạn nộp của các đơn vị báo cáo; để trống thì không nhắc nộp và không tính trễ hạn."),
            "grace_days": _("Nộp sau hạn không quá số ngày này thì chưa tính là trễ hạn."),
        }

    field_order = ["number", "calendar"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("start", "end", "reference_date", "grace_days"):
            self.fields[name].required = False
        self.fields["calendar"].initial = self._calendar_before = (
            self.instance.calendar_kind if self.instance.pk else Calendar.STATISTICAL
        )
        self.fields["grace_days"].widget.attrs.update(min=0, max=MOST_GRACE_DAYS)
        self.fields["number"].widget.attrs.update(min=2000, max=2100)
        if self.instance.pk:
            # Figures and addresses hang on the number: another year is another row.
            self.fields["number"].disabled = True

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if not 2000 <= number <= 2100:
            raise forms.ValidationError(_("Năm phải từ 2000 đến 2100."))
        return number

    def clean_grace_days(self) -> int:
        days: int = self.cleaned_data["grace_days"] or 0
        if days > MOST_GRACE_DAYS:
            raise forms.ValidationError(_("Nhiều nhất là %(most)s ngày.") % {"most": MOST_GRACE_DAYS})
        return days

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = Calendar(cleaned.pop("calendar", None) or self._calendar_before)
        if "number" in cleaned:
            usual = chosen.days(cleaned["number"])
            if chosen not in (Calendar.OWN, self._calendar_before):
                self._take_days_of_calendar(cleaned, usual)
            # A day that could not be read keeps its own error and gets no default.
            for name, day in zip(("start", "end"), usual, strict=True):
                if name not in self.errors:
                    cleaned[name] = cleaned.get(name) or day
            if not {"reference_date", "end"} & set(self.errors):
                cleaned["reference_date"] = cleaned.get("reference_date") or cleaned["end"]
        return cleaned

    def _take_days_of_calendar(self, cleaned: dict[str, Any], days: tuple[datetime.date, datetime.date]) -> None:
        """Another calendar was chosen: the days that stood there before are not those that are meant."""
        for name, day in zip(("start", "end"), days, strict=True):
            self.errors.pop(name, None)
            cleaned[name] = day
        if "reference_date" not in self.changed_data:
            cleaned["reference_date"] = None


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
