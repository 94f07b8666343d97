"""Names and labels of form fields of which a page has many: about a place in a file, about a finding."""

import hashlib

from django.utils.html import format_html
from django.utils.safestring import SafeString


def field_name(about: str) -> str:
    """A name for the field about this place: sheets may be called anything, names and ids in a page may not."""
    return f"f{hashlib.blake2b(about.encode(), digest_size=6).hexdigest()}"


def label_about(label: str, *about: str) -> SafeString:
    """A label, and for whoever hears the page what the field is about: the eye sees that above it."""
    said = ": ".join(filter(None, about))
    return format_html('{} <span class="visually-hidden">({})</span>', label, said)
