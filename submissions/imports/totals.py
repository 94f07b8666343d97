"""Sums that a file prints, compared with what its rows add up to. Neither is ever changed. Knows no model.

What a sum covers is not always said: each total has several readings, and only what none of them explains is told.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ..reading.sheets import Row
from .row_kinds import Columns, candidates_among, label_of
from .sections import Candidate, Kind, section_ends

Values = Mapping[int, int | None]
"""The whole numbers of a row by column, from 0. None: what stands there is no number, and no sum can be made."""

_OF_ALL = re.compile(r"\W*(?:t[ổo]ng\s+(?:c[ộo]ng|s[ốo]|chung)|to[àa]n\s|t[òo]an\s|c[ộo]ng\s+chung)")


@dataclass(frozen=True, slots=True)
class Total:
    """A row with sums (its place among the rows below the heading) and what it may sum up, the likeliest first.

    `covers` are ranges of places, the second excluded; of the rows in them those of data count.
    """

    index: int
    covers: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A printed sum that no reading of the table explains: line, column (from 0), and what the rows add up to."""

    line: int
    column: int
    printed: int
    computed: int


def totals(rows: Sequence[Row], kinds: Sequence[Kind], columns: Columns) -> list[Total]:
    """The rows of sums below a heading: those of totals, and sections that carry figures."""
    if Kind.TOTAL not in kinds and Kind.SECTION not in kinds:
        return []
    marks = list(candidates_among(rows, kinds, columns))
    ends = section_ends(marks, len(rows))
    sections = [one for one in marks if kinds[one.index] is Kind.SECTION]
    found = [Total(one.index, ((one.index + 1, ends[one.index]),)) for one in sections if one.has_figures]
    places = [index for index, kind in enumerate(kinds) if kind is Kind.TOTAL]
    bounds = sorted({*places, *(one.index for one in sections)})
    above = [0, *accumulate(kind is Kind.DATA for kind in kinds)]
    around: list[Candidate] = []
    coming = iter(sections)
    following = next(coming, None)
    for index in places:
        while following is not None and following.index < index:
            around = [*(one for one in around if ends[one.index] > following.index), following]
            following = next(coming, None)
        around = [one for one in around if ends[one.index] > index]
        before = bounds[place - 1] if (place := bisect_left(bounds, index)) else -1
        is_last = index == places[-1] and bool(_OF_ALL.match(label_of(rows[index], columns).casefold()))
        found.append(
            Total(
                index, tuple(_covers(index, before, [(one.index, ends[one.index]) for one in around], above, is_last))
            )
        )
    return sorted(found, key=lambda total: total.index)


def _covers(
    index: int, before: int, around: Sequence[tuple[int, int]], above: Sequence[int], is_last: bool
) -> Iterator[tuple[int, int]]:
    """What a total at this place may sum up. `before` is the last total or section, `around` are the sections in which
    it stands, `above[i]` how many rows of data stand before i, `is_last` whether it is the table's grand total."""
    if above[index] > above[before + 1]:
        if not is_last:
            yield before + 1, index
    elif around and around[-1][0] == before:
        yield index + 1, around[-1][1]
    if not is_last:
        yield from ((start + 1, index) for start, _end in reversed(around))
    yield (0, index) if above[index] else (index + 1, len(above) - 1)


def sections_above(rows: Sequence[Row], kinds: Sequence[Kind], columns: Columns) -> Iterator[tuple[str, ...]]:
    """For each row the texts (in small letters) of the sections in which it stands, the outermost first.

    A sum below a section's rows closes it: what follows without a new section stands in the one around it.
    """
    has_sections = Kind.SECTION in kinds
    marks = {one.index: one for one in candidates_among(rows, kinds, columns)} if has_sections else {}
    open_ones: list[Candidate] = []
    has_rows = False
    texts: tuple[str, ...] = ()
    for index, kind in enumerate(kinds):
        if index in marks:
            styles = [one.style for one in open_ones]
            if marks[index].style in styles:
                del open_ones[styles.index(marks[index].style) :]
            open_ones += [marks[index]] if kind is Kind.SECTION else []
        elif kind is Kind.TOTAL and has_rows:
            del open_ones[-1:]
        if index in marks or kind is Kind.TOTAL:
            has_rows = False
            texts = tuple(one.label for one in open_ones)
        has_rows = has_rows or kind is Kind.DATA
        yield texts


class SumCheck:
    """Adds up the rows of data as they come by, in their order, and compares in the end."""

    def __init__(self, rows: Sequence[Row], totals: Sequence[Total]) -> None:
        self._rows = rows
        self._totals = totals
        self._bounds = sorted({bound for total in totals for cover in total.covers for bound in cover})
        self._sums: Counter[int] = Counter()
        self._unsure: Counter[int] = Counter()
        self._added = 0
        self._at: list[tuple[dict[int, int], dict[int, int], int]] = []

    def add(self, index: int, values: Values) -> None:
        """A row of data, by its place among the rows below the heading; the places must ascend."""
        self._reach(index)
        self._added += 1
        for column, value in values.items():
            if value is None:
                self._unsure[column] += 1
            else:
                self._sums[column] += value

    def differences(self, printed: Mapping[int, Values]) -> list[Difference]:
        """What differs, given what stands in the rows of sums (by their places)."""
        self._reach(len(self._rows))
        return [one for total in self._totals for one in self._differences(total, printed.get(total.index, {}))]

    def _reach(self, index: int) -> None:
        """Remember the sums at each bound that lies before this place or at it."""
        while len(self._at) < len(self._bounds) and self._bounds[len(self._at)] <= index:
            self._at.append((dict(self._sums), dict(self._unsure), self._added))

    def _differences(self, total: Total, printed: Values) -> list[Difference]:
        """By the reading that explains the most columns, the likeliest of several."""
        found: list[list[Difference]] = []
        for start, end in total.covers:
            (sums, unsure, added), (to_sums, to_unsure, to_added) = self._state(start), self._state(end)
            if to_added == added:
                continue
            found.append([
                Difference(self._rows[total.index].number, column, value, computed)
                for column, value in printed.items()
                if value is not None and to_unsure.get(column, 0) == unsure.get(column, 0)
                and (computed := to_sums.get(column, 0) - sums.get(column, 0)) != value
            ])  # fmt: skip
        return min(found, key=len, default=[])

    def _state(self, bound: int) -> tuple[dict[int, int], dict[int, int], int]:
        return self._at[bisect_left(self._bounds, bound)]
