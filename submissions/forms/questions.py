"""Words about single figures: questions, replies, and what a return is sent back for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.names import fold

from ..contents import Contents
from ..models import FigureQuestion
from ..workflow.questions import LONGEST, Reason

ROWS_AT_ONCE, MOST_ROWS = 3, 60


class Words(forms.CharField):
    """Some lines of text; signs that no database keeps are left out."""

    def __init__(self, **kwargs: Any) -> None:
        area = forms.Textarea(attrs={"rows": 2})
        super().__init__(**{"max_length": LONGEST, "widget": area, **kwargs})

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\0", "") if isinstance(value, str) else value)


class QuestionForm(forms.Form):
    """What is asked about a figure."""

    text = Words(label=gettext_lazy("Câu hỏi"), error_messages={"required": gettext_lazy("Hãy ghi câu hỏi.")})


class ReplyForm(forms.Form):
    """What is answered under a question."""

    text = Words(label=gettext_lazy("Trả lời"), error_messages={"required": gettext_lazy("Hãy ghi câu trả lời.")})


class ReturnForm(forms.Form):
    """Why a return goes back: as a whole, and which of the questions that were asked are reasons."""

    reason = Words(
        label=gettext_lazy("Lý do chung"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Có thể để trống khi đã nêu lý do cho từng số liệu."),
    )
    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Số liệu cần xem lại"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Có câu hỏi vừa được xử lý. Hãy chọn lại.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, asked: Sequence[tuple[int, str]], **kwargs: Any):
        super().__init__(data, initial={"questions": [str(pk) for pk, _label in asked]}, **kwargs)
        field = self.fields["questions"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  (tells the type checker what stands above)
        field.choices = [(str(pk), label) for pk, label in asked]
        if not asked:
            del self.fields["questions"]

    @property
    def chosen(self) -> list[int]:
        """The questions that are reasons."""
        return [int(pk) for pk in self.cleaned_data.get("questions", ())]


class ReasonRow(forms.Form):
    """One figure of a return and what is wrong with it; a row that is left blank says nothing."""

    institution = forms.CharField(label=gettext_lazy("Cơ sở"), required=False, max_length=300)
    measure = forms.ChoiceField(
        label=gettext_lazy("Chỉ tiêu"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Hãy chọn chỉ tiêu.")},
    )
    text = Words(label=gettext_lazy("Cần xem lại điều gì"), required=False)

    def __init__(self, *args: Any, contents: Contents, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contents = contents
        field = self.fields["measure"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (as above)
        present = {measure.pk for row in contents.rows for measure in contents.asked.of(row)}
        measures = [measure for pk, measure in contents.asked.measures.items() if pk in present]
        field.choices = [("", "---------"), *((str(measure.pk), measure.label) for measure in measures)]
        self.fields["institution"].widget.attrs.update(list="institutions", autocomplete="off")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in ("institution", "measure", "text") if cleaned.get(name)]
        if not given or self.errors:
            return cleaned
        for name, told in _MISSING.items():
            if not cleaned.get(name):
                self.add_error(name, str(told))
        if cleaned.get("institution"):
            self._find(cleaned)
        return cleaned

    def _find(self, cleaned: dict[str, Any]) -> None:
        """The institution by what was chosen or typed: its name with the code behind it, its code, or its name."""
        typed = fold(cleaned["institution"])
        rows = [row for row in self.contents.rows if typed in (fold(labelled(row)), fold(row.code))]
        rows = rows or [row for row in self.contents.rows if fold(row.name) == typed]
        if len(rows) != 1:
            told = _("Báo cáo này không có cơ sở “%(name)s”.") if not rows else _("Có %(number)d cơ sở tên “%(name)s”.")
            told = f"{told} " + _("Hãy chọn trong danh sách gợi ý.")
            self.add_error("institution", told % {"name": cleaned["institution"], "number": len(rows)})
        elif cleaned.get("measure") and not self.contents.asked.is_asked(int(cleaned["measure"]), rows[0]):
            self.add_error("measure", _("Cơ sở này không được hỏi chỉ tiêu đó."))
        else:
            cleaned["institution_id"] = rows[0].institution_id

    @property
    def reason(self) -> Reason | None:
        """What the row says; None where it is blank."""
        said = self.cleaned_data
        if "institution_id" not in said:
            return None
        return said["institution_id"], int(said["measure"]), said["text"]


_MISSING = {
    "institution": gettext_lazy("Hãy chọn cơ sở."),
    "measure": gettext_lazy("Hãy chọn chỉ tiêu."),
    "text": gettext_lazy("Hãy ghi điều cần xem lại."),
}


def labelled(row: Any) -> str:
    """An institution as the list of suggestions writes it."""
    return f"{row.name} ({row.code})"


def question_label(question: FigureQuestion, name: str) -> str:
    """A question as it stands in the list of reasons."""
    return f"{name}, {question.measure.label}: {question.text}"
