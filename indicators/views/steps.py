"""What the views of this room do alike: where a page stands, and how a verb's refusal comes back to its form."""

from collections.abc import Callable
from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.refusals import Refused
from institutions.requests import SignedInRequest

from ..history import latest_id
from ..models import Plan
from ..plan_changes import ChangedMeanwhile


def crumbs(plan: Plan, *further: tuple[str, str]) -> list[tuple[str, str]]:
    """Plans › this plan › further."""
    plan_url = reverse("indicators:plan", args=[plan.code])
    return [(_("Kế hoạch"), reverse("indicators:plans")), (plan.short_title, plan_url), *further]


def carried_out(request: SignedInRequest, form: forms.BaseForm, verb: Callable[[], object], *, told: str) -> bool:
    """Do what a sound form asks and say so. A refusal becomes an error of the form, which then can be sent again."""
    try:
        verb()
    except ChangedMeanwhile as refusal:
        _see_anew(form)
        form.add_error(None, str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        form.add_error(None, error.messages)
    else:
        messages.success(request, told)
        return True
    return False


def _see_anew(form: forms.BaseForm) -> None:
    """The page shows what is stored now, so the form may name it: saving again then is done knowingly."""
    data = cast(QueryDict, form.data).copy()
    data["seen"] = str(latest_id(form.instance))  # type: ignore[attr-defined]  # only forms of rows see a conflict
    form.data = data
