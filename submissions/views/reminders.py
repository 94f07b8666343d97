"""Reminders of a year: what would be sent today and to whom, sending it, and what was sent."""

import datetime
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from institutions.models import Contact
from institutions.requests import SignedInRequest
from institutions.short_lists import NumberedPage

from ..export import table_response
from ..letters import written
from ..models import RemindedReturn, Reminder, ReportingYear, Submission
from ..reminding import Owed, reminded_on, stages
from ..tables import Cell
from ..workflow import Refused, send_reminders
from ..workflow.reminders import Sent
from .loading import refuse_others_years, reporting_year
from .trail import below_year

LOG_ROWS_A_PAGE = 50


def reminders(request: SignedInRequest, year: int) -> HttpResponse:
    """The letters of today as they would go out, who has to be phoned, and the log."""
    refuse_others_years(request.user)
    row, today = reporting_year(year), timezone.localdate()
    chosen = {name: request.GET.get(name, "").strip() for name in ("q", "result")}
    log = _log(request.user, row, chosen)
    if "format" in request.GET:
        return _export(row, log, request.GET["format"])
    day_round = reminded_on(today, _returns(request.user, row))
    results = dict(Reminder.objects.filter(day=today).values_list("address", "result"))
    letters = [(written(one, today), results.get(one.address, "")) for one in day_round.recipients]
    context = {
        "year": row,
        "today": today,
        "letters": letters,
        "to_send": sum(not result for _letter, result in letters),
        "to_retry": sum(result == Reminder.Result.FAILED for _letter, result in letters),
        "silent": _with_phones(day_round.unreachable),
        "days": _days(row, today),
        "portal_url": settings.PORTAL_URL,
        "page": NumberedPage.of(log, request, LOG_ROWS_A_PAGE),
        "chosen": chosen,
        "results": Reminder.Result.choices,
        "csv_url": f"?{urlencode(chosen | {'format': 'csv'})}",
        "xlsx_url": f"?{urlencode(chosen | {'format': 'xlsx'})}",
        "breadcrumbs": below_year(row, (_("Nhắc nộp"), "")),
    }
    return render(request, "submissions/reminders.html", context)


@require_POST
def reminders_send(request: SignedInRequest, year: int) -> HttpResponse:
    """Send today's letters about the returns that the user keeps; with `retry`, those that failed again too."""
    refuse_others_years(request.user)
    row = reporting_year(year)
    day_round = reminded_on(timezone.localdate(), _returns(request.user, row))
    try:
        done = send_reminders(day_round=day_round, by=request.user, retry="retry" in request.POST)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        _tell(request, done)
    return redirect("submissions:reminders", year)


def _tell(request: SignedInRequest, done: Sent) -> None:
    if done.sent:
        messages.success(request, _("Đã gửi %(number)s thư.") % {"number": len(done.sent)})
    if done.failed:
        words = {"number": len(done.failed), "error": done.failed[-1].error}
        messages.error(request, _("%(number)s thư không gửi được: %(error)s") % words)
    if done.left:
        words = {"number": len(done.left)}
        messages.error(request, _("Máy chủ thư không trả lời nên còn %(number)s thư chưa gửi; hãy thử lại.") % words)
    if not (done.sent or done.failed):
        messages.info(request, _("Không có thư nào cần gửi."))


def _returns(user: User, year: ReportingYear) -> QuerySet[Submission]:
    """The returns of whose reporters the user reminds: those they review; the administrator all."""
    returns = Submission.objects.all() if user.scope().is_administrator else Submission.objects.reviewable_by(user)
    return returns.filter(year=year)


def _log(user: User, year: ReportingYear, chosen: dict[str, str]) -> QuerySet[Reminder]:
    """The reminders about returns that the user keeps, each with those returns alone."""
    mine = RemindedReturn.objects.filter(submission__in=_returns(user, year))
    found = Reminder.objects.filter(pk__in=mine.values("reminder")).select_related("by", "user")
    found = found.annotate(total=Count("returns"))  # words about others' returns stay with those who keep them
    if chosen["q"]:
        found = found.filter(address__icontains=chosen["q"])
    if chosen["result"] in Reminder.Result.values:
        found = found.filter(result=chosen["result"])
    shown = mine.select_related("submission__reporting_unit", "submission__year")
    return found.order_by("-at", "-pk").prefetch_related(Prefetch("returns", shown, to_attr="mine"))


def _export(year: ReportingYear, log: Iterable[Reminder], format: str) -> HttpResponse:
    headings = [
        _("Ngày"),
        _("Lúc"),
        _("Địa chỉ"),
        _("Đơn vị báo cáo"),
        _("Tiêu đề"),
        _("Kết quả"),
        _("Lỗi"),
        _("Ai gửi"),
    ]
    rows: Iterable[Sequence[Cell]] = (
        [
            row.day, f"{timezone.localtime(row.at):%H:%M}", row.address,
            "; ".join(one.submission.reporting_unit.name for one in row.mine),  # type: ignore[attr-defined]
            row.subject, row.get_result_display(), row.error, str(row.by or _("tự động")),
        ]
        for row in log
    )  # fmt: skip
    return table_response(name=f"nhac-nop-{year.number}", headings=headings, rows=rows, format=format)


def _with_phones(silent: Sequence[Owed]) -> list[tuple[Owed, list[Contact]]]:
    """Each return for which nobody has an address, with whom to phone."""
    contacts = Contact.objects.filter(reporting_unit__in={one.answering.pk for one in silent})
    phones: dict[int, list[Contact]] = {}
    for contact in contacts:
        phones.setdefault(contact.reporting_unit_id, []).append(contact)
    return [(one, phones.get(one.answering.pk, [])) for one in silent]


def _days(year: ReportingYear, today: datetime.date) -> list[tuple[datetime.date, str, bool]]:
    """The days on which reminders of the year's own due date go out: day, which one in words, whether it is over."""
    if year.due_date is None:
        return []
    days = [(year.due_date - datetime.timedelta(days=stage), stage) for stage in stages()]
    return [(day, _stage_name(stage), day < today) for day, stage in days]


def _stage_name(stage: int) -> str:
    if stage == 0:
        return _("đúng ngày hết hạn")
    return (_("trước hạn %(days)s ngày") if stage > 0 else _("sau hạn %(days)s ngày")) % {"days": abs(stage)}
