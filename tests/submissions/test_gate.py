"""The gate of submitting: no errors, and words for what must be explained; files that bring a state are not held up."""

import pytest

from submissions.explaining import explain
from submissions.models import SubmissionEvent
from submissions.workflow import Refused, Unready, return_for_correction, submit
from submissions.workflow.gate import owed

from .gate import explain_all, fill, fill_and_submit, look


@pytest.fixture
def jumped(returns):
    returns.say(returns.district, returns.library, returns.visits, 120)
    fill(returns.commune)
    explain_all(returns.commune)
    returns.say(returns.commune, returns.library, returns.visits, 4800)
    return returns


def test_submit_is_refused_while_something_must_be_explained(jumped, cast):
    with pytest.raises(Unready, match="Chưa nộp được: còn 1 điểm cần giải thích"):
        submit(submission=jumped.commune, by=cast.reporter)
    jumped.commune.refresh_from_db()
    assert jumped.commune.status == "draft"
    assert not SubmissionEvent.objects.filter(new_status="submitted").exists()


def test_submit_goes_through_once_everything_is_explained(jumped, cast):
    explain_all(jumped.commune, by=cast.reporter)
    submit(submission=jumped.commune, by=cast.reporter)
    jumped.commune.refresh_from_db()
    assert jumped.commune.status == "submitted"


def test_words_for_other_values_open_no_gate(jumped, cast):
    explain_all(jumped.commune, by=cast.reporter)
    jumped.say(jumped.commune, jumped.library, jumped.visits, 4900)
    with pytest.raises(Unready):
        submit(submission=jumped.commune, by=cast.reporter)


def test_no_words_help_against_an_error(returns, cast):
    rows = look(returns.commune).rows
    words = [row.explained_with("Đúng là như vậy") for row in rows]
    explain(year=returns.this_year, explained=words, by=cast.reporter, submission=returns.commune)
    with pytest.raises(Unready, match="còn 1 lỗi phải sửa") as refusal:
        submit(submission=returns.commune, by=cast.reporter)
    assert [row.code for row in refusal.value.findings.errors] == ["empty_return"]


def test_refusal_says_how_many_of_each_stand_in_the_way(returns):
    assert owed(look(returns.commune)) == "1 lỗi phải sửa và 2 điểm cần giải thích"


def test_a_state_that_does_not_allow_the_step_is_said_before_the_checks_are(returns, cast):
    fill_and_submit(returns.commune, by=cast.reporter)
    with pytest.raises(Refused, match="không làm được bước này"):
        submit(submission=returns.commune, by=cast.reporter)


def test_a_returned_return_passes_the_gate_again(jumped, cast):
    explain_all(jumped.commune, by=cast.reporter)
    submit(submission=jumped.commune, by=cast.reporter)
    return_for_correction(submission=jumped.commune, by=cast.reviewer, reason="Xem lại lượt")
    jumped.say(jumped.commune, jumped.library, jumped.visits, 5000)
    with pytest.raises(Unready):
        submit(submission=jumped.commune, by=cast.reporter)
    explain_all(jumped.commune, by=cast.reporter)
    submit(submission=jumped.commune, by=cast.reporter)
