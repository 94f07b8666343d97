"""`python benchmarks/last_hour.py [REPORTERS] [SAVES]`: reporters who all save in the last hour, on PostgreSQL.

A PostgreSQL and the portal's server (gunicorn, as in docs/operations.md) are started on this machine alone, with a year
that was called and a return of 20 libraries for each reporter. First one reporter saves cells alone: the baseline. Then
all save at once, cell after cell as the grid does, and at the end each sends the whole grid as the page without scripts
does. Told: answers of the server by status, times against the baseline, and whether every figure that was answered with
“saved” is stored with its trace. Sessions are given, not signed in: hashing passwords is not what is measured.
"""

import argparse
import http.client
import json
import os
import random
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LIBRARIES = 20
SAVES_ALONE = 60
YEAR = 2025
Fields = Mapping[str, str] | Sequence[tuple[str, str]]


@dataclass
class Reporter:
    """One person with a session, their return, and what the server said to them."""

    session: str
    submission: int
    cells: list[tuple[int, int]]
    statuses: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    stored: dict[tuple[int, int], int] = field(default_factory=dict)


class Client:
    """A browser's part: one connection, the session's cookie, the token of forms."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.cookies = port, {"sessionid": session}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, method: str, path: str, data: Fields | None = None) -> tuple[int, str]:
        """Status and text of one answer; a connection that the server ended is opened again."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if data is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.cookies.get("csrftoken", ""),
                "Accept": "application/json",
            }
            body = urllib.parse.urlencode(data)
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError):
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _sign, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return answer.status, text


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(reporters: int) -> list[Reporter]:
    """A province with a commune, an office and a person for each reporter, and the year's returns."""
    import datetime

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    from accounts.models import Membership, User
    from indicators.models import Measure
    from institutions.models import AdministrativeUnit, Category, Institution, InstitutionVersion, ReportingUnit
    from submissions.models import Submission
    from submissions.workflow import add_year, open_year

    call_command("migrate", verbosity=0)
    first = datetime.date(2020, 1, 1)
    category = Category.objects.create(code="library_commune", name="Thư viện xã", kind="library", level="commune")
    province = AdministrativeUnit.objects.create(code="66", name="Tỉnh", level="province")
    measures = []
    for position, code in enumerate(["lifelong_service", "visits_onsite", "visits_mobile", "visits_online"]):
        kind = "yes_no" if position == 0 else "count"
        measures.append(Measure.objects.create(code=code, label=code, type=kind, position=position))
        measures[-1].categories.add(category)
    for number in range(reporters):
        code = f"2{number:04}"
        commune = AdministrativeUnit.objects.create(code=code, name=f"Xã {code}", level="commune", parent=province)
        office = ReportingUnit.objects.create(
            code=code, name=f"UBND xã {code}", unit=commune, is_office=True, valid_from=first
        )
        user = User.objects.create(username=f"xa.{code}")
        Membership.objects.create(user=user, role="reporter", reporting_unit=office, valid_from=first)
        made = Institution.objects.bulk_create(Institution(code=f"TV{code}-{i}") for i in range(LIBRARIES))
        InstitutionVersion.objects.bulk_create(
            InstitutionVersion(
                institution=row, name=f"Thư viện {row.code}", category=category, unit=commune, valid_from=first
            )
            for row in made
        )
    day = datetime.date(YEAR, 12, 31)
    year = add_year(
        number=YEAR, start=datetime.date(YEAR, 1, 1), end=day, reference_date=day, due_date=None, grace_days=0, by=None
    )
    open_year(year=year, by=None)
    found = []
    for submission in Submission.objects.select_related("reporting_unit").order_by("reporting_unit__code"):
        user = User.objects.get(username=f"xa.{submission.reporting_unit.code}")
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        codes = [f"TV{submission.reporting_unit.code}-{i}" for i in range(LIBRARIES)]
        pks = Institution.objects.filter(code__in=codes).values_list("pk", flat=True)
        cells = [(pk, measure.pk) for pk in pks for measure in measures[1:]]
        found.append(Reporter(str(session.session_key), submission.pk, cells))
    return found


def start(port: int) -> subprocess.Popen[bytes]:
    """The portal's server as it is run in production, on the loopback address alone."""
    command = [
        sys.executable, "-m", "gunicorn", "lifelong_learning.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "3",
        "--worker-class", "gthread", "--threads", "4", "--log-level", "warning",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT)  # noqa: S603
    for _attempt in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    server.terminate()
    raise SystemExit("the server did not start")


def save_cells(reporter: Reporter, client: Client, saves: int, seed: int) -> None:
    """Cell after cell, as the grid does it; each answer is remembered."""
    dice = random.Random(seed)
    path = f"/submissions/{reporter.submission}/cells/"
    for number in range(saves):
        institution, measure = cell = reporter.cells[number % len(reporter.cells)]
        value = dice.randrange(1, 900)
        seen = 0 if cell not in reporter.stored else number // len(reporter.cells)
        key = f"{institution}-{measure}"
        started = time.perf_counter()
        status, text = client.ask(
            "POST", path, {"line": str(institution), f"value-{key}": str(value), f"seen-{key}": str(seen)}
        )
        reporter.times.append(time.perf_counter() - started)
        state = json.loads(text)["cells"][0]["state"] if status in (200, 409, 422) and text.startswith("{") else ""
        reporter.statuses[f"{status} {state}".strip()] += 1
        if state in ("saved", "unchanged"):
            reporter.stored[cell] = value


def send_grid(reporter: Reporter, client: Client, seed: int) -> None:
    """The whole grid at once, as the page without scripts sends it."""
    path = f"/submissions/{reporter.submission}/"
    status, page = client.ask("GET", path)
    fields = dict(re.findall(r'name="(seen-[0-9]+-[0-9]+)" value="([0-9]+)"', page))
    dice = random.Random(seed)
    values = {cell: dice.randrange(1, 900) for cell in reporter.cells}
    data = fields | {f"value-{i}-{m}": str(value) for (i, m), value in values.items()}
    body = [("line", str(i)) for i in dict.fromkeys(i for i, _m in reporter.cells)] + list(data.items())
    started = time.perf_counter()
    status, _text = client.ask("POST", path, body)
    reporter.times.append(time.perf_counter() - started)
    reporter.statuses[f"{status} grid"] += 1
    if status == 302:
        reporter.stored |= values


def work(reporter: Reporter, port: int, saves: int, seed: int) -> None:
    client = Client(port, reporter.session)
    status, _page = client.ask("GET", f"/submissions/{reporter.submission}/")
    reporter.statuses[f"{status} page"] += 1
    save_cells(reporter, client, saves, seed)
    send_grid(reporter, client, seed + 1_000_000)


def lost(reporters: list[Reporter]) -> tuple[int, int]:
    """Figures that were answered with “saved” and are not stored so; figures without their trace."""
    from django.db.models import F

    from submissions.models import AnnualFigure, FigureChange

    stored = {(f.institution_id, f.measure_id): f.value for f in AnnualFigure.objects.all()}
    wrong = sum(stored.get(cell) != value for one in reporters for cell, value in one.stored.items())
    newest = FigureChange.objects.filter(revision=F("figure__revision"), new_value=F("figure__value")).count()
    return wrong, len(stored) - newest


def tell(name: str, times: list[float]) -> float:
    """Median and 95th percentile in milliseconds; gives the median."""
    ordered = sorted(times)
    median = statistics.median(ordered)
    late = ordered[int(len(ordered) * 0.95)]
    print(f"{name}: {len(ordered)} saves, median {median * 1000:.0f} ms, 95 % below {late * 1000:.0f} ms")
    return median


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reporters", nargs="?", type=int, default=200)
    parser.add_argument("saves", nargs="?", type=int, default=30)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lifelong_learning.settings")
    # As on a server, plain HTTP aside; sessions are signed with a key of this run.
    os.environ |= {"DEBUG": "", "SECRET_KEY": secrets.token_hex(32), "ALLOWED_HOSTS": "127.0.0.1", "SECURE_HTTPS": "0"}
    import django
    from django.core.management import call_command

    import tests.postgres  # noqa: F401  (starts the server and names it in DATABASE_URL)

    with tempfile.TemporaryDirectory() as static:
        os.environ["STATIC_ROOT"] = static
        django.setup()
        call_command("collectstatic", interactive=False, verbosity=0)
        measure(options.reporters, options.saves)


def measure(number: int, saves: int) -> None:
    """One run, and what it found."""
    reporters = prepare(number)
    port = free_port()
    server = start(port)
    try:
        alone = Reporter(reporters[0].session, reporters[0].submission, reporters[0].cells)
        client = Client(port, alone.session)
        client.ask("GET", f"/submissions/{alone.submission}/")
        save_cells(alone, client, SAVES_ALONE, 1)
        reporters = reporters[1:]
        threads = [
            threading.Thread(target=work, args=(reporter, port, saves, seed)) for seed, reporter in enumerate(reporters)
        ]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - started
    finally:
        server.terminate()
        server.wait(timeout=30)
    everybody = [alone, *reporters]
    median = tell("one reporter alone", alone.times)
    together = tell(f"{len(reporters)} reporters at once", [t for one in reporters for t in one.times])
    rate = sum(len(one.times) for one in reporters) / took
    print(f"ratio of the medians {together / median:.0f}×, {rate:.0f} saves a second")
    print("answers:", dict(sum((one.statuses for one in everybody), Counter())))
    wrong, without = lost(everybody)
    figures = sum(len(one.stored) for one in everybody)
    print(f"{figures} figures answered as saved: {wrong} not stored so, {without} without their trace")


if __name__ == "__main__":
    main()
