"""The two plain tables that most files spoil in one way each, and how lines become bytes."""

LIBRARIES = """\
TT,Tên,Xã/phường,Có cung cấp dịch vụ phục vụ học tập suốt đời,Lượt người sử dụng tại chỗ,Lượt người sử dụng trực tuyến
1,Thư viện thị trấn Phước An,Thị trấn Phước An,có,1250,300
2,Thư viện xã KRông Búk,Xã KRông Búk,có,840,0
3,Thư viện xã Ea Kly,Xã Ea Kly,không,-,
4,Thư viện Trường THPT Nguyễn Bỉnh Khiêm,Thị trấn Phước An,x,5600,?
"""
HOUSES = """\
TT,Tên,Xã/phường,Số lớp năng khiếu,Số câu lạc bộ,Số nhóm sở thích,Có hoạt động thường xuyên
1,Nhà văn hóa thôn 1,Xã KRông Búk,0,2,1,có
2,Nhà văn hóa thôn 1,Xã Ea Kly,1,0,0,có
3,Nhà văn hóa thôn Hòa Bình,Xã Ea Kly,-,1,-,không
4,Nhà văn hóa thôn Thủy Lợi,Xã Ea Kly,0,0,0,chưa
5,Nhà văn hóa buôn Êa Yông A,Xã KRông Búk,2,3,,x
"""
SERVICE = "Có cung cấp dịch vụ phục vụ học tập suốt đời"
ONSITE = "Lượt người sử dụng tại chỗ"
MOBILE = "Lượt người sử dụng lưu động"
ONLINE = "Lượt người sử dụng trực tuyến"
COUNTS = {"TT"} | {ONSITE, MOBILE, ONLINE, "Số lớp năng khiếu", "Số câu lạc bộ", "Số nhóm sở thích"}


def crlf(text: str) -> str:
    """Lines as Excel ends them."""
    return text.replace("\n", "\r\n")


def delimited(text: str, delimiter: str) -> str:
    """One of the plain tables (no quotes in them) with another sign between its cells."""
    return text.replace(",", delimiter)


def cells(text: str) -> list[list[str | int | None]]:
    """One of the plain tables as a workbook holds it: counts as numbers, nothing for an empty cell."""
    lines = [line.split(",") for line in text.splitlines()]
    heading = lines[0]
    return [list(heading)] + [
        [
            int(cell) if name in COUNTS and cell.isdigit() else cell or None
            for name, cell in zip(heading, line, strict=True)
        ]
        for line in lines[1:]
    ]
