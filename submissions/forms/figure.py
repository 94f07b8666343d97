"""One question to one institution, on a form of its own: an explicit answer, an estimate's mark, a note."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..cells import CellProblem, read_cell, thousands_signs
from ..checks import reading as wrong
from ..entry import Cell
from ..models import AnnualFigure, FigureChange, State
from ..workflow import Answer

YES, NO = "yes", "no"
Content = tuple[str, int | None, bool, str]
"""State, value, estimate, note: all that a figure says."""

NOTHING: Content = (State.NOT_REPORTED, None, False, "")


class FigureForm(forms.Form):
    """What an institution answers to one measure. `not_reported`, offered where there is an answer, withdraws it."""

    answer = forms.ChoiceField(label=_("Trả lời"), widget=forms.RadioSelect, required=False)
    value = forms.CharField(
        label=_("Số liệu"), required=False, max_length=40, help_text=_("Số nguyên, ví dụ 1250; không có thì ghi 0.")
    )
    is_estimate = forms.BooleanField(label=_("Số ước tính"), required=False)
    note = forms.CharField(
        label=_("Ghi chú"), required=False, max_length=500, help_text=_("Cần có khi chọn “không áp dụng”: nêu lý do.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, cell: Cell, data: Mapping[str, Any] | None = None) -> None:
        figure = cell.figure
        super().__init__(data, prefix=f"m{cell.measure.pk}", initial=_initial(cell))
        self.cell = cell
        self.is_disputed = False
        self.between: FigureChange | None = None
        yes_no = cell.measure.is_yes_no
        reported = [(YES, _("Có")), (NO, _("Không"))] if yes_no else [(State.REPORTED.value, _("Có số liệu"))]
        choices = [*reported, (State.UNKNOWN.value, _("Không rõ")), (State.NOT_APPLICABLE.value, _("Không áp dụng"))]
        if figure and figure.state != State.NOT_REPORTED:
            choices.append((State.NOT_REPORTED.value, _("Rút số liệu đã nhập (thành chưa báo cáo)")))
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)  # noqa: S101  (tells the type checker what was declared above)
        answer.choices = choices
        if yes_no:
            del self.fields["value"], self.fields["is_estimate"]
        else:
            self.fields["value"].widget.attrs.update(inputmode="numeric", autocomplete="off")

    @property
    def choice(self) -> str:
        """In a dispute: `theirs`, or `mine-` with the revision of theirs that is to be replaced."""
        return str(self.data.get(self.add_prefix("choice"), "")) if self.is_bound else ""

    @property
    def seen_revision(self) -> int:
        """The revision its author saw: of the page, or of theirs where they decided to replace it."""
        chosen = self.choice.removeprefix("mine-")
        return (
            int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else self.cleaned_data["seen"]
        )

    def clean_note(self) -> str:
        return unicodedata.normalize("NFC", self.cleaned_data["note"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answer, text = cleaned.get("answer", ""), cleaned.get("value", "").strip()
        if not self.cell.measure.is_yes_no:
            answer = self._count(answer, text, cleaned)
        if answer == State.NOT_APPLICABLE and not cleaned.get("note", "").strip():
            self.add_error("note", str(wrong.NO_REASON.sentence))
        cleaned["answer"] = answer
        return cleaned

    def _count(self, answer: str, text: str, cleaned: dict[str, Any]) -> str:
        """The answer to a count: a number typed without choosing counts as one; two answers at once are an error."""
        changed = text != str(self.initial.get("value", ""))
        if text and (not answer or (changed and answer == self.initial.get("answer"))):
            answer = State.REPORTED
        if answer == State.REPORTED and not text:
            self.add_error("value", str(wrong.NO_VALUE.sentence))
        elif answer == State.REPORTED:
            try:
                said = read_cell(text, yes_no=False, thousands=thousands_signs([text]))
            except CellProblem as problem:
                self.add_error("value", str(problem))
            else:
                if said is None or said.state != State.REPORTED:
                    self.add_error("value", str(wrong.NOT_A_COUNT.sentence))
                else:
                    cleaned["count"] = said.value
                    cleaned["is_estimate"] = cleaned.get("is_estimate", False) or said.is_estimate
        elif text and changed:
            self.add_error("value", str(wrong.TWO_ANSWERS.sentence))
        return answer

    def content(self) -> Content | None:
        """All that the answer says; None where nothing was answered."""
        answer, note = self.cleaned_data["answer"], self.cleaned_data.get("note", "").strip()
        if not answer:
            return None
        if answer in (YES, NO):
            return State.REPORTED, int(answer == YES), False, note
        if answer == State.REPORTED:
            return State.REPORTED, self.cleaned_data["count"], self.cleaned_data["is_estimate"], note
        return (answer, None, False, "" if answer == State.NOT_REPORTED else note)

    def to_store(self, changes: Mapping[tuple[int, int], FigureChange]) -> Answer | None:
        """The answer to store, with the revision its author saw; None where they changed nothing or left theirs.

        Sets `is_disputed` where somebody changed the figure since.
        """
        figure, content = self.cell.figure, self.content()
        if content is None or self.choice == "theirs":
            return None
        now = content_of(figure)
        seen = self.seen_revision
        change = changes.get((figure.pk, seen)) if figure else None
        before = now if seen == self.cell.revision else NOTHING if seen == 0 else content_of(change)
        if content in (now, before):
            return None
        if seen != self.cell.revision:
            self.is_disputed = True
            self.between = changes.get((figure.pk, self.cell.revision)) if figure else None
            return None
        institution_id, measure_id = self.cell.standing.institution_id, self.cell.measure.pk
        return Answer(institution_id, measure_id, *content, seen_revision=seen)


def _initial(cell: Cell) -> dict[str, Any]:
    figure = cell.figure
    if figure is None or figure.state == State.NOT_REPORTED:
        return {"seen": cell.revision}
    answer = figure.state
    if cell.measure.is_yes_no and figure.state == State.REPORTED:
        answer = YES if figure.value else NO
    return {
        "answer": answer,
        "value": "" if figure.value is None else str(figure.value),
        "is_estimate": figure.is_estimate,
        "note": figure.note,
        "seen": cell.revision,
    }


def content_of(stored: AnnualFigure | FigureChange | None) -> Content | None:
    """All that a figure says, or said after a change."""
    if stored is None:
        return None
    if isinstance(stored, FigureChange):
        return stored.new_state, stored.new_value, stored.is_estimate, stored.note
    return stored.state, stored.value, stored.is_estimate, stored.note
