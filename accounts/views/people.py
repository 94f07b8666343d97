"""People, for the administrator: who they are, what they may do since when, and the way in."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.refusals import Refused
from institutions.requests import SignedInRequest
from institutions.responsibility import current_responsibility
from institutions.short_lists import NumberedPage

from .. import links, people
from ..access import administrators_only
from ..changes import changes_of
from ..forms import (
    ConfirmForm,
    EndMembershipForm,
    InviteForm,
    MembershipForm,
    PeopleFilterForm,
    PersonForm,
    RenewLinkForm,
)
from ..models import Membership, User
from ..scope import has_lapsed


@dataclass(frozen=True)
class ActPage:
    """What a page with one form says: its heading, a sentence, the button."""

    title: str
    submit: str
    intro: str = ""
    danger: bool = False


@administrators_only
def people_list(request: SignedInRequest) -> HttpResponse:
    """All people with what they are today, narrowed by text, role and state."""
    form = PeopleFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    found = User.objects.all()
    if wanted.get("q"):
        found = found.matching(wanted["q"])
    if wanted.get("role"):
        found = found.with_role(wanted["role"], today)
    if wanted.get("active"):
        found = found.filter(is_active=wanted["active"] == "yes")
    standing = Membership.objects.standing(today).select_related("reporting_unit", "unit")
    found = found.prefetch_related(Prefetch("memberships", standing, to_attr="memberships_today"))
    page = NumberedPage.of(found, request)
    rule = current_responsibility()
    rows = [(row, [(m, has_lapsed(m, rule, today)) for m in row.memberships_today]) for row in page.rows]
    context = {"form": form, "people": rows, "page": page, "breadcrumbs": [(_("Người dùng"), "")]}
    return render(request, "accounts/people.html", context)


@administrators_only
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: memberships through time, every change, and the link to choose a password, shown once."""
    somebody = get_object_or_404(User, pk=pk)
    today, rule = timezone.localdate(), current_responsibility()
    memberships = somebody.memberships.select_related("reporting_unit", "unit")
    context = {
        "person": somebody,
        "memberships": [(membership, has_lapsed(membership, rule, today)) for membership in memberships],
        "changes": changes_of(somebody),
        "link": links.take(request, somebody),
        "today": today,
        "breadcrumbs": _crumbs((str(somebody), "")),
    }
    return render(request, "accounts/person.html", context)


@administrators_only
def invite(request: SignedInRequest) -> HttpResponse:
    """Add somebody with a first role; the next page shows the link to hand over."""
    form = InviteForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            somebody = people.invite(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _give_link(request, somebody)
            return redirect("accounts:person", somebody.pk)
    return render(request, "accounts/invite.html", {"form": form, "breadcrumbs": _crumbs((_("Mời người dùng"), ""))})


@administrators_only
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name, address and telephone."""
    somebody = get_object_or_404(User, pk=pk)
    form = PersonForm(_posted(request), instance=somebody)
    page = ActPage(title=_("Sửa thông tin"), submit=_("Lưu"))
    return _act(request, somebody, form, page, lambda: people.correct_person(
        user=get_object_or_404(User, pk=pk), **form.cleaned_data, by=request.user
    ))  # fmt: skip


@administrators_only
def membership_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give somebody a further role."""
    somebody = get_object_or_404(User, pk=pk)
    form = MembershipForm(_posted(request))
    page = ActPage(title=_("Giao vai trò"), submit=_("Giao vai trò"))
    return _act(request, somebody, form, page, lambda: people.add_membership(
        user=somebody, **form.cleaned_data, by=request.user
    ))  # fmt: skip


@administrators_only
def membership_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a role after a day; the row stays."""
    membership = get_object_or_404(Membership.objects.select_related("user", "reporting_unit", "unit"), pk=pk)
    form = EndMembershipForm(_posted(request))
    place = membership.reporting_unit or membership.unit
    role = membership.get_role_display()
    page = ActPage(
        title=_("Cho thôi vai trò"),
        intro=f"{role}, {place}" if place else role,
        submit=_("Cho thôi vai trò"),
        danger=True,
    )
    return _act(request, membership.user, form, page, lambda: people.end_membership(
        membership=membership, **form.cleaned_data, by=request.user
    ))  # fmt: skip


@administrators_only
def renew_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new link to choose a password, for whoever forgot theirs or never got in."""
    somebody = get_object_or_404(User, pk=pk)
    form = RenewLinkForm(_posted(request))
    page = ActPage(title=_("Cấp liên kết đặt mật khẩu"), submit=_("Cấp liên kết"))

    def renew() -> None:
        _give_link(request, people.renew_link(user=somebody, **form.cleaned_data, by=request.user))

    return _act(request, somebody, form, page, renew)


@administrators_only
def deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an account at once."""
    somebody = get_object_or_404(User, pk=pk)
    form = ConfirmForm(_posted(request))
    page = ActPage(
        title=_("Khóa tài khoản"),
        intro=_("Phiên đăng nhập, mật khẩu và liên kết của người này hết hiệu lực ngay. Dữ liệu đã nhập vẫn còn."),
        submit=_("Khóa tài khoản"),
        danger=True,
    )
    return _act(request, somebody, form, page, lambda: people.deactivate(user=somebody, by=request.user))


@administrators_only
def reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a closed account again, with a new link."""
    somebody = get_object_or_404(User, pk=pk)
    form = ConfirmForm(_posted(request))
    page = ActPage(
        title=_("Mở lại tài khoản"),
        intro=_("Người này đặt mật khẩu mới qua liên kết hiện ở trang sau."),
        submit=_("Mở lại tài khoản"),
    )

    def reopen() -> None:
        _give_link(request, people.reactivate(user=somebody, by=request.user))

    return _act(request, somebody, form, page, reopen)


def _posted(request: SignedInRequest) -> QueryDict | None:
    """What a form is bound to: a POST with nothing filled in is an answer too."""
    return request.POST if request.method == "POST" else None


def _act(
    request: SignedInRequest,
    somebody: User,
    form: "forms.Form | forms.ModelForm[User]",
    page: ActPage,
    verb: Callable[[], object],
) -> HttpResponse:
    """A page with one form that ends in one verb, then back to the person; what the verb refuses is said there."""
    if request.method == "POST" and form.is_valid():
        try:
            verb()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã ghi nhận: %(what)s.") % {"what": page.title})
            return redirect("accounts:person", somebody.pk)
    trail = _crumbs((str(somebody), reverse("accounts:person", args=[somebody.pk])), (page.title, ""))
    return render(request, "accounts/act.html", {"person": somebody, "form": form, "page": page, "breadcrumbs": trail})


def _crumbs(*below: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page below the list of people stands."""
    return [(_("Người dùng"), reverse("accounts:people")), *below]


def _give_link(request: SignedInRequest, somebody: User) -> None:
    if links.hand_over(request, somebody):
        messages.info(request, _("Liên kết cũng đã gửi tới %(email)s.") % {"email": somebody.email})
    elif somebody.email:
        messages.warning(request, _("Chưa gửi được thư: hãy tự chuyển liên kết dưới đây."))
