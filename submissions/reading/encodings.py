"""Bytes of a text file to text: Unicode by its own rules, older tables by which of them gives words that can be read.

Every word with a letter beyond ASCII is read by each of the older tables in turn, and counted where it is a possible
syllable (`syllables`). The table with the fewest unreadable words is taken; where another one reads nearly as well and
says something else, a person has to choose.
"""

import codecs
import contextlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from .legacy import CONVERSIONS, TCVN3, VNI, WINDOWS_1252, WINDOWS_1258, western
from .sheets import UnreadableFile
from .syllables import unreadable_words

UTF8, UTF16 = "utf-8", "utf-16"
ENCODINGS: tuple[tuple[str, str], ...] = (
    (UTF8, "Unicode (UTF-8)"),
    (UTF16, "Unicode (UTF-16)"),
    (WINDOWS_1258, "Windows-1258"),
    (TCVN3, "TCVN3 (ABC, .VnTime)"),
    (VNI, "VNI (VNI-Times)"),
    (WINDOWS_1252, "Windows-1252"),
)
"""What a person may choose from, with the names under which the tables are known."""

_WORDS_COMPARED = 20_000
_SAMPLE_LINES, _SAMPLE_CHARACTERS = 3, 120
_WORD = re.compile(rb"(?<![A-Za-z])[A-Za-z]*+[\xa1-\xff][A-Za-z\xa1-\xff]*+")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_OTHER_SCRIPTS = re.compile(r"\w*[\u0370-\u07ff]\w*")
_BOMS_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and the code of the encoding by which it was read; a doubt as in `Book`.

    `is_western`: an older table was found, and the text still is in the windows-1252 letters of its codes: each cell
    is converted by itself, because a file may have cells of several tables.
    """

    text: str
    encoding: str
    doubt: str = ""
    remarks: list[str] = field(default_factory=list)
    is_western: bool = False


def label_of(encoding: str) -> str:
    """The name under which people know an encoding."""
    return dict(ENCODINGS)[encoding]


def decode(data: bytes, file_name: str, encoding: str = "") -> Decoded:
    """The text of a file, by the encoding that a person chose or by what its bytes say. Raises UnreadableFile."""
    if encoding and encoding not in dict(ENCODINGS):
        raise UnreadableFile(_("Không có bảng mã “%(code)s”.") % {"code": encoding})
    data = data.rstrip(b"\0\x1a") if not _is_utf16(data) else data
    found = _chosen(data, file_name, encoding) if encoding else _recognised(data, file_name)
    if _CONTROL.search(found.text):
        raise UnreadableFile(_("Tệp “%(file)s” không phải bảng. Hãy gửi tệp CSV hoặc XLSX.") % {"file": file_name})
    if found.encoding != UTF8:
        said = _("Tệp được đọc theo bảng mã %(encoding)s.") % {"encoding": label_of(found.encoding)}
        found.remarks.insert(0, said)
    return found


def previews_of_text(data: bytes) -> list[tuple[str, str, str]]:
    """Each encoding that can read the bytes: its code, its name, and a few lines with letters beyond ASCII."""
    readings = []
    for code, label in ENCODINGS:
        is_out = code in {WINDOWS_1258, WINDOWS_1252} and is_unicode(data)
        if is_out or (code == UTF16 and not _is_utf16(data)):
            continue  # what is Unicode by its own strict rules is nothing older, and pairs of bytes are easily told
        with contextlib.suppress(UnreadableFile):
            lines = decode(data, "", code).text.splitlines()
            readings.append((code, label, sample_of(lines, CONVERSIONS.get(code))))
    return readings


def sample_of(lines: Iterable[str], convert: Callable[[str], str] | None) -> str:
    """A few lines by which a person sees whether a text was read rightly."""
    telling = islice((line.strip() for line in lines if not line.isascii()), _SAMPLE_LINES)
    return "\n".join((convert(line) if convert else line)[:_SAMPLE_CHARACTERS] for line in telling)


def is_unicode(data: bytes) -> bool:
    """Whether the bytes are UTF-8 or UTF-16 by the rules of these."""
    if _is_utf16(data):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_utf16(data: bytes) -> bool:
    """By its mark, or because every other byte of plain letters is zero."""
    return data.startswith(_BOMS_16) or _utf16_without_mark(data) is not None


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[: 4096 if len(data) > 4096 else len(data)]
    first, second = head[0::2].count(0), head[1::2].count(0)
    if len(data) % 2 or max(first, second) * 5 < len(head) or min(first, second) * 50 > len(head):
        return None
    return "utf-16-be" if first > second else "utf-16-le"


def _chosen(data: bytes, file_name: str, encoding: str) -> Decoded:
    if encoding in {UTF8, UTF16} or (encoding in {TCVN3, VNI} and is_unicode(data)):
        # Unicode in which the letters of an older table were typed: the cells are converted, not the bytes.
        is_16 = encoding == UTF16 or (encoding != UTF8 and _is_utf16(data))
        return Decoded(_unicode(data, file_name, _codec_of_16(data) if is_16 else "utf-8-sig"), encoding)
    return Decoded(western(data), encoding, is_western=True)


def _codec_of_16(data: bytes) -> str:
    return "utf-16" if data.startswith(_BOMS_16) else _utf16_without_mark(data) or "utf-16-le"


def _unicode(data: bytes, file_name: str, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(data[: error.start])) + 1
        raise UnreadableFile(
            _("Không đọc được chữ trong tệp “%(file)s” (dòng %(line)d). Hãy lưu lại dạng “CSV UTF-8” hoặc .xlsx.")
            % {"file": file_name, "line": line}
        ) from error


def _recognised(data: bytes, file_name: str) -> Decoded:
    if _is_utf16(data):
        return Decoded(_unicode(data, file_name, _codec_of_16(data)), UTF16)
    if data.startswith(codecs.BOM_UTF8):
        return Decoded(data.decode("utf-8-sig", "replace"), UTF8)
    if is_unicode(data):
        return _utf8_by_chance(data) or Decoded(data.decode(), UTF8)
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if len(data) - len(text) > 2 * broken:  # nearly all is UTF-8, which nothing else is by accident
        return Decoded(text, UTF8, "", [_("Một số chữ trong tệp đã hỏng; các ô đó được chỉ ra.")])
    return _by_words(data)


def _utf8_by_chance(data: bytes) -> Decoded | None:
    """A doubt about UTF-8 with letters of other scripts: two letters of an older table happen to be a pair of bytes."""
    text = data.decode()
    foreign = _OTHER_SCRIPTS.search(text)
    if foreign is None:
        return None
    older = _by_words(data)
    if any(unreadable_words(CONVERSIONS[older.encoding](older.text))):
        return None
    reading = CONVERSIONS[older.encoding](western(foreign[0].encode()))
    return Decoded(text, UTF8, _doubt(foreign[0], UTF8, reading, older.encoding))


def _by_words(data: bytes) -> Decoded:
    words = [western(word) for word in islice(dict.fromkeys(_WORD.findall(data)), _WORDS_COMPARED)]
    readings = {code: [convert(word) for word in words] for code, convert in CONVERSIONS.items()}
    unread = {code: [any(unreadable_words(word)) for word in read] for code, read in readings.items()}
    best, *rivals = sorted(CONVERSIONS, key=lambda code: sum(unread[code]))
    doubt = ""
    for code in rivals:
        differing = [place for place in range(len(words)) if readings[code][place] != readings[best][place]]
        unread_by_best = sum(unread[best][place] for place in differing)
        lead = sum(unread[code][place] for place in differing) - unread_by_best
        if differing and (lead < max(1, len(differing) // 10) or unread_by_best * 2 > len(differing)):
            place = differing[0]
            doubt = _doubt(readings[best][place], best, readings[code][place], code)
            break
    return Decoded(western(data), best, doubt, is_western=True)


def _doubt(one: str, encoding: str, other: str, rival: str) -> str:
    return _(
        "Chưa rõ tệp dùng bảng mã nào: “%(one)s” theo %(first)s, hay “%(other)s” theo %(second)s. Hãy chọn bảng mã."
    ) % {"one": one, "first": label_of(encoding), "other": other, "second": label_of(rival)}
