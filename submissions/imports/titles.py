"""The year of which a title speaks: a table about another year is asked about before anything is stored."""

import re
from collections.abc import Iterable, Sequence

from ..cells import cell_text
from ..tables import Cell

# "ngày 15 tháng 12 năm 2024" is the day on which somebody signed, not the year that is reported.
_YEAR = re.compile(r"(?<!\d )(?<!\d)năm\s+(20[0-9]{2})(?![0-9/])", re.IGNORECASE)
_BARE_YEAR = re.compile(r"(?<![0-9/.-])(20[0-9]{2})(?![0-9/.-])")


def years_written(lines: Iterable[Sequence[Cell]], *, bare: bool = False) -> set[int]:
    """The years that titles name (`năm 2024`); with `bare` also numbers alone, as in the name of a sheet."""
    pattern = _BARE_YEAR if bare else _YEAR
    return {int(year) for cells in lines for cell in cells for year in pattern.findall(cell_text(cell))}
