"""The sample: small here, otherwise the same as `make demo` makes it."""

import datetime
from collections import defaultdict
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from accounts.models import Membership, User
from institutions.models import Institution, InstitutionEvent, InstitutionVersion, SampleData
from institutions.reorganisation import overlapping_versions
from institutions.responsibility import current_responsibility
from institutions.tree import current_tree
from reports.census import Question
from reports.demo import counts, loading
from reports.demo.people import PASSWORD, PEOPLE
from reports.known import NothingKnown, end_of, known
from reports.models import Publication
from reports.results import ShareRow, rows_of
from submissions.asked import called_in
from submissions.findings import findings_of
from submissions.models import (
    AnnualFigure,
    Evidence,
    Explanation,
    Extension,
    FigureApproval,
    FigureChange,
    FigureQuestion,
    Reminder,
    ReportingYear,
    State,
    Submission,
    SubmissionEvent,
)
from submissions.reading.documents import kind_of

SMALL = 0.05
MERGER = datetime.date(2025, 7, 1)


@pytest.fixture
def sample(db):
    return loading.load_sample(scale=SMALL)


_STEP = ("at", "old_status", "new_status", "reason")
_WORDS = ("at", "check_code", "about", "text")
_PAPER = ("at", "figure__institution__code", "file__sha256")
"""What is compared, and its order: rows of the same moment have no other that both databases keep."""


def facts() -> list[tuple[object, ...]]:
    """What the sample says, without ids and the moments of recording."""
    versions = InstitutionVersion.objects.order_by("institution__code", "valid_from").values_list(
        "institution__code", "name", "category__code", "unit__code", "reporting_unit__code", "valid_from", "valid_until"
    )
    figures = AnnualFigure.objects.order_by("year__number", "institution__code", "measure__code").values_list(
        "year__number", "institution__code", "measure__code", "state", "value", "note", "revision", "approved_value",
        "submission__status",
    )  # fmt: skip
    steps = SubmissionEvent.objects.order_by(*_STEP).values_list(*_STEP)
    explanations = Explanation.objects.order_by(*_WORDS).values_list(*_WORDS)
    questions = FigureQuestion.objects.order_by("at", "institution__code", "measure__code", "text").values_list(
        "submission__reporting_unit__code", "institution__code", "measure__code", "text", "at", "settled_at"
    )
    evidence = Evidence.objects.order_by(*_PAPER).values_list(*_PAPER)
    return [*versions, *figures, *steps, *explanations, *questions, *evidence]


def test_the_sample_comes_out_the_same_to_the_row(db):
    runs = []
    for _turn in range(2):
        with transaction.atomic():
            loading.load_sample(seed=7, scale=0.01)
            runs.append(facts())
            transaction.set_rollback(True)
    assert len(runs[0]) > 1_000
    assert runs[0] == runs[1]
    assert not Institution.objects.exists()


def test_the_registry_is_one_that_the_verbs_could_have_made(sample):
    tree = current_tree()
    assert overlapping_versions() == []
    for version in InstitutionVersion.objects.all():
        assert tree.holds(version.unit_id, version.valid_from) or tree.placed(version.unit_id, MERGER).to_be_placed
    without_event = Institution.objects.exclude(events__kind=InstitutionEvent.Kind.OPENED)
    assert not without_event.exists()
    assert InstitutionVersion.history.count() >= InstitutionVersion.objects.count()
    assert set(InstitutionEvent.objects.values_list("kind", flat=True)) == {
        "opened", "renamed", "placed", "level_changed", "changed", "merged", "closed", "made_satellite",
    }  # fmt: skip
    for row in counts.COUNTS:
        if not row.scales:
            opened = InstitutionVersion.objects.filter(
                institution__code__startswith=f"{row.province}-", category__code=row.category, valid_from="2020-01-01"
            )
            assert (row.category, opened.count()) == (row.category, row.number)
    last = InstitutionVersion.objects.last_versions().filter(valid_until=None)
    waiting = [version for version in last if tree.placed(version.unit_id, MERGER).to_be_placed]
    assert {version.category.code for version in waiting} >= {"library_district", "centre_district"}


def test_figures_have_a_trace_that_ends_in_what_they_say(sample):
    figures = AnnualFigure.objects.annotate(traces=Count("changes"))
    assert figures.count() > 1_000
    assert not figures.exclude(traces=F("revision")).exists()
    last = FigureChange.objects.filter(revision=F("figure__revision"))
    assert last.count() == AnnualFigure.objects.count()
    told_otherwise = ~Q(new_state=F("figure__state")) | (Q(new_state=State.REPORTED) & ~Q(new_value=F("figure__value")))
    assert not last.filter(told_otherwise).exists()
    assert set(FigureChange.objects.values_list("through", flat=True)) == {"sample"}
    assert AnnualFigure.objects.filter(revision=2).exists()
    assert set(AnnualFigure.objects.values_list("state", flat=True)) == {"reported", "unknown", "not_applicable"}
    check_returns()
    check_approvals()


def check_approvals() -> None:
    """Whatever is approved has its trace, of the moment at which its return was approved."""
    approved = AnnualFigure.objects.filter(approved_state__isnull=False)
    traces = FigureApproval.objects.filter(state=F("figure__approved_state"))
    assert traces.count() == approved.count() == FigureApproval.objects.count()
    reported = traces.filter(state="reported")
    assert reported.filter(value=F("figure__approved_value")).count() == reported.count()
    steps = SubmissionEvent.objects.filter(new_status="approved")
    assert set(traces.values_list("figure__submission", "at", "by")) <= set(steps.values_list("submission", "at", "by"))


def test_the_sample_was_known_step_by_step_and_has_a_publication(sample):
    question = Question("06-kh-ubnd-2023", 2024)
    now = rows_of(question)
    assert known(question, timezone.now()) == now
    opened = known(question, end_of(datetime.date(2024, 12, 31)))
    assert [row.result.tally.met for row in opened if isinstance(row, ShareRow)] == [0] * 11
    assert [row.result.tally.eligible for row in opened if isinstance(row, ShareRow)] == [
        row.result.tally.eligible for row in now if isinstance(row, ShareRow)
    ]
    with pytest.raises(NothingKnown):
        known(question, end_of(datetime.date(2022, 12, 31)))
    assert str(Publication.objects.get()) == "06-kh-ubnd-2023 2023 #1"


def test_what_was_submitted_in_the_open_year_is_explained(sample):
    rule = current_responsibility()
    submitted = Submission.objects.filter(year__number=2025, events__new_status="submitted").distinct()
    owed = {row.reporting_unit.code: len(findings_of(row, rule).unexplained) for row in submitted}
    assert len(owed) > 80
    assert set(owed.values()) == {0}
    told = Explanation.objects.filter(submission=None)
    assert told.count() > 50
    assert told.filter(year__number=2025, at__lt=datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)).count() == (
        told.count()
    )
    commune = Submission.objects.get(year__number=2025, reporting_unit__code="24490")
    assert findings_of(commune, rule).unexplained


def test_each_page_of_the_round_has_something_to_show(sample):
    """Whoever was called on has a return; questions in each state, a document, another due date, a letter."""
    year = ReportingYear.objects.get(number=2025)
    assert set(Submission.objects.filter(year=year).values_list("reporting_unit", flat=True)) >= called_in(year)
    empty = Submission.objects.filter(year=year, figures=None)
    assert {step.at.date() for row in empty for step in row.events.all()} == {datetime.date(2025, 12, 15)}
    turns = defaultdict(list)
    for question in FigureQuestion.objects.with_answers().order_by("at", "id"):
        turns[question.submission.reporting_unit.code].append(
            "settled" if question.is_settled else "answered" if question.is_answered else "waiting"
        )
    assert turns == {
        "SGD-66": ["settled"] * 3, "24373": ["waiting"], "24496": ["waiting", "answered"], "24490": ["waiting"],
    }  # fmt: skip
    assert set(FigureQuestion.objects.exclude(event=None).values_list("event__new_status", flat=True)) == {"returned"}
    for row in Evidence.objects.select_related("file"):
        assert kind_of(bytes(row.file.content), row.file.name) == row.kind == "pdf"
    assert Evidence.objects.count() == 2
    extension = Extension.objects.get()
    assert (extension.submission.reporting_unit.code, extension.due_date) == ("24490", datetime.date(2026, 2, 28))
    letters = Reminder.objects.order_by("address")
    assert [(row.address, row.result) for row in letters] == [
        ("ea.kly@mau.example", "sent"), ("krong.pac@mau.example", "sent"),
    ]  # fmt: skip
    assert "28/02/2026" in letters[1].body
    assert len(mail.outbox) == 0


def check_returns() -> None:
    """Returns are in states that their steps lead to, and what was approved is what they said then."""
    for submission in Submission.objects.prefetch_related("events"):
        steps = list(submission.events.all())
        assert [step.old_status for step in steps] == ["", *(step.new_status for step in steps[:-1])]
        assert steps[-1].new_status == submission.status
        assert [step.at for step in steps] == sorted(step.at for step in steps)
    approved = AnnualFigure.objects.filter(submission__status="approved")
    assert not approved.exclude(approved_state=F("state")).exists()
    assert not approved.filter(state="reported").exclude(approved_value=F("value")).exists()
    never_approved = Submission.objects.exclude(events__new_status="approved")
    assert not AnnualFigure.objects.filter(submission__in=never_approved, approved_state__isnull=False).exists()
    reopened = AnnualFigure.objects.filter(submission__status="returned", submission__events__new_status="approved")
    assert reopened.exclude(approved_value=F("value")).filter(state="reported").exists()
    of_last_year = Submission.objects.filter(year__number=2025)
    assert set(of_last_year.values_list("status", flat=True)) == {"draft", "submitted", "returned", "approved"}
    assert list(ReportingYear.objects.filter(closed_at=None).values_list("number", flat=True)) == [2025, 2024]


def test_demo_prints_people_who_can_sign_in_and_is_safe_to_run_twice(db, monkeypatch):
    monkeypatch.setattr("reports.management.commands.demo.load_sample", lambda: loading.load_sample(scale=SMALL))
    out = StringIO()
    call_command("demo", no_serve=True, stdout=out)
    before = facts()
    for person in PEOPLE:
        assert person.username in out.getvalue()
        assert User.objects.get(username=person.username).check_password(PASSWORD)
    call_command("demo", no_serve=True, stdout=StringIO())
    assert facts() == before
    assert SampleData.objects.count() == 1
    former = Membership.objects.get(user__username="huyen.cu")
    assert former.valid_until == datetime.date(2025, 6, 30)


@pytest.mark.parametrize("own", ["institution", "person"])
def test_demo_adds_nothing_to_data_of_people_s_own(db, own):
    if own == "institution":
        Institution.objects.create(code="66-00001")
    else:
        User.objects.create_user(username="that")
    with pytest.raises(CommandError, match="không nạp gì thêm"):
        call_command("demo", no_serve=True, stdout=StringIO())
    assert not SampleData.objects.exists()
    assert not InstitutionVersion.objects.exists()
    assert not AnnualFigure.objects.exists()


def test_assumptions_state_every_count():
    text = counts.assumptions()
    assert "Thư viện công cộng cấp huyện, tỉnh Đắk Lắk cũ: 13." in text
    assert sum(row.number for row in counts.COUNTS) == 3_992
    assert text.count("\n- ") == len(counts.COUNTS) + len(counts.OTHER_ASSUMPTIONS)
