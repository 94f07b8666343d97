"""The file to fill in: the institutions of a sender with what is stored, headed as the import reads it.

Sent back as it is, it changes nothing. `template_workbook.py` lays it out for Excel.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.models import Measure
from institutions.models import Category, ReportingUnit
from institutions.responsibility import Responsibility, current_responsibility
from institutions.tree import UnitTree

from ..answers import Key, Stored, stored_figures
from ..asked import Asked, Standing, answering_through, asked_measures, standing_in
from ..entry import in_dictionary_order, place_of
from ..export import as_csv
from ..models import ReportingYear, State
from ..tables import Cell
from .headings import known_key, last_year, measure_names, measures_named

if TYPE_CHECKING:
    from .sending import Sender

KEYS = ("Mã", "Tên", "Xã/phường")
"""Headings of the file format, the same in every language of the interface."""

LAST_YEAR = "{heading} (năm {year})"
"""The heading of a column that only shows what was answered before: the import knows it and passes it over."""


@dataclass(frozen=True, slots=True)
class Question:
    """A measure, how its column is headed, and the ids of the categories in this file that are asked."""

    measure: Measure
    heading: str
    asked_of: frozenset[int]


@dataclass(frozen=True, slots=True)
class Blank:
    """One question to one institution: whether it is asked, and what is stored for this year and for the last."""

    is_asked: bool
    said: Cell = None
    last: Cell = None


@dataclass(frozen=True, slots=True)
class Line:
    """An institution, where it lies, and its blanks in the order of the questions."""

    standing: Standing
    place: str
    blanks: Sequence[Blank]


@dataclass(frozen=True, slots=True)
class Section:
    """Institutions of one category that answer through one reporting unit, in the order of the dictionary.

    `number` is its place among those of the reporting unit.
    """

    number: int
    title: str
    category: Category
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Template:
    """What is to be filled in. `last_year` is None where nobody said anything for the year before.

    `reporting_unit` is None where the sender enters figures for several.
    """

    year: ReportingYear
    reporting_unit: ReportingUnit | None
    last_year: int | None
    questions: Sequence[Question]
    sections: Sequence[Section]

    @property
    def headings(self) -> list[str]:
        """All columns: what names the institution, then each question, with last year's answer beside it."""
        columns = list(KEYS)
        for question in self.questions:
            columns.append(question.heading)
            if self.last_year is not None:
                columns.append(LAST_YEAR.format(heading=question.heading, year=self.last_year))
        return columns

    @property
    def rows(self) -> Iterator[list[Cell]]:
        """The institutions as rows under the headings."""
        for section in self.sections:
            for line in section.lines:
                row: list[Cell] = [line.standing.code, line.standing.name, line.place]
                for blank in line.blanks:
                    row += [blank.said] if self.last_year is None else [blank.said, blank.last]
                yield row


def template(year: ReportingYear, sender: "Sender", reporting_unit: ReportingUnit | None = None) -> Template:
    """The institutions of the year that the sender reports for, all or those of one reporting unit.

    By category, then in the order of the dictionary. The number of queries does not depend on how many there are.
    """
    rule, asked, named = current_responsibility(), asked_measures(), reporting_unit or sender.reporting_unit
    standing = _standing(year, sender, named, rule)
    questions = _questions(asked, standing)
    figures = _Figures(year, [row.institution_id for row in standing])
    lines = [_line(row, questions, asked, figures, rule.tree) for row in in_dictionary_order(standing)]
    answering = {row.reporting_unit_id for row in standing}
    if named is None and len(answering) == 1:
        named = rule.reporting_units[answering.pop() or 0]
    sections = _sections(lines, rule, several=len(answering) > 1)
    return Template(year, named, figures.last_year, questions, sections)


def template_csv(template: Template) -> bytes:
    """The columns and rows alone."""
    return as_csv(template.headings, template.rows)


def file_name(template: Template) -> str:
    """What the file is called, without an ending."""
    of = f"-{template.reporting_unit.code}" if template.reporting_unit else ""
    return f"so-lieu-{template.year.number}{of}"


def _standing(
    year: ReportingYear, sender: "Sender", named: ReportingUnit | None, rule: Responsibility
) -> list[Standing]:
    """Nobody's institutions are left out: the import refuses them until somebody answers for them."""
    enterable = sender.enterable(year)
    if enterable is None and named is None:
        return [row for row in standing_in(year, rule=rule).values() if row.reporting_unit_id is not None]
    of = enterable if named is None else {named.pk} if enterable is None else {named.pk} & enterable
    return answering_through(of or set(), year, rule)


def _questions(asked: Asked, standing: Collection[Standing]) -> list[Question]:
    """The measures that somebody here is asked. A label that the import would not know for this one alone gives way to
    the measure's code."""
    names = measure_names(asked.measures.values())
    had = {category for row in standing for category in row.categories}
    found = []
    for measure in asked.measures.values():
        asked_of = frozenset(pk for pk in had if measure.pk in asked.by_category.get(pk, ()))
        is_plain = known_key(measure.label) is None and last_year(measure.label) is None
        is_known = is_plain and measures_named(measure.label, names) == [measure]
        if asked_of:
            found.append(Question(measure, measure.label if is_known else measure.code, asked_of))
    return found


class _Figures:
    """What is stored for the year and for the one before. Two queries."""

    def __init__(self, year: ReportingYear, institutions: Collection[int]) -> None:
        self.now: Mapping[Key, Stored] = stored_figures(year.number, institutions)
        self.last: Mapping[Key, Stored] = stored_figures(year.number - 1, institutions)
        said = any(figure.state != State.NOT_REPORTED for figure in self.last.values())
        self.last_year = year.number - 1 if said else None


def _line(row: Standing, questions: Collection[Question], asked: Asked, figures: _Figures, tree: UnitTree) -> Line:
    blanks = []
    for question in questions:
        key = (row.institution_id, question.measure.pk)
        if asked.is_asked(question.measure.pk, row):
            now, last = figures.now.get(key), figures.last.get(key)
            blanks.append(Blank(True, _cell(now, question.measure), _cell(last, question.measure)))
        else:
            blanks.append(Blank(False))
    return Line(row, place_of(row, tree), blanks)


def _sections(lines: Collection[Line], rule: Responsibility, *, several: bool) -> list[Section]:
    """The lines by reporting unit (in the order of the dictionary) and category (in the catalogue's)."""
    categories = {category.pk: category for category in Category.objects.all()}
    found: dict[tuple[str, int, int, int], list[Line]] = {}
    for line in lines:
        unit, category = (
            rule.reporting_units[line.standing.reporting_unit_id or 0],
            categories[line.standing.category_id],
        )
        found.setdefault((unit.sort_key, unit.pk, category.position, category.pk), []).append(line)
    sections: list[Section] = []
    numbers: dict[int, int] = defaultdict(int)
    for (_place, unit_id, _position, category_id), some in sorted(found.items(), key=lambda item: item[0]):
        category = categories[category_id]
        title = f"{rule.reporting_units[unit_id]}: {category}" if several else str(category)
        numbers[unit_id] += 1
        sections.append(Section(numbers[unit_id], title, category, some))
    return sections


def _cell(figure: Stored | None, measure: Measure) -> Cell:
    """A stored answer as it is written into a cell: reading it gives the same answer again."""
    if figure is None or figure.state == State.NOT_REPORTED:
        return None
    if figure.state == State.UNKNOWN:
        return "?"
    if figure.state == State.NOT_APPLICABLE:
        return "KAD"
    if measure.is_yes_no:
        return "có" if figure.value else "không"
    return f"ước {figure.value}" if figure.is_estimate else figure.value
