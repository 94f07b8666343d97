"""What the shared templates need beyond Django's own tags: Bootstrap's classes on widgets, and the navigation."""

from dataclasses import dataclass

from django import forms, template
from django.forms import BoundField
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

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


@dataclass(frozen=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    is_current: bool


def _entries(request: HttpRequest) -> list[tuple[str, str, set[str]]]:
    """(label, URL name, the rooms or pages that belong to it) for what this user may open."""
    scope = request.user.scope()  # type: ignore[union-attr]  # only asked for somebody who signed in
    entries = [
        (_("Kết quả"), "home", {"home", "reports"}),
        (_("Cơ sở"), "institutions:list", {"institutions"}),
    ]
    if scope.is_reporter:
        entries.append((_("Báo cáo của tôi"), "submissions:mine", {"submissions:mine", "submissions"}))
    if scope.is_reviewer or scope.everything or not scope.is_reporter:
        entries.append((_("Báo cáo"), "submissions:years", {"submissions"}))
    entries += [
        (_("Kế hoạch"), "indicators:plans", {"indicators"}),
        (_("Đơn vị"), "institutions:units", {"institutions:units", *REPORTING_UNIT_PAGES}),
    ]
    if scope.is_administrator:
        entries.append((_("Người dùng"), "accounts:people", {"accounts"}))
    return entries


@register.simple_tag(takes_context=True)
def navigation(context: template.RequestContext) -> list[Place]:
    """The rooms that the signed-in user may open, the one of this page marked."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return []
    entries = _entries(request)
    current = _current(request, entries)
    places = []
    for label, name, _owned in entries:
        try:
            places.append(Place(label, reverse(name), name == current))
        except NoReverseMatch:
            continue
    return places


def _current(request: HttpRequest, entries: list[tuple[str, str, set[str]]]) -> str:
    """The URL name of the entry to which this page belongs: one that names the page itself before one of its room."""
    match = request.resolver_match
    if match is None:
        return ""
    for own in (match.view_name, match.namespace):
        for _label, name, owned in entries:
            if own and own in owned:
                return name
    return ""
