"""What the page of all parts shows: the colours with their contrasts, letters, sizes, and a form in each state."""

import re
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib.messages import ERROR, INFO, SUCCESS, WARNING
from django.contrib.messages.storage.base import Message
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from institutions.forms.days import DateField
from submissions.models import Submission

from .design_charts import bullet, examples, spark
from .icons import ICONS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LETTERS = [
    ("vi", _("Tiếng Việt"), "Đắk Lắk, Phú Yên, Buôn Ma Thuột: ă â đ ê ô ơ ư, ẩm ễ ổ ợ ữ ỵ"),
    ("rad", _("Ê Đê"), "Čư M’gar, Krông Ƀuk, Ea H’leo, Buôn Ƀlang: ă â ĕ ê̆ ĭ ñ ŏ ô̆ ơ̆ ŭ ư̆ ƀ č"),
    ("jra", _("Gia Rai"), "Ia Jlơi, Čư Pưh, Kông Čro: ă ĕ ĭ ñ ŏ ơ̆ ŭ ư̆ ƀ č"),
    ("mnn", _("M’Nông"), "Nâm N’Jang, Đăk R’măng, Krông Nô: ă ĕ ĭ ŏ ơ̆ ŭ ư̆ n’ m’ r’"),
]
"""Names of the province in its languages, with the letters that a font most often lacks."""

PAIRS = [
    ("ink", "paper", _("chữ trên trang")),
    ("ink", "sheet", _("chữ trên tờ, trong bảng")),
    ("ink-soft", "paper", _("lời phụ")),
    ("ink-soft", "sunken", _("lời phụ trên nền chìm, chân trang")),
    ("link", "paper", _("liên kết")),
    ("link-hover", "paper", _("liên kết đang trỏ")),
    ("lacquer", "sheet", _("gạch đầu bảng, bước đang làm")),
    ("ink", "chosen", _("chỗ đang chọn")),
    ("on-action", "action", _("nút chính")),
    ("on-action", "danger", _("nút của việc khó lấy lại")),
    ("on-band", "band", _("đầu trang")),
    ("on-band-soft", "band", _("tên cơ quan ở đầu trang")),
    ("met", "met-ground", _("đạt, đã duyệt")),
    ("not-met", "not-met-ground", _("không đạt, lỗi")),
    ("open", "open-ground", _("chưa kết luận, trả lại")),
    ("info", "info-ground", _("đã nộp, lời báo")),
    ("on-sample", "sample", _("dữ liệu mẫu")),
    ("chart-met", "sheet", _("hình: đạt")),
    ("chart-needed", "sheet", _("hình: còn cần")),
    ("chart-line", "sheet", _("hình: đường")),
    ("chart-other", "sheet", _("hình: đường của kế hoạch kia")),
    *((f"on-heat-{step}", f"heat-{step}", _("ô của bảng nhiệt")) for step in range(1, 6)),
]
"""Text or shape, its ground, and where the two stand together."""

SPACES = range(1, 8)
SIZES = [
    ("title", _("tên trang")),
    ("section", _("tên mục")),
    ("lead", _("câu mở đầu")),
    ("body", _("chữ thường")),
    ("small", _("bảng, chân trang")),
    ("note", _("chú thích")),
]


@dataclass(frozen=True)
class Pair:
    """A text (or shape) on its ground, and how far apart they are by day and by night (WCAG 2.2; 1 to 21)."""

    text: str
    ground: str
    use: "StrOrPromise"
    day: float
    night: float


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb`, cut off after the first decimal: never told better than it is."""
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return int((lighter + 0.05) / (darker + 0.05) * 10) / 10


def _colours(sheet: str) -> dict[str, str]:
    text = (settings.BASE_DIR / "static" / "css" / sheet).read_text(encoding="utf-8")
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", text))


@cache
def contrasts() -> list[Pair]:
    """Each pair of PAIRS with its contrast, read from the style sheets as they are shipped."""
    day = _colours("tokens.css")
    night = day | _colours("dark.css")
    return [
        Pair(text, ground, use, _contrast(day[text], day[ground]), _contrast(night[text], night[ground]))
        for text, ground, use in PAIRS
    ]


class SampleForm(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label=_("Tên cơ sở"), help_text=_("Như trên quyết định thành lập."))
    opened = DateField(label=_("Ngày thành lập"), required=False)
    count = forms.IntegerField(label=_("Lượt bạn đọc"), help_text=_("Cả năm; số nguyên."), min_value=0)
    kind = forms.ChoiceField(label=_("Loại hình"), choices=[("", "–"), ("a", _("Thư viện")), ("b", _("Bảo tàng"))])
    owner = forms.ChoiceField(
        label=_("Sở hữu"), choices=[("p", _("Công lập")), ("n", _("Ngoài công lập"))], widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Ghi chú"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    agreed = forms.BooleanField(label=_("Đã đối chiếu với sổ"), required=False)


def _wrong_form() -> SampleForm:
    sent = {"name": "", "opened": "2025-02-28", "count": "-4", "kind": "c", "owner": "p"}
    form = SampleForm(sent, auto_id="wrong_%s")
    form.add_error("opened", _("Sau ngày bắt đầu kỳ báo cáo 01/01/2025: hãy xem lại ngày."))
    form.add_error(None, _("Ba ô đầu trái với quyết định thành lập đã lưu: hãy đối chiếu rồi lưu lại."))
    return form


def _off_form() -> SampleForm:
    form = SampleForm(auto_id="off_%s", initial={"name": _("Thư viện xã Ea H’leo")})
    form.fields["name"].disabled = True
    return form


def parts() -> dict[str, object]:
    """What design.html needs to show each part with something in it."""
    return {
        "pairs": contrasts(),
        "letters": LETTERS,
        "sizes": SIZES,
        "spaces": SPACES,
        "icons": ICONS,
        "form": SampleForm(auto_id="right_%s"),
        "off_form": _off_form(),
        "wrong_form": _wrong_form(),
        "page": SimpleNamespace(previous_url="#lists", next_url="#lists"),
        "statuses": [Submission(status=status) for status in Submission.Status],
        "verdicts": ["met", "not_met", "open", "not_applicable"],
        "said": [
            Message(SUCCESS, gettext("Đã lưu 12 số liệu.")),
            Message(INFO, gettext("Tệp đang được đọc; có thể đóng trang này.")),
            Message(WARNING, gettext("Hạn nộp còn 3 ngày.")),
            Message(ERROR, gettext("Chưa lưu: người khác vừa sửa số liệu này. Hãy xem lại ô được đánh dấu.")),
        ],
        "charts": examples(),
        "bullet": bullet(),
        "spark": spark(),
        "problems": [
            SimpleNamespace(
                line=12,
                column=_("Lượt bạn đọc"),
                value="1,5",
                message=_("Phải là số nguyên: hãy bỏ phần sau dấu phẩy."),
            )
        ],
    }
