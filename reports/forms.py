"""What a reader of results chooses: unit, basis, date."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.forms.days import DateField, NoDay, day_of

from .census import Census
from .known import moment_of
from .queries import Basis

BASES = [
    (str(Basis.APPROVED), gettext_lazy("Số đã duyệt")),
    (str(Basis.SUBMITTED), gettext_lazy("Số đã nộp và đã duyệt")),
    (str(Basis.ALL), gettext_lazy("Mọi số đang có")),
]


class MomentInput(forms.TextInput):
    """A day, or a day and a time; what an address says as 2025-12-31T17:00 is shown day first."""

    def __init__(self) -> None:
        super().__init__(attrs={"placeholder": gettext_lazy("ngày/tháng/năm"), "autocomplete": "off", "class": "day"})

    def format_value(self, value: Any) -> str | None:
        text = str(value or "")
        try:
            moment = timezone.localtime(moment_of(text)) if text else None
        except ValueError:
            return text
        if moment is None:
            return None
        return f"{moment:%d/%m/%Y %H:%M}" if ":" in text else f"{moment:%d/%m/%Y}"


class MomentField(forms.CharField):
    """A day, which means its end, or a day and a time; not one that is still to come."""

    def clean(self, value: Any) -> datetime.datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            moment = moment_of(text)
        except ValueError as error:
            raise forms.ValidationError(_why(text)) from error
        return min(moment, timezone.now())


def _why(text: str) -> str:
    """Why a text is no moment: because of its day, where that is wrong, else because of how it is written."""
    try:
        if ":" not in text:
            day_of(text)
    except NoDay as error:
        return str(error)
    return _("Ngày không hợp lệ; hãy ghi như 31/12/2025 hoặc 31/12/2025 17:00.")


class MomentForm(forms.Form):
    """The moment of which a reader wants to know what was known."""

    on = MomentField(
        label=gettext_lazy("Như đã biết vào ngày"),
        widget=MomentInput(),
        help_text=gettext_lazy("Ví dụ 31/12/2025, hoặc 31/12/2025 17:00."),
    )
    basis = forms.ChoiceField(label=gettext_lazy("Tính theo"), choices=BASES, required=False)
    unit = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "known_%s"} | kwargs)  # stands beside a form with the same fields


class QuestionForm(forms.Form):
    """The choices in the query string. A wrong one is said beside the field and the page shows the default."""

    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    basis = forms.ChoiceField(label=gettext_lazy("Tính theo"), choices=BASES, required=False)
    at = DateField(label=gettext_lazy("Danh sách cơ sở ngày"), required=False)

    def __init__(self, *args: Any, census: Census, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.census, self.year = census, census.year(census.question.year)
        unit = self.fields["unit"]
        if isinstance(unit, forms.ChoiceField):
            unit.choices = self._units()

    def _units(self) -> list[tuple[str, str]]:
        """The units just below the territory; and the one asked, when it lies deeper."""
        on = self.year.reference_date
        above = self.census.units_below(on)
        choices = [("", _("Toàn bộ phạm vi kế hoạch")), *((unit.code, unit.name) for unit in above)]
        asked = str(self.data.get("unit") or "")
        if asked and asked not in dict(choices):
            found = self.census.tree.at(asked, on)
            if found:
                choices.append((found.code, found.name))
        return choices

    def clean_at(self) -> datetime.date | None:
        at: datetime.date | None = self.cleaned_data["at"]
        if at and not self.year.start <= at <= self.year.end:
            raise forms.ValidationError(
                _("Ngày phải nằm trong năm báo cáo, từ %(start)s đến %(end)s.")
                % {"start": f"{self.year.start:%d/%m/%Y}", "end": f"{self.year.end:%d/%m/%Y}"}
            )
        return None if at == self.year.reference_date else at

    def clean_basis(self) -> Basis:
        return Basis(self.cleaned_data["basis"] or Basis.APPROVED)


class PublishForm(forms.Form):
    """What a publication is given along."""

    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        max_length=500,
        required=False,
        help_text=gettext_lazy(
            "Ví dụ: công bố lại sau khi đính chính. Ghi chú nằm trong bản công bố và không sửa được."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sure = forms.BooleanField(label=gettext_lazy("Tôi hiểu rằng bản công bố không sửa hay xóa được."))
