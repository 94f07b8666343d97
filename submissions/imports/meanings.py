"""What the heading of a column means: chosen now, remembered from before, or known to everybody."""

from collections.abc import Iterable, Mapping, Sequence

from indicators.models import Measure
from institutions.names import fold

from ..models import RememberedColumn
from .choices import KEY, MEASURE, TOTAL, Choices, place
from .headings import Key, is_numbering, is_remark, is_total, known_key, last_year, measure_names, measures_named

PASSED_OVER = "passed over"
NUMBERING = "numbering"
NAMING, KNOWN, UNKNOWN = 2, 1, 0


def remembered_columns(user_id: int | None) -> dict[str, str]:
    """What a sender said before about headings, by the folded heading."""
    if user_id is None:
        return {}
    return dict(RememberedColumn.objects.filter(by=user_id).values_list("heading", "meaning"))


class Meanings:
    """The headings of one file."""

    def __init__(self, measures: Iterable[Measure], year: int, choices: Choices, remembered: Mapping[str, str]) -> None:
        self.year = year
        self.measures = list(measures)
        self.by_code = {measure.code: measure for measure in self.measures}
        self.by_name = measure_names(self.measures)
        self.choices = choices
        self.remembered = remembered

    def recognises(self, text: str) -> int:
        """How much a text looks like a heading: it names institutions, it is known, or neither."""
        meaning = self.known(text)
        if meaning in (KEY + Key.CODE.value, KEY + Key.NAME.value):
            return NAMING
        return KNOWN if meaning else UNKNOWN

    def of(self, sheet: str, index: int, text: str) -> str:
        """The meaning of a column, as `choices.py` writes it; empty where nobody knows."""
        chosen = self.choices.columns.get(place(sheet, index + 1), "")
        return chosen if self._still_means_something(chosen) else self.known(text)

    def _still_means_something(self, said: str) -> bool:
        """Whether a person said what a column is, and the measure that they named was not deleted since."""
        return bool(said) and (not said.startswith(MEASURE) or said.removeprefix(MEASURE) in self.by_code)

    def known(self, text: str) -> str:
        """What a heading means by itself."""
        if self._still_means_something(remembered := self.remembered.get(fold(text)[:200], "")):
            return remembered
        if key := known_key(text):
            return KEY + key.value
        if len(named := self.named(text)) == 1:
            return MEASURE + named[0].code
        if is_numbering(text):
            return NUMBERING
        if is_total(text):
            return TOTAL
        if (of_year := last_year(text)) and len(named := self.named(of_year[0])) == 1:
            return MEASURE + named[0].code if of_year[1] == self.year else PASSED_OVER
        return PASSED_OVER if is_remark(text) else ""

    def named(self, text: str) -> Sequence[Measure]:
        """The measures that a heading can name."""
        return measures_named(text, self.by_name)
