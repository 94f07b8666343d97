"""The page of one criterion: its groups, the years, the units, and the institutions on either side of the share."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from institutions.models import AdministrativeUnit
from reports.census import Census
from reports.definition import CriterionRule, GroupRule, TargetRule
from reports.listing import ALL, PAGE, REPORTED, InstitutionList, Listing
from reports.progress import judge_share
from reports.results import Row, judged, rows_of
from submissions.export import table_response

from .asking import Asked, ask, export_urls
from .files import institutions_file, units_file

STATUSES = {"share": ["not_met", "silent", "met", ALL], "growth": ["silent", REPORTED, ALL]}


def criterion(request: HttpRequest, plan: str, year: int, code: str) -> HttpResponse:
    """One criterion for a year. `?group=` and `?status=` choose the list, `?export=` and `?table=` a file."""
    asked = ask(request, plan, year)
    rule = asked.plan.criterion(code)
    if rule is None:
        raise Http404(_("Kế hoạch không có tiêu chí %s.") % code)
    rows = [row for row in rows_of(asked.question, asked.stamps) if row.criterion.code == code]
    row = next((row for row in rows if str(row.group.pk) == request.GET.get("group")), rows[0] if rows else None)
    if row is None:
        return render(request, "reports/criterion.html", {"asked": asked, "criterion": rule, "rows": []})
    if "export" in request.GET:
        return export(request, asked, row)
    listing, status = institutions(request, asked, row)
    context = {
        "asked": asked,
        "criterion": rule,
        "requirements": in_words(asked, rule),
        "rows": rows,
        "row": row,
        "status": status,
        "statuses": STATUSES["share" if rule.is_share else "growth"],
        "listing": listing,
        "page": {"previous_url": "", "next_url": next_url(request, listing)},
        "started": "after" in request.GET,
        "years": through_the_years(asked, row),
        "units": units_table(asked.census, rule, row.group, row.target),
        "units_files": export_urls(request, table="units"),
        "institutions_files": export_urls(request, table="institutions"),
    }
    return render(request, "reports/criterion.html", context)


def institutions(request: HttpRequest, asked: Asked, row: Row) -> tuple[Listing, str]:
    """The page of institutions that the query string asks for, and its status."""
    statuses = STATUSES["share" if row.criterion.is_share else "growth"]
    status = request.GET.get("status", "")
    if status not in statuses:
        status = statuses[0]
    key, _sep, version = request.GET.get("after", "").rpartition("~")
    after = (key, int(version)) if version.isdecimal() else None
    limit = None if "export" in request.GET else PAGE
    found = InstitutionList(asked.census, row.criterion, row.group, row.target)
    return found.page(status, request.user, after, limit), status  # type: ignore[arg-type]  # signed in everywhere


def next_url(request: HttpRequest, listing: Listing) -> str:
    if listing.next is None:
        return ""
    query = request.GET.copy()
    query["after"] = f"{listing.next[0]}~{listing.next[1]}"
    return f"?{query.urlencode()}#institutions"


def in_words(asked: Asked, rule: CriterionRule) -> list[dict[str, Any]]:
    """Each requirement as the labels of its measures and the least sum."""
    measures = asked.plan.measures
    return [{"measures": [measures[m] for m in each.measures], "minimum": each.minimum} for each in rule.requirements]


def through_the_years(asked: Asked, row: Row) -> list[tuple[int, Row]]:
    """The group in each reporting year, each held against the target of that year's milestone."""
    found = []
    for number in sorted({*asked.census.known_years(), asked.question.year}):
        at = asked.question.at if number == asked.question.year else None
        census = Census(asked.stamps, replace(asked.question, year=number, at=at))
        target = row.group.targets.get(asked.plan.milestone(number) or 0)
        if target:
            found.append((number, judged(census, row.criterion, row.group, target)))
    return found


def units_table(
    census: Census, rule: CriterionRule, group: GroupRule, target: TargetRule
) -> list[tuple[AdministrativeUnit | None, Any]]:
    """By unit below: the share of each (share), or the sum of each (growth); units without an institution left out."""
    if census.lapsed(target, census.question.year):
        return []
    cells = [(unit, found) for unit, found in census.by_unit(group, target) if found]
    if not rule.is_share:
        return [(unit, census.year_sum_of_cells(rule, census.question.year, found)) for unit, found in cells]
    tallies = [(unit, census.sum_of_cells(rule, found)) for unit, found in cells]
    return [(unit, judge_share(tally, target.threshold, target.comparison)) for unit, tally in tallies]


def export(request: HttpRequest, asked: Asked, row: Row) -> HttpResponse:
    """The table of units (`?table=units`) or of the institutions as a file."""
    name = f"{asked.question.plan}-{asked.question.year}-{row.criterion.code}"
    if request.GET.get("table") == "units":
        found = units_table(asked.census, row.criterion, row.group, row.target)
        headings, lines = units_file(found, row.criterion.is_share)
        return table_response(name=f"{name}-units", headings=headings, rows=lines, format=request.GET["export"])
    listing, status = institutions(request, asked, row)
    headings, lines = institutions_file(
        listing.rows, [asked.plan.measures[m] for m in row.criterion.measures], row.criterion.is_share
    )
    return table_response(name=f"{name}-{status}", headings=headings, rows=lines, format=request.GET["export"])
