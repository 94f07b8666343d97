"""The registry that the files of tests/data/files were written for: fixed, small, with the names that files get wrong.

It lies upon the province of tests/conftest.py. Names are as the registry prints them; the files spell them otherwise.
What each file should come to stands beside it and rests on this page alone.
"""

from copy import deepcopy
from dataclasses import dataclass

import pytest
from django.db import transaction

from accounts.models import User
from indicators.models import Measure
from institutions.models import UnitAlias
from submissions.models import ReportingYear
from submissions.workflow import Answer, ensure_submission, save_figures
from tests.conftest import SmallProvince, build_cast, build_province

UNITS = [
    ("643", "Thành phố Buôn Ma Thuột", "district", "old:66"),
    ("644", "Thị xã Buôn Hồ", "district", "old:66"),
    ("645", "Huyện Ea H'leo", "district", "old:66"),
    ("650", "Huyện Krông Năng", "district", "old:66"),
    ("652", "Huyện M'Đrắk", "district", "old:66"),
    ("24118", "Phường Tân Lập", "commune", "old:643"),
    ("24163", "Xã Ea Tu", "commune", "old:643"),
    ("24346", "Xã ĐLiê Ya", "commune", "old:650"),
    ("24412", "Thị trấn M'Đrắk", "commune", "old:652"),
]
ALIASES = {  # of those that the portal ships
    "old:66": ["Tỉnh Daklak", "Tỉnh Đăk Lăk", "Tỉnh Đắc Lắc"],
    "old:643": ["BMT", "Thành phố Buôn Mê Thuột"],
    "old:645": ["Huyện Ea Hleo"],
    "old:652": ["Huyện M'Drắk", "Huyện M'Đrăk"],
    "old:654": ["Huyện Krông Pắk"],
    "old:655": ["Huyện Krông Ana"],
    "old:555": ["Thành phố Tuy Hòa"],
    "old:24493": ["Xã Krông Búk"],
    "old:24346": ["Xã Dliê Ya"],
    "old:24412": ["Thị trấn M'Drắk"],
}
INSTITUTIONS = [
    ("TV66", "Thư viện tỉnh Đắk Lắk", "library_province", "old:66"),
    ("TV643", "Thư viện thành phố Buôn Ma Thuột", "library_district", "old:643"),
    ("TV644", "Thư viện thị xã Buôn Hồ", "library_district", "old:644"),
    ("TV645", "Thư viện huyện Ea H'leo", "library_district", "old:645"),
    ("TV652", "Thư viện huyện M'Đrắk", "library_district", "old:652"),
    ("TV654", "Thư viện huyện Krông Pắc", "library_district", "old:654"),
    ("TV655", "Thư viện huyện Krông A Na", "library_district", "old:655"),
    ("TV555", "Thư viện thành phố Tuy Hoà", "library_district", "old:555"),
    ("TX490", "Thư viện thị trấn Phước An", "library_commune", "old:24490"),
    ("TX493", "Thư viện xã KRông Búk", "library_commune", "old:24493"),
    ("TX496", "Thư viện xã Ea Kly", "library_commune", "old:24496"),
    ("TX541", "Thư viện xã Ea Na", "library_commune", "old:24541"),
    ("TX346", "Thư viện xã ĐLiê Ya", "library_commune", "old:24346"),
    ("TH1", "Thư viện Trường THPT Nguyễn Bỉnh Khiêm", "library_education", "old:24490"),
    ("TH2", "Thư viện Trường Tiểu học Trần Phú", "library_education", "old:24493"),
    ("TH3", "Thư viện Trường Tiểu học Trần Phú", "library_education", "old:24496"),
    ("BT1", "Bảo tàng Đắk Lắk", "museum", "old:24118"),
    ("BT2", "Bảo tàng Thế giới Cà phê", "museum", "old:24118"),
    ("TT66", "Trung tâm Văn hóa tỉnh Đắk Lắk", "centre_province", "old:66"),
    ("TT654", "Trung tâm Văn hóa - Thể thao huyện Krông Pắc", "centre_district", "old:654"),
    ("NX493", "Nhà văn hóa xã KRông Búk", "house_commune", "old:24493"),
    ("NX496", "Nhà văn hóa xã Ea Kly", "house_commune", "old:24496"),
    ("NT01", "Nhà văn hóa thôn 1", "house_village", "old:24493"),
    ("NT02", "Nhà văn hóa thôn 1", "house_village", "old:24496"),
    ("NT03", "Nhà văn hóa thôn 2", "house_village", "old:24493"),
    ("NT04", "Nhà văn hóa thôn 2", "house_village", "old:24496"),
    ("NT05", "Nhà văn hóa buôn Kmrơng Prông B", "house_village", "old:24163"),
    ("NT06", "Nhà văn hóa buôn M'Duk", "house_village", "old:24163"),
    ("NT07", "Nhà văn hóa thôn Tân Lập", "house_village", "old:24541"),
    ("NT08", "Nhà văn hóa thôn Tân Lập", "house_village", "old:24541"),
    ("NT09", "Nhà văn hóa thôn Hòa Bình", "house_village", "old:24496"),
    ("NT10", "Nhà văn hóa thôn Thủy Lợi", "house_village", "old:24496"),
    ("NT11", "Nhà văn hóa buôn Êa Yông A", "house_village", "old:24493"),
    ("NT12", "Nhà văn hóa thôn Quý Mỹ", "house_village", "old:24490"),
]
"""Code, name, category, unit. District 654 is the reporter's; NT07 and NT08 have one name in one commune."""

LIBRARIES = ["library_province", "library_district", "library_commune", "library_education"]
CENTRES = ["centre_province", "centre_district"]
HOUSES = ["house_commune", "house_village"]
MEASURES = [
    ("lifelong_service", "Có cung cấp dịch vụ phục vụ học tập suốt đời", "yes_no", LIBRARIES),
    ("digital_applied", "Có ứng dụng CNTT, chuyển đổi số", "yes_no", LIBRARIES),
    ("visits_onsite", "Lượt người sử dụng tại chỗ", "count", LIBRARIES),
    ("visits_mobile", "Lượt người sử dụng lưu động", "count", LIBRARIES),
    ("visits_online", "Lượt người sử dụng trực tuyến", "count", LIBRARIES),
    ("education_plan", "Có xây dựng và triển khai kế hoạch giáo dục", "yes_no", ["museum"]),
    ("digital_display", "Có trưng bày chuyên đề trên không gian số", "yes_no", ["museum"]),
    ("study_visits", "Lượt khách nghiên cứu, học tập", "count", ["museum"]),
    ("creative_support", "Có tổ chức, hỗ trợ hoạt động sáng tạo, hưởng thụ văn hóa", "yes_no", CENTRES),
    ("classes", "Số lớp năng khiếu", "count", HOUSES),
    ("clubs", "Số câu lạc bộ", "count", HOUSES),
    ("interest_groups", "Số nhóm sở thích", "count", HOUSES),
    ("regular_activities", "Có hoạt động thường xuyên", "yes_no", HOUSES),
]
LAST_YEAR = [  # what was reported for 2023
    ("654", "TV654", {"lifelong_service": 1, "digital_applied": 0, "visits_onsite": 4100, "visits_online": 900}),
    ("654", "TX490", {"lifelong_service": 1, "visits_onsite": 1180, "visits_online": 260}),
    ("654", "NT01", {"classes": 0, "clubs": 1, "interest_groups": 0, "regular_activities": 1}),
    ("655", "TX541", {"lifelong_service": 0, "visits_onsite": 310}),
]


@dataclass
class Corpus:
    """The province with its institutions and measures, the year that files are about, and who may send them."""

    province: SmallProvince
    year: ReportingYear
    reporter: User


@pytest.fixture(scope="module")
def corpus_of_module(django_db_setup, django_db_blocker):
    """The corpus, built once: it takes longer than most of the tests that look at it. Each of them is a savepoint in
    the transaction that is opened here, and rolled back."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # as that of a TestCase: what must be outermost may be inside it
        around.__enter__()
        built = build()
    yield built
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def corpus(corpus_of_module, db) -> Corpus:
    """Everything above, 2023 with some figures, 2024 empty. The reporter answers for district 654 of 2024."""
    return deepcopy(corpus_of_module)


def build() -> Corpus:
    """Write the corpus into the database."""
    province = build_province()
    for code, name, level, parent in UNITS:
        province.unit("old", code, name, level, parent)
    for unit, aliases in ALIASES.items():
        for alias in aliases:
            UnitAlias.objects.create(unit=province.units[unit], alias=alias)
    office = province.offices["old:654"]
    office.successor = province.offices["new:24490"]
    office.save()
    institutions = {row[0]: province.institution(*row) for row in INSTITUTIONS}
    measures = {}
    for position, (code, label, type_, categories) in enumerate(MEASURES, start=1):
        measures[code] = Measure.objects.create(code=code, label=label, type=type_, position=position)
        measures[code].categories.set([province.categories[category] for category in categories])
    last_year, year = ReportingYear.calendar(2023), ReportingYear.calendar(2024)
    last_year.save()
    year.save()
    for reporting_unit, code, figures in LAST_YEAR:
        submission = ensure_submission(
            reporting_unit=province.offices[f"old:{reporting_unit}"], year=last_year, by=None
        )
        answers = [
            Answer(institutions[code].pk, measures[measure].pk, "reported", value) for measure, value in figures.items()
        ]
        save_figures(submission=submission, answers=answers, by=None, through="command")
    return Corpus(province, year, build_cast(province).reporter)
