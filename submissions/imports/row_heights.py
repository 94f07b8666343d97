"""How high a row must be for its wrapped text. Excel would find out by itself, LibreOffice does not."""

import textwrap
from collections.abc import Iterable

_LINE = 15.0
_HIGHEST = 409.0  # Excel's limit


def row_height(cells: Iterable[tuple[str, float]], *, is_bold: bool = False) -> float:
    """The height in points for texts, each with the width of its column in characters."""
    wide = 0.85 if is_bold else 1.0
    lines = max((_lines(text, width * wide) for text, width in cells), default=1)
    return min(lines * _LINE, _HIGHEST)


def _lines(text: str, width: float) -> int:
    room = max(int(width), 1)
    return sum(max(len(textwrap.wrap(part, room)), 1) for part in text.splitlines()) or 1
