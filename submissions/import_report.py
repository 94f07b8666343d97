"""What a file would do, or did: problems with their place, and counts of rows. Knows no model."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a file: where it is and a sentence on what to do. No line means the whole file.

    `sheet` is named only where a file has several tables: a line alone would not say which.
    """

    line: int | None
    column: str
    value: str
    message: str
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        found = {"line": self.line, "column": self.column, "value": self.value, "message": self.message}
        return found | {"sheet": self.sheet} if self.sheet else found


@dataclass(slots=True)
class ImportReport:
    """What a file would do, or did. The counts are rows; rows with errors count in `rows` only."""

    file: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    errors: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    committed: bool = False

    def as_json(self) -> dict[str, Any]:
        """The document of the contract, with the notices beside it."""
        return {
            "file": self.file,
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "errors": [problem.as_json() for problem in self.errors],
            "notices": [problem.as_json() for problem in self.notices],
            "committed": self.committed,
        }

    def summary(self) -> str:
        """One sentence of counts."""
        counts = _("%(rows)d dòng: %(new)d mới, %(changed)d thay đổi, %(unchanged)d giữ nguyên, %(skipped)d bỏ qua") % {
            "rows": self.rows, "new": self.new, "changed": self.changed,
            "unchanged": self.unchanged, "skipped": self.skipped,
        }  # fmt: skip
        if self.errors:
            count = len(self.errors)
            found = ngettext("%(count)d lỗi", "%(count)d lỗi", count) % {"count": count}
            return _("%(counts)s; %(found)s, chưa ghi gì.") % {"counts": counts, "found": found}
        if self.committed:
            return _("%(counts)s; đã ghi.") % {"counts": counts}
        return _("%(counts)s; mới kiểm tra, chưa ghi gì.") % {"counts": counts}
