"""Plausible names: of real communes and districts, with schools and villages put together by chance. No model."""

import random
from collections.abc import Iterator

_HEROES = (
    "Nguyễn Du", "Lê Lợi", "Trần Phú", "Nguyễn Trãi", "Lê Quý Đôn", "Phan Bội Châu", "Phan Chu Trinh", "Quang Trung",
    "Hùng Vương", "Võ Thị Sáu", "Kim Đồng", "Nguyễn Thị Minh Khai", "Lý Tự Trọng", "Trần Hưng Đạo", "Ngô Quyền",
    "Đinh Tiên Hoàng", "Nguyễn Văn Trỗi", "Hoàng Văn Thụ", "Lương Thế Vinh", "Nguyễn Huệ", "Y Jút", "Y Ngông",
    "N'Trang Lơng", "Ama Trang Lơng", "Nơ Trang Gưh", "Lê Hồng Phong", "Nguyễn Bỉnh Khiêm", "Chu Văn An",
    "Tô Hiệu", "Bùi Thị Xuân", "Phạm Hồng Thái", "Trần Quốc Toản", "Nguyễn Viết Xuân", "Mạc Đĩnh Chi",
)  # fmt: skip
_SCHOOLS = ("Tiểu học", "Tiểu học", "THCS", "Tiểu học", "THCS", "THPT", "Tiểu học và THCS")
_BUON = (
    "Ako Dhông", "Alê", "Păn Lăm", "Kô Siêr", "Kla", "Drai", "Ea Nao", "Kram", "Kŏ Tam", "Tuôr", "M'Dhur", "Mrưm",
    "Puăn", "Hđơk", "Cư Blang", "Ea Đung", "Krông", "Knia", "Trấp", "Êcăm", "Tơ Lơ", "Jung", "Pôk", "Sah", "Yang Lah",
    "Bhung", "Kđung", "Tara", "Riêng", "Dliê", "Kiêu", "Ŭ", "Ea Kruế", "Ciết", "Wiâo", "Ƀlang", "Juk", "Lê", "Mliêng",
)  # fmt: skip
_FIRST = ("Phú", "Mỹ", "Long", "Hòa", "An", "Xuân", "Phước", "Tân", "Đông", "Vĩnh", "Thạnh", "Định")
_SECOND = ("Thọ", "Lâm", "Hải", "Sơn", "Lộc", "Bình", "Điền", "Mỹ", "Phong", "Thành", "Hội", "Khê", "Đức")


def in_text(unit_name: str) -> str:
    """`Xã Ea Kly` as it stands inside a name: `xã Ea Kly`."""
    return unit_name[:1].lower() + unit_name[1:]


def is_urban(unit_name: str) -> bool:
    """Whether the parts of a commune are called residential groups: wards and townships."""
    return unit_name.startswith(("Phường", "Thị trấn"))


def community_houses(rng: random.Random, commune: str) -> Iterator[str]:
    """Names of houses of ethnic-minority villages in a commune, each once."""
    stems = rng.sample(_BUON, len(_BUON))
    for letter in ("", " A", " B", " C"):
        for stem in stems:
            yield f"Nhà sinh hoạt cộng đồng buôn {stem}{letter}, {in_text(commune)}"


def village_houses(rng: random.Random, commune: str, *, numbered: bool) -> Iterator[str]:
    """Names of the other village houses of a commune: by number, or by Sino-Vietnamese names on the coast."""
    if is_urban(commune):
        stems = [f"tổ dân phố {number}" for number in range(1, 100)]
    elif numbered:
        stems = [f"thôn {number}" for number in range(1, 100)]
    else:
        stems = [f"thôn {first} {second}" for first in _FIRST for second in _SECOND if first != second]
        rng.shuffle(stems)
    for stem in stems:
        yield f"Nhà văn hóa {stem}, {in_text(commune)}"


def schools(rng: random.Random) -> Iterator[str]:
    """Names of libraries of schools in a commune, each once there (the next commune may have the same)."""
    heroes = rng.sample(_HEROES, len(_HEROES))
    for turn, hero in enumerate(heroes * len(_SCHOOLS)):
        kind = _SCHOOLS[(turn + turn // len(heroes)) % len(_SCHOOLS)]
        yield f"Thư viện Trường {kind} {hero}"


ONE_A_UNIT = {
    "library_province": "Thư viện {}",
    "library_district": "Thư viện {}",
    "library_commune": "Thư viện {}",
    "centre_province": "Trung tâm Văn hóa {}",
    "centre_district": "Trung tâm Văn hóa - Thể thao {}",
    "house_commune": "Nhà văn hóa - thể thao {}",
}
"""What an institution of a unit is called, one a unit."""

SINGLE_NAMES: dict[tuple[str, str], tuple[str, ...]] = {
    ("66", "museum"): ("Bảo tàng Đắk Lắk", "Bảo tàng tư nhân Cổ vật Cao nguyên", "Bảo tàng tư nhân Nhạc cụ dân tộc"),
    ("54", "museum"): ("Bảo tàng Phú Yên",),
    ("66", "library_university"): (
        "Thư viện Trường Đại học Cao nguyên", "Thư viện Trường Đại học Buôn Đôn", "Thư viện Trường Cao đẳng Sêrêpôk",
        "Thư viện Trường Cao đẳng Y tế Cao nguyên",
    ),
    ("54", "library_university"): ("Thư viện Trường Đại học Sông Ba", "Thư viện Trường Cao đẳng Đà Rằng"),
    ("66", "library_specialised"): (
        "Thư viện Viện Nghiên cứu Nông lâm", "Thư viện Trung tâm Lưu trữ", "Thư viện Trường Chính trị",
    ),
    ("54", "library_specialised"): ("Thư viện Viện Nghiên cứu Thủy sản",),
    ("66", "library_armed_forces"): (
        "Thư viện Bộ Chỉ huy Quân sự tỉnh", "Thư viện Bộ đội Biên phòng tỉnh", "Thư viện Công an tỉnh",
    ),
    ("54", "library_armed_forces"): ("Thư viện Tỉnh đội Phú Yên", "Thư viện Bộ đội Biên phòng Phú Yên"),
}  # fmt: skip
"""Institutions that stand alone. Invented where the real ones would be marked by made-up figures."""
