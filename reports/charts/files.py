"""Charts as files: the picture alone with its title and its source, as SVG, and drawn from that as PNG."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import typst
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.templatetags.charts import drawn

from . import PAPER, Chart
from .shapes import TEXT, lines_of

FONTS = Path(__file__).parent / "fonts"
TIMES = 2
"""How many pixels of a PNG a unit of the view box has."""

MARGIN, LEAST = 16, 340
NOT_IN_THE_FONT = str.maketrans({"−": "–", "→": "–", "≥": ">", "≤": "<"})
SVG_NAMESPACE = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a picture comes from, as it says itself: the plan, the year and which figures count."""

    plan: str
    year: int
    basis: str

    def said(self, on: datetime.date) -> str:
        """The line under the picture."""
        year = _("năm %s") % self.year
        day = _("lập ngày %s") % date_format(on, "d/m/Y")
        return " · ".join([settings.DEPARTMENT_NAME, self.plan, year, self.basis, day])


def chart_file(request: HttpRequest, charts: Callable[[], Sequence[Chart]], source: Source) -> HttpResponse | None:
    """The chart of `?chart=<name>&as=svg|png` as a file; None where the address asks for none.

    404 for a chart that the page does not show and for other kinds of files. Whoever may see the page may have its
    charts: the view calls this after it has let the reader in. `charts` is asked only where a file is.
    """
    if "chart" not in request.GET:
        return None
    chart = next((chart for chart in charts() if chart.name == request.GET["chart"]), None)
    kind = request.GET.get("as", "svg")
    if chart is None or kind not in ("svg", "png"):
        raise Http404(_("Trang này không có hình đó."))
    svg, width, height = standalone(chart, source)
    body, content_type = (svg.encode(), "image/svg+xml; charset=utf-8") if kind == "svg" else (
        png(svg, width, height), "image/png",
    )  # fmt: skip
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{chart.name}-{source.year}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def standalone(chart: Chart, source: Source) -> tuple[str, int, int]:
    """The picture as an SVG file of its own (title above, source below, colours by day), its width and height."""
    width = max(chart.width, LEAST)
    title = lines_of(chart.title, width, TEXT + 3, bold=True)
    below = lines_of(source.said(timezone.localdate()), width, TEXT - 1)
    head = MARGIN + len(title) * 22 + 8
    foot = head + chart.height + 12
    full, high = width + 2 * MARGIN, foot + len(below) * 17 + MARGIN - 4
    context = {
        "title": [(head - 8 - 22 * (len(title) - 1 - i) - 6, line) for i, line in enumerate(title)],
        "below": [(foot + 12 + 17 * i, line) for i, line in enumerate(below)],
        "picture": _nested(chart, MARGIN, head),
        "chart": chart, "width": full, "height": high, "margin": MARGIN, "paper": PAPER,
    }  # fmt: skip
    return render_to_string("charts/file.svg", context).translate(NOT_IN_THE_FONT), full, high


def _nested(chart: Chart, x: int, y: int) -> SafeString:
    """The drawing placed inside another picture, without what belongs to a page: classes, and ids to be named by."""
    root = ElementTree.fromstring(drawn(chart))  # noqa: S314 (our own template)
    for element in root.iter():
        element.tag = element.tag.partition("}")[2] or element.tag
        kept = element.tag == "pattern"  # a shape is filled with it by its id
        for name in ("class", *(() if kept else ("id",)), "role", "aria-labelledby", "tabindex", "focusable"):
            element.attrib.pop(name, None)
    for title in [each for each in root if each.tag in ("title", "desc")]:
        root.remove(title)  # the file has its own
    place = {"x": x, "y": y, "width": chart.width, "height": chart.height}
    root.attrib.update({name: str(value) for name, value in place.items()})
    return mark_safe(ElementTree.tostring(root, encoding="unicode"))  # noqa: S308 (written out, so escaped, by the tree)


def png(svg: str, width: int, height: int) -> bytes:
    """The picture in pixels, `TIMES` to a unit, in our own fonts wherever it is made."""
    page = (
        f"#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
    )
    return _compiler().compile(page.encode(), svg)


class _Compiler:
    """Typst with our fonts, which are read once."""

    def __init__(self) -> None:
        self.fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])

    def compile(self, page: bytes, svg: str) -> bytes:
        return bytes(
            typst.compile(page, format="png", ppi=72.0 * TIMES, font_paths=self.fonts, sys_inputs={"svg": svg})
        )


@cache
def _compiler() -> _Compiler:
    return _Compiler()
