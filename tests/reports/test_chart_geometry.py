"""Where things stand in pictures: worked out by hand, and held to what must always be true."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.charts import ChartTable
from reports.charts.multiples import Multiples, Panel
from reports.charts.response import KINDS, Bar, Response
from reports.charts.shapes import NARROW, TEXT, WIDE, Scale, lines_of, shortened, spread, text_width, ticks
from reports.charts.strip import Strip, Unit
from reports.charts.trend import Mark, Outlook, Point, Trend

NONE = ChartTable([], [])
STATES = [("approved", "Đã duyệt"), ("submitted", "Đã nộp"), ("returned", "Trả lại để sửa"), ("none", "Chưa mở")]
VERDICTS = [("met", "Đạt (29)"), ("open", "Chưa kết luận (28)"), ("not_met", "Không đạt (11)")]
NAMES = st.text("ABĐĂÊabcđêơưạ ", min_size=1, max_size=60).filter(str.strip)
SHARES = st.floats(0, 100).map(lambda value: round(value, 2))


def in_percent(value):
    return f"{value:g} %"


def said(value):
    return f"{value:.2f} %".replace(".", ",")


def trend(points, marks=(), outlook=None, *, year=None, top=100, legend=()):
    return Trend("trend", "Tỷ lệ", "Mô tả", NONE, points, marks, outlook, legend, in_percent, top, year)


def strip(units, target=70):
    return Strip("strip", "Các xã", "Mô tả", NONE, units, target, f"Mục tiêu {target} %", VERDICTS, says=in_percent)


def stands_well(chart):
    """All shapes inside the view box, to half a stroke, and no text on another."""
    for box in chart.shapes.boxes:
        assert box.left >= -1.5, box
        assert box.top >= -1.5, box
        assert box.right <= chart.width + 1.5, box
        assert box.bottom <= chart.height + 1.5, box
    texts = chart.shapes.texts
    for i, text in enumerate(texts):
        assert not [other for other in texts[i + 1 :] if text.box.overlaps(other.box)], text


# Scales -------------------------------------------------------------------------------------------------------------


def test_scale_runs_both_ways_and_stops_at_its_ends():
    assert [Scale(0, 100, 10, 210)(value) for value in (0, 50, 100, 120, -5)] == [10, 110, 210, 210, 10]
    assert [Scale(2022, 2030, 300, 100)(year) for year in (2022, 2026, 2030)] == [300, 200, 100]
    assert Scale(5, 5, 0, 80)(5) == 40


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (0, 4_405_509, [0, 1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000]),
        (0, 7, [0, 2, 4, 6, 8]),
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_ticks_are_round(low, high, found):
    assert ticks(low, high) == found


@settings(deadline=None)
@given(st.floats(0.01, 1e9))
def test_ticks_reach_over_the_highest_value(high):
    found = ticks(0, high)
    assert found[0] == 0
    assert found[-1] >= high * (1 - 1e-9)
    assert 2 <= len(found) <= 7


@settings(deadline=None)
@given(st.lists(st.floats(0, 500), max_size=12), st.floats(1, 60))
def test_spread_places_keep_order_and_room(wanted, gap):
    found = spread(wanted, gap, 0, 400)
    assert all(-0.1 <= place <= 400.1 for place in found)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert all(found[a] <= found[b] + 0.1 for a, b in pairwise(order))


def test_texts_are_shortened_and_broken():
    assert shortened("Xã Ea Kao", 500) == "Xã Ea Kao"
    assert shortened("Thư viện cơ sở giáo dục", 60).endswith("…")
    assert text_width(shortened("Thư viện cơ sở giáo dục", 60)) <= 60
    assert lines_of("Thư viện công cộng cấp tỉnh", 110) == ["Thư viện công", "cộng cấp tỉnh"]


# Trend --------------------------------------------------------------------------------------------------------------

FOUR = [
    Point(2022, 52.39, "52,39 %", 55.5),
    Point(2023, 58.1, "58,10 %", 61.8),
    Point(2024, 64.52, "64,52 %", 64.52),
    Point(2025, 47.97, "47,97 %", 83.8),
]


def test_trend_places_points_silence_and_thresholds():
    chart = trend(FOUR, [Mark(2025, 70, "70 %"), Mark(2030, 90, "90 %")], year=2025)
    assert list(chart.years) == list(range(2022, 2031))
    assert (chart.up(0), chart.up(100)) == (chart.height - 26, 23)
    # From what is met to what it would be if all silent ones met; nothing where nobody is silent.
    assert [(rect.y, round(rect.y + rect.height, 1)) for rect in chart.shapes.rects] == [
        (chart.up(55.5), chart.up(52.39)),
        (chart.up(61.8), chart.up(58.1)),
        (chart.up(83.8), chart.up(47.97)),
    ]
    strokes = [line for line in chart.shapes.lines if line.kind == "threshold"]
    assert [line.points[0][1] for line in strokes] == [chart.up(70), chart.up(90)]
    assert {"52,39 %", "47,97 %", "70 %", "90 %", "2025", "2030"} <= {text.text for text in chart.shapes.texts}


def test_trend_marks_a_projection_by_dashes_and_a_hollow_dot():
    chart = trend(FOUR, outlook=Outlook((2024, 64.52), (2030, 100), "100 % (dự phóng)"))
    dashed = [line for line in chart.shapes.lines if line.kind == "line" and line.dash]
    assert [line.points[-1] for line in dashed] == [(chart.across(2030), chart.up(100))]
    assert [dot.hollow for dot in chart.shapes.dots] == [True, False, False, False, False]
    assert "100 % (dự phóng)" in {text.text for text in chart.shapes.texts}


def test_trend_does_not_draw_a_year_of_which_nothing_is_known():
    chart = trend([FOUR[0], Point(2023, None, "–"), FOUR[2]])
    assert len([dot for dot in chart.shapes.dots if not dot.hollow]) == 2
    assert [line.dash for line in chart.shapes.lines if line.kind == "line"] == ["2 4"]


def test_trend_shows_another_plan_lighter():
    chart = trend(FOUR, [Mark(2025, 70, "70 %"), Mark(2025, 65, "QĐ 1520: 65 %", other=True)])
    assert [(line.kind, line.dash) for line in chart.shapes.lines if line.width == 3] == [
        ("threshold", ""),
        ("other", "5 3"),
    ]


@settings(deadline=None)
@given(
    st.dictionaries(st.integers(2015, 2030), st.tuples(SHARES, SHARES), min_size=1),
    st.dictionaries(st.sampled_from([2025, 2030]), SHARES),
    st.none() | SHARES,
    st.booleans(),
)
def test_trend_stands_well_in_both_layouts(values, asked, end, is_open):
    points = [Point(year, low, said(low), max(low, high) if is_open else low) for year, (low, high) in values.items()]
    points.sort(key=lambda point: point.year)
    marks = [Mark(year, value, in_percent(value)) for year, value in asked.items()]
    last = points[-1]
    outlook = Outlook((last.year, last.value), (2031, end), f"{said(end)} (dự phóng)") if end is not None else None
    legend = [("dot", "Tỷ lệ đạt", False), ("silent", "nếu nơi chưa báo cáo đều đạt", False)]
    wide = trend(points, marks, outlook, year=last.year, legend=legend)
    for chart in (wide, wide.narrow):
        stands_well(chart)
        drawn = [dot.x for dot in chart.shapes.dots if dot.y > chart.up(101) - 1 and not dot.hollow][-len(points) :]
        assert drawn == sorted(drawn)


# Strip --------------------------------------------------------------------------------------------------------------


def test_strip_stacks_what_is_equal_and_names_the_lowest():
    units = [Unit(f"Xã {n}", 50, "50,00 %", "not_met") for n in "ABC"] + [Unit("Xã D", 90, "90,00 %", "met")]
    chart = strip(units)
    dots = [dot for dot in chart.shapes.dots if dot.hint]
    assert [dot.hint for dot in dots] == ["Xã A: 50,00 %", "Xã B: 50,00 %", "Xã C: 50,00 %", "Xã D: 90,00 %"]
    assert len({dot.x for dot in dots[:3]}) == 1
    assert [round(a.y - b.y, 1) for a, b in pairwise(dots[:3])] == [13, 13]
    names = {text.text for text in chart.shapes.texts}
    assert "Xã A +2" in names
    assert "Xã D" not in names  # it has reached the target
    assert [line.points[0][0] for line in chart.shapes.lines if line.kind == "threshold"] == [chart.across(70)]


def test_strip_tells_verdicts_apart_by_shape_too():
    units = [Unit("A", 10, "10 %", "not_met"), Unit("B", 30, "30 %", "open"), Unit("C", 80, "80 %", "met")]
    dots = [dot for dot in strip(units).shapes.dots if dot.hint]
    assert [(dot.kind, dot.hollow) for dot in dots] == [("needed", False), ("other-dot", True), ("met", False)]


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, SHARES), min_size=1, max_size=120), st.integers(1, 100))
def test_strip_stands_well_in_both_layouts(units, target):
    wide = strip([Unit(name, v, said(v), "met" if v >= target else "not_met") for name, v in units], target)
    for chart in (wide, replace(wide, note="21 đơn vị chưa có báo cáo nào, không vẽ").narrow):
        stands_well(chart)
        placed = {dot.hint: dot.x for dot in chart.shapes.dots if dot.hint}
        inorder = [placed[f"{unit.name}: {unit.label}"] for unit in sorted(wide.units, key=lambda unit: unit.value)]
        assert all(a <= b for a, b in pairwise(inorder))


# Small multiples ----------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    st.lists(st.tuples(NAMES, st.lists(SHARES, min_size=1, max_size=6), st.none() | SHARES), min_size=2, max_size=14)
)
def test_multiples_stand_well_on_one_scale(groups):
    panels = [
        Panel(name, list(enumerate(values, 2020)), f"{said(values[-1])} (2025)", target)
        for name, values, target in groups
    ]
    wide = Multiples("groups", "Các nhóm", "Mô tả", NONE, panels, in_percent)
    for chart in (wide, wide.narrow):
        stands_well(chart)
    assert wide.narrow.columns == 2


def test_multiples_put_equal_values_at_equal_heights():
    panels = [Panel(name, [(2024, 40), (2025, 60)], "60,00 % (2025)") for name in ("A", "B")]
    dots = Multiples("groups", "Các nhóm", "Mô tả", NONE, panels).shapes.dots
    assert (dots[0].y, dots[1].y) == (dots[2].y, dots[3].y)
    assert dots[0].y > dots[1].y


# Response -----------------------------------------------------------------------------------------------------------


def test_response_bars_have_one_length_and_the_order_of_states():
    bars = [Bar("2024", {"none": 1, "approved": 3}, "4 báo cáo"), Bar("2025", {"submitted": 2}, "2 báo cáo")]
    chart = Response("response", "Nộp", "Mô tả", NONE, bars, STATES)
    assert [(rect.kind, rect.x, rect.width) for rect in chart.shapes.rects] == [
        ("met", 0, 539),
        ("rest", 540, 179),
        ("dot", 0, 719),
    ]
    assert {"3", "1", "2", "4 báo cáo", "2 báo cáo"} <= {text.text for text in chart.shapes.texts}


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(list(KINDS)), st.integers(0, 2000)), min_size=1, max_size=8))
def test_response_stands_well_in_both_layouts(counts):
    bars = [Bar(str(2020 + i), each, f"{sum(each.values())} báo cáo") for i, each in enumerate(counts)]
    wide = Response("response", "Nộp", "Mô tả", NONE, bars, STATES)
    for chart in (wide, wide.narrow):
        stands_well(chart)
        for row in {rect.y for rect in chart.shapes.rects}:
            ends = [(rect.x, rect.x + rect.width) for rect in chart.shapes.rects if rect.y == row]
            assert all(a[1] <= b[0] + 0.5 for a, b in pairwise(ends))


def test_text_of_a_narrow_picture_is_readable_on_a_small_screen():
    """At 320 px a figure leaves 244 px for its picture."""
    assert TEXT * 244 / NARROW >= 11
    assert WIDE > 2 * NARROW
