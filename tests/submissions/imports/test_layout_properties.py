"""Whatever stands around rows of data, they are found, and nothing else is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.imports.layout import Kind, find_heading, kinds, sections_above
from submissions.reading.sheets import Cell, Row, Sheet

from .sketches import columns, differences, recognises

HEADING = ["STT", "Tên", "Xã/phường", "Số lớp năng khiếu", "Số câu lạc bộ", "Số nhóm sở thích"]
WIDTH = len(HEADING)

BODIES = [
    "Thư viện",
    "Nhà văn hóa",
    "Trung tâm Văn hóa",
    "Bảo tàng",
    "Tổ dân phố",
    "Thôn",
    "Buôn",
    "Cộng đồng",
    "Tổng hợp",
]
PLACES = ["Ea Kly", "M'Drắk", "Ia Rvê", "Cư M’gar", "số 1", "Hòa Bình", "I", "tỉnh Phú Yên", "Vinh Quang 2"]
names = st.builds("{} {} {}".format, st.sampled_from(BODIES), st.sampled_from(PLACES), st.integers(1, 99))
figures = st.one_of(
    st.integers(0, 10**6), st.sampled_from(["-", "?", "1.234", "ước 500", "có", "x", "không rõ", "KAD", "12"])
)
blank_or_figure = st.one_of(figures, st.none())


@st.composite
def data_rows(draw: st.DrawFn) -> list[Cell]:
    """A row with a name and at least one figure."""
    number = draw(st.one_of(st.integers(1, 500), st.integers(1, 500).map(str)))
    return [number, draw(names), draw(st.one_of(st.sampled_from(PLACES), st.none())), draw(figures)] + [
        draw(blank_or_figure) for _column in range(2)
    ]


def text_in(column: int, text: str) -> list[Cell]:
    """A row with one text."""
    return [text if place == column else None for place in range(WIDTH)]


titles = st.lists(
    st.sampled_from([
        text_in(0, "UBND HUYỆN KRÔNG PẮC"), text_in(1, "DANH SÁCH MÃ CƠ SỞ"), text_in(0, "BÁO CÁO NĂM 2024"),
        text_in(5, "Đơn vị tính: lượt"), [None] * WIDTH, ["Tên đơn vị", "Phòng VHTT", None, None, None, None],
    ]),
    max_size=6,
)  # fmt: skip
around: list[tuple[Kind, list[Cell]]] = [
    (Kind.BLANK, [None] * WIDTH),
    (Kind.HEADING, list(HEADING)),
    (Kind.HEADING, text_in(0, "Biểu 02 (tiếp theo)")),
    (Kind.SECTION, ["I", "Huyện Krông Pắc", None, None, None, None]),
    (Kind.SECTION, ["II.", "Thư viện cấp xã", None, None, None, None]),
    (Kind.SECTION, text_in(0, "A. KHỐI XÃ")),
    (Kind.SECTION, text_in(1, "Xã Ea Na")),
    (Kind.TOTAL, [None, "Cộng", None, 1, 2, 3]),
    (Kind.TOTAL, ["Tổng cộng", None, None, 1, None, 3]),
    (Kind.TOTAL, [None, "Cộng huyện Cư M'gar", None, 5, "6", None]),
    (Kind.OF_WHICH, [None, "Trong đó: cấp xã", None, 1, 1, 1]),
]
notes = [
    text_in(0, "Ghi chú: số liệu ước đến 15/12"), text_in(3, "Ea Kly, ngày 15 tháng 12 năm 2025"),
    [None, "Người lập biểu", None, None, "Thủ trưởng", None], [None, "Nguyễn Văn A", None, None, "Trần B", None],
]  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> tuple[Sheet, list[Kind], int]:
    """A sheet, the kinds of the rows below its heading, and the heading's place."""
    above = draw(titles)
    body: list[tuple[Kind, list[Cell]]] = []
    if draw(st.booleans()):
        body.append((Kind.NUMBERING, ["A", "B", "C", 1, 2, 3]))
    for _block in range(draw(st.integers(1, 5))):
        body += draw(st.lists(st.sampled_from(around), max_size=3))
        # The section's sum decides about figures: here sections have none, and rows of data stand under them.
        body += [(Kind.DATA, row) for row in draw(st.lists(data_rows(), min_size=1, max_size=4))]
    if draw(st.booleans()):
        body += [(Kind.TOTAL, [None, "Tổng cộng", None, 1, 2, 3]), *((Kind.NOTE, note) for note in notes)]
    cells = [*above, list(HEADING), *(row for _kind, row in body)]
    return (
        Sheet("", [Row(number, list(row)) for number, row in enumerate(cells, 1)]),
        [kind for kind, _row in body],
        len(above),
    )


@given(tables())
@settings(max_examples=120, deadline=None)
def test_rows_of_data_are_found_whatever_stands_around_them(table):
    sheet, expected, place = table
    heading = find_heading(sheet, recognises)
    assert heading is not None
    assert (heading.first, heading.last, heading.texts) == (place, place, HEADING)
    rows = heading.below(sheet)
    assert kinds(rows, heading, columns(heading.texts)) == expected
    assert len(list(sections_above(rows, expected, columns(heading.texts)))) == len(rows)


cells = st.one_of(
    st.none(), st.integers(-5, 10**7), st.floats(), st.booleans(), st.dates(), st.text(max_size=12), names,
    st.sampled_from(["I", "A", "Cộng", "Xã Ea Kly", "Tổng cộng", "Trong đó", "Ghi chú", "1", "-", "có", "H. A", "Tên"]),
)  # fmt: skip
grids = st.lists(st.lists(cells, max_size=8), max_size=12)


@given(grids, st.integers(0, 7), st.sets(st.integers(0, 7)), st.one_of(st.none(), st.integers(0, 7)))
@settings(max_examples=120, deadline=None)
def test_any_grid_has_kinds_and_no_figure_of_a_named_row_is_a_note(grid, merged_from, figure_columns, name):
    rows = [Row(number, list(row)) for number, row in enumerate(grid, 1)]
    sheet = Sheet("", [Row(0, list(HEADING)), *rows], [(0, merged_from, 1, merged_from + 1)])
    heading = find_heading(sheet, recognises)
    assert heading is not None
    below = heading.below(sheet)
    which = columns(HEADING)
    found = kinds(below, heading, which)
    for row, kind in zip(below, found, strict=True):
        has_number = any(isinstance(cell, int | float) for cell in row.cells[3:6])
        assert not (kind is Kind.NOTE and has_number)
        assert not (kind is Kind.BLANK and has_number)
    values = [dict.fromkeys(which.figures, 1)] * len(below)
    assert all(one.printed != one.computed for one in differences(below, found, which, values))


codes = st.from_regex(r"[A-Z]{2,4}-?[0-9]{1,5}|[0-9]{2}-[0-9]{5}", fullmatch=True)


@given(st.lists(st.tuples(codes, st.one_of(names, cells), cells), max_size=10))
@settings(max_examples=100, deadline=None)
def test_rows_with_codes_are_data_whatever_else_they_say(written):
    rows = [Row(1, ["Mã", "Tên", "Số câu lạc bộ"]), *(Row(number, list(row)) for number, row in enumerate(written, 2))]
    sheet = Sheet("", rows)
    heading = find_heading(sheet, recognises)
    assert heading is not None
    assert kinds(heading.below(sheet), heading, columns(heading.texts)) == [Kind.DATA] * len(written)
