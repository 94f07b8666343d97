"""Results as known on a moment are those that were shown on it, whatever happened since."""

import datetime
import os

import pytest
from django.utils import timezone

from reports.census import Question
from reports.known import NothingKnown, known
from reports.queries import Basis
from reports.results import rows_of
from submissions.models import AnnualFigure, FigureApproval
from tests.reports.random_province import YEARS
from tests.reports.random_story import Story

FIRST_SEED = int(os.environ.get("KNOWN_FIRST", "0"))
SEEDS = range(FIRST_SEED, FIRST_SEED + int(os.environ.get("KNOWN_SEEDS", "4")))
PLAN = "thu-nghiem"


@pytest.mark.parametrize("seed", SEEDS)
def test_known_on_a_moment_is_what_was_shown_then(db, tmp_path, seed):
    story = Story(seed, tmp_path)
    story.begin()
    shown = []
    for happened in story.steps(30):
        units = [None, story.province._unit_asked()]
        question = Question(PLAN, story.random.choice(YEARS), story.random.choice(units), story.random.choice([*Basis]))
        if story.random.random() < 0.5:
            shown.append((happened, question, rows_of(question), timezone.now()))
    assert len(shown) > 8
    for happened, question, rows, moment in shown:
        assert known(question, moment) == rows, (happened, question, moment)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_newest_approval_of_each_figure_is_what_is_approved_of_it(db, tmp_path, seed):
    story = Story(seed + 1_000, tmp_path)
    story.begin()
    seen = 0
    for happened in story.steps(25):
        traced = {}
        for row in FigureApproval.objects.order_by("pk"):
            said = row.state, row.value
            assert traced.get(row.figure_id, (None, None)) != said, f"{happened}: nothing changed"
            traced[row.figure_id] = said
        stored = {
            figure.pk: (figure.approved_state, figure.approved_value)
            for figure in AnnualFigure.objects.all()
            if figure.approved_state is not None or figure.pk in traced
        }
        assert traced == stored, happened
        seen = max(seen, len(stored))
    assert seen or not any(file.status == "approved" for file in story.province.world.figures)


def test_before_the_plan_was_recorded_nothing_is_known(counted):
    yesterday = timezone.now() - datetime.timedelta(days=1)
    with pytest.raises(NothingKnown):
        known(Question("06-kh-ubnd-2023", 2024), yesterday)
