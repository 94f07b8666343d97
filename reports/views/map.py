"""The map: the units below the one asked, on the day that counts, each with what it says of one group."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from institutions.boundaries import outlines_of
from institutions.models import AdministrativeUnit, BoundarySet, UnitTile
from institutions.names import short_name
from reports.charts import ChartTable
from reports.charts.files import chart_file
from reports.charts.heat import steps
from reports.charts.maps import Label, MapChart
from reports.charts.outlines import outline_map
from reports.charts.tiles import tile_map
from reports.progress import Verdict
from reports.results import Row, ShareRow, rows_of

from .asking import Asked, ask, source_of
from .files import verdict_word
from .marks import Mark, headings, marks_of

VERDICT, SHARE = "verdict", "share"
CORNER = "corner"
SIGNED = (Verdict.MET, Verdict.NOT_MET, Verdict.OPEN)


@require_safe
def units_map(request: HttpRequest, plan: str, year: int) -> HttpResponse:
    """`?group=` chooses what is shown, `?by=verdict` the colours; `?chart=map&as=` the picture as a file."""
    asked = ask(request, plan, year)
    rows = rows_of(asked.question, asked.stamps)
    row = chosen_row(rows, request.GET.get("group", ""))
    by_verdict = request.GET.get("by") == VERDICT and isinstance(row, ShareRow)
    marks = marks_of(asked.census, row, by_verdict) if row else []
    drawn = map_of(asked, row, marks, by_verdict, linked="chart" not in request.GET) if row and marks else None
    boundaries, picture = drawn or (None, None)
    if file := chart_file(request, lambda: [picture] if picture else [], source_of(asked)):
        return file
    context = {
        "asked": asked,
        "rows": rows,
        "row": row,
        "by": VERDICT if by_verdict else SHARE,
        "is_share": isinstance(row, ShareRow),
        "map": picture,
        "boundaries": boundaries,
        "units": [(mark, unit_url(asked, mark.unit, row)) for mark in marks if mark.unit and row],
        "beside": [mark for mark in marks if not mark.unit],
        "breadcrumbs": crumbs(asked, _("Bản đồ")),
    }
    return render(request, "reports/map.html", context)


def crumbs(asked: Asked, here: str) -> list[tuple[str, str]]:
    """Below the dashboard of the same question."""
    dashboard = reverse("reports:dashboard", args=[asked.question.plan, asked.question.year])
    query = f"?{asked.choices}" if asked.choices else ""
    return [(_("Kết quả năm %s") % asked.question.year, dashboard + query), (here, "")]


def chosen_row(rows: Sequence[Row], group: str) -> Row | None:
    """The row of the group asked for, else the first that asks for action: not met, then open, shares before growth."""
    if found := next((row for row in rows if str(row.group.pk) == group), None):
        return found
    order = [Verdict.NOT_MET, Verdict.OPEN, Verdict.MET, Verdict.NOT_APPLICABLE]
    return min(rows, key=lambda row: (not isinstance(row, ShareRow), order.index(row.result.verdict)), default=None)


def unit_url(asked: Asked, unit: AdministrativeUnit, row: Row) -> str:
    """The unit's page, on the day on which it was counted: its code may stand for another place later."""
    chosen: dict[str, object] = {"year": asked.question.year, "plan": asked.question.plan}
    if row.reference_date != asked.year.reference_date:
        chosen["at"] = row.reference_date
    if str(asked.question.basis) != "approved":
        chosen["basis"] = asked.question.basis
    return f"{reverse('reports:unit', args=[unit.code])}?{urlencode(chosen)}"


def map_of(
    asked: Asked, row: Row, marks: Sequence[Mark], by_verdict: bool, linked: bool = True
) -> tuple[BoundarySet | None, MapChart]:
    """The picture of these marks, in outlines where a set (which comes along) has all units, else in squares.

    Without addresses where it leaves the portal.
    """
    labels = [
        (mark.unit.pk, replace(label_of(mark), url=unit_url(asked, mark.unit, row) if linked else ""))
        for mark in marks
        if mark.unit
    ]
    table = ChartTable(headings(row), [mark.cells for mark in marks])
    used = {label.ground for _unit, label in labels}
    signs = [
        (str(verdict), verdict_word(verdict)) for verdict in SIGNED if isinstance(row, ShareRow) and not by_verdict
    ]
    if any(label.silent for _unit, label in labels):
        signs.append((CORNER, _("còn cơ sở chưa báo cáo")))
    texts: dict[str, Any] = {
        "title": title_of(row, asked.question.year, row.reference_date),
        "description": description_of(marks, row),
        "labels": labels,
        "grounds": grounds_of(by_verdict, row, used),
        "table": table,
    }
    units = [unit for unit, _label in labels]
    boundaries, outlines = outlines_of(units)
    if boundaries:
        return boundaries, outline_map(
            **texts, grounds_of_units=outlines, signs=[sign for sign in signs if sign[0] != CORNER]
        )
    return None, tile_map(**texts, places=tiles(units), signs=signs)


def label_of(mark: Mark) -> Label:
    """What stands in a unit's shape, without the address that it leads to."""
    sign = str(mark.verdict) if mark.verdict in SIGNED else ""
    name = short_name(mark.unit.name) if mark.unit else ""
    return Label(name, mark.figure, mark.part, mark.sentence, mark.ground, sign, silent=mark.has_silent)


def tiles(units: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The squares of these units; none where they stand on several sheets, whose places say nothing of each other."""
    found = list(UnitTile.objects.filter(unit__in=units))
    if len({tile.layout for tile in found}) > 1:
        return {}
    return {tile.unit_id: (tile.col, tile.row) for tile in found}


def title_of(row: Row, year: int, on: datetime.date) -> str:
    """What the map shows, and of which day its units are."""
    words = {"code": row.criterion.code, "group": row.group.name, "year": year, "day": f"{on:%d/%m/%Y}"}
    return _("%(code)s · %(group)s, năm %(year)s, theo đơn vị hành chính ngày %(day)s") % words


def description_of(marks: Sequence[Mark], row: Row) -> str:
    """How many units there are, and how many of them say what."""
    units = [mark for mark in marks if mark.unit]
    silent = sum(mark.ground == "silent" for mark in units)
    count = ngettext("%(n)s đơn vị", "%(n)s đơn vị", len(units)) % {"n": len(units)}
    if not isinstance(row, ShareRow):
        return _("%(units)s, %(silent)s chưa có số liệu.") % {"units": count, "silent": silent}
    counts = {verdict: sum(mark.verdict is verdict for mark in units) for verdict in SIGNED}
    sentence = _(
        "%(units)s: %(met)s đạt mục tiêu, %(not_met)s không đạt, %(open)s chưa kết luận; %(silent)s chưa báo cáo."
    )
    return sentence % {
        "units": count, "met": counts[Verdict.MET], "not_met": counts[Verdict.NOT_MET],
        "open": counts[Verdict.OPEN], "silent": silent,
    }  # fmt: skip


def grounds_of(by_verdict: bool, row: Row, used: set[str]) -> list[tuple[str, str]]:
    """The legend of colours: the whole scale, and of the rest what is there."""
    is_share = isinstance(row, ShareRow)
    verdicts = [("met", _("đạt")), ("open", _("chưa kết luận")), ("not-met", _("không đạt"))]
    scale = verdicts if by_verdict else steps()
    if not is_share:
        scale = [(ground, _("%(share)s đã báo cáo") % {"share": text}) for ground, text in scale]
    rest = [("silent", _("chưa báo cáo") if is_share else _("chưa có số liệu")), ("none", _("không có cơ sở"))]
    return [*scale, *(each for each in rest if each[0] in used)]
