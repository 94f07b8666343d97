"""What is said of a word of the portal."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

Text = str | Promise
RESULTS = _("trang kết quả")


@dataclass(frozen=True)
class Term:
    """One word. `page` names the address where it is met; `instead_of` are the words that it replaces."""

    slug: str
    name: Text
    meaning: Text
    example: Text
    page: str = "home"
    where: Text = RESULTS
    instead_of: tuple[str, ...] = ()

    @property
    def vietnamese(self) -> str:
        with override("vi"):
            return str(self.name)

    @property
    def english(self) -> str:
        with override("en"):
            return str(self.name)


@dataclass(frozen=True)
class Chapter:
    """Terms that belong together."""

    slug: str
    title: Text
    terms: tuple[Term, ...]
