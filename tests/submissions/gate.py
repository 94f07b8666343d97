"""Returns that pass the gate of submitting, made as a reporter makes them: every question answered, all explained."""

from accounts.models import User
from institutions.responsibility import current_responsibility
from submissions.asked import answering_through, asked_measures
from submissions.explaining import explain
from submissions.findings import ReturnFindings, findings_of
from submissions.models import Submission
from submissions.workflow import Answer, save_figures, submit


def fill(submission: Submission, *, by: User | None = None, value: int = 1) -> None:
    """Every question of the return is answered with the value, also where it had another answer."""
    rows = answering_through({submission.reporting_unit_id}, submission.year, current_responsibility())
    asked = asked_measures()
    answers = [Answer(row.institution_id, measure.pk, "reported", value) for row in rows for measure in asked.of(row)]
    save_figures(submission=submission, answers=answers, by=by, through="command")


def look(submission: Submission) -> ReturnFindings:
    """What the checks find in the return now."""
    return findings_of(submission, current_responsibility())


def explain_all(submission: Submission, *, by: User | None = None, text: str = "Đã đối chiếu với sổ") -> None:
    """Words for whatever must be explained."""
    words = [row.explained_with(text) for row in look(submission).unexplained]
    explain(year=submission.year, explained=words, by=by, submission=submission)


def fill_and_submit(submission: Submission, *, by: User | None = None) -> None:
    """Filled in, explained, submitted."""
    fill(submission, by=by)
    explain_all(submission, by=by)
    submit(submission=submission, by=by)
