"""What kind of document a file is, told by its content: the files that may stand beside a figure as evidence.

Its name has to agree, and what could do harm on the reader's machine is refused: programs inside office files, archives
that unfold without end, files that are two things at once. Knows no model.
"""

import re
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePath
from zipfile import is_zipfile

from django.utils.translation import gettext as _

from .archives import TORN, ZIP, Archive
from .compound import TornContainer, stream_of
from .kinds import OLE
from .sheets import UnreadableFile

PDF, JPEG, PNG, WORD, EXCEL, OLD_OFFICE, ODF = "pdf", "jpeg", "png", "docx", "xlsx", "ole", "odf"
ENDINGS = (".pdf", ".jpg", ".jpeg", ".png", ".docx", ".xlsx", ".doc", ".xls", ".odt", ".ods")

_PNG = b"\x89PNG\r\n\x1a\n"
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|svg|iframe|object|embed)\b", re.IGNORECASE)
_HEAD = 4_096
_LONGEST_LIST = 1_000_000
_PROGRAMS = ("vbaproject", "macroenabled", "macrosheet", "activex")
"""What the list of the parts of an office file says of programs, whatever the parts themselves are called."""

_OLD_PROGRAMS = "_vba_project"


class UnfitDocument(Exception):
    """The file cannot be kept as evidence. The message is the sentence for whoever sent it."""


def kind_of(data: bytes, file_name: str) -> str:
    """The kind of the document, one of the seven constants. Raises UnfitDocument."""
    kind, endings = _told_by_content(data, file_name)
    if PurePath(file_name).suffix.lower() not in endings:
        raise UnfitDocument(
            _("Nội dung tệp “%(file)s” không hợp với đuôi tên. Nội dung này phải có đuôi %(ending)s.")
            % {"file": file_name, "ending": " / ".join(endings)}
        )
    return kind


Found = tuple[str, tuple[str, ...]]
"""A kind, and how the names of such files may end."""


def _told_by_content(data: bytes, file_name: str) -> Found:
    if data.startswith(ZIP):
        return _packed(data, file_name)
    if data.startswith(OLE):
        return _old_office(data, file_name)
    for beginning, is_whole, found in _PLAIN:
        if data.startswith(beginning):
            if is_zipfile(BytesIO(data)) or _PAGE.search(data[:_HEAD]):
                raise UnfitDocument(_two_things(file_name))
            if not is_whole(data):
                raise UnfitDocument(_torn(file_name))
            return found
    raise UnfitDocument(
        _("Tệp “%(file)s” không thuộc loại được nhận. Hãy gửi PDF, ảnh JPEG hoặc PNG, Word, Excel hay OpenDocument.")
        % {"file": file_name}
    )


def _is_whole_pdf(data: bytes) -> bool:
    return b"%%EOF" in data and b"startxref" in data


def _is_whole_jpeg(data: bytes) -> bool:
    """From mark to mark to the picture itself, whose size must have been told before; and its end is there."""
    at, has_size = 2, False
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xDA:
            return has_size and data.find(b"\xff\xd9", at) > 0
        if mark == 0xFF:  # filling
            at += 1
            continue
        has_size = has_size or (0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC))
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return False


def _is_whole_png(data: bytes) -> bool:
    """From chunk to chunk: the head first, the end last."""
    at, names = len(_PNG), []
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        names.append(data[at + 4 : at + 8])
        at += 12 + length
        if names[-1] == b"IEND":
            return at <= len(data) and names[0] == b"IHDR" and b"IDAT" in names
    return False


_PLAIN: tuple[tuple[bytes, Callable[[bytes], bool], Found], ...] = (
    (b"%PDF-", _is_whole_pdf, (PDF, (".pdf",))),
    (b"\xff\xd8\xff", _is_whole_jpeg, (JPEG, (".jpg", ".jpeg"))),
    (_PNG, _is_whole_png, (PNG, (".png",))),
)


def _packed(data: bytes, file_name: str) -> Found:
    """Office files of today: archives of parts, with a list of what they are."""
    try:
        parts = Archive(data, file_name)
        if parts.is_encrypted:
            raise UnfitDocument(_with_password(file_name))
        return _open_document(parts, file_name) if "mimetype" in parts else _office(parts, file_name)
    except UnreadableFile as error:
        raise UnfitDocument(str(error)) from error
    except TORN as error:
        raise UnfitDocument(_torn(file_name)) from error


def _office(parts: Archive, file_name: str) -> Found:
    mains = {"word/document.xml": (WORD, (".docx",)), "xl/workbook.xml": (EXCEL, (".xlsx",))}
    here = [name for name in mains if name in parts]
    if not here or "[content_types].xml" not in parts:
        raise UnfitDocument(
            _("Tệp “%(file)s” là tệp nén, không phải Word, Excel hay OpenDocument. Hãy giải nén rồi gửi từng tệp.")
            % {"file": file_name}
        )
    if len(here) > 1:
        raise UnfitDocument(_two_things(file_name))
    told = " ".join([_text(parts, "[content_types].xml"), *parts.names]).lower()
    if any(program in told for program in _PROGRAMS):
        raise UnfitDocument(_with_macros(file_name))
    _read_through(parts, here[0])
    return mains[here[0]]


def _open_document(parts: Archive, file_name: str) -> Found:
    told = _text(parts, "mimetype").strip()
    endings = {"text": (".odt",), "spreadsheet": (".ods",)}.get(
        told.removeprefix("application/vnd.oasis.opendocument.")
    )
    if endings is None or "content.xml" not in parts:
        raise UnfitDocument(
            _("Tệp “%(file)s” không phải văn bản hay bảng tính OpenDocument (.odt, .ods).") % {"file": file_name}
        )
    if "meta-inf/manifest.xml" in parts and "encryption-data" in _text(parts, "meta-inf/manifest.xml"):
        raise UnfitDocument(_with_password(file_name))
    if any(name.startswith(("basic/", "scripts/")) for name in parts.names):
        raise UnfitDocument(_with_macros(file_name))
    _read_through(parts, "content.xml")
    return ODF, endings


def _text(parts: Archive, name: str) -> str:
    """A short part as text."""
    found = b""
    for piece in parts.pieces(name):
        found += piece
        if len(found) > _LONGEST_LIST:
            raise ValueError(name)
    return found.decode("utf-8")


def _read_through(parts: Archive, name: str) -> None:
    """Unpack the main part once: a torn one shows itself by its checksum."""
    for _piece in parts.pieces(name):
        pass


def _old_office(data: bytes, file_name: str) -> Found:
    """Word and Excel of old, by the streams inside, whose names stand there in UTF-16."""
    if "encryptedpackage".encode("utf-16-le") in data.lower():
        raise UnfitDocument(_with_password(file_name))
    try:
        is_word = stream_of(data, ["worddocument"]) is not None
        is_excel = stream_of(data, ["workbook", "book"]) is not None
    except (TornContainer, struct.error, ValueError, MemoryError) as error:
        raise UnfitDocument(_torn(file_name)) from error
    if is_word and is_excel:
        raise UnfitDocument(_two_things(file_name))
    if not (is_word or is_excel):
        raise UnfitDocument(
            _("Tệp “%(file)s” không phải Word hay Excel. Hãy lưu thành PDF rồi gửi.") % {"file": file_name}
        )
    if _OLD_PROGRAMS.encode("utf-16-le") in data.lower():
        raise UnfitDocument(_with_macros(file_name))
    return OLD_OFFICE, ((".doc",) if is_word else (".xls",))


def _two_things(file_name: str) -> str:
    return _("Tệp “%(file)s” chứa hai loại nội dung khác nhau nên không nhận. Hãy xuất lại thành PDF rồi gửi.") % {
        "file": file_name
    }


def _torn(file_name: str) -> str:
    return _("Tệp “%(file)s” bị hỏng hoặc chưa trọn vẹn. Hãy mở thử, lưu lại rồi gửi.") % {"file": file_name}


def _with_password(file_name: str) -> str:
    return _("Tệp “%(file)s” có mật khẩu nên người thẩm tra không mở được. Hãy bỏ mật khẩu rồi gửi lại.") % {
        "file": file_name
    }


def _with_macros(file_name: str) -> str:
    return _("Tệp “%(file)s” có macro (chương trình chạy được) nên không nhận. Hãy lưu lại không có macro rồi gửi.") % {
        "file": file_name
    }
