"""What is sent as a table and is none: each kind has its sentence."""

import pytest

from submissions.reading.kinds import other_kind

from .written import by_hand, by_xlsxwriter, by_xlwt, compound, packed

ANEW = "Hãy mở bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi."
HTML = "Tệp “a.xls” thực ra là trang web (HTML), không phải bảng Excel. Hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi."
PASSWORD = "Tệp “a.xls” có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu mở tệp, lưu lại rồi gửi."
WORD = "Tệp “a.xls” là văn bản Word. Hãy chép bảng sang Excel, lưu thành .xlsx rồi gửi."
XML_2003 = (
    b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)
BINARY = {"xl/workbook.bin": b""}
TEXT_OF = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}
TABLE_OF = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(packed(BINARY), f"Tệp “a.xls” là Excel dạng nhị phân (.xlsb). {ANEW}", id="xlsb"),
        pytest.param(packed(TABLE_OF), f"Tệp “a.xls” là bảng tính OpenDocument (.ods). {ANEW}", id="ods"),
        pytest.param(packed(TEXT_OF), WORD, id="odt"),
        pytest.param(packed({"word/document.xml": b""}), WORD, id="docx"),
        pytest.param(
            packed({"ppt/presentation.xml": b""}),
            "Tệp “a.xls” là bản trình chiếu. Hãy chép bảng sang Excel, lưu thành .xlsx rồi gửi.",
            id="pptx",
        ),
        pytest.param(
            packed({"Số liệu/xã.csv": b"a,b"}),
            "Tệp “a.xls” là tệp nén ZIP. Hãy giải nén rồi gửi từng tệp bảng bên trong.",
            id="zip-of-tables",
        ),
        pytest.param(
            packed({"readme.md": b"text"}),
            "Tệp “a.xls” là tệp ZIP, không phải bảng. Hãy gửi tệp CSV hoặc XLSX.",
            id="zip-of-something",
        ),
        pytest.param(
            packed({"Index/Document.iwa": b""}), f"Tệp “a.xls” là bảng tính Numbers của Apple. {ANEW}", id="numbers"
        ),
        pytest.param(compound(b"", "EncryptedPackage"), PASSWORD, id="xlsx-with-password"),
        pytest.param(compound(b"", "WordDocument"), WORD, id="doc"),
        pytest.param(
            compound(b"", "PowerPoint Document"),
            "Tệp “a.xls” là bản trình chiếu. Hãy chép bảng sang Excel, lưu thành .xlsx rồi gửi.",
            id="ppt",
        ),
        pytest.param(
            compound(b"", "__substg1.0_0037001F"),
            "Tệp “a.xls” là thư Outlook. Hãy lưu tệp đính kèm trong thư ra rồi gửi.",
            id="mail",
        ),
        pytest.param(b"{\\rtf1\\ansi", WORD, id="rtf"),
        pytest.param(b"<html><body><table><tr><td>1", HTML, id="html"),
        pytest.param(b'\xef\xbb\xbf\r\n<!DOCTYPE html PUBLIC "">\r\n<html>', HTML, id="html-doctype"),
        pytest.param("<!-- xuất từ phần mềm -->\n<TABLE border=1>".encode(), HTML, id="html-table"),
        pytest.param("<html xmlns:x='urn:schemas-microsoft-com'>".encode("utf-16"), HTML, id="html-utf-16"),
        pytest.param(b"MIME-Version: 1.0\nContent-Type: multipart/related", HTML, id="mhtml"),
        pytest.param(XML_2003, f"Tệp “a.xls” là bảng tính XML 2003. {ANEW}", id="xml-2003"),
        pytest.param(
            b'<?xml version="1.0"?><office:document xmlns:office="urn">',
            f"Tệp “a.xls” là bảng tính OpenDocument (.ods). {ANEW}",
            id="flat-ods",
        ),
        pytest.param(
            b'<?xml version="1.0"?><data/>',
            "Tệp “a.xls” là tệp XML, không phải bảng. Hãy gửi tệp CSV hoặc XLSX.",
            id="xml",
        ),
        pytest.param(b"\x09\x04\x06\x00\x00\x04", f"Tệp “a.xls” là Excel kiểu rất cũ. {ANEW}", id="excel-4"),
        pytest.param(b"ID;PWXL;N;E\r\n", f"Tệp “a.xls” là bảng SYLK (.slk). {ANEW}", id="sylk"),
        pytest.param(b"%PDF-1.7", "Tệp “a.xls” là tệp PDF, không phải bảng. Hãy gửi tệp CSV hoặc XLSX.", id="pdf"),
        pytest.param(
            b"Rar!\x1a\x07", "Tệp “a.xls” là tệp nén RAR. Hãy giải nén rồi gửi từng tệp bảng bên trong.", id="rar"
        ),
    ],
)
def test_each_kind_has_its_sentence(data, sentence):
    assert other_kind(data, "a.xls") == sentence


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"M\xc3\xa3,T\xc3\xaan\n1,2\n", id="csv"),
        pytest.param(b"BM01;B\xe1\xba\xa3o t\xc3\xa0ng\n", id="codes-that-begin-as-a-picture-does"),
        pytest.param(b"ID;PH\xc6\xaf\xe1\xbb\x9cNG\n1;2\n", id="headings-that-begin-as-sylk-does"),
        pytest.param(b"<10 tu\xe1\xbb\x95i,5\n", id="less-than"),
        pytest.param(b"PK\x03\x04 torn", id="torn-archive"),
        pytest.param(by_hand(), id="xlsx"),
        pytest.param(by_xlsxwriter(lambda book: book.add_worksheet()), id="xlsx-of-a-library"),
        pytest.param(by_xlwt(lambda book: book.add_sheet("a")), id="xls"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_may_be_a_table_has_none(data):
    assert other_kind(data, "a.xls") is None


def test_a_page_of_comments_is_gone_through_once():
    assert other_kind(b"<!---->" * 2_000 + b"<", "a.xls") is None
    assert other_kind(b"<?a?>" * 2_000, "a.xls") is None
