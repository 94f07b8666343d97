"""One figure on a page: 0, nothing reported and not known look different."""

from django import template
from django.template.defaultfilters import floatformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..models import State

register = template.Library()


@register.simple_tag
def figure(
    state: str = State.NOT_REPORTED, value: int | None = None, *, is_yes_no: bool = False, is_estimate: bool = False
) -> SafeString:
    """What a figure says. A tag and no include: a page of a return has two thousand of them."""
    if state == State.REPORTED:
        said = (_("Có") if value else _("Không")) if is_yes_no else floatformat(value, "0g")
        about = format_html(' <small class="figure-estimate">{}</small>', _("ước")) if is_estimate else ""
        return format_html('<span class="figure-value">{}</span>{}', said, about)
    if state == State.UNKNOWN:
        return format_html('<span class="figure-unknown">{}</span>', _("không rõ"))
    if state == State.NOT_APPLICABLE:
        return format_html('<span class="figure-none">{}</span>', _("không áp dụng"))
    return format_html('<span class="figure-silent">{}</span>', _("chưa báo cáo"))
