"""Text into values for the pages of sign-in and people."""

from typing import Any

from django import forms
from django.contrib.auth import forms as auth_forms
from django.contrib.auth import password_validation
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.forms.fields import DateField
from institutions.models import AdministrativeUnit, ReportingUnit

from . import people
from .models import Membership, User


class SignInForm(auth_forms.AuthenticationForm):
    """Login name and password."""

    error_messages = {
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu không đúng. Cả hai đều phân biệt chữ hoa và chữ thường."),
        "inactive": _("Tài khoản này đang bị khóa. Hãy liên hệ quản trị viên."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django tells the browser how long a name may be, and checks it nowhere; the record of failed attempts does.
        longest = User._meta.get_field("username").max_length or 150
        self.fields["username"].validators.append(MaxLengthValidator(longest))


class ChoosePasswordForm(auth_forms.SetPasswordForm):  # type: ignore[type-arg]
    """A new password, twice; the verb writes it with its trace."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        rules = " ".join(password_validation.password_validators_help_texts())
        self.fields["new_password1"].help_text = rules
        self.fields["new_password2"].label = _("Nhập lại mật khẩu mới")
        self.fields["new_password2"].help_text = ""

    def save(self, commit: bool = True) -> User:
        return people.choose_password(user=self.user, password=self.cleaned_data["new_password1"])


class ChangePasswordForm(auth_forms.PasswordChangeForm, ChoosePasswordForm):
    """The old password, then a new one twice."""


class PeopleFilterForm(forms.Form):
    """What the list of people is narrowed to."""

    q = forms.CharField(label=_("Tìm theo tên, tên đăng nhập, thư điện tử"), required=False, max_length=100)
    role = forms.ChoiceField(
        label=_("Vai trò hôm nay"), required=False, choices=[("", _("Mọi vai trò")), *Membership.Role.choices]
    )
    active = forms.ChoiceField(
        label=_("Tài khoản"),
        required=False,
        choices=[("", _("Tất cả")), ("yes", _("Đang hoạt động")), ("no", _("Đã khóa"))],
    )


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name and addresses of somebody."""

    class Meta:
        model = User
        fields = ["full_name", "email", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].required = True


class UnitChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit named with its province, since names repeat."""

    def label_from_instance(self, obj: AdministrativeUnit) -> str:
        return f"{obj.name}, {obj.parent.name} ({obj.code})" if obj.parent else f"{obj.name} ({obj.code})"


class ReportingUnitChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A reporting unit named with its code."""

    def label_from_instance(self, obj: ReportingUnit) -> str:
        return f"{obj.name} ({obj.code})"


class MembershipForm(forms.Form):
    """A role, where it holds, and from when."""

    role = forms.ChoiceField(label=_("Vai trò"), choices=Membership.Role.choices)
    reporting_unit = ReportingUnitChoiceField(
        label=_("Đơn vị báo cáo"),
        queryset=ReportingUnit.objects.none(),
        required=False,
        help_text=_("Chỉ chọn cho người báo cáo."),
    )
    unit = UnitChoiceField(
        label=_("Địa bàn"),
        queryset=AdministrativeUnit.objects.none(),
        required=False,
        empty_label=_("Cả nước"),
        help_text=_("Chỉ chọn cho người thẩm tra và người xem; gồm mọi đơn vị bên trong."),
    )
    valid_from = DateField(label=_("Từ ngày"), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["reporting_unit"].queryset = ReportingUnit.objects.standing(today)  # type: ignore[attr-defined]
        units = AdministrativeUnit.objects.standing(today).select_related("parent")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Each role has its own kind of place; a sentence at the field that does not fit."""
        cleaned = super().clean() or {}
        role, reporting_unit, unit = (cleaned.get(name) for name in ("role", "reporting_unit", "unit"))
        if role == Membership.Role.REPORTER and not reporting_unit and "reporting_unit" not in self.errors:
            self.add_error("reporting_unit", _("Người báo cáo cần một đơn vị báo cáo: hãy chọn trong danh sách."))
        if role and role != Membership.Role.REPORTER and reporting_unit:
            self.add_error("reporting_unit", _("Chỉ người báo cáo có đơn vị báo cáo: hãy bỏ chọn ô này."))
        if role in (Membership.Role.REPORTER, Membership.Role.ADMINISTRATOR) and unit:
            self.add_error("unit", _("Vai trò này không gắn với địa bàn: hãy bỏ chọn ô này."))
        return cleaned


class InviteForm(MembershipForm):
    """Somebody new, with a first role."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=150)
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=150,
        help_text=_("Chỉ gồm chữ, số và các dấu . _ - @ +, không có dấu cách."),
    )
    email = forms.EmailField(
        label=_("Thư điện tử"), required=False, help_text=_("Nếu có, liên kết đặt mật khẩu được gửi tới đây.")
    )
    phone = forms.CharField(label=_("Điện thoại"), required=False, max_length=40)

    field_order = ["full_name", "username", "email", "phone"]

    def clean_username(self) -> str:
        """Refuse at its field a login name that is taken or that Django would not take."""
        username = str(User.normalize_username(self.cleaned_data["username"].strip().lower()))
        UnicodeUsernameValidator(message=self.fields["username"].help_text)(username)
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."))
        return username


class EndMembershipForm(forms.Form):
    """The last day of a role."""

    on = DateField(label=_("Ngày cuối cùng còn vai trò"), initial=timezone.localdate)


class RenewLinkForm(forms.Form):
    """Whether the old password stops working at once."""

    drop_password = forms.BooleanField(
        label=_("Hủy ngay mật khẩu cũ và kết thúc mọi phiên đăng nhập"),
        required=False,
        initial=True,
        help_text=_("Nên chọn khi nghi mật khẩu đã lộ."),
    )


class ConfirmForm(forms.Form):
    """Nothing to fill in: the button is the answer."""
