"""Outlines of units: onto a grid, made simpler so that neighbours keep one common border, and onto a sheet.

Plain Python on whole numbers, no Django. A point is (x, y) in steps of the grid; a ring is a closed line whose first
point is not repeated at its end; a shape is a list of polygons, a polygon its outer ring and then its holes.

Borders are cut where units meet (as TopoJSON does): each piece between two such points is simplified once, by
Visvalingam's areas, whichever unit it is met in. Areas need n·log n steps for any line, however it is made.
"""

import heapq
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

Point = tuple[int, int]
Ring = list[Point]
Polygon = list[Ring]
Shape = list[Polygon]

STEPS_A_DEGREE = 10_000
"""The grid: about 11 m, finer than any screen shows a province."""


def on_grid(coordinates: Sequence[tuple[float, float]]) -> Ring:
    """A ring of degrees on the grid: points that fall together, and the repeated last one, are one point."""
    ring: Ring = []
    for longitude, latitude in coordinates:
        point = round(longitude * STEPS_A_DEGREE), round(latitude * STEPS_A_DEGREE)
        if not ring or ring[-1] != point:
            ring.append(point)
    while len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    return ring if len(set(ring)) > 2 else _speck(ring[0])


def _speck(point: Point) -> Ring:
    """What is smaller than the grid stays as one square of it: an island is not lost."""
    x, y = point
    return [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]


def simplified(shapes: Mapping[str, Shape], tolerance: int) -> dict[str, Shape]:
    """The shapes with fewer points: corners that span less than `tolerance`² (in steps) go. No ring is lost."""
    meeting = _meeting_points(shapes)
    kept: dict[tuple[Point, ...], list[Point]] = {}
    return {
        key: [[_simplified_ring(ring, meeting, tolerance, kept) for ring in polygon] for polygon in shape]
        for key, shape in shapes.items()
    }


def _meeting_points(shapes: Mapping[str, Shape]) -> set[Point]:
    """Where borders part: points at which not all rings that pass come from and go to the same neighbours."""
    beside: dict[Point, frozenset[Point]] = {}
    found: set[Point] = set()
    for ring in _rings(shapes):
        for before, point, after in zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True):
            neighbours = frozenset((before, after))
            if beside.setdefault(point, neighbours) != neighbours:
                found.add(point)
    return found


def _rings(shapes: Mapping[str, Shape]) -> Iterator[Ring]:
    for shape in shapes.values():
        for polygon in shape:
            yield from polygon


def _simplified_ring(
    ring: Ring, meeting: set[Point], tolerance: int, kept: dict[tuple[Point, ...], list[Point]]
) -> Ring:
    cuts = [index for index, point in enumerate(ring) if point in meeting]
    if not cuts:
        # An island or an enclave: both sides begin at the same corner, and its far end stays as well.
        cuts = [ring.index(min(ring))]
    turned = ring[cuts[0] :] + ring[: cuts[0]]
    ends = [*(index - cuts[0] for index in cuts), len(ring)]
    closed = [*turned, turned[0]]
    found: Ring = []
    for start, end in itertools.pairwise(ends):
        found += _simplified_piece(closed[start : end + 1], tolerance, kept)[:-1]
    return found if len(set(found)) > 2 else _at_least_a_triangle(turned)


def _simplified_piece(
    piece: Sequence[Point], tolerance: int, kept: dict[tuple[Point, ...], list[Point]]
) -> list[Point]:
    """A piece of border, simplified the same from whichever end it is walked."""
    there, back = tuple(piece), tuple(reversed(piece))
    one_way = min(there, back)
    if one_way not in kept:
        kept[one_way] = without_small_corners(one_way, tolerance)
    return kept[one_way] if one_way == there else kept[one_way][::-1]


def _at_least_a_triangle(ring: Ring) -> Ring:
    """The three corners that say most: the first, the one furthest from it, and the one furthest from that line."""
    first = ring[0]
    far = max(ring, key=lambda point: (point[0] - first[0]) ** 2 + (point[1] - first[1]) ** 2)
    third = max(ring, key=lambda point: _double_area(first, far, point))
    order = sorted({ring.index(first), ring.index(far), ring.index(third)})
    return [ring[index] for index in order] if len(order) == 3 else ring


def _double_area(a: Point, b: Point, c: Point) -> int:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]))


def without_small_corners(line: Sequence[Point], tolerance: int) -> list[Point]:
    """The line without the corners whose triangle is smaller than `tolerance`², smallest first; both ends stay."""
    least = 2 * tolerance * tolerance
    before, after = list(range(-1, len(line) - 1)), list(range(1, len(line) + 1))
    area = {i: _double_area(line[i - 1], line[i], line[i + 1]) for i in range(1, len(line) - 1)}
    heap = [(size, i) for i, size in area.items()]
    heapq.heapify(heap)
    while heap and heap[0][0] < least:
        size, i = heapq.heappop(heap)
        if area.get(i) != size:
            continue  # it has another triangle by now
        del area[i]
        left, right = before[i], after[i]
        after[left], before[right] = right, left
        for j in (left, right):
            if j in area:
                # Never smaller than what was just taken: a corner does not go because its neighbour did.
                area[j] = max(size, _double_area(line[before[j]], line[j], line[after[j]]))
                heapq.heappush(heap, (area[j], j))
    return [line[i] for i in range(len(line)) if i in area or i in (0, len(line) - 1)]


def number_of_points(shapes: Mapping[str, Shape]) -> int:
    """The corners of all rings."""
    return sum(len(ring) for ring in _rings(shapes))


# Kept as text: the first point of a ring, then the steps to each next one --------------------------------------------


def packed(shape: Shape) -> list[list[list[int]]]:
    """A shape as numbers: of each ring the first point and the steps from point to point, in one list."""
    return [[_steps(ring) for ring in polygon] for polygon in shape]


def _steps(ring: Ring) -> list[int]:
    found, last = [], (0, 0)
    for point in ring:
        found += [point[0] - last[0], point[1] - last[1]]
        last = point
    return found


def unpacked(numbers: Sequence[Sequence[Sequence[int]]]) -> Shape:
    """The shape that was packed."""
    return [[_points(steps) for steps in polygon] for polygon in numbers]


def _points(steps: Sequence[int]) -> Ring:
    x = y = 0
    ring: Ring = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        ring.append((x, y))
    return ring


# On a sheet ----------------------------------------------------------------------------------------------------------


class Sheet:
    """Points of the grid on a sheet of a given width: north above, a degree of longitude shortened as at the middle."""

    def __init__(self, shapes: Sequence[Shape], width: int, most_height: int) -> None:
        points = [point for shape in shapes for polygon in shape for ring in polygon for point in ring]
        west, east = min(x for x, _y in points), max(x for x, _y in points)
        south, north = min(y for _x, y in points), max(y for _x, y in points)
        middle = (south + north) / 2 / STEPS_A_DEGREE
        self._narrowing = max(0.1, math.cos(math.radians(middle)))  # at the poles nothing would be left
        across, down = (east - west) * self._narrowing or 1, north - south or 1
        self._scale = min((width - 4) / across, most_height / down)
        self._west, self._north = west, north
        self._left = (width - across * self._scale) / 2
        self.height = math.ceil(down * self._scale) + 4

    def point(self, point: Point) -> tuple[float, float]:
        """Where a point of the grid stands."""
        x = self._left + (point[0] - self._west) * self._narrowing * self._scale
        return x, 2 + (self._north - point[1]) * self._scale

    def path(self, shape: Shape) -> str:
        """The shape in the words of SVG: holes are for `fill-rule="evenodd"`."""
        return "".join(self._ring(ring) for polygon in shape for ring in polygon)

    def _ring(self, ring: Ring) -> str:
        points = [f"{x:.1f} {y:.1f}" for x, y in map(self.point, ring)]
        return f"M{'L'.join(points)}z"


Place = tuple[float, float]
Line = Sequence[Place]


def label_place(rings: Sequence[Line], half: float = 0) -> tuple[float, float, float, float]:
    """Where a label stands well inside a polygon on a sheet: x, y, and how wide and high the room around it is.

    Of nine cuts across, each moved to the middle of its height, the roomiest; `half` the height of the label is kept
    free above and below. The first ring's own first point, without room, where nothing is found.
    """
    heights = [y for _x, y in rings[0]]
    low, high = min(heights), max(heights)
    turned = [[(y, x) for x, y in ring] for ring in rings]
    found = [(*rings[0][0], 0.0, 0.0)]
    for step in range(1, 10):
        cut = low + (high - low) * step / 10
        for left, right in _inside(rings, cut):
            x = (left + right) / 2
            top, bottom = _around(turned, x, cut)
            y = (top + bottom) / 2
            room = min(_room(rings, x, at) for at in (y - half, y, y + half))
            found.append((x, y, room, bottom - top))
    return max(found, key=lambda place: min(place[2], 3 * place[3]))


def _room(rings: Sequence[Line], x: float, y: float) -> float:
    left, right = _around(rings, y, x)
    return 2 * min(x - left, right - x)


def _around(rings: Sequence[Line], cut: float, at: float) -> tuple[float, float]:
    """Of the stretches of a cut that lie inside, the one around a place; none: the place itself."""
    return next(((a, b) for a, b in _inside(rings, cut) if a <= at <= b), (at, at))


def _inside(rings: Sequence[Line], y: float) -> Iterator[tuple[float, float]]:
    crossings = []
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y):
                crossings.append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    crossings.sort()
    yield from zip(crossings[::2], crossings[1::2], strict=False)


def largest(shape: Shape) -> Polygon:
    """The polygon with the most ground, where a label belongs."""
    return max(shape, key=lambda polygon: _ring_area(polygon[0]))


def _ring_area(ring: Ring) -> int:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)))
