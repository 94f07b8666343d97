"""The theme's promises: enough contrast, and nothing asked of other hosts."""

import re
from pathlib import Path

import pytest

from reports.charts import PAPER

STATIC = Path(__file__).parent.parent / "static"
CSS = STATIC / "css"


def colours(sheet: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", (CSS / sheet).read_text(encoding="utf-8")))


DAY = colours("tokens.css")
NIGHT = DAY | colours("dark.css")
LOOKS = pytest.mark.parametrize("look", [DAY, NIGHT], ids=["day", "night"])


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


@LOOKS
@pytest.mark.parametrize("ground", ["paper", "sheet", "sunken", "none-ground"])
@pytest.mark.parametrize("text", ["ink", "ink-soft", "link", "link-hover", "lacquer", "met", "not-met", "open", "info"])
def test_text_is_readable_on_every_ground(look, text, ground):
    assert contrast(look[text], look[ground]) >= 4.5


@LOOKS
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("met", "met-ground"),
        ("not-met", "not-met-ground"),
        ("open", "open-ground"),
        ("info", "info-ground"),
        ("ink", "met-ground"),
        ("ink", "not-met-ground"),
        ("ink", "open-ground"),
        ("ink", "info-ground"),
        ("link", "open-ground"),
        ("link", "info-ground"),
        ("ink", "chosen"),
        ("link", "chosen"),
        ("on-band", "band"),
        ("on-band-soft", "band"),
        ("on-action", "action"),
        ("on-action", "action-hover"),
        ("on-action", "action-active"),
        ("on-action", "action-off"),
        ("on-action", "danger"),
        ("on-action", "danger-hover"),
        ("on-sample", "sample"),
        *((f"on-heat-{step}", f"heat-{step}") for step in range(1, 6)),
    ],
)
def test_pair_is_readable(look, text, ground):
    assert contrast(look[text], look[ground]) >= 4.5


@LOOKS
@pytest.mark.parametrize("ground", ["paper", "sheet"])
@pytest.mark.parametrize(
    "shape",
    ["control", "lacquer", "met", "action", "chart-met", "chart-needed", "chart-mark", "chart-line", "chart-other"],
)
def test_shape_stands_out_from_its_ground(look, shape, ground):
    assert contrast(look[shape], look[ground]) >= 3


def test_dark_sheet_gives_every_colour_of_the_day_another():
    assert set(DAY) - set(colours("dark.css")) == set()


def test_charts_in_files_have_the_colours_of_the_day():
    names = {"ink": "ink", "soft": "ink-soft", "sheet": "sheet"}
    assert {name: DAY[names.get(name, f"chart-{name}")] for name in PAPER} == PAPER


def test_only_the_tokens_name_colours():
    named = {
        str(path.relative_to(CSS)): found
        for path in CSS.rglob("*.css")
        if path.name not in ("tokens.css", "dark.css")
        and (
            found := re.findall(
                r"#[0-9a-fA-F]{3,8}\b|rgba?\(\d", path.read_text(encoding="utf-8").split("@media print")[0]
            )
        )
    }
    assert named == {}


def test_no_template_names_a_colour():
    """Charts ask PAPER for theirs: their files stand without style sheets."""
    templates = STATIC.parent / "templates"
    named = [
        path.relative_to(templates).as_posix()
        for path in templates.rglob("*")
        if path.is_file() and re.search(r'(fill|stroke|color)="#', path.read_text(encoding="utf-8"))
    ]
    assert named == []


@pytest.mark.parametrize(
    "sheet", [f"css/{path.name}" for path in CSS.glob("*.css")] + ["vendor/bootstrap/bootstrap.min.css"]
)
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
