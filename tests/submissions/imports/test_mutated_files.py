"""Files of the corpus, torn and shuffled in thousands of ways: each ends in a check or in a sentence, and soon.

600 of them in the suite; MUTATED_FILES=10000 looks at more.
"""

import os
import random
import re
import time
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from submissions.imports.checking import Check
from submissions.imports.choices import Choices
from submissions.imports.sending import Sender, Sending
from submissions.tables import ENCODINGS, UnreadableFile

from ..reading.written import packed
from .expected import Expected, names

FILES = int(os.environ.get("MUTATED_FILES", "600"))
PARTS = 6
SECONDS = 2
TOKENS = [
    b'"',
    b";",
    b",",
    b"\t",
    b"\r\n",
    b"\n",
    b"\r",
    b"\x00",
    b"-",
    b"=",
    b"'",
    b" ",
    b"0",
    b"1.234",
    b"?",
    b"\xff\xfe",
]
_TOKEN = re.compile(rb'[,;\t|"]|\r\n|\n|\r|[^,;\t|"\r\n]+')


def bytes_torn(data: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, lost, added, doubled and moved, in one to some places."""
    torn = bytearray(data)
    for _each in range(chance.choice([1, 1, 2, 4, 12])):
        at, length = chance.randrange(max(1, len(torn))), chance.choice([1, 1, 2, 8, 40, 300])
        piece = torn[at : at + length]
        match chance.randrange(7):
            case 0:
                torn[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                torn[at : at + 1] = bytes([torn[at] ^ (1 << chance.randrange(8))]) if torn else b""
            case 2:
                del torn[at : at + length]
            case 3:
                torn[at:at] = piece * chance.choice([1, 1, 2, 50])
            case 4:
                torn[at:at] = chance.choice([chance.randbytes(length), chance.choice(TOKENS)])
            case 5:
                other = chance.randrange(max(1, len(torn)))
                torn[at : at + length], torn[other : other + length] = torn[other : other + length], piece
            case 6 if chance.random() < 0.3:
                del torn[at:]
    return bytes(torn)


def tokens_swapped(data: bytes, chance: random.Random) -> bytes:
    """Cells, signs between them and line ends in one another's places, in the letters of any encoding."""
    tokens = _TOKEN.findall(data)
    for _each in range(chance.choice([1, 2, 5, 20])):
        one, other = (chance.randrange(max(1, len(tokens))) for _end in range(2))
        if tokens and chance.random() < 0.7:
            tokens[one], tokens[other] = tokens[other], tokens[one]
        else:
            tokens[one : one + 1] = [chance.choice(TOKENS), *tokens[other : other + chance.choice([1, 3, 30])]]
    return b"".join(tokens)


def part_torn(data: bytes, chance: random.Random) -> bytes:
    """A workbook with one of its parts torn, and packed again so that the sums are right."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    cells = [name for name in parts if "sheet" in name or "sharedStrings" in name]
    name = chance.choice([*cells, *cells, *parts])
    part = parts[name]
    if chance.random() < 0.4:  # cells, rows and texts in one another's places: sound XML, another table
        tags = re.split(rb"(?=<(?:c|row|si|mergeCell)\b)", part)
        one, other = chance.randrange(len(tags)), chance.randrange(len(tags))
        tags[one], tags[other] = tags[other], tags[one]
        part = b"".join(tags)
    elif chance.random() < 0.5:  # another number or address
        number = chance.choice([*re.finditer(rb"[0-9]+", part), None])
        if number:
            other = str(chance.choice([0, 1, 2, 3, 50, 10**6, -1])).encode()
            part = part[: number.start()] + other + part[number.end() :]
    else:
        part = bytes_torn(part, chance)
    return packed({**parts, name: part})


def mutated(data: bytes, chance: random.Random) -> bytes:
    if data.startswith(b"PK") and chance.random() < 0.8:
        try:
            return part_torn(data, chance)
        except zipfile.BadZipFile:
            pass
    is_text = not data.startswith((b"PK", b"\xd0\xcf"))
    return (tokens_swapped if is_text and chance.random() < 0.6 else bytes_torn)(data, chance)


@pytest.mark.parametrize("part", range(PARTS))
def test_a_mutated_file_is_checked_or_refused(part, corpus):
    chance = random.Random(part)
    corpora = [Expected.of(name) for name in names()]
    ends = {"checked": 0, "refused": 0}
    for number in range(FILES // PARTS):
        expected = chance.choice(corpora)
        data = mutated(expected.data, chance)
        sender = Sender(corpus.reporter if chance.random() < 0.5 else None)
        choices = Choices.from_json(expected.choices)
        if chance.random() < 0.2:
            choices = replace(choices, encoding=chance.choice(ENCODINGS)[0])
        begun = time.process_time()
        try:
            rows = list(Check(data, expected.name, Sending(corpus.year, sender, None, choices)).rows())
            assert len({(row.sheet, row.line) for row in rows}) == len(rows)
            ends["checked"] += 1
        except UnreadableFile:
            ends["refused"] += 1
        except Exception as error:
            raise AssertionError(f"number {number} of part {part}: {expected.name}") from error
        assert time.process_time() - begun < SECONDS, f"number {number} of part {part}: {expected.name}"
    assert min(ends.values()) > FILES // PARTS // 20  # both happen, or the mutation does too much or too little
