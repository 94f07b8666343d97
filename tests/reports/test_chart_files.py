"""Pictures on the pages of results and as files: what they say, where they may be had, and what they cost."""

import struct
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.urls import reverse

from reports.charts import PAPER
from reports.charts.files import SVG_NAMESPACE
from submissions.models import AnnualFigure

PLAN = "06-kh-ubnd-2023"
C2 = reverse("reports:criterion", args=[PLAN, 2024, "C2"])
L1 = reverse("reports:criterion", args=[PLAN, 2024, "L1"])
C2_OF_DISTRICT = C2 + "?unit=654"
PROVINCE = reverse("reports:unit", args=["66"]) + "?year=2024"


@pytest.fixture
def viewer(client, cast):
    client.force_login(cast.viewer)
    return client


def names_on(response):
    """The names of the figures on a page."""
    return [part.split('"')[0] for part in response.content.decode().split('id="chart-')[1:]]


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 (our own picture)


def text_of(svg):
    return " ".join("".join(node.itertext()) for node in parsed(svg).iter(f"{{{SVG_NAMESPACE}}}text"))


def test_criterion_shows_years_units_and_groups(counted, viewer):
    assert names_on(viewer.get(L1)) == ["groups", "trend"]
    assert names_on(viewer.get(C2_OF_DISTRICT)) == ["trend", "strip"]
    assert "trend" in names_on(viewer.get(reverse("reports:criterion", args=[PLAN, 2024, "L3"])))


def test_ids_of_pictures_are_unique_on_the_page(counted, viewer):
    page = viewer.get(L1).content.decode()
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    ("url", "name"), [(C2, "trend"), (C2_OF_DISTRICT, "strip"), (L1, "groups"), (PROVINCE, "years")]
)
def test_picture_as_svg_stands_alone(counted, viewer, url, name):
    response = viewer.get(url + ("&" if "?" in url else "?") + f"chart={name}&as=svg")
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{name}-2024.svg"'
    assert response["X-Content-Type-Options"] == "nosniff"
    root = parsed(response.content)
    assert root.tag == f"{{{SVG_NAMESPACE}}}svg"
    assert "Noto Sans" in root.get("font-family")
    assert not [node for node in root.iter() if node.get("class") or node.get("style")]
    assert {node.get("fill") for node in root.iter()} <= {*PAPER.values(), "none", None}
    said = text_of(response.content)
    assert "Sở Văn hóa" in said
    assert "năm 2024" in said
    assert "đã duyệt" in said


def test_picture_as_png_is_twice_as_large_as_its_view_box(counted, viewer):
    svg = parsed(viewer.get(C2, {"chart": "trend", "as": "svg"}).content)
    response = viewer.get(C2, {"chart": "trend", "as": "png"})
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == 'attachment; filename="trend-2024.png"'
    assert response.content.startswith(b"\x89PNG\r\n\x1a\n")
    size = struct.unpack(">II", response.content[16:24])
    assert size == (2 * int(svg.get("width")), 2 * int(svg.get("height")))


@pytest.mark.parametrize("query", [{"chart": "none", "as": "svg"}, {"chart": "trend", "as": "pdf"}, {"chart": ""}])
def test_picture_that_is_not_on_the_page_does_not_exist(counted, viewer, query):
    assert viewer.get(C2, query).status_code == 404
    assert viewer.get(PROVINCE, query | {"year": "2024"}).status_code == 404


def test_picture_is_for_whoever_may_see_the_page(counted, client):
    response = client.get(C2, {"chart": "trend", "as": "svg"})
    assert response.status_code == 302
    assert b"<svg" not in response.content


def test_numbers_have_the_decimal_sign_of_the_reader(counted, viewer):
    query = {"chart": "trend", "as": "svg"}
    assert "33,33 %" in text_of(viewer.get(C2, query).content)
    viewer.cookies["django_language"] = "en"
    assert "33.33 %" in text_of(viewer.get(C2, query).content)


def test_units_that_said_nothing_do_not_stand_at_zero(counted, viewer):
    strip = viewer.get(C2_OF_DISTRICT).context["behind"].strip
    assert [(unit.name, unit.label, unit.verdict) for unit in strip.units] == [
        ("Thị trấn Phước An", "100,00 %", "met"),
        ("Xã Ea Kly", "0,00 %", "not_met"),
    ]
    assert strip.table.lines[-1] == ["Xã KRông Búk", "0 / 1", "–", "1"]
    assert strip.note == "1 đơn vị chưa có báo cáo nào, không vẽ"


def test_answer_says_what_is_needed_and_what_is_open(counted, viewer):
    assert viewer.get(C2).context["answer"] == (
        "Không đạt: còn cần 2 cơ sở nữa để đạt 70 %, mà chỉ còn 1 chưa báo cáo."
    )  # fmt: skip


def test_units_in_another_order(counted, viewer):
    for sort, key in [("share", lambda r: r.share), ("needed", lambda r: -(r.needed or 0))]:
        behind = viewer.get(C2, {"sort": sort}).context["behind"]
        silent = [r for _unit, r in behind.sorted_units() if r.tally.silent == r.tally.eligible]
        found = [key(r) for _unit, r in behind.sorted_units() if r not in silent]
        assert found == sorted(found)
    assert viewer.get(C2, {"sort": "x'"}).context["behind"].order.name == "unit"


def test_response_counts_only_what_the_reader_may_read(counted, client, cast):
    """The reporter answers for one office: a bar of one is not drawn; the director's shows all, none by name."""
    client.force_login(cast.reporter)
    assert "response" not in names_on(client.get(PROVINCE))
    client.force_login(cast.viewer)
    page = client.get(PROVINCE)
    response = page.context["pictures"].response
    assert response is not None
    assert all(sum(bar.counts.values()) == bar.n for bar in response.bars)


@pytest.mark.parametrize("url", [C2_OF_DISTRICT + "&chart=strip&as=svg", PROVINCE + "&chart=years&as=svg"])
def test_queries_of_a_picture_do_not_grow_with_rows(counted, viewer, url, django_assert_max_num_queries):
    def count(number):
        counted.province.institution(f"N{number}", f"Nhà văn hóa {number}", "house_village", "old:24493")
        cache.clear()
        AnnualFigure.objects.filter(institution__code="H1").update(note="đổi")  # so that nothing kept is used
        with django_assert_max_num_queries(80) as found:
            assert viewer.get(url).status_code == 200
        return len(found)

    count(1)  # reads units and plan, which stay as they are
    few = count(2)
    for number in range(3, 9):
        counted.province.institution(f"N{number}", f"Nhà văn hóa {number}", "house_village", "old:24493")
    assert count(9) == few
