"""The document of a publication: everything that somebody needs to read, cite and check the numbers later."""

import datetime
import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from indicators.models import Criterion, Plan
from submissions.asked import standing_in
from submissions.models import ReportingYear, Submission

from .census import Census
from .definition import CriterionRule, GroupRule, PlanRule, TargetRule
from .output import plain, rows_json
from .results import Row

FORMAT = 1
"""Of the document; grows when its names or their meaning change."""

ROUNDING = (
    "Tỷ lệ và tốc độ được tính chính xác trên số nguyên; khi ghi ra được làm tròn đến hai chữ số thập phân, nửa đơn vị "
    "làm tròn ra xa số 0. Kết luận không dựa trên số đã làm tròn, trừ mục tiêu có comparison là whole_percent: tỷ lệ "
    "được làm tròn đến phần trăm (nửa lên trên) rồi mới so."
)
"""Part of the document, which is Vietnamese whoever publishes it."""


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one way in which a document is written: keys in order, UTF-8, a line end at the end."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def document_of(
    *, census: Census, rows: Sequence[Row], year: ReportingYear, number: int, at: datetime.datetime, note: str
) -> dict[str, Any]:
    """The document without what it says of its institutions."""
    plan = Plan.objects.select_related("territory").get(pk=census.plan.pk)
    return {
        "format": FORMAT,
        "portal": {"name": "Học tập suốt đời", "department": settings.DEPARTMENT_NAME, "version": settings.VERSION},
        "publication": {"number": number, "published_at": timezone.localtime(at).isoformat(), "note": note},
        "plan": _plan(plan),
        "year": _year(year),
        "basis": str(census.question.basis),
        "rows": rows_json(list(rows)),
        "criteria": _criteria(census.plan),
        "measures": {
            measure.code: {"label": measure.label, "type": measure.type, "definition": measure.definition}
            for measure in _measures(census.plan)
        },
        "rounding": ROUNDING,
    }


def _plan(plan: Plan) -> dict[str, Any]:
    territory = plan.territory
    return {
        "code": plan.code,
        "title": plan.title,
        "legal_basis": plan.legal_basis,
        "issuer": plan.issuer,
        "issued_on": plan.issued_on.isoformat(),
        "territory": None if territory is None else {"code": territory.code, "name": territory.name},
    }


def _year(year: ReportingYear) -> dict[str, Any]:
    with translation.override("vi"):
        calendar = str(year.calendar_name)
    return {
        "number": year.number,
        "calendar": calendar,
        "start": year.start.isoformat(),
        "end": year.end.isoformat(),
        "reference_date": year.reference_date.isoformat(),
        "closed_at": timezone.localtime(year.closed_at).isoformat() if year.closed_at else None,
    }


def _measures(plan: PlanRule) -> list[Any]:
    used = dict.fromkeys(measure for criterion in plan.criteria for measure in criterion.measures)
    return [plan.measures[pk] for pk in used]


def _criteria(plan: PlanRule) -> list[dict[str, Any]]:
    citations = dict(Criterion.objects.filter(plan=plan.pk).values_list("pk", "citation"))
    return [
        {
            "code": criterion.code,
            "title": criterion.title,
            "definition": criterion.definition,
            "citation": citations.get(criterion.pk, ""),
            "kind": "share" if criterion.is_share else "growth",
            "requirements": [
                {"measures": _codes(plan, rule.measures), "minimum": rule.minimum} for rule in criterion.requirements
            ],
            "summed": _codes(plan, criterion.summed),
            "groups": [_group(criterion, group) for group in criterion.groups],
        }
        for criterion in plan.criteria
    ]


def _codes(plan: PlanRule, measures: Sequence[int]) -> list[str]:
    return [plan.measures[pk].code for pk in measures]


def _group(criterion: CriterionRule, group: GroupRule) -> dict[str, Any]:
    judge = _share_target if criterion.is_share else _growth_target
    return {
        "name": group.name,
        "categories": [{"code": category.code, "name": category.name} for category in group.categories],
        "targets": [_target(target) | judge(target) for target in group.targets.values()],
    }


def _target(target: TargetRule) -> dict[str, Any]:
    return {
        "milestone": target.milestone,
        "threshold": plain(target.threshold),
        "upper": plain(target.upper),
        "judged_until": target.judged_until.isoformat() if target.judged_until else None,
        "citation": target.citation,
    }


def _share_target(target: TargetRule) -> dict[str, Any]:
    return {"comparison": str(target.comparison), "counted": "units" if target.counts_units else "institutions"}


def _growth_target(target: TargetRule) -> dict[str, Any]:
    return {
        "method": str(target.method),
        "base_year": target.base_year,
        "base_value": target.base_value,
        "base_citation": target.base_citation,
    }


def responses_of(year: ReportingYear, institutions: Set[str]) -> dict[str, int]:
    """In which state the returns are of those who answer for these institutions (codes); `none`: never opened."""
    asked = {row.reporting_unit_id for row in standing_in(year).values() if row.code in institutions} - {None}
    status = dict(Submission.objects.filter(year=year).order_by().values_list("reporting_unit", "status"))
    counts = Counter(status.get(pk, "none") for pk in asked if pk)
    return {"asked": len(asked), **{name: counts[name] for name in (*Submission.Status.values, "none")}}


def citation_of(document: Mapping[str, Any], sha256: str) -> str:
    """The line by which a publication is cited."""
    published = datetime.datetime.fromisoformat(document["publication"]["published_at"])
    values = {
        "department": document["portal"]["department"],
        "plan": document["plan"]["title"],
        "year": document["year"]["number"],
        "calendar": document["year"]["calendar"],
        "number": document["publication"]["number"],
        "on": f"{published:%d/%m/%Y}",
        "sha256": sha256,
    }
    return (
        _("%(department)s, Kết quả thực hiện “%(plan)s”, năm %(year)s, %(calendar)s, bản công bố số %(number)s, ngày "
          "%(on)s, SHA-256 %(sha256)s.") % values
    )  # fmt: skip
