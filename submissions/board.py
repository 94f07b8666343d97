"""What the board of a year lists: its columns, which rows a reader asked for, in which order, and the response rate."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from institutions.names import fold

from .models import Submission
from .overview import NOT_OPENED, STATUSES, Progress

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_RANKS = {value: rank for rank, (value, _label) in enumerate(STATUSES)}
_NEVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)
_LAST_DAY = datetime.date.max
GIVEN = (Submission.Status.SUBMITTED, Submission.Status.APPROVED)


@dataclass(frozen=True, slots=True)
class Column:
    """A column by which the board can be sorted, upward and downward."""

    name: str
    label: "StrPromise"
    key: Callable[[Progress], Any]
    is_number: bool = False


COLUMNS = (
    Column("name", _("Đơn vị báo cáo"), lambda row: (row.reporting_unit.sort_key, row.reporting_unit.pk)),
    Column("status", _("Tình trạng"), lambda row: _RANKS[row.status]),
    Column("due", _("Hạn nộp"), lambda row: row.deadline.due_date or _LAST_DAY),
    Column("late", _("Trễ hạn"), lambda row: row.days_late),
    Column("complete", _("Cơ sở đủ số liệu"), lambda row: (row.percent, -row.institutions), is_number=True),
    Column("questions", _("Câu hỏi chưa xong"), lambda row: row.open_questions, is_number=True),
    Column("changed", _("Hoạt động cuối"), lambda row: row.last_change or _NEVER),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader of the board asked for: words of the name, a state, only some rows, and an order."""

    q: str = ""
    status: str = ""
    kind: str = ""
    late: str = ""
    complete: str = ""
    order: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        return cls(**{name: query.get(name, "").strip() for name in cls.__slots__})

    def as_query(self, **changes: str) -> dict[str, str]:
        """What stands in an address, without what is empty."""
        found = {name: getattr(self, name) for name in self.__slots__} | changes
        return {name: value for name, value in found.items() if value}

    @property
    def is_narrowed(self) -> bool:
        """Whether some returns are left out."""
        return bool(self.q or self.status or self.kind or self.late or self.complete)

    def rows(self, everything: Sequence[Progress]) -> list[Progress]:
        """The rows that were asked for, in the order asked for; those that are equal by name."""
        words = fold(self.q).split()
        found = [row for row in everything if self._matches(row) and _mentions(row, words)]
        name = self.order.removeprefix("-")
        column = next((column for column in COLUMNS if column.name == name), None)
        if column:
            found.sort(key=column.key, reverse=self.order.startswith("-"))
        return found

    def _matches(self, row: Progress) -> bool:
        if self.status and row.status != self.status:
            return False
        if self.kind and row.reporting_unit.is_office is not (self.kind == "office"):
            return False
        return not (self.late and not row.is_late) and not (self.complete and not row.is_complete)


def _mentions(row: Progress, words: Iterable[str]) -> bool:
    return all(f" {word}" in row.reporting_unit.search_key for word in words)


@dataclass(frozen=True, slots=True)
class Response:
    """How much of a year is in: returns that were submitted of all, institutions with data and complete ones of all."""

    returns: int
    given: int
    approved: int
    late: int
    institutions: int
    reporting: int
    complete: int

    @classmethod
    def of(cls, rows: Sequence[Progress]) -> "Response":
        return cls(
            returns=len(rows),
            given=sum(row.status in GIVEN for row in rows),
            approved=sum(row.status == Submission.Status.APPROVED for row in rows),
            late=sum(row.is_late for row in rows),
            institutions=sum(row.institutions for row in rows),
            reporting=sum(row.reporting for row in rows),
            complete=sum(row.complete for row in rows),
        )

    @property
    def rate(self) -> int:
        """Whole percent of the returns, rounded down: 100 only when all are in."""
        return self.given * 100 // self.returns if self.returns else 0

    @property
    def reporting_rate(self) -> int:
        """Whole percent of the institutions, rounded down."""
        return self.reporting * 100 // self.institutions if self.institutions else 0


_ALONG_THE_BAR = (
    Submission.Status.APPROVED, Submission.Status.SUBMITTED, Submission.Status.RETURNED, Submission.Status.DRAFT,
    NOT_OPENED,
)  # fmt: skip
"""From what is settled to what is silent, as the bar at the head is read."""


@dataclass(frozen=True, slots=True)
class Part:
    """The returns in one state, how many lie to the left of them in the bar, and where the board lists them alone."""

    status: str
    label: str
    number: int
    start: int
    url: str


def parts_of(rows: Iterable[Progress], asked: Asked) -> list[Part]:
    """The parts of the bar that are not empty; their links keep what else was asked for."""
    numbers = Counter(row.status for row in rows)
    labels = dict(STATUSES)
    parts: list[Part] = []
    for status in map(str, _ALONG_THE_BAR):
        if numbers[status]:
            start = parts[-1].start + parts[-1].number if parts else 0
            url = f"?{urlencode(asked.as_query(status=status))}"
            parts.append(Part(status, str(labels[status]), numbers[status], start, url))
    return parts
