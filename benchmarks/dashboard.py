"""Dashboard and criterion page against an empty signed-in page of the same portal, in one run.

    python benchmarks/dashboard.py [--scale 1.0]

Makes the sample province (about 4,000 institutions, four years) in a temporary SQLite file, signs a director in, and
times whole requests through the middleware. Printed: the median of each page, its ratio to the empty page when nothing
has changed, and the first request after one figure changed.
"""

import argparse
import os
import secrets
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "dashboard": "/results/06-kh-ubnd-2023/2025/",
    "criterion, 42 institutions": "/results/06-kh-ubnd-2023/2025/L1/?status=eligible",
    "criterion, 1,549 institutions": "/results/06-kh-ubnd-2023/2025/C2/",
    "growth criterion": "/results/06-kh-ubnd-2023/2025/L3/",
}
REPEATS = 40


def prepare(folder: str) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="lifelong_learning.settings",
        DATABASE_URL=f"sqlite:///{folder}/benchmark.sqlite3",
        DEBUG="0",
        SECURE_HTTPS="0",
        SECRET_KEY=secrets.token_urlsafe(50),
        ALLOWED_HOSTS="testserver",
        STATIC_ROOT=f"{folder}/static",
    )
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", "--noinput", verbosity=0)
    with open(os.devnull, "w") as nowhere:
        call_command("demo", "--no-serve", stdout=nowhere)


def empty_page_url() -> str:
    """An empty page inside the portal's frame: session, user, navigation, nothing else."""
    from django.http import HttpRequest, HttpResponse
    from django.template import engines
    from django.urls import path

    import lifelong_learning.urls

    template = engines["django"].from_string('{% extends "base.html" %}')

    def empty(request: HttpRequest) -> HttpResponse:
        return HttpResponse(template.render({}, request))

    lifelong_learning.urls.urlpatterns.append(path("benchmark-empty/", empty, name="benchmark_empty"))
    return "/benchmark-empty/"


def timed(client, url: str) -> float:
    start = time.perf_counter()
    response = client.get(url)
    elapsed = time.perf_counter() - start
    assert response.status_code == 200, (url, response.status_code)
    return elapsed * 1000


def change_a_figure() -> None:
    from django.db.models import F

    from submissions.models import AnnualFigure

    figure = AnnualFigure.objects.filter(year__number=2025, approved_value__gt=0).first()
    AnnualFigure.objects.filter(pk=figure.pk).update(approved_value=F("approved_value") + 1)


def main() -> None:
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        from django.test import Client

        from accounts.models import User
        from institutions.models import Institution
        from submissions.models import AnnualFigure

        empty = empty_page_url()
        client = Client()
        client.force_login(User.objects.get(username="giam.doc"))
        print(f"{Institution.objects.count():,} institutions, {AnnualFigure.objects.count():,} figures, SQLite")
        for url in [empty, *PAGES.values()]:
            timed(client, url)
        samples: dict[str, list[float]] = {name: [] for name in ["empty", *PAGES]}
        for _turn in range(REPEATS):  # taken in turns, so that noise falls on all alike
            samples["empty"].append(timed(client, empty))
            for name, url in PAGES.items():
                samples[name].append(timed(client, url))
        baseline = statistics.median(samples["empty"])
        print(f"{'empty signed-in page':32} {baseline:7.1f} ms   1.0")
        for name, url in PAGES.items():
            median = statistics.median(samples[name])
            after = []
            for _turn in range(5):
                change_a_figure()
                after.append(timed(client, url))
            first = statistics.median(after)
            print(
                f"{name:32} {median:7.1f} ms {median / baseline:5.1f}   first after a change "
                f"{first:7.1f} ms {first / baseline:5.1f}"
            )


if __name__ == "__main__":
    main()
