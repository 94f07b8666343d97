"""Edit checks: what looks unusual, or cannot be, in the answers for one year. Each is defined here, once.

Files run them through `Checks`, on the pages and by the command; `submissions.findings` runs them for returns; what
reads cells raises those of `reading`; the page for respondents is made from `CHECKS`. A new check is a function under
`@edit_check` or `@return_check` in the module of its family and a place in that module's tuple; `cases.py` has what it
is given. Codes stay as they are: explanations are stored under them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from indicators.models import Measure

from .cases import Case, Catalogue, Facts, ReturnCase, ReturnFacts, Said, Stray, Tolerances
from .change import CHANGE
from .completeness import COMPLETENESS
from .consistency import CONSISTENCY
from .definition import EditCheck, Family, Scope, Severity
from .parts import PARTS
from .reading import CELL_NOT_ASKED, READING
from .registry import REGISTRY
from .sameness import SAMENESS
from .slips import SLIPS
from .sums import SUMS
from .values import VALUES

__all__ = [
    "BY_CODE", "CHECKS", "Checks", "EditCheck", "Facts", "Family", "ReturnFacts", "Said", "Scope", "Severity", "Stray",
    "Tolerances", "Unusual", "title_of",
]  # fmt: skip


CHECKS: tuple[EditCheck, ...] = (
    *READING, *VALUES, *PARTS, *CONSISTENCY, *CHANGE, *SLIPS, *SAMENESS, CELL_NOT_ASKED, *REGISTRY, *COMPLETENESS,
    *SUMS,
)  # fmt: skip
"""In the order in which findings are told, and respondents read about them."""

BY_CODE: Mapping[str, EditCheck] = {check.code: check for check in CHECKS}


@dataclass(frozen=True, slots=True)
class Unusual:
    """A finding of a check: about one measure, or none; `about` as in `Found`.

    Of checks of whole returns, `institution_id` is the institution that the finding is about, None for the return;
    of the others it is None, since whoever asked knows.
    """

    code: str
    measure_id: int | None
    about: str
    message: str
    institution_id: int | None = None

    @property
    def severity(self) -> Severity:
        return BY_CODE[self.code].severity


class Checks:
    """All checks over one catalogue of measures (by id): made once for a page or file, asked for each institution."""

    def __init__(self, measures: Mapping[int, Measure]) -> None:
        self._catalogue = catalogue = Catalogue(measures)
        able = [(check, check.find) for check in CHECKS if check.find and catalogue.ids.keys() >= set(check.measures)]
        # Which checks have something to look at is the same for all rows of a file: asked here, not row by row.
        self._finds = {
            (last, whole): [
                (check.code, find) for check, find in able if check.last <= last and check.whole <= whole
            ]
            for last in (False, True) for whole in (False, True)
        }  # fmt: skip

    def of(self, facts: Facts) -> list[Unusual]:
        """What is unusual about one institution. No text is made for what is as usual: files have many rows."""
        case = Case.of(facts, self._catalogue)
        finds = self._finds[bool(facts.last), facts.complete]
        return [Unusual(code, *found) for code, find in finds for found in find(case)]

    def of_return(self, facts: ReturnFacts) -> list[Unusual]:
        """What is unusual about a return as a whole, beside what `of` finds for each of its institutions."""
        case = ReturnCase.of(facts, self._catalogue)
        return [
            Unusual(check.code, measure_id, about, message, institution_id)
            for check in CHECKS if check.find_in_return
            for institution_id, measure_id, about, message in check.find_in_return(case)
        ]  # fmt: skip


def title_of(code: str) -> str:
    """The title of a check, or the code of one that no longer exists."""
    return str(BY_CODE[code].title) if code in BY_CODE else code
