"""Every count and every assumption on which the sample data stands, each with its source. Nothing else is assumed.

Provinces are named by their codes before 2025-07-01: 66 the old Đắk Lắk, 54 the former Phú Yên.
"""

from dataclasses import dataclass

SEED = 1520
YEARS = (2022, 2023, 2024, 2025)
CLOSED_YEARS = (2022, 2023)
DAK_LAK, PHU_YEN = "66", "54"

_INTRODUCTION = "trang giới thiệu của Thư viện tỉnh Đắk Lắk (thuviendaklak.org.vn)"
_ASSUMED = "giả định"


@dataclass(frozen=True)
class Count:
    """How many institutions of a category a province had at the beginning of 2022, and how that is known."""

    province: str
    category: str
    number: int
    source: str
    scales: bool = False  # a smaller sample has fewer of these


COUNTS = (
    Count(DAK_LAK, "library_province", 1, _INTRODUCTION),
    Count(DAK_LAK, "library_district", 13, f"13 trong 15 huyện, thị xã, thành phố; {_INTRODUCTION}"),
    Count(DAK_LAK, "library_commune", 37, f"37 trong 184 xã; {_INTRODUCTION}"),
    Count(DAK_LAK, "library_education", 868, f"{_ASSUMED}: 1.379 cơ sở giáo dục sau sáp nhập, chia theo số xã", True),
    Count(DAK_LAK, "library_university", 4, _ASSUMED),
    Count(DAK_LAK, "library_specialised", 3, _ASSUMED),
    Count(DAK_LAK, "library_armed_forces", 3, _ASSUMED),
    Count(DAK_LAK, "museum", 3, "1 công lập, 2 ngoài công lập (daktip.vn)"),
    Count(DAK_LAK, "centre_province", 1, _ASSUMED),
    Count(DAK_LAK, "centre_district", 15, f"{_ASSUMED}: mỗi huyện, thị xã, thành phố một trung tâm"),
    Count(DAK_LAK, "house_commune", 168, f"{_ASSUMED}: 168 trong 184 xã"),
    Count(
        DAK_LAK, "house_village", 1390,
        f"{_ASSUMED}: 605 nhà sinh hoạt cộng đồng buôn dân tộc thiểu số (số năm 2013), 785 nhà thôn, tổ dân phố",
        True,
    ),
    Count(PHU_YEN, "library_province", 1, _ASSUMED),
    Count(PHU_YEN, "library_district", 8, f"{_ASSUMED}: 8 trong 9 huyện, thị xã, thành phố"),
    Count(PHU_YEN, "library_commune", 22, f"{_ASSUMED}: cùng tỷ lệ khoảng một phần năm số xã"),
    Count(PHU_YEN, "library_education", 511, f"{_ASSUMED}: phần còn lại của 1.379 cơ sở giáo dục", True),
    Count(PHU_YEN, "library_university", 2, _ASSUMED),
    Count(PHU_YEN, "library_specialised", 1, _ASSUMED),
    Count(PHU_YEN, "library_armed_forces", 2, _ASSUMED),
    Count(PHU_YEN, "museum", 1, _ASSUMED),
    Count(PHU_YEN, "centre_province", 1, _ASSUMED),
    Count(PHU_YEN, "centre_district", 9, f"{_ASSUMED}: mỗi huyện, thị xã, thành phố một trung tâm"),
    Count(PHU_YEN, "house_commune", 98, f"{_ASSUMED}: 98 trong 110 xã"),
    Count(PHU_YEN, "house_village", 830, _ASSUMED, True),
)  # fmt: skip
COMMUNITY_HOUSES = 605
"""Of the village houses of old Đắk Lắk: community houses of ethnic-minority villages."""

# What share of a category answers "yes" in 2022, 2023, 2024, 2025. Made up, so that some targets are met, some
# missed and some open. For houses: has a class, club or group, and meets regularly, go together.
YES: dict[tuple[str, str], tuple[float, float, float, float]] = {
    ("lifelong_service", "library_province"): (1, 1, 1, 1),
    ("lifelong_service", "library_district"): (0.77, 0.85, 0.85, 0.92),
    ("lifelong_service", "library_commune"): (0.19, 0.24, 0.30, 0.35),
    ("lifelong_service", "library_education"): (0.38, 0.47, 0.56, 0.645),
    ("lifelong_service", "library_university"): (1, 1, 1, 1),
    ("lifelong_service", "library_specialised"): (0.6, 0.6, 1, 1),
    ("lifelong_service", "library_armed_forces"): (0.4, 0.6, 0.8, 0.8),
    ("digital_applied", "library_province"): (1, 1, 1, 1),
    ("digital_applied", "library_district"): (0.54, 0.69, 0.77, 0.85),
    ("digital_applied", "library_commune"): (0.08, 0.11, 0.16, 0.24),
    ("digital_applied", "library_education"): (0.28, 0.36, 0.45, 0.53),
    ("digital_applied", "library_university"): (0.67, 0.83, 1, 1),
    ("digital_applied", "library_specialised"): (0.5, 0.5, 0.75, 1),
    ("digital_applied", "library_armed_forces"): (0.2, 0.4, 0.6, 0.6),
    ("education_plan", "museum"): (0.67, 0.67, 1, 1),
    ("digital_display", "museum"): (0.33, 0.33, 0.67, 0.67),
    ("creative_support", "centre_province"): (1, 1, 1, 1),
    ("creative_support", "centre_district"): (0.6, 0.67, 0.73, 0.8),
    ("any_group", "house_commune"): (0.58, 0.66, 0.73, 0.78),
    ("any_group", "house_village"): (0.52, 0.58, 0.64, 0.70),
    ("regular_activities", "house_commune"): (0.62, 0.68, 0.74, 0.80),
    ("regular_activities", "house_village"): (0.55, 0.60, 0.66, 0.71),
}

# Visits of a middling institution in 2022, and their growth a year: on site, mobile, online; study visits of museums.
VISITS: dict[tuple[str, str], tuple[int, float]] = {
    ("visits_onsite", "library_province"): (118_000, 0.07),
    ("visits_mobile", "library_province"): (36_000, 0.09),
    ("visits_online", "library_province"): (152_000, 0.19),
    ("visits_onsite", "library_district"): (6_200, 0.06),
    ("visits_mobile", "library_district"): (900, 0.05),
    ("visits_online", "library_district"): (1_800, 0.22),
    ("visits_onsite", "library_commune"): (640, 0.05),
    ("visits_mobile", "library_commune"): (0, 0.0),
    ("visits_online", "library_commune"): (60, 0.25),
    ("visits_onsite", "library_education"): (2_100, 0.105),
    ("visits_mobile", "library_education"): (0, 0.0),
    ("visits_online", "library_education"): (160, 0.26),
    ("visits_onsite", "library_university"): (48_000, 0.04),
    ("visits_mobile", "library_university"): (0, 0.0),
    ("visits_online", "library_university"): (61_000, 0.15),
    ("visits_onsite", "library_specialised"): (1_500, 0.02),
    ("visits_mobile", "library_specialised"): (0, 0.0),
    ("visits_online", "library_specialised"): (700, 0.10),
    ("visits_onsite", "library_armed_forces"): (3_400, 0.04),
    ("visits_mobile", "library_armed_forces"): (500, 0.06),
    ("visits_online", "library_armed_forces"): (0, 0.0),
    ("study_visits", "museum"): (42_000, 0.095),
}

# The share of institutions for which nothing is answered in a year. The base year is complete in old Đắk Lắk's
# libraries and museums, so that growth has a base; whoever does less is also more often silent.
SILENT: dict[str, tuple[float, float, float, float]] = {
    "library_district": (0, 0, 0.08, 0),
    "library_commune": (0, 0.03, 0.05, 0.05),
    "library_education": (0, 0.01, 0.02, 0.03),
    "centre_district": (0, 0, 0.07, 0),
    "house_commune": (0.02, 0.02, 0.02, 0.03),
    "house_village": (0.03, 0.03, 0.03, 0.04),
}
UNKNOWN = 0.006
ESTIMATE = 0.05

OPENED_LATER = 0.012
"""The share of schools and village houses that opened between 2022 and June 2025."""
CLOSED = 14
MERGED_SCHOOLS = 6
RENAMED_SCHOOLS = 14
LEFT_TO_BE_PLACED = {"library_district": 3, "centre_district": 4, "house_village": 9, "library_education": 5}
"""How many of those that a person must place after 2025-07-01 nobody has placed yet."""


def assumptions() -> str:
    """All of the above as the portal shows it."""
    provinces = {DAK_LAK: "tỉnh Đắk Lắk cũ", PHU_YEN: "tỉnh Phú Yên trước đây"}
    lines = [
        "Toàn bộ cơ sở, số liệu và người dùng của dữ liệu mẫu là giả định, dựng bằng máy để dùng thử; "
        "không phải số liệu của bất kỳ cơ sở nào. Đơn vị hành chính và các kế hoạch là thật.",
        "",
        "Số cơ sở đầu năm 2022:",
    ]
    lines += [f"- {NAMES[row.category]}, {provinces[row.province]}: {row.number}. {row.source}." for row in COUNTS]
    lines += ["", "Giả định khác:", *(f"- {line}" for line in OTHER_ASSUMPTIONS)]
    return "\n".join(lines)


NAMES = {
    "library_province": "Thư viện công cộng cấp tỉnh",
    "library_district": "Thư viện công cộng cấp huyện",
    "library_commune": "Thư viện công cộng cấp xã",
    "library_education": "Thư viện trường học và cơ sở giáo dục khác",
    "library_university": "Thư viện đại học",
    "library_specialised": "Thư viện chuyên ngành",
    "library_armed_forces": "Thư viện lực lượng vũ trang",
    "museum": "Bảo tàng",
    "centre_province": "Trung tâm văn hóa cấp tỉnh",
    "centre_district": "Trung tâm văn hóa, thể thao cấp huyện",
    "house_commune": "Nhà văn hóa, thể thao cấp xã",
    "house_village": "Nhà văn hóa, nhà sinh hoạt cộng đồng thôn, buôn",
}
OTHER_ASSUMPTIONS = (
    "Tên xã, huyện là tên thật; tên trường, thôn, buôn được ghép ngẫu nhiên.",
    "Thư viện và trung tâm cấp huyện đứng trực thuộc huyện; sau 01/7/2025 phần lớn được xếp vào xã có trụ sở huyện cũ, "
    "một số còn chờ xếp.",
    "Thư viện cấp huyện trong mẫu: hai đơn vị không có thư viện được chọn ngẫu nhiên.",
    "Từ 01/7/2025, thư viện và trung tâm văn hóa cấp tỉnh của Phú Yên là cơ sở vệ tinh của cơ sở cùng loại ở Đắk Lắk.",
    "Tỷ lệ đạt tăng dần từ 2022 đến 2025; lượt sử dụng thư viện tăng khoảng 10–12 % mỗi năm.",
    "Năm gốc 2022 đủ số liệu thư viện, bảo tàng của tỉnh Đắk Lắk cũ; các năm sau thiếu khoảng 1–5 %.",
    "Cơ sở làm ít hơn thì hay thiếu báo cáo hơn.",
    "Năm 2025 có báo cáo đã duyệt, đã nộp, đang nhập, bị trả lại và đơn vị chưa báo cáo.",
    "Câu hỏi, lời giải thích, minh chứng, gia hạn và thư nhắc của năm 2025 cũng là giả định; không thư nào được gửi.",
)
