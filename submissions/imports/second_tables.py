"""A second table under the first, with other columns: the heading above does not hold for its rows."""

import re
from collections.abc import Callable, Iterator, Sequence

from ..tables import Cell, Row
from .choices import KEY, MEASURE
from .headings import Key
from .layout import Heading
from .row_labels import ANSWERS

Means = Callable[[str], str]
"""What a heading means, as `choices.py` writes it."""

NAMING = (KEY + Key.CODE.value, KEY + Key.NAME.value)

_MAY_NAME = re.compile(r"m[ãa]\b|t[êe]n\b|institution|code|name", re.IGNORECASE)
_NUMBER_IN_WORDS = ("ước", "trên", "dưới", "hơn", "gần", "khoảng", "xấp xỉ", "kad", "không ")


class SecondHeading:
    """Looks for rows that are headings, and not the one above said again. `meanings` are those of its columns."""

    def __init__(
        self, heading: Heading, meanings: Sequence[str], keys: Sequence[int], figures: Sequence[int], means: Means
    ) -> None:
        self.meanings = meanings
        self.keys = keys
        self.figures = figures
        self.means = means
        lines = [*heading.lines, heading.texts]
        width = max(map(len, lines))
        self.own = [
            {line[place].casefold() for line in lines if place < len(line) and line[place]} for place in range(width)
        ]

    def among(self, rows: Sequence[Row]) -> Iterator[tuple[Row, int]]:
        """Each row that is another heading, with the column in which that shows."""
        for row in rows:
            if self._may_be_heading(row.cells) and (column := self._differs(row.cells)) is not None:
                yield row, column

    def _may_be_heading(self, cells: Sequence[Cell]) -> bool:
        """A quick look: words where figures stand, or the name of a column where institutions are named."""
        width = len(cells)
        for place in self.keys:
            if place < width and isinstance(cell := cells[place], str) and _MAY_NAME.match(cell):
                return True
        for place in self.figures:
            if place < width and isinstance(cell := cells[place], str) and len(cell) > 1 and cell[0].isalpha():
                text = cell.casefold()
                if text not in ANSWERS and not text.startswith(_NUMBER_IN_WORDS):
                    return True
        return False

    def _differs(self, cells: Sequence[Cell]) -> int | None:
        """The first column by which the row is another heading; None when it is none, or the one above again."""
        texts = {place: cell for place, cell in enumerate(cells) if isinstance(cell, str)}
        known = {place: meaning for place, text in texts.items() if (meaning := self.means(text))}
        if len(known) < 2 and not set(NAMING) & set(known.values()):
            return self._moved(texts)
        for place, text in texts.items():
            if self._own(place, text) or known.get(place, "-") == self._meaning(place):
                continue
            if place in self.figures or place in self.keys or known.get(place, "").startswith((KEY, MEASURE)):
                return place
        return None

    def _moved(self, texts: dict[int, str]) -> int | None:
        """Where a lower row of the heading stands again in another order."""
        words = {word for place in self.figures if place < len(self.own) for word in self.own[place]}
        return next(
            (
                place for place, text in texts.items()
                if place in self.figures and text.casefold() in words and not self._own(place, text)
            ), None,
        )  # fmt: skip

    def _own(self, place: int, text: str) -> bool:
        return place < len(self.own) and text.casefold() in self.own[place]

    def _meaning(self, place: int) -> str:
        return self.meanings[place] if place < len(self.meanings) else ""
