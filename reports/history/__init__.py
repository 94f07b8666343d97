"""The journal: who changed what, when, from what to what, through what; merged from the traces that each thing keeps.

Nothing is written here. Each source reads the traces of one kind of thing, as far as the user may see them, newest
first and never more than a page of them.
"""

from .entries import Change, Entry, Key, Kind
from .filters import Filters
from .merging import Page, all_entries, read_page
from .reader import Reader

__all__ = ["Change", "Entry", "Filters", "Key", "Kind", "Page", "Reader", "all_entries", "read_page"]
