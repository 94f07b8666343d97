"""Who answered for what in each reporting year, then and now: of a reporting unit, and of an institution."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from indicators.models import Measure
from institutions.models import Institution
from reports.responsibility import years_of_institution, years_of_unit
from submissions.models import AnnualFigure, ReportingYear, Submission

SECRET = 987_654


@pytest.fixture
def visits(province):
    measure = Measure.objects.create(code="visits_onsite", label="Lượt tại chỗ", type="count")
    measure.categories.set(province.categories.values())
    return measure


@pytest.fixture
def years(db):
    rows = {}
    for number in (2024, 2025):
        rows[number] = ReportingYear.calendar(number)
        rows[number].save()
    return rows


@pytest.fixture
def district(province, cast, visits, years):
    """The return of 2024 of district 654: A and B lie in what is now 24490 and 24538, C closed in May 2025."""
    row = Submission.objects.create(reporting_unit=province.offices["old:654"], year=years[2024], status="approved")
    province.institution("A", "Thư viện Phước An", "library_commune", "old:24490")
    province.institution("B", "Thư viện Ea Kly", "library_commune", "old:24496")
    closed = datetime.date(2025, 5, 31)
    province.institution("C", "Thư viện Krông Búk", "library_commune", "old:24493", valid_until=closed)
    for code, value in (("A", 40), ("B", SECRET), ("C", 30)):
        _figure(row, code, value, visits)
    return row


def _figure(row, code, value, measure):
    return AnnualFigure.objects.create(
        institution=Institution.objects.get(code=code), year=row.year, measure=measure, submission=row,
        province_code="66", state="reported", value=value,
    )  # fmt: skip


def _again(user):
    return User.objects.get(pk=user.pk)


def test_an_ended_office_says_who_answers_now(province, cast, district, years):
    of_2025, of_2024 = years_of_unit(province.offices["old:654"], _again(cast.reviewer))
    assert [duty.standing.code for duty in of_2024.duties] == ["B", "C", "A"]
    assert [(unit.name, number) for unit, number in of_2024.now] == [
        ("Cơ quan Xã Krông Pắc", 1), ("Cơ quan Tỉnh Đắk Lắk", 1),
    ] or [(unit.name, number) for unit, number in of_2024.now] == [
        ("Cơ quan Tỉnh Đắk Lắk", 1), ("Cơ quan Xã Krông Pắc", 1),
    ]  # fmt: skip
    assert of_2024.closed == 1
    assert of_2024.submission == district
    # Of 2025 only what closed while it answered is its own.
    assert [duty.standing.code for duty in of_2025.duties] == ["C"]


def test_an_institution_says_who_answered_then_and_now(province, cast, district):
    new, old = years_of_institution(Institution.objects.get(code="A"), _again(cast.reviewer))
    assert (old.year.number, old.then.name) == (2024, "Cơ quan Huyện Krông Pắc")
    assert (old.now.name, old.has_changed_hands) == ("Cơ quan Xã Krông Pắc", True)
    assert old.returns == [district]
    assert (new.then.name, new.has_changed_hands) == ("Cơ quan Xã Krông Pắc", False)
    (closed, last) = years_of_institution(Institution.objects.get(code="C"), _again(cast.reviewer))
    assert (closed.closed_on, closed.now) == (datetime.date(2025, 5, 31), None)
    assert last.then.name == "Cơ quan Huyện Krông Pắc"


def test_the_page_of_a_reporting_unit(client, province, cast, district):
    client.force_login(cast.reviewer)
    address = reverse("reports:responsibility", args=[district.reporting_unit_id])
    text = client.get(address).content.decode()
    assert "Cơ quan Xã Krông Pắc" in text
    assert reverse("submissions:submission", args=[district.pk]) in text
    of_year = client.get(address, {"year": "2024"}).content.decode()
    assert "Thư viện Phước An" in of_year
    assert "không còn hoạt động từ sau ngày 31/05/2025" in of_year
    for year in ("2031", "x", "20240", "²²²²"):
        assert client.get(address, {"year": year}).status_code == 404


def test_the_page_of_an_institution_has_its_years(client, province, cast, district):
    client.force_login(cast.reviewer)
    text = client.get(reverse("institutions:detail", args=["A"])).content.decode()
    assert "Ai báo cáo qua các năm" in text
    assert "Cơ quan Huyện Krông Pắc" in text
    assert reverse("submissions:submission", args=[district.pk]) in text


@pytest.mark.parametrize("role", ["nobody", "outsider"])
def test_whose_return_it_is_stays_within_the_scope(client, province, cast, district, role):
    client.force_login(getattr(cast, role))
    links = reverse("submissions:submission", args=[district.pk])
    for address in (
        reverse("reports:responsibility", args=[district.reporting_unit_id]) + "?year=2024",
        reverse("institutions:detail", args=["A"]),
    ):
        text = client.get(address).content.decode()
        assert links not in text
        assert "đã duyệt" not in text
        assert str(SECRET) not in text


def test_a_new_reporter_reads_last_years_values_of_their_institutions_only(client, province, cast, district, visits):
    """The district reported A and B; the reporter answers for A now, not for B."""
    client.force_login(cast.reporter)
    own, other = (AnnualFigure.objects.get(institution__code=code) for code in ("A", "B"))
    assert client.get(reverse("submissions:figure_history", args=[own.pk])).status_code == 200
    assert client.get(reverse("submissions:figure_history", args=[other.pk])).status_code == 404
    page = client.get(reverse("submissions:institution_form", args=[2024, "A"]))
    assert page.status_code == 200
    assert "40" in page.content.decode()
    assert client.post(page.request["PATH_INFO"], {}).status_code == 403
    assert client.get(reverse("submissions:institution_form", args=[2024, "B"])).status_code == 404
    assert client.get(reverse("submissions:submission", args=[district.pk])).status_code == 404
    journal = client.get(reverse("reports:history"), {"institution": "B"}).content.decode()
    assert "987.654" not in journal


def test_a_new_reporter_sees_them_beside_this_years_questions(client, province, cast, district):
    client.force_login(cast.reporter)
    form = client.get(reverse("submissions:institution_form", args=[2025, "A"]))
    assert form.context["forms"][0].cell.last.value == 40
    row = Submission.objects.create(
        reporting_unit=province.offices["new:24490"], year=ReportingYear.objects.get(number=2025)
    )
    grid = client.get(reverse("submissions:submission", args=[row.pk])).content.decode()
    assert ">40<" in grid.replace("\n", "").replace(" ", "")
    assert str(SECRET) not in grid
    assert "987.654" not in grid


def test_the_template_to_fill_in_has_them_too(client, province, cast, district):
    client.force_login(cast.reporter)
    sent = client.get(reverse("submissions:import_template", args=[2025]), {"format": "csv"})
    text = sent.content.decode("utf-8-sig")
    assert "Thư viện Phước An" in text
    assert "Thư viện Ea Kly" not in text
    assert str(SECRET) not in text


def test_the_number_of_queries_does_not_grow(province, cast, district, visits, years):
    counts = []
    for extra in (0, 30):
        for number in range(extra):
            province.institution(f"X{number}", f"Thư viện {number}", "library_commune", "old:24490")
            _figure(district, f"X{number}", number, visits)
        for number in range(2010, 2010 + extra // 10):
            ReportingYear.calendar(number).save()
        user = _again(cast.reviewer)
        user.scope().readable_reporting_units()
        with CaptureQueriesContext(connection) as queries:
            years_of_unit(province.offices["old:654"], user)
            years_of_unit(province.offices["old:654"], user, only=years[2024])
            years_of_institution(Institution.objects.get(code="A"), user)
        counts.append(len(queries))
    assert counts[0] == counts[1]
