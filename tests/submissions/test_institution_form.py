"""The form of one institution and year: answers, notes, withdrawal, and the same rule against overwriting."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.models import AnnualFigure, FigureChange, Submission
from submissions.workflow import approve, close_year, take_over

from .ungated import hand_in

SAVE = ">Lưu</button>"


def url(code="TV1", year=2025):
    return reverse("submissions:institution_form", args=[year, code])


class Form:
    """Posts answers to the form of TV1, as somebody who saw the given revisions."""

    def __init__(self, client, returns):
        self.client, self.returns = client, returns

    def data(self, measure, seen=0, **answers):
        return {f"m{measure.pk}-{name}": value for name, value in {"seen": seen, **answers}.items()}

    def save(self, *parts, follow=False):
        blank = self.data(self.returns.service) | self.data(self.returns.visits)
        merged = blank | {name: value for part in parts for name, value in part.items()}
        return self.client.post(url(), merged, follow=follow)


@pytest.fixture
def form(client, cast, returns):
    client.force_login(cast.reporter)
    return Form(client, returns)


def stored(measure, code="TV1"):
    figure = AnnualFigure.objects.filter(institution__code=code, measure=measure, year__number=2025).first()
    return figure and (figure.state, figure.value, figure.is_estimate, figure.note)


@pytest.mark.parametrize(
    ("role", "status"),
    [("reporter", 200), ("reviewer", 200), ("viewer", 200), ("administrator", 200), ("outsider", 404), ("nobody", 404)],
)
def test_form_opens_within_the_scope(client, cast, returns, role, status):
    returns.say(returns.commune, returns.library, returns.visits, 987654)
    client.force_login(getattr(cast, role))
    response = client.get(url())
    assert response.status_code == status
    assert ("987.654" in response.content.decode()) is (status == 200)


@pytest.mark.parametrize(("role", "may"), [("reporter", True), ("reviewer", True), ("viewer", False)])
def test_form_is_saved_by_those_who_enter_figures(client, cast, returns, role, may):
    client.force_login(getattr(cast, role))
    form = Form(client, returns)
    assert (SAVE in client.get(url()).content.decode()) is may
    response = form.save(form.data(returns.visits, value="12"))
    assert response.status_code == (302 if may else 403)
    assert AnnualFigure.objects.count() == may


def test_form_shows_the_definition_and_last_year(form, returns, client):
    returns.say(returns.district, returns.library, returns.visits, 4321)
    text = client.get(url()).content.decode()
    assert "Mở cửa hằng tuần." in text
    assert "4.321" in text


def test_form_of_a_past_year_shows_it_to_whoever_answers_now(form, returns, client):
    returns.say(returns.district, returns.library, returns.visits, 4321)
    text = client.get(url(year=2024)).content.decode()
    assert "4.321" in text
    assert "Thuộc báo cáo của Cơ quan Huyện Krông Pắc." in text
    assert "Bạn chỉ xem" in text
    assert client.post(url(year=2024), form.data(returns.visits, value="1")).status_code == 403


@pytest.mark.parametrize(
    ("answers", "content"),
    [
        ({"value": "12"}, ("reported", 12, False, "")),
        ({"answer": "reported", "value": "1.200", "is_estimate": "on", "note": "theo sổ"},
         ("reported", 1200, True, "theo sổ")),
        ({"value": "ước 500"}, ("reported", 500, True, "")),
        ({"answer": "unknown"}, ("unknown", None, False, "")),
        ({"answer": "not_applicable", "note": "Đang sửa"}, ("not_applicable", None, False, "Đang sửa")),
        ({}, None),
        ({"note": "chưa xong"}, None),
    ],
    ids=["number", "estimate", "estimate-in-words", "unknown", "not-applicable", "nothing", "only-a-note"],
)  # fmt: skip
def test_form_stores_a_count(form, returns, answers, content):
    assert form.save(form.data(returns.visits, **answers)).status_code == 302
    assert stored(returns.visits) == content
    assert FigureChange.objects.count() == (content is not None)


@pytest.mark.parametrize(("answer", "value"), [("yes", 1), ("no", 0)])
def test_form_stores_yes_and_no(form, returns, cast, answer, value):
    form.save(form.data(returns.service, answer=answer))
    assert stored(returns.service) == ("reported", value, False, "")
    assert (FigureChange.objects.get().by, FigureChange.objects.get().through) == (cast.reporter, "form")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"value": "1.5"}, "Số đếm phải là số nguyên."),
        ({"value": "-3"}, "Số đếm không thể âm."),
        ({"answer": "reported"}, "Hãy ghi số liệu; hoặc chọn"),
        ({"answer": "unknown", "value": "7"}, "Ô này có số nhưng câu trả lời lại khác."),
        ({"answer": "not_applicable"}, "Hãy nêu lý do không áp dụng."),
        ({"answer": "not_reported"}, "not_reported"),
        ({"value": "KAD"}, "Không phải số đếm."),
    ],
)
def test_form_says_what_is_wrong_and_keeps_the_rest(form, returns, answers, sentence):
    response = form.save(form.data(returns.visits, **answers), form.data(returns.service, answer="yes", note="Giữ nhé"))
    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text
    assert "Giữ nhé" in text
    assert not AnnualFigure.objects.exists()


def test_form_withdraws_a_figure_by_an_act_of_its_own(form, returns, client):
    returns.say(returns.commune, returns.library, returns.visits, 40)
    assert "Rút số liệu đã nhập" in client.get(url()).content.decode()
    blank = form.save(form.data(returns.visits, seen=1, answer="reported", value=""))
    assert "hay rút số liệu" in blank.content.decode()
    form.save(form.data(returns.visits, seen=1, answer="not_reported", value="40"))
    assert stored(returns.visits) == ("not_reported", None, False, "")
    assert [row.new_state for row in FigureChange.objects.all()] == ["reported", "not_reported"]
    assert "Rút số liệu đã nhập" not in client.get(url()).content.decode()


def test_form_sent_back_untouched_changes_nothing(form, returns):
    returns.say(returns.commune, returns.library, returns.visits, 40, is_estimate=True, note="sổ")
    kept = form.data(returns.visits, seen=1, answer="reported", value="40", is_estimate="on", note="sổ")
    response = form.save(kept, follow=True)
    assert "Không có số liệu nào thay đổi." in response.content.decode()
    assert FigureChange.objects.count() == 1


def test_form_changes_a_note_alone(form, returns):
    returns.say(returns.commune, returns.library, returns.visits, 40)
    form.save(form.data(returns.visits, seen=1, answer="reported", value="40", note="đã kiểm"))
    assert stored(returns.visits) == ("reported", 40, False, "đã kiểm")


def test_form_never_overwrites_what_somebody_else_wrote_meanwhile(form, returns, cast):
    returns.say(returns.commune, returns.library, returns.visits, 10)
    returns.say(returns.commune, returns.library, returns.visits, 20, by=cast.reviewer)
    mine = form.data(returns.visits, seen=1, answer="reported", value="30")
    response = form.save(mine)
    text = response.content.decode()
    assert response.status_code == 409
    assert "người khác đã sửa số liệu này" in text
    assert "Reviewer" in text
    assert '<span class="figure-value">20</span>' in text
    assert 'value="30"' in text
    assert stored(returns.visits)[1] == 20
    assert form.save(mine | form.data(returns.visits, seen=1, choice="theirs")).status_code == 302
    assert stored(returns.visits)[1] == 20
    assert form.save(mine | form.data(returns.visits, seen=1, choice="mine-2")).status_code == 302
    assert stored(returns.visits)[1] == 30


def test_form_withdraws_nothing_that_somebody_else_wrote_meanwhile(form, returns):
    returns.say(returns.commune, returns.library, returns.visits, 10)
    returns.say(returns.commune, returns.library, returns.visits, 20)
    response = form.save(form.data(returns.visits, seen=1, answer="not_reported"))
    assert response.status_code == 409
    assert stored(returns.visits)[1] == 20


def test_form_sees_no_conflict_in_questions_that_its_author_did_not_touch(form, returns):
    returns.say(returns.commune, returns.library, returns.visits, 10)
    returns.say(returns.commune, returns.library, returns.visits, 20)
    untouched = form.data(returns.visits, seen=1, answer="reported", value="10")
    assert form.save(untouched, form.data(returns.service, answer="yes")).status_code == 302
    assert stored(returns.visits)[1] == 20
    assert stored(returns.service)[1] == 1


def test_form_opens_the_return_with_the_first_answer(form, returns, cast):
    returns.commune.events.all().delete()
    returns.commune.delete()
    form.save()
    assert not Submission.objects.filter(year=returns.this_year, reporting_unit__code="24490").exists()
    form.save(form.data(returns.visits, value="3"))
    submission = Submission.objects.get(year=returns.this_year, reporting_unit__code="24490")
    assert submission.events.get().by == cast.reporter
    assert AnnualFigure.objects.get().submission == submission


@pytest.mark.parametrize(
    ("state", "sentence"), [("submitted", "báo cáo đã nộp"), ("approved", "báo cáo đã duyệt"), ("closed", "đã khóa")]
)
def test_form_in_the_wrong_state_says_so(form, returns, cast, client, state, sentence):
    if state == "closed":
        close_year(year=returns.this_year, by=cast.reviewer)
    else:
        hand_in(returns.commune, cast.reporter)
        if state == "approved":
            approve(submission=returns.commune, by=cast.reviewer)
    text = client.get(url()).content.decode()
    assert sentence in text
    assert SAVE not in text
    response = form.save(form.data(returns.visits, value="12345"))
    assert response.status_code == 409
    assert "12345" in response.content.decode()
    assert not AnnualFigure.objects.exists()


def test_form_of_an_institution_that_did_not_stand_says_so(client, cast, province, returns):
    province.institution("TV9", "Thư viện mới", "library_commune", "new:24490", valid_from="2026-02-01")
    client.force_login(cast.reporter)
    response = client.get(url("TV9"))
    assert "không hoạt động ngày nào trong năm 2025" in response.content.decode()
    assert client.post(url("TV9"), {}).status_code == 200


def test_form_of_unknown_institution_or_year_does_not_exist(client, cast, returns):
    client.force_login(cast.reviewer)
    assert client.get(url("TV404")).status_code == 404
    assert client.get(url(year=2019)).status_code == 404


def test_form_takes_the_same_queries_however_many_figures_there_are(form, returns, client):
    client.get(url())
    with CaptureQueriesContext(connection) as none:
        client.get(url())
    for value in range(3):
        returns.say(returns.commune, returns.library, returns.visits, value)
    returns.say(returns.commune, returns.library, returns.service, 1)
    with CaptureQueriesContext(connection) as all_of_them:
        client.get(url())
    assert len(none) == len(all_of_them) <= 45


def test_form_leads_to_the_institutions_before_and_after(form, returns, client, province):
    province.institution("TV9", "Thư viện Ea Kly", "library_commune", "old:24490")
    links = {code: client.get(url(code)).content.decode() for code in ("TV9", "TV2", "TV1")}
    assert ('rel="prev"' in links["TV9"], 'rel="next"' in links["TV9"]) == (False, True)
    assert ('rel="prev"' in links["TV1"], 'rel="next"' in links["TV1"]) == (True, False)
    assert f'href="{url("TV9")}"' in links["TV2"]
    assert f'href="{url("TV1")}"' in links["TV2"]
    assert "Lưu và sang cơ sở tiếp theo" not in links["TV1"]


def test_form_saves_and_goes_on_to_the_next(form, returns, client):
    data = form.data(returns.visits, value="12") | form.data(returns.service) | {"next": "1"}
    response = client.post(url("TV2"), data)
    assert response.url == url("TV1")
    assert stored(returns.visits, "TV2") == ("reported", 12, False, "")


def test_form_confirms_what_was_taken_over(form, returns, client, cast):
    returns.say(returns.district, returns.library, returns.service, 1)
    take_over(submission=returns.commune, by=cast.reporter)
    assert "năm nay vẫn đúng" in client.get(url()).content.decode()
    key = f"{returns.library.pk}-{returns.service.pk}"
    form.save(form.data(returns.service, seen=1, answer="yes"), {"confirm": key})
    changes = FigureChange.objects.filter(figure__year=returns.this_year)
    assert [row.through for row in changes] == ["taken_over", "form"]
    assert "năm nay vẫn đúng" not in client.get(url()).content.decode()
