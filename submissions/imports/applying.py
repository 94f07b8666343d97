"""A file of figures, stored: exactly what `figures_check.py` found, whole or not at all.

Each answer names the revision that the check saw, so a change that somebody makes in between stops the file instead
of being overwritten.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from .checking import Change, Checked, Sending, check
from .matching import Sender
from ..models import ImportBatch, ReportingYear
from ..tables import ImportReport
from ..workflow import Refused, ensure_submissions, open_year, save_file

__all__ = ["Change", "Checked", "Sender", "Sending", "apply", "check", "year_for"]


def year_for(number: int) -> ReportingYear:
    """The reporting year of this number; the calendar year, not yet stored, where nobody opened it."""
    return ReportingYear.objects.filter(number=number).first() or ReportingYear.calendar(number)


@transaction.atomic
def apply(checked: Checked, *, through: str) -> ImportReport:
    """Store what was checked: figures with their trace, and the states of the returns that the file touches.

    Nothing when there are errors. Raises Refused when something changed since the check.
    """
    report, sending = checked.report, checked.sending
    if report.errors:
        return report
    year = _stored(sending)
    submissions = ensure_submissions(reporting_units=checked.answers, year=year, by=sending.by)
    batch = None
    if checked.changes:
        batch = ImportBatch.objects.create(
            year=year, file_name=report.file[:255], sha256=checked.sha256, rows=report.rows, by=sending.by
        )
    save_file(
        year=year, answers={submissions[unit].pk: answers for unit, answers in checked.answers.items()},
        by=sending.by, through=through, batch=batch, status=sending.status,
    )  # fmt: skip
    report.committed = True
    return report


def _stored(sending: Sending) -> ReportingYear:
    """The year, opened as the calendar year where nobody did."""
    year = sending.year
    if not year._state.adding:
        return year
    existing = ReportingYear.objects.filter(number=year.number).first()
    if existing:
        raise Refused(_("Năm %(year)s vừa được mở. Hãy kiểm tra tệp lại.") % {"year": year})
    return open_year(
        number=year.number, start=year.start, end=year.end, reference_date=year.reference_date,
        due_date=year.due_date, by=sending.by,
    )  # fmt: skip
