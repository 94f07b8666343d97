"""Sameness: answers that are alike where counting would have made them differ."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .cases import Case, ReturnCase
from .definition import Family, Found, FoundInReturn, Severity, canonical, edit_check, grouped, return_check

SAME_COUNT_LEAST = 100
FACTOR_LEAST = 100
FACTOR_COUNTS = 3
ALIKE_LEAST = 10
CATEGORY_LEAST = 5
RETURN_LEAST = 5

Counts = tuple[int, tuple[tuple[int, int], ...]]
"""A category, and counts by measure that hardly agree by chance."""


@edit_check(
    "same_as_last_year",
    Severity.EXPLAIN,
    Family.SAMENESS,
    gettext_lazy("Giống hệt năm trước"),
    gettext_lazy("Mọi câu trả lời của cơ sở giống hệt năm trước, trong đó có ít nhất hai số đếm khác 0."),
    last=True,
)
def same_as_last_year(case: Case) -> Iterator[Found]:
    """Last year's file sent again, or figures copied instead of counted. Yes/no answers and zeros stay the same
    honestly; two counts that were something hardly do."""
    if not _is_as_last_year(case):
        return
    now = case.answered()
    values = sorted(f"{case.catalogue.measures[pk].code}={said.value}" for pk, said in now.items())
    message = _("Cả %(number)s câu trả lời giống hệt năm trước. Hãy kiểm tra hoặc giải thích.")
    yield Found(None, canonical(values), message % {"number": grouped(len(now))})


def _is_as_last_year(case: Case) -> bool:
    """Whether all that was said is what was said last year, two counts of something among it."""
    if any(before != now for _pk, before, now in case.pairs):
        return False
    if sum(1 for value in case.counts.values() if value) < 2:
        return False
    last = case.facts.last
    for pk, said in case.answered().items():
        if (before := last.get(pk)) is None or said.value != before.value or said.state != before.state:
            return False
    return True


@edit_check(
    "same_count",
    Severity.NOTICE,
    Family.SAMENESS,
    gettext_lazy("Số đếm lớn giữ nguyên"),
    gettext_lazy(
        "Một số đếm từ %(least)s trở lên bằng đúng năm trước, trong khi câu trả lời khác của cơ sở có thay đổi."
    ),
    last=True,
    least=SAME_COUNT_LEAST,
)
def same_count(case: Case) -> Iterator[Found]:
    """One box was not counted anew. Where nothing changed at all, `same_as_last_year` says it once."""
    same = [pk for pk, before, now in case.pairs if before == now >= SAME_COUNT_LEAST]
    if same and not _is_as_last_year(case):
        for pk in same:
            value = case.counts[pk]
            message = _("%(measure)s: %(value)s, bằng đúng năm trước. Hãy kiểm tra.")
            yield Found(pk, str(value), message % {"measure": case.label(pk), "value": grouped(value)})


@edit_check(
    "same_factor",
    Severity.EXPLAIN,
    Family.SAMENESS,
    gettext_lazy("Mọi số đếm đổi cùng một tỷ lệ"),
    gettext_lazy(
        "Từ %(counts)s số đếm (năm trước từ %(least)s trở lên) cùng tăng hoặc cùng giảm đúng một tỷ lệ, kể cả làm tròn."
    ),
    last=True,
    counts=FACTOR_COUNTS,
    least=FACTOR_LEAST,
)
def same_factor(case: Case) -> Iterator[Found]:
    """Last year's figures times 1,1 are a wish, not a count."""
    if len(case.pairs) < FACTOR_COUNTS:
        return
    pairs = [pair for pair in case.pairs if pair[1] >= FACTOR_LEAST]
    if len(pairs) < FACTOR_COUNTS:
        return
    _pk, whole, target = max(pairs, key=lambda pair: (pair[1], pair[0]))
    if whole != target and target and all(abs(now * whole - target * before) <= whole for _pk, before, now in pairs):
        values = sorted(f"{case.catalogue.measures[pk].code}={before}→{now}" for pk, before, now in pairs)
        message = _("Cả %(number)s số đếm cùng đổi một tỷ lệ so với năm trước. Hãy kiểm tra hoặc giải thích.")
        yield Found(None, canonical(values), message % {"number": grouped(len(pairs))})


@return_check(
    "institutions_alike",
    Severity.EXPLAIN,
    Family.SAMENESS,
    gettext_lazy("Các cơ sở có số đếm giống hệt nhau"),
    gettext_lazy(
        "Hai cơ sở trở lên của một báo cáo, cùng loại hình, có mọi số đếm giống nhau, trong đó ít nhất hai số"
        " từ %(least)s"
        " trở lên."
    ),
    least=ALIKE_LEAST,
)
def institutions_alike(case: ReturnCase) -> Iterator[FoundInReturn]:
    """A row copied down: two institutions hardly count the same twice."""
    told = _alike_categories(case)
    groups: dict[Counts, list[Case]] = defaultdict(list)
    for row in case.cases.values():
        category = row.facts.standing.category_id
        if category not in told and _telling(row.counts):
            groups[category, tuple(sorted(row.counts.items()))].append(row)
    for (_category, counts), rows in groups.items():
        if len(rows) > 1:
            names = ", ".join(row.facts.standing.name for row in rows[:3]) + (", …" if len(rows) > 3 else "")
            message = _("%(number)s cơ sở có số đếm giống hệt nhau: %(names)s. Hãy kiểm tra hoặc giải thích.")
            values = [f"{case.catalogue.measures[pk].code}={value}" for pk, value in counts]
            about = canonical([*values, *sorted(row.facts.standing.code for row in rows)])
            yield FoundInReturn(None, None, about, message % {"number": grouped(len(rows)), "names": names})


@return_check(
    "category_alike",
    Severity.EXPLAIN,
    Family.SAMENESS,
    gettext_lazy("Cả loại hình trả lời giống hệt nhau"),
    gettext_lazy(
        "Từ %(least)s cơ sở của một loại hình trở lên, và mọi cơ sở đã trả lời của loại hình đó trong báo cáo"
        " có các câu trả"
        " lời giống hệt nhau, trong đó có số đếm khác 0."
    ),
    least=CATEGORY_LEAST,
)
def category_alike(case: ReturnCase) -> Iterator[FoundInReturn]:
    """One class, one club, one group in each of forty villages: filled in for them, not by them."""
    for category, rows in _alike_categories(case).items():
        message = _("%(category)s: cả %(number)s cơ sở trả lời giống hệt nhau. Hãy kiểm tra hoặc giải thích.")
        message %= {"category": case.facts.categories.get(category, ""), "number": grouped(len(rows))}
        yield FoundInReturn(None, None, canonical([str(len(rows)), *_said(rows[0])]), message)


def _alike_categories(case: ReturnCase) -> dict[int, list[Case]]:
    """The categories of which all institutions that answered, and enough of them, say the same and count something."""
    categories: dict[int, list[Case]] = defaultdict(list)
    for row in case.cases.values():
        if row.is_answered:
            categories[row.facts.standing.category_id].append(row)
    found = {}
    for category, rows in categories.items():
        if len(rows) >= CATEGORY_LEAST and any(rows[0].counts.values()):
            first = _said(rows[0])
            if all(_said(row) == first for row in rows[1:]):
                found[category] = rows
    return found


@return_check(
    "rows_slipped",
    Severity.EXPLAIN,
    Family.SAMENESS,
    gettext_lazy("Có lẽ lệch dòng"),
    gettext_lazy(
        "Các số đếm từ %(least)s trở lên của một cơ sở (ít nhất hai số) bằng đúng số năm trước của một cơ sở"
        " khác cùng loại"
        " hình trong báo cáo, và khác năm trước của chính nó."
    ),
    least=ALIKE_LEAST,
)
def rows_slipped(case: ReturnCase) -> Iterator[FoundInReturn]:
    """A row was put in or sorted, and the figures now stand beside the neighbour's name."""
    before: dict[Counts, Case] = {}
    for row in case.cases.values():
        counts = {pk: value for pk, value in row.before.items() if pk not in case.catalogue.yes_no}
        if _telling(counts):
            before[_large(row, counts)] = row
    for pk, row in case.cases.items():
        if not _telling(row.counts):
            continue
        here = _large(row, row.counts)
        other = before.get(here)
        if other is None or other is row or all(row.before.get(measure) == value for measure, value in here[1]):
            continue
        message = _(
            "Số đếm bằng đúng số năm trước của “%(name)s”. Hãy kiểm tra xem có lệch dòng không, hoặc giải thích."
        ) % {"name": other.facts.standing.name}
        values = [f"{case.catalogue.measures[measure].code}={value}" for measure, value in here[1]]
        yield FoundInReturn(pk, None, canonical([other.facts.standing.code, *values]), message)


@return_check(
    "return_as_last_year",
    Severity.NOTICE,
    Family.SAMENESS,
    gettext_lazy("Quá nửa số cơ sở giống hệt năm trước"),
    gettext_lazy(
        "Trong các cơ sở có từ hai số đếm khác 0 trở lên (ít nhất %(least)s cơ sở), quá nửa có mọi câu trả lời"
        " giống hệt năm"
        " trước."
    ),
    least=RETURN_LEAST,
)
def return_as_last_year(case: ReturnCase) -> Iterator[FoundInReturn]:
    """Last year's workbook with a new date. Each institution explains itself; together they tell the reviewer more."""
    counting = [row for row in case.cases.values() if sum(1 for value in row.counts.values() if value) >= 2]
    same = [row for row in counting if _is_as_last_year(row)]
    if len(counting) >= RETURN_LEAST and 2 * len(same) > len(counting):
        message = _("%(same)s trong %(number)s cơ sở giống hệt năm trước. Hãy kiểm tra hoặc giải thích.")
        message %= {"same": grouped(len(same)), "number": grouped(len(counting))}
        about = canonical([f"{len(same)}/{len(counting)}", *sorted(row.facts.standing.code for row in same)])
        yield FoundInReturn(None, None, about, message)


def _telling(counts: Mapping[int, int]) -> bool:
    """Whether the counts hardly agree with others by chance: two of them are not small."""
    return sum(1 for value in counts.values() if value >= ALIKE_LEAST) >= 2


def _large(row: Case, counts: Mapping[int, int]) -> Counts:
    large = tuple(sorted((pk, value) for pk, value in counts.items() if value >= ALIKE_LEAST))
    return row.facts.standing.category_id, large


def _said(row: Case) -> list[str]:
    measures = row.catalogue.measures
    answers = row.answered().items()
    return sorted(f"{measures[pk].code}={said.state if said.value is None else said.value}" for pk, said in answers)


SAMENESS = (
    same_as_last_year, same_count, same_factor, institutions_alike, category_alike, rows_slipped, return_as_last_year,
)  # fmt: skip
