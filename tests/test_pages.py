"""What every page of the portal has, whoever made it: one heading, a title of its own, its language, and where it
stands. Each address of the table of access is opened by somebody who may read it.
"""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from .kept import kept_for_the_module
from .one_of_everything import World, small_world
from .test_access import TABLE

READERS = ["reviewer", "administrator", "reporter"]
"""Who opens a page: the first of them who may."""

NOT_INSIDE = {"accounts:login", "accounts:set_password"}
"""Pages before the door, which stand nowhere in the portal."""

HOME = {"reports:dashboard"}
"""Where the way in leads: nothing is above it."""

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


class Outline(HTMLParser):
    """The language, title and headings of a page, and the entries of the list that says where it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language: str | None = None
        self.title = ""
        self.headings: list[tuple[str, str]] = []
        self.crumbs: list[str] = []
        self._inside: list[str] = []
        self._trail = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "html":
            self.language = found.get("lang")
        elif tag == "ol":
            self._trail = found.get("class") == "breadcrumb"
        elif tag == "li" and self._trail:
            self.crumbs.append("")
        elif tag in HEADINGS:
            self.headings.append((tag, ""))
        if tag in HEADINGS | {"title", "svg"}:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "ol":
            self._trail = False
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        inside = self._inside[-1] if self._inside else ""
        if inside == "title" and "svg" not in self._inside:
            self.title += data
        elif inside in HEADINGS:
            tag, text = self.headings[-1]
            self.headings[-1] = tag, text + data
        if self._trail and self.crumbs:
            self.crumbs[-1] += data.strip()


@pytest.fixture(scope="module")
def outlines(django_db_setup, django_db_blocker) -> dict[str, Outline]:
    """The outline of every page that can be opened by its address alone."""

    def read() -> dict[str, Outline]:
        world = small_world()
        return {name: outline for name in TABLE if (outline := _opened(world, name)) is not None}

    with kept_for_the_module(django_db_blocker, read) as found:
        return found


@pytest.fixture
def pages(outlines, db) -> dict[str, Outline]:
    return outlines


def _opened(world: World, name: str) -> Outline | None:
    address = TABLE[name]
    reader = next((role for role in READERS if (address.get or {}).get(role) == 200), None)
    if name in NOT_INSIDE:
        reader = "anonymous"
    if reader is None:
        return None
    client, user = Client(), world.users[reader]
    if user is not None:
        client.force_login(user)
    response = client.get(reverse(name, kwargs=world.filled(address.arguments)))
    is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
    return Outline(response.content.decode()) if is_page else None


def test_every_page_says_what_it_is_and_where_it_stands(pages):
    assert len(pages) > 70
    faults = {
        "no language": [name for name, page in pages.items() if page.language != "vi"],
        "not one h1": [name for name, page in pages.items() if [tag for tag, _ in page.headings].count("h1") != 1],
        "empty heading": [name for name, page in pages.items() if not all(text.strip() for _, text in page.headings)],
        "nowhere": [name for name, page in pages.items() if name not in NOT_INSIDE | HOME and len(page.crumbs) < 2],
        "crumb without words": [name for name, page in pages.items() if not all(page.crumbs)],
    }
    assert {fault: names for fault, names in faults.items() if names} == {}


def test_no_two_pages_have_the_same_title(pages):
    seen: dict[str, list[str]] = {}
    for name, page in pages.items():
        seen.setdefault(" ".join(page.title.split()), []).append(name)
    assert {title: names for title, names in seen.items() if len(names) > 1} == {}
    assert all(title.removesuffix(" · Học tập suốt đời").strip(" ·") for title in seen)
