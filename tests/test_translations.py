"""The catalogues: English for every text of the portal, Vietnamese for what people meet of the packages."""

import ast
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import axes
import django
import import_export
import polib
import pytest
import simple_history
from django import forms
from django.apps import apps
from django.db.models import Field
from django.urls import get_resolver
from django.utils import translation
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ["institutions", "accounts", "indicators", "submissions", "reports", "lifelong_learning"]
LOCALE = ROOT / "locale"

ENGLISH = polib.pofile(str(LOCALE / "en/LC_MESSAGES/django.po"))

Message = tuple[str, str, str]
"""What gettext looks up: the context, the text, its plural; the first and the last mostly empty."""

ARGUMENTS = {
    "_": ["text"],
    "gettext": ["text"],
    "gettext_lazy": ["text"],
    "ngettext": ["text", "plural"],
    "ngettext_lazy": ["text", "plural"],
    "pgettext": ["context", "text"],
    "pgettext_lazy": ["context", "text"],
    "npgettext": ["context", "text", "plural"],
    "npgettext_lazy": ["context", "text", "plural"],
}
"""The functions that translate, and their arguments in front."""

SAID_IN_VIETNAMESE = [
    "Tỉnh Đắk Lắk", "Krông Pắc", "ước 500", "“ước %(number)s”", "“có”", "“không”", "Tên,", "Xã/phường, Huyện",
    "“(năm %(year)s)”", "“Số liệu”", "“Hướng dẫn”", "Phường 1", "Phường Tuy Hòa", "Ê Đê", "M’Nông",
]  # fmt: skip
"""Vietnamese within the English: places, languages, and words that a file must have, or has, in just this form."""

LANGUAGE_NAMES = {"Tiếng Việt"}
"""Each language is offered under its own name."""

WRITTEN_TO_PEOPLE = re.compile(
    r"core/(validators|paginator)|^forms/|db/models/(base|constraints)|utils/timesince"
    r"|contrib/auth/(forms|password_validation)|contrib/admin/"
)
"""Files of Django whose texts reach forms and the admin pages."""

NEVER_MET = {
    "LogEntry Object",
    "%(class_name)s %(instance)s",
    ":?.!",
    ":",
    ", ",
    "call to force_str() on instance failed: %s",
    "export failed due to IllegalCharacterError",
    "Form is not validated, call `is_valid` first",
    "use_natural_foreign_keys and key_is_id cannot both be True",
    "The following fields are declared in 'import_id_fields' but are not present in the resource fields: %s",
}
"""Signs that are the same in both languages, and mistakes of programmers."""


def _of_templates() -> Iterator[Message]:
    """Django turns a template into calls between other text; the messages of these calls."""
    text = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    call = re.compile(rf"(?<!\w)({'|'.join(ARGUMENTS)})\({text}(?:,\s*{text})?(?:,\s*{text})?", re.DOTALL)
    for path in (ROOT / "templates").rglob("*.*"):
        for name, *texts in call.findall(templatize(path.read_text(encoding="utf-8"))):
            yield _message(name, [ast.literal_eval(text) for text in texts if text])


def _of_modules() -> Iterator[Message]:
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name not in ARGUMENTS:
                    continue
                texts = [arg.value for arg in node.args[: len(ARGUMENTS[name])] if isinstance(arg, ast.Constant)]
                assert len(texts) == len(ARGUMENTS[name]), f"{path}:{node.lineno}: gettext finds only literal texts"
                yield _message(name, [str(text) for text in texts])


def _message(name: str, texts: list[str]) -> Message:
    said = dict(zip(ARGUMENTS[name], texts, strict=False))
    return said.get("context", ""), said["text"], said.get("plural", "")


def _translated(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _placeholders(text: str) -> Counter[str]:
    return Counter(re.findall(r"%\(\w+\)[sdr]|%[sd]|\{\w*\}|</?\w+>|--\w+", text))


def _vietnamese(text: str) -> list[str]:
    """The words with a letter that only Vietnamese has: a letter with a mark, or đ."""
    return [
        word
        for word in re.findall(r"\w+", text)
        if any(letter in "đĐ" or unicodedata.combining(letter) for letter in unicodedata.normalize("NFD", word))
    ]


def _plain(text: str) -> str:
    for known in SAID_IN_VIETNAMESE:
        text = text.replace(known, "")
    return text


def test_catalogue_has_the_texts_of_the_portal_and_no_others() -> None:
    found = {*_of_templates(), *_of_modules()}
    catalogue = {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in ENGLISH}
    assert len(found) > 1000
    assert found - catalogue == set(), "run makemessages -l en (see the head of django.po) and translate"
    assert catalogue - found == set(), "texts that the portal no longer has"


def test_english_is_complete() -> None:
    assert [entry.msgid for entry in ENGLISH if entry.obsolete or entry.fuzzy] == []
    assert [entry.msgid for entry in ENGLISH if not all(_translated(entry))] == []
    assert [entry.msgid for entry in ENGLISH if entry.msgid_plural and len(_translated(entry)) != 2] == []


def test_english_keeps_placeholders_options_and_tags() -> None:
    different = [
        (entry.msgid, text)
        for entry in ENGLISH
        for text in _translated(entry)
        if _placeholders(text) not in (_placeholders(entry.msgid), _placeholders(entry.msgid_plural or entry.msgid))
    ]
    assert different == []


def test_english_is_english() -> None:
    assert [word for entry in ENGLISH for text in _translated(entry) for word in _vietnamese(_plain(text))] == []


def _of_classes() -> Iterator[tuple[str, object]]:
    """What forms, models and rooms say, each with whose it is."""
    for form in _all_below(forms.BaseForm):
        if form.__module__.split(".")[0] in APPS:
            for name, field in form.base_fields.items():
                choices = getattr(field, "choices", []) if not isinstance(field, forms.ModelChoiceField) else []
                texts = [field.label, field.help_text, *field.error_messages.values(), *(label for _, label in choices)]
                yield from ((f"{form.__name__}.{name}", text) for text in texts)
    for config in (apps.get_app_config(app) for app in APPS):
        yield config.name, config.verbose_name
        for model in config.get_models():
            meta = model._meta
            yield from ((meta.label, text) for text in (meta.verbose_name, meta.verbose_name_plural))
            yield from ((meta.label, constraint.violation_error_message) for constraint in meta.constraints)
            for column in meta.get_fields():
                if isinstance(column, Field):
                    choices = column.flatchoices
                    texts = [column.verbose_name, column.help_text, *(label for _, label in choices)]
                    yield from ((f"{meta.label}.{column.name}", text) for text in texts)


def _all_below(parent: type) -> Iterator[type]:
    for child in parent.__subclasses__():
        yield child
        yield from _all_below(child)


def test_what_is_defined_at_start_waits_for_the_language_of_the_reader() -> None:
    """`gettext` where `gettext_lazy` is meant speaks Vietnamese to everybody, or what the first reader spoke."""
    assert get_resolver().url_patterns, "the views, and with them every form, are read"
    with translation.override("en"):
        said = [(whose, str(text)) for whose, text in _of_classes() if text]
    assert len(said) > 500
    assert [(whose, text) for whose, text in said if _vietnamese(_plain(text))] == []


@pytest.mark.parametrize("language", ["en", "vi"])
def test_compiled_catalogue_is_up_to_date(language: str) -> None:
    """So that a machine without gettext shows what the readable catalogue says."""
    folder = LOCALE / language / "LC_MESSAGES"
    readable, compiled = polib.pofile(str(folder / "django.po")), polib.mofile(str(folder / "django.mo"))
    said = {(entry.msgctxt, entry.msgid, entry.msgid_plural): _translated(entry) for entry in readable}
    assert {(entry.msgctxt, entry.msgid, entry.msgid_plural): _translated(entry) for entry in compiled} == said


def test_templates_say_nothing_that_is_not_translated() -> None:
    in_tags = re.compile(
        r"\{#.*?#\}|\{% blocktranslate.*?endblocktranslate %\}|\{%.*?%\}|\{\{.*?\}\}",
        re.DOTALL,
    )
    left = []
    for path in (ROOT / "templates").rglob("*.*"):
        text = in_tags.sub(" ", path.read_text(encoding="utf-8"))
        for known in LANGUAGE_NAMES:
            text = text.replace(known, "")
        left += [(path.name, word) for word in _vietnamese(text)]
    assert left == []


def _texts_of_packages() -> Iterator[polib.POEntry]:
    """Texts of packages that reach people, read from a catalogue that is complete."""
    of_django = Path(django.__file__).parent
    for part in ("conf", "contrib/auth", "contrib/admin"):
        for entry in polib.pofile(str(of_django / part / "locale/en/LC_MESSAGES/django.po")):
            if any(WRITTEN_TO_PEOPLE.search(file) for file, _line in entry.occurrences):
                yield entry
    for package, language in ((import_export, "fr"), (simple_history, "de"), (axes, "de")):
        folder = Path(package.__file__ or "").parent
        yield from polib.pofile(str(folder / "locale" / language / "LC_MESSAGES/django.po"))


def test_packages_speak_vietnamese() -> None:
    """What forms, validators and the admin pages of packages say is Vietnamese too, however old their catalogues."""
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(LOCALE / "vi/LC_MESSAGES/django.po"))}
    left = []
    with translation.override("vi"):
        for entry in _texts_of_packages():
            if (entry.msgctxt, entry.msgid) in known or entry.msgid in NEVER_MET or entry.obsolete:
                continue
            if entry.msgid_plural:
                said = translation.ngettext(entry.msgid, entry.msgid_plural, 2)
            elif entry.msgctxt:
                said = translation.pgettext(entry.msgctxt, entry.msgid)
            else:
                said = translation.gettext(entry.msgid)
            if said in (entry.msgid, entry.msgid_plural):
                left.append(entry.msgid)
    assert left == []


def test_english_falls_back_on_english_not_on_vietnamese() -> None:
    """A text of a package that has no English catalogue is shown as it stands in the code."""
    with translation.override("en"):
        assert translation.gettext("This field is required.") == "This field is required."
        assert translation.gettext("Confirm import") == "Confirm import"
        assert translation.gettext("Đơn vị báo cáo") == "Reporting unit"
        assert translation.pgettext("several", "Đơn vị báo cáo") == "Reporting units"
    with translation.override("vi"):
        assert translation.gettext("This field is required.") == "Hãy điền mục này."
        assert translation.gettext("Confirm import") == "Xác nhận nhập"
        assert translation.pgettext("several", "Đơn vị báo cáo") == "Đơn vị báo cáo"
