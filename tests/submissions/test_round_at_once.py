"""Steps of the yearly round that several people take in the same moment, each in a thread with its own connection."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from submissions.models import AnnualFigure, ReportingYear
from submissions.workflow import Answer, Refused, close_year, save_figures


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


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
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
