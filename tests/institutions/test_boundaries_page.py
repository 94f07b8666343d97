"""The pages of outlines: sent, looked at, put to use, withdrawn; who may."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutions.boundaries import receive_boundaries, use_boundaries
from institutions.models import BoundarySet

from .test_boundaries import TODAY, collection, communes, feature, square

LIST = "/units/boundaries/"


def send(client, data, **more):
    given = {"on": "01/01/2026", "source": "Sở Nông nghiệp và Môi trường, 2025", "licence": "Công văn 12", **more}
    return client.post(LIST, {"file": SimpleUploadedFile("xã.geojson", data), **given})


@pytest.fixture
def waiting(cast):
    return receive_boundaries(
        data=communes(), file_name="xa.geojson", on=TODAY, source="Sở", licence="CC BY", by=cast.reviewer
    )


@pytest.mark.parametrize("role", ["reviewer", "administrator"])
def test_file_is_sent_looked_at_and_put_to_use(client, cast, role):
    client.force_login(getattr(cast, role))
    answer = send(client, communes())
    row = BoundarySet.objects.get()
    assert answer.url == reverse("institutions:boundary_set", args=[row.pk])
    page = client.get(answer.url)
    assert [outline.name for outline in page.context["outlines"]] == ["Phường Tuy Hòa", "Xã Krông Ana", "Xã Krông Pắc"]
    assert page.context["missing"] == []
    assert page.content.decode().count('class="outline"') == 3
    client.post(answer.url, {"act": "use"})
    row.refresh_from_db()
    assert row.is_in_use
    client.post(answer.url, {"act": "withdraw", "reason": "Ranh giới đã đổi"})
    row.refresh_from_db()
    assert (row.is_in_use, row.withdrawn_why) == (False, "Ranh giới đã đổi")
    assert "Ranh giới đã đổi" in client.get(answer.url).content.decode()


def test_withdrawing_needs_a_reason(client, cast, waiting):
    client.force_login(cast.reviewer)
    page = client.post(f"{LIST}{waiting.pk}/", {"act": "withdraw", "reason": ""})
    assert "Hãy ghi lý do." in page.content.decode()
    waiting.refresh_from_db()
    assert waiting.withdrawn_at is None


def test_problems_are_listed_and_the_names_in_them_are_text(client, cast):
    client.force_login(cast.reviewer)
    page = send(client, collection(feature("<script>x", square(108, 12)), feature("9", square(108, 12)[:2])))
    text = page.content.decode()
    assert "Tệp có 3 chỗ phải sửa; chưa nhận." in text
    assert "Không có đơn vị nào mang mã &lt;script&gt;x vào ngày 01/01/2026." in text
    assert "<script>x" not in text
    assert BoundarySet.objects.count() == 0


def test_missing_units_are_told_before_the_set_is_used(client, cast):
    client.force_login(cast.reviewer)
    page = client.get(send(client, collection(feature("24490", square(108, 12)))).url)
    assert "Phường Tuy Hòa (22015), Xã Krông Ana (24538)" in page.content.decode()


def test_source_and_licence_are_asked_for(client, cast):
    client.force_login(cast.reviewer)
    text = send(client, communes(), source="", licence="").content.decode()
    assert "Hãy ghi nguồn: bản đồ nào cũng phải nói do ai lập." in text
    assert "Hãy ghi vì sao được dùng tệp này." in text


def test_file_that_is_too_large_is_refused(client, cast, settings):
    settings.MAX_UPLOAD_BYTES = 100
    client.force_login(cast.reviewer)
    assert "Hãy giản lược đường ranh giới rồi gửi lại." in send(client, communes()).content.decode()


@pytest.mark.parametrize("role", ["reporter", "viewer", "outsider", "nobody"])
def test_others_neither_send_nor_see_what_waits(client, cast, waiting, role):
    client.force_login(getattr(cast, role))
    assert "xa.geojson" not in client.get(LIST).content.decode()
    assert send(client, communes()).status_code == 403
    assert client.get(f"{LIST}{waiting.pk}/").status_code == 404
    use_boundaries(row=waiting, by=cast.reviewer)
    assert "xa.geojson" in client.get(LIST).content.decode()
    page = client.get(f"{LIST}{waiting.pk}/")
    assert page.status_code == 200
    assert "Rút bộ này" not in page.content.decode()
    assert client.post(f"{LIST}{waiting.pk}/", {"act": "withdraw", "reason": "x"}).status_code == 403
    assert client.get(f"{LIST}{waiting.pk}/file/").status_code == 403


def test_file_comes_back_as_it_was_sent(client, cast, waiting):
    client.force_login(cast.reviewer)
    file = client.get(f"{LIST}{waiting.pk}/file/")
    assert hashlib.sha256(file.content).hexdigest() == waiting.sha256
    assert file["Content-Disposition"] == 'attachment; filename="xa.geojson"'
    assert file["Content-Type"] == "application/octet-stream"


def test_preview_asks_as_much_for_one_unit_as_for_three(client, cast, waiting):
    client.force_login(cast.reviewer)
    one = receive_boundaries(
        data=collection(feature("24490", square(108, 12))), file_name="a.json", on=TODAY, source="Sở", licence="CC",
        by=cast.reviewer,
    )  # fmt: skip

    def queries(row):
        client.get(f"{LIST}{row.pk}/")
        with CaptureQueriesContext(connection) as found:
            client.get(f"{LIST}{row.pk}/")
        return len(found)

    assert queries(one) == queries(waiting)
