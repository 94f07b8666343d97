"""Settings that are more than a number or a word, read strictly: what is malformed stops the start with a sentence."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

MOST_DAYS = 365


def days(name: str, written: Iterable[str], *, least: int = 0) -> tuple[int, ...]:
    """Numbers of days, each once, the largest first. No number at all is allowed: nothing happens then."""
    found = set()
    for text in written:
        if not text.strip().isascii() or not text.strip().isdigit() or not least <= int(text) <= MOST_DAYS:
            raise ImproperlyConfigured(f"{name}: {text!r} is no whole number of days from {least} to {MOST_DAYS}.")
        found.add(int(text))
    return tuple(sorted(found, reverse=True))


def web_address(name: str, written: str) -> str:
    """`https://host` (with a path where the portal lives below one), without a slash at the end; empty where unset."""
    if not written:
        return ""
    parts = urlsplit(written)
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or parts.query
        or parts.fragment
        or written.split() != [written]
    ):
        raise ImproperlyConfigured(f"{name}: {written!r} is no address such as https://portal.example.vn.")
    return written.rstrip("/")
