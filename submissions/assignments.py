"""What a reporter has to answer: one assignment for each reporting unit and open year, with where to go on."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from indicators.models import Measure
from institutions.models import Category

from .asked import Asked, Standing, answering_through, asked_measures
from .entry import Answered, answered, in_dictionary_order
from .models import AnnualFigure, FigureQuestion, ReportingYear, State, Submission, SubmissionEvent
from .overview import Progress, progress_of

Status = Submission.Status
WITH_THE_REPORTER = (Status.DRAFT, Status.RETURNED)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that has no answer yet: where the work goes on."""

    standing: Standing
    measure: Measure

    @property
    def key(self) -> str:
        """What its inputs in the grid are named after."""
        return f"{self.standing.institution_id}-{self.measure.pk}"


@dataclass(frozen=True, slots=True)
class AskedOf:
    """Institutions of one category, and what each of them is asked."""

    category: Category
    institutions: int
    measures: Collection[Measure]


@dataclass(frozen=True, slots=True)
class Before:
    """The return in which most of these institutions were the year before, and whether the reporter reads it whole."""

    submission: Submission
    institutions: int
    is_readable: bool


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is asked of one reporting unit for one year, how far it is, what came back, and what was last year."""

    progress: Progress
    asked_of: Sequence[AskedOf]
    next: Unanswered | None
    returned: SubmissionEvent | None
    questions: Sequence[tuple[str, FigureQuestion]]
    before: Before | None

    @property
    def submission(self) -> Submission | None:
        return self.progress.submission

    @property
    def is_open(self) -> bool:
        """Whether the next step is the reporter's."""
        return self.submission is None or self.submission.status in WITH_THE_REPORTER


def assignments_of(year: ReportingYear, user: User) -> list[Assignment]:
    """Everything that is asked of the user's reporting units, and of those whose returns were handed to them, in one
    year; a fixed number of queries."""
    own = user.scope().answered_reporting_units
    rows = [row for row in progress_of(year, user, of=own) if _is_ours(row, own)]
    known = _Known.of(year, user, rows)
    return [known.assignment(row) for row in rows]


def _is_ours(row: Progress, own: set[int]) -> bool:
    return row.reporting_unit.pk in own or bool(row.submission and row.submission.handed_to_id in own)


@dataclass(frozen=True)
class _Known:
    """What the pages of all assignments of a year are made from, by reporting unit or return."""

    rows: Mapping[int, list[Standing]]
    asked: Asked
    done: Answered
    events: Mapping[int, SubmissionEvent]
    questions: Mapping[int, list[FigureQuestion]]
    before: Mapping[int, Before]

    @classmethod
    def of(cls, year: ReportingYear, user: User, progress: Sequence[Progress]) -> "_Known":
        units = {row.reporting_unit.pk for row in progress}
        returns = [row.submission.pk for row in progress if row.submission]
        rows: dict[int, list[Standing]] = defaultdict(list)
        standings = in_dictionary_order(answering_through(units, year, user.scope().responsibility))
        for row in standings:
            rows[row.reporting_unit_id or 0].append(row)
        return cls(
            rows=rows,
            asked=asked_measures(),
            done=answered(year, [row.institution_id for row in standings]),
            events=_returned(returns),
            questions=_questions(returns),
            before=_before(year, user, standings),
        )

    def assignment(self, row: Progress) -> Assignment:
        """What is asked of one reporting unit."""
        standings = self.rows.get(row.reporting_unit.pk, [])
        by_category: dict[int, list[Standing]] = defaultdict(list)
        for standing in standings:
            by_category[standing.category_id].append(standing)
        present = [category for category in self.asked.categories.values() if category.pk in by_category]
        ordered = [standing for category in present for standing in by_category[category.pk]]
        key = row.submission.pk if row.submission else 0
        names = {standing.institution_id: standing.name for standing in standings}
        return Assignment(
            progress=row,
            asked_of=[
                AskedOf(category, len(some := by_category[category.pk]), self.asked.of(some[0]))
                for category in present
            ],
            next=self._next(ordered),
            returned=self.events.get(key) if row.status == Status.RETURNED else None,
            questions=[
                (names.get(one.institution_id, one.institution.code), one) for one in self.questions.get(key, [])
            ],
            before=self.before.get(row.reporting_unit.pk),
        )  # fmt: skip

    def _next(self, rows: Sequence[Standing]) -> Unanswered | None:
        """The first question without an answer, in the order of the grid."""
        open_questions = (
            Unanswered(row, measure)
            for row in rows
            for measure in self.asked.of(row)
            if (row.institution_id, measure.pk) not in self.done
        )
        return next(open_questions, None)


def _returned(returns: Collection[int]) -> dict[int, SubmissionEvent]:
    """The last step back of each return."""
    events = SubmissionEvent.objects.filter(submission__in=returns, new_status=Status.RETURNED, handed_to=None)
    return {event.submission_id: event for event in events.select_related("by").order_by("at", "pk")}


def _questions(returns: Collection[int]) -> dict[int, list[FigureQuestion]]:
    """What waits for the reporter's answer, by return."""
    found: dict[int, list[FigureQuestion]] = defaultdict(list)
    rows = FigureQuestion.objects.filter(submission__in=returns).waiting()
    for row in rows.select_related("institution", "measure", "by"):
        found[row.submission_id].append(row)
    return found


def _before(year: ReportingYear, user: User, standings: Sequence[Standing]) -> dict[int, Before]:
    """For each reporting unit, the return of last year that has most of its institutions. Three queries."""
    units = {row.institution_id: row.reporting_unit_id for row in standings}
    figures = AnnualFigure.objects.filter(year__number=year.number - 1, institution__in=units.keys())
    pairs = figures.exclude(state=State.NOT_REPORTED).order_by().values_list("institution_id", "submission_id")
    counted: dict[int, Counter[int]] = defaultdict(Counter)
    for institution_id, submission_id in pairs.distinct():
        counted[units[institution_id] or 0][submission_id] += 1
    most = {unit: counts.most_common(1)[0] for unit, counts in counted.items()}
    ids = {pk for pk, _number in most.values()}
    rows = Submission.objects.select_related("year", "reporting_unit").in_bulk(ids)
    readable = set(Submission.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    return {unit: Before(rows[pk], number, pk in readable) for unit, (pk, number) in most.items()}


def earlier_returns(user: User) -> list[Submission]:
    """The reporter's returns of closed years, the newest year first. One query."""
    own = user.scope().answered_reporting_units
    closed = Submission.objects.filter(year__stage=ReportingYear.Stage.CLOSED)
    closed = closed.filter(Q(reporting_unit__in=own) | Q(handed_to__in=own))
    return list(closed.select_related("year", "reporting_unit", "handed_to"))
