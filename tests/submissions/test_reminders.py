"""Who is reminded on which day, of what, in which words; that nobody is written to twice; what failed."""

import datetime
import json
from io import StringIO
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from institutions.models import Contact
from institutions.responsibility import current_responsibility
from lifelong_learning.reading_settings import days, web_address
from submissions.asked import asked_measures
from submissions.letters import written
from submissions.models import RemindedReturn, Reminder, ReportingYear, Submission
from submissions.reminding import reminded_on, stage_reached
from submissions.workflow import ensure_submission, extend, reopen_year, send_reminders

from ..conftest import FIRST
from .conftest import reporting_year

TWO_WEEKS = datetime.date(2026, 1, 1)
"""Fourteen days before the return of 2025 is due."""


@pytest.fixture
def owing(returns, cast):
    """The reporter of the commune, with an address; of the other commune nobody has one."""
    cast.reporter.email = "hoa@example.vn"
    cast.reporter.save()
    # What the district owes of last year has no due date and reminds nobody.
    return returns


def round_on(on):
    return reminded_on(on, Submission.objects.all())


def told(on):
    """Who is written to on that day: address, and for each return its reporting unit and stage."""
    return {
        one.address: [(owed.submission.reporting_unit.code, owed.stage) for owed in one.owed]
        for one in round_on(on).recipients
    }


def send(on, **more):
    return send_reminders(day_round=round_on(on), by=more.pop("by", None), **more)


@pytest.mark.parametrize(
    ("days_left", "stage"),
    [(15, None), (14, 14), (4, 14), (3, 3), (0, 3), (-1, -1), (-6, -1), (-7, -7), (-14, -14), (-400, -14)],
)
def test_stage_reached(days_left, stage):
    assert stage_reached(days_left, [14, 3, -1, -7, -14]) == stage


def test_the_day_before_the_first_stage_nobody_is_reminded(owing):
    assert told(datetime.date(2025, 12, 31)) == {}
    assert told(TWO_WEEKS) == {"hoa@example.vn": [("24490", 14)]}


def test_each_stage_is_told_once_and_a_missed_day_is_caught_up_with(owing, mailoutbox):
    assert len(send(TWO_WEEKS).sent) == 1
    assert told(TWO_WEEKS) == told(datetime.date(2026, 1, 11)) == {}
    # Neither on the 12th nor on the 16th anything ran: of the two stages that passed only the latest is told.
    assert told(datetime.date(2026, 1, 18)) == {"hoa@example.vn": [("24490", -1)]}
    send(datetime.date(2026, 1, 18))
    assert told(datetime.date(2026, 1, 21)) == {}
    assert [mail.subject for mail in mailoutbox] == [
        "Nhắc nộp báo cáo năm 2025: còn 14 ngày",
        "Nhắc nộp báo cáo năm 2025: đã quá hạn 3 ngày",
    ]
    assert list(RemindedReturn.objects.order_by("pk").values_list("stage", flat=True)) == [14, -1]


@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_nobody_is_reminded_of_what_arrived(owing, status):
    Submission.objects.filter(pk=owing.commune.pk).update(status=status)
    assert told(TWO_WEEKS) == {}


@pytest.mark.parametrize("stage", ["planned", "closed"])
def test_only_open_years_remind(owing, stage):
    at = timezone.now() if stage == "closed" else None
    ReportingYear.objects.filter(number=2025).update(stage=stage, closed_at=at)
    assert told(TWO_WEEKS) == {}


def test_another_due_date_begins_the_stages_anew(owing):
    send(TWO_WEEKS)
    extend(submission=owing.commune, due_date=datetime.date(2026, 2, 10), reason="Lũ ở xã", by=None)
    assert told(datetime.date(2026, 1, 16)) == {}
    assert told(datetime.date(2026, 1, 27)) == {"hoa@example.vn": [("24490", 14)]}
    letter = written(round_on(datetime.date(2026, 1, 27)).recipients[0], datetime.date(2026, 1, 27))
    assert "Hạn nộp 10/02/2026: còn 14 ngày." in letter.body
    assert "Hạn này đã được gia hạn: Lũ ở xã" in letter.body


def test_the_letter_says_what_how_far_by_when_and_where(owing, cast):
    owing.say(owing.commune, owing.library, owing.service, 1)
    owing.say(owing.commune, owing.library, owing.visits, 12)
    letter = written(round_on(TWO_WEEKS).recipients[0], TWO_WEEKS)
    assert letter.body == (
        "Kính gửi Reporter,\n"
        "\n"
        "Sở Văn hóa, Thể thao và Du lịch tỉnh Đắk Lắk đang chờ báo cáo sau đây của đơn vị:\n"
        "\n"
        "* Năm 2025, Cơ quan Xã Krông Pắc\n"
        "  Hạn nộp 15/01/2026: còn 14 ngày.\n"
        "  Đã đủ số liệu 1/2 cơ sở.\n"
        f"  http://127.0.0.1:8000/submissions/{owing.commune.pk}/\n"
        "\n"
        'Bạn nhập tiếp và nộp ở trang "Báo cáo của tôi":\n'
        "http://127.0.0.1:8000/submissions/\n"
        "\n"
        "Nếu có khó khăn, hãy liên hệ Sở sớm để được gia hạn. Nếu báo cáo vừa được nộp, xin bỏ qua thư này.\n"
        "\n"
        "Trân trọng,\n"
        "Sở Văn hóa, Thể thao và Du lịch tỉnh Đắk Lắk\n"
    )


def test_the_letter_says_why_a_return_came_back(owing):
    owing.commune.events.create(old_status="submitted", new_status="returned", reason="Thiếu <Ea Kly> & thôn 3")
    Submission.objects.filter(pk=owing.commune.pk).update(status="returned")
    letter = written(round_on(TWO_WEEKS).recipients[0], TWO_WEEKS)
    assert "Báo cáo được trả lại để sửa: Thiếu <Ea Kly> & thôn 3" in letter.body


def test_one_letter_lists_all_that_an_address_owes_whatever_its_letters(owing, cast, mailoutbox, province):
    cast.outsider.email = "HOA@Example.vn"  # the same mailbox, written otherwise
    cast.outsider.save()
    last_year = reporting_year(2023, due_date=datetime.date(2026, 1, 4))
    ensure_submission(reporting_unit=province.offices["old:555"], year=last_year, by=None)
    assert told(TWO_WEEKS) == {"hoa@example.vn": [("22015", 14), ("24490", 14)]}
    ensure_submission(reporting_unit=province.offices["new:22015"], year=last_year, by=None)
    found = send(TWO_WEEKS)
    assert [mail.to for mail in mailoutbox] == [["hoa@example.vn"]]
    assert mailoutbox[0].subject == "Nhắc nộp báo cáo năm 2023: còn 3 ngày"
    assert "đang chờ 3 báo cáo sau đây" in mailoutbox[0].body
    assert found.sent[0].returns.count() == 3


def test_the_heir_of_an_office_that_ended_is_reminded_of_its_return(owing, cast, province):
    """The return is the old commune district's; the commune took over whole districts' duties by their successor."""
    old = province.offices["old:655"]
    old.successor = province.offices["new:24490"]
    old.save()
    year = reporting_year(2023, due_date=datetime.date(2026, 1, 15))
    ensure_submission(reporting_unit=old, year=year, by=None)
    assert told(TWO_WEEKS) == {"hoa@example.vn": [("655", 14), ("24490", 14)]}


def test_who_a_return_was_handed_to_is_reminded_of_it(owing, cast, province):
    Submission.objects.filter(pk=owing.foreign.pk).update(handed_to=province.offices["new:24490"])
    assert told(TWO_WEEKS) == {"hoa@example.vn": [("22015", 14), ("24490", 14)]}


def test_people_of_ended_memberships_and_inactive_ones_are_left_alone(owing, province):
    office = province.offices["new:24490"]
    for name, active, until in [("gone", True, datetime.date(2025, 12, 31)), ("off", False, None), ("new", True, None)]:
        user = User.objects.create_user(username=name, email=f"{name}@example.vn", password=None, is_active=active)
        Membership.objects.create(
            user=user, role="reporter", reporting_unit=office, valid_from=FIRST, valid_until=until
        )
    assert set(told(TWO_WEEKS)) == {"hoa@example.vn", "new@example.vn"}


def test_contacts_are_written_to_where_no_reporter_has_an_address(owing, province):
    Contact.objects.create(reporting_unit=province.offices["new:24490"], name="Không cần", email="lan@example.vn")
    Contact.objects.create(reporting_unit=province.offices["new:22015"], name="Chị Mai", email="mai@example.vn")
    assert told(TWO_WEEKS) == {"hoa@example.vn": [("24490", 14)], "mai@example.vn": [("22015", 14)]}
    to_mai = round_on(TWO_WEEKS).recipients[1]
    letter = written(to_mai, TWO_WEEKS)
    assert letter.body.startswith("Kính gửi Chị Mai,")
    assert "/submissions/" not in letter.body  # somebody without an account could not follow it


def test_returns_without_any_address_are_listed(owing, province):
    Contact.objects.create(reporting_unit=province.offices["new:22015"], name="Chị Mai", phone="0262 3", email="mai@")
    silent = round_on(TWO_WEEKS).unreachable
    assert [one.submission for one in silent] == [owing.foreign]


def test_at_most_one_mail_to_an_address_and_day(owing, mailoutbox):
    twice = round_on(TWO_WEEKS)  # two runs that looked at the same moment
    assert len(send(TWO_WEEKS).sent) == 1
    second = send_reminders(day_round=twice, by=None)
    assert (len(second.sent), len(second.already), len(mailoutbox)) == (0, 1, 1)
    assert Reminder.objects.get().returns.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(year=owing.this_year, address="hoa@example.vn", day=TWO_WEEKS, subject="x", body="x")


def test_what_was_cut_off_half_way_is_not_sent_again(owing, mailoutbox):
    send(TWO_WEEKS)
    Reminder.objects.update(result="pending")
    assert told(datetime.date(2026, 1, 2)) == {}
    assert send(TWO_WEEKS, retry=True).sent == []


class Broken(BaseEmailBackend):
    """A server that refuses, or that does not answer."""

    error: Exception = ConnectionRefusedError(111, "Connection refused")

    def send_messages(self, email_messages):
        raise self.error


def test_a_failed_mail_is_recorded_and_told_again_when_asked_or_the_next_day(owing, settings, mailoutbox):
    ours, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Broken"
    assert [row.result for row in send(TWO_WEEKS).failed] == ["failed"]
    row = Reminder.objects.get()
    assert (row.result, row.error) == ("failed", "ConnectionRefusedError: [Errno 111] Connection refused")
    settings.EMAIL_BACKEND = ours
    assert send(TWO_WEEKS).already  # not by itself on the same day
    assert told(datetime.date(2026, 1, 2)) == {"hoa@example.vn": [("24490", 14)]}
    assert len(send(TWO_WEEKS, retry=True).sent) == 1
    row.refresh_from_db()
    assert (row.result, row.error, row.returns.count(), len(mailoutbox)) == ("sent", "", 1, 1)
    assert told(datetime.date(2026, 1, 2)) == {}


def test_a_server_that_does_not_answer_stops_the_run(owing, cast, settings, monkeypatch):
    cast.outsider.email = "mai@example.vn"
    cast.outsider.save()
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    found = send(TWO_WEEKS)
    assert (len(found.failed), [one.recipient.address for one in found.left]) == (1, ["mai@example.vn"])
    assert Reminder.objects.count() == 1
    monkeypatch.setattr(Broken, "error", SMTPRecipientsRefused({"mai@example.vn": (550, b"no such user")}))
    found = send(datetime.date(2026, 1, 2))
    assert (len(found.failed), found.left) == (2, [])


def test_names_put_nothing_into_the_head_of_a_mail(owing, cast, mailoutbox, province):
    evil = "Hoa\r\nBcc: all@example.vn"
    User.objects.filter(pk=cast.reporter.pk).update(full_name=evil)
    type(province.offices["new:24490"]).objects.update(name=evil)
    Contact.objects.create(reporting_unit=province.offices["new:22015"], name=evil, email="x@example.vn\nBcc: y@z.vn")
    send(TWO_WEEKS)
    message = mailoutbox[0].message()
    assert (len(mailoutbox), message["Bcc"], mailoutbox[0].recipients()) == (1, None, ["hoa@example.vn"])
    assert mailoutbox[0].subject == "Nhắc nộp báo cáo năm 2025: còn 14 ngày"


def test_reminders_take_the_same_queries_for_one_and_for_many(owing, cast, province):
    current_responsibility()  # kept from here on, as the catalogue is
    asked_measures()
    with CaptureQueriesContext(connection) as one:
        assert len(round_on(TWO_WEEKS).recipients) == 1
    for number in range(3):
        user = User.objects.create_user(username=f"u{number}", email=f"u{number}@example.vn", password=None)
        office = province.offices["new:24490"]
        Membership.objects.create(user=user, role="reporter", reporting_unit=office, valid_from=FIRST)
    with CaptureQueriesContext(connection) as many:
        assert len(round_on(TWO_WEEKS).recipients) == 4
    assert len(one) == len(many)


def command(*arguments):
    out, err = StringIO(), StringIO()
    call_command("send_reminders", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_command_only_shows_without_commit(owing, mailoutbox):
    out, _err = command("--on", "2026-01-01")
    assert "hoa@example.vn\nNhắc nộp báo cáo năm 2025: còn 14 ngày\n\nKính gửi Reporter," in out
    assert "Không có địa chỉ thư: Cơ quan Phường Tuy Hòa (năm 2025). Hãy gọi điện." in out
    assert out.endswith("01/01/2026: sẽ gửi 1 thư; 1 báo cáo không có địa chỉ để nhắc. Chưa gửi gì.\n")
    assert (len(mailoutbox), Reminder.objects.count()) == (0, 0)


def test_command_sends_and_speaks_json(owing, mailoutbox):
    out, err = command("--on", "2026-01-01", "--commit", "--format", "json")
    found = json.loads(out)
    assert (found["on"], found["committed"], len(mailoutbox)) == ("2026-01-01", True, 1)
    assert found["letters"][0]["result"] == "sent"
    assert found["letters"][0]["returns"] == [
        {"reporting_unit": "24490", "answering": "24490", "year": 2025, "status": "draft", "due_date": "2026-01-15",
         "stage": 14, "institutions": 2, "complete": 0}
    ]  # fmt: skip
    assert err == "01/01/2026: đã gửi 1 thư, lỗi 0, không gửi 0; 1 báo cáo không có địa chỉ để nhắc.\n"
    assert command("--on", "2026-01-01", "--year", "2024")[0].startswith("01/01/2026: sẽ gửi 0 thư")


def test_command_tells_failure_by_its_exit_code(owing, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    with pytest.raises(SystemExit) as left:
        command("--on", "2026-01-01", "--commit")
    assert left.value.code == 1


def test_command_refuses_what_makes_no_sense(owing, settings):
    with pytest.raises(CommandError):
        command("--on", "31/02/2026")
    settings.PORTAL_URL = ""
    with pytest.raises(CommandError, match="Chưa đặt PORTAL_URL") as refused:
        command("--on", "2026-01-01", "--commit")
    assert refused.value.returncode == 2
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(("written", "found"), [([], ()), (["3", "14"], (14, 3)), ([" 3 ", "3"], (3,)), (["0"], (0,))])
def test_days_are_read(written, found):
    assert days("REMIND_DAYS_BEFORE", written) == found


@pytest.mark.parametrize("written", [["14", ""], ["x"], ["-1"], ["366"], ["1.5"], ["²"]])
def test_days_are_read_strictly(written):
    with pytest.raises(ImproperlyConfigured, match="REMIND_DAYS_BEFORE"):
        days("REMIND_DAYS_BEFORE", written)
    with pytest.raises(ImproperlyConfigured, match="from 1 to 365"):
        days("REMIND_DAYS_AFTER", ["0"], least=1)


def test_the_address_of_the_portal_is_read_strictly():
    assert web_address("PORTAL_URL", "https://portal.example.vn/") == "https://portal.example.vn"
    assert web_address("PORTAL_URL", "") == ""
    for wrong in ("portal.example.vn", "ftp://x", "https://", "https://x /y", "https://x?y=1"):
        with pytest.raises(ImproperlyConfigured, match="PORTAL_URL"):
            web_address("PORTAL_URL", wrong)


@pytest.fixture
def due_soon(owing):
    """The return of 2025 is due in ten days, counted from the day on which the test runs."""
    due_date = timezone.localdate() + datetime.timedelta(days=10)
    ReportingYear.objects.filter(number=2025).update(due_date=due_date)
    return owing


def test_page_shows_what_would_be_sent_and_sends_it(client, cast, due_soon, province, mailoutbox):
    Contact.objects.create(reporting_unit=province.offices["new:22015"], name="Chị Mai", phone="0262 3 855 855")
    client.force_login(cast.reviewer)
    page = client.get(reverse("submissions:reminders", args=[2025])).content.decode()
    assert "Gửi ngay 1 thư" in page
    assert "còn 10 ngày" in page
    assert "Chưa gửi thư nào" in page
    assert "Chị Mai 0262 3 855 855" in page
    response = client.post(reverse("submissions:reminders_send", args=[2025]), follow=True)
    page = response.content.decode()
    assert "Đã gửi 1 thư." in page
    assert "Gửi ngay" not in page
    assert "hoa@example.vn" in page
    row = Reminder.objects.get()
    assert (row.by, row.user, row.result, len(mailoutbox)) == (cast.reviewer, cast.reporter, "sent", 1)
    again = client.post(reverse("submissions:reminders_send", args=[2025]), follow=True)
    assert "Không có thư nào cần gửi." in again.content.decode()
    assert len(mailoutbox) == 1


def test_page_offers_failed_ones_again(client, cast, due_soon, settings, mailoutbox):
    ours, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Broken"
    client.force_login(cast.administrator)
    page = client.post(reverse("submissions:reminders_send", args=[2025]), follow=True).content.decode()
    assert "1 thư không gửi được: ConnectionRefusedError" in page
    assert "Gửi lại 1 thư lỗi" in page
    assert "Gửi ngay" not in page
    settings.EMAIL_BACKEND = ours
    client.post(reverse("submissions:reminders_send", args=[2025]), {"retry": "1"})
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("role", ["reporter", "viewer", "outsider", "nobody"])
def test_reminders_are_of_those_who_keep_years(client, cast, due_soon, role, mailoutbox):
    client.force_login(getattr(cast, role))
    assert client.get(reverse("submissions:reminders", args=[2025])).status_code == 403
    assert client.post(reverse("submissions:reminders_send", args=[2025])).status_code == 403
    assert mailoutbox == []


def test_a_reviewer_reminds_and_sees_only_their_own(client, cast, due_soon, province, mailoutbox):
    send(timezone.localdate())
    hanoi = province.unit("new", "01", "Thành phố Hà Nội", "province")
    other = User.objects.create_user(username="other", password=None)
    Membership.objects.create(user=other, role="reviewer", unit=hanoi, valid_from=FIRST)
    client.force_login(other)
    page = client.get(reverse("submissions:reminders", args=[2025])).content.decode()
    assert "hoa@example.vn" not in page
    assert "Cơ quan Phường Tuy Hòa" not in page
    client.force_login(cast.reviewer)
    page = client.get(reverse("submissions:reminders", args=[2025])).content.decode()
    assert "hoa@example.vn" in page
    assert "Kính gửi Reporter," in page


def test_the_words_of_a_mail_that_is_partly_about_others_are_not_shown(client, cast, due_soon, province):
    """One mail was about two provinces' returns: a reviewer of one reads in the log that it went out, not its words."""
    hanoi = province.unit("new", "01", "Thành phố Hà Nội", "province")
    other = ensure_submission(reporting_unit=province.offices["new:01"], year=due_soon.this_year, by=None)
    Membership.objects.create(
        user=cast.reporter, role="reporter", reporting_unit=province.offices["new:01"], valid_from=FIRST
    )
    send(timezone.localdate())
    assert Reminder.objects.get().returns.filter(submission=other).exists()
    client.force_login(cast.reviewer)
    page = client.get(reverse("submissions:reminders", args=[2025])).content.decode()
    assert "hoa@example.vn" in page
    assert hanoi.name not in page


def test_the_log_is_filtered_and_exported(client, cast, due_soon):
    send(timezone.localdate())
    client.force_login(cast.reviewer)
    url = reverse("submissions:reminders", args=[2025])
    assert "Không có thư nào khớp" in client.get(url, {"result": "failed"}).content.decode()
    assert "Không có thư nào khớp" in client.get(url, {"q": "mai@"}).content.decode()
    lines = client.get(url, {"format": "csv", "q": "HOA@"}).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Ngày,Lúc,Địa chỉ")
    assert "hoa@example.vn,Cơ quan Xã Krông Pắc,Nhắc nộp báo cáo năm 2025: còn 10 ngày,đã gửi" in lines[1]


def test_a_year_that_is_not_open_reminds_nobody_and_says_so(client, cast, due_soon):
    ReportingYear.objects.filter(number=2025).update(stage="closed", closed_at=timezone.now())
    client.force_login(cast.reviewer)
    assert "không mở nên không nhắc ai" in client.get(reverse("submissions:reminders", args=[2025])).content.decode()
    reopen_year(year=due_soon.this_year, by=None, reason="thử")
    assert "Gửi ngay 1 thư" in client.get(reverse("submissions:reminders", args=[2025])).content.decode()
