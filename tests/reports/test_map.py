"""The map: which units, in which colours and words, where they lead, as a file; and what it is drawn with."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import TargetGroup
from institutions.boundaries import receive_boundaries, use_boundaries
from institutions.models import UnitTile
from institutions.names import short_name
from reports.charts.heat import PAPER_GROUNDS, heat
from reports.charts.maps import two_lines
from reports.charts.tiles import placed_squares
from tests.institutions.test_boundaries import TODAY, collection, feature, square

PLAN = "06-kh-ubnd-2023"


def map_url(year=2024):
    return reverse("reports:map", args=[PLAN, year])


def group(criterion, *categories):
    groups = TargetGroup.objects.filter(criterion__code=criterion, criterion__plan__code=PLAN)
    return next(g.pk for g in groups if {c.code for c in g.categories.all()} == set(categories))


@pytest.fixture
def viewer(client, cast):
    client.force_login(cast.viewer)
    return client


def said(response):
    """What each shape of the map says to who does not see it, in order."""
    return [shape.label.sentence for shape in response.context["map"].shapes]


def test_units_of_the_year_say_what_was_counted(counted, viewer):
    # L1 of communes on 31/12/2024: X1 meets, X2 does not, X3 is silent, all in 654; X4 of 655 closed in June.
    page = viewer.get(map_url(), {"group": group("L1", "library_commune")})
    assert said(page) == [
        "Huyện Krông A Na: không có cơ sở nào thuộc nhóm",
        "Huyện Krông Pắc: 33,33 %, 1/3 cơ sở đạt; 1 chưa báo cáo; chưa kết luận",
    ]
    assert [shape.label.ground for shape in page.context["map"].shapes] == ["none", "heat-2"]
    assert page.context["map"].table.lines[1] == ["Huyện Krông Pắc", "1/3", "33,33 %", "1", "1", "Chưa kết luận"]


def test_colours_may_follow_the_verdict(counted, viewer):
    page = viewer.get(map_url(), {"group": group("L1", "library_commune"), "by": "verdict"})
    assert [shape.label.ground for shape in page.context["map"].shapes] == ["none", "open"]
    assert ("met", "đạt") in [(item.ground, item.text) for item in page.context["map"].legend]


def test_silence_has_a_hatch_and_a_word(counted, viewer):
    # L1 of districts: the library of 655 has said nothing.
    page = viewer.get(map_url(), {"group": group("L1", "library_district")})
    silent = page.context["map"].shapes[0]
    assert silent.label.sentence == "Huyện Krông A Na: chưa báo cáo, cả 1 cơ sở; chưa kết luận"
    assert (silent.hatch, silent.label.figure) == ("silent", "chưa báo cáo")
    assert 'fill="url(#map-silent)"' in page.content.decode()


def test_each_unit_leads_to_its_page_and_nothing_else_is_named(counted, viewer):
    page = viewer.get(map_url(), {"group": group("L1", "library_commune")})
    link = '<a href="/results/units/654/?year=2024&amp;plan=06-kh-ubnd-2023" class="map-unit"'
    assert link in page.content.decode()
    assert viewer.get("/results/units/654/?year=2024&plan=06-kh-ubnd-2023").context["unit"].name == "Huyện Krông Pắc"


def test_districts_judged_until_june_lead_to_that_day(counted, viewer):
    page = viewer.get(map_url(2025), {"group": group("L1", "library_district")})
    url = page.context["units"][0][1]
    assert url == "/results/units/655/?year=2025&plan=06-kh-ubnd-2023&at=2025-06-30"
    assert viewer.get(url).context["unit"].name == "Huyện Krông A Na"


def test_communes_are_shown_from_july_2025(counted, viewer):
    page = viewer.get(map_url(2025), {"group": group("L1", "library_commune")})
    assert [mark.unit.name for mark, _url in page.context["units"]] == ["Xã Krông Ana", "Xã Krông Pắc"]
    # X3's commune was split: it waits for its place and is told beside the map.
    assert [mark.part or mark.figure for mark in page.context["beside"]] == ["chưa báo cáo"]


def test_growth_shows_visits_coloured_by_response(counted, viewer):
    page = viewer.get(map_url(), {"group": TargetGroup.objects.get(criterion__code="L3").pk})
    assert [mark.sentence for mark, _url in page.context["units"]] == [
        "Huyện Krông A Na: chưa có số liệu; 0/1 cơ sở đã báo cáo",
        "Huyện Krông Pắc: 190, 4/5 cơ sở đã báo cáo; con số là lượt trong năm",
    ]
    assert page.context["map"].shapes[1].label.ground == "heat-5"


def test_first_choice_is_a_share_that_is_not_met(counted, viewer):
    row = viewer.get(map_url()).context["row"]
    assert (row.criterion.is_share, str(row.result.verdict)) == (True, "not_met")
    assert viewer.get(map_url(), {"group": "x'"}).context["row"] == row


def test_target_past_its_last_day_draws_nothing(counted, viewer):
    page = viewer.get(map_url(2026), {"group": group("L1", "library_district")})
    assert page.context["map"] is None
    assert "Không có gì để vẽ" in page.content.decode()


def test_unit_without_units_below_draws_nothing(counted, viewer):
    page = viewer.get(map_url(2025), {"group": group("L1", "library_commune"), "unit": "24490"})
    assert page.context["units"] == []


def test_query_count_does_not_depend_on_the_units(counted, viewer):
    def queries(**chosen):
        viewer.get(map_url(), chosen)  # what is kept between requests is there
        with CaptureQueriesContext(connection) as found:
            viewer.get(map_url(), chosen)
        return len(found)

    chosen = {"group": group("L1", "library_commune")}
    assert queries(**chosen) == queries(**chosen, unit="654")  # two districts; three communes


def test_tiles_stand_where_their_units_have_a_place(counted, viewer, province):
    for code, col, row in [("655", 7, 9), ("654", 6, 8)]:
        UnitTile.objects.create(unit=province.units[f"old:{code}"], layout="66", col=col, row=row)
    page = viewer.get(map_url(), {"group": group("L1", "library_commune")})
    # Read from above: 654 first; the sheet begins at the first column and row that are there.
    assert [shape.path[:4] for shape in page.context["map"].shapes] == ["M2 2", "M130"]


def test_places_of_two_sheets_say_nothing_of_each_other(counted, viewer, province):
    for code, layout in [("655", "a"), ("654", "b")]:
        UnitTile.objects.create(unit=province.units[f"old:{code}"], layout=layout, col=5, row=5)
    shapes = viewer.get(map_url(), {"group": group("L1", "library_commune")}).context["map"].shapes
    assert len({shape.path for shape in shapes}) == 2


def test_squares_without_a_place_follow_below():
    assert placed_squares([1, 2, 3], {1: (4, 4), 3: (5, 4)}) == {1: (0, 0), 3: (1, 0), 2: (0, 1)}
    assert placed_squares([7, 8, 9, 5], {}) == {7: (0, 0), 8: (1, 0), 9: (2, 0), 5: (0, 1)}
    assert placed_squares([], {}) == {}


def test_outlines_are_drawn_where_a_set_has_all_units(counted, viewer, cast):
    both = collection(feature("24490", square(108, 12)), feature("24538", square(108.1, 12)))
    row = receive_boundaries(
        data=both, file_name="a.geojson", on=TODAY, source="Sở <b>", licence="CC BY", by=cast.reviewer
    )
    chosen = {"group": group("L1", "library_commune")}
    assert viewer.get(map_url(2025), chosen).context["boundaries"] is None
    use_boundaries(row=row, by=cast.reviewer)
    page = viewer.get(map_url(2025), chosen)
    assert (page.context["boundaries"], page.context["map"].outlined) == (row, True)
    assert "Sở &lt;b&gt; (CC BY)" in page.content.decode()
    assert "/results/units/24490/?year=2025" in page.content.decode()
    assert viewer.get(map_url(), chosen).context["boundaries"] is None  # districts have no outline


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_picture_is_a_file_without_addresses(counted, viewer, kind, start):
    file = viewer.get(map_url(), {"group": group("L1", "library_district"), "chart": "map", "as": kind})
    assert file.content.startswith(start)
    assert b"/results/units/" not in file.content
    if kind == "svg":
        assert b'id="map-silent"' in file.content


def test_other_picture_or_plan_does_not_exist(counted, viewer):
    assert viewer.get(map_url(), {"chart": "x", "as": "svg"}).status_code == 404
    assert viewer.get(reverse("reports:map", args=["none", 2024])).status_code == 404


def test_steps_of_shares():
    assert [heat(share) for share in (0, 19.99, 20, 79.99, 80, 100)] == [
        "heat-1", "heat-1", "heat-2", "heat-4", "heat-5", "heat-5",
    ]  # fmt: skip


def test_colours_of_files_are_those_of_the_day():
    css = (Path(__file__).parents[2] / "static/css/tokens.css").read_text(encoding="utf-8")
    day = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", css))
    names = {
        "none": "sunken",
        "silent": "sheet",
        "met": "met-ground",
        "not-met": "not-met-ground",
        "open": "open-ground",
    }
    expected = {
        name: (day[names.get(name, name)], day[f"on-{name}" if name.startswith("heat") else "ink"])
        for name in PAPER_GROUNDS
    }
    assert expected == PAPER_GROUNDS


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Xã Ea H'Leo", "Ea H'Leo"), ("Thành phố Buôn Ma Thuột", "Buôn Ma Thuột"), ("Phường 1", "Phường 1"),
        ("Thị trấn Phước An", "Phước An"), ("Xã Xã Lát", "Xã Lát"), ("Huyện Lắk", "Lắk"),
    ],
)  # fmt: skip
def test_short_names(name, short):
    assert short_name(name) == short


def test_names_are_broken_evenly():
    assert two_lines("Buôn Ma Thuột", 9) == ["Buôn Ma", "Thuột"]
    assert two_lines("Lắk", 1) == ["Lắk"]
    assert two_lines("Ea Kly", 9) == ["Ea Kly"]
