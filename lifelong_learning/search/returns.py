"""Reporting years, and the returns that the reader may see: nobody learns here who reported what outside the scope."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from submissions.models import Submission

from .asked import Asked, Group, Hit

MOST = 6
_SAID_OF_EVERY_RETURN = {"bao", "cao", "nam", "ki", "ky", "ket", "qua", "cua"}


def returns(asked: Asked) -> Group:
    """Years by their number, then returns by year and by who sends them."""
    tokens = asked.words.split()
    numbers = {int(token) for token in tokens if token.isdigit() and len(token) == 4}
    names = [token for token in tokens if token not in _SAID_OF_EVERY_RETURN and not _is_number_of(token, numbers)]
    hits = [] if names else _years(asked, numbers)
    found = _returns(asked, numbers, names) if names else []
    return Group(
        _("Năm báo cáo và báo cáo"),
        [*hits, *found][:MOST],
        reverse("submissions:years") if len(hits) + len(found) > MOST else "",
    )


def _is_number_of(token: str, numbers: set[int]) -> bool:
    return token.isdigit() and int(token) in numbers


def _years(asked: Asked, numbers: set[int]) -> list[Hit]:
    hits = []
    for year in asked.years:
        if year.number in numbers:
            about = _("Năm báo cáo"), (str(year.get_stage_display()),)
            hits += [
                Hit(
                    _("Kết quả năm %(year)s") % {"year": year.number},
                    reverse("reports:dashboard", args=[asked.plan, year.number]),
                    *about,
                ),
                Hit(
                    _("Báo cáo năm %(year)s") % {"year": year.number},
                    reverse("submissions:board", args=[year.number]),
                    *about,
                ),
            ]
    return hits


def _returns(asked: Asked, numbers: set[int], names: list[str]) -> list[Hit]:
    meant = Q(year__number__in=numbers) if numbers else Q()
    for name in names:
        meant &= Q(reporting_unit__search_key__contains=f" {name}")
    by_code = Q(reporting_unit__code__in=asked.codes)
    found = Submission.objects.visible_to(asked.user).filter(meant | by_code)
    return [
        Hit(
            _("Báo cáo năm %(year)s: %(unit)s") % {"year": row.year.number, "unit": row.reporting_unit.name},
            reverse("submissions:submission", args=[row.pk]),
            pgettext("one", "Báo cáo"),
            (str(row.get_status_display()),),
        )
        for row in found.select_related("year", "reporting_unit").order_by(
            "-year__number", "reporting_unit__sort_key", "pk"
        )[: MOST + 1]
    ]
