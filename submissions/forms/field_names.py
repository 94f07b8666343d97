"""Names of form fields that stand for places in a file."""

import hashlib


def field_name(about: str) -> str:
    """A name for the field about this place: sheets may be called anything, names and ids in a page may not."""
    return f"f{hashlib.blake2b(about.encode(), digest_size=6).hexdigest()}"
