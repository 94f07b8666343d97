"""The search of the whole portal: what it finds, for whom, and in how many queries."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutions.aliases import remember_alias
from institutions.models import ReportingUnit
from institutions.reorganisation import change, close
from lifelong_learning.search import search
from lifelong_learning.search.pages import PAGES
from submissions.models import ReportingYear, Submission

from .one_of_everything import one_of_everything


@pytest.fixture
def world(province, cast):
    return one_of_everything(province, cast)


def titles(user, text: str) -> dict[str, list[str]]:
    """What is found, by heading."""
    return {group.title: [hit.title for hit in group.hits] for group in search(user, text).groups}


def hit(user, text: str, title: str):
    return next(hit for group in search(user, text).groups for hit in group.hits if hit.title == title)


@pytest.mark.parametrize("text", ["Thư viện Phước An", "thu vien phuoc an", "THƯ VIỆN PHƯỚC", "tv phuoc an", "phuocan"])
def test_institution_is_found_with_and_without_accents(world, cast, text):
    assert "Thư viện Phước An" in titles(cast.nobody, text)["Cơ sở"]


def test_exact_code_comes_first(world, cast):
    found = search(cast.viewer, "a")
    assert found.groups[0].title == "Đúng mã này"
    assert [hit.title for hit in found.groups[0].hits] == ["Thư viện Phước An"]
    assert "Thư viện Phước An" not in [hit.title for group in found.groups[1:] for hit in group.hits]


def test_earlier_name_leads_to_the_institution(province, cast):
    row = province.institution("N", "Thư viện Bình Minh", "library_commune", "new:24490")
    change(institution=row, on=datetime.date(2025, 9, 1), name="Thư viện Ánh Dương", by=cast.reviewer)
    found = hit(cast.viewer, "binh minh", "Thư viện Bình Minh")
    assert found.url == reverse("institutions:detail", args=["N"])
    assert "tên trước đây: Thư viện Bình Minh" in found.notes
    assert "đến 31/08/2025" in found.notes
    assert titles(cast.viewer, "anh duong")["Cơ sở"] == ["Thư viện Ánh Dương"]


def test_closed_institution_is_found_and_says_until_when(province, cast):
    row = province.institution("N", "Thư viện Bình Minh", "library_commune", "new:24490")
    close(institution=row, last_day=datetime.date(2025, 9, 30), by=cast.reviewer)
    assert "đến 30/09/2025" in hit(cast.viewer, "bình minh", "Thư viện Bình Minh").notes


def test_name_that_files_give_leads_to_the_institution(province, cast):
    row = province.institution("N", "Thư viện Bình Minh", "library_commune", "new:24490")
    remember_alias(institution=row, name="Phòng đọc Hoa Sen", places=[], by=cast.reviewer)
    assert hit(cast.viewer, "phong doc hoa sen", "Phòng đọc Hoa Sen").url.endswith("/institutions/N/")


def test_units_of_every_era_say_when_they_ended_and_what_became_of_them(province, cast):
    found = search(cast.nobody, "Krông Pắc").groups
    units = next(group.hits for group in found if group.title == "Đơn vị hành chính")
    assert [(unit.title, unit.kind) for unit in units] == [("Xã Krông Pắc", "Cấp xã"), ("Huyện Krông Pắc", "Cấp huyện")]
    assert "đến 30/06/2025" not in units[0].notes
    assert "đến 30/06/2025" in units[1].notes
    assert units[1].url.endswith("?year=2024")
    assert any(note.startswith("nay thuộc Xã ") for note in units[1].notes)


def test_reporting_unit_is_found_by_name_and_by_code(world, cast):
    assert "Bảo tàng" in titles(cast.nobody, "bao tang")["Đơn vị báo cáo"]
    assert titles(cast.nobody, "BT")["Đúng mã này"] == ["Bảo tàng"]


def test_criteria_targets_and_measures_are_found(world, cast):
    assert titles(cast.nobody, "L1")["Đúng mã này"] == ["L1. Phục vụ"]
    assert titles(cast.nobody, "luot tai cho")["Tiêu chí, mục tiêu, chỉ tiêu"] == ["Lượt tại chỗ"]
    assert "L1 · Thư viện xã: 36 %" in titles(cast.nobody, "L1 2025")["Tiêu chí, mục tiêu, chỉ tiêu"]


def test_year_leads_to_results_and_returns(world, cast):
    assert titles(cast.nobody, "2025")["Năm báo cáo và báo cáo"] == ["Kết quả năm 2025", "Báo cáo năm 2025"]
    assert titles(cast.nobody, "bao cao nam 2025")["Năm báo cáo và báo cáo"][0] == "Kết quả năm 2025"


@pytest.mark.parametrize("who", ["reporter", "reviewer", "viewer", "administrator"])
def test_return_is_found_within_the_scope(world, cast, who):
    office = Submission.objects.get().reporting_unit.name
    assert titles(getattr(cast, who), f"{office} 2025")["Năm báo cáo và báo cáo"] == [f"Báo cáo năm 2025: {office}"]


@pytest.mark.parametrize("who", ["outsider", "nobody"])
def test_return_is_not_found_outside_the_scope(world, cast, who):
    row = Submission.objects.select_related("reporting_unit").get()
    for text in (f"{row.reporting_unit.name} 2025", row.reporting_unit.code, row.reporting_unit.name):
        assert "Năm báo cáo và báo cáo" not in titles(getattr(cast, who), text)


def test_word_of_the_glossary_is_found_by_either_language_and_by_what_it_replaces(world, cast):
    for text in ("chua ket luan", "đơn vị nộp báo cáo"):
        assert "Giải thích từ ngữ" in titles(cast.nobody, text), text
    assert hit(cast.nobody, "chưa kết luận", "chưa kết luận").url == reverse("glossary") + "#open"


def test_page_is_found_by_what_people_call_it_and_only_by_who_may_open_it(world, cast):
    assert titles(cast.nobody, "đổi mật khẩu")["Trang của cổng"] == ["Đổi mật khẩu"]
    assert "Nhập từ tệp" in titles(cast.reporter, "nhap tu tep")["Trang của cổng"]
    assert "Trang của cổng" not in titles(cast.nobody, "nhap tu tep")
    assert titles(cast.administrator, "tai khoan vai tro")["Trang của cổng"] == ["Người dùng"]
    assert "Trang của cổng" not in titles(cast.viewer, "tai khoan vai tro")


@pytest.mark.parametrize("who", ["reporter", "reviewer", "viewer", "administrator", "nobody"])
def test_every_page_that_is_offered_opens(world, client, cast, who):
    user = getattr(cast, who)
    client.force_login(user)
    values = {"plan": "06-kh-ubnd-2023", "year": 2025}
    offered = [page for page in PAGES if page.open_to(user.scope())]
    statuses = {
        page.name: client.get(reverse(page.name, args=[values[name] for name in page.of])).status_code
        for page in offered
    }
    assert set(statuses.values()) == {200}, statuses


def test_nothing_found_says_what_may_have_been_meant(world, client, cast):
    client.force_login(cast.nobody)
    page = client.get(reverse("search"), {"q": "krong bac"}).content.decode()
    assert "Không tìm thấy gì." in page
    assert "Có phải bạn tìm" in page
    assert re.search(r'href="\?q=[^"]+">\w+ Krông Pắc</a>', page)


@pytest.mark.parametrize("text", ["", "   ", "?!", "%", "_", "'; DROP", "x" * 5000, "a\\b", "(", "ð", "\u0301"])
def test_odd_queries_get_a_page(world, client, cast, text):
    client.force_login(cast.nobody)
    response = client.get(reverse("search"), {"q": text})
    assert response.status_code == 200


def test_what_was_asked_is_escaped_and_stays_in_the_box(client, cast):
    client.force_login(cast.nobody)
    page = client.get(reverse("search"), {"q": "<b>Krông"}).content.decode()
    assert 'value="&lt;b&gt;Krông"' in page
    assert "<b>Krông" not in page


def test_more_than_fits_leads_to_the_list(province, cast):
    for number in range(9):
        province.institution(f"N{number}", f"Nhà văn hóa thôn {number}", "house_commune", "new:24490")
    group = next(group for group in search(cast.nobody, "nha van hoa thon").groups if group.title == "Cơ sở")
    assert len(group.hits) == 6
    assert group.all_url == "/institutions/?q=nha+van+hoa+thon"


def test_number_of_queries_does_not_grow_with_rows(province, cast, client):
    def queries() -> int:
        client.get(reverse("search"), {"q": "binh minh 2025"})
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("search"), {"q": "binh minh 2025"})
        return len(captured)

    year = ReportingYear.calendar(2025)
    year.save()
    client.force_login(cast.viewer)

    def one_more(number: int) -> None:
        province.institution(f"N{number}", f"Thư viện Bình Minh {number} 2025", "library_commune", "new:24490")
        unit = ReportingUnit.objects.create(
            code=f"BM{number}", name=f"Bình Minh {number} 2025", unit=province.units["new:66"],
            valid_from=datetime.date(2025, 7, 1),
        )  # fmt: skip
        Submission.objects.create(reporting_unit=unit, year=year)

    one_more(1)
    one = queries()
    one_more(2)
    one_more(3)
    assert queries() == one
