"""Files that could be taken for something else without anybody noticing: each is asked about, or is an error.

They were found by writing tables in every style (`test_any_style.py`) and by thinking of what people do in Excel.
"""

import pytest

from submissions.imports.checking import Check
from submissions.imports.findings import Severity
from submissions.imports.sending import Sender, Sending

from ..reading.written import by_xlsxwriter


def read(corpus, data, *, by_reporter=False):
    """What would be stored, by institution and measure; and what is asked or wrong, by line."""
    data = data.encode() if isinstance(data, str) else data
    check = Check(data, "a.csv", Sending(corpus.year, Sender(corpus.reporter if by_reporter else None)))
    stored, said = {}, [(one.line, one.finding) for one in check.findings]
    codes = {pk: measure.code for pk, measure in check.asked.measures.items()}
    for row in check.rows():
        said += [(row.line, one) for one in row.findings]
        for change in row.changes:
            stored.setdefault(row.standing.code, {})[codes[change.answer.measure_id]] = change.answer.value
    return stored, {line: one.message for line, one in said if one.severity in (Severity.ERROR, Severity.QUESTION)}


def workbook(fill):
    return by_xlsxwriter(lambda book: fill(book.add_worksheet("Số liệu"), book))


def test_several_numbers_in_one_cell(corpus):
    stored, said = read(corpus, 'Mã,visits_onsite,visits_online\nTX490,"120\n350",7\nTX493,5  300,8\nTX496,5 300,8\n')
    assert stored == {"TX496": {"visits_onsite": 5300, "visits_online": 8}}
    assert said == dict.fromkeys([2, 4], "Ô này có nhiều số. Hãy ghi một số nguyên từ 0 trở lên.")


def test_a_figure_merged_over_two_columns(corpus):
    def fill(sheet, _book):
        sheet.write_row(0, 0, ["Mã", "visits_onsite", "visits_mobile", "visits_online"])
        sheet.write_row(1, 0, ["TX490", None, None, 7])
        sheet.merge_range(1, 1, 1, 2, 1500)
        sheet.write_row(2, 0, ["TX493", 5, 6, 7])

    stored, said = read(corpus, workbook(fill))
    assert stored == {"TX493": {"visits_onsite": 5, "visits_mobile": 6, "visits_online": 7}}
    assert said == {2: "Ô gộp nhiều cột: không rõ số của cột nào. Hãy bỏ gộp, ghi từng cột."}


ELSEWHERE = "Cơ sở tên này của bạn (NT09) không ở nơi ghi phía trên. Hãy ghi mã cơ sở hoặc xã/phường."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("TT,Tên,Số câu lạc bộ\nI,Xã KRông Búk,\n1,Nhà văn hóa thôn Hòa Bình,3\nII,Xã Ea Kly,\n1,{},1\n", 3),
        ("Tên,Số câu lạc bộ\nXã KRông Búk,\nNhà văn hóa thôn Hòa Bình,3\nXã Ea Kly,\n{},1\n", 3),
        ("Xã,Tên,Số câu lạc bộ\nXã KRông Búk,Nhà văn hóa thôn 3,3\n,Nhà văn hóa thôn Hòa Bình,3\nXã Ea Kly,{},1\n", 3),
    ],
    ids=["section", "section without a number", "commune written once"],
)  # fmt: skip
def test_the_only_house_of_a_name_lies_in_another_commune(corpus, text, line):
    stored, said = read(corpus, text.format("Nhà văn hóa thôn Thủy Lợi"), by_reporter=True)
    assert stored == {"NT10": {"clubs": 1}}
    assert said[line] == ELSEWHERE
