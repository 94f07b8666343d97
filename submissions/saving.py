"""Writing figures: whether answers may be stored, and then storing them (`changes.py`), all or none.

Whatever the number of answers, the number of queries is fixed (apart from batches of thousands): what is stored is
read at once, compared in memory, and written in bulk. `workflow` has the verbs that people use.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from indicators.models import Measure
from institutions import revision
from institutions.refusals import Refused
from institutions.responsibility import current_responsibility

from .answers import Answer, Conflict, Key, Origin, Saved, Stored, figure_key, says_the_same, stored_figures
from .asked import BATCH, Asked, Standing, asked_measures, batches, standing_in
from .changes import Changes, just_written
from .checks.reading import LARGEST
from .models import AnnualFigure, FigureChange, ReportingYear, State, Submission

__all__ = [
    "Answer", "Portion", "locked_submissions", "refuse_closed", "refuse_unless_open", "submitted_to_others", "write",
    "write_portions",
]  # fmt: skip

Portion = Mapping[int, Sequence[Answer]]
"""Answers by the id of the submission through which they are given."""


def write(
    *,
    year: ReportingYear,
    answers: Portion,
    origin: Origin,
    withdrawing: bool = False,
) -> Saved:
    """Write answers, filed under the id of the submission each goes to; all of them or none.

    Raises Refused or Conflict.
    """
    institutions = {answer.institution_id for some in answers.values() for answer in some}
    return write_portions(
        year=year, portions=[answers], submissions=answers.keys(), institutions=institutions, origin=origin,
        withdrawing=withdrawing,
    )  # fmt: skip


@transaction.atomic
def write_portions(
    *,
    year: ReportingYear,
    portions: Iterable[Portion],
    submissions: Iterable[int],
    institutions: Collection[int],
    origin: Origin,
    withdrawing: bool = False,
    approved_too: bool = False,
) -> Saved:
    """Write answers in portions, so that a long file need not stand in memory; all of them or none.

    `submissions` and `institutions` are those of all portions together; no question is answered in two portions.
    Raises Refused or Conflict. Figures of approved submissions change only with `approved_too`.
    """
    # A figure belongs to the submission through which it was last saved. Whoever writes it holds that one and the one
    # it goes to, so that nobody changes it between the look and the write.
    held = locked_submissions(set(submissions) | _owners(year, institutions))
    year = ReportingYear.objects.get(pk=year.pk)  # as it is now: open, and with which days
    refuse_unless_open(year)
    revisions = revision.current()
    asked, rule = asked_measures(revisions), current_responsibility(revisions)
    total = Saved()
    for answers in portions:
        everything = [answer for some in answers.values() for answer in some]
        ids = {answer.institution_id for answer in everything}
        standing = standing_in(year, ids, rule)
        _check(everything, standing, asked, withdrawing=withdrawing)
        stored = stored_figures(year.number, ids)
        if any(figure.submission_id not in held for figure in stored.values()):
            raise Refused(just_written())
        _refuse_conflicts(everything, stored)
        changes = Changes.of(year, answers, stored)
        for submission_id in changes.submissions:
            if not approved_too:
                refuse_approved(held[submission_id])
            refuse_submitted(held[submission_id], origin)
        total += changes.apply(origin, standing)
    return total


def _owners(year: ReportingYear, institution_ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for ids in batches(sorted(institution_ids)):
        rows = AnnualFigure.objects.filter(year=year, institution__in=ids)
        found.update(rows.order_by().values_list("submission_id", flat=True).distinct())
    return found


def locked_submissions(ids: Iterable[int]) -> dict[int, Submission]:
    """The submissions as they are now, kept from others until the transaction ends; in one order, against deadlocks."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = Submission.objects.select_for_update(of=("self",)).select_related("reporting_unit")
    return {row.pk: row for row in rows.filter(pk__in=wanted).order_by("pk")}


def refuse_unless_open(year: ReportingYear) -> None:
    """Returns and figures change only while their year is open."""
    if not year.is_open:
        raise Refused(why_not_open(year))


def refuse_closed(year: ReportingYear) -> None:
    """Nothing of a closed year changes; the days of a planned one may."""
    if year.is_closed:
        raise Refused(why_not_open(year))


def why_not_open(year: ReportingYear) -> str:
    """Why nothing can be entered: that it has not begun, or who closed the year and when, and whom to ask."""
    words = {"year": year, "department": settings.DEPARTMENT_NAME}
    if year.is_closed and year.closed_at:
        words["at"] = date_format(timezone.localtime(year.closed_at), "d/m/Y H:i")
        words["by"] = year.closed_by or _("người quản trị máy chủ")
        return (
            _(
                "Năm báo cáo %(year)s đã khóa: %(by)s khóa lúc %(at)s. Nếu cần sửa, hãy đề nghị người thẩm tra của "
                "%(department)s mở lại năm, nêu rõ lý do."
            )
            % words
        )
    return _("Năm báo cáo %(year)s chưa mở nên chưa nhập số liệu. %(department)s sẽ mở khi bắt đầu kỳ báo cáo.") % words


def refuse_approved(submission: Submission) -> None:
    """Figures of an approved submission change only after it was reopened."""
    if submission.status == Submission.Status.APPROVED:
        raise Refused(
            _("Báo cáo của %(unit)s đã được duyệt. Hãy mở lại báo cáo trước khi sửa số liệu.")
            % {"unit": submission.reporting_unit}
        )


def refuse_submitted(submission: Submission, origin: Origin) -> None:
    """What was submitted stays as the reviewer sees it: through the pages, only its reviewers change it."""
    if submission.status == Submission.Status.SUBMITTED and not may_review(submission, origin):
        raise Refused(submitted_to_others())


def may_review(submission: Submission, origin: Origin) -> bool:
    """Whether whoever writes reviews the submission; a command may all."""
    if origin.by is None or origin.through == FigureChange.Through.COMMAND:
        return True
    reviewed = origin.by.scope().reviewed_reporting_units()
    return reviewed is None or submission.reporting_unit_id in reviewed


def submitted_to_others() -> str:
    """Why a reporter's answers come too late."""
    return _("Chỉ xem: báo cáo đã nộp. Muốn sửa, hãy đề nghị người thẩm tra trả lại.")


def _check(answers: Sequence[Answer], standing: Mapping[int, Standing], asked: Asked, *, withdrawing: bool) -> None:
    """The first answer that cannot be stored is refused with its institution and measure.

    A figure can be withdrawn when its institution no longer belongs to the year, or is no longer asked: how else would
    it go.
    """
    seen: set[Key] = set()
    for answer in answers:
        here = standing.get(answer.institution_id)
        measure = asked.measures.get(answer.measure_id)
        if here is None and not withdrawing:
            raise Refused(_("Có cơ sở không hoạt động ngày nào trong năm báo cáo này."))
        name, label = here.name if here else "", measure.label if measure else str(answer.measure_id)
        if measure is None or not (withdrawing or (here and asked.is_asked(measure.pk, here))):
            raise Refused(
                _("%(institution)s: loại hình này không được hỏi “%(measure)s”.")
                % {"institution": name, "measure": label}
            )
        problem = _problem(answer, measure, withdrawing=withdrawing)
        if problem is None and figure_key(answer) in seen:
            problem = _("có hai giá trị trong một lần ghi.")
        if problem:
            raise Refused(f"{name}, “{label}”: {problem}")
        seen.add(figure_key(answer))


def _problem(answer: Answer, measure: Measure, *, withdrawing: bool) -> str | None:
    """What is wrong with an answer in itself."""
    if answer.state not in State.values or (answer.state == State.NOT_REPORTED) is not withdrawing:
        return _("trạng thái không hợp lệ.")
    if (answer.state == State.REPORTED) is (answer.value is None):
        return _("chỉ và luôn có giá trị khi trạng thái là “đã báo cáo”.")
    if answer.value is not None and not 0 <= answer.value <= (1 if measure.is_yes_no else LARGEST):
        return _("giá trị không hợp lệ.")
    if answer.state == State.NOT_APPLICABLE and not answer.note.strip():
        return _("hãy nêu lý do không áp dụng.")
    if answer.is_estimate and answer.state != State.REPORTED:
        return _("chỉ giá trị đã báo cáo mới có thể là ước tính.")
    return None


def _refuse_conflicts(answers: Sequence[Answer], stored: Mapping[Key, Stored]) -> None:
    conflicts = []
    for answer in answers:
        figure = stored.get(figure_key(answer))
        revision = figure.revision if figure else 0
        if answer.seen_revision in (None, revision) or (figure and says_the_same(answer, figure)):
            continue
        conflicts.append((answer, figure))
    if conflicts:
        ids = [figure.pk for _answer, figure in conflicts if figure]
        current = {row.pk: row for row in AnnualFigure.objects.filter(pk__in=ids[:BATCH])}
        raise Conflict([(answer, current.get(figure.pk) if figure else None) for answer, figure in conflicts])
