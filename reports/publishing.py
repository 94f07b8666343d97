"""The verb that freezes the results of a plan for a closed year as a publication, which nothing changes any more."""

import hashlib
import zlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.models import Plan
from institutions.refusals import Refused
from institutions.responsibility import current_responsibility
from submissions.models import ReportingYear
from submissions.workflow.years import lock_year

from .census import Census, Question, current_stamps
from .models import Publication
from .outcomes import Outcome, as_csv, outcomes_of
from .publication_document import canonical, document_of, responses_of
from .recount import Recount, Stored
from .results import rows_of, rows_of_census

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def publish(*, plan: Plan, year: ReportingYear, by: "User | None", note: str = "") -> Publication:
    """Freeze the approved results with all that they rest on. Raises Refused while the year is not closed.

    A year may be published again, after a correction: under the next number, the earlier ones stay.
    """
    lock_year(year)
    refuse_unless_closed(year)
    at, stamps = timezone.now(), current_stamps()
    question = Question(plan.code, year.number)
    rows = rows_of(question, stamps)
    if not rows:
        raise Refused(_("Kế hoạch này chưa có mục tiêu nào để công bố."))
    recount = Recount(Stored(stamps), question)
    if [row.result for row in rows] != [row.result for row in rows_of_census(recount)]:
        raise Refused(_("Dữ liệu vừa thay đổi trong lúc công bố. Hãy thử lại."))
    lines = list(outcomes_of(recount, rows, current_responsibility(dict(stamps))))
    registry = as_csv(lines)
    earlier = Publication.objects.filter(plan=plan, year=year).aggregate(last=Max("number"))["last"]
    number = (earlier or 0) + 1
    document = document_of(
        census=Census(stamps, question), rows=rows, year=year, number=number, at=at, note=note.strip()
    )  # fmt: skip
    document["responses"] = responses_of(year, {line.code for line in lines})
    document["registry"] = {
        "sha256": hashlib.sha256(registry).hexdigest(),
        "columns": list(Outcome._fields),
        "lines": len(lines),
        "institutions": len({line.code for line in lines}),
    }
    results = canonical(document)
    return Publication.objects.create(
        plan=plan, year=year, number=number, note=note.strip(), by=by, at=at,
        results=zlib.compress(results, 9), registry=zlib.compress(registry, 9),
        sha256=hashlib.sha256(results).hexdigest(),
    )  # fmt: skip


def refuse_unless_closed(year: ReportingYear) -> None:
    """A publication is of a year in which nothing changes any more: what is cited is what stays."""
    if not year.is_closed:
        raise Refused(_("Năm báo cáo %(year)s chưa khóa. Hãy khóa năm trước khi công bố.") % {"year": year})
