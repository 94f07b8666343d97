"""Forms of what happens to institutions: closing, merging, splitting, becoming a satellite."""

import datetime
import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import AdministrativeUnit, Category, Institution, InstitutionVersion
from ..reorganisation import NewInstitution
from ..timeline import Facts
from ..tree import current_tree
from .fields import DateField, InstitutionField, UnitField, find_institution, find_unit_of, institution_label
from .versions import ReasonForm

PARTS = 4
"""How many new institutions a split can bring forth at once."""


class CloseForm(ReasonForm):
    """The day on which an institution stands for the last time."""

    last_day = DateField(label=gettext_lazy("Ngày hoạt động cuối cùng"))


class MergeForm(ReasonForm):
    """This institution and others become one."""

    on = DateField(label=gettext_lazy("Sáp nhập từ ngày"))
    nearby = forms.MultipleChoiceField(
        label=gettext_lazy("Với những cơ sở cùng loại trên cùng địa bàn"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    others = forms.CharField(
        label=gettext_lazy("Với những cơ sở khác"),
        required=False,
        help_text=gettext_lazy("Mã của từng cơ sở, cách nhau bằng dấu phẩy."),
    )
    receiver = forms.ChoiceField(
        label=gettext_lazy("Sau khi sáp nhập"),
        choices=[
            ("this", gettext_lazy("Cơ sở này tiếp tục hoạt động, nhận những cơ sở kia")),
            ("other", gettext_lazy("Cơ sở kia tiếp tục hoạt động, nhận cơ sở này (chỉ chọn một cơ sở)")),
            ("new", gettext_lazy("Một cơ sở mới thay cho tất cả")),
        ],
        initial="this",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=gettext_lazy("Tên sau khi sáp nhập"),
        required=False,
        max_length=250,
        help_text=gettext_lazy("Cần khi thành lập cơ sở mới; để trống nếu cơ sở nhận giữ tên cũ."),
    )
    unit = UnitField(
        label=gettext_lazy("Đơn vị hành chính của cơ sở mới"),
        required=False,
        help_text=gettext_lazy("Để trống: cùng địa bàn với cơ sở này."),
    )

    def __init__(
        self, *args: Any, version: InstitutionVersion, nearby: list[InstitutionVersion], **kwargs: Any
    ) -> None:
        self.version = version
        super().__init__(*args, **kwargs)
        choices = [(one.institution.code, institution_label(one)) for one in nearby]
        self.fields["nearby"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["nearby"]

    def clean_others(self) -> list[Institution]:
        codes = [text for text in re.split(r"[,;\n]+", self.cleaned_data["others"]) if text.strip()]
        return [find_institution(text, self.by) for text in codes]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [find_institution(code, self.by) for code in data.get("nearby", [])]
        data["with"] = list(dict.fromkeys([*chosen, *data.get("others", [])]))
        if not data["with"] and not self.errors:
            raise forms.ValidationError(_("Hãy chọn ít nhất một cơ sở để sáp nhập với cơ sở này."))
        if data.get("receiver") == "other" and len(data["with"]) != 1:
            self.add_error("receiver", _("Hãy chọn đúng một cơ sở nhận."))
        if data.get("receiver") == "new" and not data.get("name"):
            self.add_error("name", _("Cơ sở mới phải có tên."))
        if data.get("receiver") == "new" and "on" in data:
            data["unit"] = self.unit_as_at("unit", data["on"]) or unit_on(self.version, data["on"])
            if data["unit"] is None and not self.errors:
                self.add_error("unit", _("Cơ sở này chưa được xếp vào xã; hãy nêu đơn vị hành chính của cơ sở mới."))
        return data

    def into(self) -> Institution | NewInstitution:
        """Who receives the others, of a valid form."""
        data = self.cleaned_data
        if data["receiver"] == "this":
            return self.version.institution
        if data["receiver"] == "other":
            found: Institution = data["with"][0]
            return found
        facts = Facts(
            name=data["name"], category=self.version.category, unit=data["unit"], ownership=self.version.ownership
        )
        return NewInstitution(facts)


class PartForm(forms.Form):
    """One institution that comes out of a split; a form left empty is none."""

    name = forms.CharField(label=gettext_lazy("Tên cơ sở mới"), max_length=250)
    category = forms.ModelChoiceField(
        Category.objects,
        label=gettext_lazy("Loại hình"),
        required=False,
        empty_label=gettext_lazy("như cơ sở cũ"),
    )
    unit = UnitField(
        label=gettext_lazy("Đơn vị hành chính"), required=False, help_text=gettext_lazy("Để trống: như cơ sở cũ.")
    )


PartFormSet = forms.formset_factory(PartForm, extra=PARTS, max_num=PARTS, validate_max=True)


class SplitForm(ReasonForm):
    """The day of a split, and whether the old institution goes on; the new ones are in a formset beside it."""

    on = DateField(label=gettext_lazy("Chia, tách từ ngày"))
    goes_on = forms.BooleanField(
        label=gettext_lazy("Cơ sở này vẫn tiếp tục hoạt động (tách một phần)"), required=False, initial=True
    )

    def __init__(self, *args: Any, version: InstitutionVersion, parts: "forms.BaseFormSet[PartForm]", **kwargs: Any):
        self.version, self.parts = version, parts
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        filled = [part for part in self.parts if part.has_changed()] if self.parts.is_valid() else []
        if self.parts.is_valid() and not filled:
            raise forms.ValidationError(_("Hãy viết tên của ít nhất một cơ sở mới."))
        if not self.parts.is_valid():
            raise forms.ValidationError(_("Có chỗ chưa đúng ở các cơ sở mới."))
        if "on" in data:
            data["into"] = [self._new_institution(part, data["on"]) for part in filled]
        return data

    def _new_institution(self, part: PartForm, on: datetime.date) -> NewInstitution | None:
        data, unit = part.cleaned_data, unit_on(self.version, on)
        try:
            unit = find_unit_of(self.by, data["unit"], on) if data["unit"] else unit
        except forms.ValidationError as error:
            part.add_error("unit", error)
        if unit is None:
            part.add_error("unit", _("Cơ sở cũ chưa được xếp vào xã; hãy nêu đơn vị hành chính."))
        if part.errors or unit is None:
            self.add_error(None, _("Có chỗ chưa đúng ở các cơ sở mới."))
            return None
        category = data["category"] or self.version.category
        return NewInstitution(Facts(name=data["name"], category=category, unit=unit, ownership=self.version.ownership))


class SatelliteForm(ReasonForm):
    """Of which institution this one becomes a satellite, and whether it is still counted by itself."""

    on = DateField(label=gettext_lazy("Từ ngày"))
    of = InstitutionField(
        label=gettext_lazy("Là cơ sở vệ tinh của"), help_text=gettext_lazy("Mã hoặc chọn trong danh sách gợi ý.")
    )
    is_counted = forms.BooleanField(label=gettext_lazy("Vẫn tính vào mẫu số"), required=False, initial=True)
    not_counted_reason = forms.CharField(
        label=gettext_lazy("Lý do và văn bản, nếu không tính"), required=False, max_length=300
    )

    def clean_of(self) -> Institution:
        return find_institution(self.cleaned_data["of"], self.by)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("is_counted") and not data.get("not_counted_reason"):
            self.add_error("not_counted_reason", _("Hãy nêu lý do và văn bản khi không tính cơ sở này."))
        return data


def unit_on(version: InstitutionVersion, on: datetime.date) -> AdministrativeUnit | None:
    """The unit in which a version's institution lies on that day; None while a person must still say which."""
    tree = current_tree()
    place = tree.placed(version.unit_id, on)
    return tree.units[place.unit_id] if place and not place.to_be_placed else None
