"""What the columns of a file of figures mean, and what the signs in their numbers are."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from indicators.models import Measure
from institutions.names import fold

from ..imports.choices import IGNORE, KEY, MEASURE, NO_SEPARATOR, THOUSANDS, TOTAL, place
from ..imports.headings import Key
from ..imports.meanings import NUMBERING, PASSED_OVER
from ..reading.sheets import column_letters
from .field_names import field_name

_ALIKE = 60
_MOST_SUGGESTED = 3
Choice = tuple[str, str]


def key_labels() -> dict[str, str]:
    """What the columns are called that say which institution a row is about."""
    return {
        Key.CODE.value: _("Mã cơ sở"), Key.NAME.value: _("Tên cơ sở"), Key.COMMUNE.value: _("Xã/phường"),
        Key.DISTRICT.value: _("Huyện"), Key.UNIT.value: _("Đơn vị hành chính"), Key.CATEGORY.value: _("Loại hình"),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file as its last check saw it."""

    place: str
    text: str
    letters: str
    samples: Sequence[str]
    shown: str
    asked: Sequence[str]


class ColumnsForm(forms.Form):
    """One select for each column; what the portal understood is chosen, what it did not is empty."""

    def __init__(self, *args: Any, columns: Sequence[Column], measures: Sequence[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        for column in columns:
            self.fields[field_name(column.place)] = forms.ChoiceField(
                label=_("Ý nghĩa của cột %(column)s") % {"column": column.text or column.letters},
                required=False,
                choices=_meanings(column, measures),
                initial=column.shown,
            )

    def rows(self) -> Iterator[tuple[Column, forms.BoundField]]:
        """Each column with its select."""
        return ((column, self[field_name(column.place)]) for column in self.columns)

    def changed(self) -> dict[str, str]:
        """The meanings that differ from what the check understood, by the place of the column."""
        chosen = {column.place: self.cleaned_data[field_name(column.place)] for column in self.columns}
        return {column.place: chosen[column.place] for column in self.columns if chosen[column.place] != column.shown}

    def remembered(self) -> dict[str, str]:
        """Of these, headings that are worth remembering: a text that stands over two columns means neither."""
        times = Counter(fold(column.text) for column in self.columns)
        changed = self.changed()
        return {
            column.text: changed[column.place] for column in self.columns
            if changed.get(column.place) and times[fold(column.text)] == 1
        }  # fmt: skip


def columns_of(tables: Sequence[Mapping[str, Any]], asked: Mapping[str, Sequence[str]]) -> list[list[Column]]:
    """The columns of each table of a report. `asked` are the questions about a column, by its place."""
    return [[column for one in table["columns"] if (column := _column(table, one, asked))] for table in tables]


def _column(table: Mapping[str, Any], one: Mapping[str, Any], asked: Mapping[str, Sequence[str]]) -> Column | None:
    if not one["text"] and not one["samples"]:
        return None
    where = place(table["sheet"], one["index"] + 1)
    shown = IGNORE if one["meaning"] in (PASSED_OVER, NUMBERING) else one["meaning"]
    return Column(where, one["text"], column_letters(one["index"] + 1), one["samples"], shown, asked.get(where, ()))


def _meanings(column: Column, measures: Sequence[Measure]) -> list[Any]:
    """Everything that a column can mean; what its heading resembles comes first, and is not chosen by itself."""
    labels = {f"{MEASURE}{measure.code}": measure.label for measure in measures}
    suggested = [] if column.shown else _suggested(column.text, labels)
    groups: list[Any] = [("", _("– hãy chọn –"))] if not column.shown else []
    if suggested:
        groups.append((_("Gần giống tiêu đề"), suggested))
    rest = [choice for choice in labels.items() if choice not in suggested]
    keys = [(f"{KEY}{key}", label) for key, label in key_labels().items()]
    groups += [
        (_("Chỉ tiêu"), rest),
        (_("Cho biết là cơ sở nào"), keys),
        (_("Khác"), [(TOTAL, _("Tổng của dòng (chỉ để đối chiếu)")), (IGNORE, _("Không đọc cột này"))]),
    ]
    return groups


def _suggested(text: str, labels: Mapping[str, str]) -> list[Choice]:
    folded = fold(text)
    scored = [(fuzz.WRatio(folded, fold(label)), meaning, label) for meaning, label in labels.items()]
    best = sorted((one for one in scored if folded and one[0] >= _ALIKE), key=lambda one: -one[0])
    return [(meaning, label) for _score, meaning, label in best[:_MOST_SUGGESTED]]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column whose numbers have signs in them: some of its values, and how each would be read."""

    place: str
    text: str
    message: str
    samples: Sequence[tuple[str, str, str]]
    shown: str


class NumbersForm(forms.Form):
    """For each column: "." and "," group thousands, or they do not."""

    def __init__(self, *args: Any, columns: Sequence[Numbers], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        for column in columns:
            self.fields[field_name(column.place)] = forms.ChoiceField(
                label=column.text,
                required=False,
                widget=forms.RadioSelect,
                choices=[
                    (THOUSANDS, _("Dấu ngăn hàng nghìn, bỏ đi khi đọc")),
                    (NO_SEPARATOR, _("Không phải dấu ngăn hàng nghìn: báo lỗi các ô này để sửa trong tệp")),
                ],
                initial=column.shown,
            )

    def rows(self) -> Iterator[tuple[Numbers, forms.BoundField]]:
        """Each column with its question."""
        return ((column, self[field_name(column.place)]) for column in self.columns)

    def changed(self) -> dict[str, str]:
        """The answers that differ from what the check did."""
        chosen = {column.place: self.cleaned_data[field_name(column.place)] for column in self.columns}
        return {column.place: chosen[column.place] for column in self.columns if chosen[column.place] != column.shown}
