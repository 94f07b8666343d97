"""Between submitting and approving, only the reviewers of a return change it, by whatever way."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Membership, User
from institutions.refusals import Refused
from submissions.imports.applying import import_file
from submissions.imports.sending import Sender, Sending
from submissions.models import AnnualFigure
from submissions.workflow import Answer, approve, save_figures

from .ungated import hand_in

LATE = "báo cáo đã nộp"


@pytest.fixture
def submitted(returns):
    returns.say(returns.commune, returns.library, returns.visits, 1000)
    hand_in(returns.commune, by=None)
    return returns


def stored():
    return AnnualFigure.objects.get(institution__code="TV1", measure__code="visits_onsite").value


@pytest.mark.parametrize("through", ["grid", "form", "file"])
def test_the_write_refuses_the_reporter_and_takes_the_reviewer(submitted, cast, through):
    answer = Answer(submitted.library.pk, submitted.visits.pk, "reported", 1777)
    with pytest.raises(Refused, match=LATE):
        save_figures(submission=submitted.commune, answers=[answer], by=cast.reporter, through=through)
    assert stored() == 1000
    save_figures(submission=submitted.commune, answers=[answer], by=cast.reviewer, through=through)
    assert stored() == 1777


def test_a_file_of_the_reporter_says_so_at_its_rows(client, submitted, cast):
    def send():
        file = SimpleUploadedFile("a.csv", b"institution,visits_onsite\nTV1,1777\nTV2,5\n")
        return client.post(reverse("submissions:import", args=[2025]), {"file": file}, follow=True)

    client.force_login(cast.reporter)
    text = send().content.decode()
    assert text.count(LATE) == 2
    assert "Ghi tất cả" not in text
    client.force_login(cast.reviewer)
    text = send().content.decode()
    assert LATE not in text
    assert "Ghi tất cả" in text
    assert stored() == 1000


def test_the_same_file_again_is_no_change_and_no_error(client, submitted, cast):
    client.force_login(cast.reporter)
    file = SimpleUploadedFile("a.csv", b"institution,visits_onsite\nTV1,1000\n")
    text = client.post(reverse("submissions:import", args=[2025]), {"file": file}, follow=True).content.decode()
    assert LATE not in text
    assert "không có gì để ghi thêm" in text


def test_a_figure_in_an_approved_return_of_others_is_not_approved_anew_by_who_does_not_review_it(
    province, returns, cast
):
    returns.say(returns.foreign, returns.library, returns.visits, 1000)
    hand_in(returns.foreign, by=None)
    approve(submission=returns.foreign, by=cast.reviewer)
    unit = province.units["new:24490"]
    Membership.objects.filter(user=cast.reporter).update(role="reviewer", reporting_unit=None, unit=unit)

    def sent_by(user):
        sending = Sending(returns.this_year, Sender(user), "approved")
        report = import_file(b"institution,visits_onsite\nTV1,7\n", "a.csv", sending, commit=True)
        return [(problem.line, problem.message) for problem in report.errors]

    approved = "Báo cáo của Cơ quan Phường Tuy Hòa đã được duyệt. Hãy mở lại báo cáo trước khi sửa số liệu."
    assert (sent_by(User.objects.get(username="reporter")), stored()) == ([(2, approved)], 1000)
    assert (sent_by(cast.reviewer), stored()) == ([], 7)
