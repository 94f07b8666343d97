"""The page of an institution: what it is on a day, and its life."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutions import reorganisation
from institutions.life import corrections, events_of, line_of_life, moments_of, stays, versions_of
from institutions.models import Institution
from institutions.tree import current_tree

D = datetime.date


@pytest.fixture
def library(cast, province) -> Institution:
    """A district's library that waited half a year, was placed, and renamed."""
    units, categories = province.units, province.categories
    institution = reorganisation.open_institution(
        by=cast.reviewer, on=D(2021, 3, 1), code="66-1", name="Thư viện huyện Krông Pắc",
        category=categories["library_district"], unit=units["old:654"], legal_basis="QĐ 12/QĐ-UBND",
    )  # fmt: skip
    reorganisation.place([institution], unit=units["new:24490"], by=cast.reviewer, on=D(2026, 1, 1))
    reorganisation.change(institution, on=D(2026, 3, 1), by=cast.reviewer, name="Thư viện xã Krông Pắc")
    return institution


def page(client, code: str, **query: str) -> str:
    response = client.get(reverse("institutions:detail", args=[code]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_stays_follow_units_and_changes(library):
    found = stays(versions_of(library), current_tree())
    told = [(s.valid_from, s.valid_until, [u.name for u in s.units], s.to_be_placed) for s in found]
    assert told == [
        (D(2021, 3, 1), D(2025, 6, 30), ["Huyện Krông Pắc", "Tỉnh Đắk Lắk"], False),
        (D(2025, 7, 1), D(2025, 12, 31), ["Tỉnh Đắk Lắk"], True),
        (D(2026, 1, 1), None, ["Xã Krông Pắc", "Tỉnh Đắk Lắk"], False),
    ]


def test_stays_of_what_goes_with_its_whole_commune(province):
    museum = province.institution("66-2", "Bảo tàng", "museum", "old:24493")
    told = [(s.valid_from, [u.code for u in s.units]) for s in stays(versions_of(museum), current_tree())]
    assert told == [(D(2020, 1, 1), ["24493", "654", "66"]), (D(2025, 7, 1), ["24490", "66"])]


def test_moments_say_what_changed_and_why(library):
    moments = moments_of(versions_of(library), events_of(library))
    told = [(m.on, [e.kind for e in m.events], [(d.label, d.old, d.new) for d in m.differences]) for m in moments]
    assert told == [
        (D(2026, 3, 1), ["renamed"], [("Tên", "Thư viện huyện Krông Pắc", "Thư viện xã Krông Pắc")]),
        (D(2026, 1, 1), ["placed"], [("Đơn vị hành chính", "Huyện Krông Pắc", "Xã Krông Pắc")]),
        (D(2021, 3, 1), ["opened"], []),
    ]


def test_corrections_keep_what_was_recorded_before(cast, library):
    last = versions_of(library)[-1]
    reorganisation.correct(last, by=cast.reviewer, name="Thư viện xã Krông Pắc 1", valid_from=D(2026, 4, 1))
    [correction] = corrections(library)
    assert correction.by == "Reviewer"
    assert [(d.label, d.old, d.new) for d in correction.differences] == [
        ("Tên", "Thư viện xã Krông Pắc", "Thư viện xã Krông Pắc 1"),
        ("Từ ngày", "01/03/2026", "01/04/2026"),
    ]


def test_page_today_and_as_at_a_date(client, cast, library):
    client.force_login(cast.nobody)
    today = page(client, "66-1", at="2026-05-05")
    assert "<h1" in today
    assert "Thư viện xã Krông Pắc" in today
    assert "Cơ quan Xã Krông Pắc" in today
    waiting = page(client, "66-1", at="05/10/2025")
    assert "chưa xếp vào xã" in waiting
    assert "Cơ quan Tỉnh Đắk Lắk" in waiting
    before = page(client, "66-1", at="2023-01-10")
    assert "Cơ quan Huyện Krông Pắc" in before
    assert "QĐ 12/QĐ-UBND" in before
    assert "chưa thành lập" in page(client, "66-1", at="2020-05-05")


def test_page_of_a_closed_institution(client, cast, province, library):
    reorganisation.close(library, last_day=D(2026, 6, 30), by=cast.reviewer)
    client.force_login(cast.reviewer)
    closed = page(client, "66-1", at="2026-07-01")
    assert "cơ sở không hoạt động" in closed
    assert "ngừng hoạt động" in closed.lower()
    assert reverse("institutions:change", args=["66-1"]) not in closed
    assert reverse("institutions:correct", args=["66-1"]) in closed


def test_buttons_are_the_reviewers(client, cast, library):
    change = reverse("institutions:change", args=["66-1"])
    client.force_login(cast.reviewer)
    assert change in page(client, "66-1")
    for user in (cast.nobody, cast.reporter, cast.viewer, cast.administrator, cast.outsider):
        client.force_login(user)
        assert change not in page(client, "66-1")


def test_satellites_are_listed(client, cast, province, library):
    other = province.institution("66-2", "Điểm đọc sách", "library_commune", "new:24490", D(2025, 7, 1))
    reorganisation.make_satellite(other, of=library, on=D(2026, 1, 1), by=cast.reviewer)
    client.force_login(cast.viewer)
    assert "Điểm đọc sách" in page(client, "66-1", at="2026-02-02")
    assert "Điểm đọc sách" not in page(client, "66-1", at="2025-12-31")
    assert reverse("institutions:detail", args=["66-1"]) in page(client, "66-2", at="2026-02-02")
    assert "Thư viện huyện Krông Pắc (66-1)" in page(client, "66-2", at="2026-02-02")
    assert "Thư viện xã Krông Pắc (66-1)" in page(client, "66-2", at="2026-03-02")
    assert "(66-1)" not in page(client, "66-2", at="2025-12-31")


def test_page_leads_to_no_year_that_may_not_be_open(client, cast, library):
    client.force_login(cast.reviewer)
    links = set(re.findall(r'href="(/[^"?]*)', page(client, "66-1")))
    assert reverse("reports:institution", args=["66-1"]) in links
    assert [url for url in links if re.match(r"/years/\d", url)] == []


def test_unknown_institution(client, cast):
    client.force_login(cast.reviewer)
    assert client.get(reverse("institutions:detail", args=["66-404"])).status_code == 404


def test_query_count_does_not_depend_on_the_life(client, cast, province):
    def queries(code: str) -> int:
        page(client, code)
        with CaptureQueriesContext(connection) as caught:
            page(client, code)
        return len(caught)

    client.force_login(cast.reviewer)
    units, categories = province.units, province.categories
    facts = {"category": categories["museum"], "unit": units["new:24490"], "by": cast.reviewer}
    main, short, long = [
        reorganisation.open_institution(on=D(2025, 8, 1), code=code, name=code, **facts) for code in ("M", "S", "L")
    ]
    reorganisation.make_satellite(short, of=main, on=D(2025, 9, 1), by=cast.reviewer)
    with_one = queries("M")
    short_life = queries("S")
    for code in ("B", "C"):
        other = reorganisation.open_institution(on=D(2025, 8, 1), code=code, name=code, **facts)
        reorganisation.make_satellite(other, of=main, on=D(2025, 9, 1), by=cast.reviewer)
    assert queries("M") == with_one
    reorganisation.make_satellite(long, of=main, on=D(2025, 9, 1), by=cast.reviewer)
    for month in (10, 11, 12):
        reorganisation.change(long, on=D(2025, month, 1), by=cast.reviewer, name=f"Tên {month}")
    reorganisation.correct(versions_of(long)[-1], by=cast.reviewer, name="Tên khác")
    assert queries("L") == short_life


def test_line_of_life_tells_when_units_changed_around_it(library):
    versions = versions_of(library)
    line = line_of_life(moments_of(versions, events_of(library)), stays(versions, current_tree()))
    told = [(m.on, m.mark, [u.name for u in m.stay.units] if m.stay else None) for m in line]
    assert told == [
        (D(2026, 3, 1), "changed", None),
        (D(2026, 1, 1), "changed", None),
        (D(2025, 7, 1), "units", ["Tỉnh Đắk Lắk"]),
        (D(2021, 3, 1), "opened", ["Huyện Krông Pắc", "Tỉnh Đắk Lắk"]),
    ]


def test_line_of_life_names_the_others_and_who_answers_now(client, cast, province, library):
    other = province.institution("66-2", "Thư viện xã Ea Kly", "library_commune", "new:24490", D(2025, 7, 1))
    reorganisation.merge([other], into=library, on=D(2026, 4, 1), by=cast.reviewer)
    client.force_login(cast.nobody)
    told = page(client, "66-1", at="2026-05-05")
    assert "Thư viện xã Ea Kly · 66-2</a>" in told
    assert "Cơ quan Xã Krông Pắc báo cáo." in told
    assert "Sắp xếp đơn vị hành chính" in told
    assert "Hiện nay</h3>" not in page(client, "66-2")
