"""Completeness: what is missing, and what is answered without saying much."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import State
from .cases import Case, ReturnCase, Said
from .definition import Family, Found, FoundInReturn, Severity, canonical, edit_check, grouped, return_check

ANSWERS_LEAST = 5
UNKNOWN_PERCENT = 20
NOT_APPLICABLE_PERCENT = 50
ESTIMATES_PERCENT = 50


@edit_check(
    "unanswered",
    Severity.EXPLAIN,
    Family.COMPLETENESS,
    gettext_lazy("Câu hỏi chưa có câu trả lời"),
    gettext_lazy("Cơ sở đã trả lời một phần; còn chỉ tiêu của loại hình chưa có số, “không rõ” hoặc “không áp dụng”."),
    whole=True,
)
def unanswered(case: Case) -> Iterator[Found]:
    """A blank keeps the institution silent in the results: "không rõ" says at least that it was asked."""
    answers = case.answered()
    missing = [pk for pk in case.facts.expected if pk not in answers]
    if answers and missing:
        labels = "; ".join(case.label(pk) for pk in missing[:3]) + ("; …" if len(missing) > 3 else "")
        message = _("Còn %(number)s câu hỏi chưa trả lời: %(labels)s. Hãy trả lời, ghi “không rõ”, hoặc giải thích.")
        codes = sorted(case.catalogue.measures[pk].code for pk in missing)
        yield Found(None, canonical(codes), message % {"number": grouped(len(missing)), "labels": labels})


@edit_check(
    "silent",
    Severity.EXPLAIN,
    Family.COMPLETENESS,
    gettext_lazy("Cơ sở chưa có câu trả lời nào"),
    gettext_lazy("Cơ sở được hỏi trong năm nhưng không có một câu trả lời nào."),
    whole=True,
)
def silent(case: Case) -> Iterator[Found]:
    """Silence stays in the denominator: whoever submits knows why nothing came."""
    if case.facts.expected and not case.is_answered:
        number = len(case.facts.expected)
        message = _("Chưa trả lời câu nào trong %(number)s câu hỏi. Hãy trả lời hoặc giải thích.")
        yield Found(None, str(number), message % {"number": grouped(number)})


@return_check(
    "empty_return",
    Severity.ERROR,
    Family.COMPLETENESS,
    gettext_lazy("Báo cáo không có số liệu"),
    gettext_lazy("Báo cáo có cơ sở được hỏi nhưng không có một câu trả lời nào."),
)
def empty_return(case: ReturnCase) -> Iterator[FoundInReturn]:
    """An empty return is handed in by mistake: to say that nothing is known takes an answer."""
    asked = [row for row in case.cases.values() if row.facts.expected]
    if asked and not any(row.is_answered for row in case.cases.values()):
        message = _("Báo cáo chưa có số liệu nào của %(number)s cơ sở. Hãy nhập số liệu, hoặc ghi “không rõ”.")
        yield FoundInReturn(None, None, str(len(asked)), message % {"number": grouped(len(asked))})


@return_check(
    "mostly_estimates",
    Severity.EXPLAIN,
    Family.COMPLETENESS,
    gettext_lazy("Phần lớn là số ước tính"),
    gettext_lazy("Báo cáo có từ %(least)s số đếm trở lên và quá %(percent)s %% là số ước tính."),
    least=ANSWERS_LEAST,
    percent=ESTIMATES_PERCENT,
)
def mostly_estimates(case: ReturnCase) -> Iterator[FoundInReturn]:
    """A return sent before the year was counted: the growth that it shows is an estimate too."""
    counts = [row.facts.now[pk] for row in case.cases.values() for pk in row.counts]
    estimates = sum(1 for said in counts if said.is_estimate)
    message = _("%(part)s trong %(number)s số đếm là số ước tính. Hãy kiểm tra hoặc giải thích.")
    yield from _share(estimates, len(counts), ESTIMATES_PERCENT, message)


@return_check(
    "many_unknown",
    Severity.EXPLAIN,
    Family.COMPLETENESS,
    gettext_lazy("Nhiều câu trả lời không rõ"),
    gettext_lazy("Báo cáo có từ %(least)s câu trả lời trở lên và quá %(percent)s %% là “không rõ”."),
    least=ANSWERS_LEAST,
    percent=UNKNOWN_PERCENT,
)
def many_unknown(case: ReturnCase) -> Iterator[FoundInReturn]:
    """Results cannot be judged while so much may turn them."""
    answers = _answers(case)
    message = _("%(part)s trong %(number)s câu trả lời là “không rõ”. Hãy hỏi lại các cơ sở hoặc giải thích.")
    yield from _share(_number(answers, State.UNKNOWN), len(answers), UNKNOWN_PERCENT, message)


@return_check(
    "many_not_applicable",
    Severity.EXPLAIN,
    Family.COMPLETENESS,
    gettext_lazy("Nhiều câu trả lời không áp dụng"),
    gettext_lazy("Báo cáo có từ %(least)s câu trả lời trở lên và quá %(percent)s %% là “không áp dụng”."),
    least=ANSWERS_LEAST,
    percent=NOT_APPLICABLE_PERCENT,
)
def many_not_applicable(case: ReturnCase) -> Iterator[FoundInReturn]:
    """The questions are made for the categories: where they do not apply, "không" or 0 was mostly meant."""
    answers = _answers(case)
    message = _("%(part)s trong %(number)s câu trả lời là “không áp dụng”. Hãy kiểm tra hoặc giải thích.")
    yield from _share(_number(answers, State.NOT_APPLICABLE), len(answers), NOT_APPLICABLE_PERCENT, message)


def _answers(case: ReturnCase) -> list[Said]:
    return [said for row in case.cases.values() for said in row.answered().values()]


def _number(answers: list[Said], state: State) -> int:
    return sum(1 for said in answers if said.state == state)


def _share(part: int, number: int, percent: int, sentence: str) -> Iterator[FoundInReturn]:
    """Where the part is more than so many percent of enough answers."""
    if number >= ANSWERS_LEAST and part * 100 > percent * number:
        message = sentence % {"part": grouped(part), "number": grouped(number)}
        yield FoundInReturn(None, None, f"{part}/{number}", message)


COMPLETENESS = (unanswered, silent, empty_return, mostly_estimates, many_unknown, many_not_applicable)
