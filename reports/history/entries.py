"""A line of the journal, and how what was recorded is said in words."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NOTHING = "–"


class Kind(TextChoices):
    """What a line is about; what the journal is narrowed to by."""

    FIGURE = "figure", gettext_lazy("số liệu")
    RETURN = "return", gettext_lazy("bước của báo cáo")
    DEADLINE = "deadline", gettext_lazy("gia hạn, nhắc hạn")
    QUESTION = "question", gettext_lazy("câu hỏi, trả lời")
    EXPLANATION = "explanation", gettext_lazy("giải thích")
    EVIDENCE = "evidence", gettext_lazy("minh chứng")
    FILE = "file", gettext_lazy("tệp")
    REGISTRY = "registry", gettext_lazy("danh sách cơ sở")
    NAME = "name", gettext_lazy("tên khác, đề nghị thêm cơ sở")
    OFFICE = "office", gettext_lazy("đơn vị báo cáo, liên hệ")
    PLAN = "plan", gettext_lazy("kế hoạch, mục tiêu")
    YEAR = "year", gettext_lazy("năm báo cáo, công bố")
    PERSON = "person", gettext_lazy("người dùng, vai trò")


class Key(NamedTuple):
    """Where a line stands: by time, then by source, then by the number of its trace. The newest has the greatest."""

    at: datetime.datetime
    source: int
    pk: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(datetime.UTC).isoformat()}~{self.source}~{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """The key that `str` wrote; None where it is none."""
        try:
            at, source, pk = text.split("~")
            moment = datetime.datetime.fromisoformat(at)
            found = cls(moment, int(source), int(pk))
        except (ValueError, OverflowError):
            return None
        in_range = 0 <= found.pk < 2**63 and 1900 < moment.year < 9000 and moment.tzinfo is not None
        return found if in_range else None


class Change(NamedTuple):
    """A property that was turned: its name, what it was, what it became."""

    label: str
    old: str
    new: str

    @property
    def is_first(self) -> bool:
        """Whether nothing stood there before."""
        return self.old == NOTHING

    def __str__(self) -> str:
        return f"{self.label}: {self.old} → {self.new}"


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says about one of its traces."""

    what: str
    about: str = ""
    url: str = ""
    changes: tuple[Change, ...] = ()
    through: str = ""
    through_url: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal: when, who (empty: a command), what kind of thing, and what is said about it."""

    key: Key
    by: str
    kind: Kind
    said: Said

    @property
    def at(self) -> datetime.datetime:
        return self.key.at

    @property
    def changes_text(self) -> str:
        """All that was turned, in one line."""
        return "; ".join(map(str, self.said.changes))


def shown(value: Any) -> str:
    """A recorded value in words: nothing as a dash, days and moments by day first, numbers grouped as they are read."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return str(number_format(text.rstrip("0").rstrip(".") if "." in text else text))
    return str(value)


def moment(value: datetime.datetime) -> str:
    """A moment as it is read here: 31/12/2025 14:05."""
    return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"


def counted(value: int | None, *, is_yes_no: bool = False) -> str:
    """A figure's value: yes or no, or a number in groups of three."""
    if value is None:
        return NOTHING
    if is_yes_no:
        return _("có") if value else _("không")
    return str(number_format(value, force_grouping=True))


def quoted(text: str, most: int = 200) -> str:
    """Somebody's words, shortened to what a line bears."""
    return f"“{text if len(text) <= most else text[: most - 1] + '…'}”"
