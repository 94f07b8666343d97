"""The administrator's pages about people, as the browser sees them."""

import datetime
import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from tests.conftest import FIRST

TODAY = timezone.localdate()
LINK = re.compile(r'value="(http://testserver/set-password/[^"]+)"')


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.administrator)
    return client


def page(client, name, *args, **query):
    return client.get(reverse(f"accounts:{name}", args=args), query).content.decode()


def invitation(province, **values):
    return {
        "full_name": "Nguyễn Thị Lan", "username": "Lan.NT", "email": "lan@example.vn", "role": "reporter",
        "reporting_unit": province.offices["new:24490"].pk, "valid_from": "2025-09-01",
    } | values  # fmt: skip


def test_invite_shows_the_link_once_sends_it_and_it_lets_the_person_in(signed_in, province, client):
    response = signed_in.post(reverse("accounts:invite"), invitation(province), follow=True)
    lan = User.objects.get(username="lan.nt")
    link = LINK.search(response.content.decode())[1]
    assert lan.memberships.get().valid_from == datetime.date(2025, 9, 1)
    assert [(sent.to, link in sent.body) for sent in mail.outbox] == [(["lan@example.vn"], True)]
    assert "đã gửi tới lan@example.vn" in response.content.decode()
    assert "/set-password/" not in page(signed_in, "person", lan.pk)
    signed_in.logout()
    form = signed_in.get(link, follow=True)
    values = dict.fromkeys(("new_password1", "new_password2"), "tay-nguyen-mua-mua")
    signed_in.post(form.request["PATH_INFO"], values)
    signed_in.post(reverse("accounts:login"), {"username": "lan.nt", "password": "tay-nguyen-mua-mua"})
    assert signed_in.session["_auth_user_id"] == str(lan.pk)


def test_link_of_one_person_is_not_shown_on_the_page_of_another(signed_in, province, cast):
    signed_in.post(reverse("accounts:invite"), invitation(province))
    assert "/set-password/" not in page(signed_in, "person", cast.viewer.pk)


def test_invite_without_address_sends_nothing(signed_in, province):
    signed_in.post(reverse("accounts:invite"), invitation(province, email=""))
    assert mail.outbox == []


def test_invite_whose_mail_fails_still_shows_the_link(signed_in, province, settings):
    settings.EMAIL_BACKEND = "tests.accounts.test_people_pages.FailingBackend"
    content = signed_in.post(reverse("accounts:invite"), invitation(province), follow=True).content.decode()
    assert "Chưa gửi được thư" in content
    assert LINK.search(content)


class FailingBackend:
    """A mail server that does not answer."""

    def __init__(self, **_options):
        pass

    def send_messages(self, _messages):
        raise ConnectionRefusedError


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"username": "Reviewer"}, "Tên đăng nhập này đã có người dùng"),
        ({"username": "lan nguyễn"}, "không có dấu cách"),
        ({"reporting_unit": ""}, "Người báo cáo cần một đơn vị báo cáo"),
        ({"role": "viewer"}, "Chỉ người báo cáo có đơn vị báo cáo"),
        ({"role": "administrator", "reporting_unit": "", "unit": "UNIT"}, "Vai trò này không gắn với địa bàn"),
        ({"valid_from": "31/02/2025"}, "Không có ngày 31/02/2025"),
    ],
    ids=[
        "name taken",
        "name with a space",
        "reporter without unit",
        "viewer with one",
        "administrator with one",
        "date",
    ],
)
def test_invite_with_bad_input_says_what_to_mend_and_adds_nobody(signed_in, province, values, says):
    values = {key: province.units["new:66"].pk if value == "UNIT" else value for key, value in values.items()}
    before = User.objects.count()
    content = signed_in.post(reverse("accounts:invite"), invitation(province, **values)).content.decode()
    assert says in content
    assert User.objects.count() == before


def test_invite_offers_places_of_today_only(signed_in, province):
    content = page(signed_in, "invite")
    assert "Cơ quan Xã Krông Pắc (24490)" in content
    assert "Huyện Krông Pắc" not in content


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"administrator", "nobody", "outsider", "reporter", "reviewer", "viewer"}),
        ({"q": "rev"}, {"reviewer"}),
        ({"role": "reporter"}, {"reporter", "outsider"}),
        ({"active": "no"}, {"viewer"}),
        ({"role": "viewer", "active": "yes"}, set()),
    ],
    ids=["all", "by text", "by role", "deactivated", "nobody fits"],
)
def test_people_list_is_narrowed(signed_in, cast, query, names):
    User.objects.filter(pk=cast.viewer.pk).update(is_active=False)
    content = page(signed_in, "people", **query)
    shown = set(re.findall(r'text-body-secondary">(\w+)</div>', content))
    assert shown == names


def test_people_list_marks_roles_whose_place_ended_without_heir(signed_in, province, cast):
    Membership.objects.create(
        user=cast.nobody, role="reporter", reporting_unit=province.offices["old:654"], valid_from=FIRST
    )
    assert "cần giao lại" in page(signed_in, "people", q="nobody")
    assert "cần giao lại" not in page(signed_in, "people", q="reviewer")
    assert "Cần giao lại" in page(signed_in, "person", cast.nobody.pk)


def test_roles_are_given_and_ended_on_the_pages_and_stay_on_record(signed_in, province, cast):
    given = {"role": "viewer", "unit": province.units["new:66"].pk, "valid_from": f"{TODAY:%d/%m/%Y}"}
    signed_in.post(reverse("accounts:membership_add", args=[cast.nobody.pk]), given)
    membership = cast.nobody.memberships.get()
    signed_in.post(reverse("accounts:membership_end", args=[membership.pk]), {"on": f"{TODAY:%Y-%m-%d}"})
    membership.refresh_from_db()
    assert membership.valid_until == TODAY
    content = page(signed_in, "person", cast.nobody.pk)
    assert "cho thôi vai trò" in content
    assert "Người xem, Tỉnh Đắk Lắk" in content


def test_last_administrator_reads_why_not(signed_in, cast):
    url = reverse("accounts:deactivate", args=[cast.administrator.pk])
    assert "quản trị viên cuối cùng" in signed_in.post(url).content.decode()
    url = reverse("accounts:membership_end", args=[cast.administrator.memberships.get().pk])
    assert "quản trị viên cuối cùng" in signed_in.post(url, {"on": f"{TODAY:%Y-%m-%d}"}).content.decode()
    assert signed_in.get(reverse("accounts:people")).status_code == 200


def test_closed_and_opened_again_on_the_pages(signed_in, cast):
    signed_in.post(reverse("accounts:deactivate", args=[cast.viewer.pk]))
    assert not User.objects.get(pk=cast.viewer.pk).is_active
    response = signed_in.post(reverse("accounts:reactivate", args=[cast.viewer.pk]), follow=True)
    assert User.objects.get(pk=cast.viewer.pk).is_active
    assert LINK.search(response.content.decode())


def test_correct_and_renew_link_on_the_pages(signed_in, cast):
    url = reverse("accounts:person_correct", args=[cast.viewer.pk])
    signed_in.post(url, {"full_name": "Y Blang Niê", "email": "y@example.vn", "phone": ""})
    assert User.objects.get(pk=cast.viewer.pk).full_name == "Y Blang Niê"
    assert "này" in signed_in.post(url, {"full_name": "", "email": "khong-phai"}).content.decode()
    response = signed_in.post(reverse("accounts:renew_link", args=[cast.viewer.pk]), {}, follow=True)
    assert LINK.search(response.content.decode())


def test_queries_of_list_and_person_do_not_grow_with_people_and_roles(signed_in, province, cast):
    def grown(url):
        signed_in.get(url)
        with CaptureQueriesContext(
            connection,
        ) as one:
            signed_in.get(url)
        return len(one)

    urls = [reverse("accounts:people"), reverse("accounts:person", args=[cast.nobody.pk])]
    before = [grown(url) for url in urls]
    for number in range(3):
        user = User.objects.create_user(username=f"more-{number}", password=None)
        for code in ("24490", "24538", "22015"):
            for member in (user, cast.nobody):
                Membership.objects.create(
                    user=member, role="reporter", reporting_unit=province.offices[f"new:{code}"],
                    valid_from=FIRST + datetime.timedelta(days=number),
                )  # fmt: skip
    assert [grown(url) for url in urls] == before
