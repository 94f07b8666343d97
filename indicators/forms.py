"""Forms of the plan's pages. What is always true of a row the model checks; a change names the history that it saw."""

from typing import Any

from django import forms
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from institutions.forms.fields import DateField
from institutions.models import Institution

from .history import latest_id
from .models import Criterion, Measure, Target, TaskAction
from .permissions import institutions_to_rule

SHARE_FIELDS = ["threshold", "upper", "comparison", "counted", "judged_until", "citation"]
GROWTH_FIELDS = [
    "threshold", "upper", "method", "base_year", "base_value", "base_citation", "judged_until", "citation",
]  # fmt: skip


class TracedForm(forms.Form):
    """The reason of a change, and the newest history record that the page showed."""

    reason = forms.CharField(label=_("Lý do, văn bản"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """What the verb is to write."""
        return {name: value for name, value in self.cleaned_data.items() if name not in TracedForm.base_fields}


class TargetForm(TracedForm, ModelForm):  # type: ignore[type-arg]
    """The fields that mean something for the criterion's kind."""

    judged_until = DateField(
        label=_("Xét đến hết ngày"),
        required=False,
        help_text=_("Đối tượng không còn sau ngày này: xét theo tình hình của ngày ấy; các năm sau không xét."),
    )

    class Meta:
        model = Target
        fields = list(dict.fromkeys(SHARE_FIELDS + GROWTH_FIELDS))
        widgets = {
            "citation": forms.Textarea(attrs={"rows": 3}),
            "base_citation": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "upper": _("Chỉ khi văn bản ghi một khoảng, ví dụ 10 - 15."),
            "base_value": _("Chỉ khi có số liệu gốc đã công bố; để trống thì cộng số liệu của năm gốc."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_growth = self.instance.group.criterion.kind == Criterion.Kind.GROWTH
        wanted = GROWTH_FIELDS if is_growth else SHARE_FIELDS
        for name in [name for name in self._meta.fields or [] if name not in wanted]:
            del self.fields[name]
        if is_growth:
            self.fields["base_year"].required = True
        for name in ("threshold", "upper"):
            value = self.initial.get(name)
            self.initial[name] = None if value is None else f"{value.normalize():f}"  # 87, not 87.00
        self.order_fields([*wanted, "reason"])
        self.fields["seen"].initial = latest_id(self.instance)


class DefinitionForm(TracedForm, ModelForm):  # type: ignore[type-arg]
    """The text that is shown where the question is asked."""

    class Meta:
        model = Measure
        fields = ["definition"]
        widgets = {"definition": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["definition"].required = True
        self.fields["seen"].initial = latest_id(self.instance)
        self.order_fields(["definition", "reason"])


class NewActionForm(ModelForm):  # type: ignore[type-arg]
    """What is done, by whom, by when, with what result."""

    due_on = DateField(label=_("Hạn"), required=False)

    class Meta:
        model = TaskAction
        fields = ["title", "responsible", "due_on", "status", "result"]
        widgets = {"result": forms.Textarea(attrs={"rows": 3})}


class ActionForm(TracedForm, NewActionForm):
    """The same of an action that exists; a reason may be given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.fields["seen"].initial = latest_id(self.instance)
        self.order_fields([*NewActionForm.Meta.fields, "reason"])


class RulingForm(forms.Form):
    """Whether an institution lies in the plan's territory, on a person's word."""

    institution = forms.CharField(label=_("Mã cơ sở"), max_length=40)
    inside = forms.TypedChoiceField(
        label=_("Phạm vi"),
        choices=[("1", _("thuộc phạm vi kế hoạch")), ("0", _("không thuộc phạm vi kế hoạch"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Lý do, văn bản"), max_length=300)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_institution(self) -> Institution:
        """One sentence for an unknown code and for one outside the scope: nothing is told about the latter."""
        found = institutions_to_rule(self.user).filter(code=self.cleaned_data["institution"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("Mã này không có trong các cơ sở của bạn."))
        return found


class WithdrawalForm(forms.Form):
    reason = forms.CharField(label=_("Lý do, văn bản"), max_length=300)
