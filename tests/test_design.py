"""The page of all parts holds every part: each icon, shared include, and pair of colours, and a form."""

import re
from html import unescape
from pathlib import Path

from django.urls import reverse

from lifelong_learning.design import LETTERS, PAIRS
from lifelong_learning.icons import ICONS

ROOT = Path(__file__).parent.parent
BEFORE_SIGNING_IN = {"includes/sample_banner.html"}


def opened(client, cast):
    client.force_login(cast.viewer)
    return client.get(reverse("design"))


def test_every_icon_is_shown_with_its_name(client, cast):
    page = opened(client, cast).content.decode()
    missing = [name for name, path in ICONS.items() if f'd="{path}"' not in page or f"<code>{name}</code>" not in page]
    assert missing == []


def test_every_shared_include_is_shown(client, cast):
    """Whoever adds a part adds it to the page. The banner of made-up data stands where there are such data."""
    shown = {template.name for template in opened(client, cast).templates}
    includes = {f"includes/{path.name}" for path in (ROOT / "templates" / "includes").glob("*.html")}
    assert includes - shown == BEFORE_SIGNING_IN


def test_every_pair_of_colours_is_shown_with_its_contrast(client, cast):
    page = opened(client, cast).content.decode()
    assert page.count('class="swatch"') == len(PAIRS)
    figures = [float(found.replace(",", ".")) for found in re.findall(r'<td class="num">(\d+,\d)</td>', page)]
    assert len(figures) == 2 * len(PAIRS)
    assert min(figures) >= 3
    assert "14,3" in page  # ink on paper by day


def test_names_of_the_province_are_shown_in_both_weights(client, cast):
    page = unescape(opened(client, cast).content.decode())
    assert [page.count(text) for _code, _language, text in LETTERS] == [2, 2, 2, 2]


def test_every_kind_of_chart_is_shown(client, cast):
    page = opened(client, cast).content.decode()
    kinds = ["bullet", "spark", "trend", "strip", "multiples", "response"]
    assert [kind for kind in kinds if f"sample-{kind}" not in page] == []


def test_a_made_up_chart_can_be_taken_as_a_file(client, cast):
    client.force_login(cast.viewer)
    response = client.get(reverse("design"), {"chart": "sample-strip", "as": "svg"})
    assert response["Content-Type"].startswith("image/svg+xml")


def test_form_is_shown_at_rest_switched_off_and_wrong(client, cast):
    page = opened(client, cast).content.decode()
    assert 'id="right_name"' in page
    assert 'id="off_name" disabled' in page or re.search(r'id="off_name"[^>]*disabled|disabled[^>]*id="off_name"', page)
    summary = page[page.index('class="error-summary"') :].split("</ul>")[0]
    assert re.findall(r'href="#([^"]+)"', summary) == ["wrong_name", "wrong_opened", "wrong_count", "wrong_kind"]
