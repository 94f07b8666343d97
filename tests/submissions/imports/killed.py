"""`python -m tests.submissions.imports.killed TIMES`: kills a process that applies a file, at random moments.

Runs on the database of DATABASE_URL, which it fills itself: an empty one, or one that it filled before. Each time a
child applies a file of a new year and is killed; then the year must have all of the file or nothing of it. Prints how
often it was which, as JSON. `test_killed.py` runs it on both databases; by hand it can be run for hours.
"""

import json
import os
import random
import signal
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (models exist after setup)
from django.db import connection, connections  # noqa: E402

from benchmarks.import_figures import HEADINGS, prepare, table  # noqa: E402
from submissions.checks import BY_CODE  # noqa: E402
from submissions.imports.applying import apply_batch, receive, year_for  # noqa: E402
from submissions.imports.running import bring_up_to_date  # noqa: E402
from submissions.imports.staging import check_batch  # noqa: E402
from submissions.models import AnnualFigure, CheckedRow, FigureChange, ImportBatch, SubmissionEvent  # noqa: E402

ROWS = 300
FIRST_YEAR = 2031
DATA = "\n".join(",".join(map(str, row)) for row in table(ROWS, seed=1)).encode()
FIGURES = ROWS * (len(HEADINGS) - 1)


def sent(number: int) -> ImportBatch:
    """A checked file for a year of its own."""
    year = year_for(number)
    if year._state.adding:
        year.save()
    batch = receive(data=DATA, file_name="figures.csv", year=year, by=None, status="approved")
    # Figures of chance are unusual, and a year like the one before is: said once a check, for all rows.
    batch.choices = {"explanations": dict.fromkeys(BY_CODE, "như năm trước")}
    check_batch(batch)
    batch.save(update_fields=["choices"])
    return batch


def applied_in_a_child(batch: ImportBatch, seconds: float | None) -> float:
    """Apply the file in a process of its own; kill it after so long. Gives how long it ran."""
    ImportBatch.objects.filter(pk=batch.pk).update(stage=ImportBatch.Stage.APPLYING)
    connections.close_all()
    start = time.perf_counter()
    child = os.fork()
    if not child:
        apply_batch(batch=ImportBatch.objects.get(pk=batch.pk), by=None)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    assert status in (0, signal.SIGKILL), status  # it was killed, or it was done: it never failed
    return time.perf_counter() - start


def wait_for_the_dead() -> None:
    """A server may still be ending what its client asked for last: only then is there something to count."""
    if connection.vendor != "postgresql":
        return
    others = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _time in range(500):
        with connection.cursor() as cursor:
            cursor.execute(others)
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("the killed process still has a connection")


def what_is_there(batch: ImportBatch) -> tuple[int, ...]:
    """Everything that applying writes, counted."""
    figures = AnnualFigure.objects.filter(year=batch.year)
    return (
        figures.count(),
        figures.filter(approved_state="reported").count(),
        FigureChange.objects.filter(batch=batch).count(),
        SubmissionEvent.objects.filter(submission__year=batch.year).count(),
        batch.touched.count(),
        ImportBatch.objects.filter(pk=batch.pk, stage="applied").count(),
        ROWS - CheckedRow.objects.filter(batch=batch).count(),
    )


def main() -> None:
    call_command("migrate", verbosity=0)
    if not AnnualFigure.objects.exists():
        prepare(ROWS)
    dice, times = random.Random(), int(sys.argv[1])
    longest = applied_in_a_child(whole := sent(FIRST_YEAR), None)
    everything = what_is_there(whole)
    assert everything[:3] == (FIGURES, FIGURES, FIGURES), everything
    nothing = (0,) * len(everything)
    found = {"all": 0, "nothing": 0}
    for number in range(FIRST_YEAR + 1, FIRST_YEAR + 1 + times):
        batch = sent(number)
        applied_in_a_child(batch, dice.uniform(0, longest * 1.1))
        wait_for_the_dead()
        there = what_is_there(batch)
        assert there in (everything, nothing), there
        found["all" if there == everything else "nothing"] += 1
        if there == nothing:
            # The page takes it up again: whoever looks finds the file waiting, and applying it once more does it.
            ImportBatch.objects.filter(pk=batch.pk).update(worked_at=None)
            batch.refresh_from_db()
            bring_up_to_date(batch)
            apply_batch(batch=batch, by=None)
            assert what_is_there(batch) == everything
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
