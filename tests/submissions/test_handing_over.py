"""The open return of an office that ended goes to those who answer now; each figure that moves has its trace."""

import datetime

import pytest
from django.urls import reverse

from accounts.models import Membership, User
from indicators.models import Measure
from institutions.models import Institution, ReportingUnit
from institutions.refusals import Refused
from submissions.entry import obstacle
from submissions.imports.applying import import_file
from submissions.imports.sending import Sender, Sending
from submissions.models import AnnualFigure, FigureChange, ReportingYear, Submission, SubmissionEvent
from submissions.workflow.handing_over import hand_over, what_handing_over_does

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
def district(province, cast, visits, year):
    """The district's draft of 2025: A and B lie in communes that others answer for, C closed while it answered."""
    row = Submission.objects.create(reporting_unit=province.offices["old:654"], year=year)
    closed = datetime.date(2025, 5, 31)
    province.institution("A", "Thư viện Phước An", "library_commune", "old:24490")
    province.institution("B", "Thư viện Buôn Trấp", "library_commune", "old:24538")
    province.institution("C", "Thư viện Ea Kly", "library_commune", "old:24496", valid_until=closed)
    for code, value in (("A", SECRET), ("B", 20), ("C", 30)):
        _figure(row, code, value, visits)
    return row


def _figure(row, code, value, measure):
    figure = AnnualFigure.objects.create(
        institution=Institution.objects.get(code=code), year=row.year, measure=measure, submission=row,
        province_code="66", state="reported", value=value, approved_state="reported", approved_value=value - 1,
        note="đếm tay",
    )  # fmt: skip
    FigureChange.objects.create(
        figure=figure, revision=1, submission=row, old_state="not_reported", new_state="reported", new_value=value,
        at=datetime.datetime(2025, 6, 1, tzinfo=datetime.UTC), through="form", note="đếm tay",
    )  # fmt: skip
    return figure


def _to(province, key="new:24490"):
    return province.offices[key]


def test_what_others_answer_for_moves_and_the_rest_stays(province, cast, district):
    done = hand_over(submission=district, to=_to(province), by=cast.reviewer, reason=" NQ 1664 ")
    assert (done.moved, done.kept, done.staying) == (2, 1, 1)
    owners = dict(AnnualFigure.objects.values_list("institution__code", "submission__reporting_unit__name"))
    assert owners == {
        "A": "Cơ quan Xã Krông Pắc",
        "B": "Cơ quan Xã Krông Ana",
        "C": "Cơ quan Huyện Krông Pắc",
    }


def test_each_figure_that_moves_says_the_same_and_has_its_trace(province, cast, district):
    hand_over(submission=district, to=_to(province), by=cast.reviewer, reason="NQ 1664")
    figure = AnnualFigure.objects.get(institution__code="A")
    assert (figure.state, figure.value, figure.revision, figure.note) == ("reported", SECRET, 2, "đếm tay")
    assert (figure.approved_state, figure.approved_value) == ("reported", SECRET - 1)
    change = figure.changes.get(revision=2)
    assert (change.through, change.by, change.submission) == ("handed_over", cast.reviewer, figure.submission)
    assert (change.old_state, change.old_value) == (change.new_state, change.new_value) == ("reported", SECRET)
    assert not AnnualFigure.objects.get(institution__code="C").changes.filter(through="handed_over").exists()


def test_the_return_says_to_whom_it_went_and_why(province, cast, district):
    hand_over(submission=district, to=_to(province), by=cast.reviewer, reason=" NQ 1664 ")
    district.refresh_from_db()
    event = district.events.get()
    assert (district.status, district.handed_to) == ("draft", _to(province))
    assert (event.old_status, event.new_status, event.reason) == ("draft", "draft", "NQ 1664")
    assert (event.handed_to, event.by) == (_to(province), cast.reviewer)


def test_the_receiver_finishes_the_return(client, province, cast, district):
    assert obstacle(district, cast.reporter) != ""  # the district's duties fell to the province
    hand_over(submission=district, to=_to(province), by=cast.reviewer, reason="NQ 1664")
    assert obstacle(district, User.objects.get(pk=cast.reporter.pk)) == ""
    client.force_login(cast.reporter)
    assert client.get(reverse("submissions:submission", args=[district.pk])).status_code == 200
    page = reverse("submissions:institution_form", args=[2025, "C"])
    assert client.get(page).status_code == 200
    client.post(reverse("submissions:submit", args=[district.pk]))
    district.refresh_from_db()
    assert district.status in ("submitted", "draft")  # findings may hold it up, access may not
    client.force_login(cast.outsider)
    assert client.get(reverse("submissions:submission", args=[district.pk])).status_code == 404


def test_the_receiver_saves_figures_through_the_form(client, province, cast, district, visits):
    hand_over(submission=district, to=_to(province), by=cast.reviewer, reason="NQ 1664")
    client.force_login(cast.reporter)
    page = reverse("submissions:institution_form", args=[2025, "C"])
    form = client.get(page).context["forms"][0]
    data = {form.add_prefix(name): form.initial.get(name, "") or "" for name in form.fields}
    data |= {form.add_prefix("state"): "reported", form.add_prefix("value"): "31"}
    answer = client.post(page, data)
    assert answer.status_code == 302, answer.content.decode()
    assert AnnualFigure.objects.get(institution__code="C").value == 31


@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_a_return_that_is_not_open_is_not_handed_over(province, cast, district, status):
    Submission.objects.filter(pk=district.pk).update(status=status)
    with pytest.raises(Refused, match="không bàn giao được"):
        hand_over(submission=district, to=_to(province), by=cast.reviewer, reason="NQ")
    assert not SubmissionEvent.objects.exists()


@pytest.mark.parametrize(("status", "said"), [("submitted", "đã nộp"), ("approved", "đã duyệt")])
def test_a_receiving_return_that_is_not_open_refuses_all_of_it(province, cast, district, status, said):
    Submission.objects.create(reporting_unit=_to(province, "new:24538"), year=district.year, status=status)
    with pytest.raises(Refused, match=f"báo cáo {said} của Cơ quan Xã Krông Ana"):
        hand_over(submission=district, to=_to(province), by=cast.reviewer, reason="NQ")
    assert AnnualFigure.objects.filter(submission=district).count() == 3


def test_a_reason_is_required(province, cast, district):
    with pytest.raises(Refused, match="lý do"):
        hand_over(submission=district, to=_to(province), by=cast.reviewer, reason="  ")


def test_only_who_stands_today_receives(province, cast, district):
    with pytest.raises(Refused, match="không còn hoạt động"):
        hand_over(submission=district, to=_to(province, "old:655"), by=cast.reviewer, reason="NQ")


def test_nobody_receives_from_themselves(province, cast, district):
    with pytest.raises(Refused, match="đơn vị khác"):
        hand_over(submission=district, to=district.reporting_unit, by=cast.reviewer, reason="NQ")


def test_who_still_answers_keeps_the_return(province, cast, district, year):
    row = Submission.objects.create(reporting_unit=_to(province), year=year)
    with pytest.raises(Refused, match="tự báo cáo"):
        hand_over(submission=row, to=_to(province, "new:24538"), by=cast.reviewer, reason="NQ")


def test_nothing_of_a_closed_year_is_handed_over(province, cast, district, year):
    ReportingYear.objects.filter(pk=year.pk).update(stage="closed", closed_at=datetime.datetime.now(datetime.UTC))
    with pytest.raises(Refused):
        hand_over(submission=district, to=_to(province), by=cast.reviewer, reason="NQ")
    assert AnnualFigure.objects.filter(submission=district).count() == 3


def test_it_can_be_handed_on(province, cast, district):
    hand_over(submission=district, to=_to(province), by=cast.reviewer, reason="NQ")
    done = hand_over(submission=district, to=_to(province, "new:24538"), by=cast.reviewer, reason="nhầm xã")
    assert (done.moved, done.kept) == (0, 1)
    assert [event.handed_to.code for event in district.events.all()] == ["24490", "24538"]


def test_it_takes_the_same_queries_for_one_figure_and_for_many(
    province, cast, district, visits, django_assert_max_num_queries
):
    for number in range(30):
        province.institution(f"X{number}", f"Thư viện {number}", "library_commune", "old:24490")
        _figure(district, f"X{number}", number + 1, visits)
    with django_assert_max_num_queries(40):
        done = hand_over(submission=district, to=_to(province), by=cast.reviewer, reason="NQ")
    assert done.moved == 32


def test_the_page_says_what_will_happen_and_suggests_who(client, province, cast, district):
    client.force_login(cast.reviewer)
    page = client.get(reverse("submissions:hand_over", args=[district.pk]))
    text = page.content.decode()
    assert "Cơ quan Xã Krông Pắc" in text
    assert "Cơ quan Xã Krông Ana" in text
    assert page.context["plan"].moved == 2
    assert page.context["problem"] == ""
    answer = client.post(page.request["PATH_INFO"], {"to": _to(province).pk, "reason": "NQ 1664"})
    assert answer.status_code == 302
    assert what_handing_over_does(district).moved == 0


def test_the_page_refuses_without_a_reason_and_a_receiver(client, province, cast, district):
    client.force_login(cast.reviewer)
    answer = client.post(reverse("submissions:hand_over", args=[district.pk]), {"to": "x", "reason": " "})
    assert answer.status_code == 422
    assert "Hãy nêu lý do" in answer.content.decode()
    assert Submission.objects.get(pk=district.pk).handed_to is None


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("outsider", 404), ("nobody", 404)])
def test_only_reviewers_hand_over(client, province, cast, district, role, status):
    client.force_login(getattr(cast, role))
    address = reverse("submissions:hand_over", args=[district.pk])
    assert client.get(address).status_code == status
    assert client.post(address, {"to": _to(province).pk, "reason": "NQ"}).status_code == status
    assert Submission.objects.get(pk=district.pk).handed_to is None


def test_a_reporter_does_not_hand_over_their_own(client, province, cast, district):
    own = User.objects.create_user(username="province", password=None)
    Membership.objects.create(
        user=own, role="reporter", reporting_unit=_to(province, "new:66"), valid_from=datetime.date(2025, 7, 1)
    )
    client.force_login(own)
    assert client.get(reverse("submissions:hand_over", args=[district.pk])).status_code == 403
    assert ReportingUnit.objects.get(pk=district.reporting_unit_id).received.count() == 0


def test_the_receiver_sends_a_file_for_what_was_handed_over(province, cast, district):
    def touched(user):
        data = b"institution,visits_onsite\nC,31\n"
        sending = Sending(district.year, Sender(User.objects.get(pk=user.pk)))
        return import_file(data, "so-lieu.csv", sending, commit=False)

    assert touched(cast.reporter).errors != []
    hand_over(submission=district, to=_to(province), by=cast.reviewer, reason="NQ 1664")
    assert (touched(cast.reporter).errors, touched(cast.reporter).changed) == ([], 1)
    assert touched(cast.outsider).errors != []


def test_open_returns_of_ended_offices_are_told_to_reviewers(client, province, cast, district):
    link = reverse("submissions:hand_over", args=[district.pk])
    pages = [reverse("submissions:years"), reverse("submissions:board", args=[2025])]
    client.force_login(cast.reviewer)
    assert all(link in client.get(page).content.decode() for page in pages)
    for other in (cast.reporter, cast.viewer, cast.outsider):
        client.force_login(other)
        assert not any(link in client.get(page).content.decode() for page in pages)
    hand_over(submission=district, to=_to(province), by=cast.reviewer, reason="NQ 1664")
    client.force_login(cast.reviewer)
    assert not any(link in client.get(page).content.decode() for page in pages)
