"""What a single row below the heading says it is, the cheap tests first. Knows no model.

In doubt a row is data: then its institution is asked for. A row with a code is always data.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from institutions.names import normal

from ..reading.sheets import Cell, Row
from .heading_rows import Heading, text_of
from .row_labels import (
    ANSWERS,
    Naming,
    is_answer,
    is_bullet,
    is_continuation,
    is_date_line,
    is_district,
    is_enumerator,
    is_footnote,
    names,
    names_group,
    opening,
)
from .sections import Candidate, Kind, Style

_WITH_DIGIT = re.compile(r"(?=\S*\d)\w[^\s/\\?#%]*")
_ONE_WORD = re.compile(r"\w[^\s/\\?#%:]*\w")
_SUSPECT = re.compile(
    r"[\W_]|[ivx]{1,4}\s?[.)]|[a-gđ]\s?[.)]|t[ổo]ng|c[ộo]ng|to[àa]n|t[òo]an|trong|chia|bao\s|g[ồo]m|ghi|l[ưu]u|ch[úu]"
    r"|ngu[ồo]n|x[ãa]\b|huy[ệe]n|ph[ưu][ờo]ng|th[ịi]\s|th[àa]nh\s|qu[ậa]n\b|t[ỉi]nh|[thqpx][pxt]?\s?\."
    r"|c[áa]c\b|kh[ốo]i\b|nh[óo]m\b|lo[ạa]i\b|m[ụu]c\b|ph[ầa]n\b|h[ệe]\s|đặc\s|đ[ịi]a\s|c[ụu]m\b|.*\bc[ấa]p\b"
)
"""How the names of rows begin that may be no institution. Everything else that has a figure is data at once."""

_PREFIX = re.compile(r"([IVX]{1,5}|[A-GĐ])\s?[.)/]\s*(?=\S)|(I{2,3}|IV|VI{0,3})\s+[-–]\s+(?=\S)")
_COLUMN_NUMBER = re.compile(r"[(\[]?\s*(?:([A-ZĐ])|(\d{1,3}))\s*[)\]]?\s*(=.*)?")
_NUMBER = re.compile(r"[-+]?\d[\d.,\s]*")
_LONG = 100
_NOTHING = Heading(0, 0, [])


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what, from 0: the institution's code and name, where it lies, the rows' numbers, the figures."""

    code: int | None = None
    name: int | None = None
    places: tuple[int, ...] = ()
    numbering: int | None = None
    figures: tuple[int, ...] = ()


class RowReader:
    """Reads rows in their order; what it cannot tell without the rows below is among `candidates`."""

    def __init__(self, heading: Heading, columns: Columns) -> None:
        self.columns = columns
        self.keys = {columns.code, columns.name, columns.numbering, *columns.places} - {None}
        lines = [*heading.lines, heading.texts]
        self.headings = [[text.casefold() for text in line] for line in lines]
        self.heading_words = {text for line in self.headings for text in line if text}
        self.candidates: list[Candidate] = []
        self.index = -1
        self.at_head = True
        self.in_notes = False
        self.in_parts = self.of_total = False

    def kind(self, row: Row) -> Kind:
        """What the row is; a section is only a candidate."""
        self.index += 1
        if not self.at_head and self.is_plain(row.cells):
            self.in_parts = self.in_notes = self.of_total = False
            return Kind.DATA
        kind = self._judged(row)
        if kind is not Kind.BLANK:
            self.at_head = kind is Kind.HEADING
            self.in_notes = kind is Kind.NOTE or (self.in_notes and kind is Kind.SECTION)
            self.of_total = kind is Kind.TOTAL or (self.of_total and kind is Kind.OF_WHICH)
            self.in_parts = kind is Kind.OF_WHICH
        return kind

    def is_plain(self, cells: Sequence[Cell]) -> bool:
        """Whether the row has a code, or a figure beside a name that cannot be anything else."""
        columns, width = self.columns, len(cells)
        code = cells[columns.code] if columns.code is not None and columns.code < width else None
        if code is not None and (not isinstance(code, str) or _WITH_DIGIT.fullmatch(code)):
            return True
        name = cells[columns.name] if columns.name is not None and columns.name < width else None
        if not isinstance(name, str):
            return False
        if code is not None or not any(column < width and _is_figure(cells[column]) for column in columns.figures):
            return False
        number = cells[columns.numbering] if columns.numbering is not None and columns.numbering < width else None
        if isinstance(number, str) and not number.isdigit():
            return False
        label = name.casefold()
        return not _SUSPECT.match(label) and label not in self.heading_words

    def _judged(self, row: Row) -> Kind:
        cells = row.cells
        number = self.number(row)
        if all(
            cell is None or (place == self.columns.numbering and number.isdigit()) for place, cell in enumerate(cells)
        ):
            return Kind.BLANK
        if self._repeats_heading(cells):
            return Kind.HEADING
        if self.at_head and self._numbers_columns(cells):
            return Kind.NUMBERING
        if self._has_code(cells):
            return Kind.DATA
        text = self.text(cells, number)
        return self._by_words(cells, number, text, text.casefold())

    def _by_words(self, cells: Sequence[Cell], number: str, text: str, label: str) -> Kind:
        figures = self._has_figures(cells)
        begins = {opening(text) for text in (label, number.casefold(), self._key(cells, self.columns.code).casefold())}
        if "total" in begins:
            return Kind.TOTAL
        if "of_which" in begins or (self.in_parts and is_bullet(label) and self._is_part(label, figures)):
            return Kind.OF_WHICH
        if not figures and is_continuation(label):
            return Kind.HEADING
        if not figures and not number.isdigit() and self._is_note(cells, label):
            return Kind.NOTE
        candidate = self._candidate(cells, number, text, figures)
        self.candidates += [candidate] if candidate else []
        return Kind.SECTION if candidate else Kind.DATA

    def _is_part(self, label: str, figures: bool) -> bool:
        """Whether a row with a dash, under "Trong đó", is a part of a sum; else it may be an institution."""
        naming = names(label)
        return naming is not Naming.BODY and (
            self.of_total or not figures or naming is Naming.BODIES or names_group(label)
        )

    def candidate_at(self, row: Row, index: int) -> Candidate | None:
        """What is known of a row that may be a section, by itself."""
        self.index = index
        number = self.number(row)
        return self._candidate(row.cells, number, self.text(row.cells, number), self._has_figures(row.cells))

    def _candidate(self, cells: Sequence[Cell], number: str, text: str, figures: bool) -> Candidate | None:
        style = self._style(cells, number, text, figures)
        if style is None:
            return None
        return Candidate(self.index, style, _PREFIX.sub("", text, count=1).casefold(), figures, self.in_notes)

    def number(self, row: Row) -> str:
        """What stands in the numbering column."""
        place = self.columns.numbering
        return text_of(row.cells[place]) if place is not None and place < len(row.cells) else ""

    def _key(self, cells: Sequence[Cell], place: int | None) -> str:
        return text_of(cells[place]) if place is not None and place < len(cells) else ""

    def text(self, cells: Sequence[Cell], number: str) -> str:
        """What the row is called: its name, else its first text, figures last."""
        if name := self._key(cells, self.columns.name):
            return name
        figures = self.columns.figures
        texts = [(place in figures, place, cell) for place, cell in enumerate(cells) if isinstance(cell, str)]
        texts = [one for one in texts if one[1] != self.columns.numbering or not is_enumerator(number)]
        return normal(min(texts, key=lambda one: one[:2])[2]) if texts else number

    def _repeats_heading(self, cells: Sequence[Cell]) -> bool:
        texts = [text_of(cell).casefold() if isinstance(cell, str) else "" for cell in cells]
        filled = sum(cell is not None for cell in cells)
        if not any(text in self.heading_words for text in texts if text):
            return False
        return any(
            2 * sum(text == known != "" for text, known in zip(texts, line, strict=False)) >= filled + (filled > 1)
            for line in self.headings
        )

    def _numbers_columns(self, cells: Sequence[Cell]) -> bool:
        """Whether the row counts the columns: A B 1 2 3, (1) (2) (3), 1 2 3=1+2.

        A name is never a bare number; a code may be one, so that without names only letters or signs tell.
        """
        found = [_COLUMN_NUMBER.fullmatch(text) for cell in cells if (text := text_of(cell))]
        if len(found) < 2 or not all(found):
            return False
        letters = [one[1] for one in found if one and one[1]]
        numbers = [int(one[2]) for one in found[len(letters) :] if one and one[2]]
        in_order = letters == sorted(set(letters)) and bool(numbers) and numbers[0] <= 1 + len(letters)
        if not in_order or numbers != list(range(numbers[0], numbers[0] + len(found) - len(letters))):
            return False
        if self._key(cells, self.columns.name):
            return True
        marked = any("(" in text_of(cell) or "=" in text_of(cell) for cell in cells)
        has_code = bool(self._key(cells, self.columns.code))
        return len(found) > 2 and (marked or bool(letters) or not has_code)

    def _has_code(self, cells: Sequence[Cell]) -> bool:
        """Whether a code stands in its column, and not "Cộng", "I." or the beginning of a note."""
        place = self.columns.code
        if place is None or place >= len(cells) or cells[place] is None:
            return False
        code = cells[place]
        if not isinstance(code, str) or _WITH_DIGIT.fullmatch(code):
            return True
        return bool(_ONE_WORD.fullmatch(code)) and not is_enumerator(code) and not opening(code.casefold())

    def _has_figures(self, cells: Sequence[Cell]) -> bool:
        """Whether a figure stands anywhere in the row: an answer in its column, or a number in another."""
        for place, cell in enumerate(cells):
            if cell is None or place in self.keys:
                continue
            text = text_of(cell).casefold()
            if place not in self.columns.figures:
                if _NUMBER.fullmatch(text):
                    return True
            elif not isinstance(cell, str) or is_answer(text):
                return True
        return False

    def _is_note(self, cells: Sequence[Cell], label: str) -> bool:
        """Whether a row without figures is a note or belongs to the signatures."""
        if opening(label) == "note":
            return True
        if names(label) is Naming.BODY and not is_footnote(label):
            return False
        texts = [text_of(cell).casefold() for cell in cells if isinstance(cell, str)]
        if any(opening(text) == "note" or is_date_line(text) for text in texts):
            return True
        alone = len(texts) == 1
        if self.in_notes:
            return not (alone and (opening(label) == "place" or _PREFIX.match(texts[0].upper())))
        return alone and (is_footnote(label) or len(label) > _LONG)

    def _style(self, cells: Sequence[Cell], number: str, text: str, figures: bool) -> Style | None:
        """How the row would be written as a section; None for what is data whatever stands below."""
        first = number or self._key(cells, self.columns.code)
        prefix = _PREFIX.match(text)
        mark = first if is_enumerator(first) else prefix[0] if prefix and opening(text.casefold()) != "place" else ""
        if mark:
            return Style.ROMAN if mark[0] in "IVXivx" else Style.LETTER
        label = text.casefold()
        is_place = opening(label) == "place"
        naming = Naming.NEITHER if is_place else names(label)
        if naming is Naming.BODY:
            return None
        if not is_place and naming is Naming.NEITHER and not names_group(label):
            return self._style_of_text(cells, number, figures)
        if self._key(cells, self.columns.name) and any(self._key(cells, place) for place in self.columns.places):
            return None
        if number.isdigit():
            return Style.NUMBER
        return _place_style(label) if is_place else Style.PLAIN

    def _style_of_text(self, cells: Sequence[Cell], number: str, figures: bool) -> Style | None:
        """A row with nothing but one text, which stands where no institution is named or numbered."""
        alone = sum(cell is not None for cell in cells) == 1
        if figures or number.isdigit() or not alone:
            return None
        if not self._key(cells, self.columns.name):
            return Style.PLAIN
        return Style.NAME if self.columns.numbering is not None else None


def label_of(row: Row, columns: Columns) -> str:
    """What a row is called."""
    reader = RowReader(_NOTHING, columns)
    return reader.text(row.cells, reader.number(row))


def candidates_among(rows: Sequence[Row], kinds: Sequence[Kind], columns: Columns) -> Iterator[Candidate]:
    """The sections, and the rows of data that are written as sections are: these part the sections too."""
    reader = RowReader(_NOTHING, columns)
    for index, (row, kind) in enumerate(zip(rows, kinds, strict=True)):
        may_be = kind is Kind.SECTION or (kind is Kind.DATA and not reader.is_plain(row.cells))
        if may_be and (candidate := reader.candidate_at(row, index)):
            yield candidate


def _is_figure(cell: Cell) -> bool:
    """Whether a cell is a figure at first sight."""
    if isinstance(cell, str):
        return cell[:1].isdigit() or cell.casefold() in ANSWERS
    return cell is not None


def _place_style(label: str) -> Style:
    return Style.DISTRICT if is_district(label) else Style.COMMUNE
