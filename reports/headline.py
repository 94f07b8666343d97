"""The first sentence of the dashboard: how many targets are met, and how many returns are still awaited."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .progress import Verdict
from .results import Row


@dataclass(frozen=True)
class Headline:
    """How many targets have each verdict; `awaited` reporting units have not reported (None: the year is not open)."""

    all: int
    met: int
    open: int
    not_met: int
    not_applicable: int
    awaited: int | None

    @classmethod
    def of(cls, rows: Iterable[Row], awaited: int | None) -> "Headline":
        verdicts = Counter(str(row.result.verdict) for row in rows)
        return cls(
            all=verdicts.total(),
            met=verdicts[Verdict.MET],
            open=verdicts[Verdict.OPEN],
            not_met=verdicts[Verdict.NOT_MET],
            not_applicable=verdicts[Verdict.NOT_APPLICABLE],
            awaited=awaited,
        )

    @property
    def lead(self) -> str:
        """How many are met, in words that are right for none, one and all."""
        if self.met == self.all:
            return ngettext("Mục tiêu duy nhất đã đạt", "Cả %(all)d mục tiêu đều đạt", self.all) % {"all": self.all}
        if self.met == 0:
            told = ngettext("Mục tiêu duy nhất chưa đạt", "Chưa mục tiêu nào trong %(all)d mục tiêu đạt", self.all)
            return told % {"all": self.all}
        return _("%(met)d trong %(all)d mục tiêu đạt") % {"met": self.met, "all": self.all}

    @property
    def rest(self) -> str:
        """The other verdicts, those that none has left out."""
        told = [
            (self.open, ngettext("%d chưa kết luận", "%d chưa kết luận", self.open)),
            (self.not_met, ngettext("%d không đạt", "%d không đạt", self.not_met)),
            (self.not_applicable, ngettext("%d không xét", "%d không xét", self.not_applicable)),
        ]
        return ", ".join(text % number for number, text in told if number)

    @property
    def silence(self) -> str:
        """How many reporting units have not reported."""
        if self.awaited is None:
            return _("kỳ báo cáo của năm chưa mở")
        if self.awaited == 0:
            return _("mọi đơn vị đã nộp báo cáo")
        told = ngettext("%d đơn vị chưa nộp báo cáo", "%d đơn vị chưa nộp báo cáo", self.awaited)
        return told % self.awaited
