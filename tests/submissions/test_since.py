"""What changed in a return since one of its steps: the comparison itself, and the page that shows it."""

import contextlib

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from institutions.refusals import Refused
from submissions.contents import Contents
from submissions.models import AnnualFigure, FigureChange, State
from submissions.since import Said, differences, in_order, standings, steps_of
from submissions.workflow import Answer, approve, reopen, return_for_correction, save_figures, withdraw

from .ungated import hand_in


def events(submission):
    return list(submission.events.all())


def since(submission, place=None):
    """The differences since a step by its place; since the usual one where no place is named."""
    found = steps_of(events(submission), submission)
    event = events(submission)[place] if place is not None else next(row.event for row in found if row.is_default)
    return differences(submission, event.at)


def told(rows):
    return [(row.then, row.now, row.times) for row in rows]


def page(client, user, submission, **query):
    client.force_login(user)
    return client.get(reverse("submissions:submission_changes", args=[submission.pk]), query)


def shown(response):
    return [(line.standing.name, line.measure.code, line.change) for line in response.context["lines"]]


def test_since_approval_has_new_changed_withdrawn_and_not_what_went_back(cast, returns):
    commune = returns.commune
    for institution, measure, value in [
        (returns.library, returns.visits, 10),
        (returns.library, returns.service, 1),
        (returns.other_library, returns.service, 1),
    ]:
        returns.say(commune, institution, measure, value)
    hand_in(commune, by=cast.reporter)
    approve(submission=commune, by=cast.reviewer)
    reopen(submission=commune, by=cast.reviewer, reason="Sửa")
    assert since(commune) == []
    returns.say(commune, returns.library, returns.visits, 11)
    returns.say(commune, returns.library, returns.visits, 12, by=cast.reporter)
    returns.say(commune, returns.library, returns.service, 0)
    returns.say(commune, returns.library, returns.service, 1)
    returns.say(commune, returns.other_library, returns.visits, 7, is_estimate=True)
    withdraw(
        submission=commune, institution_id=returns.other_library.pk, measure_id=returns.service.pk, by=None,
        through="form",
    )  # fmt: skip
    found = {(row.institution_id, row.measure_id): row for row in since(commune)}
    assert {key: (row.then, row.now, row.times) for key, row in found.items()} == {
        (returns.library.pk, returns.visits.pk): (Said("reported", 10), Said("reported", 12), 2),
        (returns.other_library.pk, returns.visits.pk): (Said(), Said("reported", 7, True), 1),
        (returns.other_library.pk, returns.service.pk): (Said("reported", 1), Said(), 1),
    }
    assert found[returns.library.pk, returns.visits.pk].by == "Reporter"
    assert found[returns.library.pk, returns.visits.pk].through == "command"


def test_since_an_estimate_that_became_exact_is_a_change_and_a_note_is_none(cast, returns):
    returns.say(returns.commune, returns.library, returns.visits, 10, is_estimate=True)
    returns.say(returns.commune, returns.other_library, returns.visits, 10)
    hand_in(returns.commune, by=None)
    returns.say(returns.commune, returns.library, returns.visits, 10)
    returns.say(returns.commune, returns.other_library, returns.visits, 10, note="Đếm lại, vẫn thế.")
    assert told(since(returns.commune)) == [(Said("reported", 10, True), Said("reported", 10), 1)]


def test_since_tells_what_came_from_another_return_and_what_went_to_one(returns):
    """A figure that another return took says nothing here of what it is there."""
    returns.say(returns.commune, returns.library, returns.visits, 10)
    returns.say(returns.foreign, returns.foreign_library, returns.visits, 20)
    hand_in(returns.commune, by=None)
    returns.say(returns.foreign, returns.library, returns.visits, 987654)
    returns.say(returns.commune, returns.foreign_library, returns.visits, 20, note="nay thuộc xã này")
    found = {row.institution_id: row for row in since(returns.commune)}
    gone, came = found[returns.library.pk], found[returns.foreign_library.pk]
    assert (gone.left, gone.now, gone.by, gone.then) == (True, None, "", Said("reported", 10))
    assert gone.unit_id == returns.foreign.reporting_unit_id
    assert (came.came, came.then, came.now) == (True, Said("reported", 20), Said("reported", 20))
    assert came.unit_id == returns.foreign.reporting_unit_id


def test_since_compares_with_what_was_looked_at_before_the_present_state(cast, returns):
    commune = returns.commune

    def usual():
        return [step.event.new_status for step in steps_of(events(commune), commune) if step.is_default]

    assert usual() == []
    hand_in(commune, by=None)
    assert usual() == ["submitted"]
    return_for_correction(submission=commune, by=None, reason="Thiếu")
    assert usual() == ["submitted"]
    hand_in(commune, by=None)
    assert [(step.event.new_status, step.is_default) for step in steps_of(events(commune), commune)] == [
        ("submitted", False), ("returned", False), ("submitted", True),
    ]  # fmt: skip
    approve(submission=commune, by=None)
    reopen(submission=commune, by=None, reason="Sửa")
    assert usual() == ["approved"]
    hand_in(commune, by=None)
    assert usual() == ["approved"]


def test_since_takes_three_queries_whatever_the_number_of_figures(cast, province, returns):
    libraries = [
        province.institution(f"N{number}", f"Thư viện {number}", "library_commune", "old:24490") for number in range(9)
    ]
    hand_in(returns.commune, by=None)
    at, rule = events(returns.commune)[-1].at, cast.reviewer.scope().responsibility

    def queries():
        contents = Contents.of(returns.commune, rule)
        with CaptureQueriesContext(connection) as found:
            rows = differences(returns.commune, at)
            standings(in_order(rows, contents), contents, returns.commune, rule)
        return len(found), len(rows)

    returns.say(returns.commune, returns.library, returns.visits, 1)
    assert queries() == (2, 1)
    for library in libraries:
        returns.say(returns.commune, library, returns.visits, 1)
        returns.say(returns.commune, library, returns.visits, 2)
    returns.say(returns.commune, returns.foreign_library, returns.visits, 2)
    assert queries() == (3, 11)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["save", "save", "save", "withdraw", "submit", "return", "approve", "reopen"]),
        st.integers(0, 1), st.integers(0, 2), st.integers(0, 1), st.integers(0, 1), st.booleans(),
    ),
    min_size=1, max_size=14,
)  # fmt: skip


def attempt(returns, act, one, two, measure, value, flag):
    submission = [returns.commune, returns.foreign][one]
    institution = [returns.library, returns.other_library, returns.foreign_library][two]
    asked = [returns.visits, returns.service][measure]
    if act == "save":
        answer = Answer(institution.pk, asked.pk, "reported" if flag else "unknown", value if flag else None)
        save_figures(submission=submission, answers=[answer], by=None, through="form")
    elif act == "withdraw":
        withdraw(submission=submission, institution_id=institution.pk, measure_id=asked.pk, by=None, through="form")
    elif act == "submit":
        hand_in(submission, by=None)
    elif act == "return":
        return_for_correction(submission=submission, by=None, reason="Sửa")
    elif act == "approve":
        approve(submission=submission, by=None)
    else:
        reopen(submission=submission, by=None, reason="Sửa")


def snapshot(submission):
    rows = AnnualFigure.objects.filter(submission=submission).exclude(state=State.NOT_REPORTED)
    return {row.pk: Said(row.state, row.value, row.is_estimate) for row in rows}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_since_is_the_difference_of_two_snapshots_whatever_happens(returns, acts):
    taken = {}
    with transaction.atomic():
        for act in [None, *acts]:
            with contextlib.suppress(Refused):
                attempt(returns, *act) if act else None
            for submission in (returns.commune, returns.foreign):
                last = events(submission)[-1]
                taken.setdefault(last.pk, (submission, last.at, snapshot(submission)))
        for submission, at, then in taken.values():
            now = snapshot(submission)
            different = {pk for pk in then.keys() | now.keys() if then.get(pk) != now.get(pk)}
            rows = {row.figure_id: row for row in differences(submission, at)}
            assert rows.keys() == different
            for pk, row in rows.items():
                assert row.now == now.get(pk, None if row.left else Said())
                assert row.came or row.then == then.get(pk, Said())
                assert not row.left or pk in then
        transaction.set_rollback(True)


def test_changes_page_lists_by_institution_with_who_and_how(client, cast, returns):
    returns.say(returns.commune, returns.library, returns.visits, 1000)
    hand_in(returns.commune, by=cast.reporter)
    return_for_correction(submission=returns.commune, by=cast.reviewer, reason="Xem lại")
    returns.say(returns.commune, returns.library, returns.visits, 1250, by=cast.reporter)
    returns.say(returns.commune, returns.other_library, returns.service, 1)
    response = page(client, cast.reporter, returns.commune)
    assert shown(response) == [
        ("Thư viện Krông Búk", "lifelong_service", None), ("Thư viện Phước An", "visits_onsite", 250),
    ]  # fmt: skip
    text = response.content.decode()
    assert "+250" in text
    assert "Reporter" in text
    client.force_login(cast.reviewer)
    head = client.get(reverse("submissions:submission", args=[returns.commune.pk])).content.decode()
    assert "2 số liệu đã đổi từ khi nộp lúc" in head
    assert "Đã thay đổi (2)" in head


def test_changes_page_compares_with_the_step_that_is_chosen(client, cast, returns):
    hand_in(returns.commune, by=None)
    first = events(returns.commune)[-1]
    return_for_correction(submission=returns.commune, by=None, reason="Thiếu")
    returns.say(returns.commune, returns.library, returns.visits, 5)
    returned = events(returns.commune)[-1]
    hand_in(returns.commune, by=None)
    again = events(returns.commune)[-1]
    found = {
        event.pk: len(shown(page(client, cast.viewer, returns.commune, since=str(event.pk))))
        for event in (first, returned, again)
    }
    assert found == {first.pk: 1, returned.pk: 1, again.pk: 0}
    for nonsense in ("x", "0", "9" * 30):
        assert len(shown(page(client, cast.viewer, returns.commune, since=nonsense))) == 1


def test_changes_page_says_so_when_nothing_changed_or_nothing_was_submitted(client, cast, returns):
    assert "Báo cáo chưa nộp lần nào" in page(client, cast.reporter, returns.commune).content.decode()
    hand_in(returns.commune, by=None)
    assert "Không số liệu nào đổi từ khi nộp lúc" in page(client, cast.reporter, returns.commune).content.decode()


def test_changes_page_exports_all_of_them(client, cast, returns):
    hand_in(returns.commune, by=None)
    returns.say(returns.commune, returns.library, returns.visits, 1250, by=cast.reviewer)
    returns.say(returns.foreign, returns.foreign_library, returns.visits, 20)
    returns.say(returns.commune, returns.foreign_library, returns.visits, 20, note="nay thuộc xã này")
    lines = page(client, cast.viewer, returns.commune, format="csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Mã,Cơ sở,Chỉ tiêu,Trước,Nay,Chênh lệch,Số lần sửa,Ai,Lúc,Qua,Tệp,Chuyển báo cáo"
    assert lines[1].startswith("TV1,Thư viện Phước An,Lượt tại chỗ,chưa báo cáo,1250,,1,Reviewer,")
    assert len(lines) == 3
    assert page(client, cast.viewer, returns.commune, format="xlsx").content.startswith(b"PK")
    assert page(client, cast.viewer, returns.commune, format="exe").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [("reporter", 200), ("reviewer", 200), ("viewer", 200), ("administrator", 200), ("outsider", 404), ("nobody", 404)],
)
def test_changes_page_opens_within_the_scope(client, cast, returns, role, status):
    hand_in(returns.commune, by=None)
    returns.say(returns.commune, returns.library, returns.visits, 987654, by=cast.reviewer)
    response = page(client, getattr(cast, role), returns.commune)
    assert response.status_code == status
    assert ("987.654" in response.content.decode()) is (status == 200)


def test_changes_page_does_not_show_what_a_figure_says_in_a_foreign_return(client, cast, returns):
    returns.say(returns.commune, returns.library, returns.visits, 10)
    hand_in(returns.commune, by=None)
    returns.say(returns.foreign, returns.library, returns.visits, 987654, by=cast.outsider)
    assert FigureChange.objects.filter(new_value=987654).exists()
    text = page(client, cast.reporter, returns.commune).content.decode()
    assert "Chuyển sang báo cáo của Cơ quan Phường Tuy Hòa" in text
    assert "987.654" not in text
    assert "Outsider" not in text
