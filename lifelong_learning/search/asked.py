"""What somebody asks of the portal's search, and how a text answers it."""

import datetime
import re
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.scope import Scope
from institutions.names import fold, normal, written_out
from institutions.search import patterns_of
from institutions.tree import UnitTree
from submissions.models import ReportingYear

LONGEST = 100


@dataclass(frozen=True)
class Hit:
    """One thing that was found: what it is called, where its page is, what kind of thing, and what more to say."""

    title: str
    url: str
    kind: str = ""
    notes: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True)
class Group:
    """Things of one kind, the most of them that are shown at once. `all_url` is where the rest is listed."""

    title: str
    hits: list[Hit]
    all_url: str = ""


@dataclass(frozen=True)
class Asked:
    """A query of one reader, on a day."""

    user: User
    text: str
    today: datetime.date = field(default_factory=timezone.localdate)

    @classmethod
    def of(cls, user: User, text: str) -> "Asked":
        return cls(user, normal(text)[:LONGEST].strip())

    @cached_property
    def words(self) -> str:
        """The query folded, short forms written out: `NVH Ea Kly` asks for nhà văn hóa."""
        plain, full = fold(self.text), written_out(self.text)
        return plain if full == plain.replace("y", "i") else full

    @cached_property
    def codes(self) -> set[str]:
        """How the query would be written as a code."""
        return {self.text, self.text.upper(), self.text.lower()}

    @cached_property
    def years(self) -> list[ReportingYear]:
        """All reporting years, the newest first."""
        return list(ReportingYear.objects.order_by("-number"))

    @property
    def newest_year(self) -> int:
        """The newest year that has begun; the calendar's where none has."""
        begun = (year.number for year in self.years if year.stage != ReportingYear.Stage.PLANNED)
        return next(begun, self.today.year)

    @property
    def plan(self) -> str:
        return str(settings.DEFAULT_PLAN)

    @property
    def scope(self) -> Scope:
        return self.user.scope()

    @property
    def tree(self) -> UnitTree:
        return self.scope.tree

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        return [re.compile(pattern) for _token, pattern in patterns_of(self.words)]

    def finds(self, search_key: str) -> bool:
        """Whether a folded text with a space in front has every word of the query, by the word's beginning."""
        return bool(self._patterns) and all(pattern.search(search_key) for pattern in self._patterns)

    def finds_in(self, *texts: object) -> bool:
        """Whether these texts together have every word of the query."""
        return self.finds(f" {fold(' '.join(map(str, texts)))}")
