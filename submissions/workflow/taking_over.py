"""The verbs of last year's stable answers: taken over where this year has none yet, and confirmed by somebody.

Yes/no answers describe how an institution works and mostly stay as they are; counts are counted anew each year. What
was taken over keeps that mark, from its newest trace, until somebody confirms or changes it.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from indicators.models import Measure
from institutions.refusals import Refused
from institutions.responsibility import current_responsibility

from ..answers import Answer, Key, Origin, Saved, figure_key, stored_figures
from ..asked import Asked, Standing, answering_through, asked_measures
from ..changes import Changes, just_written
from ..entry import taken_over
from ..models import AnnualFigure, FigureChange, ReportingYear, State, Submission
from ..saving import locked_submissions, refuse_approved, refuse_submitted, refuse_unless_open, write

if TYPE_CHECKING:
    from accounts.models import User


def stable_answers(year: ReportingYear, rows: Sequence[Standing], asked: Asked) -> list[Answer]:
    """The yes/no answers of last year, whoever reported them, to what these institutions have not answered yet.

    Two queries. Each names the revision on which it would be written.
    """
    ids = [row.institution_id for row in rows]
    now = stored_figures(year.number, ids)
    last = AnnualFigure.objects.filter(
        year__number=year.number - 1, institution__in=ids, measure__type=Measure.Type.YES_NO, state=State.REPORTED
    ).values_list("institution_id", "measure_id", "value")
    expected = {(row.institution_id, measure.pk) for row in rows for measure in asked.of(row)}
    found = []
    for institution_id, measure_id, value in last:
        figure = now.get((institution_id, measure_id))
        if (institution_id, measure_id) in expected and (figure is None or figure.state == State.NOT_REPORTED):
            revision = figure.revision if figure else 0
            found.append(Answer(institution_id, measure_id, State.REPORTED, value, seen_revision=revision))
    return found


@transaction.atomic
def take_over(*, submission: Submission, by: "User | None", institutions: Collection[int] | None = None) -> Saved:
    """Write last year's yes/no answers of the return's institutions (all, or these) where there are none this year.

    Nothing is overwritten: who answered meanwhile makes it a Conflict. Raises Refused as saving does.
    """
    rows = answering_through({submission.reporting_unit_id}, submission.year, current_responsibility())
    if institutions is not None:
        rows = [row for row in rows if row.institution_id in institutions]
    answers = stable_answers(submission.year, rows, asked_measures())
    origin = Origin(by, FigureChange.Through.TAKEN_OVER)
    return write(year=submission.year, answers={submission.pk: answers}, origin=origin)


@transaction.atomic
def confirm_answers(*, submission: Submission, seen: Iterable[tuple[Key, int]], by: "User | None", through: str) -> int:
    """Somebody says that answers which were taken over hold this year too: (institution, measure), revision seen.

    The figure stays as it is and its trace goes on. What is no longer as it was seen is left alone. Tells how many.
    """
    wanted = dict(seen)
    institutions = {institution_id for institution_id, _measure in wanted}
    owners = AnnualFigure.objects.filter(year=submission.year, institution__in=institutions).values_list("submission")
    held = locked_submissions({submission.pk} | {pk for (pk,) in owners.distinct()})
    year = ReportingYear.objects.get(pk=submission.year_id)
    refuse_unless_open(year)
    taken = taken_over(year, institutions)
    origin, changes = Origin(by, through), Changes(year)
    for figure in stored_figures(year.number, institutions).values():
        key = figure_key(figure)
        if key in taken and wanted.get(key) == figure.revision:
            answer = Answer(*key, figure.state, figure.value, figure.is_estimate, figure.note)
            changes.changed.append((figure.submission_id, answer, figure))
    if not changes.submissions <= held.keys():  # one went to another return in this very moment
        raise Refused(just_written())
    for pk in changes.submissions:
        refuse_approved(held[pk])
        refuse_submitted(held[pk], origin)
    return changes.apply(origin, {}).changed
