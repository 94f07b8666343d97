"""The findings of a return as a page shows them: filtered, the weightiest first, so many at a time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from institutions.names import fold

from .checks import CHECKS, title_of
from .findings import ReturnFinding, ReturnFindings

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_PLACES = {check.code: place for place, check in enumerate(CHECKS)}


class Kind(TextChoices):
    """What is still to be done about a finding; in the order of the page."""

    ERROR = "error", _("Lỗi phải sửa")
    OPEN = "open", _("Cần giải thích")
    EXPLAINED = "explained", _("Đã giải thích")
    NOTICE = "notice", _("Lưu ý")


_RANKS = {kind: rank for rank, kind in enumerate(Kind)}


def kind_of(row: ReturnFinding) -> Kind:
    """What is still to be done about this finding."""
    if row.is_error:
        return Kind.ERROR
    if row.is_notice:
        return Kind.NOTICE
    return Kind.OPEN if row.is_open else Kind.EXPLAINED


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one check and kind: `total` on all pages, `rows` on this one."""

    kind: Kind
    code: str
    total: int
    rows: Sequence[ReturnFinding]
    is_first: bool
    """Whether it is the first of its kind on the page."""

    @property
    def title(self) -> str:
        return title_of(self.code)


@dataclass(frozen=True)
class Listing:
    """The findings that the filters leave, in the order of the page."""

    rows: Sequence[ReturnFinding]
    counts: Mapping[Kind, int]
    checks: Sequence[tuple[str, str]]
    """The checks that found something, to choose from: code and title."""

    @classmethod
    def of(cls, findings: ReturnFindings, query: Mapping[str, str]) -> "Listing":
        """Filtered by words of the institution's name (`q`), `check` and `kind`."""
        words, code, kind = fold(query.get("q", "")).split(), query.get("check", ""), query.get("kind", "")
        rows = [
            row for row in findings.rows
            if (not code or row.code == code) and (not kind or kind_of(row) == kind) and _mentions(row, words)
        ]  # fmt: skip
        rows.sort(key=lambda row: (_RANKS[kind_of(row)], _PLACES[row.code]))
        codes = sorted({row.code for row in findings.rows}, key=_PLACES.__getitem__)
        counts = Counter(kind_of(row) for row in findings.rows)
        return cls(rows, {kind: counts[kind] for kind in Kind}, [(code, title_of(code)) for code in codes])

    @property
    def owed(self) -> Mapping[str, int]:
        """How many findings of each check still lack words."""
        return Counter(row.code for row in self.rows if row.is_open)

    @property
    def kinds(self) -> "list[tuple[str, StrPromise, int]]":
        """The kinds to choose from, with how many there are of each."""
        return [(kind.value, kind.label, self.counts[kind]) for kind in Kind]

    def groups(self, rows: Iterable[ReturnFinding]) -> list[Group]:
        """These rows, which are of one page, by kind and check."""
        totals = Counter((kind_of(row), row.code) for row in self.rows)
        groups: list[Group] = []
        for (kind, code), some in groupby(rows, key=lambda row: (kind_of(row), row.code)):
            is_first = not groups or groups[-1].kind != kind
            groups.append(Group(kind, code, totals[kind, code], list(some), is_first))
        return groups


def _mentions(row: ReturnFinding, words: Sequence[str]) -> bool:
    """Whether each word begins one of the institution's name."""
    return all(f" {word}" in f" {fold(row.name)}" for word in words)
