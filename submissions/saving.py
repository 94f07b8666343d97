"""Writing figures: the one way in which an annual figure changes, with its trace in the same breath.

Whatever the number of answers, the number of queries is fixed (apart from batches of thousands): what is stored is
read at once, compared in memory, and written in bulk. `workflow.py` has the verbs that people use.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.models import Measure

from .asked import Asked, Standing, asked_measures, batches, standing_in
from .models import AnnualFigure, FigureChange, ImportBatch, ReportingYear, State, Submission

if TYPE_CHECKING:
    from accounts.models import User

LARGEST = 2**63 - 1


class Refused(Exception):
    """A verb does not do this. The message is a sentence for whoever asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says about one institution and one measure, and which revision of the figure they saw.

    `seen_revision` 0: they saw no figure; None: they make no claim (files). `sheet` and `line` say where it stood.
    """

    institution_id: int
    measure_id: int
    state: str
    value: int | None = None
    is_estimate: bool = False
    note: str = ""
    seen_revision: int | None = None
    sheet: str = ""
    line: int | None = None


class Conflict(Refused):
    """Somebody else changed figures since they were seen: each answer with the figure as it is now (or None)."""

    def __init__(self, conflicts: list[tuple[Answer, AnnualFigure | None]]) -> None:
        self.conflicts = conflicts
        super().__init__(_("Có người vừa sửa số liệu này. Hãy xem giá trị mới rồi nhập lại."))


@dataclass(frozen=True, slots=True)
class Saved:
    """How many figures were new, changed, unchanged."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """Who writes, through what, from which file."""

    by: "User | None"
    through: str
    batch: ImportBatch | None = None


Key = tuple[int, int]


def figure_key(answer: Answer | AnnualFigure) -> Key:
    """Institution and measure: what a figure is found by within a year."""
    return answer.institution_id, answer.measure_id


def says_the_same(answer: Answer, figure: AnnualFigure) -> bool:
    """Whether the answer is what is stored already."""
    return (answer.state, answer.value, answer.is_estimate, answer.note) == (
        figure.state, figure.value, figure.is_estimate, figure.note,
    )  # fmt: skip


def stored_figures(year: ReportingYear, institution_ids: Iterable[int]) -> dict[Key, AnnualFigure]:
    """The figures of a year for these institutions."""
    found = {}
    for ids in batches(sorted(set(institution_ids))):
        found.update({figure_key(row): row for row in AnnualFigure.objects.filter(year=year, institution__in=ids)})
    return found


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
    refuse_closed(ReportingYear.objects.get(pk=year.pk))
    standing = standing_in(year, ids)
    _check(everything, standing, asked_measures(), withdrawing=withdrawing)
    stored = stored_figures(year, ids)
    if any(figure.submission_id not in submissions for figure in stored.values()):
        raise Refused(_just_written())
    _refuse_conflicts(everything, stored)
    changes = _Changes.of(year, answers, stored, standing)
    for submission_id in changes.submissions:
        if not approved_too:
            refuse_approved(submissions[submission_id])
    return changes.apply(origin)


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


def _refuse_conflicts(answers: Sequence[Answer], stored: Mapping[Key, AnnualFigure]) -> None:
    conflicts = []
    for answer in answers:
        figure = stored.get(figure_key(answer))
        revision = figure.revision if figure else 0
        if answer.seen_revision in (None, revision) or (figure and says_the_same(answer, figure)):
            continue
        conflicts.append((answer, figure))
    if conflicts:
        raise Conflict(conflicts)


@dataclass(slots=True)
class _Changes:
    """What is to be written: new and changed figures with the trace of each."""

    new: list[AnnualFigure] = field(default_factory=list)
    changed: list[AnnualFigure] = field(default_factory=list)
    traces: list[tuple[AnnualFigure, str, int | None, Answer]] = field(default_factory=list)
    submissions: set[int] = field(default_factory=set)
    unchanged: int = 0

    @classmethod
    def of(
        cls,
        year: ReportingYear,
        answers: Mapping[int, Sequence[Answer]],
        stored: Mapping[Key, AnnualFigure],
        standing: Mapping[int, Standing],
    ) -> "_Changes":
        changes = cls()
        for submission_id, some in answers.items():
            for answer in some:
                figure = stored.get(figure_key(answer))
                if figure is None:
                    figure = AnnualFigure(
                        institution_id=answer.institution_id, measure_id=answer.measure_id, year=year, revision=0,
                        state=State.NOT_REPORTED, province_code=standing[answer.institution_id].province_code,
                    )  # fmt: skip
                    changes.new.append(figure)
                elif says_the_same(answer, figure):
                    changes.unchanged += 1
                    continue
                else:
                    changes.changed.append(figure)
                    changes.submissions.add(figure.submission_id)
                changes._add(figure, answer, submission_id)
        return changes

    def _add(self, figure: AnnualFigure, answer: Answer, submission_id: int) -> None:
        self.traces.append((figure, figure.state, figure.value, answer))
        figure.state, figure.value = answer.state, answer.value
        figure.is_estimate, figure.note = answer.is_estimate, answer.note
        figure.revision += 1
        figure.submission_id = submission_id
        self.submissions.add(submission_id)

    def apply(self, origin: Origin) -> Saved:
        try:
            with transaction.atomic():
                AnnualFigure.objects.bulk_create(self.new)
        except IntegrityError as error:
            # Another submission's save brought the same figure between our look and our write.
            raise Refused(_just_written()) from error
        AnnualFigure.objects.bulk_create(
            self.changed,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["state", "value", "is_estimate", "note", "revision", "submission"],
        )
        now = timezone.now()
        FigureChange.objects.bulk_create(
            FigureChange(
                figure=figure, revision=figure.revision, old_state=old_state, old_value=old_value,
                new_state=figure.state, new_value=figure.value, is_estimate=figure.is_estimate, note=figure.note,
                by=origin.by, at=now, through=origin.through, batch=origin.batch,
                sheet=answer.sheet, line=answer.line,
            )
            for figure, old_state, old_value, answer in self.traces
        )  # fmt: skip
        return Saved(len(self.new), len(self.changed), self.unchanged)
