"""What edit checks look at: the facts about one institution or one return, and the same made ready for checks.

No database is asked here: whoever checks has gathered the facts.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from indicators.models import Measure

from ..asked import Standing
from ..models import State

Tolerances = Mapping[tuple[int, int], tuple[float, float]]
"""By category and measure, the smallest and the largest usual ratio of this year's count to last year's."""


class Said(Protocol):
    """A figure as far as checks look at it: a cell's Reading, an Answer, a stored figure. Only a reported one has a
    value: a count, or 1/0 for yes/no."""

    @property
    def state(self) -> str: ...
    @property
    def value(self) -> int | None: ...
    @property
    def is_estimate(self) -> bool: ...


_NOTHING: Mapping[int, Said] = {}
_NO_TOLERANCES: Tolerances = {}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is, or would be, stored of one institution this year, and what was last year, by measure id.

    `printed_total` is the row's own total in a file, None where there is none; `totalled` are the measures that have a
    column in that file, None where the total is about all of them. `expected` are the questions to the category that
    counts. `complete`: these facts are the whole of the institution, not what one row of a file says; what is missing
    is looked for only then. `notes` are None where nobody knows them.
    """

    standing: Standing
    year: int
    now: Mapping[int, Said]
    last: Mapping[int, Said]
    printed_total: int | None = None
    totalled: Collection[int] | None = None
    notes: Mapping[int, str] | None = None
    expected: Collection[int] = ()
    tolerances: Tolerances = field(default_factory=lambda: _NO_TOLERANCES)
    unit_code: str = ""
    stood_on_reference_date: bool = True
    is_counted: bool = True
    opened_in_year: bool = False
    satellite_of: int | None = None
    complete: bool = False


class Stray(NamedTuple):
    """A stored figure that nobody is asked for: its institution does not stand in the year (`stands` false), or no
    category that it had in the year is asked the measure."""

    institution_id: int
    name: str
    measure_id: int
    said: Said
    stands: bool


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """The facts of all institutions that answer through one return, and what is stored there without being asked.

    `categories` has the names of their categories; `reporting_mains` the institutions of other returns that have
    figures this year and satellites in this one.
    """

    year: int
    institutions: Sequence[Facts]
    stray: Sequence[Stray] = ()
    categories: Mapping[int, str] = field(default_factory=dict)
    reporting_mains: Collection[int] = ()


class Catalogue:
    """The measures by id and by code, which of them are parts of which, and which are yes/no questions."""

    def __init__(self, measures: Mapping[int, Measure]) -> None:
        self.measures = measures
        self.ids = {measure.code: pk for pk, measure in measures.items()}
        self.yes_no = frozenset(pk for pk, measure in measures.items() if measure.is_yes_no)
        self.parts: dict[int, list[int]] = defaultdict(list)
        for pk, measure in measures.items():
            if measure.part_of_id is not None:
                self.parts[measure.part_of_id].append(pk)

    def label(self, measure_id: int) -> str:
        return self.measures[measure_id].label


@dataclass(slots=True)  # not frozen: one is made for each row of a file, and a frozen one takes twice as long
class Case:
    """The facts as checks use them: reported values by type, the catalogue at hand.

    `without` are the states of answers that have no value. `before` are last year's values, `pairs` the counts that
    have one: measure, before, now.
    """

    facts: Facts
    catalogue: Catalogue
    counts: Mapping[int, int]
    yes_no: Mapping[int, int]
    without: Mapping[int, str]
    before: Mapping[int, int]
    pairs: Sequence[tuple[int, int, int]]

    @classmethod
    def of(cls, facts: Facts, catalogue: Catalogue) -> "Case":
        counts: dict[int, int] = {}
        yes_no: dict[int, int] = {}
        without: dict[int, str] = {}
        for pk, said in facts.now.items():
            if (value := said.value) is not None:
                (yes_no if pk in catalogue.yes_no else counts)[pk] = value
            elif said.state != State.NOT_REPORTED:
                without[pk] = said.state
        before = {pk: said.value for pk, said in facts.last.items() if said.value is not None}
        pairs = [(pk, before[pk], now) for pk, now in counts.items() if pk in before] if before else ()
        return cls(facts, catalogue, counts, yes_no, without, before, pairs)

    def label(self, measure_id: int) -> str:
        return self.catalogue.measures[measure_id].label

    def answered(self) -> dict[int, Said]:
        """Whatever was said this year: values, "not known", "not applicable"."""
        return {pk: said for pk, said in self.facts.now.items() if said.value is not None or pk in self.without}

    @property
    def is_answered(self) -> bool:
        """Whether anything was said this year."""
        return bool(self.counts or self.yes_no or self.without)

    def count(self, code: str) -> int | None:
        """The reported count of the measure with this code."""
        return self.counts.get(self.catalogue.ids.get(code, 0))

    def answer(self, code: str) -> int | None:
        """The reported yes (1) or no (0) to the question with this code."""
        return self.yes_no.get(self.catalogue.ids.get(code, 0))


@dataclass(frozen=True, slots=True)
class ReturnCase:
    """The cases of one return by institution, in its order."""

    facts: ReturnFacts
    catalogue: Catalogue
    cases: Mapping[int, Case]

    @classmethod
    def of(cls, facts: ReturnFacts, catalogue: Catalogue) -> "ReturnCase":
        cases = {row.standing.institution_id: Case.of(row, catalogue) for row in facts.institutions}
        return cls(facts, catalogue, cases)
