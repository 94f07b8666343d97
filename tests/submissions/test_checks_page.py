"""The page of what the checks find in a return: who reads and who explains, what is stored, filters, submitting."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutions.models import InstitutionVersion
from submissions.models import AnnualFigure, Explanation
from submissions.workflow import close_year

from .gate import explain_all, fill, fill_and_submit, look
from .ungated import hand_in


def url(returns, name="submission_checks"):
    return reverse(f"submissions:{name}", args=[returns.commune.pk])


def words(client, where, text, *, only=""):
    """What a browser sends back with this text in every field for words (or those of one name)."""
    html = client.get(where).content.decode()
    names = re.findall(r'name="(f[0-9a-f]{12})"', html)
    return {name: text for name in names if only in name}


@pytest.fixture
def jumped(returns):
    """Two libraries with many more visits than last year; everything else is answered and explained."""
    for library, value in ((returns.library, 120), (returns.other_library, 130)):
        returns.say(returns.district, library, returns.visits, value)
    fill(returns.commune)
    explain_all(returns.commune, text="Mới đếm lại")
    returns.say(returns.commune, returns.library, returns.visits, 4800)
    returns.say(returns.commune, returns.other_library, returns.visits, 5900)
    return returns


@pytest.mark.parametrize(
    ("role", "status"),
    [("reporter", 200), ("reviewer", 200), ("viewer", 200), ("administrator", 200), ("outsider", 404), ("nobody", 404)],
)
def test_checks_page_opens_within_the_scope(client, cast, jumped, role, status):
    client.force_login(getattr(cast, role))
    response = client.get(url(jumped))
    assert response.status_code == status
    assert ("4.800, năm trước 120" in response.content.decode()) is (status == 200)


def test_every_field_for_words_says_what_it_is_about(client, cast, jumped):
    client.force_login(cast.reporter)
    form = client.get(url(jumped)).context["form"]
    labels = [str(form[name].label) for name in form.fields if re.fullmatch("f[0-9a-f]{12}", name)]
    assert len(labels) == len(set(labels)) >= 2
    assert sum("4.800, năm trước 120" in label for label in labels) == 1


@pytest.mark.parametrize(
    ("role", "state", "status"),
    [
        ("reporter", "draft", 302), ("reviewer", "draft", 302), ("viewer", "draft", 403),
        ("administrator", "draft", 403), ("outsider", "draft", 404), ("reporter", "submitted", 409),
        ("reviewer", "submitted", 302), ("reviewer", "approved", 409), ("reporter", "closed", 409),
    ],
)  # fmt: skip
def test_words_are_stored_from_those_who_may_write_the_figures(client, cast, jumped, role, state, status):
    client.force_login(cast.reporter)
    sent = words(client, url(jumped), "Mở thêm phòng đọc")
    assert len(sent) == 2
    if state == "closed":
        close_year(year=jumped.this_year, by=cast.reviewer)
    elif state != "draft":
        hand_in(jumped.commune)
        type(jumped.commune).objects.filter(pk=jumped.commune.pk).update(status=state)
    client.force_login(getattr(cast, role))
    assert client.post(url(jumped), sent).status_code == status
    stored = Explanation.objects.filter(text="Mở thêm phòng đọc")
    assert stored.count() == (2 if status == 302 else 0)
    assert {row.by for row in stored} <= {getattr(cast, role)}


def test_explained_findings_show_words_who_and_when(client, cast, jumped):
    client.force_login(cast.reporter)
    client.post(url(jumped), words(client, url(jumped), "Mở thêm <b>phòng đọc</b>"))
    text = client.get(url(jumped)).content.decode()
    assert "“Mở thêm &lt;b&gt;phòng đọc&lt;/b&gt;” Reporter, " in text
    assert not look(jumped.commune).unexplained


def test_words_can_be_written_anew_and_the_old_ones_stay(client, cast, jumped):
    client.force_login(cast.reporter)
    client.post(url(jumped), words(client, url(jumped), "Nhầm"))
    client.post(url(jumped), words(client, url(jumped), "Đúng"))
    assert {row.explanation.text for row in look(jumped.commune).explained} == {"Đúng"}
    assert Explanation.objects.filter(text="Nhầm").count() == 2


def test_earlier_words_are_taken_again_only_by_a_mark(client, cast, jumped):
    explain_all(jumped.commune, by=cast.reporter, text="Mở thêm phòng đọc")
    jumped.say(jumped.commune, jumped.library, jumped.visits, 4900)
    client.force_login(cast.reporter)
    html = client.get(url(jumped)).content.decode()
    assert "Lời cũ, khi giá trị còn khác: “Mở thêm phòng đọc” Reporter." in html
    (again,) = re.findall(r'name="(again-f[0-9a-f]{12})"', html)
    client.post(url(jumped), {again.removeprefix("again-"): ""})
    assert len(look(jumped.commune).unexplained) == 1
    client.post(url(jumped), {again: "on"})
    assert not look(jumped.commune).unexplained


def test_one_text_explains_all_findings_of_a_check(client, cast, jumped):
    client.force_login(cast.reporter)
    assert "Ghi lời này cho cả 2 điểm" in client.get(url(jumped)).content.decode()
    client.post(url(jumped), {"for_all": "large_change", "all-large_change": "Mở lại sau sửa chữa"})
    assert {row.name for row in look(jumped.commune).explained} == {"Thư viện Phước An", "Thư viện Krông Búk"}


def test_one_text_for_all_is_for_those_that_the_filter_leaves(client, cast, jumped, province):
    other = province.institution("TV9", "Nhà đọc sách", "library_commune", "old:24490")
    jumped.say(jumped.district, other, jumped.visits, 100)
    jumped.say(jumped.commune, other, jumped.service, 1)
    jumped.say(jumped.commune, other, jumped.visits, 7700)
    client.force_login(cast.reporter)
    client.post(f"{url(jumped)}?q=thu+vien", {"for_all": "large_change", "all-large_change": "Mở lại"})
    left = [row.name for row in look(jumped.commune).unexplained if row.code == "large_change"]
    assert left == ["Nhà đọc sách"]


def test_words_for_one_finding_are_stored_with_the_text_for_all_the_others(client, cast, jumped):
    client.force_login(cast.reporter)
    html = client.get(url(jumped)).content.decode()
    one = re.findall(r'name="(f[0-9a-f]{12})"', html)[0]
    client.post(url(jumped), {"for_all": "large_change", "all-large_change": "Mở lại", one: "Xây mới"})
    assert sorted(row.explanation.text for row in look(jumped.commune).explained) == ["Mở lại", "Xây mới"]


def test_no_words_for_all_are_refused(client, cast, jumped):
    client.force_login(cast.reporter)
    response = client.post(url(jumped), {"for_all": "large_change", "all-large_change": "  "})
    assert response.status_code == 409
    assert "Hãy ghi lời giải thích." in response.content.decode()


def test_too_many_words_come_back_as_they_were_typed(client, cast, jumped):
    client.force_login(cast.reporter)
    response = client.post(url(jumped), words(client, url(jumped), "x" * 501))
    assert response.status_code == 422
    assert "x" * 501 in response.content.decode()
    assert not Explanation.objects.filter(text__startswith="x").exists()


def test_words_for_values_that_changed_meanwhile_are_told(client, cast, jumped):
    client.force_login(cast.reporter)
    sent = words(client, url(jumped), "Mở thêm phòng đọc")
    jumped.say(jumped.commune, jumped.library, jumped.visits, 4900)
    text = client.post(url(jumped), sent, follow=True).content.decode()
    assert "Đã ghi 1 lời giải thích." in text
    assert "lời giải thích cho giá trị cũ không được ghi" in text
    assert [row.name for row in look(jumped.commune).unexplained] == ["Thư viện Phước An"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Thư viện Phước An", "Thư viện Krông Búk"}),
        ("?q=phuoc", {"Thư viện Phước An"}),
        ("?check=large_change", {"Thư viện Phước An", "Thư viện Krông Búk"}),
        ("?kind=open", {"Thư viện Phước An", "Thư viện Krông Búk"}),
        ("?kind=error", set()),
        ("?q=nowhere", set()),
        ("?page=abc&kind=nonsense", set()),
    ],
)
def test_findings_are_filtered(client, cast, jumped, query, names):
    client.force_login(cast.viewer)
    shown = client.get(f"{url(jumped)}{query}").context["listing"].rows
    assert {row.name for row in shown if row.code == "large_change"} == names


def test_findings_are_paged_by_fifty(client, cast, returns, province):
    for number in range(60):
        province.institution(f"N{number:03}", f"Thư viện {number}", "library_commune", "old:24490")
    client.force_login(cast.reporter)
    first = client.get(url(returns))
    assert first.content.decode().count('<li class="is-') == 50
    second = client.get(url(returns) + first.context["page"]["next_url"])
    assert second.content.decode().count('<li class="is-') == 13
    assert second.context["page"]["next_url"] == ""


def test_figures_of_an_institution_outside_the_year_are_withdrawn_by_a_button(client, cast, returns):
    fill(returns.commune)
    version = InstitutionVersion.objects.get(institution=returns.library)
    version.valid_until = datetime.date(2024, 12, 31)
    version.save()
    client.force_login(cast.reporter)
    html = client.get(url(returns)).content.decode()
    assert f'value="{returns.library.pk}-None"' in html
    where = url(returns, "withdraw_stray")
    assert client.post(where, {"stray": f"{returns.other_library.pk}-None"}).status_code == 404
    client.force_login(cast.viewer)
    assert client.post(where, {"stray": f"{returns.library.pk}-None"}).status_code == 403
    client.force_login(cast.reporter)
    client.post(where, {"stray": f"{returns.library.pk}-None"})
    assert not look(returns.commune).errors
    states = AnnualFigure.objects.filter(institution=returns.library).values_list("state", flat=True)
    assert set(states) == {"not_reported"}


def test_submit_button_is_there_once_nothing_is_in_the_way(client, cast, jumped):
    client.force_login(cast.reporter)
    text = client.get(url(jumped)).content.decode()
    assert ("Chưa nộp được" in text, "Nộp báo cáo</button>" in text) == (True, False)
    explain_all(jumped.commune, by=cast.reporter)
    text = client.get(url(jumped)).content.decode()
    assert ("Chưa nộp được" in text, "Nộp báo cáo</button>" in text) == (False, True)
    client.force_login(cast.viewer)
    assert "Nộp báo cáo</button>" not in client.get(url(jumped)).content.decode()


def test_submitting_page_tells_what_is_handed_in(client, cast, returns):
    returns.say(returns.commune, returns.library, returns.visits, 40)
    client.force_login(cast.reporter)
    response = client.get(url(returns, "submit"))
    text = response.content.decode()
    assert "Thư viện Krông Búk" in text
    assert "Chưa nộp được" in text
    assert response.context["summary"].unanswered == 3


def test_submitting_what_is_not_ready_leads_to_what_is_in_the_way(client, cast, jumped):
    client.force_login(cast.reporter)
    response = client.post(url(jumped, "submit"), follow=True)
    assert response.redirect_chain[-1][0] == url(jumped)
    assert "Chưa nộp được: còn 2 điểm cần giải thích." in response.content.decode()
    explain_all(jumped.commune, by=cast.reporter)
    response = client.post(url(jumped, "submit"), follow=True)
    assert "Đã nộp báo cáo." in response.content.decode()


def test_grid_saves_first_and_then_tells_what_is_in_the_way(client, cast, jumped):
    client.force_login(cast.reporter)
    key = f"{jumped.library.pk}-{jumped.visits.pk}"
    figure = AnnualFigure.objects.get(institution=jumped.library, measure=jumped.visits, year=jumped.this_year)
    data = {"line": jumped.library.pk, f"value-{key}": "6000", f"seen-{key}": figure.revision, "submit": "1"}
    response = client.post(url(jumped, "submission"), data, follow=True)
    assert response.redirect_chain[-1][0] == url(jumped)
    assert "Chưa nộp được" in response.content.decode()
    figure.refresh_from_db()
    assert figure.value == 6000


def test_grid_and_form_show_the_finding_where_it_is(client, cast, jumped):
    client.force_login(cast.reporter)
    key = f"{jumped.library.pk}-{jumped.visits.pk}"
    html = client.get(url(jumped, "submission")).content.decode()
    beside = re.search(rf'id="findings-{key}".*?</ul>', html, re.DOTALL)[0]
    assert "Cần giải thích: Lượt tại chỗ: 4.800, năm trước 120" in beside
    form = reverse("submissions:institution_form", args=[2025, "TV1"])
    sent = words(client, form, "Mở thêm phòng đọc")
    assert len(sent) == 1
    data = {f"m{measure.pk}-seen": "2" for measure in (jumped.visits, jumped.service)}
    client.post(form, data | sent)
    assert Explanation.objects.filter(text="Mở thêm phòng đọc", institution=jumped.library).exists()


def test_reviewer_sees_how_much_was_found_and_explained(client, cast, returns):
    fill_and_submit(returns.commune, by=cast.reporter)
    client.force_login(cast.reviewer)
    text = client.get(url(returns, "submission")).content.decode()
    assert re.search(r"\d+ điểm đã giải thích", text) or "Không có gì khác thường." in text
    assert url(returns) in text


def test_checks_page_takes_the_same_queries_for_1_and_3_institutions(client, cast, returns, province):
    client.force_login(cast.outsider)
    where = reverse("submissions:submission_checks", args=[returns.foreign.pk])

    def queries() -> int:
        client.get(where)
        with CaptureQueriesContext(connection) as taken:
            client.get(where)
        return len(taken)

    one = queries()
    for number in range(2):
        province.institution(f"N{number}", f"Thư viện {number}", "library_commune", "old:22015")
    client.get(where)
    assert queries() == one
