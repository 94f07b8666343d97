"""What a return shows: the institutions that answer through it, what each is asked, what is stored and was before."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from indicators.models import Measure
from institutions.models import Category
from institutions.tree import UnitTree

from .asked import Asked, Standing
from .cells import Reading
from .models import AnnualFigure, FigureChange, FigureQuestion, ReportingYear, State, Submission
from .permissions import may_judge, may_write
from .questions import Beside
from .saving import submitted_to_others, why_not_open

if TYPE_CHECKING:
    from .findings import ReturnFinding

Answered = set[tuple[int, int]]
"""(institution, measure) of a year's questions that have an answer."""


@dataclass(slots=True)
class Cell:
    """One question to one institution: what is stored now, what was for the year before, what somebody typed;
    the open questions about it, how many files show that it is right, and what the checks find in what is stored.
    """

    standing: Standing
    measure: Measure
    figure: AnnualFigure | None = None
    last: AnnualFigure | None = None
    is_taken_over: bool = False
    typed: str | None = None
    typed_note: str | None = None
    seen: int | None = None
    said: Reading | None = None
    error: str = ""
    is_disputed: bool = False
    between: FigureChange | None = None
    questions: Sequence[FigureQuestion] = ()
    evidence: int = 0
    findings: "Sequence[ReturnFinding]" = ()

    @property
    def key(self) -> str:
        """What the cell's inputs are named after."""
        return f"{self.standing.institution_id}-{self.measure.pk}"

    @property
    def label(self) -> str:
        """What the cell's inputs are called: whose answer to what."""
        return f"{self.standing.name}: {self.measure.label}"

    @property
    def revision(self) -> int:
        """Which revision is stored; 0 where there is no figure yet."""
        return self.figure.revision if self.figure else 0

    @property
    def seen_revision(self) -> int:
        """The revision that whoever types here has seen: the stored one, or an older one while they decide."""
        return self.revision if self.seen is None else self.seen

    @property
    def is_typed(self) -> bool:
        """Whether its inputs hold something that is not stored: after a save that failed."""
        return self.typed is not None or self.typed_note is not None or self.seen is not None

    @property
    def text(self) -> str:
        """What stands in the input."""
        if self.typed is not None:
            return self.typed
        return text_of(self.stored)

    @property
    def note(self) -> str:
        """What stands in the input of the note."""
        if self.typed_note is not None:
            return self.typed_note
        return self.stored_note

    @property
    def stored_text(self) -> str:
        """What stands in the input when nothing was typed."""
        return text_of(self.stored)

    @property
    def stored_note(self) -> str:
        """The note of the stored figure; the reason where it is not applicable."""
        return self.figure.note if self.figure and self.figure.state != State.NOT_REPORTED else ""

    @property
    def stored(self) -> Reading | None:
        """What the stored figure says, as if it were read from a cell; None when nothing is reported."""
        return self.reading_of(self.figure.state, self.figure.value, self.figure.is_estimate) if self.figure else None

    @property
    def change(self) -> int | None:
        """By how much a count differs from last year's; None unless both years have one."""
        now, last = (row.value if row else None for row in (self.figure, self.last))
        return None if self.measure.is_yes_no or now is None or last is None else now - last

    @property
    def change_percent(self) -> int | None:
        """The change in whole percent of last year's count, rounded half away from zero; None where that was 0."""
        if self.change is None or not self.last or not self.last.value:
            return None
        size = (abs(self.change) * 200 + self.last.value) // (2 * self.last.value)
        return size if self.change >= 0 else -size

    @property
    def approved(self) -> Reading | None:
        """What is published of the figure, where it is something else than what is stored now."""
        row = self.figure
        if row is None or row.approved_state is None:
            return None
        differs = (row.approved_state, row.approved_value) != (row.state, row.value)
        return Reading(row.approved_state, row.approved_value) if differs else None

    @property
    def differs(self) -> bool:
        """Whether there is something to say about it beside last year's figure or the approved one."""
        return self.change is not None or self.approved is not None

    def reading_of(self, state: str, value: int | None, is_estimate: bool) -> Reading | None:
        """A stored answer in the terms in which cells are read: yes and no are never estimates there."""
        if state == State.NOT_REPORTED:
            return None
        return Reading(state, value, is_estimate and not self.measure.is_yes_no)


@dataclass(slots=True)
class Line:
    """The cells of one institution, in the order of the questions; the reason typed for those not applicable; what
    the checks find that is about no single cell.
    """

    standing: Standing
    place: str
    cells: list[Cell] = field(default_factory=list)
    reason: str = ""
    findings: "Sequence[ReturnFinding]" = ()


@dataclass(slots=True)
class Section:
    """Institutions of one category that are all asked the same."""

    category: Category
    measures: list[Measure]
    lines: list[Line] = field(default_factory=list)

    @property
    def has_definitions(self) -> bool:
        return any(measure.definition for measure in self.measures)


def text_of(said: Reading | None) -> str:
    """An answer as it is typed into a cell: reading it gives the same answer again."""
    if said is None:
        return ""
    if said.state == State.UNKNOWN:
        return "?"
    if said.state == State.NOT_APPLICABLE:
        return "KAD"
    return f"ước {said.value}" if said.is_estimate else str(said.value)


def obstacle(submission: Submission, user: User) -> str:
    """Why the user cannot write figures of this return now, as a sentence; empty where they can."""
    if not may_write(submission, user):
        return _("Bạn chỉ xem: số liệu do đơn vị báo cáo và người thẩm tra nhập.")
    return closed_to(submission, user)


def closed_to(submission: Submission, user: User) -> str:
    """Why nothing can be written in a return now by somebody who may write it at other times; empty where they can.

    Reporters write until it is submitted, reviewers until it is approved. Of state and year the verbs ask the same.
    """
    if not submission.year.is_open:
        return why_not_open(submission.year)
    if submission.status == Submission.Status.APPROVED:
        return _("Chỉ xem: báo cáo đã duyệt. Muốn sửa, người thẩm tra mở lại báo cáo, có nêu lý do.")
    if submission.status == Submission.Status.SUBMITTED and not may_judge(submission, user):
        return submitted_to_others()
    return ""


def in_dictionary_order(rows: Iterable[Standing]) -> list[Standing]:
    """By the place of their names in the dictionary."""
    return sorted(rows, key=lambda row: (row.sort_key, row.institution_id))


def answered(year: ReportingYear, institutions: Collection[int] | None = None) -> Answered:
    """Which questions have an answer: a value, 'not known' or 'not applicable'. One query."""
    figures = AnnualFigure.objects.filter(year=year).exclude(state=State.NOT_REPORTED)
    if institutions is not None:
        figures = figures.filter(institution__in=institutions)
    return set(figures.values_list("institution_id", "measure_id"))


def is_complete(row: Standing, asked: Asked, done: Answered) -> bool:
    """Whether everything that the institution is asked has an answer."""
    return all((row.institution_id, measure.pk) in done for measure in asked.of(row))


def place_of(row: Standing, tree: UnitTree) -> str:
    """The name of the unit in which the institution lay on the day of the year that is asked about."""
    place = tree.placed(row.unit_id, row.day)
    return tree.units[place.unit_id if place else row.unit_id].name


def sections(
    rows: Sequence[Standing], year: ReportingYear, asked: Asked, tree: UnitTree, *, bare: bool = False
) -> list[Section]:
    """The questions to these institutions by category, with the figures of this year and of the last and what stands
    beside them.

    Five queries; three where they are `bare` of questions and evidence.
    """
    ids = [row.institution_id for row in rows]
    now, last = _figures(ids, year.number), _figures(ids, year.number - 1)
    beside, taken = Beside({}, {}) if bare else Beside.of(year, ids), taken_over(year, ids)
    found: dict[int, Section] = {}
    for row in rows:
        measures = asked.of(row)
        section = found.setdefault(row.category_id, Section(asked.categories[row.category_id], list(measures)))
        line = Line(row, place_of(row, tree))
        for measure in measures:
            key = (row.institution_id, measure.pk)
            figure = now.get(key)
            cell = Cell(row, measure, figure, last.get(key), questions=beside.questions.get(key, ()))
            cell.is_taken_over = key in taken
            cell.evidence = beside.evidence.get(figure.pk, 0) if figure else 0
            line.cells.append(cell)
        section.lines.append(line)
    return sorted(found.values(), key=lambda section: (section.category.position, section.category.pk))


def renew(found: Iterable[Section], year: ReportingYear) -> None:
    """Make bare sections what is stored by now, with nothing typed. Two queries."""
    lines = [line for section in found for line in section.lines]
    ids = [line.standing.institution_id for line in lines]
    now, taken = _figures(ids, year.number), taken_over(year, ids)
    for line in lines:
        keys = [(line.standing.institution_id, cell.measure.pk) for cell in line.cells]
        line.cells = [
            Cell(cell.standing, cell.measure, now.get(key), cell.last, is_taken_over=key in taken)
            for key, cell in zip(keys, line.cells, strict=True)
        ]


def taken_over(year: ReportingYear, institutions: Collection[int]) -> Answered:
    """Which answers are last year's, taken over, that nobody has confirmed or changed since. One query."""
    newest = FigureChange.objects.filter(
        figure__year=year, figure__institution__in=institutions, revision=F("figure__revision"),
        through=FigureChange.Through.TAKEN_OVER,
    )  # fmt: skip
    return set(newest.order_by().values_list("figure__institution", "figure__measure"))


def _figures(institutions: Collection[int], number: int) -> dict[tuple[int, int], AnnualFigure]:
    """The figures of these institutions for the year of this number, by institution and measure."""
    stored = AnnualFigure.objects.filter(institution__in=institutions, year__number=number)
    return {(row.institution_id, row.measure_id): row for row in stored}
