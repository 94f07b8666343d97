"""Files of outlines: what is taken, what is refused and why, and what no file can do."""

import datetime
import json

import pytest

from institutions.boundaries import (
    FEW_POINTS,
    TOLERANCES,
    Unreadable,
    check_boundaries,
    outlines_of,
    receive_boundaries,
    simple_enough,
    use_boundaries,
    withdraw_boundaries,
)
from institutions.geojson import read_geojson
from institutions.geometry import number_of_points, simplified
from institutions.models import Boundary, BoundarySet
from institutions.refusals import Refused
from institutions.tree import current_tree

TODAY = datetime.date(2026, 1, 1)
OLD = datetime.date(2024, 12, 31)


def square(west, south, side=0.1):
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code, *rings, kind="Polygon"):
    coordinates = list(rings) if kind == "Polygon" else [[ring] for ring in rings]
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def communes():
    return collection(
        feature("24490", square(108, 12)),
        feature("24538", square(108.1, 12)),
        feature(22015, square(109, 13), square(109.3, 13, 0.01), kind="MultiPolygon"),  # a number, and an island
    )


def receive(cast, data=None, on=TODAY, by=None):
    return receive_boundaries(
        data=data or communes(), file_name="xa.geojson", on=on, source="Sở", licence="CC BY", by=by or cast.reviewer
    )


def test_outlines_are_kept_on_rows_with_the_file(province, cast):
    row = receive(cast)
    assert (row.province, row.level, row.points_sent, row.points_kept) == (province.units["new:66"], "commune", 20, 16)
    assert bytes(BoundarySet.objects.get().content) == communes()
    assert len(row.sha256) == 64
    assert set(row.boundaries.values_list("unit", flat=True)) == {
        province.units[f"new:{code}"].pk for code in ("24490", "24538", "22015")
    }
    assert len(row.boundaries.get(unit=province.units["new:22015"]).outline) == 2


def test_codes_are_read_as_at_the_day(province, cast):
    row = receive(cast, collection(feature("24490", square(108, 12))), on=OLD)
    assert row.boundaries.get().unit == province.units["old:24490"]
    assert row.province == province.units["old:66"]


def test_missing_units_are_listed_and_no_problem(province):
    checked = check_boundaries(collection(feature("24490", square(108, 12))), TODAY, current_tree())
    assert checked.problems == []
    assert [unit.code for unit in checked.missing] == ["22015", "24538"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\xff\xfe", "Tệp không phải UTF-8. Hãy lưu lại tệp với bảng mã UTF-8."),
        (b"{", "Tệp không phải JSON hợp lệ (dòng 1). Hãy xuất lại tệp dạng GeoJSON từ phần mềm bản đồ."),
        (b"[]", "Tệp phải là một FeatureCollection có danh sách “features”."),
        (
            b'{"type": "FeatureCollection", "features": {}}',
            "Tệp phải là một FeatureCollection có danh sách “features”.",
        ),
        (collection(), "Tệp không có đối tượng nào."),
        (
            b'{"type": "FeatureCollection", "crs": {"properties": {"name": "EPSG:3405"}}, "features": [1]}',
            "Hệ tọa độ của tệp không phải WGS84. Hãy xuất lại với hệ tọa độ WGS84 (EPSG:4326).",
        ),
        (collection(7), "Đối tượng thứ 1: thiếu mã đơn vị ở properties.code."),
        (collection(feature(None, square(108, 12))), "Đối tượng thứ 1: thiếu mã đơn vị ở properties.code."),
        (collection(feature(True, square(108, 12))), "Đối tượng thứ 1: thiếu mã đơn vị ở properties.code."),
        (
            collection(feature("24490", square(108, 12)), feature("24490", square(108, 13))),
            "Đối tượng thứ 2: mã 24490 đã có ở đối tượng trước; mỗi đơn vị một đối tượng.",
        ),
        (
            collection(feature("24490", [108, 12], kind="Point")),
            "Đối tượng thứ 1 (mã 24490): phải là Polygon hoặc MultiPolygon và không rỗng.",
        ),
        (
            collection(feature("24490")),
            "Đối tượng thứ 1 (mã 24490): phải là Polygon hoặc MultiPolygon và không rỗng.",
        ),
        (
            collection(feature("24490", square(108, 12)[:3])),
            "Đối tượng thứ 1 (mã 24490): một vòng có ít hơn 4 điểm.",
        ),
        (
            collection(feature("24490", square(108, 12)[:4])),
            "Đối tượng thứ 1 (mã 24490): một vòng không khép kín: điểm cuối phải trùng điểm đầu.",
        ),
        (
            collection(feature("24490", [[y, x] for x, y in square(108, 12)])),
            "Đối tượng thứ 1 (mã 24490): vĩ độ 108 nằm ngoài −90…90: có lẽ kinh độ và vĩ độ bị đảo chỗ.",
        ),
        (
            collection(feature("24490", [[450000, 1400000]] * 4)),
            "Đối tượng thứ 1 (mã 24490): tọa độ 450000, 1400000 không phải độ WGS84; có lẽ tệp dùng hệ VN-2000. "
            "Hãy chuyển sang WGS84.",
        ),
        (
            collection(feature("24490", [[108, 12], ["108", 12], [108, 13], [108, 12]])),
            "Đối tượng thứ 1 (mã 24490): điểm thứ 2 của một vòng không phải là cặp kinh độ, vĩ độ.",
        ),
        (collection(feature("654", square(108, 12))), "Không có đơn vị nào mang mã 654 vào ngày 01/01/2026."),
        (
            collection(feature("66", square(108, 12))),
            "Tệp là ranh giới của tỉnh; hãy gửi ranh giới của các huyện hoặc xã trong tỉnh.",
        ),
    ],
)
def test_wrong_file_is_refused_with_a_sentence(province, cast, data, problem):
    with pytest.raises(Unreadable) as refused:
        receive(cast, data)
    assert refused.value.problems == [problem]
    assert BoundarySet.objects.count() == 0


def test_units_of_two_levels_or_provinces_are_refused(province):
    tree = current_tree()
    both = collection(feature("24490", square(108, 12)), feature("654", square(108, 13)))
    assert check_boundaries(both, OLD, tree).problems == [
        "Tệp có đơn vị của nhiều cấp (cấp huyện, cấp xã); hãy gửi mỗi cấp một tệp."
    ]
    both = collection(feature("654", square(108, 12)), feature("555", square(108, 13)))
    assert check_boundaries(both, OLD, tree).problems == ["Tệp có đơn vị của nhiều tỉnh; hãy gửi mỗi tỉnh một tệp."]


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"type":"FeatureCollection","features":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'{"type":"FeatureCollection","features":[{"properties":{"code":"1"},"geometry":'
        b'{"type":"Polygon","coordinates":[[[NaN,1],[1,1],[1,2],[NaN,1]]]}}]}',
        b'{"type":"FeatureCollection","features":[{"properties":{"code":"1"},"geometry":'
        b'{"type":"Polygon","coordinates":[[[1e999,1],[1,1],[1,2],[1e999,1]]]}}]}',
        b'{"type":"FeatureCollection","features":[{"properties":{"code":"1"},"geometry":'
        b'{"type":"Polygon","coordinates":[[[' + b"9" * 5000 + b",1],[1,1],[1,2],[1,1]]]}}]}",
        b'{"type":"FeatureCollection","features":[{"properties":{"code":' + b"9" * 4000 + b'},"geometry":null}]}',
        b'{"type":"FeatureCollection","features":[{"properties":[],"geometry":{"type":["Polygon"]}}]}',
        b'{"type":"FeatureCollection","features":[' + b"{}," * 20_001 + b"{}]}",
        collection(feature("\ud800", square(108, 12))),
        collection(feature("24490\u202e", square(108, 12))),
        collection(feature("24490", [[1e308, 1e308]] * 4)),
    ],
)
def test_hostile_file_is_a_sentence_and_nothing_else(data):
    outlines = read_geojson(data)
    assert 1 <= len(outlines.problems) <= 200
    assert all(problem.isprintable() and len(problem) < 200 for problem in outlines.problems)


def test_unknown_codes_without_end_are_told_two_hundred_times(province):
    strangers = collection(*(feature(f"x{number}", square(108, 12)) for number in range(300)))
    assert len(check_boundaries(strangers, TODAY, current_tree()).problems) == 200


def test_file_whose_rings_no_map_can_carry_is_refused(province, cast):
    """Every reader of a map would wait for them: no ring is lost, and a ring has three points at least."""
    specks = [square(108 + number % 50 / 100, 12 + number // 50 / 100, 0.002) for number in range(2100)]
    with pytest.raises(Unreadable) as refused:
        receive(cast, collection(feature("24490", *specks, kind="MultiPolygon")))
    assert refused.value.problems == [
        "Giản lược hết mức vẫn còn 6.300 điểm, nhiều hơn 6.000 điểm mà bản đồ mang được. "
        "Hãy bỏ bớt các đảo nhỏ rồi gửi lại."
    ]
    assert BoundarySet.objects.count() == 0


def test_outlines_lose_as_little_as_leaves_few_enough_points():
    """The first of all tolerances that does, however it is looked for."""
    coast = [(1_080_000 + step * 10, 120_000 + step * step * 37 % 901) for step in range(4000)]
    shapes = {"1": [[[*coast, (1_080_000, 200_000)]]]}
    fitting = [t for t in TOLERANCES if number_of_points(simplified(shapes, t)) <= FEW_POINTS]
    assert TOLERANCES[0] < fitting[0] < TOLERANCES[-1]
    assert simple_enough(shapes) == simplified(shapes, fitting[0])


def test_file_with_too_many_points_is_refused(monkeypatch):
    monkeypatch.setattr("institutions.geojson.MOST_POINTS", 8)
    assert read_geojson(communes()).problems == [
        "Tệp có quá nhiều điểm (hơn 8). Hãy giản lược đường ranh giới rồi gửi lại."
    ]


def test_set_of_another_province_is_refused(province, cast):
    hanoi = province.unit("new", "01", "Thành phố Hà Nội", "province")
    stranger = cast.viewer
    stranger.memberships.update(role="reviewer", unit=hanoi)
    with pytest.raises(Refused, match="Bạn không phụ trách Tỉnh Đắk Lắk"):
        receive(cast, by=stranger)
    assert Boundary.objects.count() == 0


def test_only_a_set_in_use_that_has_all_units_is_drawn(province, cast):
    units = [province.units[f"new:{code}"].pk for code in ("24490", "24538")]
    part = receive(cast, collection(feature("24490", square(108, 12))))
    use_boundaries(row=part, by=cast.reviewer)
    assert outlines_of(units) == (None, {})
    row = receive(cast)
    assert outlines_of(units) == (None, {})
    use_boundaries(row=row, by=cast.reviewer)
    found, outlines = outlines_of(units)
    assert (found, sorted(outlines)) == (row, sorted(units))
    assert min(outlines[units[0]][0][0]) == (1080000, 120000)
    withdraw_boundaries(row=row, reason="sai", by=cast.reviewer)
    assert outlines_of(units) == (None, {})


def test_newer_set_goes_before_an_older_one(province, cast, django_assert_num_queries):
    first, second = receive(cast), receive(cast)
    use_boundaries(row=second, by=cast.reviewer)
    use_boundaries(row=first, by=cast.reviewer)
    units = [province.units["new:24490"].pk]
    with django_assert_num_queries(2):
        assert outlines_of(units)[0] == first


def test_set_is_used_once_and_withdrawn_once(province, cast):
    row = receive(cast)
    use_boundaries(row=row, by=cast.reviewer)
    with pytest.raises(Refused):
        use_boundaries(row=row, by=cast.reviewer)
    withdraw_boundaries(row=row, reason="sai ranh giới", by=cast.administrator)
    with pytest.raises(Refused):
        withdraw_boundaries(row=row, reason="sai", by=cast.reviewer)
    row.refresh_from_db()
    assert (row.used_by, row.withdrawn_by, row.withdrawn_why) == (cast.reviewer, cast.administrator, "sai ranh giới")
