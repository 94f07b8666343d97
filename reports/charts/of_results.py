"""Charts of results: from rows, units and paths through the years to the pictures that show them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from institutions.models import AdministrativeUnit
from reports.answer import answer_of
from reports.path import Path
from reports.progress import Method, Share
from reports.results import GrowthRow, Row, ShareRow
from reports.templatetags.results import percent, share_of, threshold
from submissions.overview import STATUSES

from . import ChartTable
from .bullet import Threshold
from .multiples import Multiples, Panel
from .response import KINDS, Bar, Response
from .strip import Strip, Unit
from .trend import Mark, Outlook, Point, Trend


def in_percent(value: float) -> str:
    """A whole percentage of an axis."""
    return f"{number_format(round(value))} %"


def grouped(value: float) -> str:
    """A whole number in groups of three."""
    return number_format(round(value), force_grouping=True)


def trend_of(
    row: Row, years: Sequence[tuple[int, Row]], path: Path | None, thresholds: Sequence[Threshold], year: int
) -> Trend | None:
    """A group through the years of one and the same ground; None where there is no year to draw."""
    if isinstance(row, ShareRow):
        shares = [(number, each) for number, each in years if isinstance(each, ShareRow)]
        trend = share_trend(row, shares, thresholds)
    else:
        trend = growth_trend(row, [(number, each) for number, each in years if isinstance(each, GrowthRow)])
    if not any(point.value is not None for point in trend.points):
        return None
    line = path.projection if path else None
    outlook = None
    if line and line.last.value is not None:
        end = float(line.value)
        label = _("%s (dự phóng)") % (f"{percent(line.value)} %" if isinstance(row, ShareRow) else grouped(end))
        outlook = Outlook((line.last.year, float(line.last.value)), (line.year, end), label)
    description = f"{row.group.name}. {year}: {answer_of(row)}"
    return replace(
        trend,
        outlook=outlook,
        year=year,
        description=description,
        legend=_legend(trend, outlook, isinstance(row, ShareRow)),
    )


def _legend(trend: Trend, outlook: Outlook | None, is_share: bool) -> list[tuple[str, str, bool]]:
    """The words for what is drawn, and for nothing else."""
    silent = any(point.value is not None and (point.upper or 0) > point.value for point in trend.points)
    entries = [
        (True, ("dot", _("Tỷ lệ đạt") if is_share else _("Lượt trong năm"), False)),
        (silent, ("silent", _("nếu nơi chưa báo cáo đều đạt"), False)),
        (any(not mark.other for mark in trend.marks), ("mark", _("mục tiêu"), False)),
        (any(mark.other for mark in trend.marks), ("other-dot", _("mục tiêu của kế hoạch khác"), False)),
        (outlook is not None, ("dot", _("dự phóng"), True)),
    ]
    return [entry for is_drawn, entry in entries if is_drawn]


def share_trend(row: ShareRow, years: Sequence[tuple[int, ShareRow]], thresholds: Sequence[Threshold]) -> Trend:
    """The share of each year, with what it could still come to, and the thresholds of all plans."""
    points, lines = [], []
    for number, each in years:
        tally, share = each.result.tally, each.result.share
        known = share is not None and tally.silent < tally.eligible
        upper = Fraction(100 * (tally.met + tally.silent), tally.eligible) if share is not None else None
        points.append(
            Point(
                number,
                float(share) if known and share is not None else None,
                f"{share_of(each)} %",
                float(upper) if upper is not None else None,
            )
        )
        cells = [f"{share_of(each)} %" if known else "–", f"{percent(upper)} %" if upper is not None else "–"]
        lines.append([str(number), *cells, f"{threshold(each.target.threshold)} %"])
    headings = [_("Năm"), _("Tỷ lệ"), _("Nếu nơi chưa báo cáo đều đạt"), _("Mục tiêu")]
    return Trend(
        name="trend", title=_("%s: tỷ lệ đạt qua các năm") % row.group.name, description="",
        table=ChartTable(headings, lines), points=points, marks=_asked(row, thresholds), says=in_percent, top=100,
    )  # fmt: skip


def _asked(row: Row, thresholds: Sequence[Threshold]) -> list[Mark]:
    """All milestones of the plan asked, earlier ones too, then those of other plans that ask something else."""
    own = {(milestone, target.threshold) for milestone, target in row.group.targets.items()}
    others = {(item.milestone, item.value): item.plan for item in thresholds if not item.own}
    return [
        *(Mark(year, float(value), f"{threshold(value)} %") for year, value in sorted(own)),
        *(
            Mark(year, float(value), f"{plan}: {threshold(value)} %", other=True)
            for (year, value), plan in sorted(others.items())
            if (year, value) not in own
        ),
    ]


def growth_trend(row: GrowthRow, years: Sequence[tuple[int, GrowthRow]]) -> Trend:
    """The visits of each year, and how many it takes by the milestones of the plan."""
    points, lines = [], []
    for number, each in years:
        last = each.result.last
        said = grouped(last.value) if last.has_value else "–"
        points.append(Point(number, float(last.value) if last.has_value else None, said))
        lines.append([str(number), said, f"{grouped(last.reported)} / {grouped(last.eligible)}"])
    headings = [_("Năm"), _("Lượt"), _("Đã báo cáo / tổng số")]
    return Trend(
        name="trend", title=_("%s: số lượt qua các năm") % row.group.name, description="",
        table=ChartTable(headings, lines), points=points, marks=_wanted(row), says=grouped,
    )  # fmt: skip


def _wanted(row: GrowthRow) -> list[Mark]:
    """The visits that the plan's rates come to by its milestones, from the base that is known."""
    base = row.result.base
    found = []
    for milestone, target in sorted(row.group.targets.items()):
        years = milestone - (target.base_year or milestone)
        same = target.base_year == row.target.base_year and target.method is Method.COMPOUND
        if same and years > 0 and base.has_value and base.value:
            wanted = float(base.value * (1 + target.threshold / 100) ** years)
            label = _("%(visits)s (%(rate)s %%/năm)") % {"visits": grouped(wanted), "rate": threshold(target.threshold)}
            found.append(Mark(milestone, wanted, label))
    return found


def strip_of(row: Row, units: Sequence[tuple[AdministrativeUnit | None, Share]], year: int) -> Strip | None:
    """Where the units below stand; None for a growth, and where there are not two of them to compare."""
    known = [(unit, result) for unit, result in units if unit is not None and _has_share(result)]
    # Where nobody has answered there is no share, only silence: such a unit does not stand at 0.
    named = [(unit, result) for unit, result in known if result.tally.silent < result.tally.eligible]
    if not isinstance(row, ShareRow) or len(named) < 2:
        return None
    mute = len(known) - len(named)
    words = {"met": _("Đạt"), "open": _("Chưa kết luận"), "not_met": _("Không đạt")}
    dots = [
        Unit(unit.name, float(result.share or 0), f"{percent(result.share)} %", str(result.verdict))
        for unit, result in named
    ]
    counts = {verdict: sum(dot.verdict == verdict for dot in dots) for verdict in words}
    legend = [(verdict, f"{word} ({grouped(counts[verdict])})") for verdict, word in words.items() if counts[verdict]]
    said = {"met": grouped(counts["met"]), "all": grouped(len(dots)), "target": threshold(row.target.threshold)}
    lines = [[unit.name, *_counts(result)] for unit, result in known]
    return Strip(
        name="strip",
        title=_("%(group)s: từng đơn vị, năm %(year)s") % {"group": row.group.name, "year": year},
        description=_("%(met)s trên %(all)s đơn vị đạt mục tiêu %(target)s %%.") % said,
        table=ChartTable([_("Đơn vị"), _("Đạt / tổng số"), _("Tỷ lệ"), _("Chưa báo cáo")], lines),
        units=dots,
        target=float(row.target.threshold),
        target_label=_("Mục tiêu %s %%") % said["target"],
        legend=legend,
        note=_("%s đơn vị chưa có báo cáo nào, không vẽ") % grouped(mute) if mute else "",
        says=in_percent,
    )


def _counts(result: Share) -> list[str]:
    tally = result.tally
    share = f"{percent(result.share)} %" if tally.silent < tally.eligible else "–"
    return [f"{grouped(tally.met)} / {grouped(tally.eligible)}", share, grouped(tally.silent)]


def _has_share(result: object) -> bool:
    return isinstance(result, Share) and result.share is not None


def multiples_of(name: str, title: str, rows: Sequence[tuple[str, Row, Path]]) -> Multiples | None:
    """The shares of several groups through the years, each under its own heading; None where fewer than two can be."""
    shown = [(label, row, _drawn(path)) for label, row, path in rows if isinstance(row, ShareRow)]
    shown = [(label, row, values) for label, row, values in shown if values]
    if len(shown) < 2:
        return None
    panels = [
        Panel(label, [(year, float(value)) for year, value in values], _last(values), float(row.target.threshold))
        for label, row, values in shown
    ]
    years = sorted({year for _label, _row, values in shown for year, _value in values})
    lines = [[label, *map(partial(_in_year, dict(values)), years)] for label, _row, values in shown]
    description = "; ".join(f"{panel.name}: {panel.label}" for panel in panels)
    table = ChartTable([_("Nhóm cơ sở"), *map(str, years)], lines)
    return Multiples(name, title, description, table, panels, in_percent)


def _drawn(path: Path) -> list[tuple[int, Fraction]]:
    return [(point.year, point.value) for point in path.points if point.value is not None]


def _last(values: Sequence[tuple[int, Fraction]]) -> str:
    year, value = values[-1]
    return f"{percent(value)} % ({year})"


def _in_year(values: dict[int, Fraction], year: int) -> str:
    return f"{percent(values[year])} %" if year in values else "–"


def response_chart(title: str, years: Sequence[tuple[int, Mapping[str, int]]]) -> Response | None:
    """The states of returns by year; None where never more than one was asked for: a bar of one says nothing."""
    if max((sum(counts.values()) for _year, counts in years), default=0) < 2:
        return None
    words = {state: str(label) for state, label in STATUSES}
    states = [state for state in KINDS if any(counts.get(state) for _year, counts in years)]
    bars = [Bar(str(year), dict(counts), _("%s báo cáo") % grouped(sum(counts.values()))) for year, counts in years]
    lines = [[bar.label, *(grouped(bar.counts.get(state, 0)) for state in states), grouped(bar.n)] for bar in bars]
    last = bars[-1]
    said = ", ".join(f"{words[state]} {grouped(last.counts[state])}" for state in states if last.counts.get(state))
    table = ChartTable([_("Năm"), *(words[state].capitalize() for state in states), _("Tổng số")], lines)
    legend = [(state, words[state].capitalize()) for state in states]
    return Response("response", title, f"{last.label}: {said}.", table, bars, legend)
