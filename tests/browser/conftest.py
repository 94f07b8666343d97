"""A real browser, for what only a browser can tell. Run by name: `python -m pytest tests/browser`."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import User
from reports.demo.people import PASSWORD

from .sample_portal import SamplePortal, load_sample, served

# Playwright keeps a loop running in this thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine; CHROMIUM may name one")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


class Visitor:
    """Somebody at a screen of a given width, with or without script; remembers what the browser refused and asked."""

    def __init__(self, browser: Browser, base: str, *, width: int = 1280, script: bool = True) -> None:
        self.base = base
        # Without motion: a page that still scrolls takes its button from under a click, and colours that fade into each
        # other would be measured on their way.
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 800}, locale="vi-VN", java_script_enabled=script,
            reduced_motion="reduce",
        )  # fmt: skip
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.asked_elsewhere: list[str] = []
        self.page.on("console", lambda said: self._complain(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._ask(request.url))

    def _complain(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def told(self) -> list[str]:
        """The complaints since they were last asked for."""
        told, self.complaints = self.complaints, []
        return told

    @contextmanager
    def refused(self, status: int) -> Iterator[None]:
        """The click within leads to a page of this status. The browser says so some time later: here it is no fault."""
        with (
            self.page.expect_navigation(),
            self.page.expect_console_message(lambda said: f" {status} " in said.text),
        ):
            yield
        assert [said for said in self.told() if f" {status} " not in said] == []

    def _ask(self, url: str) -> None:
        if not url.startswith((f"{self.base}/", "data:")):
            self.asked_elsewhere.append(url)

    def sign_in(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        self.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.base}])

    def sign_in_at_the_door(self, username: str, password: str = PASSWORD) -> Page:
        page = self.open("/sign-in/")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(password)
        page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
        return page

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page


@pytest.fixture
def visit(browser, live_server, request) -> Callable[..., Visitor]:
    """Makes a visitor of the small province: `visit(user, width=320)`."""

    def make(user: User, **how) -> Visitor:
        visitor = Visitor(browser, live_server.url, **how)
        visitor.sign_in(user)
        request.addfinalizer(visitor.context.close)
        return visitor

    return make


@pytest.fixture(scope="session")
def sample_database(browser, tmp_path_factory) -> Path:
    """The file with the sample data, made once for all processes of the run; nobody writes in it."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    made = base / "sample"
    with (base / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed: whoever comes meanwhile waits and finds it made
        if not made.exists():
            half_made = tmp_path_factory.mktemp("sample")
            load_sample(half_made / "sample.sqlite3")
            half_made.rename(made)
    return made / "sample.sqlite3"


@pytest.fixture(scope="session")
def sample_portal(sample_database, tmp_path_factory) -> Iterator[SamplePortal]:
    """The portal with sample data, the same for all; who counts on what others change serves their own."""
    with served(sample_database, tmp_path_factory.mktemp("portal")) as portal:
        yield portal


@pytest.fixture
def meet(browser, sample_portal, request) -> Callable[..., Visitor]:
    """Makes a visitor of the sample portal: `meet("tham.tra", script=False)`; without a name one who is not in."""

    def make(username: str = "", **how) -> Visitor:
        visitor = Visitor(browser, sample_portal.base, **how)
        request.addfinalizer(visitor.context.close)
        if username:
            visitor.sign_in_at_the_door(username)
        return visitor

    return make
