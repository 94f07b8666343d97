"""What an edit check is given and what it gives: the facts about one institution, findings, and a check itself.

No database is asked here: whoever checks has gathered the facts. the modules beside this one define the checks.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.conf import settings
from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from indicators.models import Measure

from ..asked import Standing

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ABOUT_LENGTH = 200
"""The room that an explanation has for the values that it is about."""


class Severity(TextChoices):
    """What a finding asks of whoever answers."""

    ERROR = "error", _("Lỗi, phải sửa")
    EXPLAIN = "explain", _("Cần giải thích")
    NOTICE = "notice", _("Lưu ý")


class Said(Protocol):
    """A figure as far as checks look at it: a cell's Reading, an Answer, a stored figure. Only a reported one has a
    value: a count, or 1/0 for yes/no."""

    @property
    def state(self) -> str: ...
    @property
    def value(self) -> int | None: ...
    @property
    def is_estimate(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What is, or would be, stored of one institution this year, and what was last year, by measure id.

    `printed_total` is the row's own total in a file, None where there is none; `totalled` are the measures that have a
    column in that file, None where the total is about all of them.
    """

    standing: Standing
    year: int
    now: Mapping[int, Said]
    last: Mapping[int, Said]
    printed_total: int | None = None
    totalled: Collection[int] | None = None


class Found(NamedTuple):
    """What a check gives for each thing that it finds; about no single measure where `measure_id` is None.

    `about` is the values found, as a text that is the same whenever they are: an explanation holds for it alone.
    """

    measure_id: int | None
    about: str
    message: str


class Catalogue:
    """The measures by id, which of them are parts of which, and which are yes/no questions."""

    def __init__(self, measures: Mapping[int, Measure]) -> None:
        self.measures = measures
        self.yes_no = frozenset(pk for pk, measure in measures.items() if measure.is_yes_no)
        self.parts: dict[int, list[int]] = defaultdict(list)
        for pk, measure in measures.items():
            if measure.part_of_id is not None:
                self.parts[measure.part_of_id].append(pk)


@dataclass(slots=True)  # not frozen: one is made for each row of a file, and a frozen one takes twice as long
class Case:
    """The facts as checks use them: reported values by type, the catalogue at hand."""

    facts: Facts
    catalogue: Catalogue
    counts: Mapping[int, int]
    yes_no: Mapping[int, int]
    before: Mapping[int, int]

    @classmethod
    def of(cls, facts: Facts, catalogue: Catalogue) -> "Case":
        counts: dict[int, int] = {}
        yes_no: dict[int, int] = {}
        for pk, said in facts.now.items():
            if (value := said.value) is not None:
                (yes_no if pk in catalogue.yes_no else counts)[pk] = value
        before = {pk: said.value for pk, said in facts.last.items() if said.value is not None}
        return cls(facts, catalogue, counts, yes_no, before)

    def label(self, measure_id: int) -> str:
        return self.catalogue.measures[measure_id].label


Find = Callable[[Case], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class EditCheck:
    """A check as respondents read about it, and the function that finds.

    `limits` are the settings that stand in its text, by their name there.
    """

    code: str
    severity: Severity
    title: "StrPromise"
    description: "StrPromise"
    find: Find
    limits: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What is compared with what, with the limits of this installation."""
        return str(self.description) % {name: grouped(getattr(settings, key)) for name, key in self.limits.items()}


def edit_check(
    code: str, severity: Severity, title: "StrPromise", description: "StrPromise", **limits: str
) -> Callable[[Find], EditCheck]:
    """Make an edit check of a function. Its docstring says why the check exists."""
    return lambda find: EditCheck(code, severity, title, description, find, limits)


def grouped(number: int) -> str:
    """A number as the reader groups digits: 4.800."""
    return str(number_format(number, force_grouping=True))


def canonical(values: Iterable[str]) -> str:
    """Many values as the one text of a finding; what there is no room for still tells other values apart."""
    text = " ".join(values)
    if len(text) <= ABOUT_LENGTH:
        return text
    digest = sha256(text.encode()).hexdigest()
    return f"{text[: ABOUT_LENGTH - len(digest) - 1]}…{digest}"
