"""Words of explanation: stored once, for the values that they explain, and shown with the figure."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.checks import Unusual
from submissions.explaining import Explained, explain, explained
from submissions.models import Explanation, ImportBatch
from submissions.workflow import Refused, close_year


def large(returns, about="120→4800") -> Unusual:
    return Unusual("large_change", returns.visits.pk, about, "Lượt tại chỗ: …")


SAME = Unusual("same_as_last_year", None, "visits_onsite=1 visits_online=2", "Giống hệt năm trước.")


def test_explain_stores_the_words_with_who_what_and_through_which_file(cast, returns):
    batch = ImportBatch.objects.create(year=returns.this_year, file_name="xa.xlsx", sha256="0")
    rows = [
        Explained(returns.library.pk, large(returns), "  Mở thêm\nphòng đọc  "),
        Explained(returns.other_library.pk, SAME, "Đã đếm lại"),
    ]
    assert explain(year=returns.this_year, explained=rows, by=cast.reporter, batch=batch) == 2
    first, second = Explanation.objects.order_by("pk")
    assert (first.institution, first.year, first.measure) == (returns.library, returns.this_year, returns.visits)
    assert (first.check_code, first.about, first.text) == ("large_change", "120→4800", "Mở thêm phòng đọc")
    assert (first.by, first.batch) == (cast.reporter, batch)
    assert (second.institution, second.measure, second.text) == (returns.other_library, None, "Đã đếm lại")
    assert first.at is not None


def test_explain_keeps_words_in_one_normal_form(returns):
    rows = [Explained(returns.library.pk, large(returns), "Mở thêm phòng")]
    explain(year=returns.this_year, explained=rows, by=None)
    assert Explanation.objects.get().text == "Mở thêm phòng"


@pytest.mark.parametrize("text", ["", " ", "\u00a0\n", "x" * 501], ids=["none", "space", "blanks", "too many"])
def test_explain_refuses_no_words_and_too_many_and_stores_none_of_the_others(returns, text):
    rows = [
        Explained(returns.library.pk, large(returns), "Mở thêm phòng đọc"),
        Explained(returns.other_library.pk, SAME, text),
    ]
    with pytest.raises(Refused):
        explain(year=returns.this_year, explained=rows, by=None)
    assert Explanation.objects.count() == 0


def test_explain_refuses_in_a_closed_year(cast, returns):
    close_year(year=returns.last_year, by=cast.reviewer)
    with pytest.raises(Refused, match="đã khóa"):
        explain(year=returns.last_year, explained=[Explained(returns.library.pk, SAME, "Đúng")], by=cast.reviewer)


def test_explain_repeats_nothing_that_stands_word_for_word(cast, returns):
    def say(*words: str) -> int:
        rows = [Explained(returns.library.pk, large(returns), text) for text in words]
        return explain(year=returns.this_year, explained=rows, by=cast.reporter)

    assert say("Mở thêm phòng", "Mở thêm phòng") == 1
    assert say(" Mở thêm  phòng ") == 0
    assert say("Đếm cả lượt trực tuyến") == 1
    assert say("Mở thêm phòng") == 1, "what no longer holds is said anew"
    texts = Explanation.objects.order_by("pk").values_list("text", flat=True)
    assert list(texts) == ["Mở thêm phòng", "Đếm cả lượt trực tuyến", "Mở thêm phòng"]


def test_explain_tells_findings_apart_by_institution_measure_values_and_year(returns):
    rows = [
        Explained(returns.library.pk, large(returns), "Đúng"),
        Explained(returns.library.pk, large(returns, "120→5000"), "Đúng"),
        Explained(returns.library.pk, Unusual("large_change", None, "120→4800", ""), "Đúng"),
        Explained(returns.library.pk, Unusual("total_differs", returns.visits.pk, "120→4800", ""), "Đúng"),
        Explained(returns.other_library.pk, large(returns), "Đúng"),
    ]
    assert explain(year=returns.this_year, explained=rows, by=None) == 5
    assert explain(year=returns.last_year, explained=rows[:1], by=None) == 1


def test_explained_holds_for_the_same_values_alone(returns):
    rows = [
        Explained(returns.library.pk, large(returns), "Đúng"),
        Explained(returns.other_library.pk, SAME, "Đúng"),
        Explained(returns.foreign_library.pk, SAME, "Đúng"),
    ]
    explain(year=returns.this_year, explained=rows, by=None)
    explain(year=returns.last_year, explained=[Explained(returns.library.pk, SAME, "Đúng")], by=None)
    asked = [returns.library.pk, returns.other_library.pk]
    assert explained(returns.this_year, asked) == {
        (returns.library.pk, "large_change", returns.visits.pk, "120→4800"),
        (returns.other_library.pk, "same_as_last_year", None, "visits_onsite=1 visits_online=2"),
    }
    assert explained(returns.this_year, []) == set()


def test_explain_takes_the_same_queries_for_one_finding_and_for_many(returns):
    def say(count: int) -> int:
        rows = [Explained(returns.library.pk, large(returns, f"1→{n}"), f"Lần {count}") for n in range(count)]
        with CaptureQueriesContext(connection) as queries:
            explain(year=returns.this_year, explained=rows, by=None)
        return len(queries)

    assert say(1) == say(300)


def history(client, user, figure):
    client.force_login(user)
    return client.get(reverse("submissions:figure_history", args=[figure.pk]))


def test_history_shows_what_explains_the_figure_and_its_institution(client, cast, returns):
    figure = returns.say(returns.commune, returns.library, returns.visits, 4800)
    other = returns.say(returns.commune, returns.library, returns.service, 1)
    batch = ImportBatch.objects.create(year=returns.this_year, file_name="xa.xlsx", sha256="0")
    of_figure = Explained(returns.library.pk, large(returns), "Mở thêm <b>phòng đọc</b>")
    of_all = Explained(returns.library.pk, SAME, "Đã đếm lại")
    of_another = Explained(returns.other_library.pk, large(returns), "Của thư viện khác")
    of_last_year = Explained(returns.library.pk, SAME, "Của năm trước")
    explain(year=returns.this_year, explained=[of_figure, of_another], by=cast.reporter, batch=batch)
    explain(year=returns.this_year, explained=[of_all], by=None)
    explain(year=returns.last_year, explained=[of_last_year], by=None)
    text = " ".join(history(client, cast.viewer, figure).content.decode().split())
    assert text.index("Đã đếm lại") < text.index("Mở thêm &lt;b&gt;phòng đọc&lt;/b&gt;")
    assert "Thay đổi lớn so với năm trước; Reporter, " in text
    assert "Giống hệt năm trước; hệ thống, " in text
    assert ", tệp xa.xlsx" in text
    assert "Của thư viện khác" not in text
    assert "Của năm trước" not in text
    text = history(client, cast.viewer, other).content.decode()
    assert "Đã đếm lại" in text
    assert "phòng đọc" not in text


def test_history_shows_explanations_to_those_who_may_see_the_figure(client, cast, returns):
    figure = returns.say(returns.commune, returns.library, returns.visits, 4800)
    row = Explained(returns.library.pk, large(returns), "Mở thêm phòng đọc")
    explain(year=returns.this_year, explained=[row], by=cast.reporter)
    shown = {
        name
        for name in ("reporter", "reviewer", "viewer", "administrator", "outsider", "nobody")
        if "Mở thêm phòng đọc" in history(client, getattr(cast, name), figure).content.decode()
    }
    assert shown == {"reporter", "reviewer", "viewer", "administrator"}


def test_history_takes_the_same_queries_for_one_explanation_and_for_many(client, cast, returns):
    figure = returns.say(returns.commune, returns.library, returns.visits, 4800)

    def queries(count: int) -> int:
        rows = [Explained(returns.library.pk, large(returns, f"1→{n}"), "Đúng") for n in range(count)]
        explain(year=returns.this_year, explained=rows, by=cast.reporter)
        history(client, cast.viewer, figure)
        with CaptureQueriesContext(connection) as found:
            history(client, cast.viewer, figure)
        return len(found)

    assert queries(1) == queries(3)
