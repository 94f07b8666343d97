"""What an edit check is given and what it gives: the facts about an institution or a return, findings, a check itself.

No database is asked here: whoever checks has gathered the facts. The modules beside this one define the checks.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db.models import TextChoices
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from .cases import Case, ReturnCase

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ABOUT_LENGTH = 200
"""The room that an explanation has for the values that it is about."""


class Severity(TextChoices):
    """What a finding asks of whoever answers."""

    ERROR = "error", _("Lỗi, phải sửa")
    EXPLAIN = "explain", _("Cần giải thích")
    NOTICE = "notice", _("Lưu ý")


class Family(TextChoices):
    """What a check looks at; respondents read about the checks in this order."""

    RANGE = "range", _("Giá trị")
    CONSISTENCY = "consistency", _("Nhất quán")
    CHANGE = "change", _("So với năm trước")
    SAMENESS = "sameness", _("Giống nhau đáng ngờ")
    REGISTRY = "registry", _("Danh sách cơ sở")
    COMPLETENESS = "completeness", _("Đầy đủ")
    SUMS = "sums", _("Tổng của đơn vị")


class Scope(TextChoices):
    """How much a check must see at once."""

    CELL = "cell", _("Từng ô")
    INSTITUTION = "institution", _("Từng cơ sở")
    RETURN = "return", _("Cả báo cáo")


class Found(NamedTuple):
    """What a check gives for each thing that it finds; about no single measure where `measure_id` is None.

    `about` is the values found, as a text that is the same whenever they are: an explanation holds for it alone.
    """

    measure_id: int | None
    about: str
    message: str


class FoundInReturn(NamedTuple):
    """What a check of a whole return gives: as `Found`, and which institution it is about, None for the return."""

    institution_id: int | None
    measure_id: int | None
    about: str
    message: str


Find = Callable[[Case], Iterator[Found]]
FindInReturn = Callable[[ReturnCase], Iterator[FoundInReturn]]


@dataclass(frozen=True, slots=True)
class EditCheck:
    """A check as respondents read about it, and how it finds: exactly one of `find`, `find_in_return` and `sentence`.

    `limits` stand in its text: numbers, or the names of the settings that hold them. An institution is not asked where
    the catalogue lacks one of `measures` (codes), where nothing is known of last year (`last`), or where the facts are
    not the whole of it (`whole`).
    """

    code: str
    severity: Severity
    family: Family
    title: "StrPromise"
    description: "StrPromise"
    find: Find | None = None
    find_in_return: FindInReturn | None = None
    sentence: "StrPromise | str | None" = None
    limits: Mapping[str, str | int] = field(default_factory=dict)
    measures: tuple[str, ...] = ()
    last: bool = False
    whole: bool = False

    @property
    def scope(self) -> Scope:
        """Whether it looks at one cell, at an institution, or at the whole return."""
        if self.find:
            return Scope.INSTITUTION
        return Scope.RETURN if self.find_in_return else Scope.CELL

    @property
    def text(self) -> str:
        """What is compared with what, with the limits of this installation."""
        values = {name: getattr(settings, key) if isinstance(key, str) else key for name, key in self.limits.items()}
        return str(self.description) % {name: grouped(value) for name, value in values.items()}


def edit_check(
    code: str, severity: Severity, family: Family, title: "StrPromise", description: "StrPromise", *,
    measures: tuple[str, ...] = (), last: bool = False, whole: bool = False, **limits: str | int,
) -> Callable[[Find], EditCheck]:  # fmt: skip
    """Make a check of each institution of a function. Its docstring says why the check exists."""
    return lambda find: EditCheck(
        code, severity, family, title, description, find=find, limits=limits, measures=measures, last=last, whole=whole
    )


def return_check(
    code: str, severity: Severity, family: Family, title: "StrPromise", description: "StrPromise", **limits: str | int
) -> Callable[[FindInReturn], EditCheck]:
    """Make a check of a whole return of a function. Its docstring says why the check exists."""
    return lambda find: EditCheck(code, severity, family, title, description, find_in_return=find, limits=limits)


def grouped(number: int) -> str:
    """A number as the reader groups digits: 4.800. In a fifth of the time that `number_format` takes for any number."""
    return f"{number:,}".replace(",", get_format("THOUSAND_SEPARATOR"))


def canonical(values: Iterable[str]) -> str:
    """Many values as the one text of a finding; what there is no room for still tells other values apart."""
    text = " ".join(values)
    if len(text) <= ABOUT_LENGTH:
        return text
    digest = sha256(text.encode()).hexdigest()
    return f"{text[: ABOUT_LENGTH - len(digest) - 1]}…{digest}"
