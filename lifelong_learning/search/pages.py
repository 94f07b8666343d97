"""The portal's own pages by what people call them, and the words of the glossary."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.scope import Scope
from lifelong_learning.glossary import TERMS
from lifelong_learning.glossary.terms import Text

from .asked import Asked, Group, Hit

MOST = 6


def everybody(scope: Scope) -> bool:
    """Whoever is signed in."""
    return True


def enters(scope: Scope) -> bool:
    """Whoever has figures to enter."""
    return scope.is_reporter or scope.is_reviewer


def keeps_years(scope: Scope) -> bool:
    """Whoever opens years and reminds people of them."""
    return scope.is_reviewer or scope.is_administrator


@dataclass(frozen=True)
class Page:
    """A page, the words by which people look for it, and who may open it. `of` names what its address needs."""

    title: Text
    also: Text
    name: str
    of: tuple[str, ...] = ()
    open_to: Callable[[Scope], bool] = everybody


PAGES = (
    Page(
        gettext_lazy("Kết quả"),
        gettext_lazy("bảng điều hành, tổng quan, tiến độ"),
        "reports:dashboard",
        ("plan", "year"),
    ),
    Page(
        gettext_lazy("Như đã biết vào một ngày"),
        gettext_lazy("kết quả trước đây, thời điểm"),
        "reports:known",
        ("plan", "year"),
    ),
    Page(
        gettext_lazy("Nhập từ tệp"),
        gettext_lazy("gửi tệp Excel, CSV, tệp mẫu, nhập số liệu từ bảng tính"),
        "submissions:import",
        ("year",),
        enters,
    ),
    Page(
        gettext_lazy("Báo cáo của tôi"),
        gettext_lazy("nhập số liệu, nộp báo cáo, việc của tôi"),
        "submissions:mine",
        open_to=lambda scope: scope.is_reporter,
    ),
    Page(gettext_lazy("Các năm báo cáo"), gettext_lazy("theo dõi, nhắc nộp, hạn nộp, tiến độ"), "submissions:years"),
    Page(gettext_lazy("Nhắc nộp"), gettext_lazy("thư nhắc, đôn đốc"), "submissions:reminders", ("year",), keeps_years),
    Page(
        gettext_lazy("Gia hạn nộp báo cáo"),
        gettext_lazy("hạn nộp mới, lùi hạn"),
        "submissions:extensions",
        ("year",),
        lambda scope: scope.is_reviewer,
    ),
    Page(
        gettext_lazy("Lập năm báo cáo"), gettext_lazy("thêm năm mới, mở năm"), "submissions:year_add", (), keeps_years
    ),
    Page(
        gettext_lazy("Số liệu được kiểm tra những gì"),
        gettext_lazy("phép kiểm tra, lỗi, cảnh báo, cần giải thích"),
        "submissions:checks",
    ),
    Page(
        gettext_lazy("Danh sách cơ sở"), gettext_lazy("thư viện, bảo tàng, trung tâm, nhà văn hóa"), "institutions:list"
    ),
    Page(
        gettext_lazy("Thêm cơ sở"),
        gettext_lazy("mở cơ sở mới, thành lập"),
        "institutions:add",
        open_to=lambda scope: scope.is_reviewer,
    ),
    Page(
        gettext_lazy("Nhập danh sách cơ sở từ tệp"),
        gettext_lazy("gửi tệp Excel, CSV"),
        "institutions:import",
        open_to=lambda scope: scope.is_reviewer,
    ),
    Page(
        gettext_lazy("Xếp cơ sở vào xã, phường"),
        gettext_lazy("sau sáp nhập, chưa xếp"),
        "institutions:to_place",
        open_to=lambda scope: scope.is_reviewer,
    ),
    Page(
        gettext_lazy("Đề nghị thêm cơ sở"), gettext_lazy("đề xuất, chưa có trong danh sách"), "institutions:proposals"
    ),
    Page(
        gettext_lazy("Đơn vị hành chính"),
        gettext_lazy("tỉnh, huyện, xã, phường, sáp nhập, chia tách"),
        "institutions:units",
    ),
    Page(
        gettext_lazy("Đơn vị báo cáo và người liên hệ"),
        gettext_lazy("điện thoại, địa chỉ thư, ai báo cáo"),
        "institutions:reporting_units",
    ),
    Page(
        gettext_lazy("Kế hoạch và cách tính"), gettext_lazy("văn bản, ngưỡng, công thức, mục tiêu"), "indicators:plans"
    ),
    Page(
        gettext_lazy("Các bản công bố"), gettext_lazy("trích dẫn, SHA-256, số liệu chính thức"), "reports:publications"
    ),
    Page(gettext_lazy("Nhật ký thay đổi"), gettext_lazy("ai sửa, lịch sử, lúc nào"), "reports:history"),
    Page(
        gettext_lazy("Người dùng"),
        gettext_lazy("tài khoản, vai trò, phân quyền"),
        "accounts:people",
        open_to=lambda scope: scope.is_administrator,
    ),
    Page(
        gettext_lazy("Mời người dùng"),
        gettext_lazy("thêm tài khoản, cấp tài khoản"),
        "accounts:invite",
        open_to=lambda scope: scope.is_administrator,
    ),
    Page(gettext_lazy("Đổi mật khẩu"), gettext_lazy("tài khoản, bảo mật"), "accounts:password_change"),
    Page(gettext_lazy("Giải thích từ ngữ"), gettext_lazy("thuật ngữ, khái niệm, trợ giúp"), "glossary"),
    Page(gettext_lazy("Khả năng tiếp cận"), gettext_lazy("người khuyết tật, bàn phím, cỡ chữ"), "accessibility"),
)


def pages(asked: Asked) -> Group:
    """The pages that the reader may open, found by their title or by what else they are called."""
    values = {"plan": asked.plan, "year": asked.newest_year}
    found = [
        Hit(str(page.title), reverse(page.name, args=[values[name] for name in page.of]), _("Trang"))
        for page in PAGES
        if page.open_to(asked.scope) and asked.finds_in(page.title, page.also)
    ]
    return Group(_("Trang của cổng"), found[:MOST])


def terms(asked: Asked) -> Group:
    """Words of the glossary: those so called first, then those whose explanation has the words."""
    here = reverse("glossary")
    named = [term for term in TERMS.values() if asked.finds_in(term.vietnamese, term.english, *term.instead_of)]
    told = [term for term in TERMS.values() if term not in named and asked.finds_in(term.meaning)]
    hits = [Hit(str(term.name), f"{here}#{term.slug}", _("Từ ngữ"), (str(term.meaning),)) for term in [*named, *told]]
    return Group(_("Giải thích từ ngữ"), hits[:MOST], here if len(hits) > MOST else "")
