"""The list of institutions."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ..forms.fields import unit_choices
from ..forms.filters import ListFilterForm
from ..models import InstitutionProposal, InstitutionVersion
from ..paging import COUNTED_UP_TO, Page, count_up_to, read_page
from ..requests import SignedInRequest
from ..search import Filters, versions_shown
from ..tree import UnitTree


@dataclass(frozen=True)
class Line:
    """One line of the list: the version, where it lies on the day, and whether a person must still place it."""

    version: InstitutionVersion
    place: str
    parent: str
    to_be_placed: bool
    old_place: str
    has_closed: bool


@dataclass(frozen=True)
class Pager:
    """The addresses of the neighbouring pages, "" where there is none."""

    previous_url: str
    next_url: str


def institution_list(request: SignedInRequest) -> HttpResponse:
    """Institutions that stand on a day, searched, filtered, in one of four orders, page by page."""
    form, scope = ListFilterForm(request.GET), request.user.scope()
    tree = scope.tree
    context: dict[str, object] = {"form": form, "is_reviewer": scope.is_reviewer}
    context |= {"breadcrumbs": [(_("Cơ sở"), "")], "is_narrowed": bool(_query(request.GET))}
    if scope.is_reviewer:
        context["proposals_waiting"] = InstitutionProposal.objects.reviewable_by(request.user).waiting().count()
    if form.is_valid():
        filters = form.filters()
        found = versions_shown(filters, tree)
        page = read_page(
            found,
            form.order,
            filters.on,
            tree,
            after=_number(request.GET, "after"),
            before=_number(request.GET, "before"),
        )
        context |= {
            "filters": filters,
            "lines": lines_of(page.rows, filters, tree),
            "total": count_up_to(found),
            "most": COUNTED_UP_TO,
            "page": _pager(request.GET, page),
            "sort": form.order,
            "export_query": _query(request.GET),
        }
    context["unit_choices"] = unit_choices(tree, form.cleaned_data["on"])
    return render(request, "institutions/list.html", context)


def lines_of(versions: list[InstitutionVersion], filters: Filters, tree: UnitTree) -> list[Line]:
    """The versions with their places as at the day, all read from the tree."""
    lines = []
    for version in versions:
        chain = [tree.units[pk] for pk in tree.line(version.unit_id, filters.on)]
        place = tree.placed(version.unit_id, filters.on)
        waits = bool(place and place.to_be_placed)
        lines.append(
            Line(
                version=version,
                place=chain[0].name if chain else tree.units[version.unit_id].name,
                parent=chain[1].name if len(chain) > 1 else "",
                to_be_placed=waits,
                old_place=tree.units[version.unit_id].name if waits else "",
                has_closed=version.valid_until is not None and version.valid_until < filters.on,
            )
        )
    return lines


def _number(query: QueryDict, name: str) -> int | None:
    value = query.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 19 else None


def _query(query: QueryDict, **edge: int) -> str:
    """The filters of the address without its place in the list, with another where one is given."""
    kept = [
        (name, value) for name, values in query.lists() if name not in ("after", "before") for value in values if value
    ]
    return urlencode([*kept, *((name, str(value)) for name, value in edge.items())])


def _pager(query: QueryDict, page: Page) -> Pager:
    here = reverse("institutions:list")
    return Pager(
        previous_url=f"{here}?{_query(query, before=page.previous)}" if page.previous else "",
        next_url=f"{here}?{_query(query, after=page.next)}" if page.next else "",
    )
