"""What is kept between requests is right after any change: random sequences of changes, each recounted one by one."""

import datetime
import random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from indicators.models import Measure, Requirement, Target
from institutions import responsibility, revision, tree
from institutions.models import AdministrativeUnit, Category, InstitutionVersion, UnitSuccession
from reports import census, definition, recount, results
from reports.census import Question, current_stamps
from reports.output import rows_json
from reports.queries import Basis
from reports.recount import Recount, Stored
from reports.results import rows_of, rows_of_census
from submissions.models import AnnualFigure, ReportingYear, Submission

PLAN = "06-kh-ubnd-2023"
QUESTIONS = [
    *(Question(PLAN, 2025, None, basis) for basis in Basis),
    Question(PLAN, 2024),
    Question(PLAN, 2025, "24490", Basis.ALL),
]


def forget_everything():
    for module in (tree, responsibility, definition, census, results, recount):
        for thing in vars(module).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()


def compare():
    """The kept results against a recount that starts from nothing."""
    shown = [rows_json(rows_of(question)) for question in QUESTIONS]
    forget_everything()
    stamps = current_stamps()
    for question, found in zip(QUESTIONS, shown, strict=True):
        assert found == rows_json(rows_of_census(Recount(Stored(stamps), question))), question


def change_figure(dice, registry):
    figure = dice.choice(list(AnnualFigure.objects.all()))
    state = dice.choice(["reported", "unknown", "not_applicable", "not_reported"])
    value = dice.randrange(200) if state == "reported" else None
    if dice.random() < 0.5:
        AnnualFigure.objects.filter(pk=figure.pk).update(state=state, value=value)
    else:
        figure.approved_state, figure.approved_value = state, value
        AnnualFigure.objects.bulk_update([figure], ["approved_state", "approved_value"])


def new_figure(dice, registry):
    submission = dice.choice(list(Submission.objects.all()))
    code, measure = dice.choice(list(registry.institutions)), dice.choice(list(Measure.objects.all()))
    if not AnnualFigure.objects.filter(institution__code=code, year=submission.year, measure=measure).exists():
        registry.figure(submission.year, submission, code, measure.code, dice.randrange(50), approved=True)


def delete_figure(dice, registry):
    AnnualFigure.objects.filter(pk=dice.choice(AnnualFigure.objects.values_list("pk", flat=True))).delete()


def change_submission(dice, registry):
    status = dice.choice(["draft", "submitted", "returned", "approved"])
    submission = dice.choice(list(Submission.objects.all()))
    Submission.objects.filter(pk=submission.pk).update(status=status)


def change_version(dice, registry):
    version = dice.choice(list(InstitutionVersion.objects.all()))
    what = dice.randrange(4)
    if what == 0:
        version.category = dice.choice(list(Category.objects.filter(code__contains="_")))
    elif what == 1:
        version.unit = dice.choice(list(AdministrativeUnit.objects.filter(valid_from=version.unit.valid_from)))
    elif what == 2:
        version.is_counted, version.not_counted_reason = not version.is_counted, "CV 1"
    else:
        version.valid_until = dice.choice([None, datetime.date(2025, 8, 31), datetime.date(2025, 12, 30)])
    version.save()


def add_institution(dice, registry):
    code = f"N{InstitutionVersion.objects.count()}"
    unit = dice.choice(["old:24490", "old:24496", "old:654", "new:66", "new:24490", "old:22015"])
    category = dice.choice(["house_village", "library_commune", "museum"])
    start = {"valid_from": datetime.date(2025, 7, 1)} if unit.startswith("new") else {}
    registry.institutions[code] = registry.province.institution(code, code, category, unit, **start)


def change_succession(dice, registry):
    row = dice.choice(list(UnitSuccession.objects.all()))
    UnitSuccession.objects.filter(pk=row.pk).update(extent=dice.choice(["whole", "part"]))


def change_target(dice, registry):
    target = dice.choice(list(Target.objects.all()))
    target.threshold = dice.randrange(1, 101)
    target.upper = None
    target.comparison = dice.choice(["exact", "whole_percent"])
    target.judged_until = dice.choice([None, datetime.date(2025, 6, 30), datetime.date(2024, 6, 29)])
    target.method = dice.choice(["compound", "mean"])
    target.save()


def change_requirement(dice, registry):
    requirement = dice.choice(list(Requirement.objects.all()))
    if dice.random() < 0.5:
        Requirement.objects.filter(pk=requirement.pk).update(minimum=dice.randrange(1, 4))
    else:
        requirement.measures.add(dice.choice(list(Measure.objects.all())))


def change_year(dice, registry):
    day = dice.choice([datetime.date(2025, 12, 31), datetime.date(2025, 9, 30), datetime.date(2025, 3, 31)])
    ReportingYear.objects.filter(number=2025).update(reference_date=day)


CHANGES = [
    change_figure, new_figure, delete_figure, change_submission, change_version, add_institution, change_succession,
    change_target, change_requirement, change_year,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_kept_results_are_right_after_any_change(counted, seed):
    counted.figures(2025, "submitted", H1={"clubs": 1, "regular_activities": 1}, TVT={"visits_onsite": 2000})
    dice = random.Random(seed)
    compare()
    for _step in range(12):
        dice.choice(CHANGES)(dice, counted)
        compare()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_kind_of_change_renews_a_stamp(counted, change):
    counted.figures(2025, "submitted", H1={"clubs": 1})
    before = current_stamps()
    if change is change_year:
        ReportingYear.objects.filter(number=2025).update(reference_date=datetime.date(2025, 9, 30))
    else:
        change(random.Random(1), counted)
    assert current_stamps() != before


def test_check_results_finds_nothing_to_say(counted, capsys):
    call_command("check_results")
    assert capsys.readouterr().out.strip() == "Đã so 117 dòng: 0 chỗ khác."


def test_check_results_names_a_table_whose_changes_would_go_unnoticed(counted, capsys):
    table = AnnualFigure._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER renew_stamp ON {table}")
        else:
            cursor.execute(f"DROP TRIGGER {table}_update_renews_stamp")
    with pytest.raises(CommandError, match="1 chỗ khác"):
        call_command("check_results")
    assert table in capsys.readouterr().err
    revision.install_triggers()
    assert revision.tables_without_triggers() == []
