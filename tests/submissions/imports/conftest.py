"""The fixed registry of the awkward files, for every test of this folder."""

from .corpus import corpus, corpus_of_module

__all__ = ["corpus", "corpus_of_module"]
