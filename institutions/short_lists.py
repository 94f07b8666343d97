"""Lists of hundreds of rows, page by page by number. Long ones (institutions) have keyset paging in `paging.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

_M = TypeVar("_M", bound=Model)

ROWS_A_PAGE = 100


@dataclass(frozen=True)
class NumberedPage(Generic[_M]):
    """Some of the rows, how many there are in all, and where the pages before and after are ("": there is none)."""

    rows: Sequence[_M]
    total: int
    previous_url: str
    next_url: str

    @classmethod
    def of(cls, found: "QuerySet[_M, Any]", request: HttpRequest, size: int = ROWS_A_PAGE) -> "NumberedPage[_M]":
        """The page that the request's `page` names; the rest of its query string is kept. Two queries."""
        page = Paginator(found, size).get_page(request.GET.get("page"))

        def url(number: int) -> str:
            query = request.GET.copy()
            query["page"] = str(number)
            return f"?{query.urlencode()}"

        return cls(
            rows=list(page.object_list),
            total=page.paginator.count,
            previous_url=url(page.previous_page_number()) if page.has_previous() else "",
            next_url=url(page.next_page_number()) if page.has_next() else "",
        )
