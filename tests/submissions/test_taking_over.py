"""Last year's stable answers taken over: what is taken, what is left alone, and how long the mark stays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.models import AnnualFigure, FigureChange, State, Submission
from submissions.workflow import Conflict, Refused, close_year, confirm_answers, take_over, withdraw
from submissions.workflow import taking_over as verb


@pytest.fixture
def before(returns):
    """The district answered last year for both libraries of the commune."""
    returns.say(returns.district, returns.library, returns.service, 1)
    returns.say(returns.district, returns.library, returns.visits, 4321)
    returns.say(returns.district, returns.other_library, returns.service, 0)
    return returns


def this_year():
    rows = AnnualFigure.objects.filter(year__number=2025).order_by("institution__code", "measure__position")
    return [(row.institution.code, row.measure.code, row.value, row.revision) for row in rows]


def test_taking_over_writes_the_yes_no_answers_of_last_year_with_their_trace(before, cast):
    saved = take_over(submission=before.commune, by=cast.reporter)
    assert saved.new == 2
    assert this_year() == [("TV1", "lifelong_service", 1, 1), ("TV2", "lifelong_service", 0, 1)]
    changes = FigureChange.objects.filter(figure__year=before.this_year)
    assert {(row.through, row.by, row.submission) for row in changes} == {("taken_over", cast.reporter, before.commune)}


def test_taking_over_leaves_answers_counts_and_unknowns_alone(before, cast):
    before.say(before.commune, before.library, before.service, 0)
    AnnualFigure.objects.filter(institution=before.other_library, year=before.last_year).update(
        state=State.UNKNOWN, value=None
    )
    assert take_over(submission=before.commune, by=cast.reporter).new == 0
    assert this_year() == [("TV1", "lifelong_service", 0, 1)]


def test_taking_over_answers_again_what_was_withdrawn(before, cast):
    before.say(before.commune, before.library, before.service, 0)
    withdraw(
        submission=before.commune, institution_id=before.library.pk, measure_id=before.service.pk, by=None,
        through="form",
    )  # fmt: skip
    saved = take_over(submission=before.commune, by=cast.reporter, institutions={before.library.pk})
    assert (saved.new, saved.changed) == (0, 1)
    assert this_year() == [("TV1", "lifelong_service", 1, 3)]


def test_taking_over_asks_only_what_is_still_asked(before, cast):
    before.service.categories.clear()
    assert take_over(submission=before.commune, by=cast.reporter).new == 0


def test_taking_over_never_overwrites_what_was_answered_in_the_very_moment(before, cast, monkeypatch):
    def slower(*args):
        answers = found(*args)
        before.say(before.commune, before.library, before.service, 0)
        return answers

    found = verb.stable_answers
    monkeypatch.setattr(verb, "stable_answers", slower)
    with pytest.raises(Conflict):
        take_over(submission=before.commune, by=cast.reporter)
    monkeypatch.undo()
    assert FigureChange.objects.filter(through="taken_over").count() == 0


@pytest.mark.parametrize("state", ["submitted", "approved", "closed"])
def test_taking_over_is_refused_as_saving_is(before, cast, state):
    if state == "closed":
        close_year(year=before.this_year, by=cast.reviewer)
    else:
        Submission.objects.filter(pk=before.commune.pk).update(status=state)
    with pytest.raises(Refused):
        take_over(submission=before.commune, by=cast.reporter)
    assert this_year() == []


def page(client, before):
    return client.get(reverse("submissions:submission", args=[before.commune.pk])).content.decode()


def test_page_offers_it_with_the_number_and_only_where_there_is_something(client, cast, before):
    client.force_login(cast.reporter)
    assert "Lấy 2 câu trả lời có/không của năm trước" in page(client, before)
    url = reverse("submissions:take_over", args=[before.commune.pk])
    text = client.post(url, follow=True).content.decode()
    assert "Đã lấy 2 câu trả lời của năm trước." in text
    assert "câu trả lời có/không của năm trước" not in text
    assert text.count('<span class="taken-over">lấy từ năm trước</span>') == 2


def test_form_of_an_institution_takes_over_its_own(client, cast, before):
    client.force_login(cast.reporter)
    form = reverse("submissions:institution_form", args=[2025, "TV1"])
    assert "Lấy 1 câu trả lời có/không của năm trước" in client.get(form).content.decode()
    response = client.post(reverse("submissions:take_over", args=[before.commune.pk]), {"institution": "TV1"})
    assert response.url == form
    assert this_year() == [("TV1", "lifelong_service", 1, 1)]
    assert "lấy từ năm trước" in client.get(form).content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("administrator", 403), ("outsider", 404), ("reviewer", 302)]
)
def test_taking_over_is_for_those_who_enter_figures(client, cast, before, role, status):
    client.force_login(getattr(cast, role))
    assert client.post(reverse("submissions:take_over", args=[before.commune.pk])).status_code == status
    assert bool(this_year()) is (status == 302)


def test_mark_goes_when_somebody_confirms_and_the_trace_goes_on(client, cast, before):
    take_over(submission=before.commune, by=cast.reporter)
    client.force_login(cast.reporter)
    key = f"{before.library.pk}-{before.service.pk}"
    response = client.post(
        reverse("submissions:cell", args=[before.commune.pk]),
        {"line": before.library.pk, f"value-{key}": "1", f"seen-{key}": "1", "confirm": key},
    )
    assert response.json()["cells"][0]["state"] == "saved"
    assert this_year()[0] == ("TV1", "lifelong_service", 1, 2)
    changes = FigureChange.objects.filter(figure__institution=before.library, figure__year=before.this_year)
    assert [(row.revision, row.through, row.new_value) for row in changes] == [(1, "taken_over", 1), (2, "grid", 1)]
    assert page(client, before).count('<span class="taken-over">') == 1


def test_mark_goes_when_somebody_changes_the_answer(client, cast, before):
    take_over(submission=before.commune, by=cast.reporter)
    before.say(before.commune, before.library, before.service, 0)
    client.force_login(cast.reviewer)
    assert page(client, before).count('<span class="taken-over">') == 1


def test_confirming_in_the_plain_form_needs_no_script(client, cast, before):
    take_over(submission=before.commune, by=cast.reporter)
    client.force_login(cast.reporter)
    key = f"{before.library.pk}-{before.service.pk}"
    data = {"line": before.library.pk, f"value-{key}": "1", f"seen-{key}": "1", "confirm": key}
    client.post(reverse("submissions:submission", args=[before.commune.pk]), data)
    assert page(client, before).count('<span class="taken-over">') == 1


def test_confirming_leaves_alone_what_was_seen_otherwise(before, cast):
    take_over(submission=before.commune, by=cast.reporter)
    key = before.library.pk, before.service.pk
    assert confirm_answers(submission=before.commune, seen=[(key, 7)], by=cast.reporter, through="form") == 0
    before.say(before.commune, before.library, before.service, 0)
    assert confirm_answers(submission=before.commune, seen=[(key, 2)], by=cast.reporter, through="form") == 0
    Submission.objects.filter(pk=before.commune.pk).update(status="approved")
    other = before.other_library.pk, before.service.pk
    with pytest.raises(Refused):
        confirm_answers(submission=before.commune, seen=[(other, 1)], by=cast.reporter, through="form")


def test_taking_over_1_and_30_takes_the_same_queries(before, cast, province):
    def queries():
        with CaptureQueriesContext(connection) as found:
            take_over(submission=before.foreign, by=cast.outsider)
        return sum(not query["sql"].startswith("INSERT") for query in found)

    before.say(before.district, before.foreign_library, before.service, 1)
    few = queries()
    for number in range(30):
        library = province.institution(f"N{number}", f"Thư viện {number}", "library_commune", "old:22015")
        before.say(before.district, library, before.service, 1)
    assert queries() == few
    assert FigureChange.objects.filter(through="taken_over").count() == 31
