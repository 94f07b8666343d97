"""The parts of a zip archive, unpacked piece by piece: a small file can unfold into a huge one, or lie about it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from .sheets import UnreadableFile

ZIP = b"PK\x03\x04"
TORN = (
    zipfile.BadZipFile, zlib.error, struct.error, ValueError, LookupError, ArithmeticError, EOFError,
    NotImplementedError, RuntimeError, OSError, MemoryError,
)  # fmt: skip
"""What a torn archive makes the standard library raise, found by tearing thousands."""

_MOST_PARTS = 10_000
_PIECE = 64 * 1024
# A table of one and the same cell over and over packs to a twentieth and has two tags for each byte of the packed file.
_TIGHTEST, _LARGE = 100, 4 * 1024 * 1024
_DENSEST, _MANY = 4, 1_000_000
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 1
# The two ways of packing that office programs use; others would reserve memory by what the file says of itself.
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def unfolds_too_far(file_name: str) -> str:
    """The sentence about a workbook that is much larger inside than outside."""
    return _(
        "Tệp “%(file)s” khi mở ra vượt giới hạn %(limit)d MB. Hãy xóa các trang, dòng và định dạng không dùng, "
        "hoặc chia thành nhiều tệp nhỏ hơn."
    ) % {"file": file_name, "limit": settings.MAX_UNPACKED_BYTES // (1024 * 1024)}


class Archive:
    """The parts by name, in small letters: programs do not agree on capitals and on the slash.

    Raises UnreadableFile for what would unfold too far, and one of TORN for what is no archive.
    """

    def __init__(self, data: bytes, file_name: str) -> None:
        self._file_name = file_name
        # Counted before the list of parts is read: the list itself can be the bomb.
        if data.count(_ENTRY) > _MOST_PARTS:
            raise UnreadableFile(unfolds_too_far(file_name))
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        entries = self._zip.infolist()
        if sum(entry.file_size for entry in entries) > settings.MAX_UNPACKED_BYTES or any(map(_is_bomb, entries)):
            raise UnreadableFile(unfolds_too_far(file_name))
        if sum(entry.compress_size for entry in entries) > len(data):
            raise zipfile.BadZipFile  # parts that lie over one another
        self._entries = {plain_path(entry.filename): entry for entry in entries}
        if len(self._entries) < len(entries):
            raise zipfile.BadZipFile  # two parts of one name: no two programs would read the same
        self.is_encrypted = any(entry.flag_bits & _ENCRYPTED for entry in entries)

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def __contains__(self, name: str) -> bool:
        return plain_path(name) in self._entries

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, piece by piece, no further than the size it was declared with."""
        entry = self._entries[plain_path(name)]
        if entry.compress_type not in _METHODS:
            raise zipfile.BadZipFile
        with self._zip.open(entry) as part:
            while piece := part.read(_PIECE):
                yield piece

    def tags(self, name: str) -> int:
        """How many tags there are in a part, an upper bound: counting is many times faster than parsing."""
        count = sum(piece.count(b"<") for piece in self.pieces(name))
        if count > _MANY and count > _DENSEST * self._entries[plain_path(name)].compress_size:
            raise UnreadableFile(unfolds_too_far(self._file_name))
        return count


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _LARGE and entry.file_size > _TIGHTEST * entry.compress_size


def plain_path(name: str) -> str:
    """The name of a part as workbooks compare names: case, slashes and a leading slash do not count."""
    return name.replace("\\", "/").lstrip("/").lower()
