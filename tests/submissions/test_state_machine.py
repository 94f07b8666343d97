"""The states of a return as a table: every step from every state by every role, asked of the pages as people ask."""

import pytest
from django.urls import reverse

from institutions.responsibility import current_responsibility
from submissions.explaining import explain
from submissions.findings import findings_of
from submissions.models import Submission, SubmissionEvent
from submissions.workflow import approve, close_year, reopen, return_for_correction, submit

STEPS = {
    "submit": {"draft": "submitted", "returned": "submitted"},
    "approve": {"submitted": "approved"},
    "return": {"submitted": "returned"},
    "reopen": {"approved": "returned"},
}
"""From which state each step leads to which; from any other it leads nowhere."""

TAKERS = {
    "submit": {"reporter", "reviewer"},
    "approve": {"reviewer"},
    "return": {"reviewer"},
    "reopen": {"reviewer"},
}
ROLES = ["reporter", "reviewer", "viewer", "outsider", "administrator", "nobody"]
STATES = ["draft", "submitted", "returned", "approved"]


def explain_everything(submission, by=None):
    """Words for whatever must be explained before submitting."""
    found = findings_of(submission, current_responsibility())
    words = [finding.explained_with("Đã kiểm tra, đúng.") for finding in found.unexplained]
    explain(year=submission.year, explained=words, by=by, submission=submission)


def filled(returns) -> Submission:
    """The commune's return with an answer to each question of both libraries."""
    for library in (returns.library, returns.other_library):
        returns.say(returns.commune, library, returns.service, 1)
        returns.say(returns.commune, library, returns.visits, 137)
    explain_everything(returns.commune)
    return returns.commune


def brought_to(state: str, submission: Submission) -> None:
    """Bring a filled draft into the state by the verbs."""
    if state != "draft":
        submit(submission=submission, by=None)
    if state == "returned":
        return_for_correction(submission=submission, by=None, reason="Xem lại")
    if state == "approved":
        approve(submission=submission, by=None)


def take(client, step: str, submission: Submission):
    return client.post(reverse(f"submissions:{step}", args=[submission.pk]), {"reason": "Xem lại", "rows": "0"})


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_step_by_each_role(client, cast, returns, state, step):
    submission = filled(returns)
    brought_to(state, submission)
    for role in [*[r for r in ROLES if r not in TAKERS[step]], *sorted(TAKERS[step])]:
        client.force_login(getattr(cast, role))
        events = SubmissionEvent.objects.filter(submission=submission)
        before = Submission.objects.get(pk=submission.pk).status, events.count()
        response = take(client, step, submission)
        after = Submission.objects.get(pk=submission.pk).status, events.count()
        to = STEPS[step].get(before[0])
        if role in TAKERS[step] and to is not None:
            last = events.last()
            assert after == (to, before[1] + 1), role
            assert (last.old_status, last.new_status, last.by) == (before[0], to, getattr(cast, role))
        else:
            assert after == before, role
            inside = {"reporter", "reviewer", "viewer", "administrator"}
            assert response.status_code == (302 if role in TAKERS[step] else 403 if role in inside else 404), role


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_no_step_in_a_closed_year(client, cast, returns, state, step):
    submission = filled(returns)
    brought_to(state, submission)
    close_year(year=returns.this_year, by=cast.reviewer)
    client.force_login(cast.reviewer)
    before = SubmissionEvent.objects.count()
    take(client, step, submission)
    assert Submission.objects.get(pk=submission.pk).status == state
    assert SubmissionEvent.objects.count() == before


def test_reopened_return_goes_the_same_way_again(returns):
    submission = filled(returns)
    brought_to("approved", submission)
    reopen(submission=submission, by=None, reason="Nhập nhầm")
    submit(submission=submission, by=None)
    approve(submission=submission, by=None)
    events = submission.events.values_list("old_status", "new_status")
    assert list(events) == [
        ("", "draft"), ("draft", "submitted"), ("submitted", "approved"), ("approved", "returned"),
        ("returned", "submitted"), ("submitted", "approved"),
    ]  # fmt: skip
