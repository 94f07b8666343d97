"""A table written in any style comes to what was written, or to a question where it stands: never to anything else.

From the bytes of a file to what would be stored, over the whole path. EXAMPLES=5000 looks at more of them.
"""

import os
from collections.abc import Iterator

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from submissions.imports.applying import _OF_ALL_ROWS, _OF_SOME_ROWS
from submissions.imports.checking import Check
from submissions.imports.findings import Outcome, RowOutcome, Severity
from submissions.imports.sending import Sender, Sending
from submissions.tables import UnreadableFile

from .any_file import OLDER, UNICODE, AnyFile, text_files, workbooks
from .any_table import Figure

EXAMPLES = int(os.environ.get("EXAMPLES", "80"))
BY_REPORTER = st.sampled_from([False, False, False, True])
ASKS = (Severity.ERROR, Severity.QUESTION)
style = settings(
    max_examples=EXAMPLES,
    derandomize="EXAMPLES" not in os.environ,  # the suite looks at the same ones each time, a long run at new ones
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def checked(file: AnyFile, corpus, *, by_reporter: bool = False) -> tuple[Check, list[RowOutcome]]:
    check = Check(file.data, file.name, Sending(corpus.year, Sender(corpus.reporter if by_reporter else None)))
    return check, list(check.rows())


def misreadings(file: AnyFile, check: Check, rows: list[RowOutcome]) -> Iterator[str]:
    """What would be stored and was not written, or was written and is passed over without a word."""
    about_file = [one.finding for one in check.findings if one.finding.severity in ASKS]
    if any(
        one.code in _OF_ALL_ROWS or (one.severity == Severity.ERROR and one.code not in _OF_SOME_ROWS)
        for one in about_file
    ):
        return  # nothing can be stored
    columns = {one.column for one in about_file}
    codes = {pk: measure.code for pk, measure in check.asked.measures.items()}
    by_line = {row.line: row for row in rows}
    assert len(by_line) == len(rows)
    for row in rows:
        for change in row.changes:
            answer, meant = change.answer, file.figures.get(row.line, {})
            said = Figure(answer.state, answer.value, answer.is_estimate)
            code = codes[answer.measure_id]
            if change.standing.code != file.institutions.get(row.line) or meant.get(code) != said:
                yield f"{row.line}: {change.standing.code} {code} {said} for {file.institutions.get(row.line)} {meant}"
    for line, figures in file.figures.items():
        row = by_line.get(line)
        if row and row.outcome in (Outcome.ERROR, Outcome.QUESTION):
            continue
        said_of = {codes[change.answer.measure_id] for change in row.changes} if row else set()
        for code in figures.keys() - said_of:
            if not {file.measures[code], None} & columns:
                yield f"{line}: {code} {figures[code]} is passed over"


def disagreements(file: AnyFile, corpus, *, by_reporter: bool = False) -> list[str]:
    try:
        check, rows = checked(file, corpus, by_reporter=by_reporter)
    except UnreadableFile:
        event("unreadable")
        return []
    event("with questions" if check.report.errors else "without a question")
    return list(misreadings(file, check, rows))


@style
@given(file=text_files(encodings=UNICODE), by_reporter=BY_REPORTER)
def test_text_is_not_misread(corpus, file, by_reporter):
    assert disagreements(file, corpus, by_reporter=by_reporter) == []


@style
@given(file=text_files(encodings=OLDER), by_reporter=BY_REPORTER)
def test_text_of_older_tables_is_not_misread(corpus, file, by_reporter):
    assert disagreements(file, corpus, by_reporter=by_reporter) == []


@style
@given(file=text_files(encodings=["utf-8"], by_hand=True), by_reporter=BY_REPORTER)
def test_text_without_quotes_is_not_misread(corpus, file, by_reporter):
    assert disagreements(file, corpus, by_reporter=by_reporter) == []


@style
@given(file=workbooks(), by_reporter=BY_REPORTER)
def test_workbooks_are_not_misread(corpus, file, by_reporter):
    assert disagreements(file, corpus, by_reporter=by_reporter) == []


@style
@given(file=st.one_of(text_files(encodings=UNICODE, is_plain=True), workbooks(is_plain=True)))
def test_plain_tables_are_read_without_a_question(corpus, file):
    check, rows = checked(file, corpus)
    assert [str(problem) for problem in check.report.errors] == []
    assert list(misreadings(file, check, rows)) == []
