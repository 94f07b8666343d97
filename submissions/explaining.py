"""Words of explanation for what the edit checks found: the verb that stores them, and what is explained already."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connections, router, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.names import normal
from institutions.refusals import Refused

from .asked import BATCH, batches
from .bulk import insert
from .checks import Unusual
from .models import AnnualFigure, Explanation, ImportBatch, ReportingYear, Submission
from .saving import locked_submissions, refuse_approved, refuse_unless_open

if TYPE_CHECKING:
    from accounts.models import User

FindingKey = tuple[int | None, str, int | None, str]
"""What is explained: institution (None: the return as a whole), code of the check, measure (None: all), the values."""

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Explained:
    """Somebody's words for one finding: about one institution, or (None) about a return as a whole."""

    institution_id: int | None
    unusual: Unusual
    text: str

    @property
    def finding(self) -> FindingKey:
        return self.institution_id, self.unusual.code, self.unusual.measure_id, self.unusual.about


@transaction.atomic
def explain(
    *,
    year: ReportingYear,
    explained: Iterable[Explained],
    by: "User | None",
    batch: ImportBatch | None = None,
    submission: Submission | None = None,
) -> int:
    """Store explanations, all or none, and tell how many are new: what holds word for word already is not repeated.

    `submission` is the return that those about no institution are about. Whether the person may write the figures was
    asked before. Raises Refused without words, with too many of them, and where the year is not open or the return is
    approved.
    """
    # Closing and approving wait for who holds the return: what comes after them is refused.
    held = locked_submissions([submission.pk]).values() if submission else ()
    refuse_unless_open(ReportingYear.objects.get(pk=year.pk))
    for row in held:
        refuse_approved(row)
    texts = {row.finding: _given(row.text) for row in explained}
    holding = _holding(year, {pk for pk, *_rest in texts if pk is not None}, submission)
    new = [(finding, text) for finding, text in texts.items() if holding.get(finding) != text]
    at = connections[router.db_for_write(Explanation)].ops.adapt_datetimefield_value(timezone.now())
    insert(
        Explanation,
        ["institution", "check_code", "measure", "about", "text", "submission", "year", "by", "at", "batch"],
        (
            (
                *finding, text, submission.pk if submission and finding[0] is None else None,
                year.pk, by and by.pk, at, batch and batch.pk,
            )
            for finding, text in new
        ),
    )  # fmt: skip
    return len(new)


def explained(year: ReportingYear, institution_ids: Iterable[int]) -> set[FindingKey]:
    """The findings about these institutions that are explained. Other values are another finding, not explained."""
    return set(_holding(year, institution_ids))


def words_for(submission: Submission, institution_ids: Iterable[int]) -> dict[FindingKey, Explanation]:
    """The newest explanation of each finding about a return and these institutions, with who gave it."""
    found: dict[FindingKey, Explanation] = {}
    for about in _about(institution_ids, submission):
        rows = Explanation.objects.filter(about, year=submission.year_id).select_related("by").order_by("at", "pk")
        found.update(((row.institution_id, row.check_code, row.measure_id, row.about), row) for row in rows)
    return found


def explanations_of(figure: AnnualFigure) -> QuerySet[Explanation]:
    """What was explained about a figure, or about its institution as a whole in that year; the newest first."""
    about = Q(measure=figure.measure_id) | Q(measure=None)
    rows = Explanation.objects.filter(about, institution=figure.institution_id, year=figure.year_id)
    return rows.select_related("by", "batch").order_by("-at", "-pk")


def _holding(
    year: ReportingYear, institution_ids: Iterable[int], submission: Submission | None = None
) -> dict[FindingKey, str]:
    """The newest words for each finding."""
    found: dict[FindingKey, str] = {}
    for about in _about(institution_ids, submission):
        found.update((row[:4], row[4]) for row in _rows(year, about))
    return found


def _about(institution_ids: Iterable[int], submission: Submission | None) -> Iterable[Q]:
    """What explanations are about: a return, and institutions in portions."""
    whole = Q(submission=submission.pk) if submission else Q()
    portions = list(batches(sorted(set(institution_ids)))) or [[]]
    return [Q(institution__in=ids) | (whole if not place else Q()) for place, ids in enumerate(portions)]


def _rows(year: ReportingYear, about: Q) -> Iterable[tuple[int | None, str, int | None, str, str]]:
    rows = Explanation.objects.filter(about, year=year).order_by("at", "pk")
    fields = rows.values_list("institution_id", "check_code", "measure_id", "about", "text")
    return fields.iterator(chunk_size=BATCH)


def _given(text: str) -> str:
    """The words with single spaces. Raises Refused where there are none, or more than there is room for."""
    given = normal(text)
    if not given:
        raise Refused(_("Hãy ghi lời giải thích."))
    if len(given) > LONGEST:
        raise Refused(_("Lời giải thích dài quá %(longest)d ký tự. Hãy viết ngắn lại.") % {"longest": LONGEST})
    return given
