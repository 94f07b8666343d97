"""How far into the registry's list a page may lie before it gets slow: 250,000 institutions in 3,300 communes.

    .venv/bin/python benchmarks/registry_paging.py [--rows N]

A database of its own is made in a temporary directory (on PostgreSQL: DATABASE_URL names an empty one). Printed are
ratios to the first page by name in the same run, so that the machine does not matter.
"""

import argparse
import datetime
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
folder = tempfile.TemporaryDirectory()
os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder.name}/paging.sqlite3")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifelong_learning.settings")
os.environ.setdefault("DEBUG", "1")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from institutions.models import AdministrativeUnit, Category, Institution, InstitutionVersion  # noqa: E402
from institutions.paging import Page, count_up_to, read_page  # noqa: E402
from institutions.search import Filters, versions_shown  # noqa: E402
from institutions.tree import current_tree  # noqa: E402

settings.DEBUG = False
FIRST, TODAY = datetime.date(2020, 1, 1), datetime.date(2026, 1, 1)
WORDS = ["Ea", "Krông", "Cư", "Buôn", "Hòa", "Phú", "Tân", "Sơn", "Đức", "Thạnh", "Bình", "Ana", "Kar", "Súp", "Lắk"]
KINDS = ["Thư viện", "Nhà văn hóa", "Trung tâm văn hóa", "Thư viện Trường tiểu học"]


def fill(rows: int) -> None:
    """34 provinces with 97 communes each, twelve categories, one version for each institution."""
    chance = random.Random(1)
    levels = {"level": "province", "valid_from": FIRST}
    provinces = AdministrativeUnit.objects.bulk_create(
        AdministrativeUnit(code=f"{i:02}", name=f"Tỉnh {i}", **levels) for i in range(34)
    )
    communes = AdministrativeUnit.objects.bulk_create(
        AdministrativeUnit(
            code=f"{province.code}{i:03}", name=f"Xã {chance.choice(WORDS)} {chance.choice(WORDS)} {i}",
            level="commune", parent=province, valid_from=FIRST,
        ) for province in provinces for i in range(97)
    )  # fmt: skip
    categories = [
        Category.objects.create(code=f"c{i}", name=f"Loại {i}", kind="library", position=i, level="none")
        for i in range(12)
    ]
    made = Institution.objects.bulk_create((Institution(code=f"CS{i:06}") for i in range(rows)), batch_size=5000)
    InstitutionVersion.objects.bulk_create(
        (
            InstitutionVersion(
                institution=institution, category=categories[min(11, int(chance.expovariate(0.5)))],
                name=f"{chance.choice(KINDS)} {chance.choice(WORDS)} {chance.choice(WORDS)} {chance.randrange(500)}",
                unit=chance.choice(communes), valid_from=FIRST,
                valid_until=datetime.date(2024, 12, 31) if chance.random() < 0.1 else None,
            ) for institution in made
        ), batch_size=5000,
    )  # fmt: skip


def seconds(act: Callable[[], object]) -> float:
    """The median of five runs after one that does not count."""
    times = []
    act()
    for _ in range(5):
        begun = time.perf_counter()
        act()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def page(filters: Filters, order: str, after: int | None = None, before: int | None = None) -> Page:
    """What a view reads for one page of the list."""
    return read_page(versions_shown(filters, current_tree()), order, TODAY, current_tree(), after=after, before=before)


def deep(filters: Filters, order: str) -> int:
    """A version far into the list: the last one of the page before its end."""
    last = {"name": "sort_key", "category": "category__position", "unit": "unit__sort_key", "code": "institution__code"}
    edge = versions_shown(filters, current_tree()).order_by(f"-{last[order]}", "-pk")[200:201].first()
    assert edge, "fill more rows"
    return edge.pk


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=250_000)
    call_command("migrate", verbosity=0)
    fill(parser.parse_args().rows)
    everything = Filters(on=TODAY)
    first = seconds(partial(page, everything, "name"))
    print(f"first page by name: {first * 1000:.1f} ms = 1.0")

    def line(label: str, act: Callable[[], object]) -> None:
        found = seconds(act)
        print(f"{label}: {found / first:.1f} ({found * 1000:.1f} ms)")

    for order in ("name", "code", "category", "unit"):
        edge = deep(everything, order)
        for label, after, before in [("first", None, None), ("deep, forward", edge, None), ("deep, back", None, edge)]:
            line(f"by {order}, {label}", partial(page, everything, order, after, before))
    line("count, up to 10,000", lambda: count_up_to(versions_shown(everything, current_tree())))
    commune = AdministrativeUnit.objects.get(code="20050")
    for label, filters in [
        ("closed ones too", Filters(on=TODAY, closed_too=True)),
        ("one commune", Filters(on=TODAY, unit=commune)),
        ("one category", Filters(on=TODAY, categories=["c9"])),
        ("words that many have (thu vien)", Filters(on=TODAY, words="thu vien")),
        ("words that few have (truong ana 499)", Filters(on=TODAY, words="truong ana 499")),
        ("words that none has", Filters(on=TODAY, words="khong co")),
    ]:
        line(label, partial(page, filters, "name"))
    skipped = (
        versions_shown(everything, current_tree()).order_by("sort_key", "pk").select_related("category", "institution")
    )
    line("for comparison, deep page by OFFSET", lambda: list(skipped[200_000:200_050]))


if __name__ == "__main__":
    main()
