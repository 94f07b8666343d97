"""The portal with its sample data, served by a process of its own: what a person meets after `make demo`."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class SamplePortal:
    """A server on a free port of this machine with a database file of its own, until `stop`."""

    def __init__(self, database: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.log = database.with_suffix(".log")
        self._database = database
        self._output = self.log.open("w", encoding="utf-8")
        self._process = subprocess.Popen(  # noqa: S603 (our own command)
            [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
            cwd=ROOT, env=environment(database), stdout=self._output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        for _attempt in range(300):
            try:
                with urllib.request.urlopen(f"{self.base}/healthz", timeout=5):  # noqa: S310 (this machine)
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the sample portal does not start: {self.log.read_text(encoding='utf-8')[-2000:]}")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)
        self._output.close()

    def complaints(self) -> list[str]:
        """The tracebacks that the server wrote."""
        return [line for line in self.log.read_text(encoding="utf-8").splitlines() if line.startswith("Traceback")]


def environment(database: Path) -> dict[str, str]:
    """The settings of a developer's machine, with this database."""
    return os.environ | {
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "lifelong_learning.settings",
    }


WAITING = """
import datetime
from accounts.models import User
from institutions.boundaries import receive_boundaries
from institutions.models import AdministrativeUnit, Category
from institutions.proposing import propose
propose(
    name="Nhà văn hóa buôn Mới", category=Category.objects.get(code="house_village"),
    unit=AdministrativeUnit.objects.get(code="24490", valid_until=None), by=User.objects.get(username="krong.pac"),
    places=["Xã Krông Pắc"], source="bieu.xlsx, dòng 12",
)
ring = "[[108.2,12.6],[108.4,12.6],[108.4,12.8],[108.2,12.6]]"
receive_boundaries(
    data=('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"24490"},'
          '"geometry":{"type":"Polygon","coordinates":[' + ring + ']}}]}').encode(),
    file_name="xa.geojson", on=datetime.date(2025, 7, 1), source="Sở", licence="CC BY 4.0",
    by=User.objects.get(username="tham.tra"),
)
"""
"""Nobody of the sample has put an institution to the reviewer, and no outlines were sent: here both wait."""


def load_sample(database: Path) -> None:
    """The sample data in this database file, with a proposal and outlines that wait."""
    for command in (["demo", "--no-serve"], ["shell", "--no-imports", "-c", WAITING]):
        subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=environment(database), check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def served(sample: Path, folder: Path) -> Iterator[SamplePortal]:
    """A portal on a copy of the sample; what SQLite keeps beside a database goes with it. It must never stumble."""
    for path in sample.parent.glob(f"{sample.name}*"):
        shutil.copy(path, folder / path.name)
    portal = SamplePortal(folder / sample.name)
    try:
        yield portal
    finally:
        portal.stop()
    assert portal.complaints() == []
