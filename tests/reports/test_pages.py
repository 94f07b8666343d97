"""The pages of results: what they say, where their numbers lead, and what they keep from whom."""

import io

import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook

from indicators.models import Target
from institutions.models import InstitutionVersion
from submissions.models import AnnualFigure

PLAN = "06-kh-ubnd-2023"


def dashboard(year=2024):
    return reverse("reports:dashboard", args=[PLAN, year])


def criterion(code, year=2024):
    return reverse("reports:criterion", args=[PLAN, year, code])


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def viewer(client, cast):
    client.force_login(cast.viewer)
    return client


def test_dashboard_says_how_many_targets_are_met(counted, viewer):
    page = text_of(viewer.get(dashboard()))
    assert "<strong>2 trong 13 mục tiêu đạt</strong>, 7 chưa kết luận, 4 không đạt; " in page
    assert "33,33 %" in page
    assert "11,45 %" in page


def test_dashboard_number_leads_to_the_institutions_behind_it(counted, viewer):
    page = viewer.get(dashboard())
    row = next(
        r for _c, rows in page.context["sections"] for r in rows if r.group.categories[0].code == "library_commune"
    )
    link = f"{criterion('L1')}?group={row.group.pk}&amp;status=met"
    assert f'href="{link}#institutions">1</a>' in page.content.decode()
    behind = viewer.get(link.replace("&amp;", "&"))
    assert [found.code for found in behind.context["behind"].listing.rows] == ["X1"]


@pytest.mark.parametrize(
    ("status", "codes"), [("met", ["B1"]), ("not_met", ["B3"]), ("silent", ["B2"]), ("eligible", ["B1", "B2", "B3"])]
)
def test_criterion_lists_each_side(counted, viewer, status, codes):
    listing = viewer.get(criterion("M1"), {"status": status}).context["behind"].listing
    assert [found.code for found in listing.rows] == codes
    assert (listing.count, listing.hidden) == (len(codes), 0)


def test_criterion_shows_first_what_asks_for_action(counted, viewer):
    assert viewer.get(criterion("M1")).context["behind"].status == "not_met"
    assert viewer.get(criterion("L3")).context["behind"].status == "silent"


def test_criterion_gives_the_reason(counted, viewer):
    page = text_of(viewer.get(criterion("C2"), {"status": "silent"}))
    assert 'Số lớp năng khiếu:</span> <span class="answer-value">0</span>' in page
    assert 'Số câu lạc bộ:</span> <em class="silent">chưa có số liệu</em>' in page


def test_criterion_by_unit_sums_to_the_whole(counted, viewer):
    units = viewer.get(criterion("C2")).context["behind"].units()
    assert [(unit.name, result.tally.eligible) for unit, result in units] == [("Huyện Krông Pắc", 3)]
    later = viewer.get(criterion("C2", 2025)).context["behind"].units()
    assert [(unit.name if unit else None, result.tally.eligible) for unit, result in later] == [
        ("Xã Krông Pắc", 3), (None, 1),  # H3's commune was split: it counts for the province and for no commune
    ]  # fmt: skip


def test_criterion_through_the_years(counted, viewer):
    years = viewer.get(criterion("L1")).context["behind"].years()
    assert [(year, row.result.tally.met) for year, row in years] == [(2022, 0), (2023, 0), (2024, 1)]


def test_reporter_sees_counts_but_names_only_of_their_own(counted, client, cast):
    """The reporter of new commune 24490 answers for X1 and X2; X3 is the province's until somebody places it."""
    client.force_login(cast.reporter)
    commune = (
        criterion("L1")
        + "?status=eligible&group="
        + str(
            next(
                g.pk
                for g in counted.plan.criteria.get(code="L1").groups.all()
                if g.categories.get().code == "library_commune"
            )
        )
    )
    page = client.get(commune)
    assert [found.code for found in page.context["behind"].listing.rows] == ["X1", "X2"]
    assert "1 cơ sở khác nằm ngoài phạm vi của bạn" in text_of(page)
    assert "Cơ sở X3" not in page.content.decode()
    assert "33,33 %" in page.content.decode()


def test_kept_parts_of_a_page_do_not_leak_to_another_reader(counted, client, cast):
    client.force_login(cast.viewer)
    wide = client.get(criterion("C2") + "?status=eligible").content.decode()
    assert "Cơ sở H3" in wide
    client.force_login(cast.outsider)
    narrow = client.get(criterion("C2") + "?status=eligible").content.decode()
    assert "Cơ sở H3" not in narrow
    assert "3 cơ sở khác nằm ngoài phạm vi" in " ".join(narrow.split())
    client.force_login(cast.viewer)
    assert "Cơ sở H3" in client.get(criterion("C2") + "?status=eligible").content.decode()


def test_kept_parts_of_a_page_do_not_say_again_what_another_reader_asked(counted, client, cast):
    client.force_login(cast.reporter)
    client.get(criterion("M1"), {"note": "bi-mat", "status": "bi-mat", "at": "bi-mat", "unit": "bi-mat"})
    client.force_login(cast.viewer)
    page = text_of(client.get(criterion("M1")))
    assert "bi-mat" not in page
    assert 'href="?chart=' in page
    assert 'href="?table=units&amp;export=csv"' in page


def test_pages_change_at_the_next_request(counted, viewer):
    assert "2 trong 13" in text_of(viewer.get(dashboard()))
    AnnualFigure.objects.filter(institution__code="TT655").update(approved_value=1)
    assert "3 trong 13" in text_of(viewer.get(dashboard()))
    InstitutionVersion.objects.filter(institution__code="B1").update(name="Bảo tàng Tên Mới")
    assert "Bảo tàng Tên Mới" in viewer.get(criterion("M1"), {"status": "met"}).content.decode()
    Target.objects.filter(group__criterion__code="C1").update(threshold=100, citation="Sửa theo CV 9")
    assert "Sửa theo CV 9" in viewer.get(criterion("C1")).content.decode()


def test_choices_wrong_ones_are_said_and_the_default_is_shown(counted, viewer):
    page = text_of(viewer.get(dashboard(), {"at": "2023-01-01", "unit": "99999", "basis": "everything"}))
    assert "Ngày phải nằm trong năm báo cáo, từ 01/01/2024 đến 31/12/2024." in page
    assert "Đơn vị này không có trong năm đã chọn" in page
    assert "2 trong 13" in page


def test_choice_of_unit_date_and_basis(counted, viewer):
    rows = {
        (row.criterion.code, row.group.categories[0].code): row.result
        for _c, section in viewer.get(dashboard(), {"unit": "655", "at": "2024-03-01"}).context["sections"]
        for row in section
    }
    assert rows["L1", "library_commune"].tally.eligible == 1
    assert rows["L1", "library_province"].tally.eligible == 0


@pytest.mark.parametrize(
    "url",
    [
        dashboard(1700),
        reverse("reports:dashboard", args=["none", 2024]),
        criterion("X9"),
        reverse("reports:unit", args=["99999"]),
        reverse("reports:institution", args=["none"]),
    ],
)
def test_unknown_things_do_not_exist(counted, viewer, url):
    assert viewer.get(url).status_code == 404


def test_unit_page_tells_recycled_codes_apart(counted, viewer):
    page = text_of(viewer.get(reverse("reports:unit", args=["22015"]), {"year": "2024"}))
    assert '<h1 class="h3">Phường 1</h1>' in page
    page = text_of(viewer.get(reverse("reports:unit", args=["22015"]), {"year": "2025"}))
    assert '<h1 class="h3">Phường Tuy Hòa</h1>' in page
    assert "Mã này còn là của: Phường 1" in page


def test_institution_page_gives_figures_only_within_the_scope(counted, client, cast):
    url = reverse("reports:institution", args=["X3"])
    client.force_login(cast.viewer)
    assert "không rõ" in client.get(url).content.decode()
    client.force_login(cast.reporter)
    page = client.get(url).content.decode()
    assert "không rõ" not in page
    assert "chỉ hiện cho người có phạm vi phụ trách" in page


def test_institution_page_year_by_year(counted, viewer):
    criteria = viewer.get(reverse("reports:institution", args=["X4"])).context["criteria"]
    rule, years = criteria[0]
    assert rule.code == "L1"
    assert [(year.year, year.counted) for year in years] == [(2022, True), (2023, True), (2024, False)]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_dashboard_as_a_file(counted, viewer, format):
    response = viewer.get(dashboard(), {"export": format})
    assert response["Content-Disposition"].endswith(f'filename="{PLAN}-2024.{format}"')
    if format == "csv":
        lines = response.content.decode("utf-8-sig").splitlines()
    else:
        sheet = load_workbook(io.BytesIO(response.content)).active
        lines = [",".join(str(cell.value) for cell in row) for row in sheet]
    assert len(lines) == 14
    assert "Thư viện công cộng cấp xã" in lines[3]
    assert "33.33" in lines[3]


def test_institutions_as_a_file_defuse_formulas_and_keep_to_the_scope(counted, client, cast):
    InstitutionVersion.objects.filter(institution__code="X1").update(name="=1+1")
    url = criterion("C2") + "?export=csv&table=institutions&status=eligible"
    client.force_login(cast.outsider)
    assert len(client.get(url).content.decode("utf-8-sig").splitlines()) == 1
    client.force_login(cast.viewer)
    lines = client.get(url).content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("H1,Cơ sở H1,")
    group = Target.objects.get(
        group__categories__code="library_commune", group__criterion__code="L1", milestone=2025
    ).group_id
    lines = (
        client.get(criterion("L1") + f"?export=csv&status=met&group={group}").content.decode("utf-8-sig").splitlines()
    )
    assert lines[1].startswith("X1,'=1+1,")


def test_units_as_a_file(counted, viewer):
    lines = viewer.get(criterion("C2"), {"export": "csv", "table": "units"}).content.decode("utf-8-sig").splitlines()
    assert lines[1] == "654,Huyện Krông Pắc,3,1,1,1"


def test_years_as_a_file(counted, viewer):
    lines = viewer.get(criterion("L1"), {"export": "csv", "table": "years"}).content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Năm", "2022", "2023", "2024"]


def test_institution_as_a_file_only_within_the_scope(counted, client, cast):
    url = reverse("reports:institution", args=["X3"]) + "?export=csv"
    client.force_login(cast.viewer)
    lines = client.get(url).content.decode("utf-8-sig").splitlines()
    assert any(
        line.startswith("L1,") and ",2024,Chưa báo cáo," in line and line.endswith(",không rõ") for line in lines
    )
    client.force_login(cast.reporter)
    assert len(client.get(url).content.decode("utf-8-sig").splitlines()) == 1


def test_unit_page_leads_to_its_table_as_a_file(counted, viewer):
    page = viewer.get(reverse("reports:unit", args=["654"]), {"year": "2024"}).content.decode()
    link = dashboard() + "?unit=654&export=csv"
    assert link.replace("&", "&amp;") in page
    assert len(viewer.get(link).content.decode("utf-8-sig").splitlines()) == 14


def test_list_goes_on_page_by_page(counted, viewer):
    for number in range(60):
        counted.province.institution(f"N{number:02d}", f"Nhà văn hóa {number:02d}", "house_village", "old:24490")
    first = viewer.get(criterion("C2"), {"status": "silent"}).context["behind"]
    assert (len(first.listing.rows), first.listing.count) == (25, 61)
    pages = [first]
    while pages[-1].page["next_url"]:
        pages.append(viewer.get(criterion("C2") + pages[-1].page["next_url"].split("#")[0]).context["behind"])
    codes = [row.code for page in pages for row in page.listing.rows]
    assert (len(pages), len(codes), len(set(codes))) == (3, 61, 61)


@pytest.mark.parametrize(
    "url",
    [
        dashboard(),
        criterion("C2"),
        criterion("L3"),
        reverse("reports:unit", args=["66"]),
        reverse("reports:institution", args=["H1"]),
    ],
)
def test_number_of_queries_does_not_grow_with_rows(counted, viewer, url, django_assert_max_num_queries):
    def count():
        cache.clear()
        AnnualFigure.objects.filter(institution__code="H1").update(note="đổi")  # so that nothing kept is used
        InstitutionVersion.objects.filter(institution__code="H1").update(ownership="public")
        with django_assert_max_num_queries(80) as found:
            viewer.get(url)
        return len(found)

    count()  # reads units and plan, which stay as they are
    few = count()
    for number in range(6):
        counted.province.institution(f"N{number}", f"Nhà văn hóa {number}", "house_village", "old:24493")
    assert count() == few


def test_pages_ask_little_when_nothing_changed(counted, viewer, django_assert_num_queries):
    for url, queries in [(dashboard(), 6), (criterion("C2"), 7)]:
        viewer.get(url)
        with django_assert_num_queries(queries):
            viewer.get(url)
