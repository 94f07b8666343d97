"""The dashboard: its sentence, its bars against both plans, its years, and where they lead."""

import datetime
import re
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils import translation

from indicators.models import Target
from indicators.plan_loading import PLANS, load, read_files
from reports.awaited import awaited
from reports.census import Census, Question, current_stamps
from reports.charts.bullet import bullet_of, thresholds_of
from reports.definition import plan_rule
from reports.headline import Headline
from reports.path import paths_of
from reports.results import ShareRow, rows_of
from submissions.board import Response
from submissions.models import AnnualFigure, ReportingYear, Submission
from submissions.overview import progress_of

PLAN, COUNTRY = "06-kh-ubnd-2023", "1520-qd-ttg-2022"


def dashboard(year=2024, plan=PLAN):
    return reverse("reports:dashboard", args=[plan, year])


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def row_of(rows, criterion, category):
    return next(row for row in rows if row.criterion.code == criterion and row.group.categories[0].code == category)


def path_of(question, criterion, category):
    rows = rows_of(question)
    return paths_of(question)[row_of(rows, criterion, category).group.pk]


@pytest.fixture
def viewer(client, cast):
    client.force_login(cast.viewer)
    return client


@pytest.fixture
def both_plans(counted):
    load(read_files(PLANS / f"{COUNTRY}.toml"), reason="test", commit=True)
    return counted


# The sentence --------------------------------------------------------------------------------------------------------


def sentence(**numbers):
    told = Headline(**{"all": 13, "met": 0, "open": 0, "not_met": 0, "not_applicable": 0, "awaited": 0} | numbers)
    return "; ".join([", ".join(filter(None, [told.lead, told.rest])), told.silence])


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (
            {"met": 8, "open": 4, "not_met": 1, "awaited": 38},
            "8 trong 13 mục tiêu đạt, 4 chưa kết luận, 1 không đạt; 38 đơn vị chưa nộp báo cáo",
        ),
        ({"met": 13}, "Cả 13 mục tiêu đều đạt; mọi đơn vị đã nộp báo cáo"),
        (
            {"open": 13, "awaited": 1},
            "Chưa mục tiêu nào trong 13 mục tiêu đạt, 13 chưa kết luận; 1 đơn vị chưa nộp báo cáo",
        ),
        ({"all": 1, "met": 1, "awaited": None}, "Mục tiêu duy nhất đã đạt; kỳ báo cáo của năm chưa mở"),
        ({"all": 1, "not_applicable": 1}, "Mục tiêu duy nhất chưa đạt, 1 không xét; mọi đơn vị đã nộp báo cáo"),
    ],
)  # fmt: skip
def test_sentence(numbers, expected):
    with translation.override("vi"):
        assert sentence(**numbers) == expected


def test_units_that_have_not_reported_are_those_of_the_board(counted, cast, viewer):
    year = ReportingYear.objects.get(number=2024)
    census = Census(current_stamps(), Question(PLAN, 2024))
    board = Response.of(progress_of(year, cast.reviewer))
    assert awaited(census) == board.returns - board.given > 0
    before = awaited(census)
    Submission.objects.filter(year=year).update(status="returned")
    assert awaited(Census(current_stamps(), Question(PLAN, 2024))) == before + 1
    assert f"{before + 1} đơn vị chưa nộp báo cáo" in text_of(viewer.get(dashboard()))


def test_units_that_have_not_reported_inside_a_unit(counted):
    # In Krông Pắc its own office answers for what stands there, and has given nothing in.
    assert awaited(Census(current_stamps(), Question(PLAN, 2024, "654"))) == 1
    assert awaited(Census(current_stamps(), Question(PLAN, 2024, "99999"))) == 0


def test_year_never_opened_awaits_nobody(counted, viewer):
    assert awaited(Census(current_stamps(), Question(PLAN, 2029))) is None
    page = text_of(viewer.get(dashboard(2029)))
    assert "Chưa mục tiêu nào trong 13 mục tiêu đạt" in page
    assert "kỳ báo cáo của năm chưa mở" in page


def test_planned_year_awaits_nobody_yet(counted, viewer):
    ReportingYear.objects.create(
        number=2029, start=datetime.date(2029, 1, 1), end=datetime.date(2029, 12, 31), stage="planned",
        reference_date=datetime.date(2029, 12, 31),
    )  # fmt: skip
    assert awaited(Census(current_stamps(), Question(PLAN, 2029))) is None


def test_way_to_the_board_only_for_who_reads_it(counted, client, cast):
    board = f'href="{reverse("submissions:board", args=[2024])}"'
    for person, expected in [(cast.viewer, True), (cast.reviewer, True), (cast.reporter, False)]:
        client.force_login(person)
        page = client.get(dashboard())
        assert (board in page.content.decode()) is expected, person
        assert "đơn vị chưa nộp báo cáo" in text_of(page)


def test_plan_without_targets_says_what_to_do(counted, viewer):
    Target.objects.all().delete()
    page = text_of(viewer.get(dashboard()))
    assert "Kế hoạch chưa có mục tiêu" in page
    assert "mục tiêu đạt" not in page


def test_sections_follow_the_kinds_of_institutions(counted, viewer):
    page = viewer.get(dashboard()).content.decode()
    titles = [" ".join(found.split()) for found in re.findall(r'class="kind-title">\s*([^<]+)', page)]
    assert titles == ["Thư viện", "Bảo tàng", "Trung tâm văn hóa, nhà văn hóa"]
    assert "2/13" not in page
    assert re.search(r"\d/9 mục tiêu đạt", page)


# The bar -------------------------------------------------------------------------------------------------------------


def test_bar_of_a_share(counted):
    row = row_of(rows_of(Question(PLAN, 2024)), "L1", "library_commune")
    bar = bullet_of(row, thresholds_of(row, 2024, "Kế hoạch 06", []))
    # X1 meets, X2 does not, X3 is silent; 36 % of three is two: 240 wide, 80 each.
    assert (bar.met, bar.silent, bar.needed) == ((0, 80.0), (80.0, 80.0), (80.0, 80.0))
    assert [(mark.kind, mark.x) for mark in bar.marks] == [("own-later", 120.0), ("own", 86.4)]
    with translation.override("vi"):
        assert bar.title == "Đạt 1 trên 3 (33,33 %), chưa báo cáo 1, còn cần 1"
        assert bar.description == "Kế hoạch 06, năm 2025: 36 %; Kế hoạch 06, năm 2030: 50 %"


def test_bar_of_a_growth(counted):
    row = row_of(rows_of(Question(PLAN, 2024)), "L3", "library_province")
    bar = bullet_of(row, thresholds_of(row, 2024, "Kế hoạch 06", []))
    # 11.45 % on an axis to 20 %; 10 % is asked now, 10–15 % later.
    assert bar.met == (1.0, round(240 * 11.45 / 20, 1) - 1)
    assert bar.needed[1] == 0
    assert [(mark.kind, mark.x) for mark in bar.marks] == [("own", 120.0)]


def test_bar_where_visits_shrank(counted):
    AnnualFigure.objects.filter(institution__code="TVT", year__number=2024, measure__code="visits_onsite").update(
        approved_value=100
    )
    row = row_of(rows_of(Question(PLAN, 2024)), "L3", "library_province")
    bar = bullet_of(row, [])
    assert bar.zero > 1
    assert round(bar.met[0] + bar.met[1], 1) == bar.zero
    assert bar.needed[1] > 0


def test_marks_of_both_plans(both_plans):
    row = row_of(rows_of(Question(PLAN, 2024)), "L1", "library_district")
    country = plan_rule(COUNTRY, dict(current_stamps())["plan"])
    found = thresholds_of(row, 2024, "06", [("1520", country)])
    assert [(item.plan, item.milestone, item.value, item.now) for item in found] == [
        ("06", 2025, 87, True), ("06", 2030, 93, False), ("1520", 2025, 70, True), ("1520", 2030, 90, False),
    ]  # fmt: skip
    # Decision 1520 has no threshold for houses: nothing is guessed.
    house = row_of(rows_of(Question(PLAN, 2024)), "C2", "house_commune")
    assert [item.plan for item in thresholds_of(house, 2024, "06", [("1520", country)])] == ["06", "06"]


def test_page_names_the_thresholds_of_both_plans(both_plans, viewer):
    page = viewer.get(dashboard()).content.decode()
    assert "Quyết định 1520/QĐ-TTg, năm 2025: 70 %; Quyết định 1520/QĐ-TTg, năm 2030: 90 %" in page
    assert "<style" not in page
    assert " style=" not in page
    assert "Kế hoạch 06/KH-UBND, năm 2025: 87 %" in viewer.get(dashboard(plan=COUNTRY)).content.decode()


def test_ids_on_the_page_are_unique(both_plans, viewer):
    ids = re.findall(r'\sid="([^"]+)"', viewer.get(dashboard()).content.decode())
    assert len(ids) == len(set(ids))


def test_needed_leads_to_those_that_do_not_meet(counted, viewer):
    page = " ".join(viewer.get(dashboard()).content.decode().split())
    row = row_of(rows_of(Question(PLAN, 2024)), "L1", "library_commune")
    link = (
        f"{reverse('reports:criterion', args=[PLAN, 2024, 'L1'])}?group={row.group.pk}&amp;status=not_met#institutions"
    )
    assert f'<a href="{link}">còn cần 1 cơ sở</a>' in page


def test_not_met_even_if_all_the_silent_met(counted, viewer):
    # One museum meets, one does not, one is silent: asked for all of them, silence turns nothing.
    Target.objects.filter(group__criterion__code="M1", milestone=2025).update(threshold=100)
    row = row_of(rows_of(Question(PLAN, 2024)), "M1", "museum")
    assert (row.result.verdict, row.result.tally.silent) == ("not_met", 1)
    assert "dù mọi cơ sở chưa báo cáo đều đạt" in text_of(viewer.get(dashboard()))


# The years, and where they lead --------------------------------------------------------------------------------------


def museum(education, display):
    return {"education_plan": education, "digital_display": display}


@pytest.fixture
def museums(counted):
    """One of three museums in 2022 and 2023, nobody silent; two of three in 2024."""
    AnnualFigure.objects.filter(measure__code__in=["education_plan", "digital_display"]).delete()
    for year, met in [(2022, 1), (2023, 1), (2024, 2)]:
        said = {code: museum(1, int(place < met)) for place, code in enumerate(["B1", "B2", "B3"])}
        counted.figures(year, "approved", **said)
    return counted


def test_path_of_museums_by_hand(museums):
    path = path_of(Question(PLAN, 2024), "M1", "museum")
    third = Fraction(100, 3)
    assert [(point.year, point.value, point.settled) for point in path.points] == [
        (2022, third, True), (2023, third, True), (2024, 2 * third, True),
    ]  # fmt: skip
    assert (path.projection.first.year, path.projection.last.year) == (2023, 2024)
    assert (path.projection.value, path.short, path.reaches) == (100, 0, True)  # 66.67 + 6 · 33.33 stops at all


def test_path_that_stands_still_misses(museums):
    path = path_of(Question(PLAN, 2023), "M1", "museum")
    assert (path.projection.value, path.short, path.reaches) == (Fraction(100, 3), Fraction(200, 3), False)


def test_page_says_that_a_projection_is_none_of_the_results(museums, viewer):
    page = text_of(viewer.get(dashboard(2023)))
    assert "33,33 % mục tiêu 100 %: thiếu 66,67 điểm % theo 2022 và 2023" in page
    assert "Dự phóng theo đường thẳng qua hai năm gần nhất đã đủ báo cáo hoặc đã khóa; không phải kết quả." in page


def test_open_year_does_not_stand_on_a_line_until_it_is_closed(museums):
    AnnualFigure.objects.filter(institution__code="B3", year__number=2024).delete()
    path = path_of(Question(PLAN, 2024), "M1", "museum")
    assert [point.settled for point in path.points] == [True, True, False]
    assert path.projection.last.year == 2023
    ReportingYear.objects.filter(number=2024).update(
        stage="closed", closed_at=datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC)
    )
    path = path_of(Question(PLAN, 2024), "M1", "museum")
    assert (path.projection.last.year, path.projection.rests_on_silence) == (2024, True)


def test_path_of_visits_and_the_rate_it_comes_to(counted):
    counted.figures(2022, "approved", B1={"study_visits": 1000}, B2={"study_visits": 0}, B3={"study_visits": 0})
    counted.figures(2023, "approved", B1={"study_visits": 1100}, B2={"study_visits": 0}, B3={"study_visits": 0})
    path = path_of(Question(PLAN, 2023), "M2", "museum")
    # 100 more each year: 1,300 in the base year 2025, 1,800 in 2030, which is the fifth root of 18/13: 6.72 %.
    assert path.projection.value == 1800
    assert (path.rate, path.reaches) == ("6.72", False)


def test_district_libraries_are_not_projected_beyond_the_day_they_are_judged_until(counted):
    assert path_of(Question(PLAN, 2024), "L1", "library_district").target is None


def test_years_in_which_the_code_meant_another_place_are_left_out(museums):
    points = path_of(Question(PLAN, 2025, "24490"), "L1", "library_commune").points
    assert [point.year for point in points] == [2025]
    whole = path_of(Question(PLAN, 2024, "24490"), "L1", "library_commune").points
    assert [point.year for point in whole] == [2022, 2023, 2024]


def test_past_milestone_has_nothing_ahead(museums):
    assert path_of(Question(PLAN, 2031), "M1", "museum").target is None
    assert path_of(Question(PLAN, 2030), "M1", "museum").projection.value == 100  # 2030 has no result yet


def test_spark_tells_each_year(museums, viewer):
    page = viewer.get(dashboard()).content.decode()
    assert "2022: 33,33 %; 2023: 33,33 %; 2024: 66,67 %" in page
    assert "Dự phóng 2030: 100,00 % (không phải kết quả)" in page


# The question --------------------------------------------------------------------------------------------------------


def test_other_choices_are_open_only_when_they_differ(counted, viewer):
    closed, opened = '<details class="question-more">', '<details class="question-more" open>'
    assert closed in viewer.get(dashboard()).content.decode()
    assert closed in viewer.get(dashboard(), {"unit": "654", "basis": "approved", "at": "31/12/2024"}).content.decode()
    for choice in ({"basis": "all"}, {"at": "01/03/2024"}, {"at": "2023-01-01"}):
        assert opened in viewer.get(dashboard(), choice).content.decode(), choice


def test_reference_date_written_out_is_no_choice(counted, viewer):
    assert viewer.get(dashboard(), {"at": "31/12/2024"}).context["asked"].question.at is None


def test_kept_part_is_the_same_for_every_reader_and_right_after_a_change(museums, client, cast):
    def kept(person):
        client.force_login(person)
        page = client.get(dashboard()).content.decode()
        return page[page.index('<ul class="legend"') : page.index("export-links")]

    assert kept(cast.viewer) == kept(cast.reporter)
    before = kept(cast.viewer)
    AnnualFigure.objects.filter(institution__code="B1", year__number=2022).update(approved_value=0)
    assert kept(cast.viewer) != before


def test_every_row_is_on_the_page(counted, viewer):
    rows = rows_of(Question(PLAN, 2024))
    page = viewer.get(dashboard()).content.decode()
    assert page.count('class="result-cell"') == len(rows) == 13
    drawn = sum(1 for row in rows if isinstance(row, ShareRow) and row.result.tally.eligible)
    assert page.count('class="bullet"') >= drawn
