"""Registry: figures for institutions that the registry of the year does not have, or has otherwise."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import State
from .cases import Case, ReturnCase, Stray
from .definition import Family, Found, FoundInReturn, Severity, canonical, edit_check, grouped, return_check


@return_check(
    "did_not_stand",
    Severity.ERROR,
    Family.REGISTRY,
    gettext_lazy("Số liệu của cơ sở không hoạt động"),
    gettext_lazy("Báo cáo có số liệu của cơ sở không hoạt động ngày nào trong năm báo cáo."),
)
def did_not_stand(case: ReturnCase) -> Iterator[FoundInReturn]:
    """The registry or the days of the year were put right after the figures came. They count nowhere: either they are
    withdrawn, or the registry is mended."""
    strays: dict[int, list[Stray]] = defaultdict(list)
    for stray in case.facts.stray:
        if not stray.stands:
            strays[stray.institution_id].append(stray)
    for pk, rows in strays.items():
        message = _(
            "%(name)s không hoạt động ngày nào trong năm, nhưng có %(number)s số liệu."
            " Hãy rút số liệu, hoặc báo người quản lý danh sách cơ sở."
        ) % {"name": rows[0].name, "number": grouped(len(rows))}
        yield FoundInReturn(pk, None, _stored(case, rows), message)


@return_check(
    "not_asked",
    Severity.ERROR,
    Family.REGISTRY,
    gettext_lazy("Số liệu không được hỏi"),
    gettext_lazy("Báo cáo có số liệu của chỉ tiêu không hỏi loại hình nào mà cơ sở có trong năm."),
)
def not_asked(case: ReturnCase) -> Iterator[FoundInReturn]:
    """The category was corrected, or the catalogue changed, after the figures came."""
    for stray in case.facts.stray:
        if stray.stands and stray.measure_id in case.catalogue.measures:
            message = _("%(name)s: loại hình này không được hỏi “%(measure)s”. Hãy rút số liệu.")
            message %= {"name": stray.name, "measure": case.catalogue.label(stray.measure_id)}
            yield FoundInReturn(stray.institution_id, stray.measure_id, _stored(case, [stray]), message)


def _stored(case: ReturnCase, rows: list[Stray]) -> str:
    measures = case.catalogue.measures
    named = [(measures[row.measure_id].code, row.said) for row in rows if row.measure_id in measures]
    return canonical(sorted(f"{code}={said.state if said.value is None else said.value}" for code, said in named))


@edit_check(
    "closed_before_reference",
    Severity.NOTICE,
    Family.REGISTRY,
    gettext_lazy("Không hoạt động vào ngày chốt"),
    gettext_lazy("Cơ sở có số liệu, có hoạt động trong năm nhưng không còn vào ngày chốt danh sách."),
)
def closed_before_reference(case: Case) -> Iterator[Found]:
    """Its figures are kept and count in no result of the year, which surprises whoever entered them."""
    if not case.facts.stood_on_reference_date and case.is_answered:
        day = case.facts.standing.day
        message = _("Cơ sở không hoạt động vào ngày chốt danh sách (ngày cuối trong năm: %(day)s) nên không được tính.")
        yield Found(None, day.isoformat(), message % {"day": date_format(day, "d/m/Y")})


@edit_check(
    "not_counted",
    Severity.NOTICE,
    Family.REGISTRY,
    gettext_lazy("Cơ sở không được tính"),
    gettext_lazy("Cơ sở có số liệu nhưng danh sách ghi là không được tính vào chỉ tiêu."),
)
def not_counted(case: Case) -> Iterator[Found]:
    """As above: what is entered is kept and does not count."""
    if not case.facts.is_counted and case.is_answered:
        yield Found(
            None, str(len(case.answered())), _("Danh sách ghi cơ sở không được tính; số liệu được lưu, không tính.")
        )


@edit_check(
    "opened_but_reported_before",
    Severity.EXPLAIN,
    Family.REGISTRY,
    gettext_lazy("Mới thành lập mà năm trước đã có số liệu"),
    gettext_lazy("Danh sách ghi cơ sở bắt đầu hoạt động trong năm báo cáo, nhưng năm trước đã có số liệu của cơ sở."),
    last=True,
)
def opened_but_reported_before(case: Case) -> Iterator[Found]:
    """Its opening date is wrong, or last year's figures are another institution's."""
    if not case.facts.opened_in_year:
        return
    known = [pk for pk, said in case.facts.last.items() if said.state != State.NOT_REPORTED]
    if known:
        message = _("Cơ sở bắt đầu hoạt động trong năm %(year)d, nhưng năm trước đã có %(number)s số liệu.")
        message %= {"year": case.facts.year, "number": grouped(len(known))}
        yield Found(None, str(len(known)), message + " " + _("Hãy kiểm tra hoặc giải thích."))


@edit_check(
    "category_changed",
    Severity.NOTICE,
    Family.REGISTRY,
    gettext_lazy("Loại hình thay đổi trong năm"),
    gettext_lazy("Cơ sở có từ hai loại hình trở lên trong năm; câu hỏi là của loại hình vào ngày chốt danh sách."),
)
def category_changed(case: Case) -> Iterator[Found]:
    """A district library that became a communal one is asked as what it was on the day that counts."""
    number = len(case.facts.standing.categories)
    if number > 1 and case.is_answered:
        message = _("Trong năm cơ sở có %(number)s loại hình; hãy trả lời theo loại hình vào ngày chốt danh sách.")
        yield Found(None, str(number), message % {"number": grouped(number)})


@return_check(
    "satellite_and_main",
    Severity.EXPLAIN,
    Family.REGISTRY,
    gettext_lazy("Cơ sở vệ tinh và cơ sở chính cùng có số liệu"),
    gettext_lazy("Cơ sở vệ tinh có số đếm khác 0 trong khi cơ sở chính của nó cũng có số liệu."),
)
def satellite_and_main(case: ReturnCase) -> Iterator[FoundInReturn]:
    """Main institutions tend to count their satellites in, and then everything is counted twice."""
    for pk, row in case.cases.items():
        main_id = row.facts.satellite_of
        if main_id is None or not any(row.counts.values()):
            continue
        main = case.cases.get(main_id)
        if main_id in case.facts.reporting_mains or (main is not None and any(main.counts.values())):
            message = _(
                "Cơ sở chính của cơ sở vệ tinh này cũng có số liệu. Hãy kiểm tra xem có tính hai lần không,"
                " hoặc giải thích."
            )
            counts = sorted(f"{case.catalogue.measures[key].code}={value}" for key, value in row.counts.items())
            yield FoundInReturn(pk, None, canonical(counts), message)


REGISTRY = (
    did_not_stand, not_asked, closed_before_reference, not_counted, opened_but_reported_before, category_changed,
    satellite_and_main,
)  # fmt: skip
