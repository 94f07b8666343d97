"""Autosave: each cell for itself, read as the grid reads it, answered with what is stored now."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions import autosave
from submissions.models import AnnualFigure, FigureChange, Submission
from submissions.workflow import close_year


class Cells:
    """Sends cells as the script does: (institution, measure) → what is typed, and what goes with it."""

    def __init__(self, client, submission):
        self.client, self.url = client, reverse("submissions:cell", args=[submission.pk])

    def send(self, institution, measure, text, seen=0, **more):
        return self.client.post(self.url, self.data(institution, measure, text, seen, **more))

    def data(self, institution, measure, text, seen=0, **more):
        key = f"{institution.pk}-{measure.pk}"
        data = {"line": [institution.pk], f"value-{key}": text, f"seen-{key}": seen}
        if "reason" in more:
            data[f"reason-{institution.pk}"] = more.pop("reason")
        return data | {f"{name}-{key}": value for name, value in more.items()}

    def several(self, *parts):
        merged = {"line": []}
        for part in parts:
            merged["line"] += part.pop("line")
            merged |= part
        return self.client.post(self.url, merged)


@pytest.fixture
def cells(client, cast, returns):
    client.force_login(cast.reporter)
    return Cells(client, returns.commune)


def stored(institution, measure):
    figure = AnnualFigure.objects.filter(institution=institution, measure=measure, year__number=2025).first()
    return figure and (figure.state, figure.value, figure.is_estimate, figure.note, figure.revision)


def test_cell_is_saved_and_shown_as_stored(cells, returns, cast):
    response = cells.send(returns.library, returns.visits, "1.234")
    assert response.status_code == 200
    (told,) = response.json()["cells"]
    assert (told["state"], told["text"], told["revision"]) == ("saved", "1234", 1)
    assert (told["institution"], told["measure"]) == ("TV1", "visits_onsite")
    assert '<span class="figure-value">1.234</span>' in told["html"]
    assert stored(returns.library, returns.visits) == ("reported", 1234, False, "", 1)
    change = FigureChange.objects.get()
    assert (change.by, change.through) == (cast.reporter, "grid")


def test_cell_counts_the_complete_institutions_of_the_whole_return(cells, returns):
    cells.send(returns.library, returns.service, "1")
    answer = cells.send(returns.library, returns.visits, "5").json()
    assert (answer["complete"], answer["total"]) == (1, 2)
    assert answer["progress"].startswith("1/2 cơ sở")
    answer = cells.send(returns.other_library, returns.visits, "5").json()
    assert (answer["complete"], answer["total"]) == (1, 2)


@pytest.mark.parametrize(
    ("text", "more", "answer"),
    [
        ("ước 500", {}, ("reported", 500, True, "", 1)),
        ("?", {}, ("unknown", None, False, "", 1)),
        ("KAD", {"note": "Đang sửa nhà"}, ("not_applicable", None, False, "Đang sửa nhà", 1)),
        ("KAD", {"reason": "Cả năm đóng cửa"}, ("not_applicable", None, False, "Cả năm đóng cửa", 1)),
        ("12", {"note": "theo sổ"}, ("reported", 12, False, "theo sổ", 1)),
    ],
)
def test_cell_takes_states_estimates_and_notes(cells, returns, text, more, answer):
    assert cells.send(returns.library, returns.visits, text, **more).status_code == 200
    assert stored(returns.library, returns.visits) == answer


@pytest.mark.parametrize(
    ("text", "more", "sentence"),
    [
        ("1.5", {}, "Số đếm phải là số nguyên."),
        ("-3", {}, "Số đếm không thể âm."),
        ("KAD", {}, "Hãy ghi lý do không áp dụng"),
        ("12", {"note": "x" * 501}, "Ghi chú dài quá 500 ký tự."),
        ("", {"note": "theo sổ"}, "Ghi chú đi cùng số liệu."),
    ],
)
def test_cell_is_refused_with_the_sentence_of_the_form_and_keeps_what_was_typed(cells, returns, text, more, sentence):
    response = cells.send(returns.library, returns.visits, text, **more)
    assert response.status_code == 422
    (told,) = response.json()["cells"]
    assert (told["state"], told["text"]) == ("refused", text)
    assert sentence in told["message"]
    assert not AnnualFigure.objects.exists()


def test_cell_with_another_note_is_a_change_and_a_note_left_alone_stays(cells, returns):
    returns.say(returns.commune, returns.library, returns.visits, 10, note="theo sổ")
    cells.send(returns.library, returns.visits, "10", 1, note="theo sổ mượn")
    assert stored(returns.library, returns.visits) == ("reported", 10, False, "theo sổ mượn", 2)
    assert cells.send(returns.library, returns.visits, "10", 2).json()["cells"][0]["state"] == "unchanged"
    assert stored(returns.library, returns.visits) == ("reported", 10, False, "theo sổ mượn", 2)


def test_cell_that_was_emptied_keeps_what_is_stored_and_says_so(cells, returns):
    returns.say(returns.commune, returns.library, returns.visits, 10)
    response = cells.send(returns.library, returns.visits, "", 1)
    (told,) = response.json()["cells"]
    assert (response.status_code, told["state"], told["text"]) == (200, "unchanged", "10")
    assert "giữ số liệu cũ" in told["message"]


def test_cell_that_somebody_else_changed_shows_both_values_and_waits_for_a_choice(cells, returns, cast):
    returns.say(returns.commune, returns.library, returns.visits, 10)
    returns.say(returns.commune, returns.library, returns.visits, 20, by=cast.reviewer, note="<b>gọi điện</b>")
    response = cells.send(returns.library, returns.visits, "30", 1)
    (told,) = response.json()["cells"]
    assert (response.status_code, told["state"], told["revision"], told["text"]) == (409, "disputed", 2, "30")
    assert (told["theirs"]["text"], told["theirs"]["by"], told["mine"]["text"]) == ("20", "Reviewer", "30")
    assert 'value="mine-2"' in told["dispute"]
    assert "&lt;b&gt;gọi điện" in told["dispute"]
    assert stored(returns.library, returns.visits)[1] == 20

    response = cells.send(returns.library, returns.visits, "30", 1, choice="mine-2")
    assert (response.status_code, response.json()["cells"][0]["state"]) == (200, "saved")
    assert stored(returns.library, returns.visits)[1] == 30


def test_cell_keeps_theirs_where_that_is_chosen(cells, returns):
    returns.say(returns.commune, returns.library, returns.visits, 20)
    response = cells.send(returns.library, returns.visits, "30", 0, choice="theirs")
    (told,) = response.json()["cells"]
    assert (response.status_code, told["state"], told["text"], told["revision"]) == (200, "unchanged", "20", 1)
    assert stored(returns.library, returns.visits)[1] == 20


def test_several_cells_are_judged_each_for_itself(cells, returns, cast):
    returns.say(returns.commune, returns.library, returns.service, 1, by=cast.reviewer)
    response = cells.several(
        cells.data(returns.library, returns.service, "không"),
        cells.data(returns.library, returns.visits, "7"),
        cells.data(returns.other_library, returns.service, "đạt"),
        cells.data(returns.other_library, returns.visits, "nhiều"),
    )
    assert response.status_code == 409
    states = {(told["institution"], told["measure"]): told["state"] for told in response.json()["cells"]}
    assert states == {
        ("TV1", "lifelong_service"): "disputed", ("TV1", "visits_onsite"): "saved",
        ("TV2", "lifelong_service"): "saved", ("TV2", "visits_onsite"): "refused",
    }  # fmt: skip
    assert stored(returns.library, returns.visits)[1] == 7
    assert stored(returns.other_library, returns.service)[1] == 1


def test_cell_that_lost_a_race_in_the_very_moment_is_disputed_and_the_others_are_saved(cells, returns, monkeypatch):
    def slower(**how):
        monkeypatch.setattr(autosave, "save_figures", save)
        returns.say(returns.commune, returns.library, returns.visits, 20)
        return save(**how)

    save = autosave.save_figures
    monkeypatch.setattr(autosave, "save_figures", slower)
    response = cells.several(
        cells.data(returns.library, returns.visits, "30"), cells.data(returns.other_library, returns.visits, "5")
    )
    assert response.status_code == 409
    told = {told["institution"]: told["state"] for told in response.json()["cells"]}
    assert told == {"TV1": "disputed", "TV2": "saved"}
    assert stored(returns.library, returns.visits)[1] == 20
    assert stored(returns.other_library, returns.visits)[1] == 5


def test_cell_that_is_refused_in_the_very_moment_does_not_hold_up_the_others(cells, returns, monkeypatch):
    def refusing(**how):
        if any(answer.institution_id == returns.library.pk for answer in how["answers"]):
            raise autosave.Refused("Không được.")
        return save(**how)

    save = autosave.save_figures
    monkeypatch.setattr(autosave, "save_figures", refusing)
    response = cells.several(
        cells.data(returns.library, returns.visits, "30"), cells.data(returns.other_library, returns.visits, "5")
    )
    told = {told["institution"]: (told["state"], told["message"]) for told in response.json()["cells"]}
    assert told == {"TV1": ("refused", "Không được."), "TV2": ("saved", "")}


def test_cell_tells_what_the_edit_checks_find_in_its_institution(cells, returns):
    returns.say(returns.district, returns.library, returns.visits, 100)
    returns.say(returns.commune, returns.library, returns.service, 1)
    findings = cells.send(returns.library, returns.visits, "99999").json()["findings"]
    findings = findings[f"{returns.library.pk}-{returns.visits.pk}"]
    assert "large_change" in {finding["code"] for finding in findings}
    (finding,) = (finding for finding in findings if finding["code"] == "large_change")
    assert finding["severity"] == "explain"
    assert "99.999" in finding["message"]


def test_cell_of_somebody_who_is_not_signed_in_is_answered_with_401(cells, returns):
    cells.client.logout()
    response = cells.send(returns.library, returns.visits, "9")
    assert (response.status_code, response.json()) == (401, {"problem": "Phiên làm việc đã hết."})
    assert not AnnualFigure.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("administrator", 403), ("outsider", 404), ("nobody", 404), ("reviewer", 200)]
)
def test_cell_is_saved_by_those_who_enter_figures(cells, client, cast, returns, role, status):
    client.force_login(getattr(cast, role))
    assert cells.send(returns.library, returns.visits, "9").status_code == status
    assert AnnualFigure.objects.exists() is (status == 200)


def test_cell_needs_the_token_of_the_page(cast, returns):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.reporter)
    assert Cells(client, returns.commune).send(returns.library, returns.visits, "9").status_code == 403
    assert not AnnualFigure.objects.exists()


def test_cell_of_another_return_is_not_found(cells, returns):
    assert cells.send(returns.foreign_library, returns.visits, "666").status_code == 404
    assert cells.client.post(cells.url, {}).status_code == 422
    assert cells.client.get(cells.url).status_code == 405
    assert not AnnualFigure.objects.exists()


@pytest.mark.parametrize(
    ("meanwhile", "sentence"), [("submitted", "đã nộp"), ("approved", "đã duyệt"), ("closed", "đã khóa")]
)
def test_cell_says_why_the_return_cannot_be_written(cells, cast, returns, meanwhile, sentence):
    if meanwhile == "closed":
        close_year(year=returns.this_year, by=cast.reviewer)
    else:
        Submission.objects.filter(pk=returns.commune.pk).update(status=meanwhile)
    response = cells.send(returns.library, returns.visits, "9")
    assert response.status_code == 409
    assert sentence in response.json()["problem"]
    assert not AnnualFigure.objects.exists()


def test_cell_refuses_a_block_that_is_too_large(cells, returns, monkeypatch):
    monkeypatch.setattr("submissions.views.cell.MOST_CELLS", 0)
    assert cells.send(returns.library, returns.visits, "9").status_code == 422


def test_1_3_and_100_cells_are_saved_in_the_same_queries(client, cast, province, returns):
    client.force_login(cast.outsider)
    cells = Cells(client, returns.foreign)
    libraries = [
        province.institution(f"N{number:03}", f"Thư viện {number}", "library_commune", "old:22015")
        for number in range(105)
    ]
    cells.send(libraries[0], returns.visits, "7")
    others = []
    for some in (libraries[1:2], libraries[2:5], libraries[5:]):
        with CaptureQueriesContext(connection) as queries:
            response = cells.several(*(cells.data(library, returns.visits, "7") for library in some))
        assert {told["state"] for told in response.json()["cells"]} == {"saved"}
        others.append(sum(not query["sql"].startswith("INSERT") for query in queries))
    assert len(set(others)) == 1, others
    assert others[0] <= 34
