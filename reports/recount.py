"""The same counts without SQL sums, from the rows themselves: institution by institution, through `progress.judge_*`.

Slow and plain on purpose. `check_results` and the tests hold the pages' numbers against it, and where no sums can be
had, of what was known on an earlier day (recorded.py), it is what counts.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from indicators.models import TerritoryRuling
from institutions.models import InstitutionVersion
from submissions.models import AnnualFigure

from .census import Census, Ground, Question, Stamps, current_ground
from .definition import CriterionRule, GroupRule
from .listing import effective
from .progress import Answer, Status, judge_criterion, judge_requirement
from .queries import Basis, Cell, PairCell

Answers = dict[int, Answer]
Counted = dict[str, list[tuple[InstitutionVersion, Cell]]]
SILENT = Answer(None)


class Source(Protocol):
    """Where the rows come from that are counted one by one."""

    def ground(self, plan: str) -> Ground:
        """The plan, units and years. Raises LookupError where there is no such plan."""

    def versions(self) -> Mapping[int, Sequence[InstitutionVersion]]:
        """By institution: its versions by their first days."""

    def rulings(self, plan: int) -> Mapping[int, bool]:
        """By institution: a person's word on whether it lies in the plan's territory."""

    def answers(self, number: int, basis: Basis) -> Mapping[int, Answers]:
        """By institution: its answers of a year under a basis, by measure."""


class Stored:
    """The rows as they are stored under these stamps."""

    def __init__(self, stamps: Stamps) -> None:
        self.stamps = stamps

    def ground(self, plan: str) -> Ground:
        return current_ground(self.stamps, plan)

    def versions(self) -> Mapping[int, Sequence[InstitutionVersion]]:
        return _versions(self.stamps)

    def rulings(self, plan: int) -> Mapping[int, bool]:
        return dict(TerritoryRuling.objects.filter(plan=plan).values_list("institution", "inside"))

    def answers(self, number: int, basis: Basis) -> Mapping[int, Answers]:
        return _answers(self.stamps, number, basis)


class Recount(Census):
    """A census that reads every version and every figure of a source and counts them one by one."""

    def __init__(self, source: Source, question: Question) -> None:
        self.source = source
        self._stand_on(source.ground(question.plan), question)
        self.versions, self.rulings = source.versions(), source.rulings(self.plan.pk)
        self._counted: dict[tuple[int, datetime.date], Counted] = {}

    def answers(self, number: int) -> Mapping[int, Answers]:
        """Every institution's answers of a year under the basis."""
        return self.source.answers(number, self.question.basis)

    def counted(self, on: datetime.date) -> list[InstitutionVersion]:
        """The version of each institution that stands and is counted on a date."""
        return [
            version
            for versions in self.versions.values()
            for version in versions
            if version.is_counted
            and version.valid_from <= on
            and (version.valid_until is None or version.valid_until >= on)
        ]

    def origin(self, institution: int) -> int:
        """The unit row of the version of the day of issue, else of the first after it, else of the last before it."""
        issued, versions = self.plan.issued_on, self.versions[institution]
        for version in versions:
            if version.valid_from <= issued and (version.valid_until is None or version.valid_until >= issued):
                return version.unit_id
        return next((version for version in versions if version.valid_from > issued), versions[-1]).unit_id

    def cells(self, number: int, on: datetime.date) -> dict[str, list[Cell]]:
        """One cell an institution and criterion."""
        counted = self._counted_once(number, on)
        return {code: [cell for _version, cell in found] for code, found in counted.items()}

    def institutions(
        self, criterion: CriterionRule, group: GroupRule, number: int, on: datetime.date
    ) -> list[tuple[InstitutionVersion, Cell]]:
        """The eligible institutions of a group on a date, each with its cell of the year: what `eligible` sums."""
        counted = self._counted_once(number, on)[criterion.code]
        return [(version, cell) for version, cell in counted if self.is_eligible(cell, group, on)]

    def _counted_once(self, number: int, on: datetime.date) -> Counted:
        if (number, on) not in self._counted:
            self._counted[number, on] = self._count(number, on)
        return self._counted[number, on]

    def _count(self, number: int, on: datetime.date) -> Counted:
        answers, versions = self.answers(number), self.counted(on)
        return {
            criterion.code: [
                (version, self._cell(criterion, version, answers.get(version.institution_id, {})))
                for version in versions
                if version.category_id in criterion.category_ids
            ]
            for criterion in self.plan.criteria
        }

    def _cell(self, criterion: CriterionRule, version: InstitutionVersion, answers: Answers) -> Cell:
        institution = version.institution_id
        place = version.category_id, version.unit_id, self.origin(institution), self.rulings.get(institution)
        return Cell(*place, 1, *self.numbers(criterion, answers))

    def numbers(self, criterion: CriterionRule, answers: Answers) -> tuple[int, int, int, int, int]:
        """What an institution that answers so adds to a cell, after the institution itself."""
        if criterion.is_share:
            status = judge_criterion(
                judge_requirement([answers.get(m, SILENT) for m in rule.measures], rule.minimum)
                for rule in criterion.requirements
            )
            return int(status is Status.MET), int(status is Status.NOT_MET), 0, 0, 0
        said = [answers.get(m, SILENT) for m in criterion.summed]
        return 0, 0, int(all(a.settled for a in said)), int(bool(_values(said))), sum(_values(said))

    def pairs(
        self, criterion: CriterionRule, base: tuple[int, datetime.date], last: tuple[int, datetime.date]
    ) -> list[PairCell]:
        """One pair an institution."""
        before = {version.institution_id: version for version in self.counted(base[1])}
        said_before, said_after = self.answers(base[0]), self.answers(last[0])
        found = []
        for after in self.counted(last[1]):
            institution = after.institution_id
            both = [
                [said.get(institution, {}).get(m, SILENT) for m in criterion.summed]
                for said in (said_before, said_after)
            ]
            asked = {after.category_id, before[institution].category_id} if institution in before else {0}
            if asked <= criterion.category_ids and all(_values(said) and all(a.settled for a in said) for said in both):
                earlier = before[institution]
                found.append(
                    PairCell(
                        (earlier.category_id, after.category_id),
                        (earlier.unit_id, after.unit_id),
                        self.origin(institution),
                        self.rulings.get(institution),
                        1,
                        sum(_values(both[0])),
                        sum(_values(both[1])),
                    )
                )
        return found


def _values(said: Sequence[Answer]) -> list[int]:
    return [answer.value or 0 for answer in said if answer.state == "reported"]


@lru_cache(maxsize=1)
def _versions(stamps: Stamps) -> dict[int, list[InstitutionVersion]]:
    found: dict[int, list[InstitutionVersion]] = defaultdict(list)
    for version in InstitutionVersion.objects.order_by("valid_from"):
        found[version.institution_id].append(version)
    return found


@lru_cache(maxsize=8)
def _answers(stamps: Stamps, number: int, basis: Basis) -> dict[int, Answers]:
    found: dict[int, Answers] = defaultdict(dict)
    figures = effective(AnnualFigure.objects.filter(year__number=number), basis)
    for institution, measure, state, value in figures.values_list(
        "institution_id", "measure_id", "effective_state", "effective_value"
    ):
        found[institution][measure] = Answer(state, value)
    return found
