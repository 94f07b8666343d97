"""Which table of letters a text is in: by its bytes, by the words that come out, by what a person says."""

import contextlib
import csv
import io
import unicodedata

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.reading import legacy
from submissions.reading.syllables import is_readable, is_vietnamese
from submissions.tables import ENCODINGS, Book, UnreadableFile, previews, read_book, read_sheets

from . import corpus


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


def test_the_alphabets_of_tcvn3_and_vni():
    """As converters of letters print them side by side, in the order of the dictionary."""
    assert legacy.from_tcvn3("µ¸¶·¹ ¨»¾¼½Æ ©ÇÊÈÉË ®") == "àáảãạ ăằắẳẵặ âầấẩẫậ đ"
    assert legacy.from_tcvn3("ÌÐÎÏÑ ªÒÕÓÔÖ ×ÝØÜÞ") == "èéẻẽẹ êềếểễệ ìíỉĩị"
    assert legacy.from_tcvn3("ßãáâä «åèæçé ¬êíëìî") == "òóỏõọ ôồốổỗộ ơờớởỡợ"
    assert legacy.from_tcvn3("ïóñòô \xadõøö÷ù úýûüþ ¡¢§£¤¥¦") == "ùúủũụ ưừứửữự ỳýỷỹỵ ĂÂĐÊÔƠƯ"
    assert legacy.from_vni("aø aù aû aõ aï aê aè aé aú aü aë aâ aà aá aå aã aä") == "à á ả ã ạ ă ằ ắ ẳ ẵ ặ â ầ ấ ẩ ẫ ậ"
    assert legacy.from_vni("eø eù eû eõ eï eâ eà eá eå eã eä ì í æ ó ò ñ") == "è é ẻ ẽ ẹ ê ề ế ể ễ ệ ì í ỉ ĩ ị đ"
    assert legacy.from_vni("oø où oû oõ oï oâ oà oá oå oã oä ô ôø ôù ôû ôõ ôï") == "ò ó ỏ õ ọ ô ồ ố ổ ỗ ộ ơ ờ ớ ở ỡ ợ"
    assert legacy.from_vni("uø uù uû uõ uï ö öø öù öû öõ öï yø yù yû yõ î") == "ù ú ủ ũ ụ ư ừ ứ ử ữ ự ỳ ý ỷ ỹ ỵ"
    assert legacy.from_vni("COÄNG HOØA, Ñaïi hoïc, Öùng duïng, ñöôøng") == "CỘNG HÒA, Đại học, Ứng dụng, đường"


@pytest.mark.parametrize("word", ["Thư", "viện", "hoà", "hòa", "thuỷ", "giếng", "gì", "quốc", "nghiêng", "khuỷu"])
def test_syllables_of_vietnamese(word):
    assert is_vietnamese(word)
    assert is_vietnamese(unicodedata.normalize("NFD", word))
    assert is_vietnamese(word.upper())


@pytest.mark.parametrize("word", ["Céng", "hoµ", "héi", "chaøo", "xaõ", "haõi", "nghả", "cếch", "thuyễ", "bẩt", "Café"])
def test_what_is_no_syllable(word):
    assert not is_readable(word)


def test_every_name_of_a_unit_can_be_read():
    names = [*corpus.unit_names(), *corpus.UPLAND]
    words = {word.strip("()") for name in names for word in name.replace("'", " ").replace("’", " ").split()}
    unreadable = {word for word in words if word.isalpha() and not word.isascii() and not is_readable(word)}
    assert unreadable == {"Eachà"}  # a slip of the office's own list, for Ea Chà


TEXT = "Mã,Tên,Có\nTV1,Thư viện tỉnh Đắk Lắk,có\nTV2,Nhà văn hóa Krông Pắc,không\n"
READ = [["Mã", "Tên", "Có"], ["TV1", "Thư viện tỉnh Đắk Lắk", "có"], ["TV2", "Nhà văn hóa Krông Pắc", "không"]]


@pytest.mark.parametrize(
    ("writer", "encoding", "remarks"),
    [
        ("utf-8", "utf-8", []),
        ("utf-8-sig", "utf-8", []),
        ("utf-8, decomposed", "utf-8", []),
        ("utf-16", "utf-16", ["Tệp được đọc theo bảng mã Unicode (UTF-16)."]),
        ("utf-16-le", "utf-16", ["Tệp được đọc theo bảng mã Unicode (UTF-16)."]),
        ("utf-16-be", "utf-16", ["Tệp được đọc theo bảng mã Unicode (UTF-16)."]),
        ("windows-1258", "windows-1258", ["Tệp được đọc theo bảng mã Windows-1258."]),
        ("tcvn3", "tcvn3", ["Tệp được đọc theo bảng mã TCVN3 (ABC, .VnTime)."]),
        ("vni", "vni", ["Tệp được đọc theo bảng mã VNI (VNI-Times)."]),
    ],
)
def test_each_encoding_is_recognised_and_said(writer, encoding, remarks):
    book = read_book(corpus.WRITERS[writer](TEXT), "a.csv")
    assert cells(book) == READ
    assert (book.kind, book.encoding, book.delimiter, book.remarks, book.doubt) == ("csv", encoding, ",", remarks, "")
    assert book.sheets[0].unsound == {}


def test_unicode_text_of_excel():
    data = "Mã\tTên\r\nTV1\tThư viện\r\n".encode("utf-16")
    book = read_book(data, "a.txt")
    assert cells(book) == [["Mã", "Tên"], ["TV1", "Thư viện"]]
    assert book.remarks == ["Tệp được đọc theo bảng mã Unicode (UTF-16).", "Các cột cách nhau bằng dấu tab."]


def test_two_readings_of_one_word_are_a_doubt():
    book = read_book("a,b\ncã,1\n".encode("latin-1"), "a.csv")
    assert book.doubt == (
        "Chưa rõ tệp dùng bảng mã nào: “că” theo Windows-1258, hay “có” theo TCVN3 (ABC, .VnTime). Hãy chọn bảng mã."
    )
    assert cells(read_book("a,b\ncã,1\n".encode("latin-1"), "a.csv", encoding="tcvn3")) == [["a", "b"], ["có", "1"]]
    with pytest.raises(UnreadableFile, match=r"Tệp “a\.csv”: Chưa rõ tệp dùng bảng mã nào"):
        read_sheets("a,b\ncã,1\n".encode("latin-1"), "a.csv")


def test_letters_that_are_utf8_by_chance_are_a_doubt():
    """Þª is ịê in TCVN3, and the one letter ު of the Maldives in UTF-8."""
    doubt = read_book(b"a,b\ntr\xde\xaap,1\n", "a.csv").doubt
    assert "“trުp” theo Unicode (UTF-8), hay “trịêp” theo TCVN3" in doubt
    assert read_book("a,b\nКиров,1\n".encode(), "a.csv").doubt == ""


def test_a_foreign_word_in_no_known_table_is_a_doubt():
    assert read_book("a,b\nCafé Müller,1\n".encode("latin-1"), "a.csv").doubt


def test_signs_that_are_the_same_in_every_table_are_no_doubt():
    book = read_book("a,b\n“x” – 5°…,1\n".encode("cp1252"), "a.csv")
    assert (book.doubt, cells(book)) == ("", [["a", "b"], ["“x” – 5°…", "1"]])


def test_bytes_that_are_nearly_utf8_are_utf8_with_lost_letters():
    data = "a,b\nThư viện huyện Ea Kar,1\n".encode() + b"Th\xff vi\xfen,2\n"
    book = read_book(data, "a.csv")
    assert (book.encoding, book.remarks) == ("utf-8", ["Một số chữ trong tệp đã hỏng; các ô đó được chỉ ra."])
    assert cells(book)[1] == ["Thư viện huyện Ea Kar", "1"]
    assert set(book.sheets[0].unsound) == {(3, 0)}


def test_zeros_and_the_end_sign_of_old_systems_at_the_end_are_nothing():
    assert cells(read_book("a,b\nThư viện,1\n".encode() + b"\x1a\0\0\0", "a.csv")) == [["a", "b"], ["Thư viện", "1"]]


@pytest.mark.parametrize(("code", "sentence"), [("utf-8", "dòng 2"), ("koi8-r", "Không có bảng mã “koi8-r”.")])
def test_a_choice_that_cannot_be_is_said(code, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read_book(b"a,b\n\xd5\xff,1\n", "a.csv", encoding=code)


def test_previews_of_a_text_file():
    assert previews("a,b\nCéng hoµ x· héi,1\nx,2\nTh­ viÖn,3\n".encode("latin-1")) == [
        ("windows-1258", "Windows-1258", "Céng hoµ x· héi,1\nTh­ viÖn,3"),
        ("tcvn3", "TCVN3 (ABC, .VnTime)", "Cộng hoà xã hội,1\nThư viện,3"),
        ("vni", "VNI (VNI-Times)", "Céng hoµ x· héi,1\nTh­ viƯn,3"),
        ("windows-1252", "Windows-1252", "Céng hoµ x· héi,1\nTh­ viÖn,3"),
    ]
    assert [code for code, _label, _text in previews("a,b\nThư viện,1\n".encode())] == ["utf-8", "tcvn3", "vni"]
    assert previews(workbook([["Céng hoµ", "Xã"]]))[1] == ("tcvn3", "TCVN3 (ABC, .VnTime)", "Cộng hoà\nXó")
    assert {code for code, _label in ENCODINGS} == {"utf-8", "utf-16", "windows-1258", "windows-1252", "tcvn3", "vni"}


NAMES = [*corpus.unit_names(), *corpus.COMMON]
NUMBERS = ["1.234", "1,234", "5", "0", "x", "?", "-", "48,78%"]


@st.composite
def written_tables(draw: st.DrawFn) -> tuple[str, list[list[str]], str]:
    """A writer, a table of names that it can write, and the sign between its cells."""
    writer = draw(st.sampled_from(sorted(corpus.WRITERS)))
    names = corpus.writable([*NAMES, *corpus.UPLAND], corpus.WRITERS[writer])
    cell = st.sampled_from(names) | st.sampled_from(NUMBERS)
    width = draw(st.integers(2, 5))
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=6))
    heading = [f"Cot {column}" for column in range(width)]
    return writer, [heading, *rows], draw(st.sampled_from(",;\t|"))


@settings(max_examples=400, deadline=None)
@given(written_tables())
def test_any_table_reads_back_to_itself_or_to_a_question(written):
    writer, rows, sign = written
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign).writerows(rows)
    book = read_book(corpus.WRITERS[writer](out.getvalue()), "a.csv")
    if book.doubt:
        return
    [sheet] = book.sheets
    assert len(sheet.rows) == len(rows)
    for row, meant in zip(sheet.rows, rows, strict=True):
        for column, text in enumerate(meant):
            if (row.number, column) not in sheet.unsound:
                assert row.cells[column] == unicodedata.normalize("NFC", text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60), st.sampled_from([code for code, _label in ENCODINGS] + [""]))
def test_any_text_gets_a_book_or_a_sentence(text, encoding):
    data = b"a,b\n" + text.encode("utf-8", "surrogatepass")
    with contextlib.suppress(UnreadableFile):  # anything else would be a stack trace
        read_book(data, "a.csv", encoding=encoding)
    with contextlib.suppress(UnreadableFile):
        previews(data)
