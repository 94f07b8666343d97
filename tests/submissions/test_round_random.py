"""Random sequences of everything that people can do in a round, by random people, through the pages.

Whatever happens: no illegal state, no step by somebody who may not take it, no figure without its whole trace, nothing
of a closed year changed, nothing of a submitted return changed by its reporter.
"""

from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from institutions.refusals import Refused
from submissions.models import (
    AnnualFigure,
    FigureApproval,
    FigureChange,
    ReportingYear,
    State,
    Submission,
    SubmissionEvent,
)

from .imports.test_undoing import sent
from .test_state_machine import explain_everything, filled

ROLES = ["reporter", "reviewer", "viewer", "outsider", "administrator", "nobody"]
STEPS = ["submit", "approve", "return", "reopen"]
ACTS = [
    "cell", "cell", "cell", "grid", "withdraw", "explain", *STEPS, *STEPS, "take_over", "ask", "extend", "approve_many",
    "hand_over", "file", "undo", "close_year", "reopen_year",
]  # fmt: skip
LEGAL = {
    ("", "draft"), ("draft", "submitted"), ("returned", "submitted"), ("submitted", "approved"),
    ("submitted", "returned"), ("approved", "returned"),
}  # fmt: skip
WRITERS = {"reporter", "reviewer"}

acts = st.lists(
    st.tuples(
        # Mostly those who may do something: a round in which nobody may is soon told.
        st.sampled_from([*ROLES, "reporter", "reporter", "reviewer", "reviewer", "reviewer"]),
        st.sampled_from(ACTS), st.integers(0, 1), st.integers(0, 1), st.integers(0, 300),
    ),
    min_size=4, max_size=16,
)  # fmt: skip


@dataclass
class Round:
    """The small province's year, and who asks for what."""

    cast: object
    returns: object
    clients: dict[str, Client]

    def act(self, role: str, act: str, one: int, two: int, value: int) -> int:
        """Ask the portal as this person; gives the status of its answer."""
        submission = self.returns.commune
        library = (self.returns.library, self.returns.other_library)[one]
        measure = (self.returns.service, self.returns.visits)[two]
        key, answer = f"{library.pk}-{measure.pk}", str(value % 2 if measure.is_yes_no else value)
        figure = AnnualFigure.objects.filter(institution=library, measure=measure, year=submission.year).first()
        cell = {"line": library.pk, f"value-{key}": answer, f"seen-{key}": figure.revision if figure else 0}
        of_return, of_year = [submission.pk], [submission.year.number]
        if act == "submit" and value % 2:
            self.by_verb(role, "explain", library, value)
        if act in STEPS:
            return self.post(role, act, of_return, {"reason": "Xem lại", "rows": "0"})
        if act == "withdraw":
            data = {f"m{one.pk}-seen": 0 for one in (self.returns.service, self.returns.visits)}
            data |= {f"m{measure.pk}-answer": "not_reported", f"m{measure.pk}-seen": figure.revision if figure else 0}
            return self.post(role, "institution_form", [*of_year, library.code], data)
        if act == "ask":
            query = f"?institution={library.code}&measure={measure.code}"
            return self.post(role, "question_ask", of_return, {"text": "Vì sao?"}, query)
        pages = {
            "cell": ("cell", of_return, cell),
            "grid": ("submission", of_return, cell),
            "take_over": ("take_over", of_return, {}),
            "extend": ("extension", of_return, {"due_date": f"2026-03-{value % 28 + 1:02}", "reason": "Bão"}),
            "approve_many": ("approve_many", of_year, {"submission": submission.pk, "confirmed": "1"}),
            "hand_over": ("hand_over", of_return, {"to": self.returns.foreign.reporting_unit_id, "reason": "Giao"}),
            "close_year": ("year_close", of_year, {}),
            "reopen_year": ("year_reopen", of_year, {"reason": "Sót số liệu"}),
        }
        if act in pages:
            return self.post(role, *pages[act])
        return self.by_verb(role, act, library, value)

    def post(self, role: str, name: str, arguments: list[object], data: dict[str, object], query: str = "") -> int:
        return self.clients[role].post(reverse(f"submissions:{name}", args=arguments) + query, data).status_code

    def by_verb(self, role: str, act: str, library, value: int) -> int:
        """What takes many pages in a browser: explaining all, a file, taking the newest file back."""
        by = getattr(self.cast, role)
        year = ReportingYear.objects.get(pk=self.returns.this_year.pk)
        if role not in WRITERS or not year.is_open:
            return 403
        if act == "explain":
            explain_everything(self.returns.commune, by=by)
        elif act == "file":
            with suppress(Refused), transaction.atomic():  # a file that cannot be written leaves nothing
                sent(year, f"{library.code},{'có' if value % 2 else 'không'},{value}", by=by)
        else:
            newest = year.import_batches.applied().filter(by=by).order_by("-pk").first()
            if newest:
                return self.post(role, "file_undo", [newest.pk], {})
        return 200


def traces() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (FigureChange, SubmissionEvent, FigureApproval))


def states() -> dict[int, str]:
    return dict(Submission.objects.values_list("pk", "status"))


def check_steps(users: dict[int, str]) -> None:
    """Each return's events are one chain of legal steps that ends in its state, each taken by who may."""
    for submission in Submission.objects.all():
        events = list(submission.events.order_by("at", "pk"))
        assert (events[0].old_status, events[-1].new_status) == ("", submission.status)
        assert all(earlier.new_status == later.old_status for earlier, later in pairwise(events))
        for event in events:
            is_step = event.old_status != event.new_status
            assert not is_step or (event.old_status, event.new_status) in LEGAL
            role = users.get(event.by_id)
            judged = event.new_status in ("approved", "returned") or (not is_step and event.handed_to_id)
            assert role is None or role in ({"reviewer"} if judged else WRITERS)


def check_figures() -> None:
    """Each figure has the whole trace of what it says, and of what is approved of it."""
    for figure in AnnualFigure.objects.all():
        state, value = State.NOT_REPORTED.value, None
        changes = list(figure.changes.order_by("revision"))
        assert [change.revision for change in changes] == list(range(1, figure.revision + 1))
        for change in changes:
            assert (change.old_state, change.old_value) == (state, value)
            state, value = change.new_state, change.new_value
        assert (state, value, changes[-1].submission_id) == (figure.state, figure.value, figure.submission_id)
        approval = figure.approvals.last()
        approved = (approval.state, approval.value) if approval else (None, None)
        assert approved == (figure.approved_state, figure.approved_value)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts, is_filled=st.booleans())
def test_whatever_people_do(cast, returns, acts, is_filled):
    with transaction.atomic():
        for library in (returns.library, returns.other_library):
            returns.say(returns.district, library, returns.service, 1)
        if is_filled:
            filled(returns)
        clients = {role: Client() for role in ROLES}
        for role, client in clients.items():
            client.force_login(getattr(cast, role))
        users = {getattr(cast, role).pk: role for role in ROLES}
        assert len(users) == User.objects.filter(pk__in=users).count()
        play = Round(cast, returns, clients)
        for role, act, one, two, value in acts:
            before = traces(), states()
            closed = ReportingYear.objects.get(pk=returns.this_year.pk).is_closed
            status = play.act(role, act, one, two, value)
            assert status in (200, 302, 403, 404, 409, 422), (role, act)
            if closed or role not in WRITERS or status in (403, 404):
                assert (traces(), states()) == before, (role, act)
            if role == "reporter" and before[1][returns.commune.pk] in ("submitted", "approved"):
                assert (traces(), states()) == before, (role, act)
            check_steps(users)
        check_figures()
        transaction.set_rollback(True)
