"""Printed sums against computed ones: told where no reading of the table explains them, changed never."""

from submissions.imports.layout import Kind, SumCheck, find_heading, kinds, totals
from submissions.imports.sections import whole

from .sketches import columns, differences, recognises, sheet

HEADING = "STT|Tên|Xã/phường|Số lớp năng khiếu|Số câu lạc bộ"


def told(drawn: str) -> list[tuple[int, int, int, int]]:
    """Line, column, printed and computed sum of each difference. A text is no number."""
    drawn_sheet = sheet(f"{HEADING}\n{drawn.strip()}")
    found = find_heading(drawn_sheet, recognises)
    assert found is not None
    rows, which = found.below(drawn_sheet), columns(found.texts)
    values = [
        {place: whole(row.cells[place]) for place in which.figures if row.cells[place : place + 1] not in ([], [None])}
        for row in rows
    ]
    return [
        (one.line, one.column, one.printed, one.computed)
        for one in differences(rows, kinds(rows, found, which), which, values)
    ]


def test_total_at_the_end():
    rows = "1|Thư viện A|x|1|2\n2|Thư viện B|x|3|4\n"
    assert told(rows + "|Tổng cộng||4|6") == []
    assert told(rows + "|Tổng cộng||5|6") == [(4, 3, 5, 4)]
    assert told(rows + "|Tổng cộng||5|7") == [(4, 3, 5, 4), (4, 4, 7, 6)]
    assert told(rows + "|Tổng cộng||4|") == []  # a column that is not summed up
    assert told(rows + "|Tổng cộng||0|6") == [(4, 3, 0, 4)]


def test_total_at_the_top():
    rows = "1|Thư viện A|x|1|2\n2|Thư viện B|x|3|4\n"
    assert told("|Toàn tỉnh||4|6\n" + rows) == []
    assert told("|Toàn tỉnh||4|9\n" + rows) == [(2, 4, 9, 6)]
    assert told("|Toàn tỉnh||4|9\n" + rows + "|Tổng cộng||4|6") == [(2, 4, 9, 6)]


def test_subtotals_sum_up_their_block_and_the_last_total_all():
    drawn = """
|Huyện A||
1|Thư viện A|x|1|2
2|Thư viện B|x|3|4
|Cộng huyện A||4|{a}
|Huyện B||
1|Thư viện C|x|10|
|Cộng huyện B||10|0
|Tổng cộng||14|{all}
"""
    assert told(drawn.format(a=6, all=6)) == []
    assert told(drawn.format(a=7, all=6)) == [(5, 4, 7, 6)]
    assert told(drawn.format(a=6, all=7)) == [(9, 4, 7, 6)]
    assert told(drawn.format(a=6, all=0)) == [(9, 4, 0, 6)]  # the sum of the last block is no grand total


def test_blocks_without_headings_of_their_own():
    rows = "1|A|x|1|\n|Cộng||1|\n2|B|x|2|\n3|C|x|3|\n|Cộng||{}|\n|Tổng số||{}|"
    assert told(rows.format(5, 6)) == []
    assert told(rows.format(6, 6)) == []  # a running sum
    assert told(rows.format(4, 6)) == [(6, 3, 4, 5)]
    assert told(rows.format(5, 5)) == [(7, 3, 5, 6)]


def test_sections_that_carry_their_sums():
    drawn = """
I|Huyện A||{a}|3
1|Thư viện A|x|1|1
2|Thư viện B|x|3|2
II|Huyện B||5|
1|Thư viện C|x|5|
"""
    assert told(drawn.format(a=4)) == []
    assert told(drawn.format(a=9)) == [(2, 3, 9, 4)]


def test_sections_within_sections():
    drawn = (
        "A|KHỐI THƯ VIỆN||{}|\nI|Huyện A||3|\n1|a|x|1|\n2|b|x|2|\nII|Huyện B||4|\n1|c|x|4|\nB|KHỐI KHÁC||9|\n1|d|x|9|"
    )
    assert told(drawn.format(7)) == []
    assert told(drawn.format(8)) == [(2, 3, 8, 7)]


def test_total_below_the_heading_of_its_section():
    drawn = "I|Huyện A||\n|Cộng||{}|\n1|a|x|1|\n2|b|x|2|\nII|Huyện B||\n|Cộng||4|\n1|c|x|4|"
    assert told(drawn.format(3)) == []
    assert told(drawn.format(2)) == [(3, 3, 2, 3)]


def test_parts_of_a_sum_are_not_added_to_it():
    assert told("1|a|x|5|\n2|b|x|6|\n|Tổng cộng||11|\n|Trong đó: cấp xã||6|\n|- Cấp xã||6|") == []


def test_nothing_is_told_of_a_column_with_something_that_is_no_number():
    assert told("1|a|x|năm|1\n2|b|x|6|2\n|Tổng cộng||99|3") == []
    assert told("1|a|x|năm|1\n|Cộng||99|1\n2|b|x|6|2\n|Cộng||7|2") == [(5, 3, 7, 6)]


def test_nothing_is_told_without_rows_of_data():
    assert told("|Tổng cộng||5|6") == []
    assert told("I|Huyện A||5|6\n|Tổng cộng||5|6") == []  # no section: nothing stands under it


def test_rows_may_come_one_by_one():
    drawn = sheet(f"{HEADING}\n1|a|x|1|\n2|b|x|2|\n|Cộng||4|")
    found = find_heading(drawn, recognises)
    assert found is not None
    rows, which = found.below(drawn), columns(found.texts)
    which_kinds = kinds(rows, found, which)
    assert which_kinds == [Kind.DATA, Kind.DATA, Kind.TOTAL]
    check = SumCheck(rows, totals(rows, which_kinds, which))
    check.add(0, {3: 1})
    check.add(1, {3: 2, 4: None})
    assert [(one.line, one.column, one.printed, one.computed) for one in check.differences({2: {3: 4, 4: 9}})] == [
        (4, 3, 4, 3)
    ]
