"""Questions about single figures: asked, answered, settled; and returns that go back with a reason per figure."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.models import FigureQuestion, FigureReply, Submission
from submissions.questions import open_counts, open_questions, questions_by_cell, waiting_questions
from submissions.workflow import Refused, close_year, return_for_correction
from submissions.workflow.questions import ask, reply, settle

from .files.conftest import text_of


def bring(submission, status):
    """The return in a state, whatever the checks say of it."""
    Submission.objects.filter(pk=submission.pk).update(status=status)
    submission.refresh_from_db()


def asked(returns, cast, text="Sao tăng gấp mười?", institution=None, **more):
    return ask(
        submission=returns.commune, institution_id=(institution or returns.library).pk, measure_id=returns.visits.pk,
        text=text, by=cast.reviewer, **more,
    )  # fmt: skip


def address(name, *arguments):
    return reverse(f"submissions:{name}", args=arguments)


def ask_address(returns, institution="TV1", measure="visits_onsite"):
    return f"{address('question_ask', returns.commune.pk)}?institution={institution}&measure={measure}"


# --- the verbs


def test_a_question_is_asked_of_a_figure_that_may_be_silent(cast, returns):
    question = asked(returns, cast, "  Sao tăng?\r\nHãy xem lại. ")
    assert (question.text, question.by, question.event) == ("Sao tăng?\nHãy xem lại.", cast.reviewer, None)
    assert list(open_questions(returns.commune)) == [question]
    assert list(waiting_questions(returns.commune)) == [question]


@pytest.mark.parametrize(("text", "sentence"), [(" \0 ", "Hãy ghi nội dung"), ("x" * 1001, "dài quá 1000 ký tự")])
def test_words_are_neither_missing_nor_endless(cast, returns, text, sentence):
    with pytest.raises(Refused, match=sentence):
        asked(returns, cast, text)
    question = asked(returns, cast)
    with pytest.raises(Refused, match=sentence):
        reply(question=question, text=text, by=cast.reporter)
    assert FigureQuestion.objects.count() == 1
    assert not FigureReply.objects.exists()


def test_only_figures_of_the_return_are_asked_about(cast, returns, province):
    with pytest.raises(Refused, match="không thuộc báo cáo này"):
        asked(returns, cast, institution=returns.foreign_library)
    museum = province.institution("BT1", "Bảo tàng", "museum", "old:24490")
    with pytest.raises(Refused, match="không thuộc báo cáo này"):
        asked(returns, cast, institution=museum)
    assert not FigureQuestion.objects.exists()


def test_who_asked_waits_until_there_is_a_reply_or_a_change_and_waits_again_when_they_ask_again(cast, returns):
    question = asked(returns, cast)
    [other] = [asked(returns, cast, institution=returns.other_library)]
    reply(question=question, text="Đã kiểm tra, đúng.", by=cast.reporter)
    assert list(waiting_questions(returns.commune)) == [other]
    reply(question=question, text="Xin cho xem sổ.", by=cast.reviewer)
    assert list(waiting_questions(returns.commune)) == [question, other]
    returns.say(returns.commune, returns.library, returns.visits, 840)
    assert list(waiting_questions(returns.commune)) == [other]
    assert open_counts([returns.commune.pk]) == {returns.commune.pk: 2}
    settle(question=other, by=cast.reviewer)
    assert open_counts([returns.commune.pk, returns.foreign.pk]) == {returns.commune.pk: 1}
    assert not waiting_questions(returns.commune)


def test_a_cell_knows_its_questions_and_what_it_said_then(cast, returns):
    returns.say(returns.commune, returns.library, returns.visits, 100)
    returns.say(returns.commune, returns.library, returns.visits, 8400)
    question = asked(returns, cast)
    returns.say(returns.commune, returns.library, returns.visits, 850)
    returns.say(returns.commune, returns.library, returns.visits, 840)
    found = questions_by_cell(returns.this_year, [returns.library.pk, returns.other_library.pk])
    [[at, [here]]] = found.items()
    assert at == (returns.library.pk, returns.visits.pk)
    assert (here, here.is_changed, here.is_answered) == (question, True, False)
    assert (here.old_state, here.old_value) == ("reported", 8400)


def test_settled_questions_take_no_more_words(cast, returns):
    question = asked(returns, cast)
    settle(question=question, by=cast.reviewer)
    assert question.settled_by == cast.reviewer
    for more in (lambda: settle(question=question, by=cast.reviewer),
                 lambda: reply(question=question, text="Muộn", by=cast.reporter)):  # fmt: skip
        with pytest.raises(Refused, match="đã xong"):
            more()


def test_nothing_is_asked_in_a_closed_year(client, cast, returns):
    question = asked(returns, cast)
    close_year(year=returns.this_year, by=cast.reviewer)
    for verb in (lambda: asked(returns, cast), lambda: settle(question=question, by=cast.reviewer),
                 lambda: reply(question=question, text="Muộn", by=cast.reporter)):  # fmt: skip
        with pytest.raises(Refused, match="đã khóa"):
            verb()
    client.force_login(cast.reviewer)
    page = client.get(address("questions", returns.commune.pk))
    assert "Sao tăng gấp mười?" in text_of(page)
    assert address("question_reply", question.pk) not in page.content.decode()


# --- going back with reasons


def test_a_return_goes_back_with_reasons_about_figures_alone(cast, returns):
    bring(returns.commune, "submitted")
    before, left = asked(returns, cast), asked(returns, cast, "Chỉ hỏi thêm", returns.other_library)
    reasons = [(returns.other_library.pk, returns.visits.pk, "Thiếu lưu động")]
    return_for_correction(submission=returns.commune, by=cast.reviewer, reasons=reasons, questions=[before.pk])
    event = returns.commune.events.latest("pk")
    assert (event.new_status, event.reason) == ("returned", "2 số liệu cần xem lại.")
    assert list(event.questions.values_list("text", flat=True)) == ["Sao tăng gấp mười?", "Thiếu lưu động"]
    left.refresh_from_db()
    assert left.event is None


def test_a_return_keeps_the_reason_as_a_whole(cast, returns):
    bring(returns.commune, "submitted")
    reasons = [(returns.library.pk, returns.visits.pk, "Xem lại")]
    return_for_correction(submission=returns.commune, by=cast.reviewer, reason=" Thiếu dấu ", reasons=reasons)
    assert returns.commune.events.latest("pk").reason == "Thiếu dấu"


def test_a_return_that_cannot_go_back_leaves_no_question(cast, returns):
    bring(returns.commune, "submitted")
    for reasons, questions, sentence in [
        ([], [], "Hãy nêu lý do"),
        ([(returns.library.pk, returns.visits.pk, " ")], [], "Hãy ghi nội dung"),
        ([(returns.foreign_library.pk, returns.visits.pk, "Sai")], [], "không thuộc báo cáo này"),
        ([], [987], "vừa được người khác xử lý"),
    ]:
        with pytest.raises(Refused, match=sentence):
            return_for_correction(submission=returns.commune, by=cast.reviewer, reasons=reasons, questions=questions)
    returns.commune.refresh_from_db()
    assert returns.commune.status == "submitted"
    assert not returns.commune.events.filter(new_status="returned").exists()
    assert not FigureQuestion.objects.exists()


# --- the pages


@pytest.mark.parametrize(
    ("role", "read", "ask_", "answer", "close"),
    [
        ("reporter", 200, 403, 302, 403), ("reviewer", 200, 302, 302, 302), ("viewer", 200, 403, 403, 403),
        ("administrator", 200, 403, 403, 403), ("outsider", 404, 404, 404, 404), ("nobody", 404, 404, 404, 404),
    ],
)  # fmt: skip
def test_who_reads_asks_answers_and_settles(client, cast, returns, role, read, ask_, answer, close):
    question = asked(returns, cast, "Sao 987654?")
    client.force_login(getattr(cast, role))
    page = client.get(address("questions", returns.commune.pk))
    assert page.status_code == read
    assert ("987654" in page.content.decode()) is (read == 200)
    shown = client.get(ask_address(returns))
    assert shown.status_code == (200 if ask_ == 302 else ask_)
    assert client.post(ask_address(returns), {"text": "Hỏi nữa"}).status_code == ask_
    assert client.post(address("question_reply", question.pk), {"text": "Trả lời"}).status_code == answer
    assert client.post(address("question_settle", question.pk)).status_code == close
    if read == 200:
        assert (address("question_reply", question.pk) in page.content.decode()) is (answer == 302)
        assert (address("question_settle", question.pk) in page.content.decode()) is (close == 302)


def test_the_page_of_asking_shows_the_figure_and_last_years_and_nobody_elses(client, cast, returns):
    returns.say(returns.district, returns.library, returns.visits, 840)
    returns.say(returns.commune, returns.library, returns.visits, 8400)
    returns.say(returns.foreign, returns.foreign_library, returns.visits, 987654)
    client.force_login(cast.reviewer)
    text = text_of(client.get(ask_address(returns)))
    assert "Thư viện Phước An: Lượt tại chỗ Năm 2025 8.400 Năm 2024 840" in text
    for wrong in [ask_address(returns, "TV3"), ask_address(returns, "?"), ask_address(returns, measure="nothing")]:
        assert client.get(wrong).status_code == 404
    refused = client.post(ask_address(returns), {"text": ""})
    assert refused.status_code == 422
    assert "Hãy ghi câu hỏi." in text_of(refused)


def test_a_thread_tells_who_said_what_and_how_the_figure_changed(client, cast, returns):
    returns.say(returns.commune, returns.library, returns.visits, 8400)
    question = asked(returns, cast)
    closed = asked(returns, cast, "Đã rõ", returns.other_library)
    settle(question=closed, by=cast.reviewer)
    returns.say(returns.commune, returns.library, returns.visits, 840, by=cast.reporter)
    client.force_login(cast.reporter)
    client.post(address("question_reply", question.pk), {"text": "Gõ nhầm số 0"})
    page = client.get(address("questions", returns.commune.pk))
    assert [thread.question for thread in page.context["threads"]] == [question, closed]
    text = text_of(page)
    assert "đã sửa 8.400 → 840" in text
    assert "Gõ nhầm số 0" in text
    assert "chờ người thẩm tra" in text
    assert "Xong: Reviewer" in text


def test_the_reporter_sees_the_question_at_the_cell_and_before_submitting(client, cast, returns):
    returns.say(returns.commune, returns.library, returns.visits, 8400)
    question = asked(returns, cast)
    client.force_login(cast.reporter)
    thread = f"{address('questions', returns.commune.pk)}#question-{question.pk}"
    grid, form = address("submission", returns.commune.pk), address("institution_form", 2025, "TV1")
    for page in (client.get(grid), client.get(form)):
        assert "Cần xem lại: Sao tăng gấp mười?" in text_of(page)
        assert thread in page.content.decode()
    notice = "Còn 1 số liệu người thẩm tra hỏi mà chưa sửa, chưa trả lời."
    assert notice in text_of(client.get(grid))
    assert notice in text_of(client.get(address("submit", returns.commune.pk)))
    returns.say(returns.commune, returns.library, returns.visits, 840)
    page = client.get(grid)
    assert notice not in text_of(page)
    assert "Đã hỏi: Sao tăng gấp mười? đã sửa 8.400 → 840" in text_of(page)
    settle(question=question, by=cast.reviewer)
    assert "Sao tăng gấp mười?" not in text_of(client.get(grid))


def test_the_page_of_a_figure_tells_what_was_asked_and_leads_to_asking(client, cast, returns):
    figure = returns.say(returns.commune, returns.library, returns.visits, 8400)
    asked(returns, cast)
    for role, may_ask in [("reviewer", True), ("reporter", False), ("viewer", False)]:
        client.force_login(getattr(cast, role))
        page = client.get(address("figure_history", figure.pk))
        assert "Sao tăng gấp mười?" in text_of(page)
        assert ("Hỏi về số liệu này" in text_of(page)) is may_ask
        form = client.get(address("institution_form", 2025, "TV1"))
        assert ("Hỏi về số liệu này" in text_of(form)) is may_ask


def test_whoever_answers_for_the_institution_now_does_not_read_what_was_asked_of_others(client, cast, returns):
    returns.say(returns.district, returns.library, returns.visits, 4321)
    ask(
        submission=returns.district, institution_id=returns.library.pk, measure_id=returns.visits.pk,
        text="Riêng với huyện", by=cast.reviewer,
    )  # fmt: skip
    client.force_login(cast.reporter)
    assert not Submission.objects.visible_to(cast.reporter).filter(pk=returns.district.pk).exists()
    page = text_of(client.get(address("institution_form", 2024, "TV1")))
    assert "4.321" in page
    assert "Riêng với huyện" not in page
    client.force_login(cast.reviewer)
    assert "Riêng với huyện" in text_of(client.get(address("institution_form", 2024, "TV1")))


# --- the page of returning


def test_the_page_of_returning_offers_what_was_asked_and_binds_what_is_ticked(client, cast, returns):
    question, left = asked(returns, cast), asked(returns, cast, "Chỉ hỏi", returns.other_library)
    bring(returns.commune, "submitted")
    client.force_login(cast.reviewer)
    page = client.get(address("return", returns.commune.pk))
    assert "Thư viện Phước An, Lượt tại chỗ: Sao tăng gấp mười?" in text_of(page)
    assert page.content.decode().count(" checked") == 2
    sent = {
        "reason": "", "questions": [question.pk], "rows": 3,
        "r0-institution": "Thư viện Krông Búk (TV2)", "r0-measure": returns.service.pk, "r0-text": "Có thật không?",
        "r2-institution": "tv1", "r2-measure": returns.service.pk, "r2-text": "Mở cửa mấy ngày?",
    }  # fmt: skip
    done = client.post(address("return", returns.commune.pk), sent, follow=True)
    assert "Đã trả lại báo cáo để sửa." in text_of(done)
    event = returns.commune.events.latest("pk")
    assert event.reason == "3 số liệu cần xem lại."
    assert {(row.institution.code, row.measure.code, row.text) for row in event.questions.all()} == {
        ("TV1", "visits_onsite", "Sao tăng gấp mười?"),
        ("TV2", "lifelong_service", "Có thật không?"),
        ("TV1", "lifelong_service", "Mở cửa mấy ngày?"),
    }
    left.refresh_from_db()
    assert left.event is None


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"r0-institution": "Thư viện Ma", "r0-text": "?"}, "Báo cáo này không có cơ sở “Thư viện Ma”."),
        ({"r0-institution": "TV3", "r0-text": "?"}, "Báo cáo này không có cơ sở “TV3”."),
        ({"r0-institution": "TV1"}, "Hãy ghi điều cần xem lại."),
        ({"r0-text": "Sai"}, "Hãy chọn cơ sở."),
        ({"r0-institution": "TV1", "r0-text": "Sai", "r0-measure": ""}, "Hãy chọn chỉ tiêu."),
        ({"r0-measure": ""}, "Hãy nêu lý do."),
        ({"r0-institution": "TV1", "r0-text": "Sai", "r0-measure": "9999"}, "Hãy chọn chỉ tiêu."),
    ],
)
def test_a_row_that_is_not_whole_is_told_and_nothing_goes_back(client, cast, returns, row, sentence):
    bring(returns.commune, "submitted")
    client.force_login(cast.reviewer)
    sent = {"rows": 1, "r0-measure": returns.visits.pk} | row
    page = client.post(address("return", returns.commune.pk), sent)
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert not FigureQuestion.objects.exists()
    returns.commune.refresh_from_db()
    assert returns.commune.status == "submitted"


def test_more_rows_keep_what_was_typed(client, cast, returns):
    question = asked(returns, cast)
    other = asked(returns, cast, "Khác", returns.other_library)
    bring(returns.commune, "submitted")
    client.force_login(cast.reviewer)
    sent = {"rows": 3, "more": 1, "reason": "Chung", "questions": [other.pk], "r1-text": "Dở dang"}
    page = client.post(address("return", returns.commune.pk), sent)
    text = page.content.decode()
    assert page.status_code == 200
    assert 'name="rows" value="6"' in text
    assert "Dở dang" in text
    assert "Chung</textarea>" in text
    assert page.context["form"]["questions"].value() == [str(other.pk)]
    assert question.pk != other.pk
    assert "field-error" not in text


@pytest.mark.parametrize("status", ["draft", "returned", "approved"])
def test_only_what_was_submitted_goes_back(client, cast, returns, status):
    bring(returns.commune, status)
    client.force_login(cast.reviewer)
    assert "Chỉ trả lại được báo cáo đã nộp" in text_of(client.get(address("return", returns.commune.pk), follow=True))
    done = client.post(address("return", returns.commune.pk), {"reason": "Sửa"}, follow=True)
    assert "nên không làm được bước này" in text_of(done)
    assert not returns.commune.events.filter(new_status="returned").exists()


@pytest.mark.parametrize("name", ["questions", "submission", "return"])
def test_pages_take_the_same_queries_for_one_question_and_for_three(client, cast, returns, name):
    returns.say(returns.commune, returns.library, returns.visits, 8400)
    reply(question=asked(returns, cast), text="Đúng", by=cast.reporter)
    asked(returns, cast)
    bring(returns.commune, "submitted")
    client.force_login(cast.reviewer)
    client.get(address(name, returns.commune.pk))
    with CaptureQueriesContext(connection) as two:
        client.get(address(name, returns.commune.pk))
    for institution in (returns.other_library, returns.library):
        reply(question=asked(returns, cast, "Nữa", institution), text="Đúng", by=cast.reporter)
        asked(returns, cast, "Nữa", institution)
    with CaptureQueriesContext(connection) as six:
        client.get(address(name, returns.commune.pk))
    assert len(two) == len(six)
