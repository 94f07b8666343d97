"""What the edit checks find in a return as it is stored now, and which of it is explained already.

Pages, the gate of submitting and the command all ask here. The number of queries is fixed, whatever the number of
institutions.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from institutions.responsibility import Responsibility

from .answers import Stored, stored_figures
from .asked import Asked, Standing, answering_through, asked_measures
from .checks import Checks, Facts, Severity, Unusual
from .explaining import FindingKey, words_for
from .models import Explanation, ReportingYear, Submission

Figures = Mapping[int, Mapping[int, Stored]]
"""By institution and measure."""

_NONE: Mapping[int, Stored] = {}


@dataclass(frozen=True, slots=True)
class ReturnFinding:
    """One finding in a return: about an institution, or (`standing` None) about the return as a whole."""

    unusual: Unusual
    standing: Standing | None
    explanation: Explanation | None

    @property
    def severity(self) -> Severity:
        return self.unusual.severity

    @property
    def key(self) -> FindingKey:
        """What its explanation is stored under."""
        return _key(self.unusual, self.standing)

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


@dataclass(frozen=True)
class Gathered:
    """A return as the checks see it: its institutions, what each is asked, their figures this year and last.

    `now` also has figures that were filed under the return for institutions that no longer answer through it.
    """

    submission: Submission
    asked: Asked
    standings: Sequence[Standing]
    now: Figures
    last: Figures

    @classmethod
    def of(cls, submission: Submission, rule: Responsibility) -> "Gathered":
        """All institutions of the return."""
        standings = answering_through({submission.reporting_unit_id}, submission.year, rule)
        return cls.of_some(submission, standings)

    @classmethod
    def of_some(cls, submission: Submission, standings: Sequence[Standing]) -> "Gathered":
        ids = [row.institution_id for row in standings]
        last_year = ReportingYear.objects.filter(number=submission.year.number - 1).first()
        return cls(
            submission, asked_measures(), standings,
            now=_by_institution(stored_figures(submission.year, ids).values()),
            last=_by_institution(stored_figures(last_year, ids).values()) if last_year else {},
        )  # fmt: skip

    def facts(self, standing: Standing) -> Facts:
        """What the checks are told about one institution."""
        pk = standing.institution_id
        return Facts(standing, self.submission.year.number, self.now.get(pk, _NONE), self.last.get(pk, _NONE))


def findings_of(submission: Submission, rule: Responsibility) -> ReturnFindings:
    """Everything that the checks find in the return now."""
    return findings_in(Gathered.of(submission, rule))


def findings_of_institution(submission: Submission, standing: Standing) -> ReturnFindings:
    """What they find about one of its institutions; not what is about the return as a whole."""
    return findings_in(Gathered.of_some(submission, [standing]), whole=False)


def findings_in(gathered: Gathered, *, whole: bool = True) -> ReturnFindings:
    """The findings in what was gathered, with their explanations."""
    checks = Checks(gathered.asked.measures)
    found = [(one, row) for row in gathered.standings for one in checks.of(gathered.facts(row))]
    words = words_for(gathered.submission, {row.institution_id for _one, row in found})
    return ReturnFindings([ReturnFinding(one, row, words.get(_key(one, row))) for one, row in found])


def _key(unusual: Unusual, standing: Standing | None) -> FindingKey:
    return standing.institution_id if standing else None, unusual.code, unusual.measure_id, unusual.about


def _by_institution(figures: Iterable[Stored]) -> dict[int, dict[int, Stored]]:
    found: dict[int, dict[int, Stored]] = defaultdict(dict)
    for figure in figures:
        found[figure.institution_id][figure.measure_id] = figure
    return dict(found)
