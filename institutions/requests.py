"""The type of a request that has passed `LoginRequiredMiddleware`."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of somebody who signed in: views behind the login may rely on `user` being a person."""

    user: "User"
