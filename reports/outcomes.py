"""The institutions behind published results, one line each: what opens a published percentage ever after."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from institutions.models import Institution, ReportingUnit
from institutions.responsibility import Responsibility
from submissions.export import defused

from .progress import Status
from .queries import Cell
from .recount import Recount
from .results import GrowthRow, Row, ShareRow


class Outcome(NamedTuple):
    """One institution under one criterion in one year: how it was judged there, or how much it reported (lượt).

    `group` are the codes of the categories that are judged together. A growth criterion has a line for each year of
    its series; there `outcome` is reported or silent, and `value` is empty where no value was given.
    """

    criterion: str
    group: str
    year: int
    reference_date: str
    code: str
    name: str
    category: str
    unit_code: str
    unit: str
    reporting_unit_code: str
    reporting_unit: str
    outcome: str
    value: int | str


def group_key(categories: Iterable[str]) -> str:
    """A group as it is named in files: the codes of its categories."""
    return " + ".join(categories)


def outcomes_of(census: Recount, rows: Sequence[Row], rule: Responsibility) -> Iterator[Outcome]:
    """The lines of the rows of a census, in its order, institutions by name."""
    codes = dict(Institution.objects.values_list("pk", "code"))
    for row in rows:
        for number in _years(census, row):
            yield from _of_year(census, row, number, codes, rule)


def _years(census: Recount, row: Row) -> Sequence[int]:
    """The years that the row looks at, those aside in which its target was not judged any more."""
    asked = census.question.year
    base = row.target.base_year
    if isinstance(row, ShareRow) or base is None or base >= asked:
        years: Sequence[int] = [asked]
    else:
        years = range(base, asked + 1)
    return [number for number in years if not census.lapsed(row.target, number)]


def _of_year(census: Recount, row: Row, number: int, codes: dict[int, str], rule: Responsibility) -> Iterator[Outcome]:
    on = census.date(row.target, number)
    categories = {category.pk: category.code for category in row.group.categories}
    found = census.institutions(row.criterion, row.group, number, on)
    for version, cell in sorted(found, key=lambda pair: (pair[0].sort_key, pair[0].pk)):
        place = census.tree.placed(version.unit_id, on)
        unit = census.tree.units[place.unit_id if place else version.unit_id]
        answers = rule.of(version.reporting_unit_id, version.unit_id, on)
        office = rule.reporting_units[answers] if answers else ReportingUnit(code="", name="")
        yield Outcome(
            row.criterion.code, group_key(categories.values()), number, on.isoformat(),
            codes[version.institution_id], version.name, categories[version.category_id], unit.code, unit.name,
            office.code, office.name, *_said(row, cell),
        )  # fmt: skip


def _said(row: Row, cell: Cell) -> tuple[str, int | str]:
    if isinstance(row, GrowthRow):
        return "reported" if cell.reported else str(Status.SILENT), cell.value if cell.with_value else ""
    if cell.met:
        return str(Status.MET), ""
    return str(Status.NOT_MET if cell.not_met else Status.SILENT), ""


def as_csv(outcomes: Iterable[Outcome]) -> bytes:
    """The lines as a file: UTF-8, comma, one heading line; texts are defused for spreadsheets."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(Outcome._fields)
    writer.writerows([defused(cell) if isinstance(cell, str) else cell for cell in line] for line in outcomes)
    return out.getvalue().encode()


def read_csv(data: bytes) -> list[dict[str, str]]:
    """The lines of such a file by its headings."""
    rows = csv.DictReader(io.StringIO(data.decode(), newline=""))
    return [{name: _fused(cell) for name, cell in row.items()} for row in rows]


def _fused(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and defused(cell[1:]) == cell else cell
