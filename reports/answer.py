"""What a row of results comes to, in a sentence: the verdict, why, and how much is still needed."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .progress import Method, Verdict
from .results import GrowthRow, Row, ShareRow
from .templatetags.results import growth_of, share_of, threshold


def answer_of(row: Row) -> str:
    """The sentence under the heading of a criterion: what somebody with two minutes takes along."""
    return share_answer(row) if isinstance(row, ShareRow) else growth_answer(row)


def share_answer(row: ShareRow) -> str:
    """Of a share: how many more of which things, and whether silence can still turn it."""
    result, tally = row.result, row.result.tally
    said = {
        "share": share_of(row), "target": threshold(row.target.threshold), "year": row.target.milestone,
        "silent": _grouped(tally.silent), "needed": _grouped(result.needed or 0),
        "thing": pgettext("several", "đơn vị hành chính") if row.target.counts_units else pgettext("several", "cơ sở"),
    }  # fmt: skip
    if result.verdict is Verdict.NOT_APPLICABLE:
        return _("Không xét: không có cơ sở nào thuộc nhóm này trong phạm vi đã chọn.")
    if result.verdict is Verdict.MET:
        if tally.silent:
            return _("Đạt mục tiêu %(target)s %%, dù %(silent)s %(thing)s chưa báo cáo.") % said
        return _("Đạt mục tiêu %(target)s %%.") % said
    if result.needed is None:
        return _("Không đạt, và dù mọi %(thing)s đều đạt cũng không tới %(target)s %%.") % said
    if result.verdict is Verdict.OPEN:
        return _(
            "Còn cần %(needed)s %(thing)s nữa để đạt %(target)s %%; %(silent)s chưa báo cáo, nên chưa kết luận."
        ) % said  # fmt: skip
    if tally.silent:
        return _(
            "Không đạt: còn cần %(needed)s %(thing)s nữa để đạt %(target)s %%, mà chỉ còn %(silent)s chưa báo cáo."
        ) % said  # fmt: skip
    return _("Không đạt: còn cần %(needed)s %(thing)s nữa để đạt %(target)s %%.") % said


def growth_answer(row: GrowthRow) -> str:
    """Of a growth: the rate against the one asked, how many visits more, and what is not known yet."""
    result = row.result
    said = {
        "rate": growth_of(row), "target": threshold(row.target.threshold), "needed": _grouped(result.needed or 0),
        "silent": _grouped(row.silent), "base": row.target.base_year or row.target.milestone,
    }  # fmt: skip
    if result.verdict is Verdict.NOT_APPLICABLE:
        if row.years <= 0:
            return _("Không xét: tăng trưởng tính từ sau năm gốc %(base)s.") % said
        return _("Không xét: không có cơ sở nào, hoặc năm gốc bằng 0.")
    if result.verdict is Verdict.MET:
        return _("Đạt: tăng bình quân %(rate)s %% mỗi năm, mục tiêu %(target)s %%.") % said
    if result.verdict is Verdict.NOT_MET:
        if row.target.method is Method.MEAN or result.needed is None:
            return _("Không đạt: tăng bình quân %(rate)s %% mỗi năm, mục tiêu %(target)s %%.") % said
        return _(
            "Không đạt: tăng bình quân %(rate)s %% mỗi năm; còn cần %(needed)s lượt nữa để tới %(target)s %%."
        ) % said  # fmt: skip
    if not result.base.has_value:
        return _("Chưa kết luận: năm gốc %(base)s chưa có số liệu.") % said
    if not result.last.has_value:
        return _("Chưa kết luận: năm này chưa có số liệu.")
    if result.needed and row.silent:
        return _(
            "Còn cần %(needed)s lượt nữa để tới %(target)s %% mỗi năm; "
            "%(silent)s cơ sở chưa báo cáo đủ, nên chưa kết luận."
        ) % said  # fmt: skip
    return _("Chưa kết luận: số liệu năm gốc hoặc các năm sau chưa đủ.")


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)
