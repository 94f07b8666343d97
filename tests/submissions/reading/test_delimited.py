"""Text to rows: the sign between cells, quotes, line breaks, lines as the file has them, limits."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.tables import Book, UnreadableFile, read_book

from . import corpus


def read(text: str) -> Book:
    return read_book(text.encode(), "a.csv")


def rows(text: str) -> list[tuple[int, list[object]]]:
    [sheet] = read(text).sheets
    return [(row.number, row.cells) for row in sheet.rows]


@pytest.mark.parametrize(
    ("text", "sign", "second"),
    [
        pytest.param("a,b\n1,2\n", ",", ["1", "2"], id="comma"),
        pytest.param("a;b;c\nA;1,234;5,678\nB;2,000;3,000\n", ";", ["A", "1,234", "5,678"], id="grouped-by-commas"),
        pytest.param("a;b;c\nA;1,5;5,7\nB;2,0;3,0\n", ";", ["A", "1,5", "5,7"], id="decimal-commas"),
        pytest.param("A;1,5;5,7\nB;2,0;3,0\n", ";", ["B", "2,0", "3,0"], id="no-heading"),
        pytest.param("a\tb\nXã A, huyện B\t1,5\nXã C, huyện D\t2,5\n", "\t", ["Xã A, huyện B", "1,5"], id="tab"),
        pytest.param("a|b|c\nx;y|1,234|2\n", "|", ["x;y", "1,234", "2"], id="bar"),
        pytest.param("a,b\nx;y;z,1\nu;v;w,2\n", ",", ["x;y;z", "1"], id="lists-in-cells"),
        pytest.param(
            "BIỂU 1, NĂM 2024;;\nMã;Tên;Lượt\nA;Xã B, huyện C;1,234\n", ";", ["Mã", "Tên", "Lượt"], id="title-above"
        ),
        pytest.param('a,"b;c"\n"x;y",2\n', ",", ["x;y", "2"], id="quoted"),
        pytest.param("Một cột\nThư viện\n", ",", ["Thư viện"], id="one-column"),
    ],
)
def test_the_sign_between_cells(text, sign, second):
    book = read(text)
    assert book.delimiter == sign
    assert book.sheets[0].rows[1].cells == second


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("a,b\n1,2\n", []),
        ("a;b\n1;2\n", ["Các cột cách nhau bằng dấu chấm phẩy (;)."]),
        ("a\tb\n1\t2\n", ["Các cột cách nhau bằng dấu tab."]),
        ("a|b\n1|2\n", ["Các cột cách nhau bằng dấu gạch đứng (|)."]),
        ("Một cột\nThư viện\n", []),
    ],
)
def test_a_sign_other_than_the_comma_is_said(text, remarks):
    assert read(text).remarks == remarks


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;", "\ufeffsep=;"])
def test_the_line_by_which_excel_names_the_sign(first):
    assert rows(f"{first}\r\na;b\r\n1,5;2\r\n") == [(2, ["a", "b"]), (3, ["1,5", "2"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_records_are_numbered_by_the_line_on_which_they_begin(end):
    text = end.join(["a,b", '"one', "two", 'three",1', "", 'x,"y', 'z"', "last,2"])
    assert [number for number, _cells in rows(text)] == [1, 2, 5, 6, 8]
    assert rows(text)[1] == (2, [end.join(["one", "two", "three"]), "1"])


def test_line_signs_of_other_writings_end_no_line():
    assert rows("a,b\nx\u2028y\x0bz,1\n") == [(1, ["a", "b"]), (2, ["x\u2028y\x0bz", "1"])]


def test_doubled_quotes_and_quotes_in_the_midst():
    assert rows('a,b\n"Thư viện ""Sao Mai""",1\nThư viện "Sao Mai",2\n')[1:] == [
        (2, ['Thư viện "Sao Mai"', "1"]),
        (3, ['Thư viện "Sao Mai"', "2"]),
    ]


@pytest.mark.parametrize("text", ['a,b\n1,2\n"open,3\n4,5\n', 'a,b\n1,2\n"x" y,3\n', 'a,b\n1,2\n"x"y",3\n"z",4\n'])
def test_a_quote_too_many_is_told_with_its_line(text):
    with pytest.raises(UnreadableFile, match="dòng 3: dấu ngoặc kép không khép lại đúng chỗ"):
        read(text)


def test_a_pair_of_quotes_that_swallows_a_row_is_told():
    [sheet] = read('a,b\n"x,1\ny,"\nz,3\nw,4\n').sheets
    assert sheet.unsound == {
        (2, 0): "Ô này gồm nhiều dòng và có cả dấu ngăn cột: có lẽ dấu ngoặc kép đặt sai chỗ. Hãy sửa dòng này."
    }


def test_spaces_and_invisible_signs():
    text = "a,b\n\u00a0Thư\u00a0viện\u200b Ea\u202fKar\u00a0,\u200b\n\ufeff1\u202f234,\u200e5\u2060\n"
    assert rows(text)[1:] == [(2, ["Thư viện Ea Kar", None]), (3, ["1 234", "5"])]


def test_signs_at_the_ends_of_lines_are_no_columns():
    assert rows("a;b;;\n1;2;;;\n;;;\n3;;;\n") == [(1, ["a", "b"]), (2, ["1", "2"]), (3, [None, None]), (4, ["3", None])]


def test_zeros_within_are_no_table():
    with pytest.raises(UnreadableFile, match="không phải bảng"):
        read("a,b\n1\0,2\n")


def test_limits_are_settings(settings):
    settings.MAX_TABLE_ROWS, settings.MAX_TABLE_COLUMNS, settings.MAX_CELL_CHARACTERS = 3, 4, 5
    assert rows("a,b,c,d\n" * 3)[2] == (3, ["a", "b", "c", "d"])
    for text, sentence in [
        ("a,b\n" * 4, "Tệp “a.csv” có hơn 3 dòng. Hãy chia thành nhiều tệp nhỏ hơn."),
        ("a,b\n1,2,3,4,5\n", "Tệp “a.csv”, dòng 2: có hơn 4 cột."),
        ("a,b\n123456,1\n", "Tệp “a.csv”, dòng 2: có ô dài hơn 5 ký tự. Hãy rút ngắn ô đó."),
    ]:
        with pytest.raises(UnreadableFile) as caught:
            read(text)
        assert str(caught.value) == sentence


numbers = st.integers(0, 10**7).map(str) | st.integers(1000, 10**7).flatmap(
    lambda number: st.sampled_from(
        [f"{number:,}", f"{number:,}".replace(",", "."), f"{number / 10:.1f}".replace(".", ",")]
    )
)
names = st.sampled_from([*corpus.unit_names(), *corpus.COMMON, "Xã A, huyện B; tỉnh C", 'Thư viện "Sao\nMai"'])


@settings(max_examples=300, deadline=None)
@given(
    table=st.lists(st.tuples(names, numbers, numbers), min_size=1, max_size=12),
    sign=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    trailing=st.booleans(),
    title=st.booleans(),
)
def test_any_table_of_names_and_numbers_reads_back_whatever_stands_between(table, sign, end, trailing, title):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=sign, lineterminator=(sign if trailing else "") + end)
    written = [["Biểu 1, năm 2024", "", ""]] * title + [["Tên", "Lượt", "Số"], *table]
    writer.writerows(written)
    found = [cells for _number, cells in rows(out.getvalue())]
    assert found == [[cell or None for cell in row] for row in written]
