"""How a file is sent: for which year, by whom, what the returns it touches become, and what was said about it."""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from institutions.models import ReportingUnit

from ..models import ReportingYear
from ..permissions import answered_in
from .choices import Choices

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose file it is: a user with what they may enter, or the command (no user, everything); one unit or all.

    `for_anybody`: the user runs the command on others' behalf, and is held to nothing of their own.
    """

    user: "User | None" = None
    reporting_unit: ReportingUnit | None = None
    for_anybody: bool = False

    def enterable(self, year: ReportingYear) -> set[int] | None:
        """The reporting units for which the sender enters figures of the year; None means all."""
        approvable = self.approvable()
        if self.user is None or approvable is None:
            return None
        return approvable | answered_in(year, self.user)

    def approvable(self) -> set[int] | None:
        """The reporting units whose returns the sender approves; None means all."""
        if self.user is None or self.for_anybody:
            return None
        return self.user.scope().reviewed_reporting_units()

    def rights(self, year: ReportingYear) -> str:
        """Equal while the sender may enter and approve the same: a check rests on it as it does on the data."""
        found = [units if units is None else sorted(units) for units in (self.enterable(year), self.approvable())]
        return hashlib.sha256(repr(found).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Sending:
    """A file on its way. `status` None: the returns that it touches stay as they are."""

    year: ReportingYear
    sender: Sender
    status: str | None = None
    choices: Choices = field(default_factory=Choices)

    @property
    def by(self) -> "User | None":
        return self.sender.user
