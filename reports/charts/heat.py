"""Grounds of maps and matrices: five steps from few to all, the verdicts, silence and nothing, each with its text.

On a page they are coloured by class (`g-…` the ground, `t-…` what is written on it, static/css/pages/map.css), in a
file by these colours of the day (tests/reports/test_map.py holds them against tokens.css).
"""

from fractions import Fraction

from django.utils.translation import gettext as _

from reports.progress import Verdict

STEPS = 5
PAPER_GROUNDS = {
    "heat-1": ("#f6efe2", "#2a2320"),
    "heat-2": ("#d6e5d8", "#2a2320"),
    "heat-3": ("#a6ccb5", "#17120f"),
    "heat-4": ("#397a61", "#ffffff"),
    "heat-5": ("#134c37", "#ffffff"),
    "met": ("#e3f0e6", "#2a2320"),
    "not-met": ("#f9e5e2", "#2a2320"),
    "open": ("#fbefd0", "#2a2320"),
    "none": ("#f1eadd", "#2a2320"),
    "silent": ("#fffdf9", "#2a2320"),
}
"""By name: the ground and the text on it."""


def heat(share: Fraction) -> str:
    """The step of a share in %: heat-1 below 20, …, heat-5 from 80 on."""
    return f"heat-{min(int(share * STEPS / 100), STEPS - 1) + 1}"


def steps() -> list[tuple[str, str]]:
    """The steps with their bounds in words, for a legend."""
    bounds = [(step, 100 * (step - 1) // STEPS, 100 * step // STEPS) for step in range(1, STEPS + 1)]
    return [
        (
            f"heat-{step}",
            f"{low}–{high} %" if step == STEPS else _("%(low)s–dưới %(high)s %%") % {"low": low, "high": high},
        )
        for step, low, high in bounds
    ]


def ground_of(verdict: Verdict) -> str:
    """The ground of a verdict."""
    return {
        Verdict.MET: "met",
        Verdict.NOT_MET: "not-met",
        Verdict.OPEN: "open",
        Verdict.NOT_APPLICABLE: "none",
    }[verdict]
