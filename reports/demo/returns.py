"""The returns of the sample: in which state each is, how it came there, and its figures with their trace, in bulk."""

import datetime
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils import timezone

from accounts.models import User
from institutions.models import ReportingUnit
from submissions.asked import Standing
from submissions.models import FigureChange, ReportingYear, Submission, SubmissionEvent
from submissions.saving import Answer

from .writing import Correction, FigureRow, write_corrections, write_figures

Status = Submission.Status


class Fate(StrEnum):
    """What became of a return."""

    SILENT = "silent"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    CORRECTED = "corrected"  # returned once, corrected, approved
    REOPENED = "reopened"  # approved, and opened again for a correction


_STEPS: dict[Fate, tuple[str, ...]] = {
    Fate.DRAFT: (Status.DRAFT,),
    Fate.SUBMITTED: (Status.DRAFT, Status.SUBMITTED),
    Fate.RETURNED: (Status.DRAFT, Status.SUBMITTED, Status.RETURNED),
    Fate.APPROVED: (Status.DRAFT, Status.SUBMITTED, Status.APPROVED),
    Fate.CORRECTED: (Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.SUBMITTED, Status.APPROVED),
    Fate.REOPENED: (Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.RETURNED),
}
_REASONS = (
    "Số lượt tại chỗ tăng gấp nhiều lần năm trước, đề nghị kiểm tra lại.",
    "Còn thiếu số liệu của một số nhà văn hóa thôn, buôn.",
    "Số câu lạc bộ chưa khớp với báo cáo sáu tháng, đề nghị rà soát.",
)
_REOPENED = "Đơn vị phát hiện nhập nhầm, đề nghị mở lại để sửa."
SETTLED: dict[tuple[int, str], Fate] = {
    (2022, "560"): Fate.SILENT,
    (2023, "563"): Fate.SILENT,
    (2024, "561"): Fate.SILENT,
    (2024, "562"): Fate.SUBMITTED,
    (2024, "657"): Fate.REOPENED,
    (2025, "66"): Fate.APPROVED,
    (2025, "TVT-66"): Fate.APPROVED,
    (2025, "BT-66"): Fate.APPROVED,
    (2025, "SGD-66"): Fate.CORRECTED,
    (2025, "BT-54"): Fate.SUBMITTED,
    (2025, "24490"): Fate.DRAFT,
    (2025, "24496"): Fate.RETURNED,
    (2025, "24373"): Fate.SUBMITTED,
}
"""Returns whose state is chosen; the rest is chance. 24490 is the commune of the sample reporter."""
LAST_YEAR = (
    (Fate.APPROVED, 71), (Fate.CORRECTED, 8), (Fate.SUBMITTED, 9), (Fate.DRAFT, 5), (Fate.RETURNED, 3),
    (Fate.SILENT, 4),
)  # fmt: skip


@dataclass
class Return:
    """A return before it is written, with the moments of its steps."""

    submission: Submission
    fate: Fate
    reporter: User | None
    steps: list[SubmissionEvent] = field(default_factory=list)

    @property
    def corrected_at(self) -> datetime.datetime:
        """The day after it came back, at the same hour."""
        returned = next(step for step in self.steps if step.new_status == Status.RETURNED)
        return returned.at + datetime.timedelta(days=1)

    @property
    def was_approved(self) -> bool:
        return any(step.new_status == Status.APPROVED for step in self.steps)


@dataclass
class Returns:
    """Makes and writes the returns of one year after the other."""

    rng: random.Random
    reporting_units: Mapping[int, ReportingUnit]
    reporters: Mapping[int, User]
    reviewer: User

    def write(
        self, year: ReportingYear, standings: Mapping[int, Standing], answers: Mapping[int, Sequence[Answer]]
    ) -> None:
        """All returns, steps, figures and traces of a year."""
        members: dict[int, list[int]] = defaultdict(list)
        for pk in sorted(standings):
            reporting_unit = standings[pk].reporting_unit_id
            if reporting_unit is not None:
                members[reporting_unit].append(pk)
        ordered = sorted(members, key=lambda pk: (self.reporting_units[pk].code, pk))
        returns = [self._return(year, self.reporting_units[pk]) for pk in ordered]
        returns = [one for one in returns if one.fate != Fate.SILENT]
        Submission.objects.bulk_create([one.submission for one in returns])
        _write_steps([step for one in returns for step in one.steps])
        rows: list[FigureRow] = []
        corrections: list[Correction] = []
        for one in returns:
            mine = self._filled(one, members[one.submission.reporting_unit_id], answers)
            self._enter(one, mine, standings, rows, corrections)
        write_figures(year, rows)
        write_corrections(year, corrections)

    def _return(self, year: ReportingYear, reporting_unit: ReportingUnit) -> Return:
        submission = Submission(reporting_unit=reporting_unit, year=year)
        one = Return(submission, self._fate(year.number, reporting_unit), self.reporters.get(reporting_unit.pk))
        day = datetime.date(year.number + 1, 1, 3) + datetime.timedelta(days=self.rng.randrange(24))
        status = ""
        for step in _STEPS.get(one.fate, ()):
            by = self.reviewer if step in (Status.APPROVED, Status.RETURNED) else one.reporter
            reason = ""
            if step == Status.RETURNED:
                reason = _REOPENED if status == Status.APPROVED else self.rng.choice(_REASONS)
            one.steps.append(
                SubmissionEvent(submission=submission, old_status=status, new_status=step, reason=reason, by=by)
            )
            one.steps[-1].at = self._in_office_hours(day)
            day += datetime.timedelta(days=self.rng.randint(2, 9))
            status = submission.status = step
        return one

    def _in_office_hours(self, day: datetime.date) -> datetime.datetime:
        begin = datetime.datetime.combine(day, datetime.time(7, 30), timezone.get_default_timezone())
        return begin + datetime.timedelta(minutes=self.rng.randrange(540))

    def _fate(self, year: int, reporting_unit: ReportingUnit) -> Fate:
        fates, weights = zip(*LAST_YEAR, strict=True)
        chosen = self.rng.choices(fates, weights)[0]
        if (year, reporting_unit.code) in SETTLED:
            return SETTLED[year, reporting_unit.code]
        if year == max(SETTLED)[0] and reporting_unit.valid_until is None:
            return Fate(chosen)
        return Fate.CORRECTED if chosen == Fate.CORRECTED else Fate.APPROVED

    def _filled(self, one: Return, members: Iterable[int], answers: Mapping[int, Sequence[Answer]]) -> list[Answer]:
        """What the return holds: all that was answered; a draft only part of it."""
        given = [answers[pk] for pk in members if pk in answers]
        if one.fate == Fate.DRAFT:
            given = given[: max(1, round(len(given) * self.rng.uniform(0.4, 0.8)))]
        return [answer for some in given for answer in some]

    def _enter(
        self,
        one: Return,
        answers: Sequence[Answer],
        standings: Mapping[int, Standing],
        rows: list[FigureRow],
        corrections: list[Correction],
    ) -> None:
        """The figures of a return as they were first entered, and what was corrected of them later."""
        mistaken = self._mistaken(one, answers)
        submission, was_approved = one.submission, one.was_approved
        for number, answer in enumerate(answers):
            value = answer.value
            if number in mistaken and value is not None:
                change = FigureChange(by=one.reporter, at=one.corrected_at)
                corrections.append(Correction(answer.institution_id, answer.measure_id, value, change))
                value *= 10
            # What was approved: before a correction for which the return was opened again, after any other.
            approved = value if one.fate == Fate.REOPENED else answer.value
            rows.append(
                FigureRow(
                    answer.institution_id, submission.year_id, answer.measure_id, submission.pk,
                    standings[answer.institution_id].province_code, str(answer.state), value, answer.is_estimate,
                    answer.note, str(answer.state) if was_approved else None, approved if was_approved else None,
                )
            )  # fmt: skip

    def _mistaken(self, one: Return, answers: Sequence[Answer]) -> set[int]:
        """Of a return that was corrected: a few counts that were entered with a nought too many, by their place."""
        if one.fate not in (Fate.CORRECTED, Fate.REOPENED):
            return set()
        counts = [number for number, answer in enumerate(answers) if (answer.value or 0) > 1 and not answer.is_estimate]
        return set(self.rng.sample(counts, min(3, len(counts))))


def _write_steps(steps: Sequence[SubmissionEvent]) -> None:
    moments = [step.at for step in steps]
    SubmissionEvent.objects.bulk_create(steps)
    # Creating stamps each with the present moment; the sample's steps lie in the past.
    for step, moment in zip(steps, moments, strict=True):
        step.at = moment
    SubmissionEvent.objects.bulk_update(steps, ["at"], batch_size=500)
