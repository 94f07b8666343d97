"""Words of explanation for what the checks found unusual in a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..explaining import LONGEST
from .field_names import field_name, label_about


@dataclass(frozen=True, slots=True)
class ToExplain:
    """One finding of one row, or of the whole file. `about` is what its explanation is stored under."""

    about: str
    where: str
    name: str
    message: str
    said: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one check: `open` of them lack words, `rows` are those of this page."""

    code: str
    title: str
    open: int
    said: str
    rows: Sequence[ToExplain]

    @property
    def parts(self) -> Sequence[ToExplain]:
        """The rows that may have words of their own: not a single one, which the words for all explain."""
        is_single = len(self.rows) == 1 and self.open <= 1 and not self.rows[0].said
        return () if is_single else self.rows


class ExplanationsForm(forms.Form):
    """One text for all findings of a check, and one for each that has a reason of its own."""

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given_groups = groups
        for group in groups:
            common = _("Một lời giải thích cho tất cả") if group.parts else _("Giải thích")
            self._add(group.code, label_about(common, group.title), group.said)
            for one in group.parts:
                self._add(one.about, label_about(_("Giải thích"), one.name, one.message), one.said)

    def _add(self, about: str, label: str, said: str) -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        self.fields[field_name(about)] = forms.CharField(
            label=label, required=False, max_length=LONGEST, widget=widget, initial=said
        )

    def groups(self) -> Iterator[tuple[Group, forms.BoundField, list[tuple[ToExplain, forms.BoundField]]]]:
        """Each check with its field and those of its rows."""
        for group in self.given_groups:
            yield group, self[field_name(group.code)], [(one, self[field_name(one.about)]) for one in group.parts]

    def answers(self) -> dict[str, str]:
        """What was written, by what it explains; empty where words were taken back."""
        asked = [about for group in self.given_groups for about in (group.code, *(one.about for one in group.parts))]
        changed = set(self.changed_data)
        return {about: self.cleaned_data[name] for about in asked if (name := field_name(about)) in changed}
