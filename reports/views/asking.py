"""From a request to a question, and back to a query string."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from indicators.models import Plan
from institutions.models import AdministrativeUnit
from reports.addresses import known_query
from reports.census import Census, Question, Stamps, current_stamps
from reports.charts.files import Source
from reports.definition import PlanRule, plan_rule
from reports.forms import QuestionForm
from reports.queries import Basis
from submissions.models import ReportingYear

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Asked:
    """A question as it came with a request: its form, what it makes of it, and the state of the data it is asked of."""

    question: Question
    form: QuestionForm
    stamps: Stamps
    census: Census
    years: list[int]
    plans: list[Plan]

    @property
    def plan(self) -> PlanRule:
        return self.census.plan

    @property
    def year(self) -> ReportingYear:
        return self.census.year(self.question.year)

    @property
    def date(self) -> datetime.date:
        """The day on which institutions are counted, targets judged until an earlier day aside."""
        return self.question.at or self.year.reference_date

    @property
    def unit(self) -> AdministrativeUnit | None:
        return self.census.tree.at(self.question.unit, self.date) if self.question.unit else None

    @property
    def other_plans(self) -> list[tuple[str, PlanRule]]:
        """The plans beside the one asked, by their short titles; kept rules, which ask nothing while none changed."""
        stamp = dict(self.stamps)["plan"]
        rules = ((plan.short_title, plan_rule(plan.code, stamp)) for plan in self.plans if plan.pk != self.plan.pk)
        return [(name, rule) for name, rule in rules if rule]

    @property
    def plan_name(self) -> str:
        """The short title of the plan asked."""
        return next((plan.short_title for plan in self.plans if plan.pk == self.plan.pk), self.plan.title)

    @property
    def later_milestone(self) -> int | None:
        """The plan's last milestone, where it is not the one that the year is judged by."""
        judged, last = self.plan.milestone(self.question.year), max(self.plan.milestones, default=None)
        return None if last == judged else last

    @property
    def is_plain(self) -> bool:
        """Whether nothing but plan, year and unit was chosen: approved figures on the year's reference date."""
        return str(self.question.basis) == "approved" and self.question.at is None and not self.form.errors

    @property
    def key(self) -> str:
        """The question and the state of the data: pages written under equal keys are equal, the scope aside."""
        return repr((self.stamps, self.question))

    @property
    def choices(self) -> str:
        """The query string that asks the same of another page; without the question mark."""
        chosen = {"unit": self.question.unit, "at": self.question.at}
        if str(self.question.basis) != "approved":
            chosen["basis"] = str(self.question.basis)
        return urlencode({name: value for name, value in chosen.items() if value})


def ask(request: HttpRequest, plan: str, year: int) -> Asked:
    """The question of a results page. 404 for an unknown plan or a year out of all bounds."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404(_("Năm %s nằm ngoài phạm vi của cổng.") % year)
    stamps = current_stamps()
    try:
        everywhere = Census(stamps, Question(plan, year))
    except LookupError as unknown:
        raise Http404(_("Không có kế hoạch %s.") % plan) from unknown
    form = QuestionForm(request.GET, census=everywhere)
    form.is_valid()
    chosen = form.cleaned_data
    question = replace(
        everywhere.question,
        unit=chosen.get("unit") or None,
        basis=chosen.get("basis", Basis.APPROVED),
        at=chosen.get("at"),
    )
    return Asked(
        question=question,
        form=form,
        stamps=stamps,
        census=Census(stamps, question),
        years=years_to_show(everywhere, year),
        plans=list(Plan.objects.all()),
    )


def years_to_show(census: Census, year: int) -> list[int]:
    """The reporting years that exist, the one asked and the plan's milestones, in order."""
    return sorted({*census.known_years(), year, *census.plan.milestones})


def source_of(asked: Asked) -> Source:
    """What a picture of this page says of where it comes from."""
    words = dict(asked.form.fields["basis"].choices)  # type: ignore[attr-defined]  # a choice field
    return Source(asked.plan_name, asked.question.year, str(words[str(asked.question.basis)]).lower())


def export_urls(request: HttpRequest, *, also: Sequence[str] = ("sort", "status"), **more: str) -> dict[str, str]:
    """`csv_url` and `xlsx_url`: this page, with its choices, as a file."""
    urls = {}
    for format in ("csv", "xlsx"):
        query = known_query(request, *also)
        for name, value in {**more, "export": format}.items():
            query[name] = value
        urls[f"{format}_url"] = f"?{query.urlencode()}"
    return urls
