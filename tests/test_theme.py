"""The theme's promises: enough contrast, and nothing asked of other hosts."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "static"
THEME = (STATIC / "css" / "portal.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", THEME))


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == 21


@pytest.mark.parametrize("ground", ["paper", "sheet", "none-ground"])
@pytest.mark.parametrize("text", ["ink", "ink-soft", "indigo", "lacquer", "met", "not-met", "open"])
def test_text_is_readable_on_every_ground(text, ground):
    assert contrast(COLOURS[text], COLOURS[ground]) >= 4.5


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (COLOURS["met"], COLOURS["met-ground"]),
        (COLOURS["not-met"], COLOURS["not-met-ground"]),
        (COLOURS["open"], COLOURS["open-ground"]),
        ("#ffffff", COLOURS["indigo-deep"]),
        ("#ecdfc6", COLOURS["indigo-deep"]),
        ("#ffffff", COLOURS["indigo"]),
        ("#ffffff", "#5f6f98"),  # a button that is off
        ("#ffffff", COLOURS["met"]),
        ("#ffffff", COLOURS["not-met"]),
        ("#2f2200", "#f0c96e"),  # the banner of sample data
        (COLOURS["ink-soft"], "#f1eadd"),  # the footer
    ],
)
def test_pair_is_readable(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("sheet", ["css/portal.css", "vendor/bootstrap/bootstrap.min.css"])
def test_style_sheets_ask_nothing_of_other_hosts(sheet):
    text = (STATIC / sheet).read_text(encoding="utf-8")
    addresses = re.findall(r"""url\(["']?([^"')]{0,40})""", text) + re.findall(r"@import[^;]*", text)
    assert [address for address in addresses if not address.startswith(("data:", "../"))] == []
    assert "sourceMappingURL" not in text


def test_fonts_are_small_and_have_their_licence():
    sizes = [font.stat().st_size for font in (STATIC / "fonts").glob("*.woff2")]
    assert len(sizes) == 2
    assert max(sizes) < 40_000
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8")
