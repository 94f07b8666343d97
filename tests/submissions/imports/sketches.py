"""Tables drawn as text, `|` between the cells: for tests of how tables lie in sheets."""

from collections.abc import Sequence
from dataclasses import dataclass

from submissions.imports.headings import (
    Key,
    is_numbering,
    is_remark,
    is_total,
    known_key,
    measure_names,
    measures_named,
)
from submissions.imports.layout import Columns, Kind, SumCheck, find_heading, kinds, totals
from submissions.reading.sheets import Area, Cell, Row, Sheet


@dataclass(frozen=True)
class Question:
    """What is asked: all that headings need of a measure."""

    code: str
    label: str


QUESTIONS = [
    Question("lifelong_service", "Có cung cấp dịch vụ phục vụ học tập suốt đời"),
    Question("digital_applied", "Có ứng dụng CNTT, chuyển đổi số"),
    Question("visits_onsite", "Lượt người sử dụng tại chỗ"),
    Question("visits_mobile", "Lượt người sử dụng lưu động"),
    Question("visits_online", "Lượt người sử dụng trực tuyến"),
    Question("education_plan", "Có xây dựng và triển khai kế hoạch giáo dục"),
    Question("digital_display", "Có trưng bày chuyên đề trên không gian số"),
    Question("study_visits", "Lượt khách nghiên cứu, học tập"),
    Question("creative_support", "Có tổ chức, hỗ trợ hoạt động sáng tạo, hưởng thụ văn hóa"),
    Question("classes", "Số lớp năng khiếu"),
    Question("clubs", "Số câu lạc bộ"),
    Question("interest_groups", "Số nhóm sở thích"),
    Question("regular_activities", "Có hoạt động thường xuyên"),
]
NAMES = measure_names(QUESTIONS)


def asked(heading: str) -> list[str]:
    """The codes of the measures that a heading may mean."""
    return [question.code for question in measures_named(heading, NAMES)]


def recognises(text: str) -> int:
    """The weight of a heading, as `find_heading` asks for it."""
    if known_key(text) in (Key.CODE, Key.NAME):
        return 2
    return int(bool(known_key(text) or asked(text) or is_numbering(text) or is_remark(text) or is_total(text)))


def sheet(drawn: str, merged: list[Area] | None = None) -> Sheet:
    """The table, digits as numbers as in a workbook. Its first line is line 1."""
    lines = drawn.strip("\n").split("\n")
    rows = [Row(number, [_cell(text.strip()) for text in line.split("|")]) for number, line in enumerate(lines, 1)]
    return Sheet("", rows, merged or [])


def columns(texts: list[str]) -> Columns:
    """What the columns are by their headings; an unknown first one would be asked about."""
    keys = {known_key(text): index for index, text in enumerate(texts)}
    return Columns(
        code=keys.get(Key.CODE),
        name=keys.get(Key.NAME),
        places=tuple(keys[key] for key in (Key.UNIT, Key.COMMUNE, Key.DISTRICT) if key in keys),
        numbering=next((index for index, text in enumerate(texts) if is_numbering(text)), None),
        figures=tuple(index for index, text in enumerate(texts) if asked(text)),
    )


def headings(drawn: str, merged: list[Area] | None = None) -> tuple[int, int, list[str]] | None:
    """Lines of the heading (first, last) and its texts."""
    drawn_sheet = sheet(drawn, merged)
    found = find_heading(drawn_sheet, recognises)
    return found and (drawn_sheet.rows[found.first].number, drawn_sheet.rows[found.last].number, found.texts)


def kinds_below(drawn: str) -> str:
    """The kinds of the rows below the heading, one word each."""
    drawn_sheet = sheet(drawn)
    found = find_heading(drawn_sheet, recognises)
    assert found is not None
    return " ".join(kind.name for kind in kinds(found.below(drawn_sheet), found, columns(found.texts)))


def _cell(text: str) -> Cell:
    return int(text) if text.isdigit() else text or None


def differences(rows: Sequence[Row], found: Sequence[Kind], which: Columns, values: Sequence[dict[int, int | None]]):
    """Printed sums that differ, of rows below a heading with the values of each."""
    sums = totals(rows, found, which)
    check = SumCheck(rows, sums)
    for index, kind in enumerate(found):
        if kind is Kind.DATA:
            check.add(index, values[index])
    return check.differences({one.index: values[one.index] for one in sums})
