"""Workbooks written for tests: by the libraries that people's programs use, and by hand where no library would."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import openpyxl
import xlsxwriter
import xlwt

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
EXCEL_2016, OTHER_PROGRAMS = 1997, 1996


def by_xlsxwriter(write: Callable[[Any], object], **options: object) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        write(book)
    return out.getvalue()


def by_openpyxl(write: Callable[[Any], object]) -> bytes:
    book = openpyxl.Workbook()
    write(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheets_by_openpyxl(sheets: dict[str, list[list[object]]]) -> bytes:
    """Sheets by their names, each as rows of cells."""

    def write(book: Any) -> None:
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)

    return by_openpyxl(write)


def by_xlwt(write: Callable[[Any], object]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    write(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(parts: dict[str, bytes | Iterable[bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in [content] if isinstance(content, bytes) else content:
                    part.write(piece)
    return out.getvalue()


def by_hand(
    rows: bytes | Iterable[bytes] = b"",
    *,
    strings: bytes | Iterable[bytes] = b"<sst/>",
    styles: str = "",
    before: bytes = b"",
    after: bytes = b"",
    sheets: str = '<sheet name="S" sheetId="1" r:id="r1"/>',
    book: str = "",
    **more: bytes,
) -> bytes:
    """An XLSX of one sheet with just this XML: what stands in `sheetData`, before and after it."""
    body = [rows] if isinstance(rows, bytes) else rows

    def sheet() -> Iterable[bytes]:
        yield f'<worksheet xmlns="{MAIN}">'.encode() + before + b"<sheetData>"
        yield from body
        yield b"</sheetData>" + after + b"</worksheet>"

    related = [("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml")]
    related.append(("r3", "styles", "styles.xml"))
    relations = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in related)
    return packed(
        {
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets>{book}'
            "</workbook>".encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>'.encode(),
            "xl/worksheets/sheet1.xml": sheet(),
            "xl/sharedStrings.xml": strings,
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'.encode(),
            **more,
        }
    )


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """An OLE container of one stream, laid out as plainly as the format allows."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // 512)
    tables = lists = 0
    while tables * 128 < 1 + count + tables + lists:
        tables += 1
        lists = -(-max(0, tables - 109) // 127)
    chain = [-2, *range(2, count + 1), -2, *[-3] * tables, *[-4] * lists]
    chain += [-1] * (tables * 128 - len(chain))
    places = list(range(1 + count, 1 + count + tables))
    first, rest = places[:109], places[109:]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<8i", tables, 0, 0, 4096, -2, 0, 1 + count + tables if lists else -2, lists)
    header += struct.pack("<109i", *first, *[-1] * (109 - len(first)))
    listed = b""
    for number in range(lists):
        part = rest[number * 127 : (number + 1) * 127]
        following = 1 + count + tables + number + 1 if number + 1 < lists else -2
        listed += struct.pack("<128i", *part, *[-1] * (127 - len(part)), following)
    directory = _entry("Root Entry", 5, 1, -2, 0) + _entry(name, 2, -1, 1, len(stream))
    return (
        header
        + directory.ljust(512, b"\0")
        + stream.ljust(count * 512, b"\0")
        + struct.pack(f"<{len(chain)}i", *chain)
        + listed
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBiii", len(text), kind, 1, -1, -1, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<ii", start, size) + bytes(4)


def record(code: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(data)) + data


def old_book(sheets: list[bytes], *, more: bytes = b"", strings: bytes = b"", year: int = EXCEL_2016) -> bytes:
    """An XLS of these sheets, each given as its records."""
    style = record(0xE0, bytes(20)) * 16
    font = record(0x31, struct.pack("<HHHHHBBBx", 200, 0, 0x7FFF, 400, 0, 0, 0, 0) + b"\x05\0Arial") * 4

    def beginning(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x2775, year, 0, 0))

    def whole(offsets: list[int]) -> bytes:
        announced = b"".join(
            record(0x85, struct.pack("<iBBBB", offset, 0, 0, 4, 0) + b"S%03d" % number)
            for number, offset in enumerate(offsets)
        )
        return beginning(5) + record(0x42, b"\xb0\x04") + font + style + more + announced + strings + record(0x0A)

    at = len(whole([0] * len(sheets)))
    offsets = []
    for sheet in sheets:
        offsets.append(at)
        at += len(beginning(16)) + len(sheet) + 4
    return compound(whole(offsets) + b"".join(beginning(16) + sheet + record(0x0A) for sheet in sheets))


def old_number(row: int, column: int, value: int = 1) -> bytes:
    return record(0x27E, struct.pack("<HHHI", row, column, 15, value << 2 | 2))


def old_formula(row: int, column: int, result: bytes) -> bytes:
    return record(0x06, struct.pack("<HHH8sHI", row, column, 15, result, 0, 0) + b"\x03\x00\x1e\x01\x00")
