"""The registry's files in the portal: sent, checked, confirmed."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from institutions.models import Institution, InstitutionVersion, RegistryFile

SEND = "/institutions/import/"
HEADINGS = "code,name,category,unit,reporting_unit,ownership,opened_on,closed_on\n"
NEW = HEADINGS + "66-1,Thư viện Phước An,library_commune,24490,,public,2021-01-01,\n"


def send(client, text: str | bytes, name: str = "co-so.csv"):
    data = text.encode() if isinstance(text, str) else text
    return client.post(SEND, {"file": SimpleUploadedFile(name, data)})


def confirm(client, address: str):
    return client.post(address, {"seal": client.get(address).context["seal"]})


def test_a_file_is_checked_and_nothing_written_until_it_is_confirmed(client, cast, province):
    client.force_login(cast.reviewer)
    sent = send(client, NEW)
    page = client.get(sent.url)
    assert [(row.line, row.code, row.outcome) for row, _changed in page.context["rows"]] == [(2, "66-1", "new")]
    assert not Institution.objects.exists()
    assert confirm(client, sent.url).url == reverse("institutions:list")
    assert InstitutionVersion.objects.get().name == "Thư viện Phước An"
    file = RegistryFile.objects.get()
    assert (file.by, file.file_name, file.applied_at is None) == (cast.reviewer, "co-so.csv", False)
    assert "1 mới" in file.summary
    assert client.get(sent.url).status_code == 404


def test_the_same_file_again_changes_nothing_and_says_so(client, cast, province):
    client.force_login(cast.reviewer)
    confirm(client, send(client, NEW).url)
    page = client.get(send(client, NEW).url).content.decode()
    assert "Đúng tệp này đã được ghi" in page
    assert "Tệp không làm thay đổi gì" in page


def test_all_errors_are_shown_and_nothing_can_be_confirmed(client, cast, province):
    client.force_login(cast.reviewer)
    bad = NEW + "66-2,Tên,khong_co,24490,,public,,\n66-3,Tên,museum,99999,,public,31/02/2021,\n"
    sent = send(client, bad)
    page = client.get(sent.url)
    found = {(problem.line, problem.column) for problem in page.context["report"].errors}
    assert {(3, "category"), (4, "unit"), (4, "opened_on")} <= found
    assert "Xác nhận và ghi" not in page.content.decode()
    confirm(client, sent.url)
    assert not Institution.objects.exists()


def test_what_changed_since_the_check_is_shown_again(client, cast, province):
    client.force_login(cast.reviewer)
    sent = send(client, NEW)
    seal = client.get(sent.url).context["seal"]
    province.institution("66-1", "Tên khác", "library_commune", "old:24490")
    response = client.post(sent.url, {"seal": seal})
    assert response.status_code == 200
    assert "được kiểm tra lại" in response.content.decode()
    assert InstitutionVersion.objects.get().name == "Tên khác"
    assert confirm(client, sent.url).status_code == 302
    assert InstitutionVersion.objects.get().name == "Thư viện Phước An"


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "rong.csv", "Tệp rỗng"),
        (b"x" * 3000, "to.csv", "Tệp lớn quá"),
    ],
)
def test_a_file_that_cannot_be_taken(client, cast, province, settings, data, name, sentence):
    settings.MAX_UPLOAD_BYTES = 2000
    client.force_login(cast.reviewer)
    response = send(client, data, name)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not RegistryFile.objects.exists()


def test_a_picture_gets_a_sentence(client, cast, province):
    client.force_login(cast.reviewer)
    page = client.get(send(client, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01", "anh.csv").url)
    [problem] = page.context["report"].errors
    assert problem.line is None
    assert problem.message in page.content.decode()


def test_a_file_is_seen_by_its_sender_alone(client, cast, province, django_user_model):
    client.force_login(cast.reviewer)
    sent = send(client, NEW)
    other = django_user_model.objects.create_user(username="second", password=None)
    other.memberships.create(role="reviewer", unit=province.units["new:66"], valid_from="2020-01-01")
    client.force_login(other)
    assert client.get(sent.url).status_code == 404
    for user in (cast.viewer, cast.administrator, cast.reporter, cast.nobody):
        client.force_login(user)
        assert client.get(SEND).status_code == 403
        assert client.get(sent.url).status_code == 403
        assert send(client, NEW).status_code == 403


def test_another_file_takes_the_place_of_the_one_that_waits(client, cast, province):
    client.force_login(cast.reviewer)
    first = send(client, NEW)
    send(client, NEW.replace("66-1", "66-9"))
    assert client.get(first.url).status_code == 404
    assert RegistryFile.objects.count() == 1


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_reads_back_to_itself(client, cast, province, format):
    client.force_login(cast.reviewer)
    province.institution("66-1", "=Thư viện", "library_commune", "old:24490")
    province.institution("66-2", "Nhà văn hóa", "house_commune", "old:24496", is_counted=False, not_counted_reason="QĐ")
    exported = client.get(reverse("institutions:export"), {"format": format})
    page = client.get(send(client, exported.content, f"co-so.{format}").url)
    report = page.context["report"]
    assert (report.errors, report.unchanged, report.new, report.changed) == ([], 2, 0, 0)
    if format == "csv":
        rows = list(csv.reader(io.StringIO(exported.content.decode("utf-8-sig"))))
        assert rows[1][1] == "'=Thư viện"


def test_a_change_names_the_columns_that_differ(client, cast, province):
    province.institution("66-1", "Tên khác", "library_commune", "old:24490")
    client.force_login(cast.reviewer)
    page = client.get(send(client, NEW).url)
    [(row, changed)] = page.context["rows"]
    assert row.outcome == "changed"
    assert "Tên" in changed
