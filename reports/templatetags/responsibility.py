"""Who answered for an institution in each reporting year, on the page of the institution."""

from django import template

from institutions.models import Institution
from reports.responsibility import years_of_institution

register = template.Library()


@register.inclusion_tag("reports/includes/answered_for.html", takes_context=True)
def answered_for(context: template.RequestContext, institution: Institution) -> dict[str, object]:
    """A table of the reporting years of the institution: who answered then, in whose return, who answers now."""
    return {"duties": years_of_institution(institution, context["request"].user)}
