"""Which file a page is about, and who may do what with it. A waiting file is its sender's alone."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from institutions.requests import SignedInRequest

from ...imports.running import bring_up_to_date
from ...imports.sending import Sender
from ...models import ImportBatch, Submission
from ..trail import Crumb, below_year


def refuse_who_enters_nothing(user: User) -> None:
    """Figures are sent by reporters and reviewers (others: 403); for which institutions, the check says."""
    if not (user.scope().is_reporter or user.scope().is_reviewer):
        raise PermissionDenied


def visible_file(request: SignedInRequest, pk: int) -> ImportBatch:
    """The file, where the user may see it (404)."""
    return get_object_or_404(_loaded(ImportBatch.objects.visible_to(request.user)), pk=pk)


def readable_file(request: SignedInRequest, pk: int) -> ImportBatch:
    """The file, where the user may see it (404); a waiting one only for who still enters figures (403)."""
    batch = visible_file(request, pk)
    if batch.applied_at is None:
        refuse_who_enters_nothing(request.user)
    return batch


def whole_file(request: SignedInRequest, pk: int) -> ImportBatch:
    """The file with all that was in it, rows that were never stored too: as `readable_file` and `reads_whole`."""
    batch = readable_file(request, pk)
    if not reads_whole(request.user, batch):
        raise PermissionDenied
    return batch


def reads_whole(user: User, batch: ImportBatch) -> bool:
    """Whether nothing in a file that the user sees is beyond their scope: rows that were left out may be of returns
    that it did not touch, and rows that name nobody of any for which its sender enters figures."""
    scope = user.scope()
    if scope.everything or batch.by_id == user.pk:
        return True
    sent_for = Sender(batch.by).enterable(batch.year)
    return sent_for is not None and sent_for.union(batch.report.get("touched", ())) <= scope.readable_reporting_units()


def own_file(request: SignedInRequest, pk: int) -> ImportBatch:
    """The file, where the user sent it (404) and still enters figures (403)."""
    batch = get_object_or_404(_loaded(ImportBatch.objects.filter(by=request.user)), pk=pk)
    refuse_who_enters_nothing(request.user)
    return batch


def file_to_answer(request: SignedInRequest, pk: int) -> ImportBatch | None:
    """One's own waiting file, checked as things stand now; None while it is worked on, and once it was applied."""
    batch = own_file(request, pk)
    if batch.applied_at is not None:
        return None
    bring_up_to_date(batch)
    batch = own_file(request, pk)
    return batch if batch.stage == ImportBatch.Stage.CHECKED else None


def _loaded(files: "QuerySet[ImportBatch]") -> "QuerySet[ImportBatch]":
    # The bytes of the file are megabytes that pages have no use for.
    return files.select_related("year", "by", "undone_by", "file").defer("file__content")


def may_undo(user: User, batch: ImportBatch) -> bool:
    """Whether the user may write every return that the file touched: its sender as an editor, others as reviewers."""
    touched = Submission.objects.filter(touched_by__batch=batch)
    holders = Submission.objects.filter(figures__changes__batch=batch)
    concerned = Submission.objects.filter(pk__in=touched.values("pk")) | Submission.objects.filter(
        pk__in=holders.values("pk")
    )
    may_write = Submission.objects.reviewable_by(user)
    if batch.by_id == user.pk:
        may_write = may_write | Submission.objects.editable_by(user)
    if not (user.scope().is_reporter or user.scope().is_reviewer):
        return False
    return not concerned.exclude(pk__in=may_write.values("pk")).exists()


def posted(request: SignedInRequest) -> QueryDict | None:
    """What a form was sent, nothing at all included; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def breadcrumbs(batch: ImportBatch, here: str = "") -> list[Crumb]:
    """The way to a file, and to one of its pages."""
    year = batch.year
    sending = (_("Tệp số liệu"), reverse("submissions:import", args=[year.number]))
    file = (batch.file_name, reverse("submissions:file", args=[batch.pk]) if here else "")
    return below_year(year, sending, file, *([(here, "")] if here else []))
