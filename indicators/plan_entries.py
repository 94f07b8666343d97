"""What a plan file and its catalogue say, once checked: plain values, in the file's order."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class CategoryEntry:
    code: str
    name: str
    kind: str
    level: str


@dataclass(frozen=True)
class MeasureEntry:
    """`part_of`: the code of the count of which this one is a part; "" means none."""

    code: str
    label: str
    type: str
    definition: str
    categories: tuple[str, ...]
    part_of: str = ""


@dataclass(frozen=True)
class Catalogue:
    """The categories and measures that a plan may speak of, by code, in the file's order."""

    categories: Mapping[str, CategoryEntry] = field(default_factory=dict)
    measures: Mapping[str, MeasureEntry] = field(default_factory=dict)


@dataclass(frozen=True)
class TargetEntry:
    milestone: int
    threshold: Decimal
    upper: Decimal | None
    comparison: str
    counted: str
    judged_until: datetime.date | None
    method: str
    base_year: int | None
    base_value: int | None
    base_citation: str
    citation: str


@dataclass(frozen=True)
class GroupEntry:
    name: str
    categories: tuple[str, ...]
    targets: tuple[TargetEntry, ...]


@dataclass(frozen=True)
class RequirementEntry:
    measures: tuple[str, ...]
    minimum: int


@dataclass(frozen=True)
class CriterionEntry:
    code: str
    kind: str
    title: str
    definition: str
    citation: str
    summed: tuple[str, ...]
    requirements: tuple[RequirementEntry, ...]
    groups: tuple[GroupEntry, ...]


@dataclass(frozen=True)
class TaskGroupEntry:
    number: int
    title: str
    citation: str


@dataclass(frozen=True)
class PlanEntry:
    """`territory`: a unit's code as at `issued_on`; "" means the whole country."""

    code: str
    title: str
    short_title: str
    legal_basis: str
    issuer: str
    issued_on: datetime.date
    territory: str
    source: str
    criteria: tuple[CriterionEntry, ...]
    task_groups: tuple[TaskGroupEntry, ...]
