"""What of an address the results pages know: links that are kept for other readers say nothing else again."""

from django.http import HttpRequest, QueryDict

OF_THE_QUESTION = ("plan", "year", "unit", "at", "basis", "group", "by")
"""The names in an address that choose what a page counts."""


def known_query(request: HttpRequest, *also: str) -> QueryDict:
    """What the address asks, as far as pages know it; `also` names more that this one knows."""
    query = QueryDict(mutable=True)
    for name in (*OF_THE_QUESTION, *also):
        if value := request.GET.get(name):
            query[name] = value
    return query
