"""The page of one criterion: its groups, the years, the units, and the institutions on either side of the share."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from institutions.models import AdministrativeUnit
from reports.census import Census
from reports.definition import CriterionRule, GroupRule, TargetRule
from reports.listing import ALL, PAGE, REPORTED, InstitutionList, Listing
from reports.progress import judge_share
from reports.results import Row, ShareRow, judged, rows_of
from submissions.export import table_response

from .asking import Asked, ask, export_urls
from .files import institutions_file, units_file, years_file

LONGEST_ID = 19  # digits: no database has a larger one


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
    behind = Behind(request, asked, row)
    if "export" in request.GET:
        return export(request, asked, behind)
    context = {
        "asked": asked,
        "criterion": rule,
        "requirements": in_words(asked, rule),
        "rows": rows,
        "row": row,
        "behind": behind,
        "years_files": export_urls(request, table="years"),
        "units_files": export_urls(request, table="units"),
        "institutions_files": export_urls(request, table="institutions"),
    }
    return render(request, "reports/criterion.html", context)


class Behind:
    """What stands behind a row. Each part is counted only where it is written: a kept part of the page asks nothing."""

    def __init__(self, request: HttpRequest, asked: Asked, row: Row) -> None:
        self.request, self.asked, self.row = request, asked, row

    @property
    def key(self) -> str:
        """What the list depends on besides the question: the reader's scope and the choices of the query string."""
        return repr((self.request.user.scope().key, sorted(self.request.GET.items())))  # type: ignore[union-attr]

    @cached_property
    def tabs(self) -> dict[str, int]:
        return numbers_by_status(self.asked, self.row)

    @cached_property
    def status(self) -> str:
        """The status asked for, else the first that has institutions: what asks for action comes first."""
        status = self.request.GET.get("status", "")
        return status if status in self.tabs else next((name for name, number in self.tabs.items() if number), ALL)

    @cached_property
    def listing(self) -> Listing:
        key, _sep, version = self.request.GET.get("after", "").rpartition("~")
        after = (key, int(version)) if version.isdecimal() and len(version) < LONGEST_ID else None
        limit = None if "export" in self.request.GET else PAGE
        found = InstitutionList(self.asked.census, self.row.criterion, self.row.group, self.row.target)
        return found.page(self.status, self.request.user, after, limit)  # type: ignore[arg-type]  # signed in everywhere

    @property
    def page(self) -> dict[str, str]:
        return {"previous_url": "", "next_url": next_url(self.request, self.listing)}

    @property
    def started(self) -> bool:
        return "after" in self.request.GET

    def years(self) -> list[tuple[int, Row]]:
        return through_the_years(self.asked, self.row)

    def units(self) -> list[tuple[AdministrativeUnit | None, Any]]:
        row = self.row
        return units_table(self.asked.census, row.criterion, row.group, row.target)


def numbers_by_status(asked: Asked, row: Row) -> dict[str, int]:
    """How many institutions have each status that a list can show, what asks for action first."""
    if isinstance(row, ShareRow):
        tally = asked.census.tally_of_institutions(row.criterion, row.group, row.target)
        return {"not_met": tally.not_met, "silent": tally.silent, "met": tally.met, ALL: tally.eligible}
    last = row.result.last
    return {"silent": row.silent, REPORTED: last.reported, ALL: last.eligible}


def next_url(request: HttpRequest, listing: Listing) -> str:
    """The address of the page after this one, "" where there is none."""
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
    cells = [(unit, found) for unit, found in census.by_unit(rule, group, target) if found]
    if not rule.is_share:
        return [(unit, census.year_sum_of_cells(census.question.year, found)) for unit, found in cells]
    tallies = [(unit, census.sum_of_cells(found)) for unit, found in cells]
    return [(unit, judge_share(tally, target.threshold, target.comparison)) for unit, tally in tallies]


def export(request: HttpRequest, asked: Asked, behind: Behind) -> HttpResponse:
    """The table of units (`?table=units`), of years (`years`) or of the institutions as a file."""
    rule = behind.row.criterion
    name = f"{asked.question.plan}-{asked.question.year}-{rule.code}"
    if request.GET.get("table") == "units":
        headings, lines = units_file(behind.units(), rule.is_share)
        return table_response(name=f"{name}-units", headings=headings, rows=lines, format=request.GET["export"])
    if request.GET.get("table") == "years":
        headings, lines = years_file(behind.years())
        return table_response(name=f"{name}-years", headings=headings, rows=lines, format=request.GET["export"])
    measures = [asked.plan.measures[measure] for measure in rule.measures]
    headings, lines = institutions_file(behind.listing.rows, measures, rule.is_share)
    return table_response(name=f"{name}-{behind.status}", headings=headings, rows=lines, format=request.GET["export"])
