"""A GeoJSON file of units: read, checked feature by feature, brought onto the grid. Knows no stored row.

What comes is not trusted: its size, depth, number of points and every number are held within bounds before any of it
is drawn. Each problem says which feature, what is wrong and how to mend it.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .geometry import Polygon, Ring, Shape, on_grid
from .names import normal

MOST_FEATURES = 20_000
MOST_POINTS = 500_000
MOST_PROBLEMS = 200
LONGEST_CODE = 20


class _NotANumber(ValueError):
    """NaN and infinity, which JSON does not have."""


@dataclass
class Outlines:
    """What a file holds: the shape of each code, what is wrong and in which feature."""

    shapes: dict[str, Shape] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    points: int = 0

    def problem(self, text: str, **words: object) -> None:
        """Tell one more; no page needs more than the first `MOST_PROBLEMS`."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(text % words)


def read_geojson(data: bytes) -> Outlines:
    """The outlines of a FeatureCollection in WGS84 whose features bear `properties.code`."""
    outlines = Outlines()
    features = _features(data, outlines)
    for number, feature in enumerate(features, start=1):
        _add(outlines, number, feature)
        if outlines.points > MOST_POINTS:
            outlines.problem(
                _("Tệp có quá nhiều điểm (hơn %(most)s). Hãy giản lược đường ranh giới rồi gửi lại."),
                most=number_format(MOST_POINTS, force_grouping=True),
            )
            break
    return outlines


def _features(data: bytes, outlines: Outlines) -> list[Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError:
        outlines.problem(_("Tệp không phải UTF-8. Hãy lưu lại tệp với bảng mã UTF-8."))
    except _NotANumber:
        outlines.problem(_("Tệp có NaN hoặc Infinity, không phải là số. Hãy xuất lại tệp từ phần mềm bản đồ."))
    except RecursionError:
        outlines.problem(_("Tệp lồng quá nhiều tầng, không phải GeoJSON. Hãy xuất lại tệp từ phần mềm bản đồ."))
    except ValueError as error:
        line = getattr(error, "lineno", None)
        where = _(" (dòng %s)") % line if line else ""
        outlines.problem(
            _("Tệp không phải JSON hợp lệ%(where)s. Hãy xuất lại tệp dạng GeoJSON từ phần mềm bản đồ."), where=where
        )
    else:
        return _checked_features(document, outlines)
    return []


def _refuse(constant: str) -> None:
    raise _NotANumber(constant)


def _checked_features(document: Any, outlines: Outlines) -> list[Any]:
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection" or not isinstance(features, list):
        outlines.problem(_("Tệp phải là một FeatureCollection có danh sách “features”."))
        return []
    crs = json.dumps(document.get("crs"))
    if document.get("crs") is not None and not any(known in crs for known in ("CRS84", "4326")):
        outlines.problem(_("Hệ tọa độ của tệp không phải WGS84. Hãy xuất lại với hệ tọa độ WGS84 (EPSG:4326)."))
        return []
    if not features:
        outlines.problem(_("Tệp không có đối tượng nào."))
    if len(features) > MOST_FEATURES:
        outlines.problem(
            _("Tệp có hơn %(most)s đối tượng: đây không phải tệp ranh giới của một tỉnh."),
            most=number_format(MOST_FEATURES, force_grouping=True),
        )
        return []
    return features


def _add(outlines: Outlines, number: int, feature: Any) -> None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = _code(properties.get("code") if isinstance(properties, dict) else None)
    if not code:
        outlines.problem(_("Đối tượng thứ %(n)s: thiếu mã đơn vị ở properties.code."), n=number)
        return
    words = {"n": number, "code": code}
    if code in outlines.shapes:
        outlines.problem(
            _("Đối tượng thứ %(n)s: mã %(code)s đã có ở đối tượng trước; mỗi đơn vị một đối tượng."), **words
        )
        return
    outlines.shapes[code] = []
    polygons = _polygons(feature.get("geometry"))
    if not polygons:
        outlines.problem(
            _("Đối tượng thứ %(n)s (mã %(code)s): phải là Polygon hoặc MultiPolygon và không rỗng."), **words
        )
        return
    for rings in polygons:
        polygon: Polygon = []
        for ring in rings:
            mistake, points = _ring(ring)
            if mistake:
                outlines.problem(_("Đối tượng thứ %(n)s (mã %(code)s): %(mistake)s"), **words, mistake=mistake)
                return
            polygon.append(points)
            outlines.points += len(ring)
        outlines.shapes[code].append(polygon)


def _code(value: Any) -> str:
    """A code as text; a number is taken for its digits, as spreadsheets and map programs turn codes into numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int) and not 0 <= value < 10**LONGEST_CODE:
        return ""
    text = normal(str(value))
    # No half characters, which no page can say again, and none that turns the text around it.
    return text if len(text) <= LONGEST_CODE and text.isprintable() else ""


def _polygons(geometry: Any) -> list[Any]:
    """The polygons of a geometry, each a list of lists; empty for anything else."""
    if not isinstance(geometry, Mapping):
        return []
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else None
    if not isinstance(polygons, list) or not all(isinstance(rings, list) and rings for rings in polygons):
        return []
    return polygons


def _ring(ring: Any) -> tuple[str, Ring]:
    """What is wrong with a ring, or "" and its points on the grid."""
    if not isinstance(ring, list) or len(ring) < 4:
        return _("một vòng có ít hơn 4 điểm."), []
    points = list(_points(ring))
    if len(points) < len(ring):
        return _("điểm thứ %s của một vòng không phải là cặp kinh độ, vĩ độ.") % (len(points) + 1), []
    if points[0] != points[-1]:
        return _("một vòng không khép kín: điểm cuối phải trùng điểm đầu."), []
    for longitude, latitude in points:
        if abs(latitude) > 90 and abs(longitude) <= 90 and abs(latitude) <= 180:
            return _("vĩ độ %s nằm ngoài −90…90: có lẽ kinh độ và vĩ độ bị đảo chỗ.") % _said(latitude), []
        if abs(longitude) > 180 or abs(latitude) > 90:
            return _("tọa độ %(x)s, %(y)s không phải độ WGS84; có lẽ tệp dùng hệ VN-2000. Hãy chuyển sang WGS84.") % {
                "x": _said(longitude), "y": _said(latitude),
            }, []  # fmt: skip
    return "", on_grid(points)


def _points(ring: list[Any]) -> Iterator[tuple[float, float]]:
    for position in ring:
        if not isinstance(position, list) or not 2 <= len(position) <= 4:
            return
        x, y = position[:2]
        for value in (x, y):
            if isinstance(value, bool) or not isinstance(value, int | float):
                return
            if (isinstance(value, int) and abs(value) > 10**15) or not math.isfinite(value):
                return
        yield float(x), float(y)


def _said(degrees: float) -> str:
    if abs(degrees) >= 10**9:
        return f"{degrees:.0e}"
    rounded = round(degrees, 4)
    return number_format(int(rounded) if rounded == int(rounded) else rounded)
