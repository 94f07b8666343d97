"""Charts on a page: the picture, its caption, and the table behind it."""

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from reports.addresses import known_query
from reports.charts import PAPER, Chart

register = template.Library()


OTHER_NAMES = {"text": "ink", "dot": "line", "threshold": "mark", "other-dot": "other"}
"""Kinds of shapes (`c-<kind>`) that have the colour of another name."""


@register.filter
def paper(kind: str) -> str:
    """The colour on paper of a kind of shape."""
    return PAPER[OTHER_NAMES.get(kind, kind)]


@register.simple_tag
def drawing(chart: Chart) -> SafeString:
    """The bare SVG of a chart; of one that has a narrow layout both, of which a page shows what there is room for."""
    narrow = getattr(chart, "narrow", None)
    if narrow is None:
        return drawn(chart)
    return drawn(chart, layout="only-wide") + drawn(narrow, layout="only-narrow", suffix="-narrow")


def drawn(chart: Chart, *, layout: str = "", suffix: str = "") -> SafeString:
    """One layout of a chart; the suffix keeps its ids apart from those of the other."""
    context = {"chart": chart, "paper": PAPER, "layout": layout, "suffix": suffix}
    return mark_safe(render_to_string(chart.template, context))  # noqa: S308 (our template escapes)


@register.inclusion_tag("charts/figure.html", takes_context=True)
def chart(context: template.Context, chart: Chart, table_id: str = "") -> dict[str, object]:
    """A chart as a figure: picture, caption, the table behind it to open, and the picture as a file.

    Where the page has that table anyway, `table_id` is its id and the figure leads there.
    """
    return {"chart": chart, "table_id": table_id, "request": context["request"]}


@register.inclusion_tag("charts/files.html", takes_context=True)
def chart_files(context: template.Context, name: str) -> dict[str, str]:
    """The links to the chart of this name as a file, drawn from what the page was asked."""
    request: HttpRequest = context["request"]
    files = {}
    for format in ("svg", "png"):
        query = known_query(request, "sort")
        query.update({"chart": name, "as": format})
        files[f"{format}_url"] = f"?{query.urlencode()}"
    return files
