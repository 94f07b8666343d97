"""Steps of the yearly round that several people take in the same moment, each in a thread with its own connection."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from submissions.models import (
    AnnualFigure,
    Extension,
    FigureApproval,
    FigureChange,
    FigureQuestion,
    ReportingYear,
    Submission,
    SubmissionEvent,
)
from submissions.workflow import (
    Answer,
    Refused,
    add_year,
    approve,
    close_year,
    extend,
    open_year,
    reopen,
    save_figures,
    set_tolerances,
    submit,
)
from submissions.workflow.questions import ask, settle

from .gate import explain_all, fill


def at_the_same_time(test: Callable[..., None]) -> Callable[..., None]:
    """A test in threads that commit: SQLite lets one writer in at a time, and has nothing to show."""
    alone = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
    return alone(pytest.mark.django_db(transaction=True)(test))


def at_once(*steps: Callable[[], object]) -> list[str]:
    """What came of each step: done, the sentence with which it was refused, or what broke."""
    told: list[str] = [""] * len(steps)

    def take(place: int) -> None:
        try:
            steps[place]()
            told[place] = "done"
        except Refused as refusal:
            told[place] = str(refusal)
        except Exception as error:
            told[place] = repr(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[place]) for place in range(len(steps))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return told


@at_the_same_time
def test_closing_waits_for_who_saves_and_neither_fails(returns):
    """Closing holds the year and waits for the return; who saves holds the return, and its figures name the year."""
    written, closing = threading.Event(), threading.Event()

    def save() -> None:
        with transaction.atomic():
            answer = Answer(returns.library.pk, returns.visits.pk, "reported", 7)
            save_figures(submission=returns.commune, answers=[answer], by=None, through="form")
            written.set()
            closing.wait(10)

    def close() -> None:
        written.wait(10)
        threading.Timer(0.5, closing.set).start()  # by then it waits for the return
        close_year(year=ReportingYear.objects.get(pk=returns.this_year.pk), by=None)

    assert at_once(save, close) == ["done", "done"]
    assert AnnualFigure.objects.get().value == 7
    assert ReportingYear.objects.get(pk=returns.this_year.pk).is_closed


def twice(step: Callable[[], object]) -> list[str]:
    """The same step by two people who press the button at once."""
    ready = threading.Barrier(2)

    def press() -> None:
        ready.wait(10)
        step()

    return sorted(at_once(press, press), key=lambda told: told != "done")


@at_the_same_time
def test_each_step_of_a_return_is_taken_once(returns):
    fill(returns.commune)
    explain_all(returns.commune)

    def fresh() -> Submission:
        return Submission.objects.get(pk=returns.commune.pk)

    done, told = twice(lambda: submit(submission=fresh(), by=None))
    assert (done, "không làm được bước này" in told) == ("done", True)
    done, told = twice(lambda: approve(submission=fresh(), by=None))
    assert (done, "không làm được bước này" in told) == ("done", True)
    done, told = twice(lambda: reopen(submission=fresh(), by=None, reason="Sai"))
    assert (done, "không làm được bước này" in told) == ("done", True)
    steps = SubmissionEvent.objects.filter(submission=returns.commune).order_by("pk")
    assert list(steps.values_list("new_status", flat=True)) == ["draft", "submitted", "approved", "returned"]
    assert FigureApproval.objects.count() == AnnualFigure.objects.count() == 4


@at_the_same_time
def test_an_extension_and_the_end_of_a_question_are_written_once(returns):
    day = datetime.date(2026, 2, 1)
    done, told = twice(lambda: extend(submission=returns.commune, due_date=day, reason="Bão", by=None))
    assert (done, "đã có hạn nộp này" in told, Extension.objects.count()) == ("done", True, 1)
    cell = {"institution_id": returns.library.pk, "measure_id": returns.visits.pk}
    asked = ask(submission=returns.commune, **cell, text="Sao nhiều?", by=None)
    done, told = twice(lambda: settle(question=FigureQuestion.objects.get(pk=asked.pk), by=None))
    assert (done, "đã xong" in told) == ("done", True)


@at_the_same_time
def test_a_year_is_planned_and_opened_once_and_its_limits_are_worked_out_one_after_the_other(returns):
    last = datetime.date(2030, 12, 31)
    days = {"start": datetime.date(2030, 1, 1), "end": last, "reference_date": last, "due_date": None}
    done, told = twice(lambda: add_year(number=2030, **days, by=None))
    assert (done, "đã có" in told) == ("done", True)
    done, told = twice(lambda: open_year(year=ReportingYear.objects.get(number=2030), by=None))
    assert (done, "không mở được" in told) == ("done", True)
    assert Submission.objects.filter(year__number=2030).count() == 2
    assert twice(lambda: set_tolerances(year=ReportingYear.objects.get(number=2030))) == ["done", "done"]


@at_the_same_time
def test_what_is_submitted_is_what_was_saved_before(returns, cast):
    """A cell that is saved while its return is submitted comes before it, or is refused: never after."""
    fill(returns.commune)
    explain_all(returns.commune)
    ready = threading.Barrier(2)

    def save() -> None:
        ready.wait(10)
        answer = Answer(returns.library.pk, returns.visits.pk, "reported", 2)
        save_figures(submission=returns.commune, answers=[answer], by=cast.reporter, through="grid")

    def hand_in() -> None:
        ready.wait(10)
        submit(submission=Submission.objects.get(pk=returns.commune.pk), by=cast.reporter)

    saved, submitted = at_once(save, hand_in)
    change = FigureChange.objects.filter(revision=2).first()
    event = SubmissionEvent.objects.filter(submission=returns.commune, new_status="submitted").first()
    assert saved == "done" or "đã nộp" in saved
    assert submitted == "done" or "Chưa nộp được" in submitted
    assert (change is not None) is (saved == "done")
    assert change is None or event is None or change.at < event.at
