"""The yearly round: planned, filled in, sent back, approved, closed, published; and the journal of who did what."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from reports.models import Publication
from submissions.models import AnnualFigure, ReportingYear
from submissions.workflow import Answer, approve, reopen, reopen_year, save_figures, submit

from ..submissions.gate import explain_all
from . import round_steps as steps
from .conftest import Visitor
from .round_province import OFFICE, PHUOC_AN, SERVES, VISITS, Round, prepare
from .round_steps import go, press, told


@pytest.fixture
def begin(visit: Callable[..., Visitor], province, cast, settings) -> Callable[..., Round]:
    settings.PORTAL_URL = "http://portal.test"
    prepare(province, cast)

    def make(*, script: bool) -> Round:
        return Round(province, cast, visit(cast.reviewer, script=script), visit(cast.reporter, script=script), script)

    return make


STORY = [
    "Reviewer Thêm năm báo cáo: năm 2025",
    "Tình trạng: từ dự kiến thành đang mở",
    f"Reviewer Mở báo cáo: báo cáo năm 2025 của {OFFICE}",
    f"Reporter Ghi số liệu: {SERVES}, {PHUOC_AN} (TV1), năm 2025 Giá trị: từ chưa báo cáo thành có lấy từ năm trước",
    "thành không áp dụng bảng nhập x",
    "Reporter Đính kèm minh chứng “so-muon.pdf”",
    "Giá trị: từ không áp dụng thành 45 biểu mẫu",
    "Reporter Giải thích: “Đã đối chiếu với sổ theo dõi của cơ sở.”",
    f"Reporter Nộp báo cáo: báo cáo năm 2025 của {OFFICE}",
    f"Reviewer Hỏi: “Năm ngoái 1.000 lượt. Sao nhiều thế?”: {VISITS}, {PHUOC_AN} (TV1)",
    "Reviewer Trả lại báo cáo để sửa",
    "Reporter Ghi số liệu: Lượt tại chỗ, Thư viện Phước An (TV1), năm 2025 Giá trị: từ 10.500 thành 1.050",
    "Reporter Trả lời: “Có từ tháng 3.”",
    "Reporter Nộp báo cáo",
    "Reviewer Xong câu hỏi",
    f"Reviewer Duyệt báo cáo: báo cáo năm 2025 của {OFFICE}",
    "Reviewer Duyệt báo cáo: báo cáo năm 2025 của Cơ quan Phường Tuy Hòa",
    "Tình trạng: từ đang mở thành đã khóa",
    "Reviewer Công bố kết quả lần 1: KH 06, năm 2025",
]
"""Lines of the journal, the oldest first."""


def read_the_journal(the: Round) -> None:
    page = the.reviewer.open("/")
    go(page, "Nhật ký")
    page.get_by_label("Năm báo cáo", exact=True).select_option("2025")
    press(page, "Lọc")
    expect(page).to_have_url(re.compile("year=2025"))
    rows = [" ".join(row.split()) for row in page.get_by_role("table").get_by_role("row").all_inner_texts()]
    lines = iter(reversed(rows))
    missing = [told for told in STORY if not any(told in line for line in lines)]
    assert missing == [], "the first of these is missing, or not where it belongs"


def correct_what_was_published(the: Round) -> None:
    """After the publication: opened again, corrected and approved anew."""
    by, year, row = the.cast.reviewer, ReportingYear.objects.get(number=2025), the.returned("new:24490")
    reopen_year(year=year, by=by, reason="Sai")
    reopen(submission=row, by=by, reason="Sai")
    figure = AnnualFigure.objects.get(institution__code="TV2", measure__code="visits_onsite", year=year)
    answer = Answer(figure.institution_id, figure.measure_id, "reported", 0)
    save_figures(submission=row, answers=[answer], by=by, through="command")
    explain_all(row)
    submit(submission=row, by=by)
    approve(submission=row, by=by)


def until_all_is_approved(the: Round, folder: Path) -> None:
    steps.plan_and_open(the)
    page = steps.come_home(the)
    steps.take_over(page)
    (steps.enter_with_script if the.script else steps.enter_without_script)(page)
    steps.attach_evidence(page, folder)
    the.reporter.open(f"/submissions/{the.returned('new:24490').pk}/")
    steps.mend_and_submit(page)
    steps.ask_and_return(the)
    steps.correct_and_reply(the)
    steps.look_at_changes_and_approve(the)
    steps.approve_the_others(the)
    visits = AnnualFigure.objects.get(institution__code="TV1", measure__code="visits_onsite", year__number=2025)
    assert (visits.approved_value, visits.note, visits.evidence.count()) == (1050, "theo sổ mượn", 1)


def test_round_with_script(begin, tmp_path):
    the = begin(script=True)
    until_all_is_approved(the, tmp_path)
    steps.remind(the)
    steps.close(the)
    page = steps.publish(the)
    read_the_journal(the)
    assert [said for said in the.reporter.told() if "422" not in said] == []  # a cell was refused, on purpose
    assert the.reviewer.told() == []

    frozen = Publication.objects.get()
    correct_what_was_published(the)
    the.reviewer.open(f"/publications/{frozen.pk}/")
    told(page, "Số hiện hành khác bản công bố ở 1 trong 1 dòng.")
    told(page, frozen.sha256)


def test_round_without_script(begin, tmp_path):
    the = begin(script=False)
    until_all_is_approved(the, tmp_path)
    steps.close(the)
    steps.publish(the)
    read_the_journal(the)
