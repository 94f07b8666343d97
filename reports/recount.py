"""The same counts without SQL sums, from the rows themselves: institution by institution, through `progress.judge_*`.

Slow and plain on purpose. `check_results` and the tests hold the pages' numbers against it.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache

from indicators.models import TerritoryRuling
from institutions.models import InstitutionVersion
from submissions.models import AnnualFigure

from .census import Census, Stamps
from .definition import CriterionRule
from .listing import effective
from .progress import Answer, Status, judge_criterion, judge_requirement
from .queries import Basis, Cell, PairCell

Answers = dict[int, Answer]
SILENT = Answer(None)


class Recount(Census):
    """A census that reads every version and every figure and counts them one by one."""

    @property
    def versions(self) -> dict[int, list[InstitutionVersion]]:
        return _versions(self.stamps)

    @cached_property
    def rulings(self) -> dict[int, bool]:
        return dict(TerritoryRuling.objects.filter(plan=self.plan.pk).values_list("institution", "inside"))

    def answers(self, number: int) -> dict[int, Answers]:
        """Every institution's answers of a year under the basis."""
        return _answers(self.stamps, number, self.question.basis)

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
        answers, versions = self.answers(number), self.counted(on)
        return {
            criterion.code: [
                Cell(
                    version.category_id,
                    version.unit_id,
                    self.origin(version.institution_id),
                    self.rulings.get(version.institution_id),
                    1,
                    *self._numbers(criterion, answers[version.institution_id]),
                )
                for version in versions
                if version.category_id in criterion.category_ids
            ]
            for criterion in self.plan.criteria
        }

    def _numbers(self, criterion: CriterionRule, answers: Answers) -> tuple[int, int, int, int, int]:
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
            both = [[said[institution].get(m, SILENT) for m in criterion.summed] for said in (said_before, said_after)]
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
