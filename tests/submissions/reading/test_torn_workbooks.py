"""Workbooks torn in thousands of ways: each ends in a result or a sentence, and soon."""

import random
import struct
import time
import zipfile
from io import BytesIO

import pytest
import xlwt

from submissions.reading.kinds import other_kind
from submissions.reading.old_workbooks import read_old_workbook
from submissions.reading.sheets import UnreadableFile
from submissions.reading.workbooks import read_workbook

from .written import by_openpyxl, by_xlsxwriter, by_xlwt, old_book, old_number, packed


def _mutated(data: bytes, chance: random.Random) -> bytes:
    """The data, torn in one to some places: bytes and numbers changed, pieces lost, doubled, added."""
    torn = bytearray(data)
    for _each in range(chance.choice([1, 1, 2, 3, 8, 30])):
        at = chance.randrange(max(1, len(torn)))
        match chance.randrange(7):
            case 0 | 1:
                torn[at : at + 1] = chance.randbytes(1)
            case 2:
                number = chance.choice([0, 1, -1, -2, 2**31 - 1, -(2**31), 255, 65_535, chance.randrange(65_536)])
                torn[at : at + 4] = struct.pack("<i", number)
            case 3:
                del torn[at : at + chance.randrange(1, 40)]
            case 4:
                torn[at:at] = chance.randbytes(chance.randrange(1, 20))
            case 5:
                other, length = chance.randrange(max(1, len(torn))), chance.randrange(1, 200)
                torn[at : at + length] = torn[other : other + length]
            case 6 if chance.random() < 0.2:
                del torn[at:]
    return bytes(torn)


def _mutated_inside(data: bytes, chance: random.Random) -> bytes:
    """The archive with one of its parts torn, and packed again so that the sums are right."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    return packed({**parts, name: _mutated(parts[name], chance)})


def _everything(book) -> None:
    sheet = book.add_worksheet("Số liệu")
    sheet.merge_range(0, 0, 0, 3, "BÁO CÁO")
    sheet.write_row(1, 0, ["Mã", "Tên", "Lượt", "Có"])
    for number in range(2, 8):
        sheet.write_row(number, 0, [f"TV{number}", "Thư viện xã", number * 100, True])
    sheet.write_formula(8, 2, "=1/0", None, "#DIV/0!")
    sheet.write_number(9, 2, 0.5, book.add_format({"num_format": "0.0%"}))
    sheet.set_row(4, None, None, {"hidden": True})
    book.add_worksheet("Ẩn").hide()


def _everything_old(book) -> None:
    sheet = book.add_sheet("Số liệu")
    sheet.write_merge(0, 0, 0, 3, "BÁO CÁO")
    for number in range(2, 8):
        for column, value in enumerate([f"TV{number}", "Thư viện xã", number * 100, True]):
            sheet.write(number, column, value)
    sheet.write(8, 2, xlwt.Formula("C3+C4"))
    sheet.write(9, 2, 0.5, xlwt.easyxf(num_format_str="0.0%"))
    sheet.row(4).hidden = True
    sheet.col(1).hidden = True
    book.add_sheet("Ẩn").visibility = 1


SAMPLES = {
    "xlsx": by_xlsxwriter(_everything),
    "openpyxl": by_openpyxl(lambda book: book.active.append(["TV1", "=1+1", 2.5, None, "Ea H'leo"])),
    "xls": by_xlwt(_everything_old),
    "records": old_book([b"".join(old_number(row, row % 3) for row in range(40))] * 2),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_torn_workbook_ends_in_a_result_or_a_sentence(kind):
    chance = random.Random(kind)
    ends = {"read": 0, "refused": 0}
    for _each in range(1_000):
        mutate = _mutated_inside if SAMPLES[kind].startswith(b"PK") and chance.random() < 0.6 else _mutated
        data = mutate(SAMPLES[kind], chance)
        begun = time.process_time()
        try:
            other_kind(data, "a")
            (read_workbook if data.startswith(b"PK") else read_old_workbook)(data, "a")
            ends["read"] += 1
        except UnreadableFile:
            ends["refused"] += 1
        assert time.process_time() - begun < 2
    assert min(ends.values()) > 50  # both happen, or the mutation does too much or too little
