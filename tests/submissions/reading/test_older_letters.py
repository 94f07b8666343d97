"""Cells typed in the fonts of older tables, in files of every kind: converted, asked about, or left alone."""

import csv
import io
import unicodedata

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.tables import Book, read_book

from . import corpus

NAMES = [*corpus.unit_names(), *corpus.COMMON]


def book_of(rows: list[list[str]], encoding: str = "utf-8", **options: str) -> Book:
    """A CSV whose texts are given by their Western letters where the encoding is latin-1."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return read_book(out.getvalue().encode(encoding), "a.csv", **options)


def cells(book: Book) -> list[list[object]]:
    [sheet] = book.sheets
    return [row.cells for row in sheet.rows]


def workbook(rows: list[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Số liệu")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


MIXED = [
    ["Tên", "Có thư viện"],
    ["Céng hoµ x· héi", "cã"],
    ["Coäng hoøa xaõ hoäi", "có"],
    ["Thư viện M'Drắk", "không"],
    ["Xin chaøo", "chưa"],
]


@pytest.mark.parametrize("read", [book_of, lambda rows: read_book(workbook(rows), "a.xlsx")])
def test_older_letters_in_some_cells_only(read):
    book = read(MIXED)
    assert cells(book) == [
        ["Tên", "Có thư viện"],
        ["Cộng hoà xã hội", "cã"],
        ["Cộng hòa xã hội", "có"],
        ["Thư viện M'Drắk", "không"],
        ["Xin chào", "chưa"],
    ]
    assert book.remarks == [
        "1 ô gõ bằng bảng chữ TCVN3 (ABC, .VnTime) đã được đổi sang Unicode, ví dụ ô A2: "
        "“Céng hoµ x· héi” thành “Cộng hoà xã hội”.",
        "2 ô gõ bằng bảng chữ VNI (VNI-Times) đã được đổi sang Unicode, ví dụ ô A3: "
        "“Coäng hoøa xaõ hoäi” thành “Cộng hòa xã hội”.",
    ]
    assert book.sheets[0].unsound == {
        (2, 1): "Ô này đọc được nhiều cách: “cã” nếu giữ nguyên; “có” theo bảng chữ TCVN3 (ABC, .VnTime). "
        "Hãy gõ lại ô này bằng phông Unicode, hoặc chọn bảng mã cho cả tệp."
    }


def test_a_workbook_typed_in_one_font_throughout_is_read_throughout():
    names = ["X· Ea Kly", "X· Hßa §«ng", "X· T©n TiÕn", "ThÞ trÊn Ph­íc An", "X· Ea Kªnh", "X· Vô Bæn", "X· Ea Y«ng"]
    rows = [["Tªn th­ viÖn", "Cã phôc vô", "Ghi chó"], *([f"Th­ viÖn {name}", "cã", "bÐ"] for name in names)]
    book = read_book(workbook([*rows, ["Th­ viÖn tØnh", "kh«ng", "vâ"]]), "a.xlsx")
    assert cells(book)[1] == ["Thư viện Xã Ea Kly", "có", "bé"]
    assert cells(book)[-1] == ["Thư viện tỉnh", "không", "vâ"]
    assert set(book.sheets[0].unsound) == {(9, 2)}  # vâ or võ: neither is an everyday word
    assert book.remarks[0].startswith("26 ô gõ bằng bảng chữ TCVN3")


def test_a_person_says_that_the_whole_file_is_tcvn3():
    book = read_book(workbook(MIXED), "a.xlsx", encoding="tcvn3")
    assert [row[1] for row in cells(book)] == ["Có thư viện", "có", "có", "không", "chưa"]
    assert book.sheets[0].unsound == {}


def test_a_person_says_that_nothing_is_to_be_converted():
    assert cells(read_book(workbook(MIXED), "a.xlsx", encoding="utf-8")) == MIXED


def test_a_cell_that_reads_well_is_left_where_nothing_points_to_older_letters():
    book = book_of([["Tên", "a"], ["cã", "Xã Hòa Tân"]])
    assert cells(book) == [["Tên", "a"], ["cã", "Xã Hòa Tân"]]
    assert (book.remarks, book.sheets[0].unsound) == ([], {})


def test_only_some_words_of_a_cell_in_older_letters_are_asked():
    book = book_of([["Tên", "a"], ["Thư viện x· Ea Kly", "1"]])
    assert book.sheets[0].unsound == {
        (2, 0): "Chữ trong ô này đã hỏng: “Thư viện x· Ea Kly”, có lẽ là “Thư viện xã Ea Kly”. Hãy gõ lại ô này."
    }


def test_a_cell_of_another_table_in_a_file_of_an_older_one_is_asked():
    book = book_of([["a", "b"], ["Céng hoµ x· héi", "Th­ viÖn"], ["Coäng hoøa", "Café"]], "latin-1")
    assert (book.encoding, book.doubt) == ("tcvn3", "")
    unsound = book.sheets[0].unsound
    assert "“Cộng hòa” theo bảng chữ VNI (VNI-Times)" in unsound[3, 0]
    assert "“Café” theo bảng chữ Windows-1252" in unsound[3, 1]
    assert set(unsound) == {(3, 0), (3, 1)}


def test_capitals_of_vntimeh_are_capitals_where_that_is_certain():
    book = book_of([["a", "b"], ["TH¦ VIÖN TØNH", "Hµ Néi"], ["NHµ V¡N HãA X· EA KAR", "Xã RVª"]], "latin-1")
    assert cells(book)[1:] == [["THƯ VIỆN TỈNH", "Hà Nội"], ["NHÀ VĂN HÓA XÃ EA KAR", "Xó RVê"]]
    assert book.remarks[1] == (
        "Phông .VnTimeH không phân biệt chữ hoa với chữ thường có dấu: chữ hoa được suy từ các chữ bên cạnh."
    )


@pytest.mark.parametrize(
    "name",
    [
        *corpus.UPLAND, "M'Drắk", "M’Đrắk", "Krông Pắc", "Krông Pắk", "Cư M'gar", "Ea H'leo", "Dliê Ya", "Dliêya",
        "Ðắk Lắk", "Ðông Hòa", "Ê Đê", "ƀ č ñ ŏ ĭ ŭ ê̆ ô̆ ơ̆ ư̆", "M'Nông", "Gia Rai", "Ñai", "Sêrêpôk", "Hôtel São Paulo",
        "m²", "25°C", "Ghi chú ¹", "TV¹", "«Hoa Đỏ»", "HĐND - UBND", "Điện Biên Phủ", "Müller", "Café Noël",
    ],
)  # fmt: skip
def test_names_of_the_uplands_and_foreign_ones_stay_as_they_are(name):
    for form in ("NFC", "NFD"):
        book = book_of([["Tên", "a"], [unicodedata.normalize(form, name), "Thư viện"]])
        assert cells(book)[1] == [unicodedata.normalize("NFC", name), "Thư viện"]
        assert (book.remarks, book.sheets[0].unsound) == ([], {})


TYPED = {
    "tcvn3": (corpus.typed_in_tcvn3, corpus.writable(NAMES, corpus.typed_in_tcvn3)),
    "vni": (corpus.typed_in_vni, corpus.writable(NAMES, corpus.typed_in_vni)),
    "unicode": (str, [*NAMES, *corpus.UPLAND]),
}
typed_cells = st.sampled_from(sorted(TYPED)).flatmap(
    lambda table: st.sampled_from(TYPED[table][1]).map(lambda name: (name, TYPED[table][0](name)))
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.lists(typed_cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_cells_typed_in_any_table_are_read_or_asked_or_left(rows):
    """Left only where the cell reads well as it stands: nothing then tells that it was typed in an older font."""
    book = book_of([["a", "b", "c"], *([typed for _name, typed in row] for row in rows)])
    [sheet] = book.sheets
    for row, meant in zip(sheet.rows[1:], rows, strict=True):
        for column, (name, typed) in enumerate(meant):
            if (row.number, column) not in sheet.unsound:
                assert row.cells[column] in {unicodedata.normalize("NFC", text) for text in (name, typed)}
