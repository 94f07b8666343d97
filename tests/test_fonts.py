"""The fonts have every letter that the portal is delivered with: names of units, the plans, the words of pages."""

import struct
from pathlib import Path
from unicodedata import combining

import brotli
import pytest

ROOT = Path(__file__).parent.parent
KNOWN_TABLES = 63
TRANSFORMED = {10, 11}
"""Places of glyf and loca in WOFF2's list of known tables: their length in the file is the transformed one."""
CMAP = 0
SHOWN = [
    *(ROOT / "institutions/data/units").glob("*.csv"),
    *(ROOT / "indicators/plans").glob("*.toml"),
    *(ROOT / "templates").rglob("*.html"),
    *(ROOT / "templates").rglob("*.txt"),
    ROOT / "locale/en/LC_MESSAGES/django.po",
    ROOT / "lifelong_learning/design.py",
]
NOT_IN_NOTO_SANS = {"ⁿ"}
"""Signs for which any machine's own font will do, as for arrows."""


def base_128(data: bytes, at: int) -> tuple[int, int]:
    """WOFF2's numbers of seven bits a byte: the number, and where it ends."""
    value = 0
    while True:
        value = value << 7 | data[at] & 0x7F
        at += 1
        if not data[at - 1] & 0x80:
            return value, at


def character_map(font: Path) -> bytes:
    """The table `cmap` of a WOFF2 file, which its compression leaves as it is."""
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 12)
    (compressed,) = struct.unpack_from(">I", data, 20)
    at, offset, found = 48, 0, (0, 0)
    for _table in range(tables):
        flags = data[at]
        tag, at = flags & 0x3F, at + 1 + 4 * (flags & 0x3F == KNOWN_TABLES)
        length, at = base_128(data, at)
        if (flags >> 6 == 0) == (tag in TRANSFORMED):
            length, at = base_128(data, at)
        if tag == CMAP:
            found = (offset, length)
        offset += length
    start, length = found
    unpacked: bytes = brotli.decompress(data[at : at + compressed])
    return unpacked[start : start + length]


def letters(font: Path) -> set[str]:
    """What the font has a picture of: read from the segments of the map's format 4."""
    table = character_map(font)
    (subtables,) = struct.unpack_from(">H", table, 2)
    found: set[str] = set()
    for number in range(subtables):
        (at,) = struct.unpack_from(">I", table, 4 + 8 * number + 4)
        if struct.unpack_from(">H", table, at) != (4,):
            continue
        segments = struct.unpack_from(">H", table, at + 6)[0] // 2
        ends = struct.unpack_from(f">{segments}H", table, at + 14)
        starts = struct.unpack_from(f">{segments}H", table, at + 16 + 2 * segments)
        for start, end in zip(starts, ends, strict=True):
            found |= {chr(code) for code in range(start, end + 1) if code != 0xFFFF}
    return found


@pytest.fixture(params=["noto-sans-regular.woff2", "noto-sans-bold.woff2"])
def has(request) -> set[str]:
    return letters(ROOT / "static/fonts" / request.param)


def test_map_is_read_right(has):
    assert set("AZaz09ĐđẮƀɃČčĕĭŏŭñ\u0306") <= has
    assert not has & set("中ж")


def test_fonts_have_every_letter_that_is_shipped(has):
    missing = {}
    for file in SHOWN:
        text = file.read_text(encoding="utf-8")
        lacking = {sign for sign in text if sign.isalnum() or combining(sign)} - has - NOT_IN_NOTO_SANS
        if lacking:
            missing[file.relative_to(ROOT).as_posix()] = lacking
    assert missing == {}
