"""The matrix: shares of every target by unit, sorted, narrowed, as a file."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from reports.charts import PAPER
from reports.charts.heat import PAPER_GROUNDS
from tests.reports.test_chart_files import SVG_NAMESPACE, parsed, text_of
from tests.reports.test_map import PLAN, group


def matrix_url(year=2024):
    return reverse("reports:matrix", args=[PLAN, year])


@pytest.fixture
def viewer(client, cast):
    client.force_login(cast.viewer)
    return client


def cells(page, group_id):
    """Of a column: the unit's name and what its cell says."""
    found = {}
    for line in page.context["lines"]:
        for column, mark, _url in line.cells:
            if column.row.group.pk == group_id:
                found[line.name] = (mark.figure, mark.part) if mark else None
    return found


def test_cells_are_the_shares_of_units(counted, viewer):
    page = viewer.get(matrix_url())
    assert cells(page, group("L1", "library_commune")) == {
        "Huyện Krông A Na": ("không có cơ sở", ""),
        "Huyện Krông Pắc": ("33,33 %", "1/3"),
        "Trực thuộc cấp trên hoặc chưa xếp vào xã": None,
    }
    assert cells(page, group("L1", "library_province"))["Trực thuộc cấp trên hoặc chưa xếp vào xã"] == (
        "100,00 %",
        "1/1",
    )
    assert len(page.context["columns"]) == 13


def test_cell_leads_to_the_criterion_in_the_unit(counted, viewer):
    page = viewer.get(matrix_url())
    pk = group("L1", "library_commune")
    url = next(url for c, _mark, url in page.context["lines"][1].cells if c.row.group.pk == pk)
    assert url == f"/results/{PLAN}/2024/L1/?group={pk}&unit=654"
    assert viewer.get(url).context["row"].result.tally.eligible == 3


def test_silence_is_marked_by_a_sign_and_words(counted, viewer):
    text = viewer.get(matrix_url()).content.decode()
    assert "còn cơ sở chưa báo cáo" in text
    assert '<span class="matrix-silent">chưa báo cáo</span>' in text


def test_sorting_by_a_column_puts_few_first_and_the_unknown_last(counted, viewer):
    pk = group("L1", "library_education")
    page = viewer.get(matrix_url(), {"sort": str(group("L1", "library_district"))})
    # 654 has 100 %; 655 has said nothing.
    assert [line.name for line in page.context["lines"]][:2] == ["Huyện Krông Pắc", "Huyện Krông A Na"]
    assert 'aria-sort="ascending"' in page.content.decode()
    assert f"sort=-{group('L1', 'library_district')}" in page.content.decode()
    assert viewer.get(matrix_url(), {"sort": f"-{pk}"}).status_code == 200
    assert viewer.get(matrix_url(), {"sort": "x'"}).context["sorting"].key == ""


def test_names_may_be_turned_round(counted, viewer):
    names = [line.name for line in viewer.get(matrix_url(), {"sort": "-"}).context["lines"]]
    assert names == ["Huyện Krông Pắc", "Huyện Krông A Na", "Trực thuộc cấp trên hoặc chưa xếp vào xã"]


def test_targets_counted_by_other_units_are_named_apart(counted, viewer):
    page = viewer.get(matrix_url(2025))
    assert {row.group.pk for row in page.context["elsewhere"]} >= {
        group("L1", "library_district"), group("L2", "library_district"),
    }  # fmt: skip
    assert [line.name for line in page.context["lines"]][:2] == ["Xã Krông Ana", "Xã Krông Pắc"]


def test_files_have_numbers(counted, viewer):
    data = viewer.get(matrix_url(), {"export": "csv"}).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(data)))
    head = lines[0]
    at = head.index("L1 · Thư viện công cộng cấp xã: đạt")
    assert head[at + 1 : at + 4] == [
        f"L1 · Thư viện công cộng cấp xã: {part}" for part in ("tổng số", "chưa báo cáo", "tỷ lệ (%)")
    ]
    assert lines[2][:2] == ["654", "Huyện Krông Pắc"]
    assert lines[2][at : at + 4] == ["1", "3", "1", "33.33"]
    sheet = load_workbook(io.BytesIO(viewer.get(matrix_url(), {"export": "xlsx"}).content)).active
    assert sheet.cell(3, at + 4).value == 33.33


def test_unit_without_units_below_says_so(counted, viewer):
    chosen = {"unit": "24490", "sort": str(group("L1", "library_commune"))}
    assert "Không có gì để so sánh" in viewer.get(matrix_url(2025), chosen).content.decode()


def test_query_count_does_not_depend_on_the_units(counted, viewer):
    def queries(**chosen):
        viewer.get(matrix_url(), chosen)
        with CaptureQueriesContext(connection) as found:
            viewer.get(matrix_url(), chosen)
        return len(found)

    assert queries() == queries(unit="654")


def picture(viewer, **query):
    response = viewer.get(matrix_url(), {"chart": "matrix", "as": "svg", **query})
    assert response["Content-Disposition"] == 'attachment; filename="matrix-2024.svg"'
    return response.content


def test_picture_says_what_the_page_says(counted, viewer):
    said = text_of(picture(viewer))
    page = viewer.get(matrix_url())
    for line in page.context["lines"]:
        for _column, mark, _url in line.cells:
            assert not mark or mark.ground == "none" or (mark.figure in said and mark.part in said)
    assert "Huyện Krông Pắc" in said
    assert "mục tiêu 36 %" in said
    assert page.content.decode().count("chart=matrix&amp;as=") == 2


def test_picture_has_the_colours_of_the_day_only(counted, viewer):
    root = parsed(picture(viewer))
    known = {*PAPER.values(), *(colour for pair in PAPER_GROUNDS.values() for colour in pair), "none", None}
    assert {node.get("fill") for node in root.iter()} <= known
    grounds = [node.get("fill") for node in root.iter(f"{{{SVG_NAMESPACE}}}rect")]
    assert grounds.count(PAPER_GROUNDS["heat-2"][0]) > 1  # 33,33 % of Krông Pắc, and the legend


def test_picture_is_sorted_as_the_page(counted, viewer):
    names = ["Huyện Krông A Na", "Huyện Krông Pắc"]
    for sort, order in [("", names), ("-", names[::-1])]:
        said = text_of(picture(viewer, sort=sort))
        assert sorted(names, key=said.index) == order


def test_picture_in_pixels_and_none_without_lines(counted, viewer):
    png = viewer.get(matrix_url(), {"chart": "matrix", "as": "png"})
    assert png.content.startswith(b"\x89PNG")
    assert viewer.get(matrix_url(), {"chart": "matrix", "as": "svg", "unit": "24496"}).status_code == 404
