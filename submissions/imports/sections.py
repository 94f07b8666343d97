"""Rows that head others: sections, and what only looks like one. Decided when all rows are known. Knows no model.

"I. Thư viện tỉnh" may be a section or an institution. It is a section only when rows of data stand under it and it
either names a place or a group, or says the sum of what stands there; everything else is data, and is asked about.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial

from ..reading.sheets import Cell, Row
from .row_labels import Naming, names, names_group


class Kind(Enum):
    """What a row below the heading is. Only rows of data are stored."""

    DATA = "data"
    BLANK = "blank"
    HEADING = "heading"
    NUMBERING = "numbering"
    SECTION = "section"
    TOTAL = "total"
    OF_WHICH = "of which"
    NOTE = "note"


class Style(Enum):
    """How a section is written; sections of one style stand side by side, another style begins within the last."""

    ROMAN = "I"
    LETTER = "A"
    NUMBER = "1"
    DISTRICT = "huyện"
    COMMUNE = "xã"
    PLAIN = ""
    NAME = "name"  # nothing but a text in the column of names


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may head others: its place, style, text in small letters; whether a figure stands in it, and whether
    it stands among the notes at the end."""

    index: int
    style: Style
    label: str
    has_figures: bool
    in_notes: bool


Numbers = Callable[[Row], str]
"""What stands in a row's numbering column."""


def settle(
    rows: Sequence[Row], kinds: list[Kind], candidates: Sequence[Candidate], figures: Sequence[int], number: Numbers
) -> None:
    """Decide each candidate (innermost first, so that what it covers is known) and write its kind."""
    last_data = max((index for index, kind in enumerate(kinds) if kind is Kind.DATA), default=-1)
    ends = section_ends(candidates, len(rows))
    for candidate in reversed(candidates):
        inside = range(candidate.index + 1, ends[candidate.index])
        first = next((index for index in inside if kinds[index] is Kind.DATA), None)
        if first is None:
            kind = _without_rows(candidate, before_data=candidate.index < last_data)
        else:
            own = rows[candidate.index]
            under = (rows[index] for index in inside if kinds[index] is Kind.DATA)
            kind = _with_rows(candidate, number(own), number(rows[first]), partial(_agrees, own, under, figures))
        kinds[candidate.index] = kind
        last_data = max(last_data, candidate.index) if kind is Kind.DATA else last_data


def section_ends(candidates: Sequence[Candidate], end: int) -> Mapping[int, int]:
    """Where each section ends: at the next of its style, or of one that it stands within."""
    ends: dict[int, int] = {}
    open_ones: list[Candidate] = []
    for candidate in candidates:
        styles = [one.style for one in open_ones]
        if candidate.style in styles:
            place = styles.index(candidate.style)
            ends.update((one.index, candidate.index) for one in open_ones[place:])
            del open_ones[place:]
        open_ones.append(candidate)
    return ends | {one.index: end for one in open_ones}


def _without_rows(candidate: Candidate, *, before_data: bool) -> Kind:
    """Nothing stands under it. With a figure it is data; so is what names a body that says nothing yet."""
    if candidate.has_figures:
        return Kind.DATA
    if candidate.style is Style.NUMBER or (
        names(candidate.label) is Naming.BODY and candidate.style is not Style.PLAIN
    ):
        return Kind.DATA
    if candidate.in_notes and not before_data:
        return Kind.NOTE
    if candidate.style is Style.NAME:
        return Kind.DATA
    return Kind.NOTE if candidate.style is Style.PLAIN and not before_data else Kind.SECTION


def _with_rows(candidate: Candidate, own: str, first: str, agrees: Callable[[], bool]) -> Kind:
    """Rows of data stand under it; `own` is its number in the numbering column, `first` that of the first of them."""
    style, figures = candidate.style, candidate.has_figures
    if style is Style.NUMBER:
        is_above = first.startswith(f"{own}.") or first == "1" or not first.isdigit()
        is_section = is_above and (not figures or first.startswith(f"{own}.") or agrees())
    elif style is Style.NAME:
        is_section = first.isdigit()
    elif not figures:
        is_section = True
    elif style in (Style.ROMAN, Style.LETTER):
        is_section = names_group(candidate.label) or agrees()
    else:
        is_section = first == "1" or agrees()
    return Kind.SECTION if is_section else Kind.DATA


def _agrees(row: Row, under: Iterable[Row], figures: Sequence[int]) -> bool:
    """Whether the row has the sums of the rows under it, in every column that holds nothing but numbers there."""
    printed = {column: number for column in figures if (number := whole(_cell(row, column))) is not None}
    sums = dict.fromkeys(printed, 0)
    for one in under:
        for column in list(sums):
            number = whole(_cell(one, column) or 0)
            if number is None:
                del sums[column]  # answers in words, or unknown: such a column says nothing
            else:
                sums[column] += number
    return any(sums.values()) and all(printed[column] == value for column, value in sums.items())


def _cell(row: Row, column: int) -> Cell:
    return row.cells[column] if column < len(row.cells) else None


def whole(cell: Cell) -> int | None:
    """A number for comparing sums only: never stored, so that signs of thousands may simply go."""
    if isinstance(cell, str):
        digits = (
            "0" if cell.strip() == "-" else cell.replace(".", "").replace(",", "").replace(" ", "").replace("\xa0", "")
        )
        return int(digits) if digits.isdecimal() and len(digits) < 20 else None
    if isinstance(cell, bool) or not isinstance(cell, int | float) or cell != cell or abs(cell) > 2**53:
        return None
    return int(cell) if cell == int(cell) else None
