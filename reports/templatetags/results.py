"""How results are printed: percentages with the reader's decimal sign, never contradicting the verdict beside them."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from reports.output import plain
from reports.progress import Comparison, rounded
from reports.results import GrowthRow, Row, ShareRow

register = template.Library()

_MOST_DECIMALS = 8


def _printed(number: Fraction, decimals: int) -> str:
    scale = Fraction(10) ** (decimals - 2)
    value = Decimal(rounded(number * scale)).scaleb(2 - decimals)
    return number_format(value, decimals).replace("-", "−")  # a hyphen is no sign


@register.filter
def percent(number: Fraction | str | None) -> str:
    """A percentage with two decimals; a dash where there is none."""
    if number is None:
        return "–"
    return _printed(Fraction(number), 2)


@register.filter
def threshold(number: Fraction | None) -> str:
    """A percentage of a plan as it is written there: 87, 87,5."""
    text = plain(number)
    return "–" if text is None else number_format(Decimal(text))


@register.filter
def share_of(row: ShareRow) -> str:
    """The share with two decimals, or as many as it takes not to look like the target that it misses."""
    share = row.result.share
    return "–" if share is None else _near(share, row.target.threshold, row.target.comparison)


def _near(share: Fraction, target: Fraction, comparison: Comparison) -> str:
    decimals = 2
    if comparison is Comparison.EXACT and share != target:
        while decimals < _MOST_DECIMALS and Fraction(Decimal(rounded(share * 10 ** (decimals - 2)))) == (
            target * 10 ** (decimals - 2)
        ):
            decimals += 1
    return _printed(share, decimals)


@register.filter
def growth_of(row: GrowthRow) -> str:
    """The growth that is judged, with a word where rounding would make it look like the target that it misses."""
    text = row.result.mean_of_yearly_rates if row.target.method == "mean" else row.result.growth
    return "–" if text is None else _growth_near(text, row.target.threshold, row.result.verdict)


def _growth_near(text: str, target: Fraction, verdict: str) -> str:
    shown = percent(text)
    return _("gần %s") % shown if Fraction(text) == target and verdict in ("not_met", "open") else shown


@register.filter
def result_of(row: Mapping[str, Any]) -> str:
    """The share or growth of a row as a document of results has it, printed as the dashboard prints it."""
    if row["kind"] == "share":
        if not row["eligible"]:
            return "–"
        share = Fraction(100 * row["met"], row["eligible"])
        return _near(share, Fraction(row["target"]), Comparison(row["comparison"]))
    text = row["mean_of_yearly_rates"] if row["method"] == "mean" else row["growth"]
    return "–" if text is None else _growth_near(text, Fraction(row["target"]), row["verdict"])


@register.filter
def plain_percent(text: str | None) -> str:
    """A percentage of a document, such as 87.5, with the reader's decimal sign."""
    return "–" if text is None else number_format(Decimal(text))


@register.filter
def signed(number: Fraction | None) -> str:
    """A change with its sign: +3,20 or −1,50; a dash where there is none."""
    if number is None:
        return "–"
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return f"{sign}{_printed(abs(number), 2)}"


@register.filter
def as_float(number: Fraction) -> float:
    """For drawing only."""
    return float(number)


@register.filter
def is_share(row: Row) -> bool:
    """Whether a row of results is a share; the others are growths."""
    return isinstance(row, ShareRow)
