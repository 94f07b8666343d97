"""Why a cell says nothing that can be stored: what forms, grid and files answer to it, each said here, once.

`submissions.cells` raises them as they are read; `values.py` has what is unusual about a value that was read.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .definition import EditCheck, Family, Severity

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LARGEST = 10**13
"""No count of one institution is larger; sums over half a million institutions stay within 64 bits."""


def _unread(
    code: str, title: "StrPromise", description: "StrPromise", sentence: "StrPromise", **limits: int
) -> EditCheck:
    return EditCheck(code, Severity.ERROR, Family.RANGE, title, description, sentence=sentence, limits=limits)


FORMULA_ERROR = _unread(
    "formula_error",
    _("Công thức bị lỗi"),
    _("Ô của bảng tính chứa công thức bị lỗi, như #DIV/0! hoặc #REF!."),
    _("Ô này là một công thức bị lỗi. Hãy sửa trong Excel, hoặc để trống nếu chưa có số liệu."),
)
FORMULA_NOT_CALCULATED = _unread(
    "formula_not_calculated",
    _("Công thức chưa được tính"),
    _("Ô của bảng tính chứa công thức mà tệp không có kết quả."),
    _("Công thức trong ô này chưa được tính. Hãy mở tệp bằng Excel, lưu lại rồi gửi."),
)
NOT_YES_NO = _unread(
    "not_yes_no",
    _("Không phải có hoặc không"),
    _("Câu hỏi có/không nhận “có”, “không”, x, 1, 0, đạt, chưa và gạch ngang (không); cách ghi khác không được đoán."),
    _("Không phải câu trả lời có/không. Hãy ghi “có” hoặc “không” (hoặc x, 1, 0)."),
)
SEVERAL_NUMBERS = _unread(
    "several_numbers",
    _("Nhiều số trong một ô"),
    _("Một ô chỉ nhận một số đếm; nhiều số cách nhau bởi dòng mới hoặc nhiều dấu cách không được cộng lại."),
    _("Ô này có nhiều số. Hãy ghi một số nguyên từ 0 trở lên."),
)
NOT_A_COUNT = _unread(
    "not_a_count",
    _("Không phải số đếm"),
    _("Ô của số đếm có chữ, ngày tháng hoặc ký hiệu không đọc được thành số nguyên."),
    _("Không phải số đếm. Hãy ghi một số nguyên từ 0 trở lên."),
)
TOO_LARGE = _unread(
    "too_large",
    _("Số quá lớn"),
    _("Số đếm của một cơ sở lớn hơn %(largest)s."),
    _("Số quá lớn. Hãy kiểm tra lại."),
    largest=LARGEST,
)
FRACTION = _unread(
    "fraction",
    _("Số lẻ"),
    _("Số đếm có phần lẻ, như 1,5. Số đếm là số nguyên; kết quả tính trung bình không phải số đếm."),
    _("Số đếm phải là số nguyên. Hãy bỏ phần lẻ, và ghi không có dấu phân cách."),
)
AMBIGUOUS = _unread(
    "ambiguous_thousands",
    _("Không rõ dấu phân cách"),
    _("Số như 1.234 nằm trong cột viết số theo nhiều cách, nên có thể là một nghìn hoặc số lẻ."),
    _("Không rõ là %(plain)s hay số lẻ, vì cột này viết số theo nhiều cách. Hãy ghi không có dấu phân cách."),
)
NEGATIVE = _unread(
    "negative",
    _("Số âm"),
    _("Số đếm nhỏ hơn 0."),
    _("Số đếm không thể âm. Hãy ghi một số nguyên từ 0 trở lên."),
)
ABOUT = _unread(
    "about",
    _("Số không chính xác"),
    _("Số đếm ghi kèm “trên”, “dưới”, “gần”, “khoảng”; số ước tính được ghi là “ước” kèm một số."),
    _("“%(text)s” không phải số chính xác. Nếu là số ước tính, hãy ghi “ước %(number)s”."),
)
DAMAGED = EditCheck(
    "damaged_cell",
    Severity.ERROR,
    Family.RANGE,
    _("Chữ bị hỏng"),
    _("Ô có chữ bị hỏng do đọc sai bảng mã, nên không biết trong ô ghi gì."),
    sentence="%(damage)s",  # what the reading of the text says
)
NO_REASON = _unread(
    "no_reason",
    _("Không áp dụng mà không nêu lý do"),
    _("Câu trả lời “không áp dụng” không kèm lý do."),
    _("Hãy nêu lý do không áp dụng."),
)
NO_VALUE = _unread(
    "no_value",
    _("Chọn có số liệu mà không ghi số"),
    _("Câu trả lời là “có số liệu” nhưng ô số để trống."),
    _("Hãy ghi số liệu; hoặc chọn “không rõ”, “không áp dụng”, hay rút số liệu."),
)
TWO_ANSWERS = _unread(
    "two_answers",
    _("Hai câu trả lời khác nhau"),
    _("Ô có ghi số nhưng câu trả lời được chọn lại là “không rõ”, “không áp dụng” hoặc rút số liệu."),
    _("Ô này có số nhưng câu trả lời lại khác. Hãy xóa số hoặc chọn “có số liệu”."),
)
CELL_NOT_ASKED = EditCheck(
    "cell_not_asked",
    Severity.ERROR,
    Family.REGISTRY,
    _("Ô của câu hỏi không dành cho loại hình"),
    _("Tệp có câu trả lời cho chỉ tiêu không hỏi loại hình nào của cơ sở trong năm."),
    sentence=_("Chỉ tiêu này không hỏi loại hình của cơ sở. Hãy để trống ô này."),
)

READING = (
    FORMULA_ERROR, FORMULA_NOT_CALCULATED, NOT_YES_NO, SEVERAL_NUMBERS, NOT_A_COUNT, TOO_LARGE, FRACTION, AMBIGUOUS,
    NEGATIVE, ABOUT, DAMAGED, NO_REASON, NO_VALUE, TWO_ANSWERS,
)  # fmt: skip
