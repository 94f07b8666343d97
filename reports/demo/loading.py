"""Makes the sample from beginning to end, in one transaction: all of it, or nothing."""

import datetime
import random

from django.db import transaction

from accounts.models import User
from indicators.models import Plan
from indicators.plan_loading import PLANS, load, read_files
from institutions.ledger import Ledger
from institutions.models import Institution, InstitutionVersion, ReportingUnit, SampleData
from institutions.models.units import FIRST_DAY
from institutions.responsibility import current_responsibility
from institutions.units_import import load_units
from reports.publishing import publish
from submissions.asked import asked_measures, standing_in
from submissions.models import ReportingYear
from submissions.workflow import add_year, close_year, open_year

from . import around, people, tasks
from .counts import CLOSED_YEARS, DAK_LAK, PHU_YEN, SEED, YEARS, assumptions
from .figures import Answers, Identity
from .happenings import Happenings
from .recording import date_records
from .registry import Registry
from .returns import Returns

PLANS_LOADED = ("06-kh-ubnd-2023", "1520-qd-ttg-2022")


def holds_other_data() -> bool:
    """Whether there is anything of people's own, to which made-up data must never be added."""
    return not SampleData.objects.exists() and (Institution.objects.exists() or User.objects.exists())


@transaction.atomic
def load_sample(*, seed: int = SEED, scale: float = 1.0) -> SampleData:
    """Units, plans, registry, people, returns and figures. A smaller scale has fewer schools and houses.

    The same seed gives the same rows. Call it only where `holds_other_data` is false and no sample is loaded.
    """
    rng = random.Random(seed)  # noqa: S311 (no secret: it shall come out the same each time)
    load_units(commit=True)
    for code in PLANS_LOADED:
        load(read_files(PLANS / f"{code}.toml"), reason=f"load_plan {code}.toml", commit=True)
    reviewer = people.invite_officials()
    _load_registry(rng, reviewer, scale)
    tasks.add_actions(plan_code=PLANS_LOADED[0], by=reviewer)
    reporters = people.invite_others()
    _load_figures(rng, reviewer, reporters)
    around.surround(ReportingYear.objects.get(number=max(YEARS)), reviewer=reviewer)
    date_records()
    publish(
        plan=Plan.objects.get(code=PLANS_LOADED[0]), year=ReportingYear.objects.get(number=max(CLOSED_YEARS)),
        by=reviewer, note="Dữ liệu mẫu",
    )  # fmt: skip
    return SampleData.objects.create(seed=seed, assumptions=assumptions())


def _load_registry(rng: random.Random, reviewer: User, scale: float) -> None:
    bodies = people.open_bodies(by=reviewer)
    offices = ReportingUnit.objects.filter(is_office=True, code__in=[DAK_LAK, PHU_YEN]).standing(FIRST_DAY)
    registry = Registry(rng, Ledger(by=reviewer), bodies, {office.code: office for office in offices}, scale=scale)
    registry.build()
    Happenings(registry, reviewer).happen()


def _load_figures(rng: random.Random, reviewer: User, reporters: dict[int, User]) -> None:
    answers = Answers(rng, asked_measures(), _identities())
    returns = Returns(rng, current_responsibility().reporting_units, reporters, reviewer)
    for number in YEARS:
        year = _open_year(number, reviewer)
        standings = standing_in(year)
        returns.write(year, standings, answers.of_year(number, standings))
        if number in CLOSED_YEARS:
            close_year(year=year, by=reviewer)


def _open_year(number: int, by: User) -> ReportingYear:
    calendar = ReportingYear.calendar(number)
    year = add_year(
        number=number, start=calendar.start, end=calendar.end, reference_date=calendar.reference_date,
        due_date=datetime.date(number + 1, 1, 31), by=by,
    )  # fmt: skip
    open_year(year=year, by=by, calling=False)  # the sample writes its returns itself, with dates of their own
    return year


def _identities() -> dict[int, Identity]:
    """The province and category with which each institution began."""
    first = InstitutionVersion.objects.order_by("institution_id", "-valid_from")
    return {
        pk: Identity(code.split("-")[0], category)
        for pk, code, category in first.values_list("institution_id", "institution__code", "category__code")
    }
