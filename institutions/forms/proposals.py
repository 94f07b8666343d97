"""Forms about proposed institutions: which are listed, and the three ways of deciding one."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..ledger import suggested_code
from ..models import Institution, InstitutionProposal, Ownership
from ..proposing import first_day
from ..tree import current_tree
from .fields import InstitutionField, find_institution, unit_label
from .versions import AddForm


class ProposalFilterForm(forms.Form):
    """Which proposals the list shows; all when nothing is chosen."""

    status = forms.ChoiceField(
        label=gettext_lazy("Trạng thái"),
        required=False,
        choices=[("", gettext_lazy("Tất cả")), *InstitutionProposal.Status.choices],
    )

    def status_shown(self) -> str:
        """The state that was asked for; "" for all, or for what is no state."""
        return self.cleaned_data["status"] if self.is_valid() else ""


class AcceptForm(AddForm):
    """The new institution, filled from the proposal: the reviewer puts right what the file wrote otherwise."""

    def __init__(self, *args: Any, proposal: InstitutionProposal, **kwargs: Any) -> None:
        on = first_day(proposal)
        initial = {
            "name": proposal.name,
            "category": proposal.category_id,
            "on": on,
            "unit": unit_label(proposal.unit),
            "ownership": proposal.ownership or Ownership.PUBLIC,
            "note": proposal.note,
        }
        super().__init__(*args, initial=initial, **kwargs)
        code = suggested_code(proposal.unit, max(on, proposal.unit.valid_from), current_tree())
        self.fields["code"].help_text = _("Để trống thì hệ thống đặt mã; lúc này là %(code)s.") % {"code": code}


class AcceptAsForm(forms.Form):
    """Which institution of the registry it is."""

    institution = InstitutionField(
        label=gettext_lazy("Cơ sở đã có"), help_text=gettext_lazy("Mã hoặc chọn trong danh sách gợi ý.")
    )

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    def clean_institution(self) -> Institution:
        return find_institution(self.cleaned_data["institution"], self.by)


class RefuseForm(forms.Form):
    """Why it does not come into the registry."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do không nhận"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Người đề nghị đọc được lý do này."),
    )
