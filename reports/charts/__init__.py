"""Pictures of results: geometry in plain Python, drawn by SVG templates, each with the table that it was drawn from.

A chart computes where things stand (`reports/charts/<kind>.py`) and names the template that draws them
(`templates/charts/<kind>.svg`). Drawn shapes carry both a class, by which a page colours them by day and by night
(`static/css/charts.css`), and the colour for paper as an attribute, with which the picture stands alone in a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

PAPER = {
    "met": "#1f6b50",
    "silent": "#d9bd7a",
    "needed": "#9d2029",
    "rest": "#cfc4b2",
    "mark": "#2a2320",
    "line": "#27407d",
    "other": "#a2742a",
    "grid": "#e6decf",
    "ink": "#2a2320",
    "soft": "#5e544c",
    "sheet": "#fffdf9",
}
"""The colours of charts by day, as tokens.css has them (tests/test_theme.py compares): for pictures outside a page."""


@dataclass(frozen=True)
class ChartTable:
    """What a chart shows, as text: the headings, and lines as long as they; the first cell of a line names it."""

    headings: Sequence[str]
    lines: Sequence[Sequence[str]]


class Chart(Protocol):
    """What a page, a file and a document need of a picture. Lengths are the units of its own view box."""

    @property
    def name(self) -> str:
        """Its name in addresses (`?chart=`) and file names: lower case letters and hyphens, one on a page."""

    @property
    def title(self) -> str:
        """What it shows, as the caption says it."""

    @property
    def description(self) -> str:
        """What there is to see in it, in a sentence: for whoever does not see it."""

    @property
    def template(self) -> str:
        """The SVG template that draws it; it gets the chart as `chart` and the colours as `paper`."""

    @property
    def width(self) -> int:
        """The view box."""

    @property
    def height(self) -> int:
        """The view box."""

    @property
    def table(self) -> ChartTable:
        """What it was drawn from."""
