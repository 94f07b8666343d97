"""Change: this year's answers of one institution beside its last year's."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import State
from .cases import Case
from .definition import Family, Found, Severity, edit_check, grouped

ZERO_LEAST = 10


@edit_check(
    "large_change",
    Severity.EXPLAIN,
    Family.CHANGE,
    gettext_lazy("Thay đổi lớn so với năm trước"),
    gettext_lazy(
        "Số đếm năm nay lớn hơn hoặc nhỏ hơn năm trước quá %(factor)s lần (kể cả từ có thành 0) và chênh lệch từ"
        " %(least)s trở lên. Nơi loại hình có mức thay đổi thường gặp (bảng cuối trang) thì so với mức đó thay cho số"
        " lần. Số ước tính cũng được so sánh; năm trước chưa báo cáo thì không so sánh."
    ),
    last=True,
    factor="IMPORT_LARGE_CHANGE_FACTOR",
    least="IMPORT_LARGE_CHANGE_LEAST",
)
def large_change(case: Case) -> Iterator[Found]:
    """A digit too many, a column too far, thousands typed as units: most slips make a figure many times larger or
    smaller. Small institutions jump by nature (2 classes, then 9), so a small difference is never large."""
    factor, least = settings.IMPORT_LARGE_CHANGE_FACTOR, settings.IMPORT_LARGE_CHANGE_LEAST
    tolerances, category = case.facts.tolerances, case.facts.standing.category_id
    for pk, before, now in case.pairs:
        if abs(now - before) < least:
            continue
        usual = tolerances.get((category, pk))
        if usual:
            is_large = not usual[0] * before <= now <= usual[1] * before
        else:
            is_large = now > factor * before or before > factor * now
        if is_large:
            message = _("%(measure)s: %(now)s, năm trước %(before)s (%(change)s). Hãy kiểm tra hoặc giải thích.") % {
                "measure": case.label(pk), "now": grouped(now), "before": grouped(before),
                "change": _change(before, now),
            }  # fmt: skip
            yield Found(pk, f"{before}→{now}", message)


def _change(before: int, now: int) -> str:
    """How many times larger or smaller, cut off: 3,9 times is more than 3 times, not 4. Below twice, in percent."""
    if not before:
        return _("tăng từ 0")
    if not now:
        return _("giảm về 0")
    if max(before, now) < 2 * min(before, now):
        text = _("tăng %(percent)s %%") if now > before else _("giảm %(percent)s %%")
        return text % {"percent": grouped(abs(now - before) * 100 // before)}
    times, rest = divmod(max(before, now), min(before, now))
    if now > before:
        text = _("gấp hơn %(times)s lần") if rest else _("gấp %(times)s lần")
    else:
        text = _("giảm hơn %(times)s lần") if rest else _("giảm %(times)s lần")
    return text % {"times": grouped(times)}


@edit_check(
    "became_zero",
    Severity.NOTICE,
    Family.CHANGE,
    gettext_lazy("Năm trước có, năm nay bằng 0"),
    gettext_lazy("Số đếm năm trước từ %(small)s trở lên, năm nay bằng 0. Từ %(least)s trở lên thì là “Thay đổi lớn”."),
    last=True,
    least="IMPORT_LARGE_CHANGE_LEAST",
    small=ZERO_LEAST,
)
def became_zero(case: Case) -> Iterator[Found]:
    """A zero typed where nothing was counted: what is not known is "không rõ"."""
    least = settings.IMPORT_LARGE_CHANGE_LEAST
    for pk, before, now in case.pairs:
        if now == 0 and ZERO_LEAST <= before < least:
            message = _("%(measure)s: năm trước %(before)s, năm nay bằng 0. Nếu không biết, hãy ghi “không rõ”.")
            yield Found(pk, f"{before}→0", message % {"measure": case.label(pk), "before": grouped(before)})


@edit_check(
    "from_zero",
    Severity.NOTICE,
    Family.CHANGE,
    gettext_lazy("Năm trước bằng 0, năm nay có"),
    gettext_lazy("Số đếm năm trước bằng 0, năm nay từ %(small)s trở lên. Từ %(least)s trở lên thì là “Thay đổi lớn”."),
    last=True,
    least="IMPORT_LARGE_CHANGE_LEAST",
    small=ZERO_LEAST,
)
def from_zero(case: Case) -> Iterator[Found]:
    """Something began, or last year's zero was none."""
    least = settings.IMPORT_LARGE_CHANGE_LEAST
    for pk, before, now in case.pairs:
        if before == 0 and ZERO_LEAST <= now < least:
            message = _("%(measure)s: %(now)s, năm trước bằng 0. Hãy kiểm tra.")
            yield Found(pk, f"0→{now}", message % {"measure": case.label(pk), "now": grouped(now)})


@edit_check(
    "yes_became_no",
    Severity.NOTICE,
    Family.CHANGE,
    gettext_lazy("Năm trước có, năm nay không"),
    gettext_lazy("Câu hỏi có/không năm trước trả lời “có”, năm nay trả lời “không”."),
    last=True,
)
def yes_became_no(case: Case) -> Iterator[Found]:
    """A service that was there seldom ends, and such an answer lowers the share of the whole province: worth a look,
    and an honest answer all the same."""
    for pk, now in case.yes_no.items():
        if now == 0 and case.before.get(pk) == 1:
            message = _("%(measure)s: năm trước có, năm nay không.") % {"measure": case.label(pk)}
            yield Found(pk, "1→0", message)


@edit_check(
    "no_became_yes",
    Severity.NOTICE,
    Family.CHANGE,
    gettext_lazy("Năm trước không, năm nay có"),
    gettext_lazy("Câu hỏi có/không năm trước trả lời “không”, năm nay trả lời “có”."),
    last=True,
)
def no_became_yes(case: Case) -> Iterator[Found]:
    """What the plan wants to see: a reviewer looks at it, and a note or a document beside it helps."""
    for pk, now in case.yes_no.items():
        if now == 1 and case.before.get(pk) == 0:
            message = _("%(measure)s: năm trước không, năm nay có.") % {"measure": case.label(pk)}
            yield Found(pk, "0→1", message)


@edit_check(
    "became_unknown",
    Severity.EXPLAIN,
    Family.CHANGE,
    gettext_lazy("Năm trước có số liệu, năm nay không rõ"),
    gettext_lazy("Năm trước báo cáo số đếm khác 0, hoặc “có”; năm nay trả lời “không rõ”."),
    last=True,
)
def became_unknown(case: Case) -> Iterator[Found]:
    """What could be counted last year can be counted this year, or something happened."""
    for pk, values in _lost(case, State.UNKNOWN):
        message = _("%(measure)s: năm trước %(before)s, năm nay “không rõ”. Hãy hỏi lại cơ sở hoặc giải thích.")
        yield Found(pk, f"{case.before[pk]}→?", message % values)


@edit_check(
    "became_not_applicable",
    Severity.EXPLAIN,
    Family.CHANGE,
    gettext_lazy("Năm trước có số liệu, năm nay không áp dụng"),
    gettext_lazy("Năm trước báo cáo số đếm khác 0, hoặc “có”; năm nay trả lời “không áp dụng”."),
    last=True,
)
def became_not_applicable(case: Case) -> Iterator[Found]:
    """A question that applied last year seldom stops applying: mostly a zero or a no is meant."""
    for pk, values in _lost(case, State.NOT_APPLICABLE):
        message = _("%(measure)s: năm trước %(before)s, năm nay “không áp dụng”. Hãy kiểm tra hoặc giải thích.")
        yield Found(pk, f"{case.before[pk]}→kad", message % values)


def _lost(case: Case, state: State) -> Iterator[tuple[int, dict[str, str]]]:
    """The measures that were something last year and are in this state now, with what messages say of them."""
    for pk, now in case.without.items():
        if now == state and (before := case.before.get(pk)):
            text = _("có") if pk in case.catalogue.yes_no else grouped(before)
            yield pk, {"measure": case.label(pk), "before": text}


@edit_check(
    "became_applicable",
    Severity.NOTICE,
    Family.CHANGE,
    gettext_lazy("Năm trước không áp dụng, năm nay có số liệu"),
    gettext_lazy("Năm trước trả lời “không áp dụng”; năm nay báo cáo một giá trị."),
    last=True,
)
def became_applicable(case: Case) -> Iterator[Found]:
    """One of the two years is wrong, unless the institution has changed."""
    for pk, before in case.facts.last.items():
        if before.value is not None or before.state != State.NOT_APPLICABLE:
            continue
        now = case.counts.get(pk, case.yes_no.get(pk))
        if now is not None:
            message = _("%(measure)s: năm trước “không áp dụng”, năm nay có số liệu.") % {"measure": case.label(pk)}
            yield Found(pk, f"kad→{now}", message)


@edit_check(
    "estimated_again",
    Severity.NOTICE,
    Family.CHANGE,
    gettext_lazy("Ước tính hai năm liền"),
    gettext_lazy("Số đếm năm trước và năm nay đều là số ước tính."),
    last=True,
)
def estimated_again(case: Case) -> Iterator[Found]:
    """An estimate fills one year; a second asks for a way to count."""
    last = case.facts.last
    for pk, value in case.counts.items():
        if case.facts.now[pk].is_estimate and pk in last and last[pk].is_estimate:
            message = _("%(measure)s: năm trước và năm nay đều là số ước tính.") % {"measure": case.label(pk)}
            yield Found(pk, str(value), message)


@edit_check(
    "unknown_again",
    Severity.NOTICE,
    Family.CHANGE,
    gettext_lazy("Không rõ hai năm liền"),
    gettext_lazy("Câu trả lời năm trước và năm nay đều là “không rõ”."),
    last=True,
)
def unknown_again(case: Case) -> Iterator[Found]:
    """What nobody knows two years running should be counted from now on."""
    last = case.facts.last
    for pk, state in case.without.items():
        if state == State.UNKNOWN and pk in last and last[pk].state == State.UNKNOWN:
            message = _("%(measure)s: hai năm liền không rõ. Cần cách đếm cho năm sau.") % {"measure": case.label(pk)}
            yield Found(pk, "?", message)


CHANGE = (
    large_change, became_zero, from_zero, yes_became_no, no_became_yes, became_unknown, became_not_applicable,
    became_applicable, estimated_again, unknown_again,
)  # fmt: skip
