"""Files as an attacker, a hurried hand or bad luck sends them: others' rights, two tabs, lost processes."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from institutions.aliases import remember_alias
from institutions.models import InstitutionVersion
from submissions.imports.answering import choose_institutions, choose_rows
from submissions.imports.applying import Outdated, apply_batch
from submissions.imports.running import begin_applying, bring_up_to_date
from submissions.imports.staging import Superseded, check_batch
from submissions.models import AnnualFigure, CheckedRow, ImportBatch
from submissions.workflow import Refused, approve, undo_file

from ..ungated import hand_in
from .conftest import FILE, text_of

NOT_YOURS = "Không có trong danh sách cơ sở của bạn."


@pytest.fixture
def second_office(cast, province) -> Membership:
    """The reporter answers for Phường Tuy Hòa as well: TV3 is theirs too."""
    return Membership.objects.create(
        user=cast.reporter, role="reporter", reporting_unit=province.offices["new:22015"],
        valid_from=datetime.date(2025, 1, 1),
    )  # fmt: skip


def end(membership: Membership) -> None:
    membership.valid_until = datetime.date(2025, 6, 30)
    membership.save()


# --- rights that were lost


def test_what_was_checked_with_rights_that_ended_is_not_stored(page, returns, second_office):
    shown = page.send("institution,visits_onsite\nTV1,12\nTV3,77\n")
    end(second_office)
    answer = text_of(page.apply(shown))
    assert "Số liệu vừa thay đổi. Tệp được kiểm tra lại; hãy xem rồi ghi." in answer
    assert NOT_YOURS in answer
    assert "Thư viện Phường 1" not in answer
    assert not AnnualFigure.objects.exists()


def test_the_verb_itself_asks_for_the_rights_of_now(page, returns, second_office):
    batch = page.send("institution,visits_onsite\nTV3,77\n").context["batch"]
    end(second_office)
    with pytest.raises(Outdated, match="Quyền nhập số liệu của người gửi vừa thay đổi"):
        apply_batch(batch=batch, by=batch.by)
    assert not AnnualFigure.objects.exists()


def test_the_right_to_approve_is_asked_again(returns, as_other, cast):
    reviewer = as_other(cast.reviewer)
    shown = reviewer.send("institution,visits_onsite\nTV1,12\n", status="approved")
    membership = cast.reviewer.memberships.get()
    Membership.objects.create(
        user=cast.reviewer, role="reporter", valid_from=datetime.date(2025, 1, 1),
        reporting_unit=returns.commune.reporting_unit,
    )  # fmt: skip
    end(membership)
    answer = text_of(reviewer.apply(shown))
    assert "Chỉ người thẩm tra mới duyệt được báo cáo." in answer
    returns.commune.refresh_from_db()
    assert returns.commune.status == "draft"


# --- the one sentence


def test_a_foreign_code_beside_ones_own_name_is_as_good_as_an_unknown_one(page, returns):
    said = {}
    for code in ("TV3", "TV9"):
        batch = page.send(f"institution,name,visits_onsite\n{code},Thư viện Phước An,5\n").context["batch"]
        row = CheckedRow.objects.get(batch=batch)
        said[code] = [values[2] for values in row.detail["f"]]
        assert "Thư viện Phường 1" not in text_of(page.get("file", batch))
    assert said["TV3"] == said["TV9"]
    assert said["TV3"][0].startswith(NOT_YOURS)


def test_that_somebody_else_sent_the_same_file_is_theirs_to_know(page, returns, as_other, cast):
    text = "institution,visits_onsite\nTV3,77\n"
    other = as_other(cast.outsider)
    other.apply(other.send(text))
    assert "Tệp này đã được nhập lúc" in text_of(other.send(text, name="lai.csv"))
    assert "Tệp này đã được nhập lúc" not in text_of(page.send(text))
    assert "Tệp này đã được nhập lúc" in text_of(as_other(cast.reviewer).send(text))


def test_what_one_sender_said_of_a_name_never_overrules_the_name_of_another(page, returns, as_other, cast):
    remember_alias(
        institution=returns.library, name="Thư viện Phường 1", places=["Phường Tuy Hòa"], by=cast.reporter
    )  # fmt: skip
    batch = as_other(cast.reviewer).send("Tên,Xã/phường,Lượt tại chỗ\nThư viện Phường 1,Phường Tuy Hòa,31\n")
    row = CheckedRow.objects.get(batch=batch.context["batch"])
    assert (row.outcome, row.institution) == ("question", None)
    assert row.detail["f"][0][2] == "Có nhiều cơ sở cùng tên ở đó (TV1, TV3). Hãy ghi mã cơ sở."


# --- two tabs


def test_seals_tell_apart_whose_figures_they_are(page, returns, cast):
    batch = page.send("Tên,Xã/phường,Lượt tại chỗ\nLạ hoắc,Xã Krông Pắc,30\n").context["batch"]
    seals = []
    for code in ("TV1", "TV2"):
        choose_institutions(batch=batch, by=cast.reporter, chosen={"!2": code}, named={})
        seals.append(page.get("file", batch).context["batch"].seal)
    assert seals[0] != seals[1]
    refused = page.post("file_apply", batch, {"seal": seals[0]})
    assert "Số liệu vừa thay đổi." in text_of(refused)
    assert not AnnualFigure.objects.exists()


def test_an_answer_in_another_tab_stops_what_was_about_to_be_stored(page, returns):
    batch = page.send(FILE).context["batch"]
    choose_rows(batch=ImportBatch.objects.get(), only_good=True)
    with pytest.raises(Outdated, match="Tệp vừa được trả lời ở nơi khác"):
        apply_batch(batch=batch, by=batch.by)
    ImportBatch.objects.update(choices={}, seal="another check")
    with pytest.raises(Outdated, match="Tệp vừa được trả lời ở nơi khác"):
        apply_batch(batch=batch, by=batch.by)
    assert not AnnualFigure.objects.exists()


def test_a_file_that_another_tab_threw_away_is_gone_with_a_sentence(page, returns):
    batch = page.send(FILE).context["batch"]
    page.post("file_discard", batch)
    bring_up_to_date(batch)
    with pytest.raises(Refused, match="tệp đã được ghi hoặc đã bị bỏ"):
        apply_batch(batch=batch, by=batch.by)
    for name in ("file_apply", "file_again", "file_discard", "file_columns", "file_institutions"):
        assert page.post(name, batch, {"seal": batch.seal}).status_code == 404


# --- work that died, or did not


def test_a_check_that_was_taken_over_leaves_what_the_other_one_found(page, returns):
    late = page.send(FILE).context["batch"]
    late.stage, late.worked_at = "checking", timezone.now() - datetime.timedelta(hours=1)
    ImportBatch.objects.update(stage="checking", worked_at=late.worked_at, report={})
    assert "Ghi tất cả" in text_of(page.get("file", late))  # taken over, checked
    seal = ImportBatch.objects.get().seal
    with pytest.raises(Superseded):
        check_batch(late)
    batch = ImportBatch.objects.get()
    assert (batch.stage, batch.seal, batch.checked_rows.count()) == ("checked", seal, 2)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_check_of_another_clock_is_taken_over(page, returns, hours):
    batch = page.send(FILE).context["batch"]
    ImportBatch.objects.update(stage="checking", worked_at=timezone.now() - datetime.timedelta(hours=hours))
    assert "Ghi tất cả" in text_of(page.get("file", batch))


def test_a_file_that_breaks_the_check_is_said_and_can_be_thrown_away(page, returns, monkeypatch, caplog):
    def break_(*args, **more):
        raise ZeroDivisionError

    monkeypatch.setattr("submissions.imports.staging.Check", break_)
    shown = page.send(FILE)
    assert shown.status_code == 200
    assert "Việc xử lý tệp bị gián đoạn do lỗi của hệ thống." in text_of(shown)
    assert "ZeroDivisionError" in caplog.text
    page.post("file_discard", shown.context["batch"])
    assert not ImportBatch.objects.exists()


def test_a_long_file_is_stored_only_as_it_was_seen(page, returns, settings):
    batch = page.send(FILE).context["batch"]
    settings.CHECK_AT_ONCE_BYTES = 1
    bring_up_to_date(batch)
    ImportBatch.objects.update(seal="another check")
    with pytest.raises(Exception, match="chưa kiểm tra xong"):
        begin_applying(batch, by=batch.by)
    assert ImportBatch.objects.get().stage == "checked"


def test_whoever_waits_for_work_that_died_is_led_to_take_it_up(page, returns):
    batch = page.send(FILE).context["batch"]
    ImportBatch.objects.update(stage="checking", worked_at=timezone.now())
    assert page.get("file_progress", batch).json()["working"] is True
    ImportBatch.objects.update(worked_at=timezone.now() - datetime.timedelta(hours=1))
    assert page.get("file_progress", batch).json()["working"] is False


# --- taking back


def stored(page, text: str, **fields: str) -> ImportBatch:
    """A file that was sent and stored."""
    batch = page.apply(page.send(text, **fields)).context["batch"]
    assert batch.is_applied
    return batch


def status_of(submission) -> str:
    submission.refresh_from_db()
    return submission.status


def test_undoing_takes_no_return_out_of_the_reviewers_hands(page, returns, as_other, cast):
    stored(page, FILE)
    submitting = stored(page, FILE, name="nop.csv", status="submitted")  # the same figures: none goes back
    assert status_of(returns.commune) == "submitted"
    assert "hãy đề nghị người thẩm tra trả lại" in text_of(page.post("file_undo", submitting))
    assert status_of(returns.commune) == "submitted"
    assert "Đã hoàn tác" in text_of(as_other(cast.reviewer).post("file_undo", submitting))
    assert status_of(returns.commune) == "draft"


def test_who_no_longer_reviews_takes_no_approval_back(returns, as_other, cast):
    reviewer = as_other(cast.reviewer)
    batch = stored(reviewer, FILE, status="approved")
    end(cast.reviewer.memberships.get())
    Membership.objects.create(
        user=cast.reviewer, role="reporter", valid_from=datetime.date(2025, 1, 1),
        reporting_unit=returns.commune.reporting_unit,
    )  # fmt: skip
    assert "Hãy mở lại báo cáo" in text_of(reviewer.post("file_undo", batch))
    assert status_of(returns.commune) == "approved"


def test_a_step_taken_under_a_clock_put_back_is_a_later_step(page, returns):
    batch = stored(page, FILE)
    hand_in(returns.commune, by=None)
    returns.commune.events.update(at=batch.applied_at - datetime.timedelta(hours=1))
    undo_file(batch=batch, by=None)
    assert status_of(returns.commune) == "submitted"


def test_what_another_return_has_approved_since_stays_approved(returns, as_other, cast):
    reviewer = as_other(cast.reviewer)
    first = stored(reviewer, "institution,visits_onsite\nTV1,12\n", status="approved")
    InstitutionVersion.objects.filter(institution=returns.library).update(reporting_unit=returns.foreign.reporting_unit)
    stored(reviewer, "institution,visits_onsite\nTV1,13\n", name="chuyen.csv", status="approved")
    figure = AnnualFigure.objects.get()
    assert (figure.approved_value, figure.submission) == (13, returns.foreign)
    undo_file(batch=first, by=None)
    figure.refresh_from_db()
    assert (figure.value, figure.approved_value, figure.submission) == (13, 13, returns.foreign)


def test_nothing_goes_back_into_a_return_that_was_approved_since(page, returns):
    returns.say(returns.foreign, returns.library, returns.visits, 11)
    batch = stored(page, "institution,visits_onsite\nTV1,12\n")
    figure = AnnualFigure.objects.get()
    assert figure.submission == returns.commune
    hand_in(returns.foreign, by=None)
    approve(submission=returns.foreign, by=None)
    with pytest.raises(Refused, match="Phường Tuy Hòa đã được duyệt"):
        undo_file(batch=batch, by=None)
    figure.refresh_from_db()
    assert (figure.value, figure.submission) == (12, returns.commune)


# --- what was left out of a file


def test_rows_left_out_of_a_file_are_not_for_who_reads_the_rest(page, returns, as_other, cast):
    hand_in(returns.foreign, by=None)
    approve(submission=returns.foreign, by=None)
    reviewer = as_other(cast.reviewer)
    shown = reviewer.send("institution,visits_onsite\nTV1,12\nTV3,9876\n")
    batch = reviewer.apply(shown, only_good="on").context["batch"]
    assert batch.is_applied
    theirs = page.get("file", batch)
    assert "B2 Thư viện Phước An Lượt tại chỗ chưa báo cáo 12" in text_of(theirs)
    for secret in ("Thư viện Phường 1", "Phường Tuy Hòa", "9876", "Tải tệp gốc"):
        assert secret not in text_of(theirs)
        assert secret in text_of(reviewer.get("file", batch)) or secret == "9876"
    for name in ("file_original", "file_marked"):
        assert page.get(name, batch).status_code == 403
        assert as_other(cast.viewer).get(name, batch).status_code == 200


def test_who_answers_for_a_place_no_more_reads_its_files_no_more(page, returns, second_office, cast):
    of_both = stored(page, "institution,visits_onsite\nTV1,12\nTV3,77\n")
    own = stored(page, "institution,visits_onsite\nTV1,13\n", name="rieng.csv")
    end(second_office)
    for name in ("file", "file_original", "file_marked", "file_undo", "file_progress"):
        assert page.get(name, of_both).status_code == 404
        assert page.get(name, own).status_code == 200
    end(cast.reporter.memberships.get(valid_until=None))
    assert page.get("file", own).status_code == 404


# --- addresses


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 18, "-1", "٣", "²", ""])
def test_numbers_that_no_row_has_are_not_found(page, returns, number):
    batch = page.send("Tên,Xã/phường,Lượt tại chỗ\nLạ hoắc,Xã Krông Pắc,30\n").context["batch"]
    assert page.get("file_propose", batch, row=number).status_code == 404
    assert page.client.post(reverse("submissions:open", args=[2025]), {"reporting_unit": number}).status_code == 404
    if number:
        template = reverse("submissions:import_template", args=[2025])
        assert page.client.get(template, {"unit": number}).status_code == 404


# --- files with too much to say


def test_of_a_thousand_findings_of_one_kind_the_first_are_kept_and_the_rest_counted(page, returns, monkeypatch):
    monkeypatch.setattr("submissions.imports.staging.FOUND_AT_MOST", 2)
    shown = page.send("institution,visits_onsite\n" + "TV1,5,,9\n" * 5)
    report = shown.context["batch"].report
    said = [one["finding"][2] for one in report["found"] if one["finding"][1] == "outside"]
    assert len(said) == 3
    assert said[2] == "Còn 3 chỗ nữa như thế. Hãy sửa các chỗ đã nêu rồi gửi lại."
    assert report["errors"] == 9  # five values outside, four rows about one institution


def test_the_likely_ones_are_found_among_thousands_of_namesakes(page, province):
    rows = [f"Thư viện thôn {number}" for number in range(1, 91)]
    for index, name in enumerate(rows * 3):
        province.institution(f"A{index:03}", name, "library_commune", "old:24490")
    province.institution("B1", "Thư viện thôn Ea Drai", "library_commune", "old:24493")
    text = "Tên,Xã/phường,Lượt tại chỗ\n" + "".join(
        f"{name},Xã Krông Pắc,3\n" for name in ("Thư viện buôn Drai", "Thư vịên thôm 77", "x" * 4000)
    )
    asked = page.get("file_institutions", page.send(text).context["batch"])
    drai, slip, long = ([value for value, _label in form.fields["meant"].choices] for form in asked.context["forms"])
    assert drai[0] == "B1"
    assert slip[:3] == ["A076", "A166", "A256"]
    assert long == ["skip", "other"]
