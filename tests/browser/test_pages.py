"""Each page as each role, by day and by night, wide and narrow: it opens, fits, asks nothing of others, and keeps
nobody out (WCAG)."""

import pytest

from ..test_access import TABLE
from .looking import look_at
from .walking import FILES, GIVEN, walk

ROLES = {"krong.pac": "reporter", "tham.tra": "reviewer", "giam.doc": "viewer", "quan.tri": "administrator"}

NO_LINK_TO = {"home", "healthz", "accounts:login", "accounts:set_password", "search"}
"""Addresses to which no link leads somebody who is in; a form does to the search, which is opened all the same."""
NOT_IN_THE_SAMPLE = {
    "accounts:reactivate": "nobody is locked out",
    "indicators:ruling_withdraw": "no ruling about the territory",
    "institutions:import_file": "no file waits",
    **{
        f"submissions:file{page}": "no file was sent (`test_files.py` looks at these)"
        for page in ("", "_reading", "_columns", "_numbers", "_institutions", "_explanations", "_undo")
    },
}
"""Pages to which a link leads only when there is something that the sample has not."""
NOT_FOR = {
    "reporter": {"institutions:contact", "institutions:contact_remove"},  # the sample's commune names no contact
    "reviewer": {"submissions:mine"},
    "viewer": {"submissions:mine"},
    "administrator": {"submissions:mine"},  # it tells them that they have nothing to report
}


def pages_of(role: str) -> set[str]:
    """The names of the addresses that the role may open, by the table of access; files and POSTs aside."""
    readable = {name for name, address in TABLE.items() if address.get and address.get[role] == 200}
    return readable - FILES - NO_LINK_TO - set(NOT_IN_THE_SAMPLE) - NOT_FOR[role]


@pytest.mark.parametrize("username", ROLES)
def test_pages_are_reached_open_fit_and_are_accessible(meet, username):
    visitor = meet(username)
    wrong, reached = {}, set()
    for name, path, status in walk(visitor):
        if path not in GIVEN:
            reached.add(name)
        here = look_at(visitor, f"{username}-{path}") + ([] if status == 200 else [f"status {status}"])
        if here:
            wrong[path] = here
    assert wrong == {}
    assert visitor.asked_elsewhere == []
    assert pages_of(ROLES[username]) - reached == set(), "pages to which no link leads"


def test_the_door_is_accessible(meet):
    visitor = meet()
    wrong = {}
    for path in ("/sign-in/", "/set-password/MQ/no-such-token/"):
        visitor.open(path)
        wrong[path] = look_at(visitor, path)
    visitor.sign_in_at_the_door("giam.doc", "not the password")
    wrong["refused"] = look_at(visitor, "refused")
    assert wrong == {"/sign-in/": [], "/set-password/MQ/no-such-token/": [], "refused": []}


@pytest.mark.parametrize("username", ["tham.tra", "quan.tri"])
def test_pages_open_in_english(meet, username):
    visitor = meet(username)
    visitor.page.locator(".user-menu > summary").click()
    visitor.page.get_by_role("button", name="English").click()
    wrong = {}
    for _name, path, status in walk(visitor):
        language = visitor.page.locator("html").get_attribute("lang")
        if (status, language) != (200, "en") or visitor.complaints:
            wrong[path] = (status, language, visitor.told())
    assert wrong == {}
