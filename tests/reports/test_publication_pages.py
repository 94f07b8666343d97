"""The pages of what was known on a day and of publications: what they show, to whom, in how many queries."""

import datetime
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from indicators.models import Target
from institutions.models import Institution
from reports import frozen
from reports.models import Publication
from reports.publishing import publish
from submissions.models import AnnualFigure, FigureApproval, ReportingYear
from submissions.workflow import close_year

PLAN = "06-kh-ubnd-2023"
KNOWN = reverse("reports:known", args=[PLAN, 2024])
PUBLISH = reverse("reports:publish", args=[PLAN, 2024])


@pytest.fixture
def year(counted):
    row = ReportingYear.objects.get(number=2024)
    close_year(year=row, by=None)
    return row


@pytest.fixture
def published(counted, year, cast):
    return publish(plan=counted.plan, year=year, by=cast.reviewer, note="Lần đầu")


@pytest.fixture
def traced(counted):
    """The small province, whose figures were written past the verbs, with the trace of its approvals."""
    FigureApproval.objects.bulk_create(
        FigureApproval(figure=figure, state=figure.approved_state, value=figure.approved_value, at=timezone.now())
        for figure in AnnualFigure.objects.all()
    )
    return counted


def page(client, user, url, **query):
    client.force_login(user)
    return client.get(url, query)


def text(response) -> str:
    return " ".join(response.content.decode().split())


def today() -> str:
    return timezone.localdate().isoformat()


# As known on a day --------------------------------------------------------------------------------------------------


def test_the_dashboard_leads_to_what_was_known_and_published(client, cast, published):
    shown = text(page(client, cast.viewer, reverse("reports:dashboard", args=[PLAN, 2024])))
    assert f'action="{KNOWN}"' in shown
    assert f'{reverse("reports:publications")}?plan={PLAN}&amp;year=2024"' in shown
    assert PUBLISH not in shown
    assert PUBLISH in text(page(client, cast.reviewer, reverse("reports:dashboard", args=[PLAN, 2024])))


def test_known_asks_for_a_day_first(client, cast, counted):
    shown = text(page(client, cast.viewer, KNOWN))
    assert "Kết quả năm 2024 như đã biết vào một ngày" in shown
    assert "<table" not in shown


def test_known_shows_rows_then_beside_now_and_in_what_they_differ(client, cast, traced):
    moment = timezone.localtime()
    target = Target.objects.get(group__criterion__code="L1", group__name__contains="cấp huyện", milestone=2025)
    target.threshold = 40
    target.save()
    shown = text(page(client, cast.viewer, KNOWN, on=moment.isoformat()))
    assert "Nay khác ở 1 trong 13 dòng." in shown
    assert shown.count("<strong>Khác:</strong>") == 1
    assert "mục tiêu 87 %" in shown
    assert "mục tiêu 40 %" in shown
    assert "Nay không khác dòng nào." in text(page(client, cast.viewer, KNOWN, on=today()))


def test_known_before_anything_was_recorded_says_since_when(client, cast, counted):
    shown = text(page(client, cast.viewer, KNOWN, on="31/12/2019"))
    assert "Đến lúc ấy cổng chưa ghi nhận kế hoạch này" in shown
    assert f"Cổng có kế hoạch và cơ sở từ {timezone.localtime():%H:}" in shown
    assert "<table" not in shown


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("hôm qua", "“hôm qua” không phải là ngày. Hãy viết ngày/tháng/năm, ví dụ 31/12/2025."),
        ("31/12", "“31/12” không phải là ngày. Hãy viết ngày/tháng/năm, ví dụ 31/12/2025."),
        ("12/31/2025", "Không có tháng 31. Hãy viết ngày trước, tháng sau, ví dụ 31/12/2025."),
        ("2025-13-01", "Không có ngày 01/13/2025. Hãy viết ngày/tháng/năm, ví dụ 31/12/2025."),
        ("0001-01-01", "Ngày không hợp lệ; hãy ghi như 31/12/2025 hoặc 31/12/2025 17:00."),
        ("9999-12-31", "Ngày không hợp lệ; hãy ghi như 31/12/2025 hoặc 31/12/2025 17:00."),
        ("2025-12-31T25:00", "Ngày không hợp lệ; hãy ghi như 31/12/2025 hoặc 31/12/2025 17:00."),
    ],
)
def test_known_refuses_what_is_no_day_with_a_sentence(client, cast, counted, on, said):
    assert said in text(page(client, cast.viewer, KNOWN, on=on))


def test_progress_gives_what_was_known_with_the_moment(traced, capsys):
    call_command("progress", plan=PLAN, year=2024, format="json")
    now = json.loads(capsys.readouterr().out)
    call_command("progress", plan=PLAN, year=2024, format="json", known_on=timezone.localtime().isoformat())
    then = json.loads(capsys.readouterr().out)
    assert datetime.datetime.fromisoformat(then.pop("known_on")) <= timezone.now()
    assert then == now


# Publications -------------------------------------------------------------------------------------------------------


def test_a_publication_is_shown_to_everybody_signed_in(client, cast, published):
    url = reverse("reports:publication", args=[published.pk])
    for user in (cast.nobody, cast.outsider, cast.viewer):
        shown = text(page(client, user, url))
        assert "bản công bố số 1" in shown
        assert f"SHA-256 {published.sha256}" in shown
        assert "Số hiện hành không khác bản công bố ở dòng nào." in shown
        assert "năm thống kê (01/01 - 31/12); cơ sở được đếm ngày 31/12/2024" in shown
        assert "Báo cáo đã duyệt: 1 trên 3 đơn vị báo cáo." in shown
    client.logout()
    assert client.get(url).status_code == 302


def test_a_publication_says_in_what_the_live_results_differ(client, cast, published):
    Target.objects.filter(milestone=2025, group__criterion__code="L2").update(threshold=1, upper=None)
    shown = text(page(client, cast.viewer, reverse("reports:publication", args=[published.pk])))
    assert "Số hiện hành khác bản công bố ở 4 trong 13 dòng." in shown
    assert published.document["rows"] == json.loads(published.results_file)["rows"]


def test_a_publication_leads_to_the_others_of_its_year(client, cast, counted, published, year):
    second = publish(plan=counted.plan, year=year, by=None)
    shown = text(page(client, cast.viewer, reverse("reports:publication", args=[published.pk])))
    assert reverse("reports:publication", args=[second.pk]) in shown
    listed = text(page(client, cast.viewer, reverse("reports:publications")))
    assert listed.count("Kế hoạch 06/KH-UBND") == 2
    of_2023 = page(client, cast.viewer, reverse("reports:publications"), plan=PLAN, year="2023")
    assert "Chưa có bản công bố nào" in text(of_2023)


def test_the_hash_is_checked_on_demand(client, cast, published):
    url = reverse("reports:publication", args=[published.pk])
    client.force_login(cast.nobody)
    assert "đúng như khi công bố" in text(client.get(url, {"check": "1"}, follow=True))
    frozen.remove_triggers()
    Publication.objects.update(results=b"broken")
    damaged = text(client.get(url, {"check": "1"}, follow=True))
    assert "SHA-256 không khớp" in damaged
    assert "Bản công bố này đã hỏng" in damaged
    assert client.get(reverse("reports:publication_institutions", args=[published.pk])).status_code == 404


def test_the_files_are_the_bytes_that_were_published(client, cast, published):
    response = page(client, cast.nobody, reverse("reports:publication_file", args=[published.pk, "json"]))
    assert response.content == published.results_file
    assert response["Content-Disposition"] == f'attachment; filename="{PLAN}-2024-1.json"'
    response = page(client, cast.administrator, reverse("reports:publication_file", args=[published.pk, "csv"]))
    assert response.content == published.registry_file
    assert page(client, cast.nobody, reverse("reports:publication_file", args=[published.pk, "xml"])).status_code == 404


def test_outcomes_of_single_institutions_stay_in_the_scope(client, cast, published):
    """The outsider answers for X5 and H7, which lie outside the territory; the reporter for 24490: X1, X2, H1, H2, …"""
    csv = reverse("reports:publication_file", args=[published.pk, "csv"])
    for user in (cast.nobody, cast.outsider, cast.reporter):
        assert page(client, user, csv).status_code == 403
        shown = text(page(client, user, reverse("reports:publication", args=[published.pk])))
        assert csv not in shown
    assert page(client, cast.viewer, csv).status_code == 200
    url = reverse("reports:publication_institutions", args=[published.pk])
    asked = {"criterion": "L1", "group": "library_commune"}
    shown = text(page(client, cast.viewer, url, **asked))
    assert [code for code in ("X1", "X2", "X3") if f"Cơ sở {code}" in shown] == ["X1", "X2", "X3"]
    shown = text(page(client, cast.reporter, url, **asked))
    assert [code for code in ("X1", "X2", "X3") if f"Cơ sở {code}" in shown] == ["X1", "X2"]
    assert "1 cơ sở khác nằm ngoài phạm vi của bạn" in shown
    shown = text(page(client, cast.nobody, url, **asked))
    assert "Cơ sở X" not in shown
    assert "3 cơ sở khác nằm ngoài phạm vi của bạn" in shown


def test_a_published_row_is_opened_by_outcome_and_year(client, cast, published):
    url = reverse("reports:publication_institutions", args=[published.pk])
    shown = text(page(client, cast.viewer, url, criterion="L1", group="library_commune", outcome="met"))
    assert [code for code in ("X1", "X2", "X3") if f"Cơ sở {code}" in shown] == ["X1"]
    growth = "library_province + library_district + library_commune + library_education"
    shown = text(page(client, cast.viewer, url, criterion="L3", group=growth, year="2022"))
    assert "Cơ sở X4" in shown  # closed in June 2024
    assert "1.000 lượt" in shown
    assert "Cơ sở X4" not in text(page(client, cast.viewer, url, criterion="L3", group=growth))
    assert page(client, cast.viewer, url, criterion="L1", group="nothing").status_code == 404


# Publishing ---------------------------------------------------------------------------------------------------------


def test_publishing_is_for_those_who_keep_the_years(client, cast, year):
    for user in (cast.reporter, cast.viewer, cast.outsider, cast.nobody):
        assert page(client, user, PUBLISH).status_code == 403
        assert client.post(PUBLISH, {"sure": "on"}).status_code == 403
    assert not Publication.objects.exists()
    assert page(client, cast.administrator, PUBLISH).status_code == 200


def test_the_reviewer_sees_what_will_be_published_and_publishes_it(client, cast, year):
    shown = text(page(client, cast.reviewer, PUBLISH))
    assert "01/01/2024 đến 31/12/2024, năm thống kê (01/01 - 31/12)" in shown
    assert "chưa được duyệt" in shown
    assert "Cơ quan Huyện Krông Pắc: chưa mở" in shown
    assert client.post(PUBLISH, {}).status_code == 200
    assert not Publication.objects.exists()
    response = client.post(PUBLISH, {"sure": "on", "note": "Theo CV 12"})
    row = Publication.objects.get()
    assert response["Location"] == reverse("reports:publication", args=[row.pk])
    assert (row.by, row.note, row.number) == (cast.reviewer, "Theo CV 12", 1)


def test_an_open_year_is_not_published(client, cast, counted):
    shown = text(page(client, cast.reviewer, PUBLISH))
    assert "Năm báo cáo 2024 chưa khóa." in shown
    assert 'name="sure"' not in shown
    assert "chưa khóa" in text(client.post(PUBLISH, {"sure": "on"}))
    assert not Publication.objects.exists()


def test_unknown_plans_years_and_publications_are_not_found(client, cast, counted):
    for name, *args in [
        ("known", "no-plan", 2024), ("publish", "no-plan", 2024), ("publish", PLAN, 2019), ("publication", 999),
        ("publication_institutions", 999), ("publication_file", 999, "json"),
    ]:  # fmt: skip
        assert page(client, cast.reviewer, reverse(f"reports:{name}", args=args), on="2025-01-01").status_code == 404


def queries(client, url, **query) -> int:
    with CaptureQueriesContext(connection) as told:
        assert client.get(url, query).status_code == 200
    return len(told)


def test_the_number_of_queries_does_not_depend_on_the_rows(client, cast, counted, published, year):
    client.force_login(cast.reporter)
    one = reverse("reports:publication", args=[published.pk])
    opened = reverse("reports:publication_institutions", args=[published.pk])
    asked = {"criterion": "L1", "group": "library_commune"}
    client.get(one)
    before = [queries(client, reverse("reports:publications")), queries(client, one), queries(client, opened, **asked)]
    known = [queries(client, KNOWN, on=timezone.localtime().isoformat())]
    for code in ("N1", "N2", "N3"):
        counted.province.institution(code, code, "library_commune", "old:24490")
    publish(plan=counted.plan, year=year, by=cast.reviewer)
    third = publish(plan=counted.plan, year=year, by=cast.viewer)
    assert Institution.objects.filter(code="N1").exists()
    one, opened = (reverse(f"reports:{name}", args=[third.pk]) for name in ("publication", "publication_institutions"))
    client.get(one)
    after = [queries(client, reverse("reports:publications")), queries(client, one), queries(client, opened, **asked)]
    assert after == before
    assert [queries(client, KNOWN, on=timezone.localtime().isoformat())] == known
