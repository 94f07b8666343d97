"""What goes on around the returns of the last year: explanations, questions, evidence, an extension, a reminder.

Done with the verbs that people use, and then given the days on which it would have happened.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from indicators.models import Measure
from institutions.responsibility import current_responsibility
from submissions.findings import ReturnFinding, findings_of
from submissions.keeping import keep
from submissions.letters import written
from submissions.models import (
    AnnualFigure,
    Evidence,
    Explanation,
    FigureQuestion,
    RemindedReturn,
    Reminder,
    ReportingYear,
    State,
    Submission,
    SubmissionEvent,
)
from submissions.reminding import reminded_on
from submissions.workflow import call_for_returns
from submissions.workflow.deadlines import extend
from submissions.workflow.questions import ask_many, reply, settle

Status = Submission.Status
ONE_DAY = datetime.timedelta(days=1)

DRAFT, RETURNED, SUBMITTED, CORRECTED, LIBRARY = "24490", "24496", "24373", "SGD-66", "TVT-66"
"""Whose returns have more around them than the rest; `returns.SETTLED` says in which state each is."""

WORDS = {
    "silent": "Cơ sở chưa gửi số liệu, đơn vị đã nhắc hai lần.",
    "visits_without_service": "Có mở cửa cho bạn đọc nhưng chưa tổ chức dịch vụ học tập suốt đời theo định nghĩa.",
    "large_change": "Đã đối chiếu với sổ theo dõi, số liệu đúng.",
    "same_as_last_year": "Đã kiểm tra lại, số năm nay đúng bằng năm trước.",
    "became_unknown": "Người phụ trách mới nhận việc, chưa tìm được sổ theo dõi.",
    "all_not_applicable": "Nhà đang sửa chữa, tạm ngừng hoạt động cả năm.",
}
OTHER_WORDS = "Đã kiểm tra với cơ sở, số liệu đúng như đã ghi."
ASKED_OF_RETURNED = (
    "Số này khác với báo cáo sáu tháng. Đề nghị kiểm tra lại.",
    "Đề nghị cho biết số này gồm những hoạt động nào.",
)
ANSWER = "Đã hỏi người phụ trách: gồm cả những nhóm chỉ sinh hoạt trong dịp hè."
ASKED_OF_SUBMITTED = "Lượt người sử dụng tăng nhanh so với các xã bên cạnh. Đề nghị nêu nguồn số liệu."
ASKED_OF_DRAFT = "Số này đếm theo sổ hay ước tính? Nếu ước tính, đề nghị đánh dấu ước."
ASKED_OF_CORRECTED = "Có lẽ thừa một chữ số 0. Đề nghị kiểm tra lại."
EXTENDED_TO = datetime.date(2026, 2, 28)
EXTENDED_BECAUSE = "Xã mới sắp xếp lại, còn chờ số liệu của các nhà văn hóa thôn, buôn."
EXTENDED_ON = datetime.date(2026, 1, 28)
REMINDED_ON = datetime.date(2026, 2, 14)
"""Fourteen days before the extended day, and fourteen days after the year's: a stage of both."""

DOCUMENT = "so-theo-doi-ban-doc-2025-mau.pdf"


def surround(year: ReportingYear, *, reviewer: User) -> None:
    """Everything around the returns of the year, which is open, as a province in the middle of its round has it."""
    _call(year, reviewer)
    _explain(year)
    returns = {row.reporting_unit.code: row for row in year.submissions.select_related("reporting_unit", "year")}
    _ask(returns, reviewer)
    for code in (DRAFT, LIBRARY):
        _attach(returns[code])
    extension = extend(submission=returns[DRAFT], due_date=EXTENDED_TO, reason=EXTENDED_BECAUSE, by=reviewer)
    _date(extension, _at(EXTENDED_ON))
    _remind(year, reviewer)


def _call(year: ReportingYear, reviewer: User) -> None:
    """Whoever did nothing has an empty return since the year opened."""
    last = SubmissionEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    call_for_returns(year=year, by=reviewer)
    SubmissionEvent.objects.filter(pk__gt=last).update(at=_at(datetime.date(year.number, 12, 15)))


def _explain(year: ReportingYear) -> None:
    """Whatever had to be explained before a return was submitted has its words, of then."""
    rule = current_responsibility()
    steps = SubmissionEvent.objects.filter(submission__year=year, new_status=Status.SUBMITTED)
    submitted = {step.submission_id: step for step in steps.select_related("by").order_by("at", "pk")}
    last = Explanation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for row in year.submissions.filter(pk__in=submitted).select_related("reporting_unit", "year").order_by("pk"):
        step = submitted[row.pk]
        found = findings_of(row, rule).unexplained
        # Not with the verb, which is right to come too late for a return that is approved by now.
        Explanation.objects.bulk_create(_words(row, one, step.by) for one in found)
        new = Explanation.objects.filter(pk__gt=last).order_by("pk")
        last = new.values_list("pk", flat=True).last() or last
        new.update(at=step.at - datetime.timedelta(minutes=20))


def _words(submission: Submission, finding: ReturnFinding, by: User | None) -> Explanation:
    institution_id, code, measure_id, about = finding.explained_with(WORDS.get(finding.code, OTHER_WORDS)).finding
    return Explanation(
        institution_id=institution_id, check_code=code, measure_id=measure_id, about=about, year=submission.year, by=by,
        text=WORDS.get(finding.code, OTHER_WORDS), submission=None if institution_id else submission,
    )  # fmt: skip


def _ask(returns: dict[str, Submission], reviewer: User) -> None:
    """Questions that wait, that were replied to, and that a corrected figure answered and the reviewer settled."""
    returned = _step(returns[RETURNED], Status.RETURNED)
    figures = _largest(returns[RETURNED], len(ASKED_OF_RETURNED))
    asked = _asked(returns[RETURNED], figures, ASKED_OF_RETURNED, reviewer, returned.at, event=returned)
    for question in asked[1:]:
        answer = reply(question=question, text=ANSWER, by=_step(returns[RETURNED], Status.SUBMITTED).by)
        _date(answer, returned.at + ONE_DAY)
    came = _step(returns[SUBMITTED], Status.SUBMITTED).at + ONE_DAY
    _asked(returns[SUBMITTED], _largest(returns[SUBMITTED], 1), [ASKED_OF_SUBMITTED], reviewer, came)
    begun = _step(returns[DRAFT], Status.DRAFT).at + ONE_DAY
    _asked(returns[DRAFT], _largest(returns[DRAFT], 1), [ASKED_OF_DRAFT], reviewer, begun)
    sent_back = _step(returns[CORRECTED], Status.RETURNED)
    corrected = list(returns[CORRECTED].figures.filter(revision__gt=1).order_by("institution__code", "measure__code"))
    words = [ASKED_OF_CORRECTED] * len(corrected)
    for question in _asked(returns[CORRECTED], corrected, words, reviewer, sent_back.at, event=sent_back):
        settle(question=question, by=reviewer)
        settled = _step(returns[CORRECTED], Status.APPROVED).at
        FigureQuestion.objects.filter(pk=question.pk).update(settled_at=settled)


def _asked(
    submission: Submission,
    figures: Sequence[AnnualFigure],
    words: Sequence[str],
    by: User,
    at: datetime.datetime,
    *,
    event: SubmissionEvent | None = None,
) -> list[FigureQuestion]:
    reasons = [(figure.institution_id, figure.measure_id, text) for figure, text in zip(figures, words, strict=False)]
    asked = ask_many(submission=submission, reasons=reasons, by=by, event=event) if reasons else []
    for question in asked:
        _date(question, at)
    return asked


def _attach(submission: Submission) -> None:
    """A document beside the largest count: put there by whoever entered it, an hour later."""
    begun = _step(submission, Status.DRAFT)
    for figure in _largest(submission, 1):
        row = Evidence.objects.create(
            figure=figure, file=keep(document(), DOCUMENT), kind=Evidence.Kind.PDF, by=begun.by
        )
        _date(row, begun.at + datetime.timedelta(hours=1))


def _remind(year: ReportingYear, reviewer: User) -> None:
    """The log of a day's reminders to the sample's reporters. Nothing is sent."""
    returns = Submission.objects.filter(year=year, reporting_unit__code__in=[DRAFT, RETURNED])
    for recipient in reminded_on(REMINDED_ON, returns).recipients:
        letter = written(recipient, REMINDED_ON)
        reminder = Reminder.objects.create(
            year=year, address=recipient.address, user=recipient.user, day=REMINDED_ON, subject=letter.subject,
            body=letter.body, result=Reminder.Result.SENT, by=reviewer,
        )  # fmt: skip
        _date(reminder, _at(REMINDED_ON))
        RemindedReturn.objects.bulk_create(
            RemindedReturn(reminder=reminder, submission=one.submission, stage=one.stage, due_date=one.due_date)
            for one in recipient.owed
        )


def _largest(submission: Submission, number: int) -> list[AnnualFigure]:
    """The largest counts of a return."""
    counts = submission.figures.filter(state=State.REPORTED, measure__type=Measure.Type.COUNT)
    return list(counts.order_by("-value", "institution__code", "measure__code")[:number])


def _step(submission: Submission, status: str) -> SubmissionEvent:
    """When it came into this state first."""
    return submission.events.filter(new_status=status).select_related("by").order_by("at", "pk")[0]


def _date(row: Model, at: datetime.datetime) -> None:
    """Creating stamps a row with the present moment; the sample's lie in the past."""
    rows: Any = type(row)._default_manager
    rows.filter(pk=row.pk).update(at=at)


def _at(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(8), timezone.get_default_timezone())


def document() -> bytes:
    """A page of PDF that says what it is, the same to the byte each time."""
    words = b"BT /F1 16 Tf 72 760 Td (Tai lieu mau, so lieu gia dinh.) Tj ET"
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
    )
    whole, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(parts) + 1
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(whole))
    return whole + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + tail
