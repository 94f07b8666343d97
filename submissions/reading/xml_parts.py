"""The XML inside a workbook, parsed piece by piece, with nothing in it that could grow without bound."""

from collections.abc import Collection
from typing import Any, Protocol
from xml.parsers import expat

from .archives import Archive
from .grids import TAG, Allowance

Attributes = dict[str, str]

DEEPEST = 60
_LONGEST_TAG = 1024 * 1024
_MOST_NAMES = 10_000
_ELEMENT = 512


class Handler(Protocol):
    """What listens to a part. Names come as they are written; `prefix_of` tells what stands before them."""

    def start(self, name: str, attributes: Attributes) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, data: str) -> None: ...


class UnsoundXml(Exception):
    """Markup that no office program writes: entities of its own, endless tags or nesting, a cell inside a cell."""


def parse(archive: Archive, name: str, handler: Handler, allowance: Allowance) -> None:
    """Tell the handler what stands in a part. Raises UnsoundXml, expat.ExpatError or UnreadableFile."""
    allowance.take(TAG * archive.tags(name))
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    fed = 0
    for piece in archive.pieces(name):
        parser.Parse(piece, False)
        fed += len(piece)
        # Texts are handed on as they come; what is kept back is the beginning of a tag or a comment.
        if fed - parser.CurrentByteIndex > _LONGEST_TAG or len(parser.intern) > _MOST_NAMES:
            raise UnsoundXml
    parser.Parse(b"", True)


def _refuse(*_declared: Any) -> None:
    raise UnsoundXml


class _Elements:
    """The elements of some names in a small part, in order: the one around it, its own name, its attributes."""

    def __init__(self, wanted: Collection[str], allowance: Allowance) -> None:
        self.found: list[tuple[str, str, Attributes]] = []
        self._wanted = wanted
        self._allowance = allowance
        self._around = [""]

    def start(self, name: str, attributes: Attributes) -> None:
        if len(self._around) > DEEPEST:
            raise UnsoundXml
        own = name.rpartition(":")[2]
        if own in self._wanted:
            self._allowance.take(_ELEMENT)
            self.found.append((self._around[-1], own, attributes))
        self._around.append(own)

    def end(self, _name: str) -> None:
        self._around.pop()

    def text(self, data: str) -> None:
        pass


def elements(
    archive: Archive, name: str, wanted: Collection[str], allowance: Allowance
) -> list[tuple[str, str, Attributes]]:
    """The elements of a part that have one of these names, with what surrounds them. Raises what `parse` raises."""
    handler = _Elements(wanted, allowance)
    parse(archive, name, handler, allowance)
    return handler.found


def prefix_of(name: str) -> str:
    """What stands before the names of a part, as its first element shows: `x:worksheet` → `x:`."""
    before, colon, _own = name.rpartition(":")
    return before + colon
