"""Consistency: figures of one institution that cannot all be right together.

Rules about measures go by the codes of the catalogue, and say nothing where a catalogue has no such measure.
"""

from collections.abc import Iterator
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .cases import Case
from .definition import Family, Found, Severity, canonical, edit_check, grouped

CHANNELS = ("visits_onsite", "visits_mobile", "visits_online")
ACTIVITIES = ("classes", "clubs", "interest_groups")
EQUAL_LEAST = 100
CHANNELS_LEAST = 10
ONLINE_TIMES = 50
ONLINE_LEAST = 10_000


@edit_check(
    "active_without_activities",
    Severity.EXPLAIN,
    Family.CONSISTENCY,
    gettext_lazy("Hoạt động thường xuyên mà không có lớp, câu lạc bộ, nhóm"),
    gettext_lazy("Trả lời “có hoạt động thường xuyên”, nhưng số lớp, câu lạc bộ và nhóm sở thích đều bằng 0."),
    measures=("regular_activities", *ACTIVITIES),
)
def active_without_activities(case: Case) -> Iterator[Found]:
    """The plan wants both of a house; a yes beside three zeros mostly means that nobody counted."""
    if case.answer("regular_activities") == 1 and all(case.count(code) == 0 for code in ACTIVITIES):
        message = _(
            "Có hoạt động thường xuyên, nhưng số lớp, câu lạc bộ, nhóm đều bằng 0. Hãy kiểm tra hoặc giải thích."
        )
        yield Found(case.catalogue.ids["regular_activities"], "1 0 0 0", message)


@edit_check(
    "activities_without_active",
    Severity.EXPLAIN,
    Family.CONSISTENCY,
    gettext_lazy("Có lớp, câu lạc bộ, nhóm mà không hoạt động thường xuyên"),
    gettext_lazy("Có lớp, câu lạc bộ hoặc nhóm sở thích, nhưng trả lời “không có hoạt động thường xuyên”."),
    measures=("regular_activities", *ACTIVITIES),
)
def activities_without_active(case: Case) -> Iterator[Found]:
    """Groups that exist on paper only, or a no that was meant for another question."""
    known = {code: value for code in ACTIVITIES if (value := case.count(code))}
    if known and case.answer("regular_activities") == 0:
        message = _(
            "Không hoạt động thường xuyên, nhưng có %(sum)s lớp, câu lạc bộ, nhóm. Hãy kiểm tra hoặc giải thích."
        ) % {"sum": grouped(sum(known.values()))}
        about = canonical(f"{code}={value}" for code, value in known.items())
        yield Found(case.catalogue.ids["regular_activities"], about, message)


@edit_check(
    "service_without_visits",
    Severity.EXPLAIN,
    Family.CONSISTENCY,
    gettext_lazy("Có phục vụ mà không có lượt người sử dụng"),
    gettext_lazy("Trả lời “có dịch vụ phục vụ học tập suốt đời”, nhưng lượt người sử dụng của cả ba kênh bằng 0."),
    measures=("lifelong_service", *CHANNELS),
)
def service_without_visits(case: Case) -> Iterator[Found]:
    """A service that nobody used all year is closed, or its readers were not counted."""
    if case.answer("lifelong_service") == 1 and all(case.count(code) == 0 for code in CHANNELS):
        message = _("Có phục vụ học tập suốt đời, nhưng lượt của cả ba kênh bằng 0. Hãy kiểm tra hoặc giải thích.")
        yield Found(case.catalogue.ids["lifelong_service"], "1 0 0 0", message)


@edit_check(
    "visits_without_service",
    Severity.EXPLAIN,
    Family.CONSISTENCY,
    gettext_lazy("Có lượt người sử dụng mà không phục vụ"),
    gettext_lazy("Có lượt người sử dụng, nhưng trả lời “không có dịch vụ phục vụ học tập suốt đời”."),
    measures=("lifelong_service",),
)
def visits_without_service(case: Case) -> Iterator[Found]:
    """The visits that are asked for are visits for learning: then there was a service."""
    if case.answer("lifelong_service") == 0 and (visits := sum(case.count(code) or 0 for code in CHANNELS)):
        message = _(
            "Không phục vụ học tập suốt đời, nhưng có %(sum)s lượt người sử dụng. Hãy kiểm tra hoặc giải thích."
        )
        yield Found(case.catalogue.ids["lifelong_service"], f"0 {visits}", message % {"sum": grouped(visits)})


@edit_check(
    "online_without_digital",
    Severity.EXPLAIN,
    Family.CONSISTENCY,
    gettext_lazy("Có lượt trực tuyến mà không ứng dụng công nghệ"),
    gettext_lazy(
        "Có lượt người sử dụng trực tuyến, nhưng trả lời “không ứng dụng công nghệ thông tin, chuyển đổi số”."
    ),
    measures=("digital_applied", "visits_online"),
)
def online_without_digital(case: Case) -> Iterator[Found]:
    """Readers online need something to be online: one of the two answers is wrong."""
    if case.answer("digital_applied") == 0 and (online := case.count("visits_online")):
        message = _("Không ứng dụng công nghệ, nhưng có %(value)s lượt trực tuyến. Hãy kiểm tra hoặc giải thích.")
        yield Found(case.catalogue.ids["digital_applied"], f"0 {online}", message % {"value": grouped(online)})


@edit_check(
    "digital_without_online",
    Severity.NOTICE,
    Family.CONSISTENCY,
    gettext_lazy("Ứng dụng công nghệ mà không có lượt trực tuyến"),
    gettext_lazy("Trả lời “có ứng dụng công nghệ thông tin, chuyển đổi số”, nhưng lượt trực tuyến bằng 0."),
    measures=("digital_applied", "visits_online"),
)
def digital_without_online(case: Case) -> Iterator[Found]:
    """A catalogue on a computer is digital without readers online, so it may well be right."""
    if case.answer("digital_applied") == 1 and case.count("visits_online") == 0:
        message = _("Có ứng dụng công nghệ, nhưng lượt trực tuyến bằng 0.")
        yield Found(case.catalogue.ids["digital_applied"], "1 0", message)


@edit_check(
    "plan_without_visits",
    Severity.EXPLAIN,
    Family.CONSISTENCY,
    gettext_lazy("Triển khai kế hoạch giáo dục mà không có lượt khách"),
    gettext_lazy("Trả lời “có kế hoạch giáo dục”, nhưng lượt khách nghiên cứu, học tập bằng 0."),
    measures=("education_plan", "study_visits"),
)
def plan_without_visits(case: Case) -> Iterator[Found]:
    """The question asks whether the plan is carried out: then somebody came to learn."""
    if case.answer("education_plan") == 1 and case.count("study_visits") == 0:
        message = _("Có kế hoạch giáo dục, nhưng lượt khách nghiên cứu, học tập bằng 0. Hãy kiểm tra hoặc giải thích.")
        yield Found(case.catalogue.ids["education_plan"], "1 0", message)


@edit_check(
    "channels_equal",
    Severity.EXPLAIN,
    Family.CONSISTENCY,
    gettext_lazy("Ba kênh bằng nhau"),
    gettext_lazy("Lượt tại chỗ, lưu động và trực tuyến bằng nhau, từ %(least)s trở lên."),
    measures=CHANNELS,
    least=CHANNELS_LEAST,
)
def channels_equal(case: Case) -> Iterator[Found]:
    """A total divided by three, or one figure copied into three boxes."""
    value = case.count(CHANNELS[0])
    if value is not None and value >= CHANNELS_LEAST and all(case.count(code) == value for code in CHANNELS):
        message = _("Lượt của cả ba kênh đều là %(value)s. Hãy kiểm tra hoặc giải thích.")
        yield Found(None, str(value), message % {"value": grouped(value)})


@edit_check(
    "counts_equal",
    Severity.NOTICE,
    Family.CONSISTENCY,
    gettext_lazy("Hai số đếm lớn bằng nhau"),
    gettext_lazy("Hai số đếm của một cơ sở bằng nhau, từ %(least)s trở lên; không kể tổng bằng phần của nó."),
    least=EQUAL_LEAST,
)
def counts_equal(case: Case) -> Iterator[Found]:
    """The same figure went into two boxes. Small ones are equal by chance; a whole may have one part alone."""
    large = [(pk, value) for pk, value in case.counts.items() if value >= EQUAL_LEAST]
    if len(large) < 2 or len({value for _pk, value in large}) == len(large):
        return
    measures = case.catalogue.measures
    for (one, value), (other, same) in combinations(large, 2):
        if value == same and measures[one].part_of_id != other and measures[other].part_of_id != one:
            message = _("%(measure)s và “%(other)s” cùng là %(value)s. Hãy kiểm tra.")
            message %= {"measure": case.label(one), "other": case.label(other), "value": grouped(value)}
            yield Found(one, f"{value}={measures[other].code}", message)


@edit_check(
    "online_overwhelms",
    Severity.NOTICE,
    Family.CONSISTENCY,
    gettext_lazy("Hầu hết là lượt trực tuyến"),
    gettext_lazy(
        "Lượt trực tuyến từ %(least)s trở lên và lớn hơn %(times)s lần tổng lượt tại chỗ và lưu động (cũng"
        " được báo cáo)."
    ),
    measures=CHANNELS,
    times=ONLINE_TIMES,
    least=ONLINE_LEAST,
)
def online_overwhelms(case: Case) -> Iterator[Found]:
    """Pages called up were counted in place of visits. Some libraries do have nearly all their readers online."""
    onsite, mobile, online = (case.count(code) for code in CHANNELS)
    if onsite is None or mobile is None or online is None:
        return
    if online >= ONLINE_LEAST and online > ONLINE_TIMES * (onsite + mobile):
        message = _(
            "Lượt trực tuyến là %(online)s, các kênh khác cộng lại là %(others)s. Có phải lượt xem trang không?"
        )
        message %= {"online": grouped(online), "others": grouped(onsite + mobile)}
        yield Found(case.catalogue.ids["visits_online"], f"{online} {onsite + mobile}", message)


@edit_check(
    "all_zero_and_no",
    Severity.NOTICE,
    Family.CONSISTENCY,
    gettext_lazy("Tất cả bằng 0 và không"),
    gettext_lazy(
        "Cơ sở có ít nhất một số đếm và một câu hỏi có/không; mọi số đếm bằng 0 và mọi câu trả lời là “không”."
    ),
    whole=True,
)
def all_zero_and_no(case: Case) -> Iterator[Found]:
    """An institution that does nothing may have closed; or zeros were typed where nobody had asked."""
    if not case.counts or not case.yes_no or case.without:
        return
    if not any(case.counts.values()) and not any(case.yes_no.values()):
        message = _("Mọi số đếm bằng 0 và mọi câu trả lời là “không”. Cơ sở còn hoạt động không?")
        yield Found(None, canonical(sorted(case.catalogue.measures[pk].code for pk in case.answered())), message)


CONSISTENCY = (
    active_without_activities, activities_without_active, service_without_visits, visits_without_service,
    online_without_digital, digital_without_online, plan_without_visits, channels_equal, counts_equal,
    online_overwhelms, all_zero_and_no,
)  # fmt: skip
