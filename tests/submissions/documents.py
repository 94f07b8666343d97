"""Small documents of each kind that may stand beside a figure, written byte by byte, and a few that only look it."""

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from .reading.written import compound

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00"
    b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>x</title><script>alert(1)</script>"
EXE = b"MZ\x90\x00" + bytes(200)

TYPES = "[Content_Types].xml"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
ODF_TYPE = "application/vnd.oasis.opendocument."


def _chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND")
)


def packed(parts: Mapping[str, str | bytes], packing: int = ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    data = BytesIO()
    with ZipFile(data, "w", packing) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return data.getvalue()


def docx(**more: str | bytes) -> bytes:
    """A Word document; keyword arguments are further parts, `__` in their names a slash."""
    extra = {name.replace("__", "/").replace("_dot_", "."): part for name, part in more.items()}
    return packed({TYPES: f'<Types><Override ContentType="{WORD_TYPE}"/></Types>', "word/document.xml": "<w/>"} | extra)


def xlsx() -> bytes:
    return packed({TYPES: f'<Types><Override ContentType="{EXCEL_TYPE}"/></Types>', "xl/workbook.xml": "<w/>"})


def odf(kind: str = "text", **more: str) -> bytes:
    extra = {name.replace("__", "/").replace("_dot_", "."): part for name, part in more.items()}
    return packed({"mimetype": ODF_TYPE + kind, "content.xml": "<c/>"} | extra, ZIP_STORED)


def encrypted(data: bytes) -> bytes:
    """An archive whose list says that its parts need a password."""
    marked = bytearray(data)
    for beginning, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(beginning)
        while at >= 0:
            marked[at + flag] |= 1
            at = marked.find(beginning, at + 4)
    return bytes(marked)


DOC = compound(bytes(5_000), "WordDocument")
XLS = compound(bytes(5_000), "Workbook")
MSG = compound(bytes(5_000), "__substg1.0_001A001E")

ACCEPTED = [
    ("bang-ke.pdf", PDF, "pdf"),
    ("anh.jpg", JPEG, "jpeg"),
    ("ANH.JPEG", JPEG, "jpeg"),
    ("anh.png", PNG, "png"),
    ("bao-cao.docx", docx(), "docx"),
    ("so-lieu.xlsx", xlsx(), "xlsx"),
    ("bao-cao.doc", DOC, "ole"),
    ("so-lieu.xls", XLS, "ole"),
    ("bao-cao.odt", odf(), "odf"),
    ("so-lieu.ods", odf("spreadsheet"), "odf"),
]

BOMB = packed({TYPES: "<Types/>", "word/document.xml": bytes(30_000_000)})

REFUSED = [
    ("HTML as PDF", "a.pdf", HTML, "không thuộc loại được nhận"),
    ("SVG", "a.svg", SVG, "không thuộc loại được nhận"),
    ("SVG as PNG", "a.png", SVG, "không thuộc loại được nhận"),
    ("a program", "a.exe", EXE, "không thuộc loại được nhận"),
    ("a program as PDF", "a.pdf", EXE, "không thuộc loại được nhận"),
    ("a script", "a.js", b"alert(1)", "không thuộc loại được nhận"),
    ("nothing", "a.pdf", b"", "không thuộc loại được nhận"),
    ("a PDF after something else", "a.pdf", b"x" + PDF, "không thuộc loại được nhận"),
    ("PDF named PNG", "a.png", PDF, "Nội dung này phải có đuôi .pdf"),
    ("PNG named JPG", "a.jpg", PNG, "Nội dung này phải có đuôi .png"),
    ("a PDF without an ending", "a", PDF, "Nội dung này phải có đuôi .pdf"),
    ("a PDF called a program", "a.pdf.exe", PDF, "Nội dung này phải có đuôi .pdf"),
    ("DOCX named XLSX", "a.xlsx", docx(), "Nội dung này phải có đuôi .docx"),
    ("DOC named XLS", "a.xls", DOC, "Nội dung này phải có đuôi .doc"),
    ("ODT named ODS", "a.ods", odf(), "Nội dung này phải có đuôi .odt"),
    ("PDF and a page", "a.pdf", PDF.replace(b"\n", b"\n<script>alert(1)</script>", 1), "hai loại nội dung"),
    ("PDF and an archive", "a.pdf", PDF + packed({"a.txt": "a"}), "hai loại nội dung"),
    ("picture and an archive", "a.png", PNG + packed({"a.txt": "a"}), "hai loại nội dung"),
    ("picture and a page", "a.jpg", JPEG[:20] + HTML + JPEG[20:], "hai loại nội dung"),
    ("Word and Excel at once", "a.docx", docx(xl__workbook_dot_xml="<w/>"), "hai loại nội dung"),
    ("half a PDF", "a.pdf", PDF[:40], "bị hỏng"),
    ("half a JPEG", "a.jpg", JPEG[:30], "bị hỏng"),
    ("half a PNG", "a.png", PNG[:40], "bị hỏng"),
    ("half a DOCX", "a.docx", docx()[:60], "bị hỏng"),
    ("an ODT with a changed byte", "a.odt", odf().replace(b"<c/>", b"<d/>"), "bị hỏng"),
    ("half a DOC", "a.doc", DOC[:700], "bị hỏng"),
    ("a plain archive", "a.docx", packed({"a.txt": "a"}), "là tệp nén"),
    ("macros in a DOCX", "a.docx", docx(word__vbaProject_dot_bin=b"x"), "có macro"),
    ("macros under another name", "a.docx", packed(
        {TYPES: f'<Types><Override ContentType="{MACRO_TYPE}"/></Types>', "word/document.xml": "<w/>"}
    ), "có macro"),
    ("macros in an ODT", "a.odt", odf(Basic__Standard__Module1_dot_xml="<m/>"), "có macro"),
    ("macros in a DOC", "a.doc", DOC + "_VBA_PROJECT".encode("utf-16-le"), "có macro"),
    ("a DOCX with a password", "a.docx", compound(bytes(5_000), "EncryptedPackage"), "có mật khẩu"),
    ("an encrypted archive", "a.docx", encrypted(docx()), "có mật khẩu"),
    ("an ODT with a password", "a.odt", odf(**{"META-INF__manifest_dot_xml": "<e:encryption-data/>"}), "có mật khẩu"),
    ("a presentation", "a.odt", odf("presentation"), "không phải văn bản hay bảng tính"),
    ("a mail", "a.doc", MSG, "không phải Word hay Excel"),
    ("a bomb", "a.docx", BOMB, "khi mở ra vượt giới hạn"),
]  # fmt: skip
