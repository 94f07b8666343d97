"""The shipped plan on the small province, with institutions and figures that were counted by hand.

On 31/12/2024 in the plan's territory: 1 provincial library, 2 of districts, 3 of communes (one closed in June, one lies
in province 54), 1 school library, 3 museums, 3 centres, 3 houses (a fourth is not counted, a fifth lies in 54).
"""

import datetime
from dataclasses import dataclass

import pytest
from django.utils import timezone

from indicators.models import Measure, Plan
from indicators.plan_loading import PLANS, load, read_files
from institutions.models import Institution
from submissions.models import AnnualFigure, ReportingYear, Submission
from tests.conftest import SmallProvince

OPENED_LATE = datetime.date(2025, 8, 1)


@dataclass
class Registry:
    """The small province with its institutions by code, and a way to give them figures."""

    province: SmallProvince
    institutions: dict[str, Institution]
    plan: Plan

    def figures(self, year: int, status: str, **answers: dict[str, object]) -> None:
        """`TVT={"visits_onsite": 10}`: a number is a value, a text a state. Approved where the status says so."""
        row, _new = ReportingYear.objects.get_or_create(
            number=year,
            defaults={"start": datetime.date(year, 1, 1), "end": datetime.date(year, 12, 31),
                      "reference_date": datetime.date(year, 12, 31)},
        )  # fmt: skip
        era = "old" if year < 2025 else "new"
        submission, _new = Submission.objects.get_or_create(
            year=row, reporting_unit=self.province.offices[f"{era}:66"], defaults={"status": status}
        )
        for code, said in answers.items():
            for measure, value in said.items():
                self.figure(row, submission, code, measure, value, approved=status == "approved")

    def figure(self, year, submission, code, measure, value, *, approved) -> AnnualFigure:
        state, number = ("reported", value) if isinstance(value, int) else (value, None)
        return AnnualFigure.objects.create(
            institution=self.institutions[code], year=year, measure=Measure.objects.get(code=measure),
            submission=submission, province_code="66", state=state, value=number, note="lý do",
            approved_state=state if approved else None, approved_value=number if approved else None,
        )  # fmt: skip


@pytest.fixture
def registry(province) -> Registry:
    load(read_files(PLANS / "06-kh-ubnd-2023.toml"), reason="test", commit=True)
    for code, category, unit, more in [
        ("TVT", "library_province", "old:66", {}),
        ("TV654", "library_district", "old:654", {}),
        ("TV655", "library_district", "old:655", {}),
        ("X1", "library_commune", "old:24490", {}),
        ("X2", "library_commune", "old:24493", {}),
        ("X3", "library_commune", "old:24496", {}),  # its commune is split in 2025
        ("X4", "library_commune", "old:24538", {"valid_until": datetime.date(2024, 6, 30)}),
        ("X5", "library_commune", "old:22015", {}),  # outside the territory
        ("E1", "library_education", "old:24490", {}),
        ("B1", "museum", "old:66", {}),
        ("B2", "museum", "old:24538", {"ownership": "private"}),
        ("B3", "museum", "old:24541", {"ownership": "private"}),
        ("TT66", "centre_province", "old:66", {}),
        ("TT654", "centre_district", "old:654", {}),
        ("TT655", "centre_district", "old:655", {}),
        ("H1", "house_commune", "old:24490", {}),
        ("H2", "house_village", "old:24493", {}),
        ("H3", "house_village", "old:24496", {}),
        ("H4", "house_village", "old:24541", {"is_counted": False, "not_counted_reason": "Đang xây lại, CV 12"}),
        ("H5", "house_village", "new:24490", {"valid_from": OPENED_LATE}),
        ("H6", "house_village", "new:66", {"valid_from": OPENED_LATE}),  # outside until somebody says otherwise
        ("H7", "house_village", "old:22015", {}),
    ]:
        province.institution(code, f"Cơ sở {code}", category, unit, **more)
    found = {institution.code: institution for institution in Institution.objects.all()}
    return Registry(province, found, Plan.objects.get())


def visits(onsite, mobile=0, online=0) -> dict[str, object]:
    return {"visits_onsite": onsite, "visits_mobile": mobile, "visits_online": online}


@pytest.fixture
def counted(registry) -> Registry:
    """With the figures of 2022 to 2024, all approved."""
    not_asked = dict.fromkeys(("visits_onsite", "visits_mobile", "visits_online"), "not_applicable")
    registry.figures(2022, "approved", TVT=visits(1000), TV654=visits(100), TV655=visits(100), X1=visits(10),
                     X2=visits(10), X3=visits(10), X4=visits(50), E1=not_asked, X5=visits(9999))  # fmt: skip
    registry.figures(2023, "approved", TVT=visits(1100), TV654={"lifelong_service": 0})
    registry.figures(
        2024, "approved",
        TVT={"lifelong_service": 1, **visits(1200, 100, 100)},
        TV654={"lifelong_service": 1, **visits(150)},
        X1={"lifelong_service": 1, "visits_onsite": 20},
        X2={"lifelong_service": 0, **visits(10)},
        X3={"lifelong_service": "unknown", **visits(10)},
        X4={"lifelong_service": 1}, X5={"lifelong_service": 1},
        E1={"lifelong_service": "not_applicable", **not_asked},
        B1={"education_plan": 1, "digital_display": 1}, B2={"education_plan": 1}, B3={"education_plan": 0},
        TT66={"creative_support": 1}, TT654={"creative_support": 1}, TT655={"creative_support": 0},
        H1={"clubs": 2, "regular_activities": 1}, H2={"classes": 0, "regular_activities": 1},
        H3={"classes": 0, "clubs": 0, "interest_groups": 0}, H4={"clubs": 5, "regular_activities": 1},
        H7={"clubs": 5, "regular_activities": 1},
    )  # fmt: skip
    assert timezone.localdate().year > 2025
    return registry
