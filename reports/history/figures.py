"""What was changed of figures, what was approved of them, and the files that show that they are right."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from submissions.models import AnnualFigure, Evidence, FigureApproval, FigureChange, ImportBatch, State

from .entries import Change, Kind, Said, counted, quoted
from .filters import Filters
from .reader import Reader
from .sources import Source, path


def _of_year(wanted: tuple[int, ...]) -> Q:
    """A year has many figures: each trace is asked of which year it is, the newest first, until the page is full."""
    return Q(Exists(AnnualFigure.objects.filter(pk=OuterRef("figure"), year__in=wanted)))


_OF_FIGURE = {"institution": path("figure__institution"), "year": _of_year}
_FIGURE = ("figure__institution", "figure__measure", "figure__year")


def figure_said(figure: Any, names: dict[int, str]) -> tuple[str, str]:
    """What a figure is called in a line, and where its history is."""
    name = names.get(figure.institution_id, figure.institution.code)
    about = _("%(measure)s, %(institution)s (%(code)s), năm %(year)s") % {
        "measure": figure.measure, "institution": name, "code": figure.institution.code, "year": figure.year,
    }  # fmt: skip
    return about, reverse("submissions:figure_history", args=[figure.pk])


def value_said(state: str, value: int | None, *, is_yes_no: bool) -> str:
    """A state and value as they are read: a number, or why there is none."""
    return counted(value, is_yes_no=is_yes_no) if state == State.REPORTED else str(State(state).label)


def _changes(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    rows = FigureChange.objects.filter(reader.of_figure("figure")).select_related(*_FIGURE, "batch")
    rows = rows.defer("batch__report", "batch__choices", "batch__stamps")
    return rows if filters.every_figure else rows.filter(batch=None)


def _tell_changes(rows: Sequence[Any], reader: Reader) -> list[Said]:
    names = reader.names(row.figure.institution_id for row in rows)
    batches = {row.batch_id for row in rows if row.batch_id}
    readable = set(ImportBatch.objects.visible_to(reader.user).filter(pk__in=batches).values_list("pk", flat=True))
    return [_change_said(row, names, readable) for row in rows]


def _change_said(row: FigureChange, names: dict[int, str], readable: set[int]) -> Said:
    is_yes_no = row.figure.measure.is_yes_no
    old = value_said(row.old_state, row.old_value, is_yes_no=is_yes_no)
    new = value_said(row.new_state, row.new_value, is_yes_no=is_yes_no)
    if row.is_estimate:
        new = _("%(value)s (ước tính)") % {"value": new}
    changes = [Change(_("giá trị"), old, new)]
    about, url = figure_said(row.figure, names)
    through_url = reverse("submissions:file", args=[row.batch_id]) if row.batch_id in readable else ""
    what = _("chuyển số liệu") if row.through == FigureChange.Through.HANDED_OVER else _("ghi số liệu")
    return Said(what, about, url, tuple(changes), _through(row), through_url, row.note)


def _through(row: FigureChange) -> str:
    """Through what it came; of a file its name, sheet and cell."""
    if row.batch is None:
        return str(row.get_through_display())
    where = [row.batch.file_name, row.sheet, row.cell or (_("dòng %(line)d") % {"line": row.line} if row.line else "")]
    return f"{row.get_through_display()}: {', '.join(filter(None, where))}"


def _approvals(reader: Reader, filters: Filters) -> "QuerySet[Any] | None":
    """One row for each institution and moment: a return is one line by its own step, this is of one institution."""
    if "institution" not in filters.about:
        return None
    same = FigureApproval.objects.filter(
        figure__institution=OuterRef("figure__institution"), figure__year=OuterRef("figure__year"), at=OuterRef("at"),
        pk__gt=OuterRef("pk"),
    )  # fmt: skip
    rows = FigureApproval.objects.filter(reader.of_figure("figure")).filter(~Exists(same))
    return rows.select_related(*_FIGURE)


def _tell_approvals(rows: Sequence[Any], reader: Reader) -> list[Said]:
    names = reader.names(row.figure.institution_id for row in rows)
    moments = {row.at for row in rows}
    institutions = {row.figure.institution_id for row in rows}
    every = FigureApproval.objects.filter(at__in=moments, figure__institution__in=institutions)
    totals: dict[tuple[Any, int, int], int] = {}
    for key in every.values_list("at", "figure__institution", "figure__year"):
        totals[key] = totals.get(key, 0) + 1
    found = []
    for row in rows:
        figure = row.figure
        number = totals[row.at, figure.institution_id, figure.year_id]
        what = _("bỏ duyệt %(number)d số liệu") if row.state is None else _("duyệt %(number)d số liệu")
        about = _("%(institution)s (%(code)s), năm %(year)s") % {
            "institution": names.get(figure.institution_id, ""), "code": figure.institution.code, "year": figure.year,
        }  # fmt: skip
        url = reverse("submissions:institution_form", args=[figure.year.number, figure.institution.code])
        found.append(Said(what % {"number": number}, about, url))
    return found


def _evidence(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    return Evidence.objects.filter(reader.of_figure("figure")).select_related(*_FIGURE, "file").defer("file__content")


def _removed(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    return _evidence(reader, filters).filter(removed_at__isnull=False).select_related("removed_by")


def _tell_evidence(what: str) -> Any:
    def tell(rows: Sequence[Any], reader: Reader) -> list[Said]:
        names = reader.names(row.figure.institution_id for row in rows)
        word = {"attached": _("đính kèm minh chứng %(file)s"), "removed": _("gỡ minh chứng %(file)s")}[what]
        return [Said(word % {"file": quoted(row.file.name)}, *figure_said(row.figure, names)) for row in rows]

    return tell


_OF_RETURN_TOO = {
    **_OF_FIGURE,
    "submission": path("figure__submission"),
    "reporting_unit": path("figure__submission__reporting_unit"),
}

SOURCES = [
    Source(
        Kind.FIGURE, _changes, _tell_changes,
        {**_OF_FIGURE, "submission": path("submission"), "reporting_unit": path("submission__reporting_unit")},
    ),
    Source(Kind.RETURN, _approvals, _tell_approvals, _OF_FIGURE),
    Source(Kind.EVIDENCE, _evidence, _tell_evidence("attached"), _OF_RETURN_TOO),
    Source(Kind.EVIDENCE, _removed, _tell_evidence("removed"), _OF_RETURN_TOO, at="removed_at", by="removed_by"),
]  # fmt: skip
