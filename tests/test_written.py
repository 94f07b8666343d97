"""How figures, dates and words stand on the pages: each page of the access table, read as its readers read it.

Vietnamese pages write 1.234 and 86,67 %, days as 31/12/2025 and years without a point; nothing of Python shows. English
pages have no Vietnamese left but names, which are data.
"""

import re
from copy import deepcopy
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from .kept import kept_for_the_module
from .one_of_everything import small_world
from .test_access import TABLE
from .test_translations import ENGLISH

NAMES = {"Bảo tàng", "Kế hoạch", "Phục vụ", "Thư viện xã", "Tuyên truyền"}
"""What things are called in the small province; some are words of the portal too."""
LEFT_OUT = {"healthz", "set_language", "design", "submissions:file_original", "submissions:evidence"}
WRONG = {
    "a year with a point": r"(?<![\d.,])2\.0[0-3]\d(?![\d.,])",
    "a day, month first": r"\b(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/\d{4}",
    "a day, year first": r"(?<![\w-])20\d\d-[01]\d-[0-3]\d(?![\w-])",
    "digits grouped by commas": r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,]| %)",
    "a percentage with a point": r"\d\.\d{1,2} ?%",
    "a percentage without its space": r"\d%(?!\w)",
    "something of Python": r"\b(?:None|True|False|null|undefined|NaN)\b|datetime\.|&lt;|object at 0x|%\(\w+\)s",
}


@pytest.fixture(scope="module")
def world_of_module(django_db_setup, django_db_blocker):
    with kept_for_the_module(django_db_blocker, small_world) as world:
        yield world


@pytest.fixture
def world(world_of_module, db):
    return deepcopy(world_of_module)


def pages(world, role: str, language: str = "vi"):
    """Each page that somebody gets, as its text: without scripts, attributes and what is quoted from data."""
    client = Client()
    client.force_login(world.users[role])
    client.cookies["django_language"] = language
    for name, address in TABLE.items():
        if name in LEFT_OUT or address.get is None:
            continue
        response = client.get(reverse(name, kwargs=world.filled(address.arguments)))
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            yield name, text_of(response.content.decode())


def text_of(page: str) -> str:
    page = re.sub(r"<(script|style|svg|code|cite|pre)\b.*?</\1>", " ", page, flags=re.DOTALL)
    values = re.findall(r'<input[^>]*?type="text"[^>]*?value="([^"]*)"', page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page) + " " + " ".join(values)).split())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Năm 2.025", "a year with a point"),
        ("ngày 12/31/2025", "a day, month first"),
        ("ngày 2025-12-31", "a day, year first"),
        ("1,234 lượt", "digits grouped by commas"),
        ("86.67 %", "a percentage with a point"),
        ("86,67%", "a percentage without its space"),
        ("Duyệt bởi None", "something of Python"),
    ],
)
def test_what_is_written_wrongly_would_be_seen(text, what):
    assert [name for name, pattern in WRONG.items() if re.search(pattern, text)] == [what]
    right = "Năm 2025, ngày 31/12/2025: 1.234 lượt, 86,67 %"
    assert not re.search(WRONG["digits grouped by commas"], right)


@pytest.mark.parametrize("role", ["reporter", "reviewer", "administrator"])
def test_vietnamese_pages_write_figures_days_and_words_as_they_are_written_here(world, role):
    read = list(pages(world, role))
    assert len(read) > 30
    found = {
        (name, what, text[max(0, hit.start() - 30) : hit.end() + 20])
        for name, text in read
        for what, pattern in WRONG.items()
        for hit in re.finditer(pattern, text)
    }
    assert found == set()


def test_no_date_is_asked_in_the_language_of_the_machine(world):
    client = Client()
    client.force_login(world.users["reviewer"])
    for name, address in TABLE.items():
        if name not in LEFT_OUT and address.get is not None:
            response = client.get(reverse(name, kwargs=world.filled(address.arguments)))
            if response.headers.get("Content-Type", "").startswith("text/html"):
                assert not re.search(rb'type="(?:date|datetime-local|month|week|time)"', response.content), name


def test_english_pages_say_nothing_in_vietnamese_that_has_an_english(world):
    """A text that is looked up too early stays Vietnamese for everybody; names of places and things are data."""
    english = {entry.msgid: entry.msgstr for entry in ENGLISH if entry.msgstr}
    client = Client()
    client.force_login(world.users["reviewer"])
    client.cookies["django_language"] = "en"
    left = set()
    for name, address in TABLE.items():
        if name in LEFT_OUT or address.get is None:
            continue
        response = client.get(reverse(name, kwargs=world.filled(address.arguments)))
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            page = re.sub(r'<(\w+)[^>]* lang="vi".*?</\1>', " ", response.content.decode(), flags=re.DOTALL)
            said = {" ".join(unescape(text).split()) for text in re.findall(r">([^<>]+)<", page)}
            left |= {(name, text) for text in said - NAMES if english.get(text, text) != text}
    assert sorted(left) == [], "\n".join(map(str, sorted(left)))
