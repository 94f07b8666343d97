"""What is said in a file that is handed back: marks, and the notes of cells. Writes no file itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from .findings import Finding, Severity

AUTHOR = "Cổng số liệu"
"""Whose the notes in the cells are. The same in every language."""

SIGNATURE = f"— {AUTHOR}"
"""How a note ends: by it, it is known when the file comes again. LibreOffice forgets who wrote a note."""

FILLS: Mapping[Severity, str] = {Severity.ERROR: "F8B4B4", Severity.QUESTION: "FFCF87", Severity.WARNING: "FFF3A3"}
"""The colours of marked cells, each light enough for black text. A note in words always goes with them."""

NOTES_AT_MOST = 10_000
"""Beyond so many notes and links office programs take minutes to open a file; cells are still coloured and listed."""

MARKS_AT_MOST = 100_000
"""Nobody mends more than that at once, and marking it would take minutes and gigabytes."""

NOTE_WIDTH = 300
_CHARACTERS_A_LINE, _LINE_HEIGHT = 42, 18
_ORDER = (Severity.ERROR, Severity.QUESTION, Severity.WARNING, Severity.NOTICE)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something found in a file. `line` is the number of the row as in `Row.number`, `column` the place in its cells,
    from 0; without both it is about no single cell. `sheet` is the name as it was read, empty for a CSV."""

    severity: Severity
    message: str
    sheet: str = ""
    line: int | None = None
    column: int | None = None
    heading: str = ""
    value: str = ""


def mark_of(finding: Finding, sheet: str, line: int | None) -> Mark:
    """A finding as it is marked. What was explained already asks for nothing more."""
    is_explained = finding.severity == Severity.WARNING and bool(finding.explanation)
    return Mark(
        Severity.NOTICE if is_explained else finding.severity, finding.message, sheet, line, finding.column,
        finding.heading, finding.value,
    )  # fmt: skip


def told(marks: Iterable[Mark]) -> list[Mark]:
    """The marks in the order of the file, notices last. What keeps a row back for an error elsewhere is told there."""
    found = list(islice((mark for mark in marks if mark.severity in _ORDER), MARKS_AT_MOST + 1))
    if len(found) > MARKS_AT_MOST:
        message = _("Chỉ %(count)d chỗ đầu tiên được đánh dấu. Hãy sửa rồi gửi lại để xem các chỗ còn lại.")
        found[-1] = Mark(Severity.ERROR, message % {"count": MARKS_AT_MOST})
    sheets = {name: place for place, name in enumerate(dict.fromkeys(mark.sheet for mark in found))}
    return sorted(
        found,
        key=lambda mark: (
            mark.severity not in FILLS, mark.line is not None, sheets[mark.sheet], mark.line or 0,
            -1 if mark.column is None else mark.column, _ORDER.index(mark.severity),
        ),
    )  # fmt: skip


def in_cells(marks: Iterable[Mark]) -> Iterator[tuple[int, int, Mark]]:
    """The marks that colour a cell, with its place. Notices are only listed: nothing is to be done about them."""
    for mark in marks:
        if mark.severity in FILLS and mark.line is not None and mark.column is not None:
            yield mark.line, mark.column, mark


def word(severity: Severity) -> str:
    """What a note begins with, so that no colour stands alone."""
    words = {Severity.ERROR: _("Lỗi"), Severity.QUESTION: _("Cần trả lời"), Severity.WARNING: _("Cần giải thích")}
    return words.get(severity, _("Lưu ý"))


def fill_of(marks: Collection[Mark]) -> str:
    """The colour of a cell: that of the gravest of its marks."""
    return FILLS[min((mark.severity for mark in marks), key=_ORDER.index)]


def note_text(marks: Iterable[Mark]) -> str:
    """What the note of a cell says: everything that was found there, the gravest first."""
    ordered = sorted(marks, key=lambda mark: _ORDER.index(mark.severity))
    return "\n\n".join([*(f"{word(mark.severity)}: {mark.message}" for mark in ordered), SIGNATURE])


def note_height(text: str) -> int:
    """How high a note must be to show its text, in pixels."""
    lines = sum(1 + len(part) // _CHARACTERS_A_LINE for part in text.splitlines())
    return (lines + 1) * _LINE_HEIGHT
