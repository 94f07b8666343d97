"""What a cell says: the stated spellings, and a sentence about anything else."""

import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.cells import CellProblem, Reading, cell_text, read_cell, thousands_signs


def count(cell, *column):
    return read_cell(cell, yes_no=False, thousands=thousands_signs([cell, *column]))


def yes_no(cell):
    return read_cell(cell, yes_no=True, thousands=())


@pytest.mark.parametrize(
    "cell", ["1", "x", "X", "có", "CÓ", "đạt", "Đạt", "yes", "TRUE", "✓", 1, 1.0, True, " x\u00a0", "co\u0301"]
)
def test_yes(cell):
    assert yes_no(cell) == Reading("reported", 1)


@pytest.mark.parametrize("cell", ["0", "không", "KHÔNG", "chưa", "no", "False", "-", 0, 0.0, False])
def test_no(cell):
    assert yes_no(cell) == Reading("reported", 0)


@pytest.mark.parametrize("cell", ["2", "khong", "có lẽ", "xx", "1.0", 2, 0.5, "…", datetime.date(2025, 1, 1)])
def test_neither_yes_nor_no(cell):
    with pytest.raises(CellProblem, match="Không phải câu trả lời có/không"):
        yes_no(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0", 0), ("-", 0), ("01", 1), ("1234", 1234), (1234, 1234), (1234.0, 1234), ("1234.0", 1234),
        ("1.234", 1234), ("1,234", 1234), ("1 234", 1234), ("1\u00a0234", 1234), ("1\u202f234", 1234),
        ("1.234.567", 1234567), ("10000000000000", 10**13), ("\u00a012 ", 12),
    ],
)  # fmt: skip
def test_counts(cell, value):
    assert count(cell) == Reading("reported", value)


@pytest.mark.parametrize("cell", ["ước 500", "Ước đạt 500", "ước tính: 500", "ước 500 "])
def test_estimates(cell):
    assert count(cell) == Reading("reported", 500, is_estimate=True)


@pytest.mark.parametrize("read", [count, yes_no])
@pytest.mark.parametrize(
    ("cell", "state"),
    [("?", "unknown"), ("không rõ", "unknown"), ("KAD", "not_applicable"), ("Không áp dụng", "not_applicable")],
)
def test_states_without_a_value(read, cell, state):
    assert read(cell) == Reading(state)


@pytest.mark.parametrize("read", [count, yes_no])
@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0", "\u200b"])
def test_blank_says_nothing(read, cell):
    assert read(cell) is None


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("1.5", "Số đếm phải là số nguyên"), ("1,5", "Số đếm phải là số nguyên"), (1.5, "Số đếm phải là số nguyên"),
        (1.234, "Số đếm phải là số nguyên"), ("0.123", "Số đếm phải là số nguyên"),
        ("1.234,5", "Số đếm phải là số nguyên"), ("12.34", "Số đếm phải là số nguyên"),
        ("-3", "không thể âm"), (-3, "không thể âm"), (-3.0, "không thể âm"), ("−3", "không thể âm"),
        ("12abc", "Không phải số đếm"), ("1e3", "Không phải số đếm"), ("x", "Không phải số đếm"),
        ("trên 8.400", "không phải số chính xác"), ("+5", "Không phải số đếm"), ("٣", "Không phải số đếm"),
        (True, "Không phải số đếm"), (datetime.date(2025, 1, 2), "Không phải số đếm"), ("--", "Không phải số đếm"),
        ("10000000000001", "Số quá lớn"),
        ("9223372036854775808", "Số quá lớn"), (1e20, "Số quá lớn"), ("9" * 5000, "Số quá lớn"),
        (float("inf"), "Số quá lớn"), (float("nan"), "số"), ("#DIV/0!", "công thức bị lỗi"),
        ("120\n350", "có nhiều số"), ("120\r\n350", "có nhiều số"), ("5\t300", "có nhiều số"),
        ("5   300", "có nhiều số"), ("ước 1\n200", "có nhiều số"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_count(cell, sentence):
    with pytest.raises(CellProblem, match=sentence):
        count(cell)


@pytest.mark.parametrize(
    ("column", "signs"),
    [
        (["1.234", "5", "12.345.678"], "."),
        (["1,234", None, "ước 2,000"], ","),
        (["1 234", "1\u00a0234"], " "),
        (["1.234", "5 678"], ". "),  # a space is never a comma
        (["1.234", "1,234"], ""),
        (["1.234", "1.5"], ""),
        (["1.234", "1234.0"], ""),
        (["1.234", "0.500"], ""),
        (["1.234", 1234.5], "."),  # a number of Excel's is no text: it says nothing about how texts are written
        (["12", "7", None], ""),
        ([], ""),
    ],
    ids=str,
)
def test_the_signs_of_thousands_of_a_column(column, signs):
    assert thousands_signs(column) == set(signs)


def test_several_numbers_in_a_cell_are_no_groups_of_digits():
    assert thousands_signs(["120\n350"]) == set()


def test_a_grouped_value_in_a_mixed_column_is_not_guessed():
    with pytest.raises(CellProblem, match="Không rõ là 1234 hay số lẻ"):
        count("1.234", "1,234")


@given(st.integers(0, 10**13), st.sampled_from([".", ",", " ", "\u00a0"]))
def test_every_count_reads_back_with_and_without_groups(number, sign):
    grouped = f"{number:,}".replace(",", sign)
    assert count(grouped) == count(str(number)) == Reading("reported", number)


@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans() | st.dates() | st.none())
def test_any_cell_is_read_or_gets_a_sentence(cell):
    for read in (count, yes_no):
        with contextlib.suppress(CellProblem):  # anything else would be a stack trace
            reading = read(cell)
            assert (reading is None) is not bool(cell_text(cell))
            assert reading is None or (reading.state == "reported") is (reading.value is not None)
