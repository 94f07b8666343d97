"""One word for each thing: the glossary is whole, and no page or sentence uses another word beside it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation

from lifelong_learning.glossary import GLOSSARY, TERMS

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["institutions", "accounts", "indicators", "submissions", "reports", "lifelong_learning"]
INSTEAD = {word: term.vietnamese for term in TERMS.values() for word in term.instead_of} | {
    "tập tin": "tệp",
    "click": "bấm",
    "nhấp chuột": "bấm",
    "thiết chế": "cơ sở",
    "phê duyệt": "duyệt",
    "người thẩm định": "người thẩm tra",
    "đăng xuất khỏi hệ thống": "đăng xuất",
    "bạn vui lòng": "hãy",
    "vui lòng": "hãy",
}
"""A word that is not used → the one that is. The first of them are told in the glossary, where search finds them."""


def _templates() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        yield str(path.relative_to(ROOT)), re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def _sentences() -> Iterator[tuple[str, str]]:
    """What modules give to gettext; the glossary itself names the words that it replaces."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "gettext", "gettext_lazy"):
                    text = " ".join(arg.value for arg in node.args if isinstance(arg, ast.Constant))
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def test_no_other_word_stands_for_what_the_glossary_names():
    used = {
        (where, wrong, right)
        for where, text in [*_templates(), *_sentences()]
        for wrong, right in INSTEAD.items()
        if re.search(rf"(?<!\w){re.escape(wrong)}(?!\w)", text, re.IGNORECASE)
    }
    assert used == set()


def test_terms_are_told_once_and_replace_no_term():
    names = [term.vietnamese for term in TERMS.values()]
    assert len(set(names)) == len(names) == sum(len(chapter.terms) for chapter in GLOSSARY)
    assert set(INSTEAD) & set(names) == set()


def test_glossary_is_open_to_all_and_each_word_has_its_place(client, db):
    page = client.get(reverse("glossary")).content.decode()
    for term in TERMS.values():
        assert f'<dt id="{term.slug}"' in page
        assert f'href="#{term.slug}"' in page


def test_where_a_word_is_met_opens(client, cast):
    client.force_login(cast.viewer)
    for name in {term.page for term in TERMS.values()} - {"home"}:
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('{% load portal %}{% term "open" %}', '<a class="term" href="/glossary/#open">chưa kết luận</a>'),
        ('{% load portal %}{% term "met" "Đạt" %}', '<a class="term" href="/glossary/#met">Đạt</a>'),
    ],
)
def test_term_leads_to_its_explanation(source, shown):
    with translation.override("vi"):
        assert Template(source).render(Context()) == shown


def test_term_that_is_not_told_stops_the_page():
    with pytest.raises(KeyError):
        Template('{% load portal %}{% term "no-such-word" %}').render(Context())


def test_terms_that_templates_name_are_there():
    named = {slug for _, text in _templates() for slug in re.findall(r"\{% term ['\"]([\w-]+)['\"]", text)}
    assert named
    assert named <= set(TERMS)


def test_accessibility_page_says_whom_to_write_to(client, db, settings):
    url = reverse("accessibility")
    assert "Hãy báo cho quản trị viên của cổng" in client.get(url).content.decode()
    settings.SUPPORT_CONTACT = "hotro@example.vn"
    assert "hotro@example.vn" in client.get(url).content.decode()
    assert "WCAG 2.2" in client.get(url).content.decode()
