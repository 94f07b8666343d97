"""Coming in, going out, and the passwords with which one does: Django's own views with our forms and pages."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from ..forms import ChangePasswordForm, ChoosePasswordForm, SignInForm


class SignIn(auth_views.LoginView):
    """The door. Who is in already goes on to where they were going."""

    authentication_form = SignInForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True


class ChangePassword(auth_views.PasswordChangeView):
    """A new password for whoever knows the old one."""

    form_class = ChangePasswordForm
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, breadcrumbs=[(_("Đổi mật khẩu"), "")])

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:  # type: ignore[override]
        messages.success(self.request, _("Đã đổi mật khẩu."))
        return super().form_valid(form)


class SetPassword(auth_views.PasswordResetConfirmView):
    """The page of a link that the administrator gave: it works once, and for a week."""

    form_class = ChoosePasswordForm
    template_name = "accounts/set_password.html"
    success_url = reverse_lazy("accounts:login")

    def form_valid(self, form: ChoosePasswordForm) -> HttpResponse:  # type: ignore[override]
        messages.success(self.request, _("Đã đặt mật khẩu. Mời bạn đăng nhập."))
        return super().form_valid(form)
