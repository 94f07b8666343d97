"""Slips that last year's figures give away: a digit too many, digits or columns that changed places."""

from collections.abc import Iterator
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .cases import Case
from .definition import Family, Found, Severity, edit_check, grouped

DIGIT_LEAST = 10
DIGIT_PERCENT = 1
TRANSPOSED_LEAST = 90
TRANSPOSED_PERCENT = 10
SWAPPED_LEAST = 10


@edit_check(
    "digit_too_many",
    Severity.NOTICE,
    Family.CHANGE,
    gettext_lazy("Có lẽ thừa hoặc thiếu chữ số"),
    gettext_lazy(
        "Số đếm gấp hoặc kém năm trước 10, 100 hoặc 1000 lần, sai lệch không quá %(percent)s %%; số nhỏ hơn phải từ"
        " %(least)s trở lên."
    ),
    last=True,
    least=DIGIT_LEAST,
    percent=DIGIT_PERCENT,
)
def digit_too_many(case: Case) -> Iterator[Found]:
    """A zero too many, or thousands written as units: it says what may have happened beside a large change."""
    for pk, before, now in case.pairs:
        smaller, larger = (now, before) if now < before else (before, now)
        if smaller < DIGIT_LEAST or larger < 9 * smaller:
            continue
        for times in (10, 100, 1_000):
            if abs(larger - times * smaller) * 100 <= DIGIT_PERCENT * times * smaller:
                text = _("%(measure)s: %(now)s, năm trước %(before)s: gấp đúng hoặc gần đúng %(times)s lần.")
                if now < before:
                    text = _("%(measure)s: %(now)s, năm trước %(before)s: kém đúng hoặc gần đúng %(times)s lần.")
                values = {"now": grouped(now), "before": grouped(before), "times": grouped(times)}
                message = text % {"measure": case.label(pk), **values}
                yield Found(pk, f"{before}→{now}", message + " " + _("Có thừa hoặc thiếu chữ số không?"))


@edit_check(
    "digits_transposed",
    Severity.NOTICE,
    Family.CHANGE,
    gettext_lazy("Có lẽ đảo chữ số"),
    gettext_lazy(
        "Số đếm là số năm trước với hai chữ số đứng cạnh nhau đổi chỗ; chênh lệch từ %(least)s và từ"
        " %(percent)s %% trở lên."
    ),
    last=True,
    least=TRANSPOSED_LEAST,
    percent=TRANSPOSED_PERCENT,
)
def digits_transposed(case: Case) -> Iterator[Found]:
    """4812 and 8412: two digits change places easily, and a true change hardly leaves all digits as they were."""
    for pk, before, now in case.pairs:
        difference = abs(now - before)
        if difference % 9 or difference < TRANSPOSED_LEAST or difference * 100 < TRANSPOSED_PERCENT * before:
            continue  # the same digits in another order differ by a multiple of 9: most figures end here
        if _is_transposed(str(now), str(before)):
            message = _("%(measure)s: %(now)s, năm trước %(before)s: hai chữ số có lẽ bị đổi chỗ. Hãy kiểm tra.")
            message %= {"measure": case.label(pk), "now": grouped(now), "before": grouped(before)}
            yield Found(pk, f"{before}→{now}", message)


def _is_transposed(one: str, other: str) -> bool:
    """Whether two neighbouring digits changed places, and nothing else is different."""
    if len(one) != len(other):
        return False
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) != 2 or places[1] - places[0] != 1:
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


@edit_check(
    "columns_swapped",
    Severity.EXPLAIN,
    Family.CHANGE,
    gettext_lazy("Có lẽ đổi chỗ hai cột"),
    gettext_lazy(
        "Hai số đếm khác nhau, từ %(least)s trở lên, đổi chỗ cho nhau so với năm trước: cột này năm nay bằng"
        " cột kia năm"
        " trước, và ngược lại."
    ),
    last=True,
    least=SWAPPED_LEAST,
)
def columns_swapped(case: Case) -> Iterator[Found]:
    """The columns of last year's file stood the other way round."""
    changed = [pair for pair in case.pairs if pair[1] != pair[2] >= SWAPPED_LEAST]
    for (one, before, now), (other, there_before, there) in combinations(changed, 2):
        if now == there_before and there == before and there >= SWAPPED_LEAST:
            message = _("%(measure)s và “%(other)s” đổi chỗ cho nhau so với năm trước. Hãy kiểm tra hoặc giải thích.")
            message %= {"measure": case.label(one), "other": case.label(other)}
            yield Found(one, f"{case.catalogue.measures[other].code}: {now} {there}", message)


SLIPS = (digit_too_many, digits_transposed, columns_swapped)
