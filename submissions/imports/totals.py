"""Sums that a file prints, compared with what its rows add up to. Neither is ever changed. Knows no model."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .sections import Candidate, Kind, section_ends

Values = Mapping[int, int | None]
"""The whole numbers of a row by column, from 0. None: something stands there that is no number."""

_OF_ALL = re.compile(r"\W*(?:t[ổo]ng\s+(?:c[ộo]ng|s[ốo]|chung)|to[àa]n\s|t[òo]an\s|c[ộo]ng\s+chung)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Total:
    """A row with sums, and the rows (from, to) that it may sum up, the likeliest first: rows of data in there count."""

    index: int
    covers: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A printed sum that no reading of the table explains: the row's index, the column, and the likeliest sum."""

    index: int
    column: int
    printed: int
    computed: int


def totals(kinds: Sequence[Kind], candidates: Sequence[Candidate], labels: Mapping[int, str]) -> list[Total]:
    """What each row of totals, and each section that carries figures, sums up. `labels` are the texts of the totals."""
    found = [Total(one.index, ((one.index + 1, end),)) for one, end in _sections(kinds, candidates) if one.has_figures]
    places = [index for index, kind in enumerate(kinds) if kind is Kind.TOTAL]
    bounds = sorted([*places, *(one.index for one, _end in _sections(kinds, candidates))])
    data = _counted(kinds)
    of_all = [index for index in places if _OF_ALL.match(labels[index])]
    for index in places:
        before = max((bound for bound in bounds if bound < index), default=-1) if len(bounds) < 2_000 else -1
        after = min((bound for bound in bounds if bound > index), default=len(kinds)) if len(bounds) < 2_000 else len(kinds)
        segment, above, below = (before + 1, index), (0, index), (index + 1, len(kinds))
        if not data[index]:
            covers = [below, (index + 1, after)]
        elif data[index] == data[before + 1]:
            covers = [above, (index + 1, after)]
        elif index in of_all and index == places[-1]:
            covers = [above]
        else:
            covers = [segment, above]
        found.append(Total(index, tuple(covers)))
    return sorted(found, key=lambda total: total.index)
