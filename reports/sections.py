"""The rows of a plan as the dashboard sets them out: by kind of institution, each with its years."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from institutions.models import Category

from .census import Question, Stamps
from .charts.spark import Spark, spark_of
from .definition import CriterionRule
from .path import Path, paths_of
from .progress import Verdict
from .results import Row, ShareRow

_CULTURE = frozenset({Category.Kind.CENTRE, Category.Kind.HOUSE})


@dataclass(frozen=True)
class Line:
    """One target: its row of results, and where it comes from and leads to."""

    row: Row
    path: Path

    @cached_property
    def spark(self) -> Spark | None:
        return spark_of(f"spark-{self.row.group.pk}", self.path, is_share=isinstance(self.row, ShareRow))


@dataclass
class Section:
    """The criteria about one kind of institution, with the lines of each."""

    title: str
    criteria: list[tuple[CriterionRule, list[Line]]] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for _criterion, lines in self.criteria for line in lines]

    @property
    def met(self) -> int:
        return sum(line.row.result.verdict == Verdict.MET for line in self.lines)


@dataclass(frozen=True)
class Sections:
    """The sections of a dashboard, worked out only where they are written: a kept part of the page asks nothing."""

    question: Question
    stamps: Stamps
    rows: Sequence[Row]

    @cached_property
    def all(self) -> list[Section]:
        paths = paths_of(self.question, self.stamps)
        found: dict[str, Section] = {}
        for criterion, rows in groupby(self.rows, key=lambda row: row.criterion):
            title = kind_of(criterion)
            lines = [Line(row, paths[row.group.pk]) for row in rows]
            found.setdefault(title, Section(title)).criteria.append((criterion, lines))
        return list(found.values())

    @cached_property
    def milestone(self) -> int | None:
        """The last milestone, where some line leads on to it."""
        ahead = [line.path.target.milestone for each in self.all for line in each.lines if line.path.target]
        return max(ahead, default=None)


def kind_of(criterion: CriterionRule) -> str:
    """The kind of institution that a criterion is about, in words."""
    kinds = {category.kind for group in criterion.groups for category in group.categories}
    if kinds <= _CULTURE and kinds:
        return _("Trung tâm văn hóa, nhà văn hóa")
    if kinds == {Category.Kind.LIBRARY}:
        return pgettext("several", "Thư viện")
    if kinds == {Category.Kind.MUSEUM}:
        return pgettext("several", "Bảo tàng")
    return _("Nhiều loại cơ sở")
