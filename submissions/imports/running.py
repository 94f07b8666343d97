"""Checking and applying a file: at once when it is small, in the background when it is long.

How far a long check is stands in the batch, so whoever leaves the page finds it again. Work whose process died is
taken up by the next look at the page: a check begins anew, and applying, which is one transaction, has stored nothing.
"""

import datetime
import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from ..models import ImportBatch
from ..workflow import Refused
from .applying import apply_batch
from .staging import Superseded, check_batch, stamps_of

if TYPE_CHECKING:
    from accounts.models import User

Stage = ImportBatch.Stage
_A_MINUTE = datetime.timedelta(minutes=1)  # a check says how far it is every two thousand rows
_BYTES_A_SECOND = 40_000  # and before the first ones it reads the file
_logger = logging.getLogger(__name__)


def is_long(batch: ImportBatch) -> bool:
    """Whether the file takes longer than a page should."""
    return batch.file is not None and batch.file.size > settings.CHECK_AT_ONCE_BYTES


def bring_up_to_date(batch: ImportBatch) -> None:
    """Check the file where it was not, or where what the check rests on has changed since.

    Figures that changed since are looked at again only for a short file: each answer names the figure it replaces, so
    applying a long one finds out by itself.
    """
    if batch.stage == Stage.APPLYING and is_dead(batch):
        ImportBatch.objects.filter(pk=batch.pk, stage=Stage.APPLYING).update(stage=Stage.WAITING)
        batch.refresh_from_db()
    if batch.applied_at is None and batch.stage != Stage.APPLYING and not _is_fresh(batch):
        _begin_check(batch)
    with suppress(ImportBatch.DoesNotExist):  # thrown away in another tab: whoever goes on with it finds out
        batch.refresh_from_db()


def _is_fresh(batch: ImportBatch) -> bool:
    if batch.report.get("broken"):
        return True  # until a person asks for another try: it would break again
    said = (batch.report.get("choices"), batch.report.get("language"))
    if batch.stage != Stage.CHECKED or said != (batch.choices, get_language()):
        return False
    ignored = {"figures"} if is_long(batch) else set()
    return all(batch.stamps.get(topic) == stamp for topic, stamp in stamps_of(batch).items() if topic not in ignored)


def is_dead(batch: ImportBatch) -> bool:
    """Whether work has taken so long that its process must have ended (or the clock was put back under it)."""
    if batch.worked_at is None:
        return True
    since = timezone.now() - batch.worked_at
    return since > _patience(batch) or since < -_A_MINUTE


def _patience(batch: ImportBatch) -> datetime.timedelta:
    if batch.stage == Stage.APPLYING:
        return _A_MINUTE + datetime.timedelta(seconds=batch.rows / 200)
    return _A_MINUTE + datetime.timedelta(seconds=batch.file.size / _BYTES_A_SECOND if batch.file else 0)


def _begin_check(batch: ImportBatch) -> None:
    """Of several who look at the same moment one checks."""
    if batch.stage == Stage.CHECKING and not is_dead(batch):
        return
    now = timezone.now()
    free = Q(pk=batch.pk, stage=batch.stage, worked_at=batch.worked_at, applied_at=None)
    if ImportBatch.objects.filter(free).update(stage=Stage.CHECKING, done_rows=0, worked_at=now):
        batch.stage, batch.done_rows, batch.worked_at = Stage.CHECKING, 0, now
        _run(batch, check_batch)


def begin_applying(batch: ImportBatch, *, by: "User") -> None:
    """Apply a checked file. Raises Refused at once for a short one; of a long one the page tells what became of it."""
    if not is_long(batch):
        apply_batch(batch=batch, by=by)
        return
    now = timezone.now()
    free = Q(pk=batch.pk, stage=Stage.CHECKED, seal=batch.seal)
    if not ImportBatch.objects.filter(free).update(stage=Stage.APPLYING, worked_at=now):
        raise Refused(_("Tệp này đã được ghi, hoặc chưa kiểm tra xong."))
    batch.stage, batch.worked_at = Stage.APPLYING, now
    _run(batch, lambda row: _apply(row, by))


def _apply(batch: ImportBatch, by: "User") -> None:
    begun = batch.worked_at
    try:
        apply_batch(batch=batch, by=by)
    except Refused as refusal:
        batch.stage, batch.worked_at = Stage.APPLYING, begun
        _end(batch, str(refusal))


def _end(batch: ImportBatch, message: str, *, broken: bool = False) -> None:
    """The work did not succeed: nothing is stored, the page says why. Unless it broke, the next look checks again.

    Where somebody else has taken the file over by now, it is theirs to say.
    """
    report = {**batch.report, "refused": message, "broken": broken, "choices": None}
    mine = Q(pk=batch.pk, stage=batch.stage, worked_at=batch.worked_at, applied_at=None)
    ImportBatch.objects.filter(mine).update(stage=Stage.CHECKED, report=report)


def _run(batch: ImportBatch, work: Callable[[ImportBatch], None]) -> None:
    if not is_long(batch):
        _do(batch, work)
        return
    # A daemon: a server that stops does not wait for it. The next look at the page takes the work up again.
    Thread(target=_in_background, args=(batch, work, get_language()), daemon=True).start()


def _in_background(begun: ImportBatch, work: Callable[[ImportBatch], None], language: str | None) -> None:
    mine = ImportBatch.objects.filter(pk=begun.pk, stage=begun.stage, worked_at=begun.worked_at)
    try:
        if batch := mine.select_related("year", "file", "by").first():
            with override(language):
                _do(batch, work)
    finally:
        connections.close_all()


def _do(batch: ImportBatch, work: Callable[[ImportBatch], None]) -> None:
    """Do the work; whatever breaks it, its sender reads a sentence and can try again or throw the file away."""
    try:
        work(batch)
    except Superseded:
        _logger.info("file of figures %s was taken over", batch.pk)
    except Exception:
        _logger.exception("file of figures %s", batch.pk)
        message = _("Việc xử lý tệp bị gián đoạn do lỗi của hệ thống. Hãy thử lại; nếu vẫn lỗi, hãy báo quản trị viên.")
        _end(batch, message, broken=True)
