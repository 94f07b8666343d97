"""Somebody who has only a keyboard: they go from control to control, and must see at each where they are."""

import re

from playwright.sync_api import CDPSession, Page, expect

HIDDEN_FROM_SIGHT = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return "";
  const seen = [here, ...(here.labels || [])];
  const drawn = seen.find(element => {
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  });
  if (!drawn) return "no sign of focus";
  const box = here.getClientRects()[0];
  if (!box || !box.width || !box.height) return "not drawn";
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  if (right <= left || bottom <= top) return "out of the window";
  const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const isOurs = there && seen.some(element => element.contains(there));
  return isOurs ? "" : `covered by ${there ? there.outerHTML.slice(0, 120) : "nothing"}`;
}"""
"""What keeps the control that has the focus from being seen: out of the window, under something else, or nothing drawn
around it or its label."""

FAR = 90
"""So many stops are too many."""


class Keyboard:
    """A page that nobody can point at: keys are pressed, and what has the focus is told by its accessible name."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)

    def type(self, text: str) -> None:
        self._page.keyboard.type(text)

    def focused(self) -> tuple[str, str]:
        """Role and name of what has the focus, as the browser tells them to a screen reader."""
        remote = self._session.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"]
        tree = self._session.send(
            "Accessibility.getPartialAXTree", {"objectId": remote["objectId"], "fetchRelatives": False}
        )
        node = tree["nodes"][0]
        role, name = (str(node.get(part, {}).get("value", "")) for part in ("role", "name"))
        return role, " ".join(name.split())

    def look(self) -> None:
        """Whether the focus can be seen where it is now."""
        role, name = self.focused()
        assert (fault := self._page.evaluate(HIDDEN_FROM_SIGHT)) == "", f"{role} “{name}”: {fault}"

    def tab_to(self, name: str | re.Pattern[str], *, role: str = "", within: int = FAR) -> None:
        """Goes on by Tab until a control of this name has the focus; looks at each stop on the way."""
        passed = []
        for _stop in range(within):
            self.press("Tab")
            self.look()
            here = self.focused()
            if _is(here[1], name) and role in ("", here[0]):
                return
            passed.append(" ".join(here))
        raise AssertionError(f"{name} is not reached; the stops were {passed}")

    def activate(self, name: str | re.Pattern[str], *, role: str = "", within: int = FAR) -> None:
        """To the link or the button of this name, and into it: the page that it leads to is there afterwards."""
        self.tab_to(name, role=role, within=within)
        with self._page.expect_navigation():
            self.press("Enter")

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self._page.get_by_text(text).first).to_be_visible()


def _is(name: str, wanted: str | re.Pattern[str]) -> bool:
    return name == wanted if isinstance(wanted, str) else wanted.search(name) is not None
