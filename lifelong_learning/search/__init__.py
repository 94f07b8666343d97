"""One search over everything that has a name: the registry, the plans, years and returns, words and pages.

Names are for everybody who is signed in; returns only for those in whose scope they are; a figure is never shown.
How many queries it takes does not depend on how much is found.
"""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from accounts.models import User
from institutions.names import fold

from .asked import Asked, Group, Hit
from .pages import PAGES, pages, terms
from .plans import plans
from .registry import institutions, reporting_units, units
from .returns import returns

__all__ = ["Found", "search"]

_ALIKE_ENOUGH = 72
_GROUPS = (pages, units, institutions, reporting_units, plans, returns, terms)


@dataclass(frozen=True)
class Found:
    """What a query gives, by kind; where it gives nothing, what may have been meant."""

    text: str
    groups: list[Group]
    suggestion: str = ""

    @property
    def total(self) -> int:
        return sum(len(group.hits) for group in self.groups)


def search(user: User, text: str) -> Found:
    """Everything that the words of the query, or the query as a code, mean to this reader."""
    asked = Asked.of(user, text)
    if not asked.words:
        return Found(asked.text, [])
    groups = _exact_first([group(asked) for group in _GROUPS], asked)
    return Found(asked.text, groups, "" if groups else _meant(asked))


def _exact_first(groups: list[Group], asked: Asked) -> list[Group]:
    """What has the query for its code comes before everything else, under a heading of its own."""
    code = asked.text.casefold()
    exactly: list[Hit] = [hit for group in groups for hit in group.hits if hit.code.casefold() == code]
    rest = [replace(group, hits=[hit for hit in group.hits if hit not in exactly]) for group in groups]
    return [group for group in [Group(_("Đúng mã này"), exactly), *rest] if group.hits]


def _meant(asked: Asked) -> str:
    """The name of a unit, a page or a word that is spelled most like the query; "" where none is like it."""
    names = [unit.name for unit in asked.tree.units.values()]
    names += [str(page.title) for page in PAGES if page.open_to(asked.scope)]
    best = process.extractOne(asked.words, names, scorer=fuzz.WRatio, processor=fold, score_cutoff=_ALIKE_ENOUGH)
    return best[0] if best else ""
