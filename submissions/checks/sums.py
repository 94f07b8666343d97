"""Sums over a reporting unit: what no single institution shows. Compared are those that reported in both years."""

from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .cases import Case, ReturnCase
from .definition import Family, FoundInReturn, Severity, grouped, return_check

SUM_FACTOR = 2
SUM_INSTITUTIONS = 3
SHARE_INSTITUTIONS = 5
SHARE_POINTS = 20
HALF_PERCENT = 50
HOLDS_INSTITUTIONS = 5
HOLDS_LEAST = 1_000
HOLDS_PERCENT = 90
ROUND_LEAST = 100
ROUND_COUNTS = 10


class Sum(NamedTuple):
    """A measure over the institutions that have a value in both years."""

    measure_id: int
    institutions: int
    before: int
    now: int


def _sums(case: ReturnCase, *, yes_no: bool) -> Iterator[Sum]:
    for pk in case.catalogue.measures:
        if (pk in case.catalogue.yes_no) != yes_no:
            continue
        pairs = [pair for row in case.cases.values() if (pair := _both_years(row, pk, yes_no=yes_no))]
        yield Sum(pk, len(pairs), sum(before for before, _now in pairs), sum(now for _before, now in pairs))


def _both_years(row: Case, pk: int, *, yes_no: bool) -> tuple[int, int] | None:
    now, before = (row.yes_no if yes_no else row.counts).get(pk), row.before.get(pk)
    return None if now is None or before is None else (before, now)


@return_check(
    "sum_changed",
    Severity.EXPLAIN,
    Family.SUMS,
    gettext_lazy("Tổng của đơn vị thay đổi lớn"),
    gettext_lazy(
        "Tổng một số đếm của các cơ sở báo cáo cả hai năm (từ %(institutions)s cơ sở) lớn hơn hoặc nhỏ hơn năm"
        " trước quá"
        " %(factor)s lần, chênh lệch từ %(least)s trở lên."
    ),
    institutions=SUM_INSTITUTIONS,
    factor=SUM_FACTOR,
    least="IMPORT_LARGE_CHANGE_LEAST",
)
def sum_changed(case: ReturnCase) -> Iterator[FoundInReturn]:
    """Many single changes, each within bounds, add up; or the way of counting changed for all."""
    for one in _sums(case, yes_no=False):
        if one.institutions < SUM_INSTITUTIONS or not one.now:
            continue
        if abs(one.now - one.before) < settings.IMPORT_LARGE_CHANGE_LEAST:
            continue
        if one.now > SUM_FACTOR * one.before or one.before > SUM_FACTOR * one.now:
            message = _(
                "%(measure)s: tổng của %(institutions)s cơ sở là %(now)s, năm trước %(before)s. Hãy kiểm tra"
                " hoặc giải thích."
            )
            yield _found(case, one, message)


@return_check(
    "sum_zero",
    Severity.EXPLAIN,
    Family.SUMS,
    gettext_lazy("Tổng của đơn vị về 0"),
    gettext_lazy(
        "Tổng một số đếm của các cơ sở báo cáo cả hai năm (từ %(institutions)s cơ sở) năm trước có, nay bằng 0."
    ),
    institutions=SUM_INSTITUTIONS,
)
def sum_zero(case: ReturnCase) -> Iterator[FoundInReturn]:
    """A column left empty and read as zeros. Where each had little, no single institution shows it."""
    for one in _sums(case, yes_no=False):
        if one.institutions >= SUM_INSTITUTIONS and one.before and not one.now:
            message = _(
                "%(measure)s: cả %(institutions)s cơ sở bằng 0, năm trước tổng là %(before)s. Hãy kiểm tra"
                " hoặc giải thích."
            )
            yield _found(case, one, message)


def _found(case: ReturnCase, one: Sum, sentence: str) -> FoundInReturn:
    message = sentence % {
        "measure": case.catalogue.label(one.measure_id), "institutions": grouped(one.institutions),
        "now": grouped(one.now), "before": grouped(one.before),
    }  # fmt: skip
    return FoundInReturn(None, one.measure_id, f"{one.institutions}: {one.before}→{one.now}", message)


@return_check(
    "share_fell",
    Severity.EXPLAIN,
    Family.SUMS,
    gettext_lazy("Tỷ lệ trả lời có giảm mạnh"),
    gettext_lazy(
        "Trong các cơ sở trả lời “có” hoặc “không” cả hai năm (từ %(institutions)s cơ sở), tỷ lệ “có” giảm từ"
        " %(points)s điểm"
        " phần trăm trở lên."
    ),
    institutions=SHARE_INSTITUTIONS,
    points=SHARE_POINTS,
)
def share_fell(case: ReturnCase) -> Iterator[FoundInReturn]:
    """Services end one by one, not all in one year: the question was perhaps understood otherwise."""
    for one in _sums(case, yes_no=True):
        if one.institutions >= SHARE_INSTITUTIONS and (one.before - one.now) * 100 >= SHARE_POINTS * one.institutions:
            message = _(
                "%(measure)s: %(now)s trong %(institutions)s cơ sở trả lời có, năm trước %(before)s. Hãy kiểm"
                " tra hoặc giải thích."
            )
            yield _found(case, one, message)


@return_check(
    "all_yes",
    Severity.EXPLAIN,
    Family.SUMS,
    gettext_lazy("Tất cả cùng thành có"),
    gettext_lazy(
        "Mọi cơ sở trả lời cả hai năm (từ %(institutions)s cơ sở) đều trả lời “có”, trong khi năm trước không quá"
        " %(percent)s %%."
    ),
    institutions=SHARE_INSTITUTIONS,
    percent=HALF_PERCENT,
)
def all_yes(case: ReturnCase) -> Iterator[FoundInReturn]:
    """The target was reached overnight: a column filled down is as likely as a good year."""
    for one in _sums(case, yes_no=True):
        if one.institutions < SHARE_INSTITUTIONS or one.now != one.institutions:
            continue
        if one.before * 100 <= HALF_PERCENT * one.institutions:
            message = _(
                "%(measure)s: cả %(institutions)s cơ sở trả lời có, năm trước chỉ %(before)s. Hãy kiểm tra"
                " hoặc giải thích."
            )
            yield _found(case, one, message)


@return_check(
    "one_holds_most",
    Severity.NOTICE,
    Family.SUMS,
    gettext_lazy("Một cơ sở chiếm gần hết"),
    gettext_lazy(
        "Một cơ sở chiếm quá %(percent)s %% tổng một số đếm của báo cáo (từ %(institutions)s cơ sở, tổng từ %(least)s)."
    ),
    percent=HOLDS_PERCENT,
    institutions=HOLDS_INSTITUTIONS,
    least=HOLDS_LEAST,
)
def one_holds_most(case: ReturnCase) -> Iterator[FoundInReturn]:
    """The unit's total was written into one institution's row; or it really is the large one among small ones."""
    for pk in case.catalogue.measures:
        counts = {key: row.counts[pk] for key, row in case.cases.items() if pk in row.counts}
        total = sum(counts.values())
        if len(counts) < HOLDS_INSTITUTIONS or total < HOLDS_LEAST:
            continue
        key, largest = max(counts.items(), key=lambda item: (item[1], -item[0]))
        if largest * 100 > HOLDS_PERCENT * total:
            message = _(
                "%(measure)s: %(value)s trong tổng %(total)s của %(institutions)s cơ sở. Có phải số tổng"
                " không?"
            ) % {
                "measure": case.catalogue.label(pk), "value": grouped(largest), "total": grouped(total),
                "institutions": grouped(len(counts)),
            }  # fmt: skip
            yield FoundInReturn(key, pk, f"{largest}/{total}", message)


@return_check(
    "mostly_round",
    Severity.EXPLAIN,
    Family.SUMS,
    gettext_lazy("Quá nửa là số tròn trăm"),
    gettext_lazy(
        "Trong các số đếm từ %(least)s trở lên không ghi là ước tính (ít nhất %(counts)s số), quá %(percent)s"
        " %% tròn trăm."
    ),
    least=ROUND_LEAST,
    counts=ROUND_COUNTS,
    percent=HALF_PERCENT,
)
def mostly_round(case: ReturnCase) -> Iterator[FoundInReturn]:
    """One count in a hundred ends on two zeros by itself: half of them were estimated, and should be marked so."""
    counts = [
        value
        for row in case.cases.values() for pk, value in row.counts.items()
        if value >= ROUND_LEAST and not row.facts.now[pk].is_estimate
    ]  # fmt: skip
    rounded = sum(1 for value in counts if not value % 100)
    if len(counts) >= ROUND_COUNTS and rounded * 100 > HALF_PERCENT * len(counts):
        message = _("%(round)s trong %(number)s số đếm tròn trăm. Nếu là số ước tính, hãy ghi “ước”; hoặc giải thích.")
        message %= {"round": grouped(rounded), "number": grouped(len(counts))}
        yield FoundInReturn(None, None, f"{rounded}/{len(counts)}", message)


SUMS = (sum_changed, sum_zero, share_fell, all_yes, one_holds_most, mostly_round)
