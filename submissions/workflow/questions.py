"""The verbs of questions about single figures: asked, given as reasons of a return, replied to, settled."""

import unicodedata
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.refusals import Refused

from ..models import FigureQuestion, FigureReply, ReportingYear, Submission, SubmissionEvent
from ..questions import askable
from ..saving import locked_submissions, refuse_unless_open

if TYPE_CHECKING:
    from accounts.models import User

Reason = tuple[int, int, str]
"""Institution, measure, and what is asked about that figure."""

LONGEST = 1000


def ask(
    *,
    submission: Submission,
    institution_id: int,
    measure_id: int,
    text: str,
    by: "User | None",
    event: SubmissionEvent | None = None,
) -> FigureQuestion:
    """Ask about one figure of a return, silent ones too. `event` is the step back whose reason it is."""
    reasons = [(institution_id, measure_id, text)]
    return ask_many(submission=submission, reasons=reasons, by=by, event=event)[0]


@transaction.atomic
def ask_many(
    *, submission: Submission, reasons: Sequence[Reason], by: "User | None", event: SubmissionEvent | None = None
) -> list[FigureQuestion]:
    """Ask about several figures of a return, all or none, in a fixed number of queries."""
    _held(submission)
    _refuse_foreign(submission, reasons)
    return FigureQuestion.objects.bulk_create(
        FigureQuestion(
            submission=submission, institution_id=institution_id, measure_id=measure_id, text=_given(text), by=by,
            event=event,
        )
        for institution_id, measure_id, text in reasons
    )  # fmt: skip


@transaction.atomic
def reply(*, question: FigureQuestion, text: str, by: "User | None") -> FigureReply:
    """Words under an open question, of the reporter or of the reviewer."""
    _refuse_settled(_held_question(question))
    return FigureReply.objects.create(question=question, text=_given(text), by=by)


@transaction.atomic
def settle(*, question: FigureQuestion, by: "User | None") -> None:
    """A reviewer has what they asked for; the thread stays as it is."""
    held = _held_question(question)
    _refuse_settled(held)
    held.settled_by, held.settled_at = by, timezone.now()
    held.save(update_fields=["settled_by", "settled_at"])
    question.settled_by, question.settled_at = held.settled_by, held.settled_at


def bind(*, submission: Submission, questions: Collection[int], event: SubmissionEvent) -> None:
    """Open questions that were only asked become reasons of a step back."""
    found = submission.questions.filter(pk__in=questions, event=None, settled_at=None)
    if found.update(event=event) < len(set(questions)):
        raise Refused(_("Có câu hỏi vừa được người khác xử lý. Hãy xem lại danh sách rồi trả lại báo cáo."))


def _held(submission: Submission) -> Submission:
    held = locked_submissions([submission.pk])[submission.pk]
    refuse_unless_open(ReportingYear.objects.get(pk=held.year_id))
    return held


def _held_question(question: FigureQuestion) -> FigureQuestion:
    """The question as it is now; whoever writes under it holds its return."""
    _held(question.submission)
    return FigureQuestion.objects.get(pk=question.pk)


def _refuse_settled(question: FigureQuestion) -> None:
    if question.is_settled:
        raise Refused(_("Câu hỏi này đã xong. Nếu còn điều chưa rõ, người thẩm tra đặt câu hỏi mới."))


def _refuse_foreign(submission: Submission, reasons: Sequence[Reason]) -> None:
    """Only figures of the return can be asked about."""
    cells = {(institution_id, measure_id) for institution_id, measure_id, _text in reasons}
    if cells - askable(submission, cells):
        raise Refused(_("Số liệu được hỏi không thuộc báo cáo này. Hãy chọn lại cơ sở và chỉ tiêu."))


def _given(text: str) -> str:
    """The words, without space around them, in NFC. Raises Refused without any, or with more than there is room for."""
    given = unicodedata.normalize("NFC", text.replace("\0", "").replace("\r\n", "\n").strip())
    if not given:
        raise Refused(_("Hãy ghi nội dung."))
    if len(given) > LONGEST:
        raise Refused(_("Nội dung dài quá %(longest)d ký tự. Hãy viết ngắn lại.") % {"longest": LONGEST})
    return given
