"""What a page is about, fetched through what its user may see: outside the scope there is nothing (404)."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.models import User
from institutions.requests import SignedInRequest

from ..models import ReportingYear, Submission

_LONGEST_NUMBER = 19


def may_keep_years(user: User) -> bool:
    """Reporting years are the department's: of reviewers and the administrator."""
    return user.scope().is_reviewer or user.scope().is_administrator


def refuse_others_years(user: User) -> None:
    """Whoever does not keep the years may not add, change, close or reopen one (403)."""
    if not may_keep_years(user):
        raise PermissionDenied


def whole_number(text: str) -> int:
    """The number that an address or a form names; 0, which no row has, where it is none."""
    return int(text) if text.isdecimal() and len(text) < _LONGEST_NUMBER else 0


def reporting_year(number: int) -> ReportingYear:
    """The year with this number (404 where it was never opened), and who closed it."""
    return get_object_or_404(ReportingYear.objects.select_related("closed_by"), number=number)


def readable_submission(request: SignedInRequest, pk: int) -> Submission:
    """The return, where the user may read it (404)."""
    visible = Submission.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("year__closed_by", "reporting_unit", "handed_to"), pk=pk)
