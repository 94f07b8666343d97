"""A few things done under the plan's groups of tasks. Made up, like everything else of the sample."""

import datetime

from accounts.models import User
from indicators.models import TaskAction, TaskGroup
from indicators.plan_changes import add_action

Status = TaskAction.Status
ACTIONS: tuple[tuple[int, str, str, datetime.date, str, str], ...] = (
    (1, "Tuần lễ hưởng ứng học tập suốt đời", "Thư viện tỉnh", datetime.date(2025, 10, 7), Status.DONE,
     "Tổ chức tại Thư viện tỉnh và các trường học (dữ liệu mẫu)."),
    (1, "Chuyên mục về văn hóa đọc trên báo, đài của tỉnh", "Sở Văn hóa, Thể thao và Du lịch",
     datetime.date(2026, 12, 31), Status.UNDER_WAY, ""),
    (2, "Rà soát mạng lưới thư viện, nhà văn hóa sau sắp xếp đơn vị hành chính", "Sở Văn hóa, Thể thao và Du lịch",
     datetime.date(2026, 6, 30), Status.UNDER_WAY, "Còn một số cơ sở chờ xếp vào xã, phường (dữ liệu mẫu)."),
    (3, "Số hóa tài liệu địa chí", "Thư viện tỉnh", datetime.date(2026, 12, 31), Status.UNDER_WAY, ""),
    (3, "Trưng bày chuyên đề trên không gian số", "Bảo tàng Đắk Lắk", datetime.date(2025, 12, 31), Status.DONE, ""),
    (4, "Tập huấn nghiệp vụ cho người phụ trách nhà văn hóa cấp xã", "Sở Văn hóa, Thể thao và Du lịch",
     datetime.date(2026, 9, 30), Status.PLANNED, ""),
    (5, "Vận động xã hội hóa tủ sách cộng đồng ở thôn, buôn", "UBND các xã, phường", datetime.date(2026, 12, 31),
     Status.UNDER_WAY, ""),
    (5, "Chương trình giáo dục di sản cho học sinh", "Bảo tàng Đắk Lắk", datetime.date(2025, 5, 31), Status.DONE, ""),
)  # fmt: skip
"""Group, what, by whom, until when, how far, with what result."""


def add_actions(*, plan_code: str, by: User) -> None:
    """Record them under the groups of a plan."""
    groups = {group.position: group for group in TaskGroup.objects.filter(plan__code=plan_code).select_related("plan")}
    for position, title, responsible, due_on, status, result in ACTIONS:
        values = {
            "title": title, "responsible": responsible, "due_on": due_on, "status": status, "result": result,
        }  # fmt: skip
        add_action(task_group=groups[position], values=values, by=by)
