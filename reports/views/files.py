"""The tables of the results pages as headings and lines, for CSV and XLSX."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from indicators.models import Measure
from institutions.models import AdministrativeUnit
from reports.definition import CriterionRule
from reports.listing import Given, Listed, YearOfInstitution
from reports.output import plain
from reports.progress import Share, Status, Verdict, rounded
from reports.results import Row, ShareRow
from submissions.models import State
from submissions.tables import Cell

Table = tuple[list[str], list[list[Cell]]]


def verdict_word(verdict: Verdict) -> str:
    """The verdict as it is said on the pages."""
    return {
        Verdict.MET: _("Đạt"),
        Verdict.NOT_MET: _("Không đạt"),
        Verdict.OPEN: _("Chưa kết luận"),
        Verdict.NOT_APPLICABLE: _("Không xét"),
    }[verdict]


def status_word(status: Status, is_share: bool) -> str:
    """An institution's status as it is said on the pages; under a growth criterion, whether it has reported."""
    if not is_share:
        return _("Đã báo cáo") if status is Status.MET else _("Chưa báo cáo đủ")
    words = {Status.MET: _("Đạt"), Status.NOT_MET: _("Không đạt"), Status.SILENT: _("Chưa báo cáo")}
    return words[status]


def results_file(rows: Sequence[Row]) -> Table:
    """The dashboard: one line a group, numbers as numbers."""
    headings = [
        _("Tiêu chí"), _("Nội dung"), _("Nhóm cơ sở"), _("Mốc"), _("Mục tiêu (%)"), _("Kết luận"), _("Kết quả (%)"),
        _("Tổng số"), _("Đạt"), _("Không đạt"), _("Chưa báo cáo"), _("Còn cần"), _("Năm gốc"), _("Lượt năm gốc"),
        _("Lượt năm nay"), _("Ngày đếm"),
    ]  # fmt: skip
    lines = [
        [*_head(row), *(_share(row) if isinstance(row, ShareRow) else _growth(row)), row.reference_date] for row in rows
    ]
    return headings, lines


def _head(row: Row) -> list[Cell]:
    target = (
        f"{plain(row.target.threshold)}{'–' + str(plain(row.target.upper)) if row.target.upper is not None else ''}"
    )
    return [
        row.criterion.code,
        row.criterion.title,
        row.group.name,
        row.target.milestone,
        target,
        verdict_word(row.result.verdict),
    ]


def _share(row: ShareRow) -> list[Cell]:
    tally, share = row.result.tally, row.result.share
    shown = None if share is None else float(Decimal(rounded(share)))
    return [shown, tally.eligible, tally.met, tally.not_met, tally.silent, row.result.needed, None, None, None]


def _growth(row: Any) -> list[Cell]:
    result = row.result
    text = result.mean_of_yearly_rates if row.target.method == "mean" else result.growth
    shown = None if text is None else float(text)
    base = [row.target.base_year, result.base.value, result.last.value]
    return [shown, result.last.eligible, None, None, row.silent, result.needed, *base]


def years_file(years: Sequence[tuple[int, Row]]) -> Table:
    """One group through the years: the columns of the dashboard, each line with its year."""
    headings, lines = results_file([row for _year, row in years])
    numbered: list[list[Cell]] = [[year, *line] for (year, _row), line in zip(years, lines, strict=True)]
    return [_("Năm"), *headings], numbered


def institution_file(criteria: Sequence[tuple[CriterionRule, Sequence[YearOfInstitution]]]) -> Table:
    """An institution's results: one line a criterion, year and measure."""
    headings = [_("Tiêu chí"), _("Nội dung"), _("Năm"), _("Kết quả"), _("Chỉ tiêu"), _("Trả lời")]
    lines: list[list[Cell]] = []
    for rule, years in criteria:
        for each in years:
            status = status_word(each.status, rule.is_share) if each.status else _("không được tính năm này")
            for given in each.given:
                lines.append([rule.code, rule.title, each.year, status, given.measure.label, answer_word(given)])
    return headings, lines


def units_file(found: Sequence[tuple[AdministrativeUnit | None, Any]], is_share: bool) -> Table:
    """A criterion by unit."""
    counts = [_("Đạt"), _("Không đạt"), _("Chưa báo cáo")] if is_share else [_("Đã báo cáo"), _("Lượt")]
    lines: list[list[Cell]] = []
    for unit, result in found:
        place: list[Cell] = [unit.code, unit.name] if unit else ["", _("Chưa xếp vào đơn vị")]
        lines.append([*place, *_numbers(result)])
    return [_("Mã"), _("Đơn vị"), _("Tổng số"), *counts], lines


def _numbers(result: Any) -> list[int]:
    if isinstance(result, Share):
        return [result.tally.eligible, result.tally.met, result.tally.not_met, result.tally.silent]
    return [result.eligible, result.reported, result.value]


def institutions_file(rows: Sequence[Listed], measures: Sequence[Measure], is_share: bool) -> Table:
    """The institutions behind a number, with the answers from which their status follows."""
    headings = [_("Mã"), _("Tên"), _("Loại hình"), _("Đơn vị"), _("Kết quả"), *(measure.label for measure in measures)]
    lines: list[list[Cell]] = [
        [
            found.code,
            found.name,
            found.category.name,
            found.unit.name if found.unit else "",
            status_word(found.status, is_share),
            *(answer_word(given) for given in found.given),
        ]
        for found in rows
    ]
    return headings, lines


def answer_word(given: Given) -> Cell:
    """An answer in a file: the count, có/không, or the state in words."""
    answer = given.answer
    if answer.state == State.REPORTED:
        return bool(answer.value) if given.measure.is_yes_no else answer.value
    return str(State(answer.state or State.NOT_REPORTED).label)
