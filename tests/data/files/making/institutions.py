"""Which institution a row means: abbreviations, misspellings, equal names, strangers; twice the same; odd columns."""

from .tables import HOUSES, LIBRARIES, ONLINE, ONSITE, SERVICE, crlf

CLUBS = "Tên,Xã/phường,Số câu lạc bộ\n"


def files() -> dict[str, bytes]:
    return {name: crlf(text).encode("utf-8-sig") for name, text in {**_names(), **_rows(), **_columns()}.items()}


def _names() -> dict[str, str]:
    return {
        "abbreviations-in-names.csv": ABBREVIATED_NAMES,
        "abbreviations-in-places.csv": ABBREVIATED_PLACES,
        "abbreviations-of-two-kinds.csv": TT_IS_TWO_THINGS,
        "misspelt-names.csv": MISSPELT,
        "two-of-one-name.csv": f"{CLUBS}Nhà văn hóa thôn Tân Lập,Xã Ea Na,1\nNhà văn hóa thôn 1,Xã Ea Kly,2\n",
        "two-of-one-name-told-apart-by-a-person.csv": CLUBS + "Nhà văn hóa thôn Tân Lập,Xã Ea Na,1\n" * 2,
        "one-name-in-two-communes.csv": ONE_NAME,
        "name-without-place.csv": NO_PLACE,
        "name-without-place-of-a-reporter.csv": NO_PLACE.replace("Tân Lập", "Hòa Bình"),
        "place-contradicts-name.csv": CONTRADICTION,
        "code-contradicts-name.csv": SHIFTED,
    }


def _rows() -> dict[str, str]:
    return {
        "first-report.csv": LIBRARIES,
        "first-report-once-more.csv": LIBRARIES,
        "corrected-report.csv": LIBRARIES.replace("1250,300", "1260,300")
        .replace("840,0", "840,")
        .replace("x,5600,?", "x,5600,75"),
        "first-report-of-houses.csv": HOUSES,
        "corrected-report-of-houses.csv": HOUSES.replace("0,2,1,có", "0,ước 2,1,có").replace("-,1,-,không", ",,,có"),
        "institution-twice.csv": HOUSES + "6,Nhà văn hóa thôn 1,Xã KRông Búk,0,9,1,có\n",
        "institution-twice-by-code-and-name.csv": TWICE,
        "foreign-institution.csv": FOREIGN,
        "foreign-institution-by-name.csv": LIBRARIES + "5,Thư viện xã Ea Na,Xã Ea Na,có,300,\n",
        "unknown-institution.csv": UNKNOWN,
        "unknown-code.csv": f"Mã,{ONSITE}\nTX490,1250\nTX999,60\nTX 493,840\n tx496 ,70\n",
        "left-out-by-a-person.csv": LIBRARIES + "5,Tủ sách thôn 7,Xã Ea Kly,có,30,\n",
    }


def _columns() -> dict[str, str]:
    return {
        "unknown-column.csv": UNKNOWN_COLUMN,
        "unknown-column-chosen-by-a-person.csv": UNKNOWN_COLUMN,
        "unknown-column-of-remarks.csv": f"Mã,{ONSITE},Ghi chú\nTX490,1250,số liệu tạm tính\nTX493,840,\n",
        "doubled-column.csv": f"Mã,{ONSITE},{ONLINE},{ONSITE}\nTX490,1250,300,1350\nTX493,840,0,840\n",
        "doubled-column-by-code-and-label.csv": f"Mã,visits_onsite,{ONSITE}\nTX490,1250,1250\n",
        "unknown-category.csv": UNKNOWN_CATEGORY,
        "category-tells-two-apart.csv": CATEGORY_TELLS,
        "measure-not-asked.csv": f"Mã,{ONSITE},Số câu lạc bộ\nTX490,1250,3\nNT01,70,2\nNT02,,1\n",
        "headings-in-other-words.csv": OTHER_WORDS,
        "value-without-heading.csv": f"Mã,{ONSITE},\nTX490,1250,300\nTX493,840,\n",
        "no-column-of-figures.csv": "Mã,Tên\nTX490,Thư viện thị trấn Phước An\n",
    }


ABBREVIATED_NAMES = f"""\
Tên,Huyện,{ONSITE}
TV TP. Buôn Ma Thuột,TP.Buôn Ma Thuột,9100
TV TX. Buôn Hồ,TX. Buôn Hồ,3050
TV H. Krông Pắc,H.Krông Pắc,4200
TVT Đắk Lắk,Tỉnh Đắk Lắk,31200
Thư viện TT. Phước An,H. Krông Pắc,1250
TV X. Ea Kly,H.Krông Pắk,60
"""
ABBREVIATED_PLACES = """\
Tên,Xã/phường,Huyện,Số câu lạc bộ,"Lượt khách nghiên cứu, học tập"
NVH thôn 1,X. Krông Búk,H. Krông Pắc,2,
NVH thôn 1,X.Ea Kly,H.Krông Pắk,5,
NVH thôn Quý Mỹ,TT.Phước An,Krông Pắc,1,
NVH buôn M'Duk,X.Ea Tu,TP.BMT,1,
Bảo tàng Đắk Lắk,P.Tân Lập,TP. Buôn Ma Thuột,,5200
"""
TT_IS_TWO_THINGS = """\
Tên,unit,creative_support,visits_onsite
TTVH tỉnh Đắk Lắk,Tỉnh Đắk Lắk,có,
TT Văn hóa - Thể thao H. Krông Pắc,H. Krông Pắc,x,
TV TT Phước An,TT Phước An,,1250
"""
SHIFTED = f"""\
Mã,Tên,{ONSITE}
TX490,Thư viện xã Ea Kly,950
TX493,Thư viện xã Krông Buk,840
"""
MISSPELT = """\
Tên,Xã/phường,Số câu lạc bộ
Nhà văn hóa thôn Hòa Bìn,Xã Ea Kly,1
Nhà văn hoá thôn Thủy Lợii,Xã Ea Kly,2
Nhà vănhóa thôn 1,Xã Ea Kly,3
Nhà văn hóa thôn 3,Xã Ea Kly,4
"""
ONE_NAME = """\
Tên,Xã/phường,Số câu lạc bộ,Lượt người sử dụng tại chỗ
Nhà văn hóa thôn 2,Xã KRông Búk,1,
Nhà văn hóa thôn 2,Xã Ea Kly,2,
Thư viện Trường Tiểu học Trần Phú,Xã Ea Kly,,640
Thư viện Trường Tiểu học Trần Phú,Xã KRông Búk,,810
"""
NO_PLACE = """\
Tên,Số câu lạc bộ
Nhà văn hóa thôn 1,1
Nhà văn hóa thôn Tân Lập,2
"""
CONTRADICTION = """\
Tên,Xã/phường,Huyện,Số câu lạc bộ
Nhà văn hóa thôn 1,Xã KRông Búk,Huyện Krông A Na,1
Nhà văn hóa thôn Hòa Bình,Xã KRông Búk,Huyện Krông Pắc,2
Nhà văn hóa thôn 2,Xã Ea Kly,Huyện Krông Pắc,3
"""
TWICE = f"""\
Mã,Tên,Xã/phường,{ONSITE}
TX490,Thư viện thị trấn Phước An,Thị trấn Phước An,1250
TX493,Thư viện xã Krông Búk,Xã Krông Búk,840
,Thư viện TT. Phước An,TT. Phước An,1300
"""
FOREIGN = f"""\
Mã,Tên,{ONSITE}
TX490,Thư viện thị trấn Phước An,1250
TX541,Thư viện xã Ea Na,300
TV555,,70
"""
UNKNOWN = """\
Tên,Xã/phường,Số câu lạc bộ
Nhà văn hóa thôn 1,Xã KRông Búk,1
Nhà văn hóa buôn Drao,Xã KRông Búk,2
Nhà văn hóa thôn 1,Xã Cư Né,3
"""
UNKNOWN_COLUMN = f"""\
Mã,{SERVICE},Số lượt bạn đọc,{ONLINE}
TX490,có,1250,300
TX493,không,840,0
"""
UNKNOWN_CATEGORY = """\
Tên,Xã/phường,Loại hình,Số câu lạc bộ
Nhà văn hóa thôn 1,Xã KRông Búk,Nhà văn hóa - thể thao thôn,1
Nhà văn hóa thôn 1,Xã Ea Kly,Quán cà phê sách,2
Nhà văn hóa xã Ea Kly,Xã Ea Kly,Bảo tàng,3
"""
CATEGORY_TELLS = f"""\
Mã,Tên,Xã/phường,Loại hình,{ONSITE}
,Thư viện xã Ea Kly,Xã Ea Kly,Thư viện công cộng cấp xã,60
TX493,Thư viện xã KRông Búk,Xã KRông Búk,library_commune,840
"""
OTHER_WORDS = f"""\
STT,Tên thư viện,Xã phường,CÓ ỨNG DỤNG CNTT - CHUYỂN ĐỔI SỐ,{ONSITE} (lượt),Lượt người sử dụng\u00a0trực tuyến:
1,Thư viện xã Ea Kly,Xã Ea Kly,x,60,7
"""
