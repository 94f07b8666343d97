"""A file of figures, received and stored: exactly what its check found and a person saw, whole or not at all.

Each answer names the revision that the check saw, so a change that somebody makes in between stops the file instead
of being overwritten; what else the check rests on (registry, units, catalogue) is compared by its stamps.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..answers import Saved
from ..checks import BY_CODE, Unusual
from ..explaining import Explained, explain
from ..import_report import ImportReport
from ..keeping import keep
from ..models import CheckedRow, FigureChange, ImportBatch, ReportingYear
from ..workflow import AnswersByUnit, Refused, add_year, open_year, save_file
from .checking import Check
from .choices import Choices
from .findings import Outcome, Severity
from .kept_rows import GOOD
from .sending import Sending
from .staging import answers_of, findings_of, portions, sending_of, stage, stamps_of

if TYPE_CHECKING:
    from accounts.models import User

_OF_ALL_ROWS = ("sheet", "encoding", "heading", "key")
"""Questions without whose answer no row can be trusted."""

_OF_SOME_ROWS = ("outside", "nameless")
"""Errors of a column that keep only the rows with a value in it from being stored."""

_KEEPS_REVISIONS = "figures"  # each answer names the revision that it replaces: the stamp need not be the same


class Outdated(Refused):
    """What the check rested on has changed since: the file must be checked again before it can be applied."""


def year_for(number: int) -> ReportingYear:
    """The reporting year of this number; the calendar year, not yet stored, where nobody opened it."""
    return ReportingYear.objects.filter(number=number).first() or ReportingYear.calendar(number)


@transaction.atomic
def receive(
    *, data: bytes, file_name: str, year: ReportingYear, by: "User | None", status: str = "",
    choices: Choices | None = None,
) -> ImportBatch:  # fmt: skip
    """Keep a file that was sent. The same file under the same name is kept once."""
    kept = keep(data, file_name)
    return ImportBatch.objects.create(
        year=year, by=by, file=kept, file_name=kept.name, sha256=kept.sha256, status=status,
        choices=choices.as_json() if choices else {},
    )  # fmt: skip


def obstacle(batch: ImportBatch) -> str:
    """Why a checked file cannot be applied as it stands, as a sentence; empty where it can."""
    report, choices = batch.report, Choices.from_json(batch.choices)
    found = [values["finding"] for values in report.get("found", ())]
    if report.get("unreadable"):
        return str(report["unreadable"])
    for severity, code, message, *_rest in found:
        if severity == Severity.ERROR and code not in _OF_SOME_ROWS:
            return str(message)
        if severity == Severity.QUESTION and (not choices.only_good or code in _OF_ALL_ROWS):
            return _("Còn câu hỏi chưa trả lời. Hãy trả lời trước khi ghi.")
    if not choices.only_good and (report.get("errors") or report.get("questions")):
        return _("Tệp còn lỗi hoặc câu hỏi. Hãy sửa, trả lời, hoặc chọn chỉ ghi các dòng không có lỗi.")
    rows = batch.checked_rows.filter(outcome__in=GOOD, has_warning=True)
    if any(values[0] == Severity.WARNING and not values[-1] for values in found) or rows.exists():
        return _("Có số liệu khác thường chưa được giải thích. Hãy giải thích trước khi ghi.")
    return ""


@transaction.atomic
def apply_batch(*, batch: ImportBatch, by: "User | None", through: str = FigureChange.Through.FILE) -> Saved:
    """Store what the check of a file found: figures with their trace, explanations, the states of the returns.

    Raises Outdated or Conflict when something changed since the check, Refused when it may not be stored.
    """
    seen = batch.seal
    try:
        batch.refresh_from_db(from_queryset=ImportBatch.objects.select_for_update(of=("self",)))
    except ImportBatch.DoesNotExist:
        raise Refused(_("Tệp này không còn chờ trả lời: tệp đã được ghi hoặc đã bị bỏ.")) from None
    if batch.stage not in (ImportBatch.Stage.CHECKED, ImportBatch.Stage.APPLYING):
        raise Refused(_("Tệp này đã được ghi, hoặc chưa kiểm tra xong."))
    if batch.seal != seen or batch.report.get("choices") != batch.choices:
        raise Outdated(_("Tệp vừa được trả lời ở nơi khác."))
    if problem := obstacle(batch):
        raise Refused(problem)
    changed = {topic for topic, stamp in stamps_of(batch).items() if batch.stamps.get(topic) != stamp}
    if "rights" in changed:
        raise Outdated(_("Quyền nhập số liệu của người gửi vừa thay đổi."))
    if changed - {_KEEPS_REVISIONS}:
        raise Outdated(_("Danh sách cơ sở hoặc chỉ tiêu vừa thay đổi. Hãy kiểm tra tệp lại."))
    return _store(batch, by=by, through=through)


def _store(batch: ImportBatch, *, by: "User | None", through: str) -> Saved:
    good = batch.checked_rows.filter(outcome__in=GOOD)
    changing = good.filter(outcome__in=(Outcome.NEW, Outcome.CHANGED))
    _explain(batch, good, by)  # before the figures: what is to be submitted with them counts what is explained
    saved = save_file(
        year=batch.year,
        portions=_answers(changing),
        reporting_units=set(good.exclude(reporting_unit=None).order_by().values_list("reporting_unit", flat=True)),
        institutions=set(changing.order_by().values_list("institution", flat=True)),
        by=by, through=through, batch=batch, status=sending_of(batch).status,
    )  # fmt: skip
    # What was stored stands in the trace; what was left out stays readable.
    good.delete()
    batch.stage, batch.applied_at = ImportBatch.Stage.APPLIED, timezone.now()
    batch.save(update_fields=["stage", "applied_at"])
    return saved


def _answers(rows: "QuerySet[CheckedRow]") -> Iterator[AnswersByUnit]:
    for some in portions(rows.order_by("position").iterator(chunk_size=2_000)):
        found: dict[int, list[Any]] = {}
        for row in some:
            found.setdefault(row.reporting_unit_id or 0, []).extend(answers_of(row))
        yield found


def _explain(batch: ImportBatch, rows: "QuerySet[CheckedRow]", by: "User | None") -> None:
    """Keep the words that the sender gave to what was unusual."""
    given = [
        Explained(row.institution_id, Unusual(one.code, one.measure_id, one.about, one.message), one.explanation)
        for row in rows.exclude(institution=None).exclude(detail={}).iterator(chunk_size=2_000)
        for one in findings_of(row)
        if one.explanation and one.code in BY_CODE and row.institution_id
    ]
    if given:
        explain(year=batch.year, explained=given, by=by, batch=batch)


def import_file(data: bytes, file_name: str, sending: Sending, *, commit: bool) -> ImportReport:
    """What the command does: check a file and, with `commit`, store it where there is no error.

    What a person would be asked is an error; what a person would explain is told. Raises UnreadableFile, or Refused.
    """
    if not commit:
        check = Check(data, file_name, sending)
        for _row in check.rows():
            pass
        return check.report
    with transaction.atomic():
        sending = replace(sending, year=_stored(sending))
        check = Check(data, file_name, sending)
        batch = receive(
            data=data, file_name=file_name, year=sending.year, by=sending.by, status=sending.status or "",
            choices=sending.choices,
        )  # fmt: skip
        stage(batch, check, {})  # what a command checks it stores at once
        if check.report.errors:
            transaction.set_rollback(True)
        else:
            _store(batch, by=sending.by, through=FigureChange.Through.COMMAND)
            check.report.committed = True
    return check.report


def _stored(sending: Sending) -> ReportingYear:
    """The year, opened as the calendar year where nobody did: without calling everybody, only the file asks for it."""
    year = sending.year
    if not year._state.adding:
        return year
    stored = add_year(
        number=year.number, start=year.start, end=year.end, reference_date=year.reference_date,
        due_date=year.due_date, by=sending.by,
    )  # fmt: skip
    open_year(year=stored, by=sending.by, calling=False)
    return stored
