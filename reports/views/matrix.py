"""The matrix: the units below the one asked against the targets of the plan, a share in each cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions.models import AdministrativeUnit
from reports.charts import ChartTable
from reports.charts.files import chart_file
from reports.charts.heat import steps
from reports.charts.matrix import Cell as DrawnCell
from reports.charts.matrix import Matrix
from reports.progress import Share
from reports.results import Row, ShareRow, rows_of
from reports.templatetags.results import threshold
from submissions.export import table_response
from submissions.tables import Cell

from .asking import Asked, ask, export_urls, source_of
from .map import crumbs
from .marks import Mark, marks_of, name_of


@dataclass(frozen=True)
class Column:
    """A target with the mark of each unit, by the unit's row (None: what lies in none of them)."""

    row: Row
    marks: dict[int | None, Mark]

    @property
    def key(self) -> str:
        return str(self.row.group.pk)


@dataclass(frozen=True)
class Line:
    """A unit with its mark in each column, None where the column does not count it, each with where it leads."""

    unit: AdministrativeUnit | None
    name: str
    cells: Sequence[tuple[Column, Mark | None, str]]


@dataclass(frozen=True)
class Sorting:
    """By which column, "" for the name; `falling` from many to few."""

    key: str
    falling: bool

    @classmethod
    def asked(cls, text: str, columns: Sequence[Column]) -> "Sorting":
        key = text.removeprefix("-")
        return cls(key, text.startswith("-")) if key in {column.key for column in columns} else cls("", text == "-")

    def of(self, column: str) -> str:
        """What a click on a column's head asks for: few first, which is where help is needed; then the other way."""
        return f"-{column}" if self.key == column and not self.falling else column


@require_safe
def matrix(request: HttpRequest, plan: str, year: int) -> HttpResponse:
    """`?sort=` a group's id, with a minus from many to few; `?export=csv` or `xlsx` the table as a file, and
    `?chart=matrix&as=` as a picture."""
    asked = ask(request, plan, year)
    rows = rows_of(asked.question, asked.stamps)
    units = asked.census.units_below(asked.date)
    columns, elsewhere = columns_of(asked, rows, units)
    sorting = Sorting.asked(request.GET.get("sort", ""), columns)
    lines = sorted_lines(lines_of(asked, columns, units), sorting)
    if "export" in request.GET:
        headings, table = matrix_file(columns, lines)
        return table_response(name=f"{plan}-{year}-matrix", headings=headings, rows=table, format=request.GET["export"])
    shown = [(columns, lines)] if columns and lines else []
    if file := chart_file(request, lambda: [picture_of(asked, *each) for each in shown], source_of(asked)):
        return file
    context = {
        "asked": asked,
        "columns": [(column, head_url(request, sorting, column.key)) for column in columns],
        "name_url": head_url(request, sorting, ""),
        "lines": lines,
        "elsewhere": elsewhere,
        "sorting": sorting,
        "steps": steps(),
        "breadcrumbs": crumbs(asked, _("Bảng theo đơn vị")),
        **export_urls(request),
    }
    return render(request, "reports/matrix.html", context)


def columns_of(
    asked: Asked, rows: Sequence[Row], units: Sequence[AdministrativeUnit]
) -> tuple[list[Column], list[Row]]:
    """The targets that count these units; and those that count others, of an earlier day, or none any more."""
    ids, columns, elsewhere = {unit.pk for unit in units}, [], []
    for row in rows:
        marks = {mark.unit.pk if mark.unit else None: mark for mark in marks_of(asked.census, row)}
        if ids and ids.isdisjoint(marks):
            elsewhere.append(row)
        else:
            columns.append(Column(row, marks))
    return columns, elsewhere


def lines_of(asked: Asked, columns: Sequence[Column], units: Sequence[AdministrativeUnit]) -> list[Line]:
    """A line a unit, and one for what lies in none of them; nothing where there are no units to compare."""
    lines = []
    for unit in [*units, None] if units else []:
        found = [(column, column.marks.get(unit.pk if unit else None)) for column in columns]
        if unit or any(mark for _column, mark in found):
            cells = [(column, mark, cell_url(asked, column, unit) if mark else "") for column, mark in found]
            lines.append(Line(unit, name_of(unit), cells))
    return lines


def cell_url(asked: Asked, column: Column, unit: AdministrativeUnit | None) -> str:
    """The criterion's page, narrowed to the unit; nowhere for what has no unit."""
    if unit is None:
        return ""
    code = column.row.criterion.code
    chosen: dict[str, object] = {"group": column.row.group.pk, "unit": unit.code}
    if str(asked.question.basis) != "approved":
        chosen["basis"] = asked.question.basis
    if asked.question.at:
        chosen["at"] = asked.question.at
    url = reverse("reports:criterion", args=[asked.question.plan, asked.question.year, code])
    return f"{url}?{urlencode(chosen)}"


def sorted_lines(lines: list[Line], sorting: Sorting) -> list[Line]:
    """By a column or, as they come, by name. What has no figure stands last either way."""
    if not sorting.key or not lines:
        named = [line for line in lines if line.unit]
        rest = [line for line in lines if not line.unit]
        return [*(reversed(named) if sorting.falling else named), *rest]
    index = next(i for i, (column, _mark, _url) in enumerate(lines[0].cells) if column.key == sorting.key)

    def order(line: Line) -> float | None:
        mark = line.cells[index][1]
        return mark.order if mark else None

    known = [line for line in lines if order(line) is not None]
    unknown = [line for line in lines if order(line) is None]
    return [*sorted(known, key=lambda line: order(line) or 0, reverse=sorting.falling), *unknown]


def head_url(request: HttpRequest, sorting: Sorting, key: str) -> str:
    """The page sorted by this column."""
    query = request.GET.copy()
    query["sort"] = sorting.of(key)
    return f"?{query.urlencode()}"


def picture_of(asked: Asked, columns: Sequence[Column], lines: Sequence[Line]) -> Matrix:
    """The table as it stands on the page, drawn."""
    heads = [(f"{column.row.criterion.code} · {column.row.group.name}", target_of(column)) for column in columns]
    drawn = [(line.name, [drawn_cell(column, mark) for column, mark, _url in line.cells]) for line in lines]
    told = [(name, *(" ".join(filter(None, (cell.figure, cell.part))) for cell in cells)) for name, cells in drawn]
    words = {"year": asked.question.year, "day": f"{asked.date:%d/%m/%Y}"}
    return Matrix(
        title=_("Tỷ lệ đạt của từng nhóm cơ sở năm %(year)s, theo đơn vị hành chính ngày %(day)s") % words,
        description=_("Mỗi hàng là một đơn vị, mỗi cột là một mục tiêu; màu càng đậm thì tỷ lệ đạt càng cao."),
        table=ChartTable([_("Đơn vị"), *(" ".join(head) for head in heads)], told),
        heads=heads,
        lines=drawn,
        grounds=steps(),
        signs=[("ring", _("còn cơ sở chưa báo cáo"))],
    )


def target_of(column: Column) -> str:
    """What the target asks, as the head of its column says it."""
    return _("mục tiêu %(target)s %%") % {"target": threshold(column.row.target.threshold)}


def drawn_cell(column: Column, mark: Mark | None) -> DrawnCell:
    """What stands where a unit meets a target: on a ground only where it is a share."""
    if mark is None or mark.ground == "none":
        return DrawnCell("", "–")
    is_share = isinstance(column.row, ShareRow) and mark.ground != "silent"
    ground = mark.ground if is_share else ""
    return DrawnCell(ground, mark.figure, mark.part, mark.has_silent)


def matrix_file(columns: Sequence[Column], lines: Sequence[Line]) -> tuple[list[str], list[list[Cell]]]:
    """A line a unit; of each target how many meet it, of how many, how many are silent, and the share."""
    headings = [_("Mã"), _("Đơn vị")]
    for column in columns:
        name = f"{column.row.criterion.code} · {column.row.group.name}"
        parts = (
            [_("đạt"), _("tổng số"), _("chưa báo cáo"), _("tỷ lệ (%)")]
            if isinstance(column.row, ShareRow)
            else [_("lượt"), _("tổng số"), _("đã báo cáo")]
        )
        headings += [f"{name}: {part}" for part in parts]
    return headings, [_file_line(line) for line in lines]


def _file_line(line: Line) -> list[Cell]:
    cells: list[Cell] = [line.unit.code if line.unit else "", line.name]
    for column, mark, _url in line.cells:
        result = mark.result if mark else None
        if isinstance(column.row, ShareRow):
            tally = result.tally if isinstance(result, Share) else None
            cells += [tally.met, tally.eligible, tally.silent, _rounded(result)] if tally else [None] * 4
        elif result is None or isinstance(result, Share):
            cells += [None] * 3
        else:
            cells += [result.value if result.has_value else None, result.eligible, result.reported]
    return cells


def _rounded(result: object) -> float | None:
    share: Fraction | None = getattr(result, "share", None)
    return None if share is None else round(float(share), 2)
