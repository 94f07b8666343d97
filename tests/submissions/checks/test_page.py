"""The page that tells respondents what is checked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import Measure
from submissions.checks import CHECKS, Family
from submissions.models import Tolerance
from tests.submissions.conftest import reporting_year


@pytest.fixture
def page(client, cast):
    client.force_login(cast.reporter)
    return lambda: " ".join(client.get(reverse("submissions:checks")).content.decode().split())


def test_page_lists_every_check_with_its_limits_and_severity(page):
    text = page()
    for check in CHECKS:
        assert f'id="{check.code}"' in text
        assert str(check.title) in text
    for family in Family:
        assert f'id="family-{family.value}">{family.label}</h2>' in text
    assert "quá 3 lần (kể cả từ có thành 0) và chênh lệch từ 100 trở lên" in text
    assert text.count(">Lỗi, phải sửa</td>") == 19
    assert text.count(">Cần giải thích</td>") == 36
    assert text.count(">Lưu ý</td>") == 29


def test_page_has_its_limits_from_the_settings(page, settings):
    settings.IMPORT_LARGE_CHANGE_FACTOR = 7
    assert "quá 7 lần" in page()


def test_page_prints_the_usual_changes_of_the_newest_open_year(page, province):
    assert "Chưa mở năm báo cáo nào." in page()
    category = province.categories["library_commune"]
    measure = Measure.objects.create(code="visits_onsite", label="Lượt tại chỗ", type="count", position=1)
    newest = reporting_year(2025)
    assert "Năm 2025 chưa có mức nào" in page()
    for year, highest in ((reporting_year(2024), 8.25), (newest, 2.345), (reporting_year(2026, stage="planned"), 7.25)):
        Tolerance.objects.create(
            year=year, category=category, measure=measure, lowest=2 / 3, highest=highest, institutions=1_234
        )
    text = page()
    assert "Năm 2025: 1 mức" in text
    assert "Thư viện công cộng cấp xã" in text
    assert ">0,67<" in text
    assert (">2,35<" in text, ">8,25<" in text, ">7,25<" in text) == (True, False, False)
    assert ">1.234<" in text


def test_page_takes_the_same_queries_however_many_limits(page, province):
    year = reporting_year(2025)
    counted = []
    for number in range(3):
        measure = Measure.objects.create(code=f"count_{number}", label=f"Số {number}", type="count", position=number)
        Tolerance.objects.create(
            year=year, category=province.categories["museum"], measure=measure, lowest=0.5, highest=2, institutions=20
        )
        with CaptureQueriesContext(connection) as queries:
            page()
        counted.append(len(queries))
    assert counted[1] == counted[2]
