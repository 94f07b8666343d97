"""What a document is, by its content alone; everything that only looks like one is refused with a sentence."""

import random

import pytest

from submissions.models import Evidence
from submissions.reading.documents import UnfitDocument, kind_of

from .documents import ACCEPTED, REFUSED


@pytest.mark.parametrize(("name", "data", "kind"), ACCEPTED, ids=[name for name, *_rest in ACCEPTED])
def test_each_kind_is_known_by_its_content(name, data, kind):
    assert kind_of(data, name) == kind


def test_the_kinds_are_those_that_are_stored():
    assert {kind for _name, _data, kind in ACCEPTED} == set(Evidence.Kind.values)


@pytest.mark.parametrize(("name", "data", "sentence"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_only_looks_like_a_document_is_refused(name, data, sentence):
    with pytest.raises(UnfitDocument) as caught:
        kind_of(data, name)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(("name", "data", "kind"), ACCEPTED, ids=[name for name, *_rest in ACCEPTED])
def test_a_torn_document_ends_in_a_kind_or_a_sentence(name, data, kind):
    chance = random.Random(name)
    for _time in range(150):
        torn = bytearray(data)
        for _mark in range(chance.randint(1, 6)):
            torn[chance.randrange(len(torn))] = chance.randrange(256)
        torn = torn[: chance.randint(1, len(torn))] if chance.random() < 0.5 else torn
        try:
            found = kind_of(bytes(torn), name)
        except UnfitDocument:
            continue
        assert found == kind
