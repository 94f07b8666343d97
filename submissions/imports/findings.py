"""What is found in a file: findings with their cell, and what became of each row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ..answers import Answer, Stored
from ..asked import Standing
from ..import_report import Problem
from ..models import CheckedRow
from .matching import Named

Outcome = CheckedRow.Outcome

MARKS_SHEET = "Kết quả kiểm tra"
"""The sheet that the portal adds to a file it hands back; it is passed over when the file comes again."""


class Severity(StrEnum):
    """What a finding asks of the sender: to mend the file, to answer, to explain, or only to know.

    BLOCK keeps the row from being stored because of an error that is told elsewhere.
    """

    ERROR = "error"
    BLOCK = "block"
    QUESTION = "question"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a file, or about one of its cells (column from 0). `code` is what it is about.

    `candidates` are codes of institutions from which a question can be answered; `about` is the text of the values
    that an edit check found, `measure_id` the measure, `explanation` what the sender said to it.
    """

    severity: Severity
    code: str
    message: str
    column: int | None = None
    heading: str = ""
    value: str = ""
    candidates: Sequence[str] = ()
    about: str = ""
    measure_id: int | None = None
    explanation: str = ""

    def as_problem(self, line: int | None, sheet: str = "") -> Problem:
        """As the report lists it: an error or a question among its errors, anything else among its notices."""
        return Problem(line, self.heading, self.value, self.message, sheet)


@dataclass(frozen=True, slots=True)
class FileFinding:
    """A finding about the whole file, a sheet, or a heading (line None where it is about no line)."""

    finding: Finding
    sheet: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An answer of the file that differs from what is stored (None: nothing yet)."""

    standing: Standing
    answer: Answer
    stored: Stored | None


@dataclass(slots=True)
class RowOutcome:
    """What was found of one row: what it would change, and what is wrong with it or asked.

    `reporting_unit_id` is that of the return which the row touches, also when it changes nothing; `named` is what the
    row says about its institution, where that is none of the sender's.
    """

    sheet: str
    line: int
    outcome: Outcome
    standing: Standing | None = None
    reporting_unit_id: int | None = None
    text: str = ""
    changes: list[Change] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    named: Named | None = None

    @property
    def has_warning(self) -> bool:
        """Whether something in the row still needs a word of explanation."""
        return any(one.severity == Severity.WARNING and not one.explanation for one in self.findings)
