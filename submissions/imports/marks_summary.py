"""The sheet that lists what was found in a file, as lines of cells; who writes the workbook gives them their look."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..export import defused
from ..reading.sheets import cell_address
from .findings import Severity
from .marks import FILLS, NOTES_AT_MOST, Mark, in_cells, word
from .row_heights import row_height

WIDTHS = (18, 9, 8, 30, 26, 16, 70, 10)
"""Of the columns, in characters."""

LAST_COLUMN = len(WIDTHS) - 1
"""Where a marked cell's own background is kept, as the background of a cell: the mark is taken off by it."""

LOOKS: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "size": 14},
    "plain": {},
    "heading": {"bold": True, "fill": "D5DEE8", "border": True},
    "cell": {"border": True},
    "link": {"border": True, "link": True},
    **{severity: {"border": True, "fill": fill} for severity, fill in FILLS.items()},
}
"""What each look means; all text in bordered cells is wrapped and stands at the top."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the summary. `target` is the cell to which it leads."""

    value: str | int
    look: str = "plain"
    target: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the summary. `mark` is what it lists; `is_heading` is the one that stays in sight."""

    cells: Sequence[Shown]
    height: float | None = None
    mark: Mark | None = None
    is_heading: bool = False


def summary(file_name: str, marks: Sequence[Mark], names: Mapping[str, str], remarks: Sequence[str]) -> list[Line]:
    """The lines of the summary. `names` are the sheets of the file handed back by their names as they were read."""
    lines = [Line([Shown(_plain(_("Kết quả kiểm tra tệp %(file)s") % {"file": file_name}), "title")])]
    lines += [Line([Shown(text)]) for text in (*_sentences(marks), *remarks)]
    lines += [Line([])]
    lines += _legend(marks)
    lines += [Line([])]
    headings = (
        _("Trang"), _("Ô"), _("Dòng"), _("Cột"), _("Giá trị"), _("Loại"), _("Nội dung và cách sửa"), _("Nền cũ"),
    )  # fmt: skip
    lines.append(Line([Shown(text, "heading") for text in headings], is_heading=True))
    lines += (_listed(mark, names.get(mark.sheet, ""), place < NOTES_AT_MOST) for place, mark in enumerate(marks))
    return lines


def _sentences(marks: Sequence[Mark]) -> Iterator[str]:
    if not any(mark.severity in FILLS for mark in marks):
        yield _("Không có gì phải sửa.")
        return
    yield _(
        "Hãy sửa ngay trong các ô tô màu (cách sửa có trong ghi chú của ô và trong bảng dưới đây), rồi gửi lại tệp."
    )
    yield _("Không cần xóa trang này, màu và ghi chú: khi nhận lại tệp, cổng bỏ qua chúng.")
    if sum(1 for _one in in_cells(marks)) > NOTES_AT_MOST:
        text = _("Chỉ %(count)d ô đầu có ghi chú; các ô khác được tô màu và kê trong bảng dưới đây.")
        yield text % {"count": NOTES_AT_MOST}


def _legend(marks: Sequence[Mark]) -> Iterator[Line]:
    meanings = (
        (Severity.ERROR, _("Phải sửa: dòng có lỗi không được ghi.")),
        (Severity.QUESTION, _("Sửa cho rõ, hoặc trả lời trên trang kiểm tra tệp của cổng.")),
        (Severity.WARNING, _("Khác thường: sai thì sửa; đúng thì giải thích trên trang kiểm tra tệp của cổng.")),
        (Severity.NOTICE, _("Để biết, không phải sửa.")),
    )
    for severity, meaning in meanings:
        count = sum(mark.severity == severity for mark in marks)
        look = severity if severity in FILLS else "cell"
        yield Line([Shown(word(severity), look), Shown(count, "cell"), Shown(meaning)])


def _listed(mark: Mark, sheet: str, has_link: bool) -> Line:
    address = target = ""
    if mark.line is not None:
        place = cell_address(mark.line, 1 + (mark.column or 0))
        address = place if mark.column is not None else ""
        quoted = sheet.replace("'", "''")
        target = f"'{quoted}'!{place}" if sheet and has_link else ""
    texts = [sheet, address, "", mark.heading, mark.value, word(mark.severity), mark.message]
    look = mark.severity if mark.severity in FILLS else "cell"
    cells = [Shown(_plain(text), look if column == 5 else "cell") for column, text in enumerate(texts)]
    if mark.line is not None:
        cells[2] = Shown(mark.line, "link" if target and not address else "cell", "" if address else target)
    if address and target:
        cells[1] = Shown(address, "link", target)
    return Line(cells, row_height(zip(texts, WIDTHS, strict=False)), mark)


def _plain(text: str) -> str:
    """Text that no program computes, without signs that a workbook cannot hold."""
    return defused(_CONTROL.sub("", text))
