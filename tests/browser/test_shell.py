"""The shell of each page in a real browser: narrow screens, keyboard, no script, and the security policy."""

import pytest
from django.core.management import call_command
from django.urls import reverse

PLAN = "06-kh-ubnd-2023"


@pytest.fixture
def portal(transactional_db, province, cast, capsys):
    """The small province with the plan, a year and two institutions."""
    call_command("load_plan", f"indicators/plans/{PLAN}.toml", commit=True)
    province.institution("66-1", "Thư viện xã Krông Búk", "library_commune", "new:24490")
    province.institution("66-2", "Nhà văn hóa - thể thao xã Krông Pắc", "house_commune", "new:24490")
    return cast


def paths() -> list[str]:
    return [
        reverse("reports:dashboard", args=[PLAN, 2025]),
        reverse("reports:criterion", args=[PLAN, 2025, "L1"]),
        reverse("institutions:list"),
        reverse("institutions:detail", args=["66-1"]),
        reverse("institutions:units"),
        reverse("indicators:plans"),
        reverse("submissions:years"),
        reverse("accounts:people"),
        reverse("accounts:invite"),
    ]


def test_pages_fit_a_narrow_screen(portal, visit):
    visitor = visit(portal.administrator, width=320)
    wide = {}
    for path in paths():
        width = visitor.open(path).evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[path] = width
    assert wide == {}


def test_pages_ask_nothing_that_the_policy_refuses(portal, visit):
    visitor = visit(portal.administrator)
    for path in paths():
        visitor.open(path)
    assert visitor.complaints == []


def test_pages_ask_nothing_of_other_hosts(portal, visit):
    visitor = visit(portal.administrator)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    for path in paths():
        visitor.open(path)
    assert len(asked) > len(paths())
    assert [url for url in asked if not url.startswith((visitor.base, "data:"))] == []


def test_keyboard_reaches_the_content_first(portal, visit):
    page = visit(portal.viewer).open(reverse("institutions:list"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_signing_out_works_without_script(portal, visit):
    page = visit(portal.viewer, script=False).open(reverse("institutions:list"))
    page.get_by_text(str(portal.viewer), exact=True).click()
    page.get_by_role("button", name="Đăng xuất").click()
    assert page.url.endswith(reverse("accounts:login"))


LACKING = """async letters => {
  await document.fonts.load('16px "Noto Sans"', letters);
  const pen = document.createElement("canvas").getContext("2d");
  const width = (font, letter) => { pen.font = font; return pen.measureText(letter).width; };
  return [...letters].filter(letter =>
    width('100px "Noto Sans", monospace', letter) === width('100px monospace', letter));
}"""
"""A letter that the font lacks is drawn, and so measured, in the one that comes next."""


def test_font_has_the_letters_of_every_language_of_the_province(portal, visit):
    page = visit(portal.viewer).open(reverse("institutions:list"))
    assert page.evaluate(LACKING, "Ω") == ["Ω"]
    assert page.evaluate(LACKING, "ĂÂĐÊÔƠƯăâđêôơưẮẴẳệỗợữỵƀɃĔĕĬĭŎŏŬŭÑñČč") == []
