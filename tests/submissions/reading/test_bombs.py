"""Small files that unfold into huge ones: a sentence, soon, in little memory."""

import json
import os
import random
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from submissions.reading.old_workbooks import read_old_workbook
from submissions.reading.sheets import UnreadableFile
from submissions.reading.workbooks import read_workbook

from .written import by_hand, by_xlsxwriter, old_book, old_number, packed, record

MEGABYTE = 2**20
LIMITS = [name for name in dir(settings) if name.startswith("MAX_")]
UNFOLDS = "khi mở ra vượt giới hạn 200 MB"
TORN = "không phải bảng Excel đọc được"
ROWS, COLUMNS = "có hơn 300000 dòng", "có hơn 500 cột"

# A fresh process, so that what the suite itself holds does not hide the growth.
READING = """
import json, sys, time
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False, **json.loads(sys.argv[1]))
from submissions.tables import UnreadableFile, read_book

def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) // 1024

data = Path(sys.argv[2]).read_bytes()
before, begun, says = peak(), time.process_time(), ""
try:
    read_book(data, "a")
except UnreadableFile as refused:
    says = str(refused)
print(json.dumps([says, time.process_time() - begun, peak() - before]))
"""

bombs: dict[str, tuple[Callable[[], bytes], str]] = {}


def bomb(says: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def keep(make: Callable[[], bytes]) -> Callable[[], bytes]:
        bombs[make.__name__] = (make, says)
        return make

    return keep


def scattered(piece: bytes, count: int) -> Iterator[bytes]:
    """Something over and over, with noise between, so that it packs no tighter than honest tables do."""
    noise = random.Random(1)
    for _each in range(count):
        yield piece
        yield b"<!--" + noise.randbytes(6_000).hex().encode() + b"-->"


def numbered(row: str, count: int) -> Iterator[bytes]:
    return (row.replace("#", str(number)).encode() for number in range(1, count + 1))


@bomb(UNFOLDS)
def one_huge_part() -> bytes:
    return by_hand(b" " * MEGABYTE for _each in range(220))


@bomb(UNFOLDS)
def gigabytes_of_one_part_under_many_names() -> bytes:
    data = packed({"x": b" " * (10 * MEGABYTE)})
    at = data.index(b"PK\x01\x02")
    entries = [data[at : at + 46] + b"%c" % letter for letter in range(33, 127)]
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(entries), len(entries), sum(map(len, entries)), at, 0)
    return data[:at] + b"".join(entries) + end


@bomb(UNFOLDS)
def a_huge_text() -> bytes:
    return by_hand(strings=(b"<sst><si><t>" if not each else b"x" * MEGABYTE for each in range(150)))


@bomb(TORN)
def a_size_that_lies() -> bytes:
    data = bytearray(by_hand(b" " * 50 * MEGABYTE))
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    data[at + 24 : at + 28] = struct.pack("<I", 1_000)
    return bytes(data)


@bomb(UNFOLDS)
def a_list_of_parts_that_is_the_bomb() -> bytes:
    return packed({str(number): b"" for number in range(11_000)})


@bomb(ROWS)
def one_cell_far_away() -> bytes:
    return by_hand(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', before=b'<dimension ref="A1:XFD1048576"/>')


@bomb(COLUMNS)
def one_cell_far_to_the_right() -> bytes:
    return by_hand(b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')


@bomb(UNFOLDS)
def a_last_cell_in_each_row() -> bytes:
    return by_hand(numbered('<row r="#"><c r="SF#"><v>1</v></c></row>', 100_000))


@bomb(ROWS)
def more_rows_than_anybody_reads() -> bytes:
    return by_hand(numbered('<row r="#"><c r="A#"><v>#</v></c></row>', 300_100))


@bomb(UNFOLDS)
def a_million_cells_of_one_long_text() -> bytes:
    rows = numbered('<row r="#">' + '<c t="s"><v>0</v></c>' * 10 + "</row>", 20_000)
    return by_hand(rows, strings=b"<sst><si><t>" + b"a" * 4_900 + b"</t></si></sst>")


@bomb(UNFOLDS)
def a_flood_of_empty_cells() -> bytes:
    return by_hand(scattered(b"<row>" + b"<c/>" * 2**17 + b"</row>", 20))


@bomb(UNFOLDS)
def a_flood_of_merged_areas() -> bytes:
    areas = b'<mergeCell ref="A1:XFD1048576"/>' * 10_000
    return by_hand(numbered('<row r="#"><c><v>1</v></c><c><v>1</v></c></row>', 20_000), after=areas)


@bomb(TORN)
def tags_inside_tags() -> bytes:
    return by_hand(b"<a>" * 2**18)


@bomb(TORN)
def ever_new_names_of_tags() -> bytes:
    return by_hand("".join(f"<a{number}/>" for number in range(200_000)).encode())


@bomb(TORN)
def one_endless_tag() -> bytes:
    return by_hand(b'<row a="' + b"x" * (3 * MEGABYTE) + b'"/>')


@bomb(TORN)
def entities_of_entities() -> bytes:
    entities = b'<!ENTITY e0 "aaaaaaaaaa">'
    for number in range(1, 12):
        entities += b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 10)
    return by_hand(strings=b"<!DOCTYPE sst [" + entities + b"]><sst><si><t>&e11;</t></si></sst>")


@bomb("có hơn 500 trang")
def thousands_of_sheets() -> bytes:
    return by_hand(sheets="".join(f'<sheet name="S{each}" sheetId="{each}" r:id="r1"/>' for each in range(9_000)))


@bomb(TORN)
def one_sheet_under_many_names() -> bytes:
    return by_hand(
        numbered('<row r="#"><c><v>1</v></c></row>', 20_000),
        sheets="".join(f'<sheet name="S{each}" sheetId="{each}" r:id="r1"/>' for each in range(400)),
    )


@bomb(UNFOLDS)
def an_old_last_cell_in_each_row() -> bytes:
    return old_book([b"".join(old_number(row, 255) for row in range(65_536))])


@bomb(UNFOLDS)
def an_old_long_text_in_each_cell() -> bytes:
    cells = (record(0xFD, struct.pack("<HHHI", row, column, 15, 0)) for row in range(20_000) for column in range(8))
    text = struct.pack("<ii", 1, 1) + struct.pack("<HB", 4_900, 0) + b"a" * 4_900
    return old_book([b"".join(cells)], strings=record(0xFC, text))


@bomb(TORN)
def old_texts_that_lead_backwards() -> bytes:
    return old_book([old_number(0, 0)], strings=record(0xFC, struct.pack("<iIHBi", 1, 2**31 - 1, 0, 4, -7)))


@bomb(UNFOLDS)
def old_texts_without_letters() -> bytes:
    texts = record(0xFC, struct.pack("<ii", 1, 2_700_000) + bytes(8_100)) + record(0x3C, bytes(8_100)) * 999
    return old_book([old_number(0, 0)], strings=texts)


@bomb(UNFOLDS)
def old_styles_without_end() -> bytes:
    return old_book([old_number(0, 0)], more=record(0xE0, bytes(20)) * 300_000)


@bomb(UNFOLDS)
def old_columns_over_and_over() -> bytes:
    return old_book([record(0x7D, struct.pack("<6H", 0, 255, 0, 15, 1, 0)) * 500_000])


@bomb(UNFOLDS)
def old_merged_areas_without_end() -> bytes:
    areas = struct.pack("<H", 1_027) + struct.pack("<4H", 0, 65_535, 0, 255) * 1_027
    return old_book([old_number(0, 0) + record(0xE5, areas) * 1_000])


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("name", bombs)
def test_a_bomb_is_refused_soon_and_in_little_memory(name, tmp_path):
    make, says = bombs[name]
    file = tmp_path / "bomb"
    file.write_bytes(make())
    assert file.stat().st_size < settings.MAX_UPLOAD_BYTES
    limits = json.dumps({name: getattr(settings, name) for name in LIMITS})
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", READING, limits, str(file)],
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    sentence, seconds, megabytes = json.loads(run.stdout)
    assert says in sentence
    assert seconds < 3  # of the processor; what is seen is below two, on a machine that does nothing else
    assert megabytes < 150


def test_an_honest_large_table_is_read_well_below_a_second(settings):
    """10,000 rows of ten cells. Of the processor's time, since others may keep it busy."""

    def write(book):
        sheet = book.add_worksheet()
        for number in range(10_000):
            sheet.write_row(number, 0, [f"Thư viện {number}", "có", *range(number, number + 8)])

    data = by_xlsxwriter(write)
    best = 9.0
    for _each in range(3):
        begun = time.process_time()
        [sheet] = read_workbook(data, "a.xlsx").sheets
        best = min(best, time.process_time() - begun)
    assert len(sheet.rows) == 10_000
    assert best < 0.9


def test_the_limits_are_settings(settings):
    table = by_xlsxwriter(lambda book: book.add_worksheet().write_row(0, 0, range(400)))
    old = old_book([b"".join(old_number(0, column) for column in range(200))])
    assert read_workbook(table, "a").sheets[0].rows[0].cells[399] == 399
    settings.MAX_UNPACKED_BYTES = 5_000
    for read, data in ((read_workbook, table), (read_old_workbook, old)):
        with pytest.raises(UnreadableFile, match="khi mở ra vượt giới hạn 0 MB"):
            read(data, "a")
