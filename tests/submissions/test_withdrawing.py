"""Figures that nobody is asked for any more are withdrawn, with their trace, through the return that has them."""

import datetime

import pytest

from institutions.models import InstitutionVersion
from submissions.models import AnnualFigure, FigureChange
from submissions.workflow import Answer, Refused, approve, close_year, save_figures, submit, withdraw


@pytest.fixture
def figure(returns) -> AnnualFigure:
    return returns.say(returns.commune, returns.library, returns.visits, 120)


def take_back(returns, figure, submission=None, by=None) -> None:
    withdraw(
        submission=submission or returns.commune, institution_id=figure.institution_id, measure_id=figure.measure_id,
        by=by, through="form",
    )  # fmt: skip


def no_longer_standing(returns) -> None:
    InstitutionVersion.objects.filter(institution=returns.library).update(valid_until=datetime.date(2024, 6, 30))


def states(figure: AnnualFigure) -> list[tuple[str, int | None, str, str | None]]:
    rows = FigureChange.objects.filter(figure=figure).order_by("revision")
    return list(rows.values_list("old_state", "old_value", "new_state", "by__username"))


def test_figure_of_an_institution_that_did_not_stand_is_withdrawn_with_its_trace(returns, figure, cast):
    no_longer_standing(returns)
    take_back(returns, figure, by=cast.reporter)
    figure.refresh_from_db()
    assert (figure.state, figure.value, figure.revision) == ("not_reported", None, 2)
    assert states(figure) == [
        ("not_reported", None, "reported", None),
        ("reported", 120, "not_reported", "reporter"),
    ]


def test_figure_that_the_category_is_no_longer_asked_is_withdrawn(returns, figure):
    returns.visits.categories.clear()
    take_back(returns, figure)
    figure.refresh_from_db()
    assert figure.state == "not_reported"


def test_nothing_else_can_be_written_there(returns, figure):
    no_longer_standing(returns)
    with pytest.raises(Refused, match="không hoạt động ngày nào"):
        returns.say(returns.commune, returns.library, returns.visits, 121)
    returns.visits.categories.clear()
    other = Answer(returns.other_library.pk, returns.visits.pk, "reported", 3)
    with pytest.raises(Refused, match="không được hỏi"):
        save_figures(submission=returns.commune, answers=[other], by=None, through="form")


def test_a_figure_that_is_not_there_cannot_be_withdrawn(returns, figure):
    no_longer_standing(returns)
    take_back(returns, figure)
    with pytest.raises(Refused, match="Chưa có số liệu nào để rút"):
        take_back(returns, figure)
    assert FigureChange.objects.count() == 2


def test_another_return_takes_no_stray_figure_back(returns, figure):
    no_longer_standing(returns)
    with pytest.raises(Refused, match="thuộc báo cáo khác"):
        take_back(returns, figure, submission=returns.foreign)
    figure.refresh_from_db()
    assert (figure.value, figure.submission) == (120, returns.commune)


def test_a_closed_year_keeps_it(returns, figure):
    no_longer_standing(returns)
    close_year(year=returns.this_year, by=None)
    with pytest.raises(Refused, match="đã khóa"):
        take_back(returns, figure)


def test_an_approved_return_keeps_it(returns, figure):
    returns.say(returns.commune, returns.library, returns.service, 1)
    for institution in (returns.other_library,):
        returns.say(returns.commune, institution, returns.visits, 5)
        returns.say(returns.commune, institution, returns.service, 1)
    submit(submission=returns.commune, by=None)
    approve(submission=returns.commune, by=None)
    no_longer_standing(returns)
    with pytest.raises(Refused, match="đã được duyệt"):
        take_back(returns, figure)
