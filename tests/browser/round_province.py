"""The province of the yearly round: five libraries, what two of them answered for 2024, a plan; 2025 is to come."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from indicators.models import Criterion, Measure, Plan, Requirement, Target, TargetGroup
from institutions.models import Contact, Institution
from submissions.models import ReportingYear, Submission
from submissions.workflow import Answer, approve, close_year, ensure_submission, save_figures, submit

from ..conftest import Cast, SmallProvince
from ..submissions.gate import explain_all
from .conftest import Visitor

KRONG_BUK, PHUOC_AN = "Thư viện Krông Búk", "Thư viện Phước An"
SERVES, VISITS, MOBILE = "Có phục vụ học tập", "Lượt tại chỗ", "Lượt lưu động"
OFFICE, LATE = "Cơ quan Xã Krông Pắc", "Cơ quan Tỉnh Đắk Lắk"
OTHERS = {"new:22015": "Cơ quan Phường Tuy Hòa", "new:24538": "Cơ quan Xã Krông Ana"}
DUE = timezone.localdate() - datetime.timedelta(days=10)


@dataclass
class Round:
    """The people of the round at their screens."""

    province: SmallProvince
    cast: Cast
    reviewer: Visitor
    reporter: Visitor
    script: bool

    def returned(self, office: str) -> Submission:
        """The return of an office for 2025."""
        return Submission.objects.get(reporting_unit=self.province.offices[office], year__number=2025)


def prepare(province: SmallProvince, cast: Cast) -> None:
    """All that is there before the year 2025 is planned."""
    libraries = [province.categories[code] for code in ("library_commune", "library_province")]
    measures = [("lifelong_service", SERVES, "yes_no"), ("visits_onsite", VISITS, "count")]
    for position, (code, label, kind) in enumerate([*measures, ("visits_mobile", MOBILE, "count")]):
        Measure.objects.create(code=code, label=label, type=kind, position=position).categories.set(libraries)
    for code, name, unit in [
        ("TV1", PHUOC_AN, "old:24490"), ("TV2", KRONG_BUK, "old:24493"), ("TV3", "Thư viện Phường 1", "old:22015"),
        ("TV4", "Thư viện Ea Na", "old:24541"),
    ]:  # fmt: skip
        province.institution(code, name, "library_commune", unit)
    province.institution("TVT", "Thư viện tỉnh", "library_province", "old:66")
    Contact.objects.create(reporting_unit=province.offices["new:66"], name="Bà Hòa", email="hoa@so.example")
    _plan(province)
    _year_before(province, cast)


def _plan(province: SmallProvince) -> None:
    plan = Plan.objects.create(
        code="06-kh-ubnd-2023", title="Kế hoạch", short_title="KH 06", legal_basis="06/KH-UBND",
        issued_on=datetime.date(2023, 1, 10), territory=province.units["old:66"],
    )  # fmt: skip
    criterion = Criterion.objects.create(plan=plan, code="L1", title="Phục vụ", kind="share")
    Requirement.objects.create(criterion=criterion).measures.add(Measure.objects.get(code="visits_onsite"))
    group = TargetGroup.objects.create(criterion=criterion, name="Thư viện xã")
    group.categories.add(province.categories["library_commune"])
    Target.objects.create(group=group, milestone=2025, threshold=60, citation="Kế hoạch 06")


def _year_before(province: SmallProvince, cast: Cast) -> None:
    """What the district reported before it ended, approved; the year is closed."""
    year = ReportingYear.calendar(2024)
    year.save()
    row = ensure_submission(reporting_unit=province.offices["old:654"], year=year, by=None)
    measures = dict(Measure.objects.values_list("code", "pk"))
    answers = [
        Answer(Institution.objects.get(code=code).pk, measures[measure], "reported", value)
        for code, values in [("TV1", (1, 1000, 50)), ("TV2", (1, 500, 40))]
        for measure, value in zip(("lifelong_service", "visits_onsite", "visits_mobile"), values, strict=True)
    ]
    save_figures(submission=row, answers=answers, by=None, through="command")
    explain_all(row)
    submit(submission=row, by=None)
    approve(submission=row, by=cast.reviewer)
    close_year(year=year, by=cast.reviewer)
