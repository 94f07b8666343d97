"""Files that people sent, handed out to be kept and never shown inside a page: a file may be anything."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def as_attachment(data: bytes, name: str) -> HttpResponse:
    """The bytes as a download that no browser interprets and nothing on the way keeps."""
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
