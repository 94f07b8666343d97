"""Makers of the awkward files, by what is awkward about them. Each module has `files()`: name → bytes."""
