"""What the shared templates need beyond Django's own tags: Bootstrap's classes on widgets, and the navigation."""

from dataclasses import dataclass, replace

from django import forms, template
from django.forms import BoundField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.scope import Scope
from lifelong_learning.glossary import TERMS
from lifelong_learning.icons import ICONS

register = template.Library()

REPORTING_UNIT_PAGES = {
    "institutions:reporting_units",
    "institutions:reporting_unit",
    "institutions:reporting_unit_add",
    "institutions:reporting_unit_correct",
    "institutions:reporting_unit_end",
    "institutions:contact_add",
    "institutions:contact",
    "institutions:contact_remove",
}
BOUNDARY_PAGES = {"institutions:boundaries", "institutions:boundary_set"}


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget of a form field with the class under which Bootstrap styles it."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return field.as_widget()
    if isinstance(widget, forms.CheckboxInput):
        css = "form-check-input"
    elif isinstance(widget, forms.Select):
        css = "form-select"
    else:
        css = "form-control"
    invalid = "is-invalid" if field.errors else ""
    classes = [str(widget.attrs.get("class", "")), css, invalid]
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))})


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of icons.py, mute beside its word. KeyError for a name that is not there."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" '
        'stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        '<path d="{}" /></svg>',
        ICONS[name],
    )


@register.simple_tag
def term(slug: str, label: str = "") -> SafeString:
    """A word of the glossary, as the glossary calls it or as the sentence needs it, leading to its explanation.

    KeyError for a word that is not there.
    """
    known = TERMS[slug]
    return format_html('<a class="term" href="{}#{}">{}</a>', reverse("glossary"), known.slug, label or known.name)


@dataclass(frozen=True)
class Place:
    """One entry of the navigation; `pages` are the rooms, or pages by name, that belong to it."""

    label: str
    name: str
    pages: frozenset[str]
    is_current: bool = False

    @property
    def url(self) -> str:
        return reverse(self.name)


def _places(scope: Scope) -> list[Place]:
    """What somebody of this scope may open."""
    places = [
        Place(_("Kết quả"), "home", frozenset({"home", "reports"})),
        Place(_("Cơ sở"), "institutions:list", frozenset({"institutions"})),
    ]
    if scope.is_reporter:
        places.append(Place(_("Báo cáo của tôi"), "submissions:mine", frozenset({"submissions:mine", "submissions"})))
    if scope.is_reviewer or scope.everything or not scope.is_reporter:
        places.append(Place(_("Báo cáo"), "submissions:years", frozenset({"submissions"})))
    places += [
        Place(_("Kế hoạch"), "indicators:plans", frozenset({"indicators"})),
        Place(
            pgettext("several", "Đơn vị"),
            "institutions:units",
            frozenset({"institutions:units", *REPORTING_UNIT_PAGES, *BOUNDARY_PAGES}),
        ),
    ]
    if scope.is_reviewer or scope.everything:
        places.append(Place(_("Nhật ký"), "reports:history", frozenset({"reports:history"})))
    if scope.is_administrator:
        places.append(Place(_("Người dùng"), "accounts:people", frozenset({"accounts"})))
    return places


@register.simple_tag(takes_context=True)
def navigation(context: template.RequestContext) -> list[Place]:
    """The rooms that the signed-in user may open, the one of this page marked."""
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return []
    places = _places(user.scope())
    current = _current(request, places)
    return [replace(place, is_current=place is current) for place in places]


def _current(request: HttpRequest, places: list[Place]) -> Place | None:
    """The entry to which this page belongs: one that names the page itself before one that names its room."""
    match = request.resolver_match
    if match is None:
        return None
    owners = (place for own in (match.view_name, match.namespace) for place in places if own in place.pages)
    return next(owners, None)
