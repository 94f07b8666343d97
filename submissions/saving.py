"""Writing figures: the one way in which an annual figure changes, with its trace in the same breath.

Whatever the number of answers, the number of queries is fixed (apart from batches of thousands): what is stored is
read at once, compared in memory, and written in bulk. `workflow.py` has the verbs that people use.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, connections, router, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.models import Measure
from institutions.refusals import Refused

from .answers import Answer, Conflict, Key, Origin, Saved, Stored, figure_key, says_the_same, stored_figures
from .asked import BATCH, Asked, Standing, asked_measures, batches, standing_in
from .bulk import insert, update
from .models import AnnualFigure, FigureChange, ReportingYear, State, Submission

__all__ = ["Answer", "locked_submissions", "refuse_closed", "submitted_to_others", "write"]

LARGEST = 2**63 - 1


@transaction.atomic
def write(
    *,
    year: ReportingYear,
    answers: Mapping[int, Sequence[Answer]],
    origin: Origin,
    withdrawing: bool = False,
    approved_too: bool = False,
) -> Saved:
    """Write answers, filed under the id of the submission each goes to; all of them or none.

    Raises Refused or Conflict. Figures of approved submissions change only with `approved_too`.
    """
    everything = [answer for some in answers.values() for answer in some]
    ids = {answer.institution_id for answer in everything}
    # A figure belongs to the submission through which it was last saved. Whoever writes it holds that one and the one
    # it goes to, so that nobody changes it between the look and the write.
    submissions = locked_submissions(answers.keys() | _owners(year, ids))
    year = ReportingYear.objects.get(pk=year.pk)  # as it is now: open, and with which days
    refuse_closed(year)
    standing = standing_in(year, ids)
    _check(everything, standing, asked_measures(), withdrawing=withdrawing)
    stored = stored_figures(year, ids)
    if any(figure.submission_id not in submissions for figure in stored.values()):
        raise Refused(_just_written())
    _refuse_conflicts(everything, stored)
    changes = _Changes.of(year, answers, stored)
    for submission_id in changes.submissions:
        if not approved_too:
            refuse_approved(submissions[submission_id])
        refuse_submitted(submissions[submission_id], origin)
    return changes.apply(origin, standing)


def _just_written() -> str:
    return _("Có người vừa ghi số liệu này. Hãy tải lại trang rồi thử lại.")


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


def refuse_closed(year: ReportingYear) -> None:
    """Nothing of a closed year changes."""
    if year.is_closed:
        raise Refused(_("Năm báo cáo %(year)s đã khóa. Hãy nhờ người thẩm tra mở khóa nếu cần sửa.") % {"year": year})


def refuse_approved(submission: Submission) -> None:
    """Figures of an approved submission change only after it was reopened."""
    if submission.status == Submission.Status.APPROVED:
        raise Refused(
            _("Báo cáo của %(unit)s đã được duyệt. Hãy mở lại báo cáo trước khi sửa số liệu.")
            % {"unit": submission.reporting_unit}
        )


def refuse_submitted(submission: Submission, origin: Origin) -> None:
    """What was submitted stays as the reviewer sees it: through the pages, only its reviewers change it."""
    if submission.status != Submission.Status.SUBMITTED or origin.by is None:
        return
    if origin.through == FigureChange.Through.COMMAND:
        return
    reviewed = origin.by.scope().reviewed_reporting_units()
    if reviewed is not None and submission.reporting_unit_id not in reviewed:
        raise Refused(submitted_to_others())


def submitted_to_others() -> str:
    """Why a reporter's answers come too late."""
    return _("Chỉ xem: báo cáo đã nộp. Muốn sửa, hãy đề nghị người thẩm tra trả lại.")


def _check(answers: Sequence[Answer], standing: Mapping[int, Standing], asked: Asked, *, withdrawing: bool) -> None:
    """The first answer that cannot be stored is refused with its institution and measure."""
    seen: set[Key] = set()
    for answer in answers:
        here = standing.get(answer.institution_id)
        measure = asked.measures.get(answer.measure_id)
        if here is None:
            raise Refused(_("Có cơ sở không hoạt động ngày nào trong năm báo cáo này."))
        if measure is None or not asked.is_asked(measure.pk, here):
            label = measure.label if measure else answer.measure_id
            raise Refused(
                _("%(institution)s: loại hình này không được hỏi “%(measure)s”.")
                % {"institution": here.name, "measure": label}
            )
        problem = _problem(answer, measure, withdrawing=withdrawing)
        if problem is None and figure_key(answer) in seen:
            problem = _("có hai giá trị trong một lần ghi.")
        if problem:
            raise Refused(f"{here.name}, “{measure.label}”: {problem}")
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


@dataclass(slots=True)
class _Changes:
    """What is to be written: answers to new questions, and answers that differ from what is stored."""

    year: ReportingYear
    new: list[tuple[int, Answer]] = field(default_factory=list)
    changed: list[tuple[int, Answer, Stored]] = field(default_factory=list)
    unchanged: int = 0

    @classmethod
    def of(
        cls, year: ReportingYear, answers: Mapping[int, Sequence[Answer]], stored: Mapping[Key, Stored]
    ) -> "_Changes":
        changes = cls(year)
        for submission_id, some in answers.items():
            for answer in some:
                figure = stored.get(figure_key(answer))
                if figure is None:
                    changes.new.append((submission_id, answer))
                elif says_the_same(answer, figure):
                    changes.unchanged += 1
                else:
                    changes.changed.append((submission_id, answer, figure))
        return changes

    @property
    def submissions(self) -> set[int]:
        """The submissions whose figures change: where the answers go, and where the figures were."""
        return {pk for pk, *_ in self.new} | {pk for row in self.changed for pk in (row[0], row[2].submission_id)}

    def apply(self, origin: Origin, standing: Mapping[int, Standing]) -> Saved:
        try:
            with transaction.atomic():
                self._insert(standing)
        except IntegrityError as error:
            # Another submission's save brought the same figure between our look and our write.
            raise Refused(_just_written()) from error
        self._update()
        self._trace(origin)
        return Saved(len(self.new), len(self.changed), self.unchanged)

    def _update(self) -> None:
        update(
            AnnualFigure,
            ["state", "value", "is_estimate", "note", "revision", "submission"],
            (
                (str(a.state), a.value, a.is_estimate, a.note, figure.revision + 1, submission_id, figure.pk)
                for submission_id, a, figure in self.changed
            ),
        )

    def _insert(self, standing: Mapping[int, Standing]) -> None:
        fields = ["institution", "measure", "year", "submission", "province_code", "revision"]
        insert(
            AnnualFigure,
            [*fields, "state", "value", "is_estimate", "note"],
            (
                (
                    a.institution_id, a.measure_id, self.year.pk, submission_id,
                    standing[a.institution_id].province_code, 1, str(a.state), a.value, a.is_estimate, a.note,
                )
                for submission_id, a in self.new
            ),
        )  # fmt: skip

    def _trace(self, origin: Origin) -> None:
        """A change for each figure written, under the ids that the database gave."""
        ids = stored_figures(self.year, {answer.institution_id for _pk, answer in self.new})
        none = str(State.NOT_REPORTED)
        written: list[tuple[int, int, str, int | None, Answer]]
        written = [(ids[figure_key(answer)].pk, 1, none, None, answer) for _pk, answer in self.new]
        written += [(old.pk, old.revision + 1, old.state, old.value, answer) for _pk, answer, old in self.changed]
        at = connections[router.db_for_write(FigureChange)].ops.adapt_datetimefield_value(timezone.now())
        same_for_all = (origin.by and origin.by.pk, at, str(origin.through), origin.batch and origin.batch.pk)
        insert(
            FigureChange,
            [
                "figure", "revision", "old_state", "old_value", "new_state", "new_value", "is_estimate", "note",
                "sheet", "line", "by", "at", "through", "batch",
            ],
            (
                (
                    pk, revision, old_state, old_value, str(a.state), a.value, a.is_estimate, a.note,
                    a.sheet, a.line, *same_for_all,
                )
                for pk, revision, old_state, old_value, a in written
            ),
        )  # fmt: skip
