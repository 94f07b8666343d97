"""Range and type: what is unusual about a value taken by itself."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import State
from .cases import Case
from .definition import Family, Found, Severity, canonical, edit_check, grouped

ROUND_LEAST = 1_000
REPEATED_DIGITS = 4
RUNNING_DIGITS = 5
ESTIMATE_LEAST = 10
EXACT_ESTIMATE = 1_000
REASON_LETTERS = 4
ACTIVITIES_MOST = 100
VISITS_MOST = 10_000_000
ANSWERS_LEAST = 2

_REPEATED = frozenset(int(digit * length) for digit in "123456789" for length in range(REPEATED_DIGITS, 15))
_RUNNING = frozenset(
    int(digits[first : first + length])
    for digits in ("123456789", "9876543210")
    for length in range(RUNNING_DIGITS, len(digits) + 1)
    for first in range(len(digits) - length + 1)
)
_ACTIVITIES = ("classes", "clubs", "interest_groups")
_VISITS = ("visits_onsite", "visits_mobile", "visits_online", "study_visits")


def _value(case: Case, pk: int, sentence: str) -> Found:
    value = case.counts[pk]
    return Found(pk, str(value), sentence % {"measure": case.label(pk), "value": grouped(value)})


@edit_check(
    "round_thousands",
    Severity.NOTICE,
    Family.RANGE,
    gettext_lazy("Số tròn nghìn"),
    gettext_lazy("Số đếm từ %(least)s trở lên, tròn nghìn, không ghi là ước tính."),
    least=ROUND_LEAST,
)
def round_thousands(case: Case) -> Iterator[Found]:
    """Counting rarely ends on three zeros: such a figure is mostly an estimate that nobody marked."""
    for pk, value in case.counts.items():
        if value >= ROUND_LEAST and not value % 1_000 and not case.facts.now[pk].is_estimate:
            yield _value(case, pk, _("%(measure)s: %(value)s là số tròn nghìn. Nếu là số ước tính, hãy ghi “ước”."))


@edit_check(
    "repeated_digits",
    Severity.NOTICE,
    Family.RANGE,
    gettext_lazy("Một chữ số lặp lại"),
    gettext_lazy("Số đếm gồm từ %(least)s chữ số trở lên, tất cả giống nhau, như 1111 hoặc 99999."),
    least=REPEATED_DIGITS,
)
def repeated_digits(case: Case) -> Iterator[Found]:
    """A key held down, or a placeholder that was to be filled in later."""
    for pk, value in case.counts.items():
        if value in _REPEATED:
            yield _value(case, pk, _("%(measure)s: %(value)s chỉ gồm một chữ số lặp lại. Hãy kiểm tra."))


@edit_check(
    "running_digits",
    Severity.NOTICE,
    Family.RANGE,
    gettext_lazy("Các chữ số liền nhau"),
    gettext_lazy("Số đếm gồm từ %(least)s chữ số trở lên đi liền nhau, như 12345 hoặc 98765."),
    least=RUNNING_DIGITS,
)
def running_digits(case: Case) -> Iterator[Found]:
    """Typed to try the form, or to fill a box that must not stay empty."""
    for pk, value in case.counts.items():
        if value in _RUNNING:
            yield _value(case, pk, _("%(measure)s: %(value)s gồm các chữ số liền nhau. Hãy kiểm tra."))


@edit_check(
    "equals_year",
    Severity.EXPLAIN,
    Family.RANGE,
    gettext_lazy("Số đếm bằng số của năm"),
    gettext_lazy("Số đếm bằng đúng năm báo cáo, như 2025."),
)
def equals_year(case: Case) -> Iterator[Found]:
    """The heading's year slips into the row below, or the column of years into that of figures."""
    year = case.facts.year
    for pk, value in case.counts.items():
        if value == year:
            message = _("%(measure)s: %(value)d trùng với năm báo cáo. Hãy kiểm tra hoặc giải thích.")
            yield Found(pk, str(value), message % {"measure": case.label(pk), "value": value})


@edit_check(
    "equals_code",
    Severity.EXPLAIN,
    Family.RANGE,
    gettext_lazy("Số đếm bằng mã"),
    gettext_lazy("Số đếm từ bốn chữ số trở lên bằng mã đơn vị hành chính của cơ sở, hoặc bằng mã của cơ sở."),
)
def equals_code(case: Case) -> Iterator[Found]:
    """The columns slipped by one, and the code stands where the first count belongs."""
    codes = {case.facts.unit_code, case.facts.standing.code}
    numbers = {int(code) for code in codes if len(code) >= 4 and code.isascii() and code.isdigit()}
    if not numbers:
        return
    for pk, value in case.counts.items():
        if value in numbers:
            message = _("%(measure)s: %(value)d trùng với mã đơn vị hoặc mã cơ sở. Hãy kiểm tra hoặc giải thích.")
            yield Found(pk, str(value), message % {"measure": case.label(pk), "value": value})


@edit_check(
    "estimate_small",
    Severity.NOTICE,
    Family.RANGE,
    gettext_lazy("Ước tính số rất nhỏ"),
    gettext_lazy("Số ước tính nhỏ hơn %(least)s: số nhỏ như vậy đếm được."),
    least=ESTIMATE_LEAST,
)
def estimate_small(case: Case) -> Iterator[Found]:
    """Three clubs need no estimate; the mark was probably meant for another figure."""
    for pk, value in case.counts.items():
        if value < ESTIMATE_LEAST and case.facts.now[pk].is_estimate:
            yield _value(case, pk, _("%(measure)s: ước %(value)s. Số nhỏ như vậy có thể đếm; hãy kiểm tra."))


@edit_check(
    "estimate_exact",
    Severity.NOTICE,
    Family.RANGE,
    gettext_lazy("Ước tính mà lẻ đến hàng đơn vị"),
    gettext_lazy("Số ước tính từ %(least)s trở lên nhưng không tròn chục."),
    least=EXACT_ESTIMATE,
)
def estimate_exact(case: Case) -> Iterator[Found]:
    """31.287 was counted or added up; either it is no estimate, or it looks more exact than it is."""
    for pk, value in case.counts.items():
        if value >= EXACT_ESTIMATE and value % 10 and case.facts.now[pk].is_estimate:
            yield _value(case, pk, _("%(measure)s: ước %(value)s, lẻ đến hàng đơn vị. Nếu đã đếm, hãy bỏ chữ “ước”."))


@edit_check(
    "estimate_without_note",
    Severity.NOTICE,
    Family.RANGE,
    gettext_lazy("Ước tính mà không ghi chú"),
    gettext_lazy("Số ước tính không có ghi chú cho biết ước tính bằng cách nào."),
)
def estimate_without_note(case: Case) -> Iterator[Found]:
    """How it was estimated is what next year's reporter and the reviewer ask first."""
    if (notes := case.facts.notes) is None:
        return
    for pk in case.counts:
        if case.facts.now[pk].is_estimate and not notes.get(pk, "").strip():
            yield _value(case, pk, _("%(measure)s: ước %(value)s, chưa ghi chú cách ước tính."))


@edit_check(
    "unknown_without_note",
    Severity.NOTICE,
    Family.RANGE,
    gettext_lazy("Không rõ mà không ghi chú"),
    gettext_lazy("Câu trả lời “không rõ” không có ghi chú cho biết vì sao."),
)
def unknown_without_note(case: Case) -> Iterator[Found]:
    """Why nobody knows tells whether it can be known next year."""
    if (notes := case.facts.notes) is None:
        return
    for pk, state in case.without.items():
        if state == State.UNKNOWN and not notes.get(pk, "").strip():
            message = _("%(measure)s: không rõ, chưa ghi chú vì sao.") % {"measure": case.label(pk)}
            yield Found(pk, "?", message)


@edit_check(
    "reason_too_short",
    Severity.ERROR,
    Family.RANGE,
    gettext_lazy("Lý do không áp dụng quá ngắn"),
    gettext_lazy("Lý do của câu trả lời “không áp dụng” có ít hơn %(least)s chữ cái, như “-” hoặc “x”."),
    least=REASON_LETTERS,
)
def reason_too_short(case: Case) -> Iterator[Found]:
    """A dash typed because the box must not stay empty is no reason, and takes the institution out of the reckoning."""
    if (notes := case.facts.notes) is None:
        return
    for pk, state in case.without.items():
        if state == State.NOT_APPLICABLE:
            note = notes.get(pk, "").strip()
            if sum(map(str.isalpha, note)) < REASON_LETTERS:
                message = _("%(measure)s: lý do không áp dụng “%(note)s” quá ngắn. Hãy nêu rõ lý do.")
                yield Found(pk, note[:50], message % {"measure": case.label(pk), "note": note})


@edit_check(
    "all_unknown",
    Severity.EXPLAIN,
    Family.RANGE,
    gettext_lazy("Mọi câu trả lời đều là không rõ"),
    gettext_lazy("Cơ sở có từ %(least)s câu trả lời trở lên và tất cả là “không rõ”."),
    whole=True,
    least=ANSWERS_LEAST,
)
def all_unknown(case: Case) -> Iterator[Found]:
    """Whoever answered did not ask the institution."""
    yield from _all(
        case, State.UNKNOWN, _("Cả %(number)s câu trả lời là “không rõ”. Hãy hỏi lại cơ sở hoặc giải thích.")
    )


@edit_check(
    "all_not_applicable",
    Severity.EXPLAIN,
    Family.RANGE,
    gettext_lazy("Mọi câu trả lời đều là không áp dụng"),
    gettext_lazy("Cơ sở có từ %(least)s câu trả lời trở lên và tất cả là “không áp dụng”."),
    whole=True,
    least=ANSWERS_LEAST,
)
def all_not_applicable(case: Case) -> Iterator[Found]:
    """An institution to which nothing applies has closed, or is of another category: that belongs in the registry."""
    message = _("Cả %(number)s câu trả lời là “không áp dụng”. Hãy kiểm tra loại hình của cơ sở hoặc giải thích.")
    yield from _all(case, State.NOT_APPLICABLE, message)


def _all(case: Case, state: State, sentence: str) -> Iterator[Found]:
    alone = not case.counts and not case.yes_no and len(case.without) >= ANSWERS_LEAST
    if alone and all(one == state for one in case.without.values()):
        codes = sorted(case.catalogue.measures[pk].code for pk in case.without)
        yield Found(None, canonical(codes), sentence % {"number": grouped(len(codes))})


@edit_check(
    "many_activities",
    Severity.EXPLAIN,
    Family.RANGE,
    gettext_lazy("Quá nhiều lớp, câu lạc bộ hoặc nhóm"),
    gettext_lazy("Số lớp năng khiếu, câu lạc bộ hoặc nhóm sở thích của một cơ sở lớn hơn %(most)s."),
    most=ACTIVITIES_MOST,
)
def many_activities(case: Case) -> Iterator[Found]:
    """Members were counted in place of classes and clubs, or the sum of a commune was given to one house."""
    for code in _ACTIVITIES:
        if (value := case.count(code)) is not None and value > ACTIVITIES_MOST:
            message = _("%(measure)s: %(value)s, nhiều hơn một cơ sở thường có. Hãy kiểm tra hoặc giải thích.")
            yield _value(case, case.catalogue.ids[code], message)


@edit_check(
    "many_visits",
    Severity.EXPLAIN,
    Family.RANGE,
    gettext_lazy("Lượt quá lớn"),
    gettext_lazy("Lượt người sử dụng của một kênh, hoặc lượt khách của một bảo tàng, lớn hơn %(most)s."),
    most=VISITS_MOST,
)
def many_visits(case: Case) -> Iterator[Found]:
    """More than a large country's busiest houses have: pages or files were counted, or digits are too many."""
    for code in _VISITS:
        if (value := case.count(code)) is not None and value > VISITS_MOST:
            message = _("%(measure)s: %(value)s, lớn hơn một cơ sở thường có. Hãy kiểm tra hoặc giải thích.")
            yield _value(case, case.catalogue.ids[code], message)


VALUES = (
    round_thousands, repeated_digits, running_digits, equals_year, equals_code, estimate_small, estimate_exact,
    estimate_without_note, unknown_without_note, reason_too_short, all_unknown, all_not_applicable, many_activities,
    many_visits,
)  # fmt: skip
