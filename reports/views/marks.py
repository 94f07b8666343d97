"""What each unit below says of one group, in the words and colours of maps: one count for all units."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from institutions.models import AdministrativeUnit
from reports.census import Census
from reports.charts.heat import ground_of, heat
from reports.progress import Share, Verdict, YearSum, judge_share
from reports.results import Row, ShareRow
from reports.templatetags.results import share_of

from .files import verdict_word


@dataclass(frozen=True)
class Mark:
    """One unit: the ground that it is drawn on, its figure, `part` of the whole, its verdict, and all in a sentence.

    The sentence has name, figure and part in this order, as they are seen: it is what a shape is called.

    `unit` is None for what lies directly above the units or is still to be placed. `order` sorts, None comes last.
    """

    unit: AdministrativeUnit | None
    ground: str
    figure: str
    part: str
    verdict: Verdict
    sentence: str
    cells: Sequence[str]
    order: float | None = None
    result: Share | YearSum | None = None

    @property
    def has_silent(self) -> bool:
        """Whether somebody in the unit has yet to report."""
        if isinstance(self.result, Share):
            return self.result.tally.silent > 0
        return self.result is not None and self.result.reported < self.result.eligible


def headings(row: Row) -> list[str]:
    """Of the table behind a map."""
    if isinstance(row, ShareRow):
        return [_("Đơn vị"), _("Đạt / tổng số"), _("Tỷ lệ"), _("Chưa báo cáo"), _("Còn cần"), _("Kết luận")]
    return [_("Đơn vị"), _("Đã báo cáo / tổng số"), _("Lượt trong năm")]


def marks_of(census: Census, row: Row, by_verdict: bool = False) -> list[Mark]:
    """The units below the one asked on the day that the target counts; empty where its last day is over."""
    if census.lapsed(row.target, census.question.year):
        return []
    found = census.by_unit(row.criterion, row.group, row.target)
    if isinstance(row, ShareRow):
        target = row.target
        judged = [
            (unit, judge_share(census.sum_of_cells(cells), target.threshold, target.comparison))
            for unit, cells in found
        ]
        return [_share(unit, result, row, by_verdict) for unit, result in judged]
    return [_growth(unit, census.year_sum_of_cells(census.question.year, cells)) for unit, cells in found]


def name_of(unit: AdministrativeUnit | None) -> str:
    """The unit's name; words for what lies in none of them."""
    return unit.name if unit else _("Trực thuộc cấp trên hoặc chưa xếp vào xã")


def _share(unit: AdministrativeUnit | None, result: Share, row: ShareRow, by_verdict: bool) -> Mark:
    tally, name = result.tally, name_of(unit)
    part = f"{grouped(tally.met)}/{grouped(tally.eligible)}"
    if result.share is None:
        return _nothing(unit, [name, "–", "–", "–", "–", verdict_word(result.verdict)], result)
    figure = f"{share_of(replace(row, result=result))} %"
    needed = _("không thể đạt") if result.needed is None else grouped(result.needed)
    cells = [name, part, figure, grouped(tally.silent), needed, verdict_word(result.verdict)]
    words = {"name": name, "part": part, "figure": figure, "silent": tally.silent, "verdict": cells[-1].lower()}
    if tally.silent == tally.eligible:
        sentence = _("%(name)s: chưa báo cáo, cả %(silent)s cơ sở; %(verdict)s") % words
        return Mark(unit, "silent", _("chưa báo cáo"), "", result.verdict, sentence, cells, None, result)
    sentence = _("%(name)s: %(figure)s, %(part)s cơ sở đạt; %(silent)s chưa báo cáo; %(verdict)s") % words
    ground = ground_of(result.verdict) if by_verdict else heat(result.share)
    return Mark(unit, ground, figure, part, result.verdict, sentence, cells, float(result.share), result)


def _growth(unit: AdministrativeUnit | None, total: YearSum) -> Mark:
    name = name_of(unit)
    part = f"{grouped(total.reported)}/{grouped(total.eligible)}"
    if not total.eligible:
        return _nothing(unit, [name, "–", "–"], total)
    words = {"name": name, "part": part}
    if not total.has_value:
        sentence = _("%(name)s: chưa có số liệu; %(part)s cơ sở đã báo cáo") % words
        cells = [name, part, _("chưa có số liệu")]
        return Mark(unit, "silent", _("chưa có số liệu"), "", Verdict.NOT_APPLICABLE, sentence, cells, None, total)
    figure = grouped(total.value)
    sentence = _("%(name)s: %(figure)s, %(part)s cơ sở đã báo cáo; con số là lượt trong năm") % {
        **words,
        "figure": figure,
    }
    ground = heat(Fraction(100 * total.reported, total.eligible))
    return Mark(unit, ground, figure, part, Verdict.NOT_APPLICABLE, sentence, [name, part, figure], total.value, total)


def _nothing(unit: AdministrativeUnit | None, cells: list[str], result: Share | YearSum) -> Mark:
    sentence = _("%(name)s: không có cơ sở nào thuộc nhóm") % {"name": cells[0]}
    return Mark(unit, "none", _("không có cơ sở"), "", Verdict.NOT_APPLICABLE, sentence, cells, None, result)


def grouped(number: int) -> str:
    """1.234, as the reader's language writes it."""
    return number_format(number, force_grouping=True)
