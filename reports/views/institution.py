"""The results of one institution: whether it meets each criterion in each year, and why."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import Institution, InstitutionVersion
from reports.census import Census
from reports.definition import CriterionRule, GroupRule, PlanRule
from reports.listing import YearOfInstitution, answers_of, status_of, weighed
from submissions.export import table_response

from .asking import Asked, ask, export_urls
from .files import institution_file


def institution(request: HttpRequest, code: str) -> HttpResponse:
    """An institution's results. Single figures are shown only to those within whose scope it lies."""
    found = get_object_or_404(Institution, code=code)
    visible = Institution.objects.visible_to(request.user).filter(pk=found.pk).exists()  # type: ignore[arg-type]  # signed in everywhere
    asked = ask(request, request.GET.get("plan", settings.DEFAULT_PLAN), timezone.localdate().year)
    versions = list(found.versions.select_related("category", "unit").order_by("valid_from"))
    criteria = criteria_of(asked, found, versions) if visible else []
    if "export" in request.GET:
        headings, lines = institution_file(criteria)
        return table_response(name=code, headings=headings, rows=lines, format=request.GET["export"])
    context = {
        **export_urls(request),
        "asked": asked,
        "breadcrumbs": [
            (_("Cơ sở"), reverse("institutions:list")),
            (versions[-1].name if versions else code, reverse("institutions:detail", args=[code])),
            (_("Kết quả"), ""),
        ],
        "institution": found,
        "version": versions[-1] if versions else None,
        "visible": visible,
        "criteria": criteria,
        "concerned": concerned(asked.plan, versions),
    }
    return render(request, "reports/institution.html", context)


def concerned(plan: PlanRule, versions: list[InstitutionVersion]) -> list[tuple[CriterionRule, GroupRule]]:
    """The criteria that ever ask about the institution, each with the group that it belongs to last."""
    categories = {version.category_id for version in versions}
    found: dict[str, tuple[CriterionRule, GroupRule]] = {}
    for criterion in plan.criteria:
        for group in criterion.groups:
            if group.category_ids & categories:
                found[criterion.code] = (criterion, group)
    return list(found.values())


def criteria_of(
    asked: Asked, institution: Institution, versions: list[InstitutionVersion]
) -> list[tuple[CriterionRule, list[YearOfInstitution]]]:
    """Each criterion that concerns the institution, year by year; one query a year."""
    census, rules = asked.census, concerned(asked.plan, versions)
    measures = sorted({measure for rule, _group in rules for measure in rule.measures})
    table: dict[str, list[YearOfInstitution]] = {rule.code: [] for rule, _group in rules}
    for year in census.known_years():
        given = answers_of([institution.pk], census.year(year).pk, measures, census)[institution.pk]
        by_measure = {said.measure.pk: said for said in given}
        for rule, _group in rules:
            said = weighed(rule, [by_measure[measure] for measure in rule.measures])
            counted = is_counted(census, rule, versions, year)
            status = status_of(rule, said) if counted else None
            table[rule.code].append(YearOfInstitution(year, counted, status, said))
    return [(rule, table[rule.code]) for rule, _group in rules]


def is_counted(census: Census, rule: CriterionRule, versions: list[InstitutionVersion], year: int) -> bool:
    """Whether the institution stood and was counted in one of the criterion's groups on the year's date."""
    for group in rule.groups:
        target = group.targets.get(census.plan.milestone(year) or 0)
        if target is None or census.lapsed(target, year):
            continue
        on = census.date(target, year)
        if any(
            version.category_id in group.category_ids
            and version.is_counted
            and version.valid_from <= on
            and (version.valid_until is None or on <= version.valid_until)
            for version in versions
        ):
            return True
    return False
