"""The edit checks: each with what it finds and what it lets pass; and the page that tells respondents of them."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from indicators.models import Measure
from submissions.asked import Standing
from submissions.cells import Reading
from submissions.checks import BY_CODE, CHECKS, Checks, Facts, Unusual, title_of

ONSITE, ONLINE, SERVICE, TOTAL, CHILDREN, ADULTS = range(1, 7)
EVERYDAY = {
    ONSITE: Measure(pk=ONSITE, code="visits_onsite", label="Lượt tại chỗ", type="count"),
    ONLINE: Measure(pk=ONLINE, code="visits_online", label="Lượt trực tuyến", type="count"),
    SERVICE: Measure(pk=SERVICE, code="lifelong_service", label="Có phục vụ", type="yes_no"),
}
PARTED = {
    TOTAL: Measure(pk=TOTAL, code="readers", label="Bạn đọc", type="count"),
    CHILDREN: Measure(pk=CHILDREN, code="children", label="Trẻ em", type="count", part_of_id=TOTAL),
    ADULTS: Measure(pk=ADULTS, code="adults", label="Người lớn", type="count", part_of_id=TOTAL),
}
UNKNOWN, NOT_REPORTED = Reading("unknown"), Reading("not_reported")
STANDING = Standing(
    1, "TV1", "Thư viện Phước An", 1, 1, datetime.date(2025, 12, 31), 1, "66", categories=frozenset({1})
)


def said(answers: dict[int, int | Reading]) -> dict[int, Reading]:
    return {pk: Reading("reported", value) if isinstance(value, int) else value for pk, value in answers.items()}


def look(now, last=None, *, printed=None, totalled=None, measures=EVERYDAY) -> list[Unusual]:
    """All that the checks find of these answers."""
    facts = Facts(STANDING, 2025, said(now), said(last or {}), printed, totalled)
    return Checks(measures).of(facts)


def of_check(code, *args, **options) -> list[tuple[int | None, str]]:
    """What one check finds: the measure and the values."""
    return [(found.measure_id, found.about) for found in look(*args, **options) if found.code == code]


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (120, 4800, "4.800, năm trước 120 (gấp 40 lần)"),
        (120, 470, "470, năm trước 120 (gấp hơn 3 lần)"),
        (4800, 120, "120, năm trước 4.800 (giảm 40 lần)"),
        (470, 120, "120, năm trước 470 (giảm hơn 3 lần)"),
        (100, 0, "0, năm trước 100 (giảm về 0)"),
        (0, 100, "100, năm trước 0 (tăng từ 0)"),
    ],
)
def test_large_change_is_found_in_both_directions(before, now, change):
    message = f"Lượt tại chỗ: {change}. Hãy kiểm tra hoặc giải thích."
    assert look({ONSITE: now}, {ONSITE: before}) == [Unusual("large_change", ONSITE, f"{before}→{now}", message)]


@pytest.mark.parametrize(
    ("before", "now"),
    [(120, 360), (360, 120), (99, 0), (0, 99), (1, 100), (120, 120), (100, 199)],
    ids=str,
)
def test_large_change_passes_three_times_and_small_differences(before, now):
    assert of_check("large_change", {ONSITE: now}, {ONSITE: before}) == []


def test_large_change_needs_a_value_in_both_years():
    assert of_check("large_change", {ONSITE: 4800}) == []
    assert of_check("large_change", {ONSITE: 4800}, {ONSITE: UNKNOWN}) == []
    assert of_check("large_change", {ONSITE: UNKNOWN}, {ONSITE: 4800}) == []
    assert of_check("large_change", {ONSITE: 4800}, {ONLINE: 120}) == []


def test_large_change_looks_at_estimates_too():
    estimate = Reading("reported", 4800, is_estimate=True)
    assert of_check("large_change", {ONSITE: estimate}, {ONSITE: 120}) == [(ONSITE, "120→4800")]


def test_large_change_has_its_limits_from_the_settings(settings):
    settings.IMPORT_LARGE_CHANGE_FACTOR, settings.IMPORT_LARGE_CHANGE_LEAST = 10, 5000
    assert look({ONSITE: 4800}, {ONSITE: 120}) == []
    assert of_check("large_change", {ONSITE: 5200}, {ONSITE: 120}) == [(ONSITE, "120→5200")]
    assert "quá 10 lần" in BY_CODE["large_change"].text
    assert "từ 5.000 trở lên" in BY_CODE["large_change"].text


def test_parts_above_whole_finds_a_single_part():
    assert look({TOTAL: 1000, CHILDREN: 1200, ADULTS: 0}, measures=PARTED) == [
        Unusual(
            "parts_above_whole", CHILDREN, "1200>1000",
            "Trẻ em: 1.200, lớn hơn “Bạn đọc”: 1.000. Hãy kiểm tra hoặc giải thích.",
        )
    ]  # fmt: skip


def test_parts_above_whole_finds_the_sum_of_the_parts():
    assert look({TOTAL: 1000, CHILDREN: 600, ADULTS: 401}, measures=PARTED) == [
        Unusual(
            "parts_above_whole", TOTAL, "1001>1000",
            "Bạn đọc: 1.000, nhỏ hơn tổng các phần: 1.001. Hãy kiểm tra hoặc giải thích.",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    "now",
    [
        {TOTAL: 1000, CHILDREN: 600, ADULTS: 400},
        {TOTAL: 1000, CHILDREN: 600, ADULTS: UNKNOWN},
        {TOTAL: UNKNOWN, CHILDREN: 600, ADULTS: 401},
        {CHILDREN: 600, ADULTS: 401},
    ],
    ids=str,
)
def test_parts_above_whole_passes_what_adds_up_or_cannot_be_added(now):
    assert look(now, measures=PARTED) == []


def test_parts_above_whole_finds_a_printed_total_below_the_counts():
    assert look({ONSITE: 1000, ONLINE: 500, SERVICE: 1}, printed=1499) == [
        Unusual(
            "parts_above_whole", None, "1500>1499",
            "Tổng ghi trong tệp là 1.499, nhỏ hơn tổng các số đếm của dòng: 1.500. Hãy kiểm tra hoặc giải thích.",
        )
    ]  # fmt: skip


def test_total_differs_finds_a_printed_total_above_the_counts():
    assert look({ONSITE: 1000, ONLINE: 500, SERVICE: 1}, printed=1501) == [
        Unusual(
            "total_differs", None, "1500<1501",
            "Tổng ghi trong tệp là 1.501, lớn hơn tổng các số đếm của dòng: 1.500.",
        )
    ]  # fmt: skip
    assert of_check("total_differs", {ONSITE: UNKNOWN}, printed=7) == [(None, "0<7")]


def test_printed_total_that_is_the_sum_passes():
    assert look({ONSITE: 1000, ONLINE: 500, SERVICE: 1}, printed=1500) == []
    assert look({ONSITE: 1000, ONLINE: 500, SERVICE: 1}, printed=None) == []


def test_printed_total_is_about_the_columns_of_the_file_alone():
    assert look({ONSITE: 1000, ONLINE: 500}, printed=1000, totalled={ONSITE}) == []
    assert of_check("parts_above_whole", {ONSITE: 1000, ONLINE: 500}, printed=1000) == [(None, "1500>1000")]


def test_printed_total_counts_a_part_in_its_whole():
    assert look({TOTAL: 1000, CHILDREN: 600}, printed=1000, measures=PARTED) == []
    assert look({CHILDREN: 600, ADULTS: 400}, printed=1000, measures=PARTED) == []
    assert of_check("total_differs", {TOTAL: 1000, CHILDREN: 600}, printed=1600, measures=PARTED) == [
        (None, "1000<1600")
    ]


def test_same_as_last_year_is_found():
    now = {ONSITE: 120, ONLINE: 80, SERVICE: 1}
    assert look(now, now) == [
        Unusual(
            "same_as_last_year", None, "lifelong_service=1 visits_online=80 visits_onsite=120",
            "Cả 3 câu trả lời giống hệt năm trước. Hãy kiểm tra hoặc giải thích.",
        )
    ]  # fmt: skip
    assert of_check("same_as_last_year", now | {SERVICE: NOT_REPORTED}, now) != []


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ({ONSITE: 120, ONLINE: 80, SERVICE: 1}, {ONSITE: 120, ONLINE: 81, SERVICE: 1}),
        ({ONSITE: 120, ONLINE: 80, SERVICE: 1}, {ONSITE: 120, ONLINE: 80, SERVICE: 0}),
        ({ONSITE: 120, ONLINE: 80, SERVICE: 1}, {ONSITE: 120, ONLINE: 80}),
        ({ONSITE: 120, ONLINE: 80, SERVICE: UNKNOWN}, {ONSITE: 120, ONLINE: 80, SERVICE: NOT_REPORTED}),
        ({ONSITE: 120, ONLINE: 0, SERVICE: 1}, {ONSITE: 120, ONLINE: 0, SERVICE: 1}),
        ({SERVICE: 1}, {SERVICE: 1}),
        ({}, {}),
    ],
    ids=str,
)
def test_same_as_last_year_passes_one_difference_and_answers_that_stay_honestly(now, last):
    assert of_check("same_as_last_year", now, last) == []


def test_same_as_last_year_of_many_measures_is_told_apart_in_the_room_there_is():
    measures = {pk: Measure(pk=pk, code=f"measure_number_{pk}", label=f"Số {pk}", type="count") for pk in range(1, 31)}
    first, other = dict.fromkeys(measures, 5), dict.fromkeys(measures, 5) | {9: 6}
    ((_none, about),) = of_check("same_as_last_year", first, first, measures=measures)
    ((_none, about_other),) = of_check("same_as_last_year", other, other, measures=measures)
    assert len(about) == len(about_other) == 200
    assert about != about_other


def test_yes_became_no_is_found():
    assert look({SERVICE: 0}, {SERVICE: 1}) == [
        Unusual("yes_became_no", SERVICE, "1→0", "Có phục vụ: năm trước có, năm nay không.")
    ]


@pytest.mark.parametrize(("before", "now"), [(1, 1), (0, 0), (0, 1), (1, UNKNOWN), (UNKNOWN, 0)], ids=str)
def test_yes_became_no_passes_every_other_answer(before, now):
    assert look({SERVICE: now}, {SERVICE: before}) == []


def test_count_that_became_zero_is_no_answer_that_became_no():
    assert of_check("yes_became_no", {ONSITE: 0}, {ONSITE: 1}) == []


def test_messages_are_in_the_reader_s_language_and_what_is_explained_is_not():
    with override("en"):
        (found,) = look({ONSITE: 4800}, {ONSITE: 120})
    assert "4,800" in found.message
    assert found.severity == "explain"
    assert found.about == "120→4800"


def test_severities():
    assert {check.code: str(check.severity) for check in CHECKS} == {
        "large_change": "explain",
        "parts_above_whole": "explain",
        "total_differs": "notice",
        "same_as_last_year": "explain",
        "yes_became_no": "notice",
    }


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_check_says_what_it_compares_and_why_it_exists(check):
    assert re.fullmatch(r"[a-z_]{3,40}", check.code)
    assert BY_CODE[check.code] is check, "a code stands for one check"
    assert str(check.title)
    assert check.text.endswith(".")
    assert "%(" not in check.text
    assert check.find.__doc__


def test_title_of_a_check_that_no_longer_exists_is_its_code():
    assert title_of("large_change") == "Thay đổi lớn so với năm trước"
    assert title_of("of_old") == "of_old"


def test_page_lists_every_check_with_its_limits_and_severity(client, cast):
    client.force_login(cast.reporter)
    text = " ".join(client.get(reverse("submissions:checks")).content.decode().split())
    for check in CHECKS:
        assert str(check.title) in text
    assert "quá 3 lần (kể cả từ có thành 0) và chênh lệch từ 100 trở lên" in text
    assert text.count(">Cần giải thích<") == 3
    assert text.count(">Lưu ý<") == 2
