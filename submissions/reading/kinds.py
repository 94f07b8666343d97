"""Files that are no CSV, XLSX or XLS but are sent as such: each is told apart, with a sentence on how to mend it."""

import codecs
import re

from django.utils.translation import gettext as _

from .archives import TORN, ZIP, Archive
from .sheets import UnreadableFile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The beginning of an XLS, but also of a Word document of old and of a workbook with a password."""

_FORMATS = {
    rb"\x89PNG": "PNG", rb"\xff\xd8\xff": "JPEG", rb"GIF8[79]a": "GIF", rb"BM....\0\0\0\0": "BMP",
    rb"RIFF....WEBP": "WebP", rb"II\*\0|MM\0\*": "TIFF", rb"%PDF-": "PDF", rb"\0\x01\0\0Standard": "Access",
    rb"SQLite format 3\0": "SQLite",
}  # fmt: skip
_ARCHIVES = {
    rb"Rar!\x1a": "RAR", rb"7z\xbc\xaf": "7z", rb"\x1f\x8b": "GZIP", rb"BZh[1-9]1AY": "BZIP2", rb"\xfd7zXZ": "XZ",
}  # fmt: skip
# Excel 2 to 5 wrote their records bare: the number of the first, its length, and a version.
_FIRST_EXCELS = re.compile(rb"\x09\x00\x04\x00|\x09[\x02\x04]\x06\x00|\x09\x08\x08\x00\x00\x05")
_HEAD = 8_192
# Possessive: a page of nothing but comments must not be gone through in each way of pairing them.
_ROOT = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<(!doctype\s+)?([\w:]+)", re.DOTALL)
_HTML = {
    "html", "head", "meta", "title", "link", "style", "script", "body", "div", "center", "font", "p", "h1", "h2", "h3",
    "table", "tr", "td",
}  # fmt: skip
_TABLES = (".csv", ".txt", ".tsv", ".xls", ".xlsx", ".xlsm", ".ods")


def other_kind(data: bytes, file_name: str) -> str | None:
    """The sentence about a file that is something else; None when it may be CSV, XLSX or XLS. Never raises."""
    if data.startswith(ZIP):
        return _archive(data, file_name)
    if data.startswith(OLE):
        return _ole(data, file_name)
    return _bare(data, file_name) or _marked_up(_text(data[:_HEAD]), file_name)


def with_password(file_name: str) -> str:
    """The sentence about a workbook that only opens with a password."""
    return _("Tệp “%(file)s” có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu mở tệp, lưu lại rồi gửi.") % {
        "file": file_name
    }


def _archive(data: bytes, file_name: str) -> str | None:
    try:
        parts = Archive(data, file_name)
        kind = next(parts.pieces("mimetype"), b"") if "mimetype" in parts else b""
    except (*TORN, UnreadableFile):
        return None  # whoever reads it as a workbook says what is wrong with it
    names = parts.names
    if parts.is_encrypted:
        return with_password(file_name)
    if "content.xml" in names:
        return _document(file_name) if b"opendocument.text" in kind else _open_document(file_name)
    if "xl/workbook.bin" in names:
        return _saved_anew(file_name, _("Excel dạng nhị phân (.xlsb)"))
    if any(name.startswith("xl/") for name in names):
        return None
    if any(name.startswith("word/") for name in names):
        return _document(file_name)
    if any(name.startswith("ppt/") for name in names):
        return _presentation(file_name)
    if any(name.endswith(".iwa") for name in names):
        return _saved_anew(file_name, _("bảng tính Numbers của Apple"))
    if any(name.endswith(_TABLES) for name in names):
        return _packed(file_name, "ZIP")
    return _no_table(file_name, "ZIP")


def _ole(data: bytes, file_name: str) -> str | None:
    """By the names of the streams inside, which stand there in UTF-16."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        return with_password(file_name)
    if has("Workbook") or has("Book"):
        return None
    if has("WordDocument"):
        return _document(file_name)
    if has("PowerPoint Document"):
        return _presentation(file_name)
    if has("__substg1.0_"):
        return _("Tệp “%(file)s” là thư Outlook. Hãy lưu tệp đính kèm trong thư ra rồi gửi.") % {"file": file_name}
    return None


def _bare(data: bytes, file_name: str) -> str | None:
    for magic, name in _FORMATS.items():
        if re.match(magic, data, re.DOTALL):
            return _no_table(file_name, name)
    for magic, name in _ARCHIVES.items():
        if re.match(magic, data):
            return _packed(file_name, name)
    if data.startswith(b"{\\rtf"):
        return _document(file_name)
    if _FIRST_EXCELS.match(data):
        return _saved_anew(file_name, _("Excel kiểu rất cũ"))
    if data.startswith((b"ID;PWXL", b"ID;PSCALC")):
        return _saved_anew(file_name, _("bảng SYLK (.slk)"))
    return None


def _text(head: bytes) -> str:
    """The beginning as far as it matters here: tags are plain letters in each encoding."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[: len(head) & ~1].decode("utf-16", "replace").lower()
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1").lower()


def _marked_up(head: str, file_name: str) -> str | None:
    root = _ROOT.match(head)
    if head.startswith("mime-version:") or (root and root[2] in _HTML):
        return _(
            "Tệp “%(file)s” thực ra là trang web (HTML), không phải bảng Excel. "
            "Hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi."
        ) % {"file": file_name}
    if root is None:
        return None
    if root[2].endswith("workbook") and "urn:schemas-microsoft-com:office:spreadsheet" in head:
        return _saved_anew(file_name, _("bảng tính XML 2003"))
    if root[2] == "office:document":
        return _open_document(file_name)
    return _no_table(file_name, "XML") if head.lstrip().startswith("<?xml") else None


def _no_table(file_name: str, kind: str) -> str:
    return _("Tệp “%(file)s” là tệp %(kind)s, không phải bảng. Hãy gửi tệp CSV hoặc XLSX.") % {
        "file": file_name, "kind": kind,
    }  # fmt: skip


def _packed(file_name: str, kind: str) -> str:
    return _("Tệp “%(file)s” là tệp nén %(kind)s. Hãy giải nén rồi gửi từng tệp bảng bên trong.") % {
        "file": file_name, "kind": kind,
    }  # fmt: skip


def _saved_anew(file_name: str, kind: str) -> str:
    return _("Tệp “%(file)s” là %(kind)s. Hãy mở bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi.") % {
        "file": file_name, "kind": kind,
    }  # fmt: skip


def _open_document(file_name: str) -> str:
    return _saved_anew(file_name, _("bảng tính OpenDocument (.ods)"))


def _document(file_name: str) -> str:
    return _("Tệp “%(file)s” là văn bản Word. Hãy chép bảng sang Excel, lưu thành .xlsx rồi gửi.") % {"file": file_name}


def _presentation(file_name: str) -> str:
    return _("Tệp “%(file)s” là bản trình chiếu. Hãy chép bảng sang Excel, lưu thành .xlsx rồi gửi.") % {
        "file": file_name
    }
