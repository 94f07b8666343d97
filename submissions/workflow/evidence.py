"""The verbs of evidence: files put beside a figure and taken off again. What was taken off is still kept."""

import unicodedata
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.refusals import Refused

from ..answers import Origin
from ..changes import just_written
from ..keeping import keep
from ..models import AnnualFigure, Evidence, FigureChange, ReportingYear, State
from ..reading.documents import UnfitDocument, kind_of
from ..saving import locked_submissions, refuse_approved, refuse_submitted, refuse_unless_open

if TYPE_CHECKING:
    from accounts.models import User

_LONGEST_NAME = 255


def attach(*, figure: AnnualFigure, data: bytes, file_name: str, by: "User | None") -> Evidence:
    """Keep a file beside a figure that has an answer, as whoever may write the figure now.

    Raises Refused where the file is not of a kind that is kept, too large, there already, or one too many.
    """
    name = _plain_name(file_name)
    if len(data) > settings.MAX_EVIDENCE_BYTES:
        raise Refused(too_large(name))
    try:
        kind = kind_of(data, name)
    except UnfitDocument as error:
        raise Refused(str(error)) from error
    return _kept(figure, data, name, kind, by)


@transaction.atomic
def _kept(figure: AnnualFigure, data: bytes, name: str, kind: str, by: "User | None") -> Evidence:
    """Unfolding a large document takes a while: nobody's writing waits for it, only for this."""
    held = _held(figure, by)
    if held.state == State.NOT_REPORTED:
        raise Refused(_("Số liệu này chưa có. Hãy nhập và lưu số liệu trước, rồi gửi minh chứng."))
    there = list(Evidence.objects.filter(figure=held, removed_at=None).values_list("file", flat=True))
    kept = keep(data, name)
    if kept.pk in there:
        raise Refused(_("Tệp “%(file)s” đã có ở số liệu này.") % {"file": name})
    if len(there) >= settings.MAX_EVIDENCE_PER_FIGURE:
        raise Refused(
            _("Mỗi số liệu có nhiều nhất %(limit)d tệp minh chứng. Hãy gỡ bớt một tệp trước.")
            % {"limit": settings.MAX_EVIDENCE_PER_FIGURE}
        )
    return Evidence.objects.create(figure=held, file=kept, kind=kind, by=by)


@transaction.atomic
def remove(*, evidence: Evidence, by: "User | None") -> None:
    """Take a file off a figure: it is marked as removed, and kept."""
    _held(evidence.figure, by)
    now = timezone.now()
    if not Evidence.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=now, removed_by=by):
        raise Refused(_("Tệp này đã được gỡ rồi."))
    evidence.removed_at, evidence.removed_by = now, by


def too_large(file_name: str) -> str:
    """The sentence about a file that is larger than evidence may be."""
    return _("Tệp “%(file)s” lớn hơn %(limit)d MB. Hãy giảm cỡ ảnh hoặc tách tệp rồi gửi lại.") % {
        "file": file_name, "limit": settings.MAX_EVIDENCE_BYTES // (1024 * 1024),
    }  # fmt: skip


def _held(figure: AnnualFigure, by: "User | None") -> AnnualFigure:
    """The figure as it is now, kept from others until the transaction ends; refused where it may not be written."""
    submission = locked_submissions([figure.submission_id])[figure.submission_id]
    held = AnnualFigure.objects.select_for_update(of=("self",)).get(pk=figure.pk)
    if held.submission_id != submission.pk:  # it went to another return in this very moment
        raise Refused(just_written())
    refuse_unless_open(ReportingYear.objects.get(pk=held.year_id))
    refuse_approved(submission)
    refuse_submitted(submission, Origin(by, FigureChange.Through.FORM))
    return held


def _plain_name(file_name: str) -> str:
    """The name without folders, and without signs that are not seen or that turn what is read around."""
    last = unicodedata.normalize("NFC", file_name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Zl", "Zp", "Cs"))
    return " ".join(seen.split())[-_LONGEST_NAME:]
