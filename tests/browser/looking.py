"""What is wrong with the page that is open, by day and by night, wide and narrow; pictures for who wants to look."""

import os
import re
from pathlib import Path

from playwright.sync_api import Page

from .conftest import Visitor

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
"""What else may differ by night: the sheet for it gives the names of the colours other values, and nothing else."""
FAULTS = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  const where = fault => fault.nodes.map(node => node.target.join(" ")).slice(0, 3).join(", ");
  return found.violations.map(fault => `${fault.id}: ${where(fault)}`);
}"""
WIDTHS = (1280, 320)
LOOKS = ("light", "dark")
ZOOMED = 640
"""At 200 % zoom a screen of 1280 px has room for so many."""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PICTURES = os.environ.get("SCREENSHOTS", "")
"""A folder for a picture of each page, where somebody wants to look for themselves."""

CONTENT = 'document.querySelector("main").innerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "")'
looked_at: set[str] = set()
"""Contents that were looked at already: many pages are the same for several roles."""


def faults(page: Page) -> list[str]:
    """What is wrong with the page at each width and in each look: barriers (axe, WCAG 2.2 AA), what does not fit."""
    page.evaluate(AXE)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for look in LOOKS:
            page.emulate_media(color_scheme=look)
            rules = RULES if look == LOOKS[0] else OF_COLOUR
            found += [f"{width} px, {look}: {fault}" for fault in page.evaluate(FAULTS, rules)]
    for width in (*WIDTHS, ZOOMED):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate(TOO_WIDE):
            found.append(f"{width} px: wider than the screen")
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    page.emulate_media(color_scheme=LOOKS[0])
    return found


def take_pictures(page: Page, name: str) -> None:
    """A picture of the whole page for each width and look, into the folder that SCREENSHOTS names."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for look in LOOKS:
            page.emulate_media(color_scheme=look)
            file = re.sub("[^a-z0-9.-]+", "_", f"{name}-{width}-{look}".lower())
            page.screenshot(path=Path(PICTURES) / f"{file}.png", full_page=True)


def look_at(visitor: Visitor, name: str) -> list[str]:
    """All that is wrong with the page that is open, and what the browser refused on the way to it."""
    visitor.page.wait_for_load_state()
    content = visitor.page.evaluate(CONTENT)
    if content in looked_at:
        return visitor.told()
    looked_at.add(content)
    if PICTURES:
        take_pictures(visitor.page, name)
    return faults(visitor.page) + visitor.told()
