"""The plain tables in every encoding that a Vietnamese office may send, and texts that were damaged on the way."""

import unicodedata

from .legacy import tcvn3, viscii, vni, windows_1258
from .tables import HOUSES, LIBRARIES, crlf, delimited


def files() -> dict[str, bytes]:
    return {**_unicode(), **_legacy(), **_mixed(), **_damaged(), **_forms()}


def _unicode() -> dict[str, bytes]:
    return {
        "utf8.csv": LIBRARIES.encode(),
        "utf8-with-bom-semicolons.csv": crlf(delimited(LIBRARIES, ";")).encode("utf-8-sig"),
        "utf16-unicode-text.txt": crlf(delimited(LIBRARIES, "\t")).encode("utf-16"),
        "utf16-big-endian.csv": b"\xfe\xff" + HOUSES.encode("utf-16-be"),
        "utf16-without-bom.csv": crlf(HOUSES).encode("utf-16-le"),
    }


def _legacy() -> dict[str, bytes]:
    return {
        "windows-1258.csv": windows_1258(crlf(LIBRARIES)),
        "windows-1258-semicolons.csv": windows_1258(crlf(delimited(HOUSES, ";"))),
        "tcvn3.csv": tcvn3(crlf(LIBRARIES)).encode("latin-1"),
        "tcvn3-tabs.txt": tcvn3(delimited(HOUSES, "\t")).encode("latin-1"),
        "vni.csv": vni(crlf(LIBRARIES)).encode("latin-1"),
        "vni-semicolons.csv": vni(delimited(HOUSES, ";")).encode("latin-1"),
        "viscii-which-nobody-announced.csv": viscii(LIBRARIES),
        "encoding-chosen-by-a-person.csv": vni(crlf(HOUSES)).encode("latin-1"),
    }


def _mixed() -> dict[str, bytes]:
    """A Unicode file into which somebody pasted rows of old ones."""
    tcvn3_lines, vni_lines = LIBRARIES.splitlines(keepends=True), HOUSES.splitlines(keepends=True)
    for index in (2, 4):
        tcvn3_lines[index] = _names(tcvn3_lines[index], tcvn3)
        vni_lines[index] = _names(vni_lines[index], vni)
    return {
        "tcvn3-in-some-cells.csv": "".join(tcvn3_lines).encode(),
        "vni-in-some-cells.csv": "".join(vni_lines).encode("utf-8-sig"),
    }


def _names(line: str, write) -> str:
    number, name, place, rest = line.split(",", 3)
    return ",".join([number, write(name), write(place), rest])


def _damaged() -> dict[str, bytes]:
    """What no reader can undo, or what only seems to read well."""
    marks = HOUSES.replace("Hòa Bình", "Ḥa B́nh")  # Latin-1 bytes that were read as windows-1258
    u_for_y = HOUSES.replace("thôn Hòa Bình,Xã Ea Kly", "thôn Quư Mỹ,Thị trấn Phước An")
    twice = LIBRARIES.replace("Thư viện xã Ea Kly", "Thư viện xã Ea Kly".encode().decode("cp1252"))
    return {
        "damaged-marks-after-consonants.csv": marks.encode(),
        "damaged-y-became-u.csv": u_for_y.encode("utf-8-sig"),
        "damaged-question-marks.csv": _names_of(LIBRARIES, "Thư viện xã Ea Kly", "Th? vi?n x? Ea Kly").encode(),
        "damaged-replacement-signs.csv": _names_of(
            LIBRARIES, "Thư viện xã KRông Búk", "Th\ufffd vi\ufffdn xã KRông Búk"
        ).encode(),
        "damaged-utf8-read-as-1252.csv": twice.encode(),
        "damaged-utf8-cut-in-a-letter.csv": LIBRARIES.encode().replace(
            "Thư viện xã Ea Kly".encode(), b"Th\xc6 vi\xe1\xbbn x\xc3 Ea Kly"
        ),
    }


def _names_of(table: str, name: str, damaged: str) -> str:
    return table.replace(name, damaged)


def _forms() -> dict[str, bytes]:
    """One name, several ways to write it in Unicode."""
    return {
        "unicode-decomposed.csv": unicodedata.normalize("NFD", LIBRARIES).encode(),
        "unicode-tone-placement.csv": TONES.encode(),
        "unicode-i-and-y.csv": I_AND_Y.encode("utf-8-sig"),
        "unicode-apostrophes.csv": APOSTROPHES.encode(),
        "unicode-icelandic-eth.csv": ETH.encode(),
        "unicode-spellings-of-dak-lak.csv": DAK_LAK.encode(),
        "unicode-ethnic-names.csv": ETHNIC.encode(),
        "unicode-invisible-signs.csv": INVISIBLE.encode(),
    }


TONES = """\
Tên,Xã/phường,Số câu lạc bộ
Nhà văn hoá thôn Hoà Bình,Xã Ea Kly,1
Nhà văn hóa thôn Thuỷ Lợi,Xã Ea Kly,2
NHÀ VĂN HOÁ THÔN QUÝ MỸ,THỊ TRẤN PHƯỚC AN,3
"""
I_AND_Y = """\
Tên,Xã/phường,Số câu lạc bộ,Số lớp năng khiếu
Nhà văn hóa thôn Quí Mĩ,Thị trấn Phước An,4,0
Nhà văn hóa thôn Thủy Lợi,Xã Ea Kli,1,0
"""
APOSTROPHES = """\
Tên,Huyện,Lượt người sử dụng tại chỗ
Thư viện huyện M’Đrắk,Huyện M’Đrắk,2100
Thư viện huyện Ea H´leo,Huyện Ea Hʼleo,1900
Thư viện huyện Krông Ana,Huyện Krông Ana,1750
"""
ETH = """\
Tên,Huyện,Lượt người sử dụng tại chỗ,Lượt khách nghiên cứu\\, học tập
Thư viện huyện M'Ðrắk,Huyện M'Ðrắk,2100,
Bảo tàng Ðắk Lắk,Thành phố Buôn Ma Thuột,,5200
Thư viện xã ÐLiê Ya,Huyện Krông Năng,95,
""".replace("Lượt khách nghiên cứu\\, học tập", '"Lượt khách nghiên cứu, học tập"')
DAK_LAK = """\
Tên,unit,Lượt người sử dụng tại chỗ,study_visits,creative_support
Thư viện tỉnh Đăk Lăk,Tỉnh Daklak,31200,,
Bảo tàng Daklak,Tỉnh Đắc Lắc,,5200,
Trung tâm Văn hóa tỉnh Đak Lak,Đăk Lăk,,,có
"""
ETHNIC = """\
Tên,Xã/phường,Số câu lạc bộ
Nhà văn hóa buôn Kmrơng Prông B,Xã Ea Tu,2
Nhà văn hoá buôn M’Duk,Xã Ea Tu,1
Nhà văn hóa buôn Ea Yông A,Xã Krông Buk,3
Nhà Văn Hóa Xã Krôngbuk,X. Krông Búk,4
"""
INVISIBLE = """\
\ufeffTên,Xã/phường,Số câu lạc bộ
\u200bNhà văn hóa\u00a0thôn  1\u200f,Xã\u202fKRông Búk,\u00a02\u00a0
Nhà văn hóa thôn\t1,"Xã Ea
Kly",\u200b3
"""
