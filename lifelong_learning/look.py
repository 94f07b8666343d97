"""Whether pages are light or dark: as the reader chose, else as their machine asks. A cookie keeps the choice."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "look"
LOOKS = {
    "": "screen and (prefers-color-scheme: dark)",
    "light": "not all",
    "dark": "screen",
}
"""By choice ("": none was made): on which media the dark colours hold. Paper is never dark."""
YEAR = 60 * 60 * 24 * 365


def chosen_look(request: HttpRequest) -> str:
    """The look of this reader: `light`, `dark`, or "" for their machine's."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in LOOKS else ""


@require_POST
def set_look(request: HttpRequest) -> HttpResponse:
    """Keep the look that was chosen and go back to the page."""
    back = request.POST.get("next", "")
    secure = request.is_secure()
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=secure):
        back = settings.LOGIN_REDIRECT_URL
    response = redirect(back)
    look = request.POST.get("look", "")
    if look in LOOKS and look:
        response.set_cookie(COOKIE, look, max_age=YEAR, secure=settings.SECURE_HTTPS, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
