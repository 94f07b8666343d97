"""A walk through the portal by its links, as somebody would click: each page of a role, and a few of its kind."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from .conftest import Visitor

OF_A_KIND = 1
"""Pages of the same address, with other arguments, that are looked at; and as many with choices in the query."""
MORE_OF = {"accounts:person": 3}
"""Pages of which the first lack something that others have."""

LESS_COMMON = (
    "/results/06-kh-ubnd-2023/2025/L3/?basis=all",
    "/results/06-kh-ubnd-2023/2025/C2/?unit=66&status=silent",
    "/results/units/654/",
    "/institutions/?on=2025-06-30&q=thu+vien",
    "/units/?at=2025-06-30",
    "/results/06-kh-ubnd-2023/2025/map/?by=verdict",
    "/results/06-kh-ubnd-2023/2025/matrix/?sort=-",
    "/search/?q=ea+kar",
    "/search/?q=khong+co+gi",
)
"""Pages that show what the first of their kind does not: growth, choices, the past."""

LISTS = (
    *(f"/years/2025/?status={status}" for status in ("draft", "submitted", "approved")),
    "/reporting-units/?q=bao+tang",
)
"""Lists whose first thing has other steps than the first of its kind: each is looked at too."""

GIVEN = {*LESS_COMMON, *LISTS}
"""Opened though no link led there."""

FILES = {
    "institutions:export",
    "indicators:targets_export",
    "submissions:import_template",
    "submissions:file_original",
    "submissions:file_marked",
    "submissions:file_progress",
    "submissions:evidence",
    "reports:publication_file",
    "institutions:boundaries_file",
}
"""Addresses that give a file, or what only a script reads."""

TARGETS = "links => links.map(link => new URL(link.getAttribute('href'), document.baseURI).href)"
"""Links of drawings too, which tell theirs otherwise."""

TO_A_FILE = re.compile(r"[?&](format|export|as)=")


def walk(visitor: Visitor) -> Iterator[tuple[str, str, int]]:
    """Opens page after page; gives the name of its address, its path, and the status."""
    waiting, kinds = ["/", *LESS_COMMON, *LISTS], Counter[tuple[str, bool]]()
    seen = set(waiting)
    while waiting:
        path = waiting.pop(0)
        response = visitor.page.goto(visitor.base + path)
        assert response is not None
        arrived = visitor.page.url.removeprefix(visitor.base)
        yield resolve(urlsplit(arrived).path).view_name, path, response.status
        known = Counter[tuple[str, bool]]() if path in LISTS else kinds
        for link in visitor.page.eval_on_selector_all("a[href]", TARGETS):
            onward = _own(link, visitor.base)
            if onward and onward not in seen and _is_new(onward, known):
                seen.add(onward)
                waiting.append(onward)


def _own(link: str, base: str) -> str:
    """The path of a link to a page of the portal; blank for other links."""
    path = link.removeprefix(base).partition("#")[0]
    if not link.startswith(f"{base}/") or path.startswith("/admin/") or TO_A_FILE.search(path):
        return ""
    return path


def _is_new(path: str, kinds: Counter[tuple[str, bool]]) -> bool:
    """Whether there were not enough of its kind yet."""
    parts = urlsplit(path)
    try:
        kind = resolve(parts.path).view_name, bool(parts.query)
    except Resolver404:
        return True  # a link to nothing: the walk shall stumble over it
    kinds[kind] += 1
    return kind[0] not in FILES and kinds[kind] <= MORE_OF.get(kind[0], OF_A_KIND)
