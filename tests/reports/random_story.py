"""A random province, and one random thing after the other that happens to it, through the verbs and commands."""

import contextlib
import datetime
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from indicators import plan_changes
from indicators.history import latest_id
from indicators.models import Measure, Plan, Target, TerritoryRuling
from institutions import reorganisation
from institutions.models import AdministrativeUnit, Institution, InstitutionVersion, UnitSuccession
from institutions.refusals import Refused
from submissions import workflow
from submissions.models import AnnualFigure, ImportBatch, ReportingYear, Submission
from tests.reports.random_province import RandomProvince, any_day

DAYS = datetime.date(2021, 1, 1), datetime.date(2026, 12, 31)


def run(*arguments: str) -> None:
    """A command, whatever it says: a file may be refused."""
    told = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command(*arguments, "--commit", stdout=told, stderr=told)


class Story:
    """`steps` makes things happen, one after the other; the same seed tells the same story."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.province = RandomProvince(seed)
        self.random, self.folder = self.province.random, folder
        self.province.write(folder)
        self.by = User.objects.create_superuser(username="boss", full_name="Boss", password=None)
        self.plans = [self.province.draw_plan() for _ in range(3)]

    def begin(self) -> None:
        """Units, plan, years and reporting units; no institution yet."""
        run("load_units", str(self.folder / "units"))
        run("load_plan", str(self.folder / "plan.toml"))
        for number, year in self.province.world.years.items():
            row = workflow.add_year(
                number=number, start=year.start, end=year.end, reference_date=year.reference, due_date=None, by=None
            )
            workflow.open_year(year=row, by=None)
        run("import_reporting_units", str(self.folder / "reporting_units.csv"))

    def steps(self, number: int) -> Iterator[str]:
        """The registry, then files and single acts, mixed; gives the name of what happened."""
        run("import_institutions", str(self.folder / "institutions.csv"))
        yield "institutions"
        files = list(enumerate(self.province.world.figures))
        acts = [self.save, self.move, self.move, self.undo, self.change_year, self.change_target, self.change_plan,
                self.change_registry, self.change_registry, self.rule, self.change_units]  # fmt: skip
        while files or number > 0:
            if files and self.random.random() < 0.5:
                index, file = files.pop(0)
                status = ["--status", file.status] if file.status else []
                run("import_figures", str(self.folder / f"figures-{index}.csv"), "--year", str(file.year), *status)
                yield f"file {file.year} {file.status}"
                continue
            number -= 1
            act = self.random.choice(acts)
            with contextlib.suppress(Refused, ValidationError), transaction.atomic():
                act()
            yield act.__name__

    def any(self, rows: Any) -> Any:
        """One of the rows, which must have an order; refused where there is none."""
        found = list(rows.order_by("pk"))
        if not found:
            raise Refused("none")
        return self.random.choice(found)

    def save(self) -> None:
        figure = self.any(AnnualFigure.objects.select_related("submission__year"))
        state = self.random.choice(["reported", "reported", "unknown", "not_applicable"])
        yes_no = Measure.objects.get(pk=figure.measure_id).is_yes_no
        value = self.random.randint(0, 1 if yes_no else 999) if state == "reported" else None
        answer = workflow.Answer(figure.institution_id, figure.measure_id, state, value, note="lý do")
        workflow.save_figures(submission=figure.submission, answers=[answer], by=self.by, through="form")

    def move(self) -> None:
        """A step of a return: the one that it can take."""
        submission = self.any(Submission.objects.filter(figures__isnull=False).distinct())
        if submission.status == "submitted" and self.random.random() < 0.7:
            workflow.approve(submission=submission, by=self.by)
        elif submission.status == "submitted":
            workflow.return_for_correction(submission=submission, by=self.by, reason="Sửa")
        elif submission.status == "approved":
            workflow.reopen(submission=submission, by=self.by, reason="Sửa")
        else:
            workflow.submit(submission=submission, by=self.by)

    def undo(self) -> None:
        applied = list(ImportBatch.objects.filter(stage="applied").order_by("pk"))
        if applied:
            workflow.undo_file(batch=self.random.choice(applied[-2:]), by=None)

    def change_year(self) -> None:
        year = self.any(ReportingYear.objects.all())
        day = any_day(self.random, year.start, year.end)
        workflow.change_year(year=year, start=year.start, end=year.end, reference_date=day, due_date=None, by=self.by)

    def change_target(self) -> None:
        target = self.any(Target.objects.all())
        values = {"threshold": self.random.randint(1, 100), "upper": None,
                  "comparison": self.random.choice(["exact", "whole_percent"])}  # fmt: skip
        plan_changes.change_target(target=target, values=values, seen=latest_id(target), reason="Số 2", by=self.by)

    def change_plan(self) -> None:
        path = self.folder / "plan.toml"
        path.write_text(self.random.choice(self.plans), encoding="utf-8")
        run("load_plan", str(path), "--overwrite")

    def change_registry(self) -> None:
        version = self.any(InstitutionVersion.objects.select_related("institution"))
        kind = self.random.randrange(5)
        if kind == 0:
            reorganisation.correct(version, by=self.by, is_counted=False, not_counted_reason="CV 1")
        elif kind == 1:
            other = self.any(InstitutionVersion.objects.select_related("category"))
            reorganisation.correct(version, by=self.by, category=other.category)
        elif kind == 2:
            on = any_day(self.random, *DAYS)
            unit = self.any(AdministrativeUnit.objects.standing(on))
            reorganisation.change(version.institution, on=on, by=self.by, unit=unit)
        elif kind == 3:
            reorganisation.close(version.institution, last_day=any_day(self.random, *DAYS), by=self.by)
        else:
            on = any_day(self.random, *DAYS)
            unit = self.any(AdministrativeUnit.objects.standing(on))
            reorganisation.open_institution(
                by=self.by, on=on, name="Cơ sở mới", unit=unit, category=version.category
            )  # fmt: skip

    def rule(self) -> None:
        if self.random.random() < 0.4:
            plan_changes.withdraw_ruling(ruling=self.any(TerritoryRuling.objects.all()), reason="Số 3", by=self.by)
        plan_changes.rule_on_territory(
            plan=Plan.objects.get(), institution=self.any(Institution.objects.all()),
            inside=self.random.random() < 0.5, reason="Số 4", by=self.by,
        )  # fmt: skip

    def change_units(self) -> None:
        """By hand, as the data administration does: a succession is of another extent than was recorded."""
        succession = self.any(UnitSuccession.objects.all())
        succession.extent = self.random.choice(["whole", "part"])
        succession.save()
