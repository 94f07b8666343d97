"""The journal: every trace is a line, in order, within one's scope, page by page, in a bounded number of queries."""

import datetime
import io

import openpyxl
import pytest
from django.contrib import admin
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from accounts.people import add_membership
from indicators.history import latest_id
from indicators.models import Criterion, Measure, Plan, Target, TargetGroup
from indicators.plan_changes import change_target
from institutions.aliases import remember_alias
from institutions.models import (
    Contact,
    Institution,
    InstitutionEvent,
    InstitutionProposal,
    InstitutionVersion,
    ReportingUnit,
)
from institutions.reorganisation import change
from reports.history import Filters, Key, Kind, Reader, read_page
from reports.history.merging import SOURCES, all_entries
from reports.models import Publication
from submissions.models import (
    AnnualFigure,
    Evidence,
    Explanation,
    Extension,
    FigureApproval,
    FigureChange,
    FigureQuestion,
    FigureReply,
    ImportBatch,
    KeptFile,
    RemindedReturn,
    Reminder,
    ReportingYear,
    Submission,
    SubmissionEvent,
    TouchedSubmission,
)
from submissions.workflow import Answer, ensure_submission, save_figures

SECRET = 987_654


@pytest.fixture
def visits(province):
    measure = Measure.objects.create(code="visits_onsite", label="Lượt tại chỗ", type="count")
    measure.categories.set(province.categories.values())
    return measure


@pytest.fixture
def year(db):
    row = ReportingYear.calendar(2025)
    row.save()
    return row


@pytest.fixture
def own(province, cast, visits, year):
    """The reporter's return, in which institution A has one figure."""
    institution = province.institution("A", "Thư viện Phước An", "library_commune", "old:24490")
    row = ensure_submission(reporting_unit=province.offices["new:24490"], year=year, by=cast.reporter)
    answer = Answer(institution.pk, visits.pk, "reported", SECRET, note="đếm tay")
    save_figures(submission=row, answers=[answer], by=cast.reporter, through="form")
    return row


def _figure():
    return AnnualFigure.objects.get(institution__code="A")


def _lines(user, **filters):
    user = User.objects.get(pk=user.pk)
    return read_page(Reader(user), Filters(**filters)).entries


def _kinds(user, *kinds, **about):
    return _lines(user, kinds=frozenset(kinds), about={name: (pk,) for name, pk in about.items()})


def test_a_change_of_a_figure_is_a_line(cast, own):
    (line,) = _kinds(cast.reviewer, Kind.FIGURE)
    assert (line.by, line.said.what) == ("Reporter", "ghi số liệu")
    assert line.said.about == "Lượt tại chỗ, Thư viện Phước An (A), năm 2025"
    assert line.changes_text == "giá trị: chưa báo cáo → 987.654"
    assert (line.said.through, line.said.reason) == ("biểu mẫu", "đếm tay")
    assert line.said.url == reverse("submissions:figure_history", args=[_figure().pk])


def test_a_change_through_a_file_says_its_sheet_and_cell(cast, own, year):
    now = timezone.now()
    batch = ImportBatch.objects.create(
        year=year, by=cast.reporter, file_name="số liệu.xlsx", sha256="0", stage="applied", applied_at=now
    )
    batch.touched.create(submission=own, old_status="draft", new_status="draft")
    FigureChange.objects.create(
        figure=_figure(), revision=2, submission=own, old_state="reported", old_value=SECRET, new_state="unknown",
        at=now, through="file", batch=batch, sheet="Xã", line=12, column=4, by=cast.reporter,
    )  # fmt: skip
    institution = Institution.objects.get(code="A").pk
    line = _kinds(cast.reviewer, Kind.FIGURE, institution=institution)[0]
    assert line.said.through == "tệp: số liệu.xlsx, Xã, D12"
    assert line.changes_text == "giá trị: 987.654 → không rõ"
    (file,) = _kinds(cast.reviewer, Kind.FILE)
    assert file.said.what == "ghi tệp “số liệu.xlsx”: 1 số liệu"
    # Without asking for single figures, the file stands for them.
    assert [line.said.through for line in _lines(cast.reviewer) if line.kind == Kind.FIGURE] == ["biểu mẫu"]


def test_an_approval_is_one_line_of_its_return(cast, own):
    SubmissionEvent.objects.create(submission=own, old_status="submitted", new_status="approved", by=cast.reviewer)
    line = _kinds(cast.reporter, Kind.RETURN)[0]
    assert line.said.what == "duyệt báo cáo"
    assert line.said.about == "báo cáo năm 2025 của Cơ quan Xã Krông Pắc"
    assert line.changes_text == "tình trạng: đã nộp → đã duyệt"


def test_of_an_institution_an_approval_counts_its_figures(cast, own):
    FigureApproval.objects.create(figure=_figure(), state="reported", value=SECRET, by=cast.reviewer, at=timezone.now())
    institution = Institution.objects.get(code="A").pk
    (line,) = _kinds(cast.reviewer, Kind.RETURN, institution=institution)
    assert (line.said.what, line.said.about) == ("duyệt 1 số liệu", "Thư viện Phước An (A), năm 2025")


def test_handing_over_names_the_receiver(cast, own, province):
    SubmissionEvent.objects.create(
        submission=own, old_status="draft", new_status="draft", reason="NQ 1664", by=cast.reviewer,
        handed_to=province.offices["new:24538"],
    )  # fmt: skip
    line = _kinds(cast.reviewer, Kind.RETURN)[0]
    assert (line.said.what, line.said.reason) == ("bàn giao báo cáo cho Cơ quan Xã Krông Ana", "NQ 1664")
    (found, *_rest) = _kinds(cast.reviewer, Kind.RETURN, reporting_unit=province.offices["new:24538"].pk)
    assert found.key == line.key


def test_extensions_questions_replies_explanations_evidence(cast, own, visits, year):
    Extension.objects.create(submission=own, due_date=datetime.date(2026, 1, 31), reason="bão", by=cast.reviewer)
    question = FigureQuestion.objects.create(
        submission=own, institution=_figure().institution, measure=visits, text="Sao cao vậy?", by=cast.reviewer,
        settled_by=cast.reviewer, settled_at=timezone.now() + datetime.timedelta(minutes=1),
    )  # fmt: skip
    FigureReply.objects.create(question=question, text="Có lễ hội.", by=cast.reporter)
    Explanation.objects.create(
        institution=_figure().institution, year=year, measure=visits, check_code="none", about="1", text="đúng vậy",
        by=cast.reporter,
    )  # fmt: skip
    file = KeptFile.objects.create(name="so.pdf", sha256="1", size=1, content=b"1")
    Evidence.objects.create(
        figure=_figure(), file=file, kind="pdf", by=cast.reporter, removed_by=cast.reviewer,
        removed_at=timezone.now() + datetime.timedelta(minutes=2),
    )  # fmt: skip
    said = [line.said.what for line in _lines(cast.reporter)]
    for words in (
        "gia hạn nộp đến 31/01/2026", "hỏi: “Sao cao vậy?”", "xong câu hỏi: “Sao cao vậy?”", "trả lời: “Có lễ hội.”",
        "giải thích: “đúng vậy”", "đính kèm minh chứng “so.pdf”", "gỡ minh chứng “so.pdf”",
    ):  # fmt: skip
        assert words in said
    assert said[0] == "gỡ minh chứng “so.pdf”"


def test_what_happened_to_an_institution_says_what_it_turned(cast, own):
    institution = Institution.objects.get(code="A")
    change(
        institution, on=datetime.date(2025, 9, 1), by=cast.reviewer, legal_basis="QĐ 9",
        name="Thư viện Krông Pắc", is_counted=False, not_counted_reason="CV 3",
    )  # fmt: skip
    lines = _kinds(cast.nobody, Kind.REGISTRY, institution=institution.pk)
    event = next(line for line in lines if "từ ngày 01/09/2025" in line.said.what)
    assert "Tên: Thư viện Phước An → Thư viện Krông Pắc" in event.changes_text
    assert event.said.reason.startswith("QĐ 9")
    assert event.by == "Reviewer"
    ended = next(line for line in lines if "đến hết ngày" in line.changes_text)
    assert ended.changes_text == "đến hết ngày: – → 31/08/2025"


def test_aliases_and_contacts(cast, own, province):
    remember_alias(institution=Institution.objects.get(code="A"), name="TV Phước An", places=[], by=cast.reporter)
    (alias,) = _kinds(cast.nobody, Kind.NAME)
    assert alias.said.what == "thêm tên khác của cơ sở"
    assert alias.changes_text == "tên trong tệp: – → TV Phước An"
    contact = Contact.objects.create(reporting_unit=province.offices["new:24490"], name="H'Hoa", phone="0905")
    contact.phone = "0914"
    contact.save()
    newest = _kinds(cast.reporter, Kind.OFFICE)[0]
    assert newest.changes_text == "điện thoại: 0905 → 0914"
    contact.delete()
    assert _kinds(cast.reporter, Kind.OFFICE)[0].said.what == "gỡ người liên hệ"


@pytest.fixture
def target(province):
    plan = Plan.objects.create(
        code="06", title="Kế hoạch", short_title="KH 06", legal_basis="06/KH", issued_on=datetime.date(2023, 1, 10)
    )
    criterion = Criterion.objects.create(plan=plan, code="L1", title="Phục vụ", kind="share")
    group = TargetGroup.objects.create(criterion=criterion, name="Thư viện xã")
    group.categories.add(province.categories["library_commune"])
    return Target.objects.create(group=group, milestone=2025, threshold=36, citation="Kế hoạch 06")


def test_a_target_says_from_what_to_what_and_why(cast, target):
    change_target(target=target, values={"threshold": 40}, seen=latest_id(target), reason="QĐ 1", by=cast.administrator)
    line = _kinds(cast.nobody, Kind.PLAN, target=target.pk)[0]
    assert line.changes_text == "ngưỡng (%): 36 → 40"
    assert (line.by, line.said.reason) == ("Administrator", "QĐ 1")
    assert line.said.about == "L1 · Thư viện xã · 2025, KH 06"
    group = next(line for line in _kinds(cast.nobody, Kind.PLAN) if "loại hình" in line.changes_text)
    assert group.changes_text == "loại hình: – → Thư viện công cộng cấp xã"
    of_plan = _kinds(cast.nobody, Kind.PLAN, plan=target.group.criterion.plan_id)
    assert line.key in [one.key for one in of_plan]


def test_people_are_the_administrators_and_ones_own(cast, province):
    add_membership(
        user=cast.nobody, role="viewer", unit=province.units["new:66"], valid_from=datetime.date(2026, 1, 1),
        by=cast.administrator,
    )  # fmt: skip
    (line, *_rest) = _kinds(cast.administrator, Kind.PERSON, person=cast.nobody.pk)
    assert (line.said.what, line.said.reason) == ("thêm tư cách", "giao vai trò")
    assert line.said.about == "Nobody, Người xem, Tỉnh Đắk Lắk"
    assert {one.said.about for one in _kinds(cast.reviewer, Kind.PERSON)} == {
        "Reviewer", "Reviewer, Người thẩm tra, Tỉnh Đắk Lắk",
    }  # fmt: skip


def test_years_and_reminders(cast, year, own, province):
    year.due_date = datetime.date(2026, 1, 15)
    year.save()
    assert _kinds(cast.nobody, Kind.YEAR)[0].changes_text == "hạn nộp: – → 15/01/2026"
    reminder = Reminder.objects.create(
        year=year, address="hoa@example.vn", day=datetime.date(2026, 1, 10), subject="Nhắc", body="…", result="sent"
    )
    reminder.returns.create(submission=own, stage=5, due_date=year.due_date)
    assert [line.said.what for line in _kinds(cast.reviewer, Kind.DEADLINE)] == [
        "gửi thư nhắc đến hoa@example.vn (đã gửi)"
    ]
    for other in (cast.nobody, cast.outsider, cast.reporter, cast.viewer):
        assert _kinds(other, Kind.DEADLINE) == []


def _fill(own, visits, cast, year, province):
    """One trace of every kind that is not readable by all, each with the secret in it."""
    secret = str(SECRET)
    figure, now = _figure(), timezone.now()
    Extension.objects.create(submission=own, due_date=datetime.date(2026, 1, 31), reason=secret, by=cast.reviewer)
    question = FigureQuestion.objects.create(
        submission=own, institution=figure.institution, measure=visits, text=secret, by=cast.reviewer,
        settled_by=cast.reviewer, settled_at=now,
    )  # fmt: skip
    FigureReply.objects.create(question=question, text=secret, by=cast.reporter)
    Explanation.objects.create(
        institution=figure.institution, year=year, measure=visits, check_code="x", about="1", text=secret
    )
    Explanation.objects.create(submission=own, year=year, check_code="x", about="1", text=secret)
    file = KeptFile.objects.create(name=f"{secret}.pdf", sha256="1", size=1, content=b"1")
    Evidence.objects.create(figure=figure, file=file, kind="pdf", removed_at=now, removed_by=cast.reporter)
    batch = ImportBatch.objects.create(
        year=year, by=cast.reporter, file_name=f"{secret}.xlsx", sha256="0", stage="undone", applied_at=now,
        undone_at=now, undone_by=cast.reporter,
    )  # fmt: skip
    batch.touched.create(submission=own, new_status="draft")
    SubmissionEvent.objects.create(submission=own, old_status="submitted", new_status="returned", reason=secret)
    Contact.objects.create(reporting_unit=own.reporting_unit, name="H'Hoa", phone=secret)
    FigureApproval.objects.create(figure=figure, state="reported", value=SECRET, at=now)
    reminder = Reminder.objects.create(
        year=year, address=f"{secret}@example.vn", day=datetime.date(2026, 1, 10), subject="Nhắc", body="…"
    )
    reminder.returns.create(submission=own, stage=5, due_date=datetime.date(2026, 1, 15))
    User.objects.create_user(username=f"u{secret}", password=None, full_name=secret)


@pytest.mark.parametrize("role", ["outsider", "nobody"])
def test_nothing_outside_the_scope_leaks(client, cast, own, visits, year, province, role):
    _fill(own, visits, cast, year, province)
    address = reverse("reports:history")
    institution = "A"
    client.force_login(cast.administrator)
    everything = client.get(address).content.decode()
    assert everything.count(str(SECRET)) > 10
    client.force_login(getattr(cast, role))
    for query in ("", f"?institution={institution}", "?kind=figure&kind=return&kind=file", "?year=2025", "?unit=24490"):
        text = client.get(address + query).content.decode()
        assert str(SECRET) not in text
        assert "987.654" not in text
        export = client.get(f"{address}{query or '?'}&export=csv")
        assert str(SECRET).encode() not in b"".join(export.streaming_content)


def test_who_reads_in_scope_reads_the_figures(client, cast, own, visits, year, province):
    _fill(own, visits, cast, year, province)
    for role in ("reporter", "reviewer", "viewer", "administrator"):
        client.force_login(getattr(cast, role))
        assert "987.654" in client.get(reverse("reports:history"), {"institution": "A"}).content.decode()


def test_a_return_a_person_or_an_actor_outside_the_scope_is_not_found(client, cast, own):
    address = reverse("reports:history")
    client.force_login(cast.outsider)
    assert client.get(address, {"submission": own.pk}).status_code == 404
    assert client.get(address, {"person": cast.reporter.pk}).status_code == 404
    assert client.get(address, {"actor": cast.reporter.pk}).status_code == 404
    assert client.get(address, {"actor": cast.outsider.pk}).status_code == 200
    client.force_login(cast.administrator)
    assert client.get(address, {"submission": own.pk}).status_code == 200
    page = client.get(address, {"actor": cast.reporter.pk})
    assert {entry.by for entry in page.context["page"].entries} == {"Reporter"}


def test_pages_follow_each_other_without_gaps_or_doubles(cast, own, visits, year, province):
    _fill(own, visits, cast, year, province)
    moment = timezone.now()
    for number in range(2, 30):  # many of the same moment, as a file writes them
        FigureChange.objects.create(
            figure=_figure(), revision=number, old_state="reported", old_value=1, new_state="reported",
            new_value=number, at=moment, through="grid",
        )  # fmt: skip
    SubmissionEvent.objects.filter(submission=own).update(at=moment)
    reader = Reader(User.objects.get(pk=cast.administrator.pk))
    whole = read_page(reader, Filters(), size=10_000).entries
    keys = [entry.key for entry in whole]
    assert keys == sorted(keys, reverse=True)
    assert len(set(keys)) == len(keys) > 60
    for size in (1, 7):
        pieces, after = [], None
        while True:
            page = read_page(reader, Filters(), after, size)
            pieces += page.entries
            if page.next is None:
                break
            after = Key.read(str(page.next))
        assert [entry.key for entry in pieces] == keys
    assert [entry.key for entry in all_entries(reader, Filters(), most=20, size=6)] == keys[:20]


def test_the_number_of_queries_does_not_grow(cast, own, visits, year, province):
    _fill(own, visits, cast, year, province)
    counts = []
    for prefix, extra in (("one", 1), ("many", 40)):
        for number in range(extra):
            institution = province.institution(
                f"{prefix}{number}", f"Thư viện {number}", "library_commune", "old:24490"
            )
            answer = Answer(institution.pk, visits.pk, "reported", number)
            save_figures(submission=own, answers=[answer], by=cast.reporter, through="form")
            InstitutionEvent.objects.create(institution=institution, kind="opened", on=datetime.date(2025, 1, 1))
            remember_alias(institution=institution, name=f"TV {prefix} {number}", places=[], by=cast.reporter)
        user = User.objects.get(pk=cast.reviewer.pk)
        with CaptureQueriesContext(connection) as queries:
            read_page(Reader(user), Filters(), size=500)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 80


def test_the_page_filters(client, cast, own, visits, year, province, target):
    _fill(own, visits, cast, year, province)
    client.force_login(cast.administrator)
    address = reverse("reports:history")

    def kinds(**query):
        return {str(entry.kind) for entry in client.get(address, query).context["page"].entries}

    assert kinds(institution="phước an") >= {"figure", "question", "explanation", "evidence"}
    assert kinds(unit="24490") >= {"return", "deadline", "office", "figure"}
    assert kinds(plan="06") == {"plan"}
    assert kinds(target=target.pk) == {"plan"}
    assert kinds(kind=["file", "office"]) == {"file", "office"}
    assert kinds(by="reporter") >= {"figure", "return"}
    assert kinds(person=cast.reporter.pk) == {"person"}
    assert kinds(first="2099-01-01") == set()
    assert kinds(last="2019-12-31") == set()
    today = f"{timezone.localdate():%Y-%m-%d}"
    assert "figure" in kinds(first=today, last=today)
    assert kinds(year="2025", kind="year") == {"year"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"institution": "không có đâu"}, "Không tìm thấy “không có đâu”"),
        ({"unit": "zzz"}, "Không tìm thấy “zzz”"),
        ({"by": "!!!"}, "Không tìm thấy “!!!”"),
        ({"first": "31/13/2025"}, "Không có ngày 31/13/2025"),
        ({"first": "2025-02-01", "last": "2025-01-01"}, "Ngày cuối không thể trước ngày đầu"),
        ({"year": "1999"}, "Hãy chọn"),
    ],
)
def test_what_cannot_be_meant_is_said(client, cast, own, query, said):
    client.force_login(cast.reviewer)
    page = client.get(reverse("reports:history"), query)
    assert page.status_code == 200
    assert page.context["page"] is None
    if said != "Hãy chọn":
        assert said in page.content.decode()


@pytest.mark.parametrize("after", ["", "x", "2025-01-01~0~1", "2025-01-01T00:00:00+00:00~99~1", "~~", "9~9~9~9"])
def test_a_broken_key_shows_the_beginning_or_nothing_worse(client, cast, own, after):
    client.force_login(cast.reviewer)
    assert client.get(reverse("reports:history"), {"after": after}).status_code == 200


def test_the_file_has_what_the_page_has_and_no_formula(client, cast, own):
    Extension.objects.create(submission=own, due_date=datetime.date(2026, 1, 31), reason="=1+1", by=cast.reviewer)
    client.force_login(cast.reviewer)
    address = reverse("reports:history")
    csv = b"".join(client.get(address, {"export": "csv", "kind": "deadline"}).streaming_content).decode("utf-8-sig")
    heading, line = csv.splitlines()
    assert heading.startswith("Lúc,Người thực hiện,Loại việc,Việc")
    assert "gia hạn nộp đến 31/01/2026" in line
    assert "'=1+1" in line
    book = openpyxl.load_workbook(io.BytesIO(client.get(address, {"export": "xlsx", "kind": "deadline"}).content))
    assert book.active["H2"].value == "'=1+1"
    assert client.get(address, {"export": "pdf"}).status_code == 404


def test_every_source_is_asked_by_what_it_knows():
    """Each subject leads somewhere, so that no filter silently finds nothing at all."""
    known = {subject for source in SOURCES for subject in source.about}
    assert known == {"institution", "reporting_unit", "submission", "plan", "target", "person", "year"}


TRACES = [
    FigureChange, FigureApproval, SubmissionEvent, Extension, FigureQuestion, FigureReply, Explanation, Evidence,
    ImportBatch, TouchedSubmission, Reminder, RemindedReturn, InstitutionEvent, InstitutionProposal, Publication,
    AnnualFigure, Submission, ReportingYear, InstitutionVersion, Membership,
]  # fmt: skip
"""What the journal reads, and what it hangs on."""
WITH_ROWS = [source for source in SOURCES if source.rows.__name__ != "_approvals"]  # which is silent unless narrowed


@pytest.mark.parametrize("model", TRACES, ids=lambda model: model.__name__)
def test_what_a_trace_is_about_is_not_deleted_from_under_it(model):
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.on_delete is models.PROTECT, f"{model.__name__}.{field.name}"


def test_deleting_what_has_traces_is_refused(cast, own):
    for row in (
        own, _figure(), Institution.objects.get(code="A"), cast.reporter, own.year, own.reporting_unit,
        Measure.objects.get(),
    ):  # fmt: skip
        with pytest.raises(models.ProtectedError):
            row.delete()
    assert FigureChange.objects.count() == 1


def test_the_admin_offers_no_deleting_of_traces(rf, cast, own):
    request = rf.get("/")
    request.user = cast.administrator
    for model in [*TRACES, *(source.rows(Reader(cast.administrator), Filters()).model for source in WITH_ROWS)]:
        if model in admin.site._registry:
            assert not admin.site._registry[model].has_delete_permission(request), model.__name__


def test_records_of_history_stay_when_their_row_goes(cast, own, province):
    contact = Contact.objects.create(reporting_unit=province.offices["new:24490"], name="H'Hoa")
    history, pk = contact.history.model, contact.pk
    contact.delete()
    assert [row.history_type for row in history.objects.filter(id=pk).order_by("history_id")] == ["+", "-"]
    for model in (ReportingUnit, InstitutionVersion, Target, User, Membership, ReportingYear):
        for field in model.history.model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.name != "history_user":
                assert field.remote_field.on_delete is models.DO_NOTHING, f"{model.__name__}.{field.name}"
