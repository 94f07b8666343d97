"""The file to fill in: the institutions of a sender with what is stored, headed as the import reads it.

Sent back as it is, it changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from indicators.models import Measure
from institutions.responsibility import current_responsibility

from ..answers import Stored, stored_figures
from ..asked import Standing, asked_measures, standing_in
from .matching import Sender
from ..models import ReportingYear, State
from ..tables import Cell

KEYS = ("Mã", "Tên", "Xã/phường")
"""Headings of the file format, the same in every language of the interface."""


@dataclass(frozen=True, slots=True)
class Template:
    """Headings and rows of the file to fill in."""

    headings: list[str]
    rows: list[list[Cell]]


def template(year: ReportingYear, sender: Sender) -> Template:
    """The sender's institutions of the year, by unit and name; a column for each measure that one of them is asked."""
    asked, enterable = asked_measures(), sender.enterable()
    standing = [row for row in standing_in(year).values() if enterable is None or row.reporting_unit_id in enterable]
    standing.sort(key=lambda row: (row.reporting_unit_id or 0, row.category_id, row.code))
    measures = [pk for pk in asked.measures if any(asked.is_asked(pk, row) for row in standing)]
    stored = stored_figures(year, (row.institution_id for row in standing))
    headings = [*KEYS, *(asked.measures[pk].label for pk in measures)]
    return Template(headings, list(_rows(standing, [asked.measures[pk] for pk in measures], stored)))


def _rows(
    standing: list[Standing], measures: list[Measure], stored: dict[tuple[int, int], Stored]
) -> Iterator[list[Cell]]:
    tree = current_responsibility().tree
    for row in standing:
        place = tree.placed(row.unit_id, row.day)
        unit = tree.units[place.unit_id].name if place else ""
        answers = (stored.get((row.institution_id, measure.pk)) for measure in measures)
        yield [row.code, row.name, unit, *(_cell(*pair) for pair in zip(answers, measures, strict=True))]


def _cell(figure: Stored | None, measure: Measure) -> Cell:
    if figure is None or figure.state == State.NOT_REPORTED:
        return None
    if figure.state == State.UNKNOWN:
        return "?"
    if figure.state == State.NOT_APPLICABLE:
        return "KAD"
    if measure.is_yes_no:
        return "có" if figure.value else "không"
    return f"ước {figure.value}" if figure.is_estimate else figure.value
