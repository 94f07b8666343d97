"""The shipped plans on the small province, and a small plan file that tests may spoil."""

from pathlib import Path

import pytest

from indicators.models import Plan
from indicators.plan_loading import PLANS, load, read_files

SMALL = """
code = "small"
title = "Kế hoạch nhỏ"
short_title = "KH nhỏ"
legal_basis = "KH 1/KH-UBND"
issued_on = 2023-01-10
territory = "66"

[[criterion]]
code = "L1"
kind = "share"
title = "Có dịch vụ"

[[criterion.requirement]]
measures = ["lifelong_service"]
minimum = 1

[[criterion.group]]
name = "Thư viện huyện"
categories = ["library_district"]

[[criterion.group.target]]
milestone = 2025
threshold = 87
citation = "trang 3"

[[criterion]]
code = "L3"
kind = "growth"
title = "Lượt tăng"
summed = ["visits_onsite"]

[[criterion.group]]
name = "Thư viện xã và huyện"
categories = ["library_district", "library_commune"]

[[criterion.group.target]]
milestone = 2030
threshold = 10
upper = 15
base_year = 2025
citation = "trang 4"

[[task_group]]
number = 1
title = "Tuyên truyền"
citation = "trang 5"
"""


def load_text(path: Path, text: str = SMALL, *, commit: bool = True, overwrite: bool = False):
    """Load this text as a plan file; its catalogue is the shipped one."""
    path.write_text(text, encoding="utf-8")
    return load(read_files(path), reason=f"load_plan {path.name}", commit=commit, overwrite=overwrite)


@pytest.fixture
def plan_path(tmp_path: Path) -> Path:
    return tmp_path / "small.toml"


@pytest.fixture
def small(province, plan_path: Path) -> Plan:
    """The small plan, loaded."""
    load_text(plan_path)
    return Plan.objects.get(code="small")


@pytest.fixture
def plan(province) -> Plan:
    """Plan 06, loaded."""
    load(read_files(PLANS / "06-kh-ubnd-2023.toml"), reason="load_plan 06", commit=True)
    return Plan.objects.get(code="06-kh-ubnd-2023")
