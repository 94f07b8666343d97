"""Checks of the whole project: what every template, model, module and address keeps to."""

import ast
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
APPS = ["institutions", "accounts", "indicators", "submissions", "reports", "lifelong_learning"]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
MODULES = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and path.read_text(encoding="utf-8").strip()
)
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
OUR_MODELS = [model for model in MODELS if not model.__name__.startswith("Historical")]
TRACED = {model.__name__ for model in OUR_MODELS if hasattr(model, "history")} | {"AnnualFigure", "Submission"}
"""Models of which every change is kept: by simple_history, or with a trace of their own."""

FORBIDDEN_IN_TEMPLATES = {
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline style": r"<style\b",
    "a style attribute": r"\sstyle\s*=",
    "a handler": r"\son[a-z]+\s*=",
    "a script address": r"javascript:",
    "data marked safe": r"\|\s*safe\b|\{%\s*autoescape\s+off",
}
"""The content security policy refuses the first five anyway; the last lets data become markup."""

PLAIN_TEXT = {"accounts/password_link.txt"}
"""Text for mail has no markup to escape from."""

WRITES_PAST_HISTORY = {
    "reports/demo/around.py": "made-up words around returns, dated to when they were said",
    "reports/demo/people.py": "made-up people get one password, hashed once; passwords have no history",
    "reports/demo/recording.py": "made-up dates of the histories themselves",
    "reports/demo/returns.py": "made-up returns, their events written beside them",
    "reports/demo/writing.py": "made-up corrections, their changes written beside them",
    "submissions/workflow/approvals.py": "what is approved of many figures at once, its trace written beside it",
    "submissions/workflow/questions.py": "questions that became reasons of a return; the event tells it",
    "submissions/workflow/reminders.py": "a reminder that failed, sent again: what matters is what was sent",
    "submissions/workflow/states.py": "states of many returns at once, their events written beside them",
    "submissions/workflow/undoing.py": "states of many returns put back at once, their events written beside them",
}
"""Files that write traced models in bulk, and why the trace is there all the same."""

NEVER_SHOWN = {"DataRevision"}
"""Models without a name for people: no page, form or message names them."""

PARTS = {
    "CheckedRow",
    "RememberedColumn",
    "Contact",
    "UnitAlias",
    "UnitTile",
    "Boundary",
    "Criterion",
    "Requirement",
    "TargetGroup",
    "Target",
    "TaskGroup",
    "TerritoryRuling",
}
"""Models whose rows are part of another's and go with it; what a check found goes with its file."""

NOT_IN_TRANSLATION = [
    r"\{%\s*comment.*?endcomment\s*%\}",
    r"\{#.*?#\}",
    r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}",
    r"\{%.*?%\}",
    r"_\(\"[^\"]*\"\)",
]
VIETNAMESE = re.compile(r"[^\s<>\"]*[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9][^\s<>\"]*")


def relative(path: Path) -> str:
    """The path as it is written in the lists above."""
    return path.relative_to(ROOT).as_posix()


def source(path: Path) -> str:
    """The text of a file."""
    return path.read_text(encoding="utf-8")


def test_templates_have_nothing_inline_and_escape_all_data():
    found = {}
    for path in TEMPLATES:
        name = path.relative_to(ROOT / "templates").as_posix()
        text = re.sub(r"\{%\s*(?!autoescape).*?%\}", "", source(path), flags=re.DOTALL)
        here = {what for what, pattern in FORBIDDEN_IN_TEMPLATES.items() if re.search(pattern, text, re.IGNORECASE)}
        if here and not (name in PLAIN_TEXT and here == {"data marked safe"}):
            found[name] = here
    assert found == {}


def test_templates_write_no_vietnamese_past_gettext():
    """Such a word would stay Vietnamese in the English pages. The names of languages stand in their own."""
    found = {}
    for path in TEMPLATES:
        text = source(path)
        for pattern in NOT_IN_TRANSLATION:
            text = re.sub(pattern, "", text, flags=re.DOTALL)
        words = [word for word in VIETNAMESE.findall(text) if word not in ("Tiếng", "Việt")]
        if words:
            found[relative(path)] = words
    assert found == {}


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model.__name__)
def test_model_says_what_a_row_stands_for_and_has_a_name_for_people(model):
    written_by_django = f"{model.__name__}({', '.join(field.name for field in model._meta.fields)})"
    assert model.__doc__ not in (None, "", written_by_django)
    if model.__name__ not in NEVER_SHOWN:
        assert "verbose_name" in model._meta.original_attrs
        assert "verbose_name_plural" in model._meta.original_attrs


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model.__name__)
def test_foreign_keys_protect_what_they_name_except_inside_a_whole(model):
    """What was reported or decided is never swept away with the thing that it names."""
    cascading = [
        field.name
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]
    assert not cascading or model.__name__ in PARTS


def test_modules_and_public_functions_have_docstrings():
    """A module begins with what belongs there; a public function says what it takes and gives."""
    found = {}
    for path in MODULES:
        tree = ast.parse(source(path))
        silent = [] if path.name == "apps.py" or ast.get_docstring(tree) else ["(the module)"]
        silent += [
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
        ]
        if silent:
            found[relative(path)] = silent
    assert found == {}


def test_modules_and_functions_stay_readable():
    """Files of about 300 lines at most, functions of 40."""
    long = {relative(path): len(source(path).splitlines()) for path in MODULES}
    functions = {
        f"{relative(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(source(path)))
        if isinstance(node, ast.FunctionDef)
    }
    assert {name: lines for name, lines in long.items() if lines > 320} == {}
    assert {name: lines for name, lines in functions.items() if lines > 40} == {}


def bulk_writes(path: Path) -> list[str]:
    """Calls that write traced rows without simple_history seeing them: `.update(field=…)`, `.bulk_create(…)`, …"""
    return [
        f"{node.lineno}: {ast.unparse(node.func)[:60]}"
        for node in ast.walk(ast.parse(source(path)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _writes_past_history(node, node.func)
    ]


def _writes_past_history(call: ast.Call, method: ast.Attribute) -> bool:
    # A dictionary's update takes what it adds, a queryset's takes names.
    is_update = method.attr == "update" and not call.args and bool(call.keywords)
    if not is_update and method.attr not in ("bulk_create", "bulk_update", "raw_delete"):
        return False
    receiver = ast.unparse(method.value)
    if receiver.endswith(("attrs", "kwargs", "initial", "vars()")):
        return False
    # `Model.objects…` names its model; what comes through a variable may be any.
    model = re.match(r"(\w+)(?:\.\w+\.through)?\.objects\b", receiver)
    return model is None or model[1] in TRACED


def test_bulk_writes_of_traced_models_are_in_their_verb_modules():
    found = {relative(path): bulk_writes(path) for path in MODULES}
    assert {name: calls for name, calls in found.items() if calls and name not in WRITES_PAST_HISTORY} == {}
    assert {name for name in WRITES_PAST_HISTORY if not found.get(name)} == set(), "these need no exception"


@pytest.mark.django_db
def test_migrations_are_up_to_date():
    told = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=told)
    except SystemExit:
        pytest.fail(told.getvalue())


def unnamed(patterns: list[URLPattern | URLResolver], path: str = "") -> Iterator[str]:
    """The addresses of the project that have no name."""
    for pattern in patterns:
        here = f"{path}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from unnamed(pattern.url_patterns, here)
        elif not pattern.name:
            yield here


def test_every_address_has_a_name():
    assert list(unnamed(get_resolver().url_patterns)) == []
