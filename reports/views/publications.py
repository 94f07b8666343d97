"""Publications: the list, one beside the live results, its institutions as published, its files."""

import datetime
import zlib
from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions.models import Institution
from institutions.requests import SignedInRequest
from reports.census import Question
from reports.comparing import Beside, names_of, side_by_side
from reports.models import Publication
from reports.outcomes import read_csv
from reports.output import rows_json
from reports.publication_document import citation_of
from reports.results import rows_of
from submissions.views.loading import may_keep_years

PAGE = 100


@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """All publications, newest first; `?plan=` and `?year=` choose."""
    rows = Publication.objects.defer("results", "registry").select_related("plan", "year", "by")
    if plan := request.GET.get("plan"):
        rows = rows.filter(plan__code=plan)
    year = request.GET.get("year", "")
    if year.isdecimal() and len(year) == 4:
        rows = rows.filter(year__number=int(year))
    context = {"rows": rows, "chosen": bool(plan or year), "breadcrumbs": [(_("Các bản công bố"), "")]}
    return render(request, "reports/publications.html", context)


@require_safe
def publication(request: SignedInRequest, pk: int) -> HttpResponse:
    """One publication beside the results of now; `?check=1` holds its bytes against its hash."""
    row = _loaded(pk)
    if "check" in request.GET:
        _tell_check(request, row)
        return redirect("reports:publication", pk)
    document = _document(row)
    lines = _beside_live(row) if document else []
    others = Publication.objects.filter(plan=row.plan_id, year=row.year_id).exclude(pk=pk).defer("results", "registry")
    context = {
        "publication": row,
        "document": document,
        "published": document and datetime.datetime.fromisoformat(document["publication"]["published_at"]),
        "days": {name: datetime.date.fromisoformat(document["year"][name]) for name in _DAYS} if document else {},
        "citation": citation_of(document, row.sha256) if document else "",
        "lines": lines,
        "different": sum(bool(line.differs) for line in lines),
        "others": others.order_by("number"),
        "may_publish": row.year.is_closed and may_keep_years(request.user),
        "may_take_registry": bool(document) and _reads_all_of(request, row),
        "breadcrumbs": [(_("Các bản công bố"), reverse("reports:publications")), (_title(row), "")],
        "title": _title(row),
    }
    return render(request, "reports/publication.html", context)


_DAYS = ("start", "end", "reference_date")


@require_safe
def institutions(request: SignedInRequest, pk: int) -> HttpResponse:
    """The institutions behind one row as published, those in the user's scope; the others are counted."""
    row = _loaded(pk)
    if not _document(row):
        raise Http404(_("Bản công bố này đã hỏng."))
    chosen = {name: request.GET.get(name, "") for name in ("criterion", "group", "year", "outcome")}
    everything = read_csv(row.registry_file)
    if not chosen["criterion"] and everything:  # nothing chosen: the first row that has institutions
        chosen |= {name: everything[0][name] for name in ("criterion", "group")}
    lines = [line for line in everything if all(line[name] == chosen[name] for name in ("criterion", "group"))]
    if not lines:
        raise Http404(_("Bản công bố không có dòng này."))
    years = sorted({line["year"] for line in lines})
    chosen["year"] = chosen["year"] if chosen["year"] in years else years[-1]
    of_year = [line for line in lines if line["year"] == chosen["year"]]
    wanted = [line for line in of_year if chosen["outcome"] in ("", line["outcome"])]
    visible = _visible_codes(request)
    shown = [line for line in wanted if visible is None or line["code"] in visible]
    first, categories = _first(request, len(shown)), _categories(row)
    context = {
        "publication": row,
        "names": _names(row).get((chosen["criterion"], tuple(chosen["group"].split(" + "))), ("", "")),
        "chosen": chosen,
        "years": years,
        "counts": dict(Counter(line["outcome"] for line in of_year)),
        "all": len(of_year),
        "lines": [line | {"category": categories.get(line["category"], "")} for line in shown[first : first + PAGE]],
        "count": len(shown),
        "hidden": len(wanted) - len(shown),
        "page": _page(request, first, len(shown)),
        "breadcrumbs": [
            (_("Các bản công bố"), reverse("reports:publications")),
            (_title(row), reverse("reports:publication", args=[pk])),
            (_("Các cơ sở"), ""),
        ],
    }
    return render(request, "reports/publication_institutions.html", context)


@require_safe
def publication_file(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """The bytes as they were published: `json` for everybody, `csv` for who reads each of its institutions."""
    row = _loaded(pk)
    if kind not in ("json", "csv"):
        raise Http404
    if kind == "csv" and not _reads_all_of(request, row):
        raise PermissionDenied(_("Tệp này có kết quả của từng cơ sở, trong đó có cơ sở ngoài phạm vi của bạn."))
    data = row.results_file if kind == "json" else row.registry_file
    types = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
    response = HttpResponse(data, content_type=types[kind])
    name = f"{row.plan.code}-{row.year}-{row.number}.{kind}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


def _loaded(pk: int) -> Publication:
    return get_object_or_404(Publication.objects.select_related("plan", "year", "by"), pk=pk)


def _title(row: Publication) -> str:
    return _("%(plan)s, năm %(year)s, bản số %(number)s") % {
        "plan": row.plan.short_title, "year": row.year, "number": row.number,
    }  # fmt: skip


def _document(row: Publication) -> dict[str, Any]:
    """The document; empty where it is damaged, which the page says."""
    try:
        return row.document
    except (zlib.error, ValueError):
        return {}


def _names(row: Publication) -> dict[tuple[str, tuple[str, ...]], tuple[str, str]]:
    return {
        (criterion["code"], tuple(category["code"] for category in group["categories"])): (
            criterion["title"],
            group["name"],
        )
        for criterion in row.document["criteria"]
        for group in criterion["groups"]
    }


def _categories(row: Publication) -> dict[str, str]:
    groups = (group for criterion in row.document["criteria"] for group in criterion["groups"])
    return {category["code"]: category["name"] for group in groups for category in group["categories"]}


def _beside_live(row: Publication) -> list[Beside]:
    live = rows_of(Question(row.plan.code, row.year.number))
    return side_by_side(row.document["rows"], rows_json(live), names_of(live) | _names(row))


def _tell_check(request: HttpRequest, row: Publication) -> None:
    if row.is_intact():
        messages.success(request, _("Đã tính lại SHA-256 của cả hai tệp: đúng như khi công bố."))
    else:
        messages.error(request, _("SHA-256 không khớp: dữ liệu đang lưu không còn như khi công bố."))


def _visible_codes(request: HttpRequest) -> set[str] | None:
    """The codes of the institutions whose single figures the user reads; None: all."""
    user = request.user
    if user.scope().everything:  # type: ignore[union-attr]  # signed in everywhere
        return None
    return set(Institution.objects.visible_to(user).values_list("code", flat=True))  # type: ignore[arg-type]


def _reads_all_of(request: HttpRequest, row: Publication) -> bool:
    visible = _visible_codes(request)
    return visible is None or {line["code"] for line in read_csv(row.registry_file)} <= visible


def _first(request: HttpRequest, count: int) -> int:
    text = request.GET.get("from", "")
    first = int(text) if text.isdecimal() and len(text) < 9 else 0
    return first if first < count else 0


def _page(request: HttpRequest, first: int, count: int) -> dict[str, str]:
    def url(start: int) -> str:
        query = request.GET.copy()
        query["from"] = str(start)
        return f"?{query.urlencode()}"

    return {
        "previous_url": url(max(0, first - PAGE)) if first else "",
        "next_url": url(first + PAGE) if first + PAGE < count else "",
    }
