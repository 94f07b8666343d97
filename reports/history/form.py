"""The filters of the journal's page, and what is meant by what somebody typed into them."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from indicators.models import Plan
from institutions.forms.fields import DateField
from institutions.models import Institution, InstitutionVersion, ReportingUnit
from institutions.names import fold
from submissions.models import ReportingYear

from .entries import Kind
from .filters import Filters, ids

MOST_MEANT = 50
"""A name that means more than so many is too short to ask by."""


class HistoryForm(forms.Form):
    """What, by whom, which kinds, when. Everything may be left open."""

    institution = forms.CharField(label=gettext_lazy("Cơ sở (mã hoặc tên)"), max_length=200, required=False)
    unit = forms.CharField(label=gettext_lazy("Đơn vị báo cáo (mã hoặc tên)"), max_length=200, required=False)
    year = forms.ModelChoiceField(
        ReportingYear.objects.all(), to_field_name="number", label=gettext_lazy("Năm báo cáo"), required=False
    )
    plan = forms.ModelChoiceField(
        Plan.objects.all(), to_field_name="code", label=gettext_lazy("Kế hoạch"), required=False
    )
    by = forms.CharField(label=gettext_lazy("Người thực hiện"), max_length=150, required=False)
    first = DateField(label=gettext_lazy("Từ ngày"), required=False)
    last = DateField(label=gettext_lazy("Đến hết ngày"), required=False)
    kind = forms.MultipleChoiceField(
        choices=Kind.choices, label=gettext_lazy("Loại việc"), required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )  # fmt: skip

    def clean_institution(self) -> tuple[int, ...] | None:
        text = self.cleaned_data["institution"].strip()
        if not text:
            return None
        found = ids(Institution.objects.filter(code__iexact=text).values_list("pk", flat=True))
        if not found:
            named = InstitutionVersion.objects.filter(_words(text)) if fold(text) else InstitutionVersion.objects.none()
            found = ids(named.order_by().values_list("institution", flat=True).distinct()[: MOST_MEANT + 1])
        return _meant(found, text)

    def clean_unit(self) -> tuple[int, ...] | None:
        text = self.cleaned_data["unit"].strip()
        if not text:
            return None
        exactly = ReportingUnit.objects.filter(code__iexact=text)  # 66 is not also whatever begins so
        found = exactly if exactly.exists() else ReportingUnit.objects.matching(text)
        return _meant(ids(found.order_by().values_list("pk", flat=True)[: MOST_MEANT + 1]), text)

    def clean_by(self) -> tuple[int, ...] | None:
        text = self.cleaned_data["by"].strip()
        if not text:
            return None
        named = User.objects.filter(_words(text)) if fold(text) else User.objects.none()
        return _meant(ids(named.order_by().values_list("pk", flat=True)[: MOST_MEANT + 1]), text)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("Ngày cuối không thể trước ngày đầu."))
        return cleaned

    def filters(self, fixed: dict[str, int]) -> Filters | None:
        """What was asked, with the subjects that the address fixes; None where it cannot be understood."""
        if not self.is_valid():
            return None
        data = self.cleaned_data
        about = {name: (pk,) for name, pk in fixed.items() if name != "actor"}
        if data["institution"] is not None:
            about["institution"] = data["institution"]
        if data["unit"] is not None:
            about["reporting_unit"] = data["unit"]
        about |= {name: (data[name].pk,) for name in ("year", "plan") if data[name]}
        by = (fixed["actor"],) if "actor" in fixed else data["by"]
        kinds = frozenset(Kind(value) for value in data["kind"])
        return Filters(about, by, kinds, data["first"], data["last"])


def _words(text: str) -> Q:
    """Names of which each word is begun by one of the text."""
    found = Q()
    for word in fold(text).split():
        found &= Q(search_key__contains=f" {word}")
    return found


def _meant(found: tuple[int, ...], text: str) -> tuple[int, ...]:
    if not found:
        raise forms.ValidationError(_("Không tìm thấy “%(text)s”."), params={"text": text})
    if len(found) > MOST_MEANT:
        raise forms.ValidationError(_("“%(text)s” có quá nhiều. Hãy viết rõ hơn hoặc viết mã."), params={"text": text})
    return found
