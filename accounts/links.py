"""The link through which somebody chooses a password: made, shown once, and sent where there is an address."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from .models import User

logger = logging.getLogger(__name__)
_SESSION_KEY = "password_link"


def password_link(request: HttpRequest, user: User) -> str:
    """A whole address that is good for one choice of a password, until it expires."""
    parts = [urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)]
    return request.build_absolute_uri(reverse("accounts:set_password", args=parts))


def hand_over(request: HttpRequest, user: User) -> bool:
    """Keep the link for the next page of this administrator, and send it. Whether it went out by mail."""
    link = password_link(request, user)
    request.session[_SESSION_KEY] = {"user": user.pk, "link": link}
    return bool(user.email) and _send(user, link)


def take(request: HttpRequest, user: User) -> str:
    """The link kept for this person, once: asked again there is none."""
    kept = request.session.get(_SESSION_KEY)
    if not kept or kept["user"] != user.pk:
        return ""
    del request.session[_SESSION_KEY]
    return str(kept["link"])


def _send(user: User, link: str) -> bool:
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    body = render_to_string("accounts/password_link.txt", {"person": user, "link": link, "days": days})
    try:
        EmailMessage(_("Đặt mật khẩu vào cổng Học tập suốt đời"), body, to=[user.email]).send()
    except (SMTPException, OSError):
        # The administrator still has the link on the page; what failed is for whoever runs the server.
        logger.exception("The link to choose a password could not be sent")
        return False
    return True
