"""Words of explanation for what the checks find in a return: one text for each finding, or one for many alike."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..explaining import LONGEST, Explained
from ..findings import ReturnFinding
from .field_names import field_name, label_about

COMMON: Sequence[Promise] = (
    gettext_lazy("Đã đối chiếu với sổ theo dõi của cơ sở, số liệu đúng."),
    gettext_lazy("Cơ sở mới hoạt động trong năm."),
    gettext_lazy("Cơ sở tạm dừng một phần năm để sửa chữa."),
    gettext_lazy("Cơ sở mở thêm dịch vụ, phòng, lớp trong năm."),
    gettext_lazy("Cơ sở thiếu người phụ trách nên hoạt động giảm."),
    gettext_lazy("Phạm vi phục vụ thay đổi do sắp xếp đơn vị hành chính."),
    gettext_lazy("Cách đếm thay đổi so với năm trước."),
    gettext_lazy("Số liệu năm trước nhập nhầm; số năm nay đúng."),
)
"""What most often explains a finding, offered while one types."""

Beside = tuple[ReturnFinding, forms.BoundField | None, forms.BoundField | None]
"""A finding, the field for words on it, and the box that takes earlier words again."""

REASONS = "common-reasons"
"""The id of the list of these on the page."""


class WordsForm(forms.Form):
    """A text for each finding that must be explained, and one for all findings of a check that still lack words."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, shown: Iterable[ReturnFinding], owed: Mapping[str, int]
    ) -> None:
        """`shown` are the findings on the page; `owed` says for each check how many still lack words on all pages."""
        super().__init__(data)
        self.shown = list(shown)
        for row in self.shown:
            if not row.is_open and not row.is_explained:
                continue
            label = label_about(_("Giải thích"), row.name, row.message)
            self.fields[name_of(row)] = _text(label, row.explanation.text if row.explanation else "")
            if row.is_open and row.earlier:
                again = label_about(_("Dùng lại lời này"), row.name, row.message)
                self.fields[again_of(row)] = forms.BooleanField(label=again, required=False)
        for code, number in owed.items():
            if number > 1:
                self.fields[all_of(code)] = _text(_("Một lời cho mọi điểm cùng loại"), "")

        # Words for values that were changed meanwhile are about no finding any more.
        sent = {name for name, text in (data or {}).items() if _NAMES_OF_WORDS.fullmatch(name) and str(text).strip()}
        self.is_stale = not sent <= self.fields.keys()

    def beside(self, rows: Iterable[ReturnFinding]) -> list[Beside]:
        """These findings with their fields."""
        return [(row, self._field(name_of(row)), self._field(again_of(row))) for row in rows]

    def _field(self, name: str) -> forms.BoundField | None:
        return self[name] if name in self.fields else None

    def about(self, measure_id: int | None) -> list[Beside]:
        """The findings about one measure, or (None) about none, with their fields."""
        return self.beside(row for row in self.shown if row.measure_id == measure_id)

    def words(self) -> list[Explained]:
        """What was written for single findings; those without words are left as they are."""
        return [row.explained_with(text) for row in self.shown if (text := self._said(row))]

    def words_for_all(self, code: str, rows: Iterable[ReturnFinding]) -> list[Explained]:
        """The words for all, for each of these findings but those with words of their own, which are never lost.
        Without any words it is left to the verb to refuse."""
        text = self.cleaned_data.get(all_of(code), "")
        own = {row.key: row.explained_with(said) for row in self.shown if (said := self._newly_said(row))}
        rest = [row for row in rows if row.code == code and row.is_open and row.key not in own]
        return [*own.values(), *(row.explained_with(text) for row in rest)]

    def _newly_said(self, row: ReturnFinding) -> str:
        return self._said(row) if {name_of(row), again_of(row)} & set(self.changed_data) else ""

    def _said(self, row: ReturnFinding) -> str:
        text: str = self.cleaned_data.get(name_of(row), "")
        if not text and row.earlier and self.cleaned_data.get(again_of(row)):
            return row.earlier.text
        return text


_NAMES_OF_WORDS = re.compile(r"f[0-9a-f]{12}")


def name_of(row: ReturnFinding) -> str:
    """The name of the field for the words on a finding."""
    return field_name("|".join(str(part) for part in row.key))


def again_of(row: ReturnFinding) -> str:
    """The name of the box that takes the earlier words again."""
    return f"again-{name_of(row)}"


def all_of(code: str) -> str:
    """The name of the field for the words on all findings of a check."""
    return f"all-{code}"


def _text(label: str, initial: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"list": REASONS, "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=widget, initial=initial)
