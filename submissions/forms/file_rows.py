"""Which institution a row of a file means: one that is offered, one named by its code, none, or a new one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from institutions.forms.fields import DateField, UnitField, find_unit
from institutions.models import AdministrativeUnit, Category, Ownership

from ..imports.choices import SKIP, place
from ..imports.findings import Finding
from ..imports.kept_rows import named_of
from ..imports.matching import Named, not_yours
from ..imports.suggestions import Pool, suggest
from ..models import CheckedRow, ReportingYear

OTHER = "other"


class MeantForm(forms.Form):
    """One row: what it may mean. Nothing is chosen beforehand; what is not answered stays a question."""

    place = forms.CharField(widget=forms.HiddenInput)
    meant = forms.ChoiceField(label=gettext_lazy("Dòng này là"), required=False, widget=forms.RadioSelect)
    code = forms.CharField(label=gettext_lazy("Mã cơ sở"), required=False, max_length=40)

    def __init__(self, data: Any = None, *, row: CheckedRow, question: Finding | None, pool: Pool) -> None:
        self.row, self.question, self.pool = row, question, pool
        self.named = named_of(row) or Named(code="")
        where = place(row.sheet, row.line)
        super().__init__(data, prefix=f"row{row.position}", initial={"place": where})
        self.where = where
        meant = self.fields["meant"]
        assert isinstance(meant, forms.ChoiceField)  # noqa: S101  (tells the type checker what was declared above)
        meant.choices = [
            *self._offered(), (SKIP, _("Bỏ dòng này, không ghi")), (OTHER, _("Cơ sở khác, có mã ghi dưới đây")),
        ]  # fmt: skip

    def _offered(self) -> list[tuple[str, str]]:
        """Those between which the portal could not choose, then the likeliest by name."""
        codes = list(self.question.candidates) if self.question else []
        codes += [one.code for one in suggest(self.named, self.pool) if one.code not in codes]
        rows = [self.pool.by_code[code] for code in codes if code in self.pool.by_code]
        return [(row.code, f"{row.name}, {self.pool.place_of(row)} ({row.code})") for row in rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        meant, code = data.get("meant", ""), data.get("code", "").strip()
        if data.get("place") != self.where:
            raise ValidationError(_("Tệp vừa được đọc lại. Hãy xem lại dòng này rồi trả lời."))
        if code and meant not in ("", OTHER):
            self.add_error("code", _("Hãy chọn một trong các cơ sở ở trên, hoặc ghi mã; không làm cả hai."))
        elif code and code not in self.pool.by_code:
            self.add_error("code", not_yours())
        elif meant == OTHER and not code:
            self.add_error("code", _("Hãy ghi mã của cơ sở."))
        return data

    @property
    def answer(self) -> str:
        """The code that was chosen or written, `skip`, or nothing."""
        meant: str = self.cleaned_data.get("meant", "")
        code: str = self.cleaned_data.get("code", "").strip()
        return code if meant in ("", OTHER) else meant


class ProposeForm(forms.Form):
    """A row of the file as a new institution: the name stays as the file writes it."""

    category = forms.ModelChoiceField(
        label=gettext_lazy("Loại hình"), queryset=Category.objects.all(), empty_label=gettext_lazy("– hãy chọn –")
    )
    unit = UnitField(
        label=gettext_lazy("Đơn vị hành chính"), help_text=gettext_lazy("Tên hoặc mã xã, phường nơi cơ sở đặt.")
    )
    ownership = forms.ChoiceField(
        label=gettext_lazy("Sở hữu"), required=False, choices=[("", gettext_lazy("chưa rõ")), *Ownership.choices]
    )
    opened_on = DateField(label=gettext_lazy("Ngày thành lập"), required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú cho người thẩm tra"), required=False, max_length=500)

    def __init__(self, *args: Any, by: User, year: ReportingYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.year = by, year

    def clean_unit(self) -> AdministrativeUnit:
        unit = find_unit(self.cleaned_data["unit"], self.year.reference_date)
        if unit.pk not in {one.pk for one in units_of(self.by, self.year)}:
            raise ValidationError(_("%(unit)s không thuộc địa bàn bạn báo cáo."), params={"unit": unit.name})
        return unit


def units_of(user: User, year: ReportingYear) -> list[AdministrativeUnit]:
    """The units in which the user may propose institutions, as they stood on the year's reference date."""
    scope, on = user.scope(), year.reference_date
    tree, rule = scope.tree, scope.responsibility
    places = {rule.reporting_units[pk].unit_id for pk in scope.answered_reporting_units}
    return [
        unit for unit in tree.standing(on)
        if scope.reviews_unit(unit.pk) or not places.isdisjoint(tree.line(unit.pk, on))
    ]  # fmt: skip
