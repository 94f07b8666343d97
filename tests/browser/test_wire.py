"""What goes over the wire, and what moves on the screen: measured on the portal as a server runs it."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession

from .conftest import Visitor
from .production import in_production
from .walking import walk

KB = 1000
FIRST_VISIT = 180 * KB
LATER_PAGE = 40 * KB
SHIFT = 0.02
"""The most layout shift (share of the window × share of its size moved by), a fifth of what Google calls good: on a
busy machine a table that still comes may move a column by some pixels."""

OBSERVE = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture(scope="module")
def base(sample_database, tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("production")
    for path in sample_database.parent.glob(f"{sample_database.name}*"):
        shutil.copy(path, folder / path.name)
    with in_production(folder / sample_database.name, folder) as address:
        yield address


class Wire:
    """Counts the bytes that a visitor's browser takes from the network: heads and bodies as sent, compressed."""

    def __init__(self, visitor: Visitor) -> None:
        self.taken = 0
        session: CDPSession = visitor.context.new_cdp_session(visitor.page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._count)

    def _count(self, event: dict) -> None:
        self.taken += int(event["encodedDataLength"])

    def since(self) -> int:
        """The bytes since this was last asked."""
        taken, self.taken = self.taken, 0
        return taken


@pytest.fixture
def newcomer(browser, base) -> Iterator[Visitor]:
    visitor = Visitor(browser, base)
    yield visitor
    visitor.context.close()


@pytest.mark.parametrize("username", ["krong.pac", "giam.doc"])
def test_first_visit_is_light(newcomer, username):
    wire = Wire(newcomer)
    newcomer.sign_in_at_the_door(username)
    newcomer.page.wait_for_load_state("networkidle")
    taken = wire.since()
    assert 20 * KB < taken < FIRST_VISIT, "the door, its fonts and styles, and the first page behind it"


@pytest.mark.parametrize("username", ["krong.pac", "tham.tra"])
def test_later_pages_are_light_and_stand_still(newcomer, username):
    newcomer.context.add_init_script(OBSERVE)
    wire = Wire(newcomer)
    newcomer.sign_in_at_the_door(username)
    newcomer.page.wait_for_load_state("networkidle")
    heavy, restless = {}, {}
    wire.since()
    for name, path, _status in walk(newcomer):
        newcomer.page.wait_for_load_state("load")
        if (taken := wire.since()) > LATER_PAGE:
            heavy[path] = taken
        if (shifted := newcomer.page.evaluate("window.shifted")) > SHIFT:
            restless[name] = shifted
    assert (heavy, restless) == ({}, {})
