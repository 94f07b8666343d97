"""Letters that were lost before a file came here: the cell is stopped with what it probably meant, never mended."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.tables import UnreadableFile, read_book, read_sheets

from . import corpus

DAMAGED = "Chữ trong ô này đã hỏng: “{}”, có lẽ là “{}”. Hãy gõ lại ô này."
LOST = "Chữ trong ô này đã hỏng: “{}”. Hãy gõ lại ô này."
QUESTIONED = "Dấu ? đứng thay chữ đã mất: “{}”. Hãy gõ lại ô này."


def unsound(text: str, *others: str) -> str | None:
    """The sentence on a cell of a UTF-8 file, in which the others stand too; the cell itself is never changed."""
    rows = "".join(f'"{cell}",1\n' for cell in (text, *others))
    [sheet] = read_book(f"Tên,Lượt\n{rows}".encode(), "a.csv").sheets
    assert sheet.rows[1].cells == [text, "1"]
    return sheet.unsound.get((2, 0))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Tuy Ḥa", "Tuy Hòa"),
        ("h́nh", "hình"),
        ("Nhà văn hóa thôn Ḥa B́nh", "Nhà văn hóa thôn Hòa Bình"),
        ("THỊ XÃ H̉A B̀NH", "THỊ XÃ HÒA BÌNH"),
        ("ư nghĩa", "ý nghĩa"),
        ("Ư kiến", "Ý kiến"),
        ("Xă Ea Kly", "Xã Ea Kly"),
        ("không rơ", "không rõ"),
        ("quư", "quý"),
    ],
)
def test_latin_1_read_as_windows_1258(text, meant):
    assert unsound(text) == DAMAGED.format(text, meant)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ThÆ° viá»‡n", "Thư viện"),
        ("ThÆ° viá»‡n xÃ£ Ea Kly", "Thư viện xã Ea Kly"),
        ("Ä\x90áº¯k Láº¯k", "Đắk Lắk"),
        ("Äáº¯k Láº¯k", "Äắk Lắk"),
        ("NhÃ  vÄƒn hÃ³a", "Nhà văn hóa"),
        ("XĂ£ Ea Kly, huyá»‡n KrĂ´ng Pắc", "Xã Ea Kly, huyện Krông Pắc"),
        ("2020 â€“ 2025", "2020 – 2025"),
    ],
)
def test_utf8_read_as_single_bytes(text, meant):
    assert unsound(text) == DAMAGED.format(text, meant)


def test_a_mangled_word_that_reads_as_it_stands_is_told_by_the_others():
    assert unsound("TÃ i") is None
    assert unsound("TÃ i", "liá»‡u") == DAMAGED.format("TÃ i", "Tài")
    assert unsound("HÃ", "liá»‡u") == DAMAGED.format("HÃ", "Hà")


@pytest.mark.parametrize("text", ["Thư vi\ufffdn", "Th\ufffd", "Buôn ṽ̀"])
def test_what_cannot_be_guessed_is_only_said(text):
    assert unsound(text) == LOST.format(text)


@pytest.mark.parametrize("text", ["Th? vi?n", "Th? vi?n x? Ea Kly", "Krông P?c", "?uôr", "B?O T?NG", "X? Ea", "Ngh?"])
def test_question_marks_instead_of_letters(text):
    assert unsound(text) == QUESTIONED.format(text)


@pytest.mark.parametrize(
    "text",
    [
        "?", "? ", "không rõ", "Có thư viện không?", "Có không? Bao nhiêu?", "Có không?Bao nhiêu", "chưa biết ???",
        "(?)", "x?", "https://daklak.gov.vn/?id=5", "UBND?", "12?", "? 12",
    ],
)  # fmt: skip
def test_question_marks_that_ask(text):
    [sheet] = read_book(f"Tên,Lượt\n{text},1\n".encode(), "a.csv").sheets
    assert sheet.unsound == {}


@pytest.mark.parametrize("name", [*corpus.UPLAND, "Gdańsk", "M'Nông", "Buôn Ñăng", "ý kiến", "xa xăm", "rơm rạ", "Ư"])
def test_what_is_no_damage(name):
    [sheet] = read_book(f"Tên,Lượt\n{name},1\n".encode(), "a.csv").sheets
    assert sheet.unsound == {}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([*corpus.unit_names(), *corpus.COMMON]))
def test_no_name_is_called_damaged_and_every_mangled_one_is(name):
    [sheet] = read_book(f'Tên,Lượt\n"{name}",1\n'.encode(), "a.csv").sheets
    assert sheet.unsound == {}
    if not name.isascii():
        mangled = name.encode().decode("cp1252", "replace")
        others = "liá»‡u"
        [sheet] = read_book(f'Tên,Lượt\n"{mangled}",1\n{others},1\n'.encode(), "a.csv").sheets
        assert (2, 0) in sheet.unsound


def test_damage_stops_whoever_asks_nothing():
    with pytest.raises(UnreadableFile) as caught:
        read_sheets("Tên,Lượt\nThư viện,1\nTuy Ḥa,2\n".encode(), "a.csv")
    assert str(caught.value) == f"Tệp “a.csv”, ô A3: {DAMAGED.format('Tuy Ḥa', 'Tuy Hòa')}"


def test_damage_is_told_though_a_person_chose_the_encoding():
    [sheet] = read_book("Tên,Lượt\nTuy Ḥa,2\n".encode(), "a.csv", encoding="utf-8").sheets
    assert sheet.unsound == {(2, 0): DAMAGED.format("Tuy Ḥa", "Tuy Hòa")}
