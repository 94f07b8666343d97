"""How high a row must be for its wrapped text. Excel would find out by itself, LibreOffice does not."""

import textwrap
from collections.abc import Iterable

_LINE = 15.0
_HIGHEST = 409.0  # Excel's limit
_PER_WIDTH = 0.92  # Vietnamese letters in the fonts that stand in for Excel's own are a little wider


def row_height(cells: Iterable[tuple[str, float]], *, line: float = _LINE) -> float:
    """The height in points for texts, each with the width of its column in characters."""
    lines = max((_lines(text, width) for text, width in cells), default=1)
    return min(lines * line, _HIGHEST)


def _lines(text: str, width: float) -> int:
    room = max(int(width * _PER_WIDTH), 1)
    return sum(max(len(textwrap.wrap(part, room)), 1) for part in text.splitlines()) or 1
