"""The container of old Office files (OLE): one stream out of it, in time that the size of the file bounds.

Hostile files loop their chains of sectors and weave the tree of their directory into itself: each is followed once.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HEADER = struct.Struct("<30xHH10x8i")
_SECTORS_IN_HEADER = 109
_HEADER_SIZE = 512
_ENTRY_SIZE = 128
_STREAM, _ROOT = 2, 5
_SMALLEST_SHIFT, _LARGEST_SHIFT = 6, 16


class TornContainer(Exception):
    """The container contradicts itself."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def stream_of(data: bytes, names: Sequence[str]) -> bytes | None:
    """The first of these streams that stands at the root, None without one. Raises TornContainer or struct.error."""
    return _Container(data).stream(names)


class _Container:
    def __init__(self, data: bytes) -> None:
        self._data = data
        (
            shift,
            mini_shift,
            sat_count,
            directory,
            _signature,
            self._cutoff,
            mini_start,
            _mini_count,
            msat,
            _msat_count,
        ) = _HEADER.unpack_from(data)
        if not (_SMALLEST_SHIFT < shift <= _LARGEST_SHIFT and 0 < mini_shift <= shift):
            raise TornContainer
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        self._next = self._table(self._sat_sectors(msat, sat_count))
        self._entries = list(self._directory(directory))
        if not self._entries or self._entries[0].kind != _ROOT:
            raise TornContainer
        self._mini_start = mini_start

    def stream(self, names: Sequence[str]) -> bytes | None:
        at_root = {entry.name: entry for entry in self._at_root() if entry.kind == _STREAM}
        entry = next((at_root[name] for name in names if name in at_root), None)
        if entry is None:
            return None
        if not 0 <= entry.size <= len(self._data):
            raise TornContainer
        if entry.size >= self._cutoff:
            return self._joined(entry.start)[: entry.size]
        return self._mini_stream(entry)

    def _sector(self, number: int) -> bytes:
        start = max(_HEADER_SIZE, self._size) + number * self._size
        return self._data[start : start + self._size]

    def _sat_sectors(self, following: int, count: int) -> list[int]:
        """The sectors in which the table of chains stands: the first of them in the header, others in a list."""
        listed = list(struct.unpack_from(f"<{_SECTORS_IN_HEADER}i", self._data, 76))
        seen = set()
        while following >= 0 and len(listed) < count:
            if following in seen:
                raise TornContainer
            seen.add(following)
            *more, following = self._numbers(self._sector(following))
            listed += more
        return [number for number in listed if number >= 0]

    def _table(self, sectors: Sequence[int]) -> list[int]:
        if len(set(sectors)) < len(sectors):
            raise TornContainer
        return [number for sector in sectors for number in self._numbers(self._sector(sector))]

    def _numbers(self, sector: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{self._size // 4}i", sector)

    def _chain(self, start: int, following: Sequence[int]) -> Iterator[int]:
        steps = 0
        while start >= 0:
            steps += 1
            if start >= len(following) or steps > len(following):
                raise TornContainer
            yield start
            start = following[start]

    def _joined(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._chain(start, self._next))

    def _mini_stream(self, entry: _Entry) -> bytes:
        """A small stream: in pieces inside a stream of its own kind."""
        home = self._joined(self._entries[0].start)
        following = self._table(list(self._chain(self._mini_start, self._next)))
        pieces = [
            home[number * self._mini_size : (number + 1) * self._mini_size]
            for number in self._chain(entry.start, following)
        ]
        return b"".join(pieces)[: entry.size]

    def _directory(self, start: int) -> Iterator[_Entry]:
        listed = self._joined(start)
        for at in range(0, len(listed) - _ENTRY_SIZE + 1, _ENTRY_SIZE):
            name, length, kind, left, right, child = struct.unpack_from("<64sHBxiii", listed, at)
            first, size = struct.unpack_from("<ii", listed, at + 116)
            text = name[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            yield _Entry(text.lower(), kind, left, right, child, first, size)

    def _at_root(self) -> Iterator[_Entry]:
        waiting, seen = [self._entries[0].child], set()
        while waiting:
            number = waiting.pop()
            if 0 <= number < len(self._entries) and number not in seen:
                seen.add(number)
                entry = self._entries[number]
                yield entry
                waiting += [entry.left, entry.right]
