"""Consistency of parts with their whole, and of a file's rows with the totals printed beside them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .cases import Case
from .definition import Family, Found, Severity, canonical, edit_check, grouped


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
    "whole_without_parts",
    Severity.NOTICE,
    Family.CONSISTENCY,
    gettext_lazy("Có tổng mà không có các phần"),
    gettext_lazy("Chỉ tiêu có các phần được báo cáo lớn hơn 0, nhưng không phần nào có câu trả lời."),
    whole=True,
)
def whole_without_parts(case: Case) -> Iterator[Found]:
    """Whoever knows the total mostly knows something of its parts, or can say that nobody does."""
    answered = case.answered()
    for whole, parts in case.catalogue.parts.items():
        asked = [pk for pk in parts if pk in case.facts.expected]
        if asked and case.counts.get(whole) and not any(pk in answered for pk in asked):
            message = _("%(measure)s: %(value)s, nhưng các phần đều chưa báo cáo.")
            value = case.counts[whole]
            yield Found(whole, str(value), message % {"measure": case.label(whole), "value": grouped(value)})


@edit_check(
    "parts_without_whole",
    Severity.EXPLAIN,
    Family.CONSISTENCY,
    gettext_lazy("Có các phần mà không có tổng"),
    gettext_lazy("Một phần được báo cáo lớn hơn 0, nhưng chỉ tiêu gồm phần đó thì không rõ hoặc chưa báo cáo."),
    whole=True,
)
def parts_without_whole(case: Case) -> Iterator[Found]:
    """Where a part is known the whole is at least that; without it the institution counts as silent."""
    for whole, parts in case.catalogue.parts.items():
        if whole in case.counts or whole not in case.facts.expected:
            continue
        if known := [pk for pk in parts if case.counts.get(pk)]:
            message = _("%(measure)s chưa có số liệu, nhưng “%(part)s” có. Hãy kiểm tra hoặc giải thích.")
            message %= {"measure": case.label(whole), "part": case.label(known[0])}
            yield Found(whole, _answers(case, *known), message)


@edit_check(
    "parts_all_zero",
    Severity.NOTICE,
    Family.CONSISTENCY,
    gettext_lazy("Tổng khác 0 mà các phần đều bằng 0"),
    gettext_lazy("Chỉ tiêu lớn hơn 0, có từ hai phần trở lên, và phần nào cũng được báo cáo bằng 0."),
)
def parts_all_zero(case: Case) -> Iterator[Found]:
    """Zeros typed where nobody knew the parts: a part that is not known is "không rõ"."""
    for whole, parts in case.catalogue.parts.items():
        if len(parts) > 1 and case.counts.get(whole) and all(case.counts.get(pk) == 0 for pk in parts):
            message = _("%(measure)s: %(value)s, nhưng các phần đều bằng 0. Nếu chưa biết, hãy ghi “không rõ”.")
            value = case.counts[whole]
            yield Found(whole, str(value), message % {"measure": case.label(whole), "value": grouped(value)})


def _answers(case: Case, *measure_ids: int) -> str:
    return canonical(f"{case.catalogue.measures[pk].code}={case.counts[pk]}" for pk in measure_ids)


PARTS = (parts_above_whole, total_differs, whole_without_parts, parts_without_whole, parts_all_zero)
