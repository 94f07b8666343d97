"""Files of figures: sent, talked about, applied, handed back, undone."""

from django.http import HttpResponse

from institutions.requests import SignedInRequest


def import_figures(request: SignedInRequest, year: int) -> HttpResponse:
    """Send a file."""
    raise NotImplementedError


def import_template(request: SignedInRequest, year: int) -> HttpResponse:
    """The file to fill in."""
    raise NotImplementedError
