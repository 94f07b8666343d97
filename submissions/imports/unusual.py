"""What the edit checks say about the rows of a file, against last year and with what is stored already."""

from collections.abc import Collection, Mapping, Sequence

from ..answers import Key, Stored, stored_figures
from ..asked import Asked, Standing
from ..cells import CellProblem, read_cell
from ..checks import Checks, Facts, Said
from ..checks import Severity as CheckSeverity
from ..explaining import FindingKey, explained
from ..models import Tolerance
from ..tables import Row
from .choices import place
from .columns import FigureTable
from .findings import Change, Finding, Severity
from .sending import Sending

_SEVERITIES = {
    CheckSeverity.ERROR: Severity.ERROR, CheckSeverity.EXPLAIN: Severity.WARNING, CheckSeverity.NOTICE: Severity.NOTICE,
}  # fmt: skip


class UnusualAnswers:
    """The edit checks for one file; `look_at` reads what a portion of its rows is compared with."""

    def __init__(self, sending: Sending, asked: Asked) -> None:
        self.year = sending.year
        self.explanations = sending.choices.explanations
        self.checks = Checks(asked.measures)
        known = Tolerance.objects.filter(year=sending.year) if sending.year.pk else Tolerance.objects.none()
        self.tolerances = {(row.category_id, row.measure_id): (row.lowest, row.highest) for row in known}
        self.now: Mapping[int, dict[int, Said]] = {}
        self.last: Mapping[int, dict[int, Said]] = {}
        self.explained: Collection[FindingKey] = set()

    def look_at(self, institutions: Sequence[int], stored: Mapping[Key, Stored]) -> None:
        """Read last year's figures of these institutions and what was explained already."""
        self.now = _by_institution(stored)
        self.last = _by_institution(stored_figures(self.year.number - 1, institutions))
        self.explained = set() if self.year._state.adding else explained(self.year, institutions)

    def of(self, table: FigureTable, row: Row, standing: Standing, changes: Sequence[Change]) -> list[Finding]:
        """What is unusual about a row that changes something."""
        if not changes:
            return []
        pk = standing.institution_id
        now = {**self.now.get(pk, {}), **{change.answer.measure_id: change.answer for change in changes}}
        facts = Facts(
            standing, self.year.number, now, self.last.get(pk, {}), _printed_total(table, row),
            [column.measure.pk for column in table.columns], tolerances=self.tolerances,
            stood_on_reference_date=standing.day == self.year.reference_date,
        )  # fmt: skip
        columns = {column.measure.pk: column for column in table.columns}
        found = []
        for one in self.checks.of(facts):
            if (pk, one.code, one.measure_id, one.about) in self.explained:
                continue
            column = columns.get(one.measure_id) if one.measure_id else None
            explanation = self.explanations.get(f"{one.code}@{place(table.sheet.name, row.number)}", "")
            found.append(
                Finding(
                    _SEVERITIES[one.severity], one.code, one.message, column.index if column else None,
                    column.heading if column else "", about=one.about, measure_id=one.measure_id,
                    explanation=explanation or self.explanations.get(one.code, ""),
                )
            )  # fmt: skip
        return found


def _by_institution(stored: Mapping[Key, Stored]) -> dict[int, dict[int, Said]]:
    found: dict[int, dict[int, Said]] = {}
    for (institution_id, measure_id), figure in stored.items():
        found.setdefault(institution_id, {})[measure_id] = figure
    return found


def _printed_total(table: FigureTable, row: Row) -> int | None:
    """What the row's own total column says, where it says a number."""
    if table.total is None or table.total >= len(row.cells):
        return None
    try:
        reading = read_cell(row.cells[table.total], yes_no=False, thousands=(".", ",", " "))
    except CellProblem:
        return None
    return reading.value if reading else None
