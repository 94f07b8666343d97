"""Checking and applying a file: at once when it is small, in the background when it is long.

How far a long check is stands in the batch, so whoever leaves the page finds it again. Work whose process died is
taken up by the next look at the page: a check begins anew, and applying, which is one transaction, has stored nothing.
"""

import datetime
import logging
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from institutions import revision

from ..models import ImportBatch
from ..workflow import Refused
from .applying import apply_batch
from .staging import check_batch

if TYPE_CHECKING:
    from accounts.models import User

Stage = ImportBatch.Stage
_CHECK_IS_DEAD = datetime.timedelta(seconds=60)  # it says how far it is every two thousand rows
_logger = logging.getLogger(__name__)


def is_long(batch: ImportBatch) -> bool:
    """Whether the file takes longer than a page should."""
    return batch.file is not None and batch.file.size > settings.CHECK_AT_ONCE_BYTES


def bring_up_to_date(batch: ImportBatch) -> None:
    """Check the file where it was not, or where what the check rests on has changed since.

    Figures that changed since are looked at again only for a short file: each answer names the figure it replaces, so
    applying a long one finds out by itself.
    """
    if batch.stage == Stage.APPLYING and _is_dead(batch):
        ImportBatch.objects.filter(pk=batch.pk, stage=Stage.APPLYING).update(stage=Stage.WAITING)
        batch.refresh_from_db()
    if batch.applied_at is None and batch.stage != Stage.APPLYING and not _is_fresh(batch):
        _begin_check(batch)
    batch.refresh_from_db()


def _is_fresh(batch: ImportBatch) -> bool:
    if batch.report.get("broken"):
        return True  # until a person asks for another try: it would break again
    if batch.stage != Stage.CHECKED or batch.report.get("choices") != batch.choices:
        return False
    now = revision.current()
    ignored = {"figures"} if is_long(batch) else set()
    return all(now[topic] == stamp for topic, stamp in batch.stamps.items() if topic not in ignored)


def _is_dead(batch: ImportBatch) -> bool:
    """Whether applying has taken so long that its process must have ended."""
    patience = datetime.timedelta(seconds=60 + batch.rows / 200)
    return batch.worked_at is None or timezone.now() - batch.worked_at > patience


def _begin_check(batch: ImportBatch) -> None:
    """Of several who look at the same moment one checks."""
    dead = Q(worked_at=None) | Q(worked_at__lt=timezone.now() - _CHECK_IS_DEAD)
    free = Q(pk=batch.pk, applied_at=None) & (~Q(stage=Stage.CHECKING) | dead)
    if ImportBatch.objects.filter(free).update(stage=Stage.CHECKING, done_rows=0, worked_at=timezone.now()):
        _run(batch, check_batch)


def begin_applying(batch: ImportBatch, *, by: "User") -> None:
    """Apply a checked file. Raises Refused at once for a short one; of a long one the page tells what became of it."""
    if not is_long(batch):
        apply_batch(batch=batch, by=by)
        return
    free = Q(pk=batch.pk, stage=Stage.CHECKED)
    if not ImportBatch.objects.filter(free).update(stage=Stage.APPLYING, worked_at=timezone.now()):
        raise Refused(_("Tệp này đã được ghi, hoặc chưa kiểm tra xong."))
    _run(batch, lambda row: _apply(row, by))


def _apply(batch: ImportBatch, by: "User") -> None:
    try:
        apply_batch(batch=batch, by=by)
    except Refused as refusal:
        _end(batch, str(refusal))


def _end(batch: ImportBatch, message: str, *, broken: bool = False) -> None:
    """The work did not succeed: nothing is stored, the page says why. Unless it broke, the next look checks again."""
    report = {**batch.report, "refused": message, "broken": broken, "choices": None}
    ImportBatch.objects.filter(pk=batch.pk, applied_at=None).update(stage=Stage.CHECKED, report=report)


def _run(batch: ImportBatch, work: Callable[[ImportBatch], None]) -> None:
    if not is_long(batch):
        work(batch)
        return
    # A daemon: a server that stops does not wait for it. The next look at the page takes the work up again.
    Thread(target=_in_background, args=(batch.pk, work, get_language()), daemon=True).start()


def _in_background(pk: int, work: Callable[[ImportBatch], None], language: str | None) -> None:
    batch = ImportBatch.objects.select_related("year", "file", "by").get(pk=pk)
    try:
        with override(language):
            work(batch)
    except Exception:
        _logger.exception("file of figures %s", pk)
        message = _("Việc xử lý tệp bị gián đoạn do lỗi của hệ thống. Hãy thử lại; nếu vẫn lỗi, hãy báo quản trị viên.")
        _end(batch, message, broken=True)
    finally:
        connections.close_all()
