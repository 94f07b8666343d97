"""Results as the fixed JSON of the `progress` command, and as a flat table for CSV, XLSX and the terminal."""

from fractions import Fraction

from .census import Question
from .definition import CriterionRule, GroupRule, TargetRule
from .progress import rounded
from .results import GrowthRow, Row, ShareRow


def plain(number: Fraction | None) -> str | None:
    """A percentage of a plan without trailing zeros: 87, 87.5."""
    if number is None:
        return None
    text = rounded(number)
    return text.rstrip("0").rstrip(".")


def as_json(question: Question, rows: list[Row]) -> dict[str, object]:
    """The document of `progress --format json`. Numbers that were rounded are strings with a dot."""
    return {
        "plan": question.plan,
        "year": question.year,
        "unit": question.unit,
        "basis": str(question.basis),
        "rows": rows_json(rows),
    }


def rows_json(rows: list[Row]) -> list[dict[str, object]]:
    """The rows of that document."""
    return [share_json(row) if isinstance(row, ShareRow) else growth_json(row) for row in rows]


def _head(criterion: CriterionRule, group: GroupRule, target: TargetRule, kind: str) -> dict[str, object]:
    return {
        "criterion": criterion.code,
        "categories": [category.code for category in group.categories],
        "kind": kind,
        "milestone": target.milestone,
        "target": plain(target.threshold),
        "upper": plain(target.upper),
    }


def share_json(row: ShareRow) -> dict[str, object]:
    """A share as the contract writes it; rounded numbers are text with a dot."""
    result = row.result
    return {
        **_head(row.criterion, row.group, row.target, "share"),
        "reference_date": row.reference_date.isoformat(),
        "comparison": str(row.target.comparison),
        "counted": "units" if row.target.counts_units else "institutions",
        "eligible": result.tally.eligible,
        "met": result.tally.met,
        "not_met": result.tally.not_met,
        "silent": result.tally.silent,
        "share": None if result.share is None else rounded(result.share),
        "verdict": str(result.verdict),
        "rounding_turns_it": result.rounding_turns_it,
        "needed": result.needed,
    }


def growth_json(row: GrowthRow) -> dict[str, object]:
    """A growth as the contract writes it; rates are text with a dot, what cannot be computed is null."""
    result = row.result
    return {
        **_head(row.criterion, row.group, row.target, "growth"),
        "reference_date": row.reference_date.isoformat(),
        "method": str(row.target.method),
        "base_year": row.target.base_year,
        "base": result.base.value,
        "value": result.last.value,
        "growth": result.growth,
        "mean_of_yearly_rates": result.mean_of_yearly_rates,
        "eligible": result.last.eligible,
        "reported": result.last.reported,
        "base_complete": result.base.complete,
        "above_range": result.above_range,
        "verdict": str(result.verdict),
        "like_for_like": {
            "institutions": row.like_for_like.institutions,
            "growth": row.like_growth,
        },
    }


TABLE_HEADINGS = [
    "criterion", "categories", "kind", "milestone", "target", "upper", "reference_date", "comparison", "counted",
    "eligible", "met", "not_met", "silent", "share", "needed", "rounding_turns_it", "method", "base_year", "base",
    "value", "growth", "mean_of_yearly_rates", "reported", "base_complete", "above_range", "like_for_like_institutions",
    "like_for_like_growth", "verdict",
]  # fmt: skip


def as_table(rows: list[Row]) -> list[list[str | int | None]]:
    """One line a row under TABLE_HEADINGS; what a kind does not have is empty."""
    lines: list[list[str | int | None]] = []
    for row in rows:
        found = share_json(row) if isinstance(row, ShareRow) else growth_json(row)
        pairs = found.pop("like_for_like", None)
        if isinstance(pairs, dict):
            found.update({f"like_for_like_{name}": value for name, value in pairs.items()})
        lines.append([_text(found.get(heading)) for heading in TABLE_HEADINGS])
    return lines


def _text(value: object) -> str | int | None:
    if isinstance(value, list):
        return " + ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if value is None or isinstance(value, int) else str(value)
