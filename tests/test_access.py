"""Who gets what from every address: one table, address × role → status. An address that is missing here fails.

The roles stand to the things of the small province like this: `reporter` answers for the office of new commune 24490
and so for institution A, `reviewer` and `viewer` have province 66; `outsider` reports for another commune, `stranger`
reviews another province; `administrator` reads everything and edits neither registry nor figures; `nobody` is
signed in without any role.
"""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from .kept import kept_for_the_module
from .one_of_everything import ROLES, SECRET, World, small_world

EVERYBODY = frozenset(ROLES) - {"anonymous"}
IN_SCOPE = frozenset({"reporter", "reviewer", "viewer", "administrator"})
PROVINCE = IN_SCOPE - {"reporter"}
WRITERS = frozenset({"reporter", "reviewer"})
ENTERING = frozenset({"reporter", "outsider", "reviewer", "stranger"})
ANY_REVIEWER = frozenset({"reviewer", "stranger"})
REVIEWER = frozenset({"reviewer"})
SENDER = frozenset({"reporter"})
ADMINISTRATOR = frozenset({"administrator"})
MAPPERS = ANY_REVIEWER | ADMINISTRATOR
LOGIN = "login"

NOT_OURS = {"admin", "axes", "javascript-catalog"}
"""Namespaces and names of other packages."""

Expected = dict[str, int | str]


def only(roles: Iterable[str], status: int = 200, *, inside: Iterable[str] = EVERYBODY) -> Expected:
    """`status` for these roles, 403 for the others who may read the thing, 404 for those outside, the door first."""
    allowed, readers = set(roles), set(inside)
    found: Expected = {role: status if role in allowed else 403 if role in readers else 404 for role in ROLES}
    return found | {"anonymous": LOGIN}


def everybody(status: int = 200) -> Expected:
    """The same for everybody who is signed in."""
    return only(EVERYBODY, status)


def open_to_all(status: int = 200, *, signed_in: int | None = None) -> Expected:
    """No login needed; where `signed_in` is given, that for those who are in."""
    return {role: status if role == "anonymous" or signed_in is None else signed_in for role in ROLES}


@dataclass(frozen=True)
class Address:
    """One name of a URL with its arguments, and what GET and POST give; None: not asked."""

    arguments: dict[str, object] = field(default_factory=dict)
    get: Expected | None = None
    post: Expected | None = None
    data: dict[str, object] = field(default_factory=dict)


@pytest.fixture(scope="module")
def world_of_module(django_db_setup, django_db_blocker) -> Iterator[World]:
    with kept_for_the_module(django_db_blocker, small_world) as world:
        yield world


@pytest.fixture
def world(world_of_module, db) -> World:
    """The small province with one thing of each kind."""
    return deepcopy(world_of_module)


PLAN = {"code": "06-kh-ubnd-2023"}
A = {"code": "A"}
TODAY = f"{timezone.localdate():%Y-%m-%d}"
RESULTS = {"plan": "06-kh-ubnd-2023", "year": 2025}

TABLE: dict[str, Address] = {
    "home": Address({}, get=everybody(302)),
    "healthz": Address({}, get=open_to_all()),
    "sample_data": Address({}, get=everybody()),
    "set_look": Address({}, get=open_to_all(405), post=open_to_all(302), data={"look": "dark"}),
    "design": Address({}, get=everybody()),
    "search": Address({}, get=everybody()),
    "glossary": Address({}, get=open_to_all()),
    "accessibility": Address({}, get=open_to_all()),
    "set_language": Address({}, post=open_to_all(302), data={"language": "en"}),
    # --- accounts: people are the administrator's
    "accounts:login": Address({}, get=open_to_all(signed_in=302), post=open_to_all(signed_in=302)),
    "accounts:logout": Address({}, get=everybody(405), post=everybody(302)),
    "accounts:password_change": Address({}, get=everybody(), post=everybody()),
    "accounts:set_password": Address({"uidb64": "MQ", "token": "x-y"}, get=open_to_all(), post=open_to_all()),
    "accounts:people": Address({}, get=only(ADMINISTRATOR)),
    "accounts:invite": Address({}, get=only(ADMINISTRATOR), post=only(ADMINISTRATOR)),
    "accounts:person": Address({"pk": "$viewer"}, get=only(ADMINISTRATOR)),
    "accounts:person_correct": Address({"pk": "$viewer"}, get=only(ADMINISTRATOR), post=only(ADMINISTRATOR)),
    "accounts:membership_add": Address({"pk": "$nobody"}, get=only(ADMINISTRATOR), post=only(ADMINISTRATOR)),
    "accounts:membership_end": Address(
        {"pk": "$membership"}, get=only(ADMINISTRATOR), post=only(ADMINISTRATOR, 302), data={"on": TODAY}
    ),
    "accounts:renew_link": Address({"pk": "$viewer"}, get=only(ADMINISTRATOR), post=only(ADMINISTRATOR, 302)),
    "accounts:deactivate": Address({"pk": "$nobody"}, get=only(ADMINISTRATOR), post=only(ADMINISTRATOR, 302)),
    "accounts:reactivate": Address({"pk": "$nobody"}, get=only(ADMINISTRATOR), post=only(ADMINISTRATOR)),
    # --- institutions: read by everybody, kept by the reviewer of the place
    "institutions:units": Address({}, get=everybody()),
    "institutions:boundaries": Address({}, get=everybody(), post=only(MAPPERS)),
    "institutions:boundary_set": Address(  # waits: only whoever keeps the maps of its province knows of it
        {"pk": "$boundaries"},
        get=only(MAPPERS - {"stranger"}, inside=MAPPERS - {"stranger"}),
        post=only(MAPPERS - {"stranger"}, 302, inside=MAPPERS - {"stranger"}),
        data={"act": "use"},
    ),
    "institutions:boundaries_file": Address(
        {"pk": "$boundaries"}, get=only(MAPPERS - {"stranger"}, inside=MAPPERS - {"stranger"})
    ),
    "institutions:list": Address({}, get=everybody()),
    "institutions:detail": Address(A, get=everybody()),
    "institutions:add": Address({}, get=only(ANY_REVIEWER), post=only(ANY_REVIEWER)),
    "institutions:to_place": Address({}, get=only(ANY_REVIEWER), post=only(ANY_REVIEWER, 302)),
    **{
        f"institutions:{name}": Address(A, get=only(REVIEWER, inside=IN_SCOPE), post=only(REVIEWER, inside=IN_SCOPE))
        for name in ("change", "correct", "close", "merge", "split", "satellite")
    },
    "institutions:export": Address({}, get=everybody()),
    "institutions:import": Address({}, get=only(ANY_REVIEWER), post=only(ANY_REVIEWER)),
    "institutions:import_file": Address(  # the sender's own
        {"pk": "$file"},
        get=only(REVIEWER, inside=EVERYBODY - {"stranger"}),
        post=only(REVIEWER, inside=EVERYBODY - {"stranger"}),
    ),
    "institutions:alias_remove": Address(
        {"pk": "$alias"}, get=everybody(405), post=only(REVIEWER, 302, inside=IN_SCOPE)
    ),
    "institutions:proposals": Address({}, get=everybody()),
    "institutions:proposal": Address(  # put by the reporter, decided by the reviewer of the unit
        {"pk": "$proposal"}, get=only(IN_SCOPE, inside=IN_SCOPE), post=only(REVIEWER, inside=IN_SCOPE)
    ),
    "institutions:reporting_units": Address({}, get=everybody()),
    "institutions:reporting_unit": Address({"pk": "$office"}, get=everybody()),
    "institutions:reporting_unit_add": Address({}, get=only(ANY_REVIEWER), post=only(ANY_REVIEWER)),
    "institutions:reporting_unit_correct": Address(
        {"pk": "$body"}, get=only(REVIEWER, inside=PROVINCE), post=only(REVIEWER, inside=PROVINCE)
    ),
    "institutions:reporting_unit_end": Address(
        {"pk": "$body"}, get=only(REVIEWER, inside=PROVINCE), post=only(REVIEWER, inside=PROVINCE)
    ),
    "institutions:contact_add": Address(
        {"pk": "$office"}, get=only(WRITERS, inside=IN_SCOPE), post=only(WRITERS, inside=IN_SCOPE)
    ),
    "institutions:contact": Address(
        {"pk": "$contact"}, get=only(WRITERS, inside=IN_SCOPE), post=only(WRITERS, inside=IN_SCOPE)
    ),
    "institutions:contact_remove": Address(
        {"pk": "$contact"}, get=only(WRITERS, inside=IN_SCOPE), post=only(WRITERS, 302, inside=IN_SCOPE)
    ),
    # --- indicators: read by everybody; targets are the administrator's, actions the reviewer's, the territory both's
    "indicators:plans": Address({}, get=everybody()),
    "indicators:plan": Address(PLAN, get=everybody()),
    "indicators:targets_export": Address(PLAN | {"format": "csv"}, get=everybody()),
    "indicators:target": Address(PLAN | {"pk": "$target"}, get=everybody()),
    "indicators:target_change": Address(PLAN | {"pk": "$target"}, get=only(ADMINISTRATOR), post=only(ADMINISTRATOR)),
    "indicators:measure": Address({"code": "visits_onsite"}, get=everybody(), post=only(ADMINISTRATOR)),
    "indicators:action_add": Address(PLAN | {"number": 1}, get=only(REVIEWER), post=only(REVIEWER)),
    "indicators:action": Address(PLAN | {"pk": "$action"}, get=everybody(), post=only(REVIEWER)),
    "indicators:territory": Address(PLAN, get=everybody(), post=only(ANY_REVIEWER | ADMINISTRATOR)),
    "indicators:ruling_withdraw": Address(
        PLAN | {"pk": "$ruling"}, get=only(REVIEWER | ADMINISTRATOR), post=only(REVIEWER | ADMINISTRATOR)
    ),
    # --- submissions: read within the scope, written by the reporter and the reviewer, judged by the reviewer
    "submissions:years": Address({}, get=everybody()),
    "submissions:board": Address({"year": 2025}, get=everybody()),
    "submissions:mine": Address({}, get=everybody()),
    "submissions:submission": Address(
        {"pk": "$submission"}, get=only(IN_SCOPE, inside=IN_SCOPE), post=only(WRITERS, 302, inside=IN_SCOPE)
    ),
    "submissions:last_year": Address({"pk": "$submission"}, get=only(IN_SCOPE, inside=IN_SCOPE)),
    "submissions:take_over": Address(
        {"pk": "$submission"}, get=everybody(405), post=only(WRITERS, 302, inside=IN_SCOPE)
    ),
    "submissions:cell": Address(  # a script is told that it is not signed in; without a cell there is nothing to save
        {"pk": "$submission"},
        get=open_to_all(405),
        post=only(WRITERS, 422, inside=IN_SCOPE) | {"anonymous": 401},
    ),
    "submissions:institution_form": Address(
        A | {"year": 2025}, get=only(IN_SCOPE, inside=IN_SCOPE), post=only(WRITERS, 422, inside=IN_SCOPE)
    ),
    **{
        f"submissions:{name}": Address({"year": 2025}, get=only(ENTERING), post=only(ENTERING))
        for name in ("import", "import_template")
    },
    # a waiting file is its sender's; a stored one is read by who reads its returns, and undone by who writes them
    **{
        f"submissions:file{name}": Address({"pk": "$waiting"}, get=only(SENDER, inside=SENDER))
        for name in ("", "_progress", "_original", "_marked")
    },
    **{
        f"submissions:file_{name}": Address(
            {"pk": "$waiting"}, get=only(SENDER, inside=SENDER), post=only(SENDER, code, inside=SENDER)
        )
        for name, code in [("reading", 302), ("columns", 302), ("numbers", 302), ("explanations", 302)]
    },
    "submissions:file_institutions": Address(
        {"pk": "$waiting"}, get=only(SENDER, inside=SENDER), post=only(SENDER, 302, inside=SENDER)
    ),
    "submissions:file_propose": Address(
        {"pk": "$waiting"}, get=only(set(), inside=set())
    ),  # names a row: see its tests
    **{
        f"submissions:file_{name}": Address(
            {"pk": "$waiting"}, get=everybody(405), post=only(SENDER, 302, inside=SENDER)
        )
        for name in ("apply", "again", "discard")
    },
    "submissions:file_undo": Address(
        {"pk": "$applied"}, get=only(WRITERS, inside=IN_SCOPE), post=only(WRITERS, 302, inside=IN_SCOPE)
    ),
    "submissions:checks": Address({}, get=everybody()),
    "submissions:figure_history": Address({"pk": "$figure"}, get=only(IN_SCOPE, inside=IN_SCOPE)),
    "submissions:open": Address(
        {"year": 2025}, get=everybody(405), post=only(WRITERS, 302, inside=IN_SCOPE), data={"reporting_unit": "$office"}
    ),
    "submissions:evidence": Address({"pk": "$evidence"}, get=only(IN_SCOPE, inside=IN_SCOPE)),
    "submissions:evidence_add": Address(
        {"pk": "$figure"}, get=everybody(405), post=only(WRITERS, 302, inside=IN_SCOPE)
    ),
    "submissions:evidence_remove": Address(
        {"pk": "$evidence"}, get=everybody(405), post=only(WRITERS, 302, inside=IN_SCOPE)
    ),
    "submissions:questions": Address({"pk": "$submission"}, get=only(IN_SCOPE, inside=IN_SCOPE)),
    "submissions:question_ask": Address(  # about the figure that the query names: see its tests
        {"pk": "$submission"}, get=only(REVIEWER, 404, inside=IN_SCOPE), post=only(REVIEWER, 404, inside=IN_SCOPE)
    ),
    "submissions:question_reply": Address(
        {"pk": "$question"}, get=everybody(405), post=only(WRITERS, 302, inside=IN_SCOPE)
    ),
    "submissions:question_settle": Address(
        {"pk": "$question"}, get=everybody(405), post=only(REVIEWER, 302, inside=IN_SCOPE)
    ),
    "submissions:return": Address(  # only what was submitted: see its tests
        {"pk": "$submission"}, get=only(REVIEWER, 302, inside=IN_SCOPE), post=only(REVIEWER, 422, inside=IN_SCOPE)
    ),
    "submissions:submission_checks": Address(
        {"pk": "$submission"}, get=only(IN_SCOPE, inside=IN_SCOPE), post=only(WRITERS, 302, inside=IN_SCOPE)
    ),
    "submissions:withdraw_stray": Address(  # nothing is astray in this return: see the tests of the checks' page
        {"pk": "$submission"}, get=everybody(405), post=only(WRITERS, 404, inside=IN_SCOPE), data={"stray": "1-1"}
    ),
    "submissions:submit": Address(
        {"pk": "$submission"}, get=only(WRITERS, inside=IN_SCOPE), post=only(WRITERS, 302, inside=IN_SCOPE)
    ),
    "submissions:approve": Address(
        {"pk": "$submission"}, get=only(REVIEWER, inside=IN_SCOPE), post=only(REVIEWER, 302, inside=IN_SCOPE)
    ),
    "submissions:reopen": Address(
        {"pk": "$submission"}, get=only(REVIEWER, inside=IN_SCOPE), post=only(REVIEWER, 422, inside=IN_SCOPE)
    ),
    "submissions:approve_many": Address(  # confirmed on the page that it answers with
        {"year": 2025}, get=everybody(405), post=only(REVIEWER, inside=IN_SCOPE), data={"submission": "$submission"}
    ),
    "submissions:hand_over": Address(  # this office still stands: see its tests
        {"pk": "$submission"}, get=only(REVIEWER, inside=IN_SCOPE), post=only(REVIEWER, 409, inside=IN_SCOPE)
    ),
    "submissions:submission_changes": Address({"pk": "$submission"}, get=only(IN_SCOPE, inside=IN_SCOPE)),
    "submissions:submission_history": Address({"pk": "$submission"}, get=only(IN_SCOPE, inside=IN_SCOPE)),
    "submissions:year_add": Address(
        {}, get=only(ANY_REVIEWER | ADMINISTRATOR), post=only(ANY_REVIEWER | ADMINISTRATOR)
    ),
    "submissions:year_edit": Address(
        {"year": 2025}, get=only(ANY_REVIEWER | ADMINISTRATOR), post=only(ANY_REVIEWER | ADMINISTRATOR)
    ),
    **{
        f"submissions:{name}": Address({"year": 2025}, get=everybody(405), post=only(ANY_REVIEWER | ADMINISTRATOR, 302))
        for name in ("year_open", "year_call", "year_close", "reminders_send")
    },
    "submissions:reminders": Address({"year": 2025}, get=only(ANY_REVIEWER | ADMINISTRATOR)),
    "submissions:extensions": Address({"year": 2025}, get=only(ANY_REVIEWER), post=only(ANY_REVIEWER)),
    "submissions:extension": Address(
        {"pk": "$submission"}, get=only(IN_SCOPE, inside=IN_SCOPE), post=only(REVIEWER, inside=IN_SCOPE)
    ),
    "submissions:year_reopen": Address({"year": 2025}, get=everybody(405), post=only(ANY_REVIEWER | ADMINISTRATOR)),
    # --- reports: results are read by everybody
    "reports:dashboard": Address(RESULTS, get=everybody()),
    "reports:map": Address(RESULTS, get=everybody()),
    "reports:matrix": Address(RESULTS, get=everybody()),
    "reports:criterion": Address(RESULTS | {"code": "L1"}, get=everybody()),
    "reports:unit": Address({"code": "66"}, get=everybody()),
    "reports:institution": Address(A, get=everybody()),
    "reports:known": Address(RESULTS, get=everybody()),
    # --- the journal and responsibility: what is in one's scope on pages that everybody has
    "reports:history": Address({}, get=everybody()),
    "reports:responsibility": Address({"pk": "$office"}, get=everybody()),
    # --- publications: read by everybody, made by those who keep the years
    "reports:publications": Address({}, get=everybody()),
    "reports:publication": Address({"pk": "$publication"}, get=everybody(), post=everybody(405)),
    "reports:publication_institutions": Address({"pk": "$publication"}, get=everybody()),
    "reports:publication_file": Address(  # the outcomes of all its institutions: for who reads each of them
        {"pk": "$publication", "kind": "csv"}, get=only({"reviewer", "viewer", "administrator"})
    ),
    "reports:publish": Address(
        {"plan": "06-kh-ubnd-2023", "year": 2023},
        get=only(ANY_REVIEWER | ADMINISTRATOR),
        post=only(ANY_REVIEWER | ADMINISTRATOR, 302),
        data={"sure": "on"},
    ),
}


def names(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """The full names of all addresses of the project, other packages' namespaces aside."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name not in NOT_OURS:
                yield f"{prefix}{pattern.name}"
        elif pattern.namespace not in NOT_OURS:
            yield from names(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def test_every_address_of_the_project_is_in_the_table():
    registered = set(names(get_resolver().url_patterns))
    assert registered - set(TABLE) == set(), "addresses that the table does not know"
    assert set(TABLE) - registered == set(), "addresses that the project no longer has"


def shows_the_secret(response: HttpResponse) -> bool:
    """Whether the figure is on the page or in the file, however its digits are grouped."""
    shown = b"".join(response.streaming_content) if response.streaming else response.content
    written = shown.decode("utf-8", "replace")
    return str(SECRET) in written.replace(".", "").replace(",", "").replace("\xa0", "")


def ask_as_each(world: World, ask: Callable[[Client], HttpResponse]) -> Iterator[tuple[str, HttpResponse]]:
    """What each role gets, each as if it were the first: whatever it changed is taken back."""
    for role, user in world.users.items():
        client = Client()
        if user is not None:
            client.force_login(user)
        with transaction.atomic():
            response = ask(client)
            transaction.set_rollback(True)
        yield role, response


def status(response: HttpResponse) -> int | str:
    """The status code, or that it leads to the door."""
    door = reverse("accounts:login") + "?next="
    return LOGIN if response.status_code == 302 and response.url.startswith(door) else response.status_code


@pytest.mark.parametrize("name", [name for name, address in TABLE.items() if address.get is not None])
def test_get_gives_each_role_its_status_and_no_figure_outside_the_scope(world, name):
    address = TABLE[name]
    url = reverse(name, kwargs=world.filled(address.arguments))
    found = dict(ask_as_each(world, lambda client: client.get(url)))
    assert {role: status(response) for role, response in found.items()} == address.get
    assert {role for role, response in found.items() if shows_the_secret(response)} <= IN_SCOPE


@pytest.mark.parametrize("name", [name for name, address in TABLE.items() if address.post is not None])
def test_post_gives_each_role_its_status(world, name):
    address = TABLE[name]
    url = reverse(name, kwargs=world.filled(address.arguments))
    data = world.filled(address.data)
    found = ask_as_each(world, lambda client: client.post(url, data))
    assert {role: status(response) for role, response in found} == address.post


@pytest.mark.parametrize("name", ["file", "file_original", "file_undo"])
def test_a_stored_file_is_shown_to_exactly_those_who_read_its_returns(world, name):
    url = reverse(f"submissions:{name}", kwargs=world.filled({"pk": "$applied"}))
    found = dict(ask_as_each(world, lambda client: client.get(url)))
    readers = WRITERS if name == "file_undo" else IN_SCOPE
    assert {role for role, response in found.items() if response.status_code == 200} == readers
    assert {role for role, response in found.items() if shows_the_secret(response)} == readers


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("submissions:submission", {}),
        ("submissions:institution_form", {}),
        ("submissions:figure_history", {}),
        ("reports:institution", {"basis": "all"}),
        ("reports:criterion", {"basis": "all", "status": "met"}),
        ("reports:criterion", {"basis": "all", "status": "met", "export": "csv"}),
    ],
    ids=str,
)
def test_single_figure_is_shown_to_exactly_those_in_scope(world, name, query):
    url = reverse(name, kwargs=world.filled(TABLE[name].arguments))
    found = ask_as_each(world, lambda client: client.get(url, query))
    assert {role for role, response in found if shows_the_secret(response)} == IN_SCOPE
