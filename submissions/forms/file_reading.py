"""How a file of figures is to be read, where the portal's own reading is not right."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..imports.choices import Choices


class ReadingForm(forms.Form):
    """Encoding, sheet and line of the heading. What is left empty the portal finds by itself."""

    encoding = forms.ChoiceField(label=gettext_lazy("Bảng mã"), required=False, widget=forms.RadioSelect)
    sheet = forms.ChoiceField(label=gettext_lazy("Trang tính cần đọc"), required=False, widget=forms.RadioSelect)
    heading_line = forms.IntegerField(
        label=gettext_lazy("Dòng tiêu đề của bảng"),
        required=False,
        min_value=1,
        max_value=1_000,
        help_text=gettext_lazy("Số của dòng cuối cùng trong phần tiêu đề. Để trống thì cổng tự tìm."),
    )

    def __init__(
        self, data: Any = None, *, choices: Choices, encodings: Sequence[tuple[str, str]], sheets: Sequence[str]
    ) -> None:
        initial = {
            "encoding": choices.encoding, "sheet": choices.sheet, "heading_line": choices.heading_line or None,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        by_itself = ("", _("Để cổng tự nhận"))
        for name, offered in (("encoding", encodings), ("sheet", [(sheet, sheet) for sheet in sheets])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  (tells the type checker what was declared above)
            field.choices = [by_itself, *offered]
        if len(sheets) < 2:
            del self.fields["sheet"]
        if not encodings:
            del self.fields["encoding"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("heading_line") and "sheet" in self.fields and not data.get("sheet"):
            self.add_error("sheet", _("Hãy chọn trang tính có dòng tiêu đề ấy."))
        return data

    def answers(self) -> dict[str, Any]:
        """What `answering.choose_reading` stores."""
        data = self.cleaned_data
        return {
            "encoding": data.get("encoding", ""), "sheet": data.get("sheet", ""),
            "heading_line": data["heading_line"] or 0,
        }  # fmt: skip
