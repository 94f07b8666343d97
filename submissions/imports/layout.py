"""How a table lies in a sheet: where its heading stands, and which rows below are data. The door to it. Knows no model.

Heading rows are found in `heading_rows.py`, a single row is read in `row_kinds.py`, sections are told from data in
`sections.py`, and printed sums are checked in `totals.py`.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from ..reading.sheets import Row, Sheet
from .heading_rows import Heading, find_heading, heading_at
from .row_kinds import Columns, RowReader
from .sections import Kind, settle
from .totals import SumCheck, Values, sections_above, totals

__all__ = [
    "Columns",
    "Heading",
    "Kind",
    "SumCheck",
    "Values",
    "find_heading",
    "heading_at",
    "kinds",
    "said",
    "sections_above",
    "totals",
]

_RANGES_SAID = 10
"""So many places of one kind are listed; of more it is said how many there are."""


def kinds(rows: Sequence[Row], heading: Heading, columns: Columns) -> list[Kind]:
    """The kind of each of the rows below a heading. A row with a code is data, and so is every row in doubt."""
    reader = RowReader(heading, columns)
    found = [reader.kind(row) for row in rows]
    settle(rows, found, reader.candidates, columns.figures, reader.number)
    return found


def said(sheet: Sheet, heading: Heading, rows: Sequence[Row], kinds: Sequence[Kind]) -> list[tuple[int, str]]:
    """What was passed over, in sentences with the line to which each belongs; blank rows are not spoken of."""
    above = [row.number for row in sheet.rows[: heading.first] if not row.is_blank]
    skipped = [
        (above[:1], _ranges([above]) if above else "", _("phía trên tiêu đề")),
        _group(rows, kinds, Kind.NUMBERING, _("đánh số cột")),
        _group(rows, kinds, Kind.HEADING, _("tiêu đề lặp lại")),
        _group(rows, kinds, Kind.SECTION, _("đề mục")),
        _group(rows, kinds, Kind.OF_WHICH, _("“trong đó”")),
        _group(rows, kinds, Kind.NOTE, _("ghi chú, chữ ký")),
    ]
    groups = sorted((group for group in skipped if group[0]), key=lambda group: group[0])
    sentences = []
    if groups:
        parts = ", ".join(f"{lines} ({what})" for _first, lines, what in groups)
        sentences.append((groups[0][0][0], _("Bỏ qua dòng %(lines)s.") % {"lines": parts}))
    first, lines, _what = _group(rows, kinds, Kind.TOTAL, "")
    if first:
        sentences.append((first[0], _("Dòng tổng %(lines)s chỉ dùng để kiểm tra, không ghi.") % {"lines": lines}))
    return sentences


def _group(rows: Sequence[Row], kinds: Sequence[Kind], kind: Kind, what: str) -> tuple[list[int], str, str]:
    """The first line of a kind, its lines as text, and what they are. Blank rows between do not part them."""
    runs: list[list[int]] = []
    joins = False
    for row, one in zip(rows, kinds, strict=True):
        if one is kind:
            if not joins:
                runs.append([])
            runs[-1].append(row.number)
        joins = one is kind or (joins and one is Kind.BLANK)
    return [runs[0][0]] if runs else [], _ranges(runs), what


def _ranges(runs: Iterable[Sequence[int]]) -> str:
    """Lines as people write them: 1–4, 7, 20; the rest only counted."""
    texts = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    if len(texts) <= _RANGES_SAID:
        return ", ".join(texts)
    listed = ", ".join(texts[:_RANGES_SAID])
    return _("%(listed)s và %(count)d chỗ khác") % {"listed": listed, "count": len(texts) - _RANGES_SAID}
