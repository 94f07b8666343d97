"""Long lists that are in memory already, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.paginator import Paginator
from django.http import HttpRequest

_T = TypeVar("_T")


@dataclass(frozen=True)
class ListPage(Generic[_T]):
    """Some of the rows, and where the pages before and after are ("": there is none)."""

    rows: Sequence[_T]
    previous_url: str
    next_url: str

    @classmethod
    def of(cls, rows: Sequence[_T], request: HttpRequest, size: int = 200) -> "ListPage[_T]":
        """The page that the request's `page` names; the rest of its query string is kept."""
        page = Paginator(rows, size).get_page(request.GET.get("page"))

        def url(number: int) -> str:
            query = request.GET.copy()
            query["page"] = str(number)
            return f"?{query.urlencode()}"

        return cls(
            rows=list(page.object_list),
            previous_url=url(page.previous_page_number()) if page.has_previous() else "",
            next_url=url(page.next_page_number()) if page.has_next() else "",
        )
