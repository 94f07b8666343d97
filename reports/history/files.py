"""What files did: figures stored and taken back, the list of institutions brought up to date."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from institutions.models import RegistryFile
from submissions.models import FigureChange, ImportBatch, TouchedSubmission

from .entries import Kind, Said, quoted
from .filters import Filters
from .reader import Reader
from .sources import About, Source, path


def _touched(field: str) -> About:
    """Files that touched one of these returns, or returns of one of these reporting units."""

    def condition(wanted: tuple[int, ...]) -> Q:
        touched = TouchedSubmission.objects.filter(**{f"{field}__in": wanted})
        return Q(pk__in=touched.order_by().values("batch"))

    return condition


_OF_FILE = {
    "year": path("year"),
    "submission": _touched("submission"),
    "reporting_unit": _touched("submission__reporting_unit"),
}


def _applied(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    rows = ImportBatch.objects.applied()
    if not reader.scope.everything:
        rows = rows.filter(pk__in=ImportBatch.objects.visible_to(reader.user).order_by().values("pk"))
    return rows.select_related("year").defer("report", "choices", "stamps")


def _undone(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    return _applied(reader, filters).filter(undone_at__isnull=False)


def _tell_files(what: str) -> Callable[[Sequence[Any], Reader], list[Said]]:
    def tell(rows: Sequence[Any], reader: Reader) -> list[Said]:
        undo = FigureChange.Through.UNDO
        changes = FigureChange.objects.filter(batch__in=[row.pk for row in rows])
        changes = changes.filter(through=undo) if what == "undone" else changes.exclude(through=undo)
        totals = dict(changes.order_by().values_list("batch").annotate(total=Count("pk")))
        word = {"applied": _("ghi tệp %(file)s: %(number)s số liệu"), "undone": _("hoàn tác tệp %(file)s: %(number)s")}
        return [
            Said(
                word[what]
                % {"file": quoted(row.file_name), "number": number_format(totals.get(row.pk, 0), force_grouping=True)},
                _("năm %(year)s") % {"year": row.year},
                reverse("submissions:file", args=[row.pk]),
            )
            for row in rows
        ]

    return tell


def _registry_files(reader: Reader, filters: Filters) -> "QuerySet[Any]":
    rows = RegistryFile.objects.applied().defer("content")
    return rows if reader.keeps_registry else rows.filter(by=reader.user)


def _tell_registry_files(rows: Sequence[Any], reader: Reader) -> list[Said]:
    what = _("ghi tệp danh sách cơ sở %(file)s")
    return [Said(what % {"file": quoted(row.file_name)}, reason=row.summary) for row in rows]


SOURCES = [
    Source(Kind.FILE, _applied, _tell_files("applied"), _OF_FILE, at="applied_at"),
    Source(Kind.FILE, _undone, _tell_files("undone"), _OF_FILE, at="undone_at", by="undone_by"),
    Source(Kind.FILE, _registry_files, _tell_registry_files, {}, at="applied_at"),
]
