"""`progress` beside a second, independent computation, on small random provinces loaded through the commands.

ORACLE_SEEDS=400 tries more provinces than a run of the suite does, ORACLE_FIRST=1000 others.
"""

import contextlib
import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command

from indicators.models import Measure
from submissions import workflow
from submissions.models import AnnualFigure, Submission
from tests.reports.oracle import Act, FigureFile, Oracle, Told
from tests.reports.random_province import RandomProvince, ShippedProvince

FIRST_SEED = int(os.environ.get("ORACLE_FIRST", "0"))
SEEDS = range(FIRST_SEED, FIRST_SEED + int(os.environ.get("ORACLE_SEEDS", "12")))


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and standard output."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            call_command(*arguments, stdout=out, stderr=err)
        except SystemExit as stop:
            return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def load(*arguments: str) -> None:
    code, out = run(*arguments, "--commit")
    assert code == 0, out


def load_institutions(path: Path, rows: int) -> None:
    """All rows are new; the same file once more changes nothing."""
    counts = []
    for _ in range(2):
        code, out = run("import_institutions", str(path), "--commit", "--format", "json")
        found = json.loads(out)
        assert (code, found["errors"], found["committed"]) == (0, [], True), out
        counts.append([found[key] for key in ("rows", "new", "changed", "unchanged", "skipped")])
    assert counts == [[rows, rows, 0, 0, 0], [rows, 0, 0, rows, 0]]


def perform(act: Act, year: int) -> None:
    figures = AnnualFigure.objects.filter(institution__code=act.institution, year__number=year)
    figure = figures.select_related("submission__year")[0]
    submission = figure.submission
    if act.verb == "withdraw":
        workflow.withdraw(
            submission=submission, institution_id=figure.institution_id, by=None, through="form",
            measure_id=Measure.objects.get(code=act.measure).pk,
        )  # fmt: skip
    elif submission.status == Submission.Status.APPROVED:
        workflow.reopen(submission=submission, by=None, reason="Sửa")
    else:
        workflow.return_for_correction(submission=submission, by=None, reason="Sửa")


def load_figures(path: Path, file: FigureFile, told: Told) -> None:
    status = ["--status", file.status] if file.status else []
    arguments = ["--year", str(file.year), *status, "--commit", "--format", "json"]
    code, out = run("import_figures", str(path), *arguments)
    found = json.loads(out)
    assert (code, found["committed"]) == ((1, False) if told.failed else (0, True)), out
    assert found["rows"] == len(file.rows)
    assert len({error["line"] for error in found["errors"]}) == told.failed, out
    if not told.failed:
        for act in told.acts:
            perform(act, file.year)
        counts = (found["new"], found["changed"], found["unchanged"] + found["skipped"])
        assert counts == (told.new, told.changed, told.unchanged), out


def differences(question: tuple[int, str | None, str], expected: list[dict], found: list[dict]) -> list[str]:
    if len(expected) != len(found):
        return [f"{question}: {len(expected)} rows expected, {len(found)} found"]
    return [
        f"{question} row {number} {wanted['criterion']} {wanted['categories']}: {key}: "
        f"expected {wanted.get(key, '–')!r}, found {row.get(key, '–')!r}"
        for number, (wanted, row) in enumerate(zip(expected, found, strict=True))
        for key in sorted(wanted.keys() | row.keys())
        if wanted.get(key, "–") != row.get(key, "–")
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_progress_against_an_independent_computation(db, tmp_path, seed):
    compare(RandomProvince(seed), tmp_path)


@pytest.mark.parametrize("seed", SEEDS[: max(1, len(SEEDS) // 12)])
def test_progress_on_the_shipped_units_and_plan(db, tmp_path, seed):
    compare(ShippedProvince(seed), tmp_path)


def compare(province: RandomProvince, tmp_path: Path) -> None:
    plan = province.world.plan["code"]
    oracle = Oracle(province.world)
    files = tmp_path / "files"
    province.write(files)
    load("load_units", str(files / "units"))
    load("load_plan", str(files / "plan.toml"))
    for number, year in province.world.years.items():
        planned = workflow.add_year(
            number=number, start=year.start, end=year.end, reference_date=year.reference, due_date=None, by=None
        )
        workflow.open_year(year=planned, by=None)
    load("import_reporting_units", str(files / "reporting_units.csv"))
    load_institutions(files / "institutions.csv", len(province.world.institutions))
    for number, (file, told) in enumerate(zip(province.world.figures, oracle.told, strict=True)):
        load_figures(files / f"figures-{number}.csv", file, told)
    faults = []
    for year, unit, basis in province.questions(12):
        arguments = ["--plan", plan, "--year", str(year), "--basis", basis, "--format", "json"]
        code, out = run("progress", *arguments, *(["--unit", unit] if unit else []))
        assert code == 0, out
        found = json.loads(out)
        assert {key: found[key] for key in found if key != "rows"} == {
            "plan": plan, "year": year, "unit": unit, "basis": basis,
        }  # fmt: skip
        faults += differences((year, unit, basis), oracle.rows(year, unit, basis), found["rows"])
    assert not faults, "\n".join(faults)
