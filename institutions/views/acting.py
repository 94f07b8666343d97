"""What the pages that change the registry share: who may, and how a verb's refusal reaches the form."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..forms.fields import unit_choices
from ..models import InstitutionVersion
from ..refusals import Refused
from ..requests import SignedInRequest

if TYPE_CHECKING:
    from accounts.models import User


def version_to_edit(user: "User", code: str) -> InstitutionVersion:
    """What an institution is now, for a reviewer of where it lies: 404 outside the scope, 403 without the role."""
    scope = user.scope()
    last = InstitutionVersion.objects.last_versions().filter(scope.readable_versions())
    version = get_object_or_404(last.select_related("institution", "category", "unit"), institution__code=code)
    if not scope.reviews_unit(version.unit_id):
        raise PermissionDenied
    return version


def require_reviewer(user: "User") -> None:
    """Lets those pass who review somewhere."""
    if not user.scope().is_reviewer:
        raise PermissionDenied


def acted(form: Form, act: Callable[[], object]) -> bool:
    """Whether the verb did it; what it refuses becomes an error of the form."""
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def show_form(
    request: SignedInRequest, form: Form, version: InstitutionVersion, *, heading: str, explanation: str, button: str,
    template: str = "institutions/act.html", **more: object,
) -> HttpResponse:  # fmt: skip
    """The page of one act on one institution."""
    context = {
        "form": form,
        "version": version,
        "heading": heading,
        "explanation": explanation,
        "button": button,
        "unit_choices": unit_choices(request.user.scope().tree, timezone.localdate()),
        "breadcrumbs": [
            (_("Cơ sở"), reverse("institutions:list")),
            (version.name, reverse("institutions:detail", args=[version.institution.code])),
            (heading, ""),
        ],
        **more,
    }
    return render(request, template, context, status=200)
