"""Tables as they are printed: titles above, headings of two rows, sections, totals, notes, signatures. As CSV."""

from .tables import HOUSES, LIBRARIES, MOBILE, ONLINE, ONSITE, SERVICE, crlf

HEADING, *BODY = LIBRARIES.splitlines()


def files() -> dict[str, bytes]:
    return {name: crlf(text).encode("utf-8-sig") for name, text in {**_above(), **_within(), **_below()}.items()}


def _above() -> dict[str, str]:
    title = (
        "UBND HUYỆN KRÔNG PẮC,,,CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM,,\n"
        "PHÒNG VĂN HÓA VÀ THÔNG TIN,,,Độc lập - Tự do - Hạnh phúc,,\n"
        ",,,,,\n"
        '"BÁO CÁO SỐ LIỆU THƯ VIỆN, NĂM 2024",,,,,\n'
        "(Kèm theo Báo cáo số 15/BC-VHTT ngày 10/01/2025),,,,,\n"
    )
    two_rows = (
        f"TT,Tên,Xã/phường,{SERVICE},Lượt người sử dụng,,\n"
        ",,,,Tại chỗ,Lưu động,Trực tuyến\n"
        "1,Thư viện thị trấn Phước An,Thị trấn Phước An,có,1250,20,300\n"
        "2,Thư viện xã KRông Búk,Xã KRông Búk,có,840,,0\n"
    )
    numbered = f"A,B,C,1,2,3\n{BODY[0]}\n{BODY[1]}\n"
    bracketed = (
        f"STT,Tên cơ sở,Xã/phường,{ONSITE},{MOBILE},{ONLINE}\n(1),(2),(3),(4),(5),(6)\n"
        "1,Thư viện thị trấn Phước An,Thị trấn Phước An,1250,20,300\n"
    )
    return {
        "layout-title-above.csv": title + LIBRARIES,
        "layout-two-heading-rows.csv": two_rows,
        "layout-numbered-columns.csv": f"{HEADING}\n{numbered}",
        "layout-numbers-in-brackets.csv": bracketed,
        "layout-title-names-columns.csv": f"Tên đơn vị báo cáo: Phòng VHTT huyện Krông Pắc\nMã số: 15\n{LIBRARIES}",
        "layout-no-heading.csv": "\n".join(BODY) + "\n",
    }


def _within() -> dict[str, str]:
    sections = (
        f"{HEADING}\nI,Thư viện công cộng cấp xã,,,,\n{BODY[0]}\n{BODY[1]}\n"
        f"II,Thư viện cơ sở giáo dục,,,,\n1,Thư viện Trường Tiểu học Trần Phú,Xã Ea Kly,x,2100,\n"
    )
    of_which = (
        f"TT,Tên,Xã/phường,{ONSITE},{ONLINE}\n,Tổng số,,7690,300\n,Trong đó:,,,\n,Thư viện công cộng,,2090,300\n"
        "1,Thư viện thị trấn Phước An,Thị trấn Phước An,1250,300\n2,Thư viện xã KRông Búk,Xã KRông Búk,840,0\n"
        ",Thư viện trường học,,5600,\n3,Thư viện Trường THPT Nguyễn Bỉnh Khiêm,Thị trấn Phước An,5600,\n"
    )
    repeated = f"{HEADING}\n{BODY[0]}\n{BODY[1]}\n,(tiếp theo),,,,\n{HEADING}\n{BODY[2]}\n{BODY[3]}\n"
    communes = "TT,Tên,Số câu lạc bộ\nI,Xã KRông Búk,\n1,Nhà văn hóa thôn 1,2\nII,Xã Ea Kly,\n1,Nhà văn hóa thôn 1,5\n"
    blanks_of_merging = (
        "TT,Xã/phường,Tên,Số câu lạc bộ\n1,Xã KRông Búk,Nhà văn hóa thôn 1,2\n2,,Nhà văn hóa thôn 2,1\n"
        "3,Xã Ea Kly,Nhà văn hóa thôn 1,5\n4,,Nhà văn hóa thôn 2,0\n"
    )
    return {
        "layout-sections.csv": sections,
        "layout-of-which.csv": of_which,
        "layout-repeated-heading.csv": repeated,
        "layout-communes-as-sections.csv": communes,
        "layout-commune-named-once.csv": blanks_of_merging,
        "layout-blank-lines.csv": LIBRARIES.replace("\n2,", "\n,,,,,\n\n2,") + "\n\n,,,,,\n",
        "layout-list-signs-before-names.csv": LISTED,
        "total-column.csv": TOTAL_COLUMN,
    }


def _below() -> dict[str, str]:
    right, wrong = ",Tổng cộng,,3,7690,300\n", "Cộng,,,3,7960,300\n"
    notes = (
        ",,,,,\n"
        "Ghi chú: Số liệu tính đến ngày 31/12/2024; 2 thư viện chưa nối mạng.,,,,,\n"
        "- Lượt trực tuyến lấy theo bộ đếm của trang thông tin.,,,,,\n"
        ',,,,"Phước An, ngày 10 tháng 01 năm 2025",\n'
        ",NGƯỜI LẬP BIỂU,,,THỦ TRƯỞNG ĐƠN VỊ,\n"
        ',"(Ký, họ tên)",,,"(Ký tên, đóng dấu)",\n'
        ",,,,,\n"
        ",Nguyễn Văn An,,,Trần Thị Bình,\n"
    )
    return {
        "total-right.csv": LIBRARIES + right,
        "total-wrong.csv": LIBRARIES + wrong,
        "total-of-houses-wrong.csv": HOUSES + ",Tổng số: 5 nhà văn hóa,,3,7,1,3\n",
        "layout-notes-below.csv": LIBRARIES + right + notes,
    }


LISTED = """\
Tên,Xã/phường,Số câu lạc bộ
- Nhà văn hóa thôn 1,Xã KRông Búk,1
+ Nhà văn hóa thôn 2,Xã KRông Búk,2
'=Nhà văn hóa thôn 1,Xã Ea Kly,3
@Nhà văn hóa thôn 2,Xã Ea Kly,4
"""
TOTAL_COLUMN = f"""\
Mã,{ONSITE},{MOBILE},{ONLINE},Tổng cộng
TX490,1250,20,300,1570
TX493,840,0,10,900
"""
