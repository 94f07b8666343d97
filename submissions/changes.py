"""Figures as they are written: new ones, changed ones, and the trace of both in the same breath.

The number of queries is fixed, whatever the number of answers. Whoever calls has asked whether it may be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, connections, router, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.refusals import Refused

from .answers import Answer, Key, Origin, Saved, Stored, figure_key, says_the_same
from .asked import Standing, batches
from .bulk import insert, update
from .models import AnnualFigure, FigureChange, ReportingYear, State


def just_written() -> str:
    """Why a write that lost a race is refused."""
    return _("Có người vừa ghi số liệu này. Hãy tải lại trang rồi thử lại.")


@dataclass(slots=True)
class Changes:
    """What is to be written: answers to new questions, and answers that differ from what is stored.

    Each goes with the id of the submission through which it is given.
    """

    year: ReportingYear
    new: list[tuple[int, Answer]] = field(default_factory=list)
    changed: list[tuple[int, Answer, Stored]] = field(default_factory=list)
    unchanged: int = 0

    @classmethod
    def of(
        cls, year: ReportingYear, answers: Mapping[int, Sequence[Answer]], stored: Mapping[Key, Stored]
    ) -> "Changes":
        """Compare answers by submission with what is stored."""
        changes = cls(year)
        for submission_id, some in answers.items():
            for answer in some:
                figure = stored.get(figure_key(answer))
                if figure is None:
                    changes.new.append((submission_id, answer))
                elif says_the_same(answer, figure):
                    changes.unchanged += 1
                else:
                    changes.changed.append((submission_id, answer, figure))
        return changes

    @property
    def submissions(self) -> set[int]:
        """The submissions whose figures change: where the answers go, and where the figures were."""
        return {pk for pk, *_ in self.new} | {pk for row in self.changed for pk in (row[0], row[2].submission_id)}

    def apply(self, origin: Origin, standing: Mapping[int, Standing]) -> Saved:
        """Write them. `standing` has the institutions of the new figures. Raises Refused."""
        if self.new:
            try:
                with transaction.atomic():
                    self._insert(standing)
            except IntegrityError as error:
                # Another submission's save brought the same figure between our look and our write.
                raise Refused(just_written()) from error
        self._update()
        self._trace(origin)
        return Saved(len(self.new), len(self.changed), self.unchanged)

    def _update(self) -> None:
        update(
            AnnualFigure,
            ["state", "value", "is_estimate", "note", "revision", "submission"],
            (
                (str(a.state), a.value, a.is_estimate, a.note, figure.revision + 1, submission_id, figure.pk)
                for submission_id, a, figure in self.changed
            ),
        )

    def _insert(self, standing: Mapping[int, Standing]) -> None:
        fields = ["institution", "measure", "year", "submission", "province_code", "revision"]
        insert(
            AnnualFigure,
            [*fields, "state", "value", "is_estimate", "note"],
            (
                (
                    a.institution_id, a.measure_id, self.year.pk, submission_id,
                    standing[a.institution_id].province_code, 1, str(a.state), a.value, a.is_estimate, a.note,
                )
                for submission_id, a in self.new
            ),
        )  # fmt: skip

    def _new_ids(self) -> dict[Key, int]:
        """The ids that the database gave to the new figures."""
        found: dict[Key, int] = {}
        for ids in batches(sorted({answer.institution_id for _pk, answer in self.new})):
            rows = AnnualFigure.objects.filter(year=self.year, institution__in=ids, revision=1)
            found.update(((i, m), pk) for pk, i, m in rows.values_list("pk", "institution_id", "measure_id"))
        return found

    def _trace(self, origin: Origin) -> None:
        ids = self._new_ids()
        none = str(State.NOT_REPORTED)
        written: list[tuple[int, int, int, str, int | None, Answer]]
        written = [(ids[figure_key(answer)], 1, pk, none, None, answer) for pk, answer in self.new]
        written += [(old.pk, old.revision + 1, pk, old.state, old.value, answer) for pk, answer, old in self.changed]
        at = connections[router.db_for_write(FigureChange)].ops.adapt_datetimefield_value(timezone.now())
        same_for_all = (origin.by and origin.by.pk, at, str(origin.through), origin.batch and origin.batch.pk)
        insert(
            FigureChange,
            [
                "figure", "revision", "submission", "old_state", "old_value", "new_state", "new_value", "is_estimate",
                "note", "sheet", "line", "column", "by", "at", "through", "batch",
            ],
            (
                (
                    pk, revision, submission, old_state, old_value, str(a.state), a.value, a.is_estimate,
                    a.note, a.sheet, a.line, a.column, *same_for_all,
                )
                for pk, revision, submission, old_state, old_value, a in written
            ),
        )  # fmt: skip
