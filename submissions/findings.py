"""What the edit checks find in a return as it is stored now, and which of it is explained already.

Pages, the gate of submitting and the command all ask here. The number of queries is fixed, whatever the number of
institutions (`gathering.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from institutions.responsibility import Responsibility

from .asked import Standing
from .checks import BY_CODE, Checks, Family, Severity, Unusual
from .explaining import Explained, FindingKey, words_for
from .gathering import Gathered
from .models import Explanation, Submission

if TYPE_CHECKING:
    from .entry import Section

_PLACES = {code: place for place, code in enumerate(BY_CODE)}


@dataclass(frozen=True, slots=True)
class ReturnFinding:
    """One finding in a return: about an institution, or (`institution_id` None) about the return as a whole.

    `standing` is None also for an institution that does not belong to the year and has figures all the same; `name`
    is what it is called. `is_stray`: the figure is one that nobody is asked for, and can only be withdrawn. `earlier`
    are the last words on the same check and measure, for other values.
    """

    unusual: Unusual
    institution_id: int | None
    standing: Standing | None
    name: str
    measure_code: str
    is_stray: bool = False
    explanation: Explanation | None = None
    earlier: Explanation | None = None

    @property
    def code(self) -> str:
        return self.unusual.code

    @property
    def title(self) -> str:
        return str(BY_CODE[self.code].title)

    @property
    def institution_code(self) -> str:
        """The code of the institution; empty for the return as a whole, and for one outside the year."""
        return self.standing.code if self.standing else ""

    @property
    def message(self) -> str:
        return self.unusual.message

    @property
    def measure_id(self) -> int | None:
        return self.unusual.measure_id

    @property
    def severity(self) -> Severity:
        return self.unusual.severity

    @property
    def key(self) -> FindingKey:
        """What its explanation is stored under."""
        return self.institution_id, self.code, self.measure_id, self.unusual.about

    @property
    def is_missing(self) -> bool:
        """Whether it is about what has no answer yet: while somebody is filling in, they know."""
        return BY_CODE[self.code].family == Family.COMPLETENESS

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR

    @property
    def is_open(self) -> bool:
        """Whether an explanation is still owed."""
        return self.severity == Severity.EXPLAIN and self.explanation is None

    @property
    def is_explained(self) -> bool:
        return self.severity == Severity.EXPLAIN and self.explanation is not None

    @property
    def is_notice(self) -> bool:
        return self.severity == Severity.NOTICE

    def explained_with(self, text: str) -> Explained:
        """These words for it, to be stored."""
        return Explained(self.institution_id, self.unusual, text)


@dataclass(frozen=True)
class ReturnFindings:
    """All findings in a return, or about some of its institutions, in the order of institutions and checks."""

    rows: Sequence[ReturnFinding]

    @cached_property
    def errors(self) -> list[ReturnFinding]:
        return [row for row in self.rows if row.is_error]

    @cached_property
    def unexplained(self) -> list[ReturnFinding]:
        return [row for row in self.rows if row.is_open]

    @cached_property
    def explained(self) -> list[ReturnFinding]:
        return [row for row in self.rows if row.is_explained]

    @cached_property
    def notices(self) -> list[ReturnFinding]:
        return [row for row in self.rows if row.is_notice]

    @property
    def blocks_submitting(self) -> bool:
        return bool(self.errors or self.unexplained)

    @cached_property
    def by_question(self) -> Mapping[tuple[int | None, int | None], Sequence[ReturnFinding]]:
        """The findings by institution and measure, the worst first; None: about all of them."""
        found: dict[tuple[int | None, int | None], list[ReturnFinding]] = {}
        for row in (*self.errors, *self.unexplained, *self.explained, *self.notices):
            found.setdefault((row.institution_id, row.measure_id), []).append(row)
        return found


def findings_of(submission: Submission, rule: Responsibility) -> ReturnFindings:
    """Everything that the checks find in the return now."""
    return findings_in(Gathered.of(submission, rule))


def findings_of_institution(submission: Submission, standing: Standing, rule: Responsibility) -> ReturnFindings:
    """What they find about one of its institutions, as far as it can be told without the others."""
    return findings_in(Gathered.of(submission, rule, [standing], whole=False), whole=False)


def mark_cells(sections: "Iterable[Section]", findings: ReturnFindings) -> None:
    """Put findings to the cells and lines that they are about; what is missing shows without."""
    for section in sections:
        for line in section.lines:
            pk = line.standing.institution_id
            line.findings = [row for row in findings.by_question.get((pk, None), ()) if not row.is_missing]
            for cell in line.cells:
                cell.findings = findings.by_question.get((pk, cell.measure.pk), ())


def findings_in(gathered: Gathered, *, whole: bool = True) -> ReturnFindings:
    """The findings in what was gathered, with their explanations; `whole`: also those of checks over all of it."""
    found = _unusual(gathered, whole=whole)
    standings = {row.institution_id: row for row in gathered.standings}
    names = {row.institution_id: row.name for row in gathered.standings}
    names |= {row.institution_id: row.name for row in gathered.not_standing}
    strays: set[tuple[int | None, int | None]] = {(row.institution_id, row.measure_id) for row in gathered.strays}
    strays |= {(row.institution_id, None) for row in gathered.not_standing}
    words = words_for(gathered.submission, {pk for pk, _one in found if pk is not None})
    earlier = {key[:3]: explanation for key, explanation in words.items()}
    rows = []
    for pk, one in found:
        standing = standings.get(pk) if pk is not None else None
        measure = gathered.asked.measures.get(one.measure_id) if one.measure_id is not None else None
        rows.append(
            ReturnFinding(
                one, pk, standing,
                name=names[pk] if pk is not None else "",
                measure_code=measure.code if measure else "",
                is_stray=one.severity == Severity.ERROR and (pk, one.measure_id) in strays,
                explanation=words.get((pk, one.code, one.measure_id, one.about)),
                earlier=earlier.get((pk, one.code, one.measure_id)),
            )
        )  # fmt: skip
    return ReturnFindings(rows)


def _unusual(gathered: Gathered, *, whole: bool) -> list[tuple[int | None, Unusual]]:
    """What is unusual, with the institution: in the order of institutions, then checks; the return itself first."""
    checks = Checks(gathered.asked.measures)
    found: list[tuple[int | None, Unusual]] = []
    for row in gathered.standings:
        found += [(row.institution_id, one) for one in checks.of(gathered.facts(row))]
    if not whole:
        return found
    found += [(one.institution_id, one) for one in checks.of_return(gathered.facts_of_return())]
    return _ordered(found, gathered)


def _ordered(found: Iterable[tuple[int | None, Unusual]], gathered: Gathered) -> list[tuple[int | None, Unusual]]:
    places = {row.institution_id: place for place, row in enumerate(gathered.standings)}
    last = len(places)
    return sorted(found, key=lambda row: (-1 if row[0] is None else places.get(row[0], last), _PLACES[row[1].code]))
