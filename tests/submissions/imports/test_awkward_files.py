"""Every file of tests/data/files comes to what stands beside it: no value more, no question less."""

from dataclasses import replace

import pytest

from submissions.checks import BY_CODE
from submissions.imports.applying import apply_batch, obstacle, receive
from submissions.imports.checking import Check
from submissions.imports.choices import Choices
from submissions.imports.sending import Sender, Sending
from submissions.imports.staging import check_batch
from submissions.models import AnnualFigure
from submissions.tables import UnreadableFile

from .corpus import Corpus
from .expected import FILES, STATES, SUFFIX, Expected, disagreements, names

EXPLAINED = dict.fromkeys([*BY_CODE, "year"], "Đúng như số liệu của cơ sở.")


@pytest.fixture(autouse=True)
def _awkward(corpus):
    """The registry is there for every file."""


def choices_of(expected: Expected) -> Choices:
    return Choices.from_json({"explanations": EXPLAINED, **expected.choices})


def stored() -> dict[str, dict[str, object]]:
    """Everything that is reported for 2024, as the expectations write it."""
    found: dict[str, dict[str, object]] = {}
    rows = AnnualFigure.objects.filter(year__number=2024).values_list(
        "institution__code", "measure__code", "state", "value", "is_estimate"
    )
    for institution, measure, state, value, is_estimate in rows:
        said = {"value": value, "estimate": True} if is_estimate else STATES.get(state, value)
        found.setdefault(institution, {})[measure] = said
    return found


def store(expected: Expected, corpus: Corpus) -> None:
    """Apply what of the file has neither errors nor open questions."""
    user = corpus.reporter if expected.sender == "reporter" else None
    choices = replace(choices_of(expected), only_good=True)
    batch = receive(data=expected.data, file_name=expected.name, year=corpus.year, by=user, choices=choices)
    check_batch(batch)
    if not obstacle(batch):
        apply_batch(batch=batch, by=user)


def differences(before: dict, after: dict) -> dict[str, dict[str, object]]:
    """What is there now and was not there so, by institution and measure."""
    found: dict[str, dict[str, object]] = {}
    for institution, figures in after.items():
        for measure, value in figures.items():
            if before.get(institution, {}).get(measure) != value:
                found.setdefault(institution, {})[measure] = value
    return found


def said(expected: Expected, corpus: Corpus) -> list[str]:
    """In what the check says something else than it should."""
    sender = Sender(corpus.reporter if expected.sender == "reporter" else None)
    sending = Sending(corpus.year, sender, None, choices_of(expected))
    try:
        check = Check(expected.data, expected.name, sending)
    except UnreadableFile as error:
        meant = expected.unreadable in str(error) if expected.unreadable else expected.refused
        return [] if meant else [f"refused: {error}"]
    if expected.unreadable:
        return [f"not refused, though it should: “{expected.unreadable}”"]
    return list(disagreements(expected, check, list(check.rows())))


@pytest.mark.parametrize("name", names())
def test_file_says_and_stores_what_it_should_and_nothing_else(name, corpus):
    expected = Expected.of(name)
    if expected.after:
        store(Expected.of(expected.after), corpus)
    before, wrong = stored(), said(expected, corpus)
    assert stored() == before
    store(expected, corpus)
    assert ("\n".join(wrong), differences(before, stored())) == ("", expected.values)


def test_every_file_has_its_expectation():
    files = {path.name for path in FILES.iterdir() if path.is_file() and path.suffix not in (".json", ".py", ".md")}
    assert files == set(names())
    assert len(files) >= 70
    assert all((FILES / (name + SUFFIX)).stat().st_size for name in files)


def test_files_are_small_together():
    assert sum(path.stat().st_size for path in FILES.iterdir() if path.is_file()) < 1_500_000
