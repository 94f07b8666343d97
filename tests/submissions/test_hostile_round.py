"""The yearly round as an attacker and as somebody unlucky meets it: what no page offers, and what happens at once."""

import datetime
import unicodedata

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, User
from submissions.checks import Unusual
from submissions.explaining import Explained, explain
from submissions.models import (
    AnnualFigure,
    Explanation,
    FigureChange,
    FigureQuestion,
    ReportingYear,
    Submission,
    SubmissionEvent,
)
from submissions.overview import progress_of
from submissions.urls import urlpatterns
from submissions.workflow import Refused, add_year, hand_over, set_tolerances, taking_over
from submissions.workflow.evidence import attach
from submissions.workflow.questions import ask, reply, settle

APART = unicodedata.normalize("NFD", "Đếm ở sổ")


def days(**more: datetime.date) -> dict[str, datetime.date | None]:
    last = datetime.date(2030, 12, 31)
    return {"start": datetime.date(2030, 1, 1), "end": last, "reference_date": last, "due_date": None, **more}


@pytest.mark.parametrize("number", ["99999", "99999999999999999999"])
def test_numbers_that_no_database_holds_are_not_found(client, cast, returns, number):
    client.force_login(cast.reviewer)
    for pattern in urlpatterns:
        address = "/" + str(pattern.pattern).replace("<int:pk>", number).replace("<int:year>", number)
        if number in address:
            address = address.replace("<str:code>", "TV1")
            assert client.get(address).status_code in (404, 405), address
            assert client.post(address).status_code in (404, 405), address


@pytest.mark.parametrize("name", ["start", "end", "due_date"])
@pytest.mark.parametrize("day", [datetime.date.min, datetime.date.max])
def test_days_far_from_their_year_are_refused(db, name, day):
    with pytest.raises(Refused, match=r"2030|cuối năm báo cáo"):
        add_year(number=2030, **days(**{name: day}), by=None)
    assert not ReportingYear.objects.exists()


def test_days_far_from_their_year_leave_the_board_readable(client, cast, returns):
    client.force_login(cast.reviewer)
    far = {"calendar": "own", "start": "2025-01-01", "end": "2025-12-31", "due_date": "31/12/2199", "grace_days": "60",
           "reference_date": "2025-12-31"}  # fmt: skip
    page = client.post(reverse("submissions:year_edit", args=[2025]), far)
    assert "phải từ 01/01/2024 đến 31/12/2027" in page.content.decode()
    assert client.get(reverse("submissions:board", args=[2025])).status_code == 200


def test_two_who_plan_the_same_year_at_once(db, monkeypatch):
    add_year(number=2030, **days(), by=None)
    monkeypatch.setattr(ReportingYear, "full_clean", lambda self: None)  # the look came before the other's write
    with pytest.raises(Refused, match="đã có"):
        add_year(number=2030, **days(), by=None)
    assert ReportingYear.objects.count() == 1


@pytest.mark.parametrize("text", ["9" * 1_000_000, "1." * 300_000, "ước " * 100_000 + "1", "1\x001", "-" * 300_000])
def test_a_cell_that_is_no_number_however_long_is_refused(client, cast, returns, text):
    client.force_login(cast.reporter)
    key = f"{returns.library.pk}-{returns.visits.pk}"
    said = {"line": returns.library.pk, f"value-{key}": text, f"seen-{key}": "0"}
    page = client.post(reverse("submissions:cell", args=[returns.commune.pk]), said)
    assert (page.status_code, page.json()["cells"][0]["state"]) == (422, "refused")


def test_autosave_asks_for_the_token_of_the_page(cast, returns):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.reporter)
    key = f"{returns.library.pk}-{returns.visits.pk}"
    said = {"line": returns.library.pk, f"value-{key}": "5", f"seen-{key}": "0"}
    assert client.post(reverse("submissions:cell", args=[returns.commune.pk]), said).status_code == 403
    assert not AnnualFigure.objects.exists()


def test_words_come_too_late_for_an_approved_return(returns):
    words = [Explained(returns.library.pk, Unusual("large_change", returns.visits.pk, "1/9", ""), "Mở thêm phòng")]
    assert explain(year=returns.this_year, explained=words, by=None, submission=returns.commune) == 1
    Submission.objects.filter(pk=returns.commune.pk).update(status="approved")
    words = [Explained(returns.library.pk, words[0].unusual, "Lời khác")]
    with pytest.raises(Refused, match="đã được duyệt"):
        explain(year=returns.this_year, explained=words, by=None, submission=returns.commune)
    assert Explanation.objects.get().text == "Mở thêm phòng"


def test_nothing_is_asked_handed_over_or_worked_out_in_a_planned_year(returns, province):
    cell = {"institution_id": returns.library.pk, "measure_id": returns.visits.pk}
    question = ask(submission=returns.commune, **cell, text="Sao nhiều?", by=None)
    ReportingYear.objects.filter(pk=returns.this_year.pk).update(stage="planned")
    receiver = province.offices["new:22015"]
    for verb in (
        lambda: ask(submission=returns.commune, **cell, text="Sao ít?", by=None),
        lambda: reply(question=question, text="Vì thế", by=None),
        lambda: settle(question=question, by=None),
        lambda: set_tolerances(year=returns.this_year),
        lambda: hand_over(submission=returns.commune, to=receiver, by=None, reason="Sáp nhập"),
    ):
        with pytest.raises(Refused, match="chưa mở"):
            verb()
    assert FigureQuestion.objects.get().settled_at is None


def test_what_is_written_apart_is_kept_composed(client, cast, returns):
    client.force_login(cast.reporter)
    key = f"{returns.library.pk}-{returns.visits.pk}"
    said = {"line": returns.library.pk, f"value-{key}": "5", f"note-{key}": APART, f"seen-{key}": "0"}
    assert client.post(reverse("submissions:cell", args=[returns.commune.pk]), said).status_code == 200
    name = f"m{returns.visits.pk}"
    form = {f"{name}-answer": "reported", f"{name}-value": "6", f"{name}-note": APART, f"{name}-seen": "1",
            f"m{returns.service.pk}-seen": "0"}  # fmt: skip
    client.post(reverse("submissions:institution_form", args=[2025, "TV1"]), form)
    assert [change.note for change in FigureChange.objects.order_by("revision")] == ["Đếm ở sổ"] * 2
    asked = ask(
        submission=returns.commune, institution_id=returns.library.pk, measure_id=returns.visits.pk, text=APART, by=None
    )
    assert asked.text == "Đếm ở sổ"


def test_a_figure_that_goes_while_it_is_confirmed_is_refused(returns, monkeypatch):
    figure = returns.say(returns.commune, returns.library, returns.service, 1)
    FigureChange.objects.filter(figure=figure).update(through="taken_over")
    locked = taking_over.locked_submissions

    def lock_too_late(ids):
        found = locked(ids)
        AnnualFigure.objects.filter(pk=figure.pk).update(submission=returns.foreign)
        return found

    monkeypatch.setattr(taking_over, "locked_submissions", lock_too_late)
    seen = [((returns.library.pk, returns.service.pk), 1)]
    with pytest.raises(Refused, match="vừa ghi"):
        taking_over.confirm_answers(submission=returns.commune, seen=seen, by=None, through="grid")


def test_the_board_tells_why_a_return_went_back_not_why_it_was_handed_over(cast, returns, province):
    Submission.objects.filter(pk=returns.commune.pk).update(status="returned")
    same = {"submission": returns.commune, "new_status": "returned"}
    SubmissionEvent.objects.create(**same, old_status="submitted", reason="Thiếu lượt")
    SubmissionEvent.objects.create(
        **same, old_status="returned", reason="NQ 1664", handed_to=province.offices["new:22015"]
    )
    reasons = {row.reporting_unit.pk: row.reason for row in progress_of(returns.this_year, cast.reviewer)}
    assert reasons[returns.commune.reporting_unit_id] == "Thiếu lượt"


@pytest.fixture
def things(cast, returns) -> dict[str, int]:
    """A return, a figure, a question and evidence of the commune 24490, by what their addresses begin with."""
    figure = returns.say(returns.commune, returns.library, returns.visits, 7)
    pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"
    cell = {"institution_id": returns.library.pk, "measure_id": returns.visits.pk}
    return {
        "submissions": returns.commune.pk,
        "figures": figure.pk,
        "questions": ask(submission=returns.commune, **cell, text="Sao ít?", by=cast.reviewer).pk,
        "evidence": attach(figure=figure, data=pdf, file_name="phieu.pdf", by=cast.reporter).pk,
    }


def test_nothing_of_a_return_is_there_for_whose_office_ended_or_who_received_another(
    client, cast, returns, province, things
):
    """One reported for a district that ended and was divided; to one's unit another return was handed."""
    ended = User.objects.create_user(username="ended", password=None)
    first = datetime.date(2020, 1, 1)
    Membership.objects.create(user=ended, role="reporter", reporting_unit=province.offices["old:655"], valid_from=first)
    Submission.objects.filter(pk=returns.district.pk).update(handed_to=province.offices["new:22015"])
    for user in (ended, cast.outsider):
        client.force_login(user)
        for pattern in urlpatterns:
            address = str(pattern.pattern)
            kind = address.partition("/")[0]
            if "<int:pk>" in address and kind in things:
                address = "/" + address.replace("<int:pk>", str(things[kind]))
                assert client.get(address).status_code in (404, 405), (user, address)
                assert client.post(address).status_code in (404, 405), (user, address)
    client.force_login(cast.outsider)
    assert client.get(f"/submissions/{returns.district.pk}/").status_code == 200


def test_through_ones_own_return_nobody_reaches_what_is_anothers(client, cast, returns, things):
    """The outsider's own return, with institutions, figures and questions of the commune."""
    client.force_login(cast.outsider)
    own, key = returns.foreign.pk, f"{returns.library.pk}-{returns.visits.pk}"
    said = {"line": returns.library.pk, f"value-{key}": "99", f"seen-{key}": "1"}
    assert client.post(f"/submissions/{own}/cells/", said).status_code == 404
    client.post(f"/submissions/{own}/", said)
    client.post(f"/submissions/{own}/take-over/", {"institution": "TV1"})
    assert client.post(f"/submissions/{own}/checks/withdraw/", {"stray": key}).status_code == 404
    assert AnnualFigure.objects.get().value == 7
    client.force_login(cast.reviewer)
    named = {"institution": "TV1", "measure": "visits_onsite"}
    assert client.get(f"/submissions/{own}/questions/ask/", named).status_code == 404
    Submission.objects.filter(pk=own).update(status="submitted")
    client.post(f"/submissions/{own}/return/", {"reason": "Xem lại", "questions": things["questions"], "rows": "0"})
    assert FigureQuestion.objects.get().event is None


def test_a_block_that_another_return_refuses_is_refused_in_a_few_tries(client, cast, returns, province):
    """Figures that an approved return of others has: each is told why, in queries that do not grow with them."""
    said: dict[str, object] = {"line": []}
    for number in range(20):
        library = province.institution(f"Q{number}", f"Thư viện {number}", "library_commune", "old:24490")
        figure = returns.say(returns.commune, library, returns.visits, 5)
        key = f"{library.pk}-{figure.measure_id}"
        said |= {f"value-{key}": "6", f"seen-{key}": "1", "line": [*said["line"], library.pk]}
    AnnualFigure.objects.update(submission=returns.foreign)
    Submission.objects.filter(pk=returns.foreign.pk).update(status="approved")
    key = f"{returns.library.pk}-{returns.visits.pk}"
    said |= {f"value-{key}": "7", f"seen-{key}": "0", "line": [*said["line"], returns.library.pk]}
    client.force_login(cast.reporter)
    with CaptureQueriesContext(connection) as queries:
        told = client.post(reverse("submissions:cell", args=[returns.commune.pk]), said).json()["cells"]
    assert [cell["state"] for cell in told].count("refused") == 20
    assert [cell["institution"] for cell in told if cell["state"] == "saved"] == ["TV1"]
    assert len(queries) < 200
