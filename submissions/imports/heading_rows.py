"""Where the heading of a table stands: one to three rows, below a title, above the data. Knows no model.

Which texts are names of columns the caller says. A group heading over several columns is read together with what stands
below it: "Lượt người sử dụng" over "tại chỗ" is "Lượt người sử dụng tại chỗ".
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, groupby

from institutions.names import fold, normal

from ..reading.sheets import Cell, Row, Sheet
from .headings import is_note, is_total, says_nothing
from .row_labels import is_date_line

ROWS_SEARCHED = 30
"""How far down a heading is looked for: above it may stand a title."""

MOST_ROWS = 3
"""The most rows that a heading takes."""

NAMES_INSTITUTION = 2
"""The weight of a column that names the institution; that of another known column is 1."""

Recognises = Callable[[str], int]

_QUALIFIES = re.compile(
    r"\b(?:20\d\d|n[ăa]m (?:trước|truoc|nay)|kế hoạch(?! giáo dục)|ke hoach(?! giao duc)|cùng kỳ|cung ky|so với|so voi"
    r"|t[ỷỉyi] l[ệe]|tăng|giảm|l[ũu][ỹy]? kế|ước|nữ|dân tộc|thiếu nhi|trẻ em|tháng|quý|trong đó \w+|kỳ trước|giao"
    r"|dự kiến|mục tiêu|định mức|đăng ký|bình quân|trung bình|nghìn|ngàn|triệu|người lớn|học sinh|sinh viên|nước ngoài"
    r"|quốc tế|công lập|tư nhân|cao tuổi|khuyết tật|chênh lệch)\b|%|\A(?:nam|thể thao|văn hóa|văn hoá|văn nghệ)\Z"
)
"""What makes figures mean something else: it is never left out of a combined heading."""

_PERIOD = re.compile(
    r"(?:(?:thuc hien|so lieu|ket qua|uoc|uoc thuc hien|ke hoach) )?(?:nam )?20\d\d|(?:so lieu |thuc hien )?nam truoc"
    r"|ke hoach|cung ky|cung ky nam truoc|uoc|uoc thuc hien"
)
_UNIT = re.compile(r"\(?(?:đơn vị|đvt|don vi|dvt)\b")
_WORDS_OF_A_GROUP = 4
_OF_YEAR = re.compile(r"\bn[ăa]m\s+(20\d\d)\b")
_NUMBER = re.compile(r"[-+]?\d[\d.,\s]*%?")
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's first and last row (places in `Sheet.rows`) and its text per column, rows read together.

    `lines` are its single rows as they stand in the file, by which it is known again where it is repeated.
    """

    first: int
    last: int
    texts: list[str]
    lines: list[list[str]] = field(default_factory=list, repr=False)

    def below(self, sheet: Sheet) -> list[Row]:
        """The rows under the heading."""
        return sheet.rows[self.last + 1 :]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read rows as a heading: how much of it is known decides between several."""

    heading: Heading
    weights: list[int]
    score: int

    @property
    def is_heading(self) -> bool:
        """Whether enough is known that it cannot be a title or data: a name of institutions, or two other columns."""
        known = [weight for weight in self.weights if weight]
        return self.score > 0 and (NAMES_INSTITUTION in known or len(known) > 1)

    @property
    def rank(self) -> tuple[int, int, int, int]:
        heading = self.heading
        filled = sum(bool(text) for text in heading.texts)
        return self.score, heading.first - heading.last, filled, -heading.first


def find_heading(sheet: Sheet, recognises: Recognises) -> Heading | None:
    """The heading among the first rows of a sheet: of all ways to read them the one of which most is known.

    `recognises` gives the weight of a text: 2 when it names the institution (code, name), 1 when it is a measure or
    another known column, 0 when it is unknown.
    """
    weigh = _remembering(recognises)
    readings = list(_readings(sheet, range(min(ROWS_SEARCHED, len(sheet.rows))), weigh))
    good = [reading for reading in readings if reading.is_heading] or [
        reading for reading in readings if _has_figures_below(sheet, reading)
    ]
    return _completed(sheet, max(good, key=lambda reading: reading.rank), weigh) if good else None


def heading_at(sheet: Sheet, line: int, recognises: Recognises) -> Heading | None:
    """The heading of which a person says that it stands at this line of the file; None when there is no such line."""
    index = next((index for index, row in enumerate(sheet.rows) if row.number == line and not row.is_blank), None)
    if index is None:
        return None
    weigh = _remembering(recognises)
    starts = range(max(0, index - MOST_ROWS + 1), index + 1)
    readings = [reading for reading in _readings(sheet, starts, weigh) if reading.heading.last >= index]
    if best := max(
        (reading for reading in readings if reading.score > 0), key=lambda reading: reading.rank, default=None
    ):
        return _completed(sheet, best, weigh)
    texts = [text_of(cell) for cell in sheet.rows[index].cells]
    return Heading(index, index, texts, [texts])


def _remembering(recognises: Recognises) -> Recognises:
    known: dict[str, int] = {"": 0}

    def weigh(text: str) -> int:
        if text not in known:
            known[text] = recognises(text)
        return known[text]

    return weigh


def _readings(sheet: Sheet, starts: range, weigh: Recognises) -> Iterator[_Reading]:
    for first in starts:
        for last in range(first, min(first + MOST_ROWS, len(sheet.rows), max(ROWS_SEARCHED, starts.stop))):
            if sheet.rows[last].is_blank:
                break
            if reading := _read(sheet, first, last, weigh):
                yield reading


def _read(sheet: Sheet, first: int, last: int, weigh: Recognises) -> _Reading | None:
    """The rows as one heading; None when a row is no part of it, such as data below a known name."""
    lines = _lines(sheet, first, last)
    columns = list(zip(*_grouped(sheet, first, lines), strict=True))
    parts = [_parts(column) for column in columns]
    if any(_is_named_above(column, weigh) for column in parts):
        return None
    texts = [_combined(column, weigh) for column in parts]
    # A text over several merged columns is one, as titles are.
    weights = [0 if place and text == texts[place - 1] else weigh(text) for place, text in enumerate(texts)]
    numbers = sum(1 for line in lines for text in line if _NUMBER.fullmatch(text) and not _YEAR.fullmatch(text))
    score = sum(weights) + sum(map(bool, weights)) - numbers
    return _Reading(Heading(first, last, texts, lines), weights, score)


def _lines(sheet: Sheet, first: int, last: int) -> list[list[str]]:
    rows = [[text_of(cell) for cell in row.cells] for row in sheet.rows[first : last + 1]]
    width = max(map(len, rows))
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _grouped(sheet: Sheet, first: int, lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows with merged cells filled. Where a row has no merges (a CSV has none), the blank to the right of a group
    heading continues it, as long as something stands below."""
    filled = [list(line) for line in lines]
    merged_rows: set[int] = set()
    places = {sheet.rows[first + offset].number: offset for offset in range(len(lines))}
    for top, left, bottom, right in sheet.merged:
        if top not in places or left >= len(filled[0]):
            continue
        text = filled[places[top]][left]
        merged_rows.update({places[top]} if right > left else ())
        for offset in range(places[top], min(places[top] + bottom - top + 1, len(filled))):
            filled[offset][left : right + 1] = [text] * (min(right + 1, len(filled[0])) - left)
    for offset, line in enumerate(filled[:-1]):
        if offset not in merged_rows:
            _continue_groups(line, [any(texts) for texts in zip(*filled[offset + 1 :], strict=True)])
    return filled


def _continue_groups(line: list[str], has_below: Sequence[bool]) -> None:
    group = ""
    for column, text in enumerate(line):
        if text:
            group = text if has_below[column] else ""
        elif has_below[column]:
            line[column] = group


def _parts(column: Sequence[str]) -> list[str]:
    """The texts of a column from above, each once."""
    return [text for text, _same in groupby(text for text in column if text)]


def _is_named_above(parts: Sequence[str], weigh: Recognises) -> bool:
    """Whether something stands below what names institutions: then those rows are data, or another heading."""
    return any(
        weigh(text) >= NAMES_INSTITUTION and any(not is_note(below) for below in parts[place + 1 :])
        for place, text in enumerate(parts[:-1])
    )


def _combined(parts: Sequence[str], weigh: Recognises) -> str:
    """A column's text: all of it, or the part of it that is known, if what is left out changes nothing."""
    whole = " ".join(parts)
    if len(parts) < 2 or weigh(whole):
        return whole
    known = [text for text in _partly(parts) if weigh(text)]
    # Over "Tổng số" stands what is summed up: that is the column, and its parts are beside it.
    return next((text for text in known if not is_total(text)), known[0] if known else whole)


def _partly(parts: Sequence[str]) -> Iterator[str]:
    """The texts that a column may have with less of its parts: as much as possible, and from below."""
    for size in range(len(parts) - 1, 0, -1):
        for kept in sorted(combinations(range(len(parts)), size), reverse=True):
            dropped = [place for place in range(len(parts)) if place not in kept]
            years = {year for place in dropped for year in _OF_YEAR.findall(parts[place].casefold())}
            if all(_may_go(parts[place], place > kept[-1]) for place in dropped):
                yield " ".join([*(parts[place] for place in kept), *(f"(năm {year})" for year in years)])


def _may_go(part: str, below: bool) -> bool:
    """Whether a part may be left out: a group that changes nothing but the year, which is kept; below what is known
    only a unit or a total."""
    if below:
        return is_note(part) or is_total(part)
    rest = _OF_YEAR.sub("", part.casefold())
    return not _QUALIFIES.search(rest) and says_nothing(rest)


def _has_figures_below(sheet: Sheet, reading: _Reading) -> bool:
    """Whether the only known column of a row of texts has a number in the next row: no title has."""
    heading = reading.heading
    if reading.score <= 0 or heading.first != heading.last or sum(map(bool, heading.texts)) <= 1:
        return False
    below = next((row for row in heading.below(sheet) if not row.is_blank), None)
    column = next(index for index, weight in enumerate(reading.weights) if weight)
    return below is not None and column < len(below.cells) and bool(_NUMBER.fullmatch(text_of(below.cells[column])))


def _completed(sheet: Sheet, reading: _Reading, weigh: Recognises) -> Heading:
    """The heading with a row below it that adds only to it, and the row above that says of which year columns are.

    Both must leave the names of institutions as they are: else they are data, or a title.
    """
    first, last = reading.heading.first, reading.heading.last
    names = reading.weights.count(NAMES_INSTITUTION)
    for start, end in ((first, last + 1), (first - 1, last)):
        row = end if end > last else start
        if end - start >= MOST_ROWS or not 0 <= row < len(sheet.rows):
            continue
        if not (_adds_below(sheet.rows[row], reading, weigh) if row == end else _says_period(sheet.rows[row], reading)):
            continue
        longer = _read(sheet, start, end, weigh)
        is_no_worse = longer is not None and (longer.score >= reading.score or start < first)
        if longer and is_no_worse and longer.weights.count(NAMES_INSTITUTION) >= names:
            return longer.heading
    return reading.heading


def _adds_below(row: Row, reading: _Reading, weigh: Recognises) -> bool:
    """Whether a row of texts stands under columns that have no text of their own, says units and totals, or names
    columns under groups of them."""
    texts = reading.heading.texts
    cells = [
        (text, texts[place] if place < len(texts) else "")
        for place, cell in enumerate(row.cells)
        if (text := text_of(cell))
    ]
    return bool(cells) and all(
        not _NUMBER.fullmatch(text)
        and (not above or is_note(text) or is_total(text) or 0 < weigh(text) < NAMES_INSTITUTION)
        for text, above in cells
    )


def _says_period(row: Row, reading: _Reading) -> bool:
    """Whether a row says of when the columns below are; a text over the first column is a title."""
    first = next((place for place, text in enumerate(reading.heading.texts) if text), 0)
    return any(_names_period(text_of(cell)) for cell in row.cells[first + 1 :])


def _names_period(text: str) -> bool:
    """Whether a text says of when or of whom figures are, and is neither a date nor a title."""
    label = text.casefold()
    if is_date_line(label) or _UNIT.match(label):
        return False
    is_short = len(text.split()) <= _WORDS_OF_A_GROUP
    return bool(_PERIOD.fullmatch(fold(text)) or _OF_YEAR.search(label) or (is_short and _QUALIFIES.search(label)))


def text_of(cell: Cell) -> str:
    """A cell as a text of the layout: single spaces, 12 for Excel's 12.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else normal(str(cell))
