"""What is handed in with a return, in counts: shown before it is submitted, and to who reviews it."""

from collections.abc import Sequence
from dataclasses import dataclass

from .asked import Standing
from .gathering import Gathered
from .models import State


@dataclass(frozen=True)
class Summary:
    """Institutions, those that answered everything and those that answered nothing; answers by kind."""

    institutions: int
    complete: int
    silent: Sequence[Standing]
    questions: int
    reported: int
    estimates: int
    unknown: int
    not_applicable: int

    @property
    def partial(self) -> int:
        """How many institutions answered some of what they are asked."""
        return self.institutions - self.complete - len(self.silent)

    @property
    def unanswered(self) -> int:
        """How many questions have no answer."""
        return self.questions - self.reported - self.unknown - self.not_applicable


def summary_of(gathered: Gathered) -> Summary:
    """Counted from what was gathered; no queries."""
    silent: list[Standing] = []
    complete = questions = estimates = 0
    states: list[str] = []
    for row in gathered.standings:
        now = gathered.now.get(row.institution_id, {})
        asked = gathered.asked.of(row)
        answers = [now[measure.pk] for measure in asked if measure.pk in now]
        answers = [figure for figure in answers if figure.state != State.NOT_REPORTED]
        complete += len(answers) == len(asked)
        if asked and not answers:
            silent.append(row)
        questions += len(asked)
        estimates += sum(figure.is_estimate for figure in answers)
        states += [figure.state for figure in answers]
    return Summary(
        len(gathered.standings), complete, silent, questions, states.count(State.REPORTED), estimates,
        states.count(State.UNKNOWN), states.count(State.NOT_APPLICABLE),
    )  # fmt: skip
