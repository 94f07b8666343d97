"""Edit checks: what looks unusual in the answers of one institution for one year. Each is defined here, once.

Files run them through `Checks`, on the pages and by the command; the page for respondents is made from `CHECKS`. A new
check is a function under `@edit_check` and a place in `CHECKS`; `definition.py` has what it is given. Codes stay
as they are: explanations are stored under them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import Measure

from ..models import State
from .cases import Case, Catalogue, Facts, ReturnCase, ReturnFacts, Said, Stray, Tolerances
from .definition import EditCheck, Family, Found, Scope, Severity, canonical, edit_check, grouped

__all__ = [
    "BY_CODE", "CHECKS", "Checks", "EditCheck", "Facts", "Family", "ReturnFacts", "Said", "Scope", "Severity", "Stray",
    "Tolerances", "Unusual", "title_of",
]  # fmt: skip


@edit_check(
    "large_change",
    Severity.EXPLAIN,
    Family.CHANGE,
    gettext_lazy("Thay đổi lớn so với năm trước"),
    gettext_lazy(
        "Số đếm năm nay lớn hơn hoặc nhỏ hơn năm trước quá %(factor)s lần (kể cả từ có thành 0) và chênh lệch từ"
        " %(least)s trở lên. Số ước tính cũng được so sánh; năm trước chưa báo cáo thì không so sánh."
    ),
    factor="IMPORT_LARGE_CHANGE_FACTOR",
    least="IMPORT_LARGE_CHANGE_LEAST",
)
def large_change(case: Case) -> Iterator[Found]:
    """A digit too many, a column too far, thousands typed as units: most slips make a figure many times larger or
    smaller. Small institutions jump by nature (2 classes, then 9), so a small difference is never large."""
    factor, least = settings.IMPORT_LARGE_CHANGE_FACTOR, settings.IMPORT_LARGE_CHANGE_LEAST
    for pk, now in case.counts.items():
        before = case.before.get(pk)
        if before is None or abs(now - before) < least:
            continue
        if now > factor * before or before > factor * now:
            message = _("%(measure)s: %(now)s, năm trước %(before)s (%(change)s). Hãy kiểm tra hoặc giải thích.") % {
                "measure": case.label(pk), "now": grouped(now), "before": grouped(before),
                "change": _change(before, now),
            }  # fmt: skip
            yield Found(pk, f"{before}→{now}", message)


def _change(before: int, now: int) -> str:
    """How many times larger or smaller, cut off: 3,9 times is more than 3 times, not 4."""
    if not before:
        return _("tăng từ 0")
    if not now:
        return _("giảm về 0")
    times, rest = divmod(max(before, now), min(before, now))
    if now > before:
        text = _("gấp hơn %(times)s lần") if rest else _("gấp %(times)s lần")
    else:
        text = _("giảm hơn %(times)s lần") if rest else _("giảm %(times)s lần")
    return text % {"times": grouped(times)}


@edit_check(
    "parts_above_whole",
    Severity.EXPLAIN,
    Family.CONSISTENCY,
    gettext_lazy("Các phần lớn hơn tổng"),
    gettext_lazy(
        "Một phần, hoặc tổng các phần, lớn hơn chỉ tiêu mà chúng thuộc về; hoặc tổng ghi trong tệp nhỏ hơn tổng các"
        " số đếm của dòng."
    ),
)
def parts_above_whole(case: Case) -> Iterator[Found]:
    """Parts cannot be more than what they are parts of. In printed tables they often are: the total was carried over
    from another year, or a part was counted twice. Nobody knows which of the two is right but the institution."""
    for whole, parts in case.catalogue.parts.items():
        if (total := case.counts.get(whole)) is None:
            continue
        counted = [(pk, case.counts[pk]) for pk in parts if pk in case.counts]
        larger = [(pk, value) for pk, value in counted if value > total]
        for pk, value in larger:
            message = _("%(part)s: %(value)s, lớn hơn “%(whole)s”: %(total)s. Hãy kiểm tra hoặc giải thích.") % {
                "part": case.label(pk), "value": grouped(value),
                "whole": case.label(whole), "total": grouped(total),
            }  # fmt: skip
            yield Found(pk, f"{value}>{total}", message)
        if not larger and (added := sum(value for _pk, value in counted)) > total:
            message = _("%(whole)s: %(total)s, nhỏ hơn tổng các phần: %(sum)s. Hãy kiểm tra hoặc giải thích.") % {
                "whole": case.label(whole), "total": grouped(total), "sum": grouped(added),
            }  # fmt: skip
            yield Found(whole, f"{added}>{total}", message)
    printed = case.facts.printed_total
    if printed is not None and printed < (added := _beside_the_total(case)):
        message = _(
            "Tổng ghi trong tệp là %(printed)s, nhỏ hơn tổng các số đếm của dòng: %(sum)s."
            " Hãy kiểm tra hoặc giải thích."
        ) % {"printed": grouped(printed), "sum": grouped(added)}
        yield Found(None, f"{added}>{printed}", message)


@edit_check(
    "total_differs",
    Severity.NOTICE,
    Family.CONSISTENCY,
    gettext_lazy("Tổng trong tệp lớn hơn tổng các số"),
    gettext_lazy(
        "Tổng ghi trong tệp lớn hơn tổng các số đếm của dòng. Số liệu được ghi như trong dòng; tổng không được ghi."
    ),
)
def total_differs(case: Case) -> Iterator[Found]:
    """A total above its parts may hold what was not broken down, so it is not wrong; the reader should know of it."""
    printed = case.facts.printed_total
    if printed is not None and printed > (added := _beside_the_total(case)):
        message = _("Tổng ghi trong tệp là %(printed)s, lớn hơn tổng các số đếm của dòng: %(sum)s.")
        yield Found(None, f"{added}<{printed}", message % {"printed": grouped(printed), "sum": grouped(added)})


def _beside_the_total(case: Case) -> int:
    """The counts that a printed total adds up: a part is in its whole already."""
    totalled = case.facts.totalled
    counts = {pk: value for pk, value in case.counts.items() if totalled is None or pk in totalled}
    return sum(value for pk, value in counts.items() if case.catalogue.measures[pk].part_of_id not in counts)


@edit_check(
    "same_as_last_year",
    Severity.EXPLAIN,
    Family.SAMENESS,
    gettext_lazy("Giống hệt năm trước"),
    gettext_lazy("Mọi câu trả lời của cơ sở giống hệt năm trước, trong đó có ít nhất hai số đếm khác 0."),
)
def same_as_last_year(case: Case) -> Iterator[Found]:
    """Last year's file sent again, or figures copied instead of counted. Yes/no answers and zeros stay the same
    honestly; two counts that were something hardly do."""
    if sum(1 for value in case.counts.values() if value) < 2:
        return
    last = case.facts.last
    now = {pk: said for pk, said in case.facts.now.items() if said.state != State.NOT_REPORTED}
    for pk, said in now.items():
        if (before := last.get(pk)) is None or said.value != before.value or said.state != before.state:
            return
    values = sorted(f"{case.catalogue.measures[pk].code}={said.value}" for pk, said in now.items())
    message = _("Cả %(number)s câu trả lời giống hệt năm trước. Hãy kiểm tra hoặc giải thích.")
    yield Found(None, canonical(values), message % {"number": grouped(len(now))})


@edit_check(
    "yes_became_no",
    Severity.NOTICE,
    Family.CHANGE,
    gettext_lazy("Năm trước có, năm nay không"),
    gettext_lazy("Câu hỏi có/không năm trước trả lời “có”, năm nay trả lời “không”."),
)
def yes_became_no(case: Case) -> Iterator[Found]:
    """A service that was there seldom ends, and such an answer lowers the share of the whole province: worth a look,
    and an honest answer all the same."""
    for pk, now in case.yes_no.items():
        if now == 0 and case.before.get(pk) == 1:
            message = _("%(measure)s: năm trước có, năm nay không.") % {"measure": case.label(pk)}
            yield Found(pk, "1→0", message)


CHECKS: tuple[EditCheck, ...] = (large_change, parts_above_whole, total_differs, same_as_last_year, yes_became_no)
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
