"""Charts on a page: the picture, its caption, and the table behind it."""

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from reports.charts import PAPER, Chart

register = template.Library()


@register.simple_tag
def drawing(chart: Chart) -> SafeString:
    """The bare SVG of a chart."""
    return mark_safe(render_to_string(chart.template, {"chart": chart, "paper": PAPER}))  # noqa: S308 (our template escapes)


@register.inclusion_tag("charts/figure.html", takes_context=True)
def chart(context: template.Context, chart: Chart) -> dict[str, object]:
    """A chart as a figure: picture, caption, the table behind it to open, and the picture as a file."""
    request: HttpRequest = context["request"]
    files = {}
    for format in ("svg", "png"):
        query = request.GET.copy()
        query.update({"chart": chart.name, "as": format})
        files[format] = f"?{query.urlencode()}"
    return {"chart": chart, "svg_url": files["svg"], "png_url": files["png"]}
