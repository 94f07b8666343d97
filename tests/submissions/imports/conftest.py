"""The fixed registry of the awkward files, for every test of this folder."""

from .corpus import corpus

__all__ = ["corpus"]
