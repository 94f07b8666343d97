"""Two reporting years and two libraries for the tests of pages: last year the district answered, now the commune."""

import datetime
from dataclasses import dataclass

import pytest

from indicators.models import Measure
from institutions.models import Institution
from submissions.models import AnnualFigure, ReportingYear, Submission
from submissions.workflow import Answer, ensure_submission, save_figures


@dataclass
class Returns:
    """Reporting years 2024 and 2025, what is asked of commune libraries, and the returns that answer."""

    last_year: ReportingYear
    this_year: ReportingYear
    service: Measure
    visits: Measure
    library: Institution
    other_library: Institution
    foreign_library: Institution
    district: Submission
    commune: Submission
    foreign: Submission

    def say(
        self, submission: Submission, institution: Institution, measure: Measure, value: int, **more
    ) -> AnnualFigure:
        """A figure written by nobody in particular, as a command would."""
        by = more.pop("by", None)
        answer = Answer(institution.pk, measure.pk, "reported", value, **more)
        save_figures(submission=submission, answers=[answer], by=by, through="command")
        return AnnualFigure.objects.get(institution=institution, year=submission.year, measure=measure)


def reporting_year(number: int, **days) -> ReportingYear:
    year = ReportingYear.calendar(number)
    for name, value in days.items():
        setattr(year, name, value)
    year.save()
    return year


@pytest.fixture
def returns(province) -> Returns:
    """24490 and 24493 went whole into the new commune 24490; 22015 is somebody else's."""
    service = Measure.objects.create(
        code="lifelong_service", label="Có phục vụ học tập", type="yes_no", position=1, definition="Mở cửa hằng tuần."
    )
    visits = Measure.objects.create(code="visits_onsite", label="Lượt tại chỗ", type="count", position=2)
    for measure in (service, visits):
        measure.categories.set([province.categories["library_commune"]])
    last_year, this_year = reporting_year(2024), reporting_year(2025, due_date=datetime.date(2026, 1, 15))
    library = province.institution("TV1", "Thư viện Phước An", "library_commune", "old:24490")
    other = province.institution("TV2", "Thư viện Krông Búk", "library_commune", "old:24493")
    foreign = province.institution("TV3", "Thư viện Phường 1", "library_commune", "old:22015")
    return Returns(
        last_year, this_year, service, visits, library, other, foreign,
        district=ensure_submission(reporting_unit=province.offices["old:654"], year=last_year, by=None),
        commune=ensure_submission(reporting_unit=province.offices["new:24490"], year=this_year, by=None),
        foreign=ensure_submission(reporting_unit=province.offices["new:22015"], year=this_year, by=None),
    )  # fmt: skip
