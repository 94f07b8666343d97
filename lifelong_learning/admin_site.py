"""The admin site: the administrator's, entered through the portal's own door."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class PortalAdminSite(AdminSite):
    """Open to administrators by membership. Nobody is `is_staff`, and there is no second login form."""

    site_header = _("Quản trị dữ liệu")
    site_title = _("Quản trị dữ liệu")
    index_title = _("Bảng dữ liệu")

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_active and user.is_administrator

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Whoever is signed in either may come in or may not; the others go to the portal's login."""
        target = request.GET.get("next") or resolve_url("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(target)
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")
