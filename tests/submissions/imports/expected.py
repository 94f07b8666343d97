"""What a file of tests/data/files should come to (README.md there), and in what a check disagrees with it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from submissions.import_report import Problem
from submissions.imports.checking import Check
from submissions.imports.findings import Finding, Outcome, RowOutcome, Severity
from submissions.imports.suggestions import Pool, suggest

FILES = Path(__file__).parents[2] / "data" / "files"
SUFFIX = ".expected.json"
STATES = {"unknown": "?", "not_applicable": "KAD"}


@dataclass(frozen=True)
class Expected:
    """The specification of one file, as its author thinks of it, not as the code has it."""

    name: str
    year: int
    sender: str
    values: Mapping[str, Mapping[str, Any]]
    after: str = ""
    choices: Mapping[str, Any] = field(default_factory=dict)
    unreadable: str = ""
    refused: bool = False
    rows: int | None = None
    skipped: Sequence[int] | None = None
    errors: Sequence[Mapping[str, Any]] = ()
    questions: Sequence[Mapping[str, Any]] = ()
    problems: Sequence[Mapping[str, Any]] = ()
    tolerated: Sequence[int] = ()
    notices: Sequence[str] = ()
    silent: Sequence[str] = ()
    outcomes: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str) -> "Expected":
        stored = json.loads((FILES / (name + SUFFIX)).read_text(encoding="utf-8"))
        return cls(name=name, sender=stored.pop("as"), **stored)

    @property
    def data(self) -> bytes:
        return (FILES / self.name).read_bytes()


def names() -> list[str]:
    """Every file that has an expectation."""
    return sorted(path.name.removesuffix(SUFFIX) for path in FILES.glob("*" + SUFFIX))


@dataclass(frozen=True)
class Trouble:
    """An error or question that a check found, and where."""

    line: int | None
    finding: Finding
    offered: frozenset[str] = frozenset()

    def is_meant_by(self, expected: Mapping[str, Any], severities: Sequence[Severity]) -> bool:
        found = self.finding
        return (
            found.severity in severities
            and expected.get("line", self.line) == self.line
            and expected.get("column", found.heading) == found.heading
            and expected.get("kind", found.code) == found.code
            and expected.get("contains", "") in found.message
            and self.offered.issuperset(expected.get("candidates", ()))
        )

    def __str__(self) -> str:
        found = self.finding
        return f"{found.severity} ({found.code}) {self.line}/{found.heading}: “{found.value}” {found.message}"


_KINDS: dict[str, tuple[Severity, ...]] = {
    "errors": (Severity.ERROR,),
    "questions": (Severity.QUESTION,),
    "problems": (Severity.ERROR, Severity.QUESTION),
}


def disagreements(expected: Expected, check: Check, rows: Sequence[RowOutcome]) -> Iterator[str]:
    """In what the findings differ from the expected ones, as sentences for whoever mends the code or the file."""
    yield from _troubles(expected, _found(check, rows))
    yield from _layout(expected, check, rows)
    yield from _notices(expected, check.report.notices)
    for outcome, count in expected.outcomes.items():
        found = sum(row.outcome == outcome for row in rows)
        if found != count:
            yield f"{outcome}: {found} rows, expected {count}"


def _found(check: Check, rows: Sequence[RowOutcome]) -> list[Trouble]:
    """Errors and questions, with the institutions that the page offers as answers."""
    pool = Pool(check.sending.year, check.sending.sender)
    found = [Trouble(one.line, one.finding) for one in check.findings]
    for row in rows:
        likely = {one.code for one in suggest(row.named, pool)} if row.named else set()
        found += [Trouble(row.line, one, frozenset(likely.union(one.candidates))) for one in row.findings]
    return [one for one in found if one.finding.severity in (Severity.ERROR, Severity.QUESTION)]


def _troubles(expected: Expected, found: Sequence[Trouble]) -> Iterator[str]:
    """Each expected one must be there, and there must be no other."""
    meant: set[int] = set()
    for key, severities in _KINDS.items():
        for one in getattr(expected, key):
            places = [place for place, trouble in enumerate(found) if trouble.is_meant_by(one, severities)]
            if not places:
                yield f"missing in {key}: {one}"
            meant.update(places)
    if expected.refused and not found:
        yield "taken without a question"
    for place, trouble in enumerate(found):
        if place not in meant and trouble.line not in expected.tolerated and not expected.refused:
            yield f"unexpected {trouble}"


def _layout(expected: Expected, check: Check, rows: Sequence[RowOutcome]) -> Iterator[str]:
    spoken = [row for row in rows if row.outcome != Outcome.SKIPPED or row.standing is not None]
    if expected.rows is not None and len(spoken) != expected.rows:
        yield f"{len(spoken)} rows of institutions, expected {expected.rows}: {[row.line for row in spoken]}"
    if expected.skipped is None:
        return
    passed_over = {row.line for row in rows if row.outcome == Outcome.SKIPPED and row.standing is None and row.text}
    passed_over |= {row.number for table in check.tables for row in table.above if not row.is_blank}
    if not set(expected.skipped) <= passed_over | _heading_lines(check):
        yield f"passed over {sorted(passed_over)}, expected {list(expected.skipped)}"


def _heading_lines(check: Check) -> set[int]:
    """Lines between the heading's first and the first row below it: those of the heading itself."""
    return {
        line for table in check.tables if table.line and table.rows for line in range(table.line, table.rows[0].number)
    }


def _notices(expected: Expected, notices: Sequence[Problem]) -> Iterator[str]:
    said = [f"{one.message} {one.column} {one.value}" for one in notices]
    for part in expected.notices:
        if not any(part in text for text in said):
            yield f"no notice of “{part}” in {said}"
    for part in expected.silent:
        if any(part in text for text in said):
            yield f"a notice of “{part}” in {said}"
