"""The years of one group as a line small enough to stand in a row, and the straight line on to the next milestone."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from reports.path import Path
from reports.projection import Point
from reports.templatetags.results import percent

from . import ChartTable

WIDTH, HEIGHT = 132, 34
_EDGE = 5
_LEAST_SPAN = 20
"""Percentage points that a line of shares shows at least: a change of one is not drawn as a mountain."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One year where it stands: hollow where reports are still missing."""

    x: float
    y: float
    hollow: bool


@dataclass(frozen=True)
class Spark:
    """The line: its spots, the strokes between years that follow each other, and the projection as a dashed stroke."""

    name: str
    title: str
    description: str
    spots: Sequence[Spot]
    strokes: Sequence[str]
    ahead: str
    goal: tuple[float, float] | None
    table: ChartTable
    width: int = WIDTH
    height: int = HEIGHT
    template: str = "charts/spark.svg"

    @property
    def goal_corners(self) -> str:
        """The threshold of the milestone ahead, as a small lozenge at the end of the years."""
        x, y = self.goal or (0.0, 0.0)
        return f"{x - 3.5:g},{y:g} {x:g},{y - 3.5:g} {x + 3.5:g},{y:g} {x:g},{y + 3.5:g}"


def spark_of(name: str, path: Path, *, is_share: bool) -> Spark | None:
    """The line of a group's path; None where it would be a dot."""
    known = [point for point in path.points if point.value is not None]
    if len(known) < 2:
        return None
    goal = path.target.threshold if path.target and is_share else None
    x, y = _across(path), _upwards(path, known, goal, is_share=is_share)
    line = path.projection
    return Spark(
        name=name,
        title="; ".join(f"{point.year}: {_said(point, is_share=is_share)}" for point in path.points),
        description=_ahead_in_words(path, is_share=is_share),
        spots=[Spot(x(point.year), y(point.value), not point.settled) for point in known if point.value is not None],
        strokes=_strokes(path.points, x, y),
        ahead=f"{x(line.last.year):g},{y(line.at(line.last.year)):g} {x(line.year):g},{y(line.value):g}"
        if line
        else "",
        goal=(x(path.target.milestone), y(goal)) if path.target and goal is not None else None,
        table=ChartTable(
            (_("Năm"), _("Kết quả")), [(str(point.year), _said(point, is_share=is_share)) for point in path.points]
        ),
    )


class _Axis:
    """Places numbers between two edges, to a tenth."""

    def __init__(self, low: Fraction, high: Fraction, start: float, end: float) -> None:
        self.low, self.high, self.start, self.end = low, high, start, end

    def __call__(self, value: Fraction | int) -> float:
        part = float((value - self.low) / (self.high - self.low)) if self.high != self.low else 0.5
        return round(self.start + part * (self.end - self.start), 1)


def _across(path: Path) -> _Axis:
    years = [point.year for point in path.points]
    last = path.target.milestone if path.target else max(years)
    return _Axis(Fraction(min(years)), Fraction(last), _EDGE, WIDTH - _EDGE)


def _upwards(path: Path, known: Sequence[Point], goal: Fraction | None, *, is_share: bool) -> _Axis:
    shown = [point.value for point in known if point.value is not None]
    shown += [path.projection.value] if path.projection else []
    shown += [] if goal is None else [goal]
    low, high = min(shown), max(shown)
    if is_share and high - low < _LEAST_SPAN:
        high = min(Fraction(100), high + (_LEAST_SPAN - (high - low)) / 2)
        low = max(Fraction(0), high - _LEAST_SPAN)
    return _Axis(low, high, HEIGHT - _EDGE, _EDGE)


def _strokes(points: Sequence[Point], x: _Axis, y: _Axis) -> list[str]:
    """A stroke for each run of years with a value: over a year in which nobody answered no line is drawn."""
    runs: list[list[str]] = [[]]
    for point in points:
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x(point.year):g},{y(point.value):g}")
    return [" ".join(run) for run in runs if len(run) > 1]


def _said(point: Point, *, is_share: bool) -> str:
    if point.value is None:
        return _("chưa có báo cáo")
    said = (
        f"{percent(point.value)} %" if is_share else _("%s lượt") % number_format(int(point.value), force_grouping=True)
    )
    return said if point.settled else _("%s, chưa đủ báo cáo") % said


def _ahead_in_words(path: Path, *, is_share: bool) -> str:
    line = path.projection
    if line is None:
        return ""
    value = (
        f"{percent(line.value)} %" if is_share else _("%s lượt") % number_format(round(line.value), force_grouping=True)
    )
    return _("Dự phóng %(year)d: %(value)s (không phải kết quả)") % {"year": line.year, "value": value}
