"""Coming in and going out: the door, the lock, passwords, and where one lands."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User
from submissions.models import ReportingYear

PASSWORD = "tay-nguyen-mua-mua"


@pytest.fixture
def lan(cast):
    """The viewer, with a password."""
    cast.viewer.set_password(PASSWORD)
    cast.viewer.save()
    return cast.viewer


def sign_in(client, password, **more):
    return client.post(reverse("accounts:login"), {"username": "viewer", "password": password, **more})


def set_password_url(user):
    token = default_token_generator.make_token(user)
    return reverse("accounts:set_password", args=[urlsafe_base64_encode(force_bytes(user.pk)), token])


def test_login_goes_where_one_wanted_to_go(client, lan):
    assert client.get("/people/").url == "/sign-in/?next=/people/"
    response = sign_in(client, PASSWORD, next="/institutions/")
    assert (response.status_code, response.url) == (302, "/institutions/")


def test_login_never_leads_to_another_site(client, lan):
    assert sign_in(client, PASSWORD, next="https://example.com/").url == "/"


def test_login_with_a_wrong_password_says_so_and_not_which_half(client, lan):
    wrong_password = sign_in(client, "khong-phai-the")
    wrong_name = client.post(reverse("accounts:login"), {"username": "ai-do", "password": PASSWORD})
    for response in (wrong_password, wrong_name):
        assert response.status_code == 200
        assert "Tên đăng nhập hoặc mật khẩu không đúng" in response.content.decode()


def test_login_of_a_closed_account_is_refused(client, lan):
    lan.is_active = False
    lan.save()
    assert sign_in(client, PASSWORD).status_code == 200
    assert "_auth_user_id" not in client.session


def test_ten_wrong_passwords_close_the_door_for_one_name_at_one_address(client, lan, settings):
    settings.AXES_FAILURE_LIMIT = 3
    for _attempt in range(2):
        assert sign_in(client, "khong-phai-the").status_code == 200
    locked = sign_in(client, "khong-phai-the")
    assert locked.status_code == 429
    assert "nửa giờ" in locked.content.decode()
    assert sign_in(client, PASSWORD).status_code == 429  # the right one comes too late
    other = User.objects.create_user(username="other", password=PASSWORD)
    response = client.post(reverse("accounts:login"), {"username": "other", "password": PASSWORD})
    assert (response.status_code, client.session["_auth_user_id"]) == (302, str(other.pk))
    assert AccessAttempt.objects.count() == 1


def test_logout_needs_a_post(client, lan):
    client.force_login(lan)
    assert client.get(reverse("accounts:logout")).status_code == 405
    assert client.post(reverse("accounts:logout")).url == reverse("accounts:login")
    assert "_auth_user_id" not in client.session


def test_change_password_keeps_this_session_and_leaves_a_trace(client, lan):
    client.force_login(lan)
    values = {
        "old_password": PASSWORD,
        "new_password1": "ca-phe-buon-ma-thuot",
        "new_password2": "ca-phe-buon-ma-thuot",
    }
    response = client.post(reverse("accounts:password_change"), values)
    assert (response.status_code, response.url) == (302, "/")
    assert User.objects.get(pk=lan.pk).check_password("ca-phe-buon-ma-thuot")
    assert client.get(reverse("accounts:password_change")).status_code == 200
    assert lan.history.first().history_change_reason == "password_chosen"


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("ngan", "cần ít nhất 10 ký tự"),
        ("1234567890", "hoàn toàn là số"),
        ("viewer-123", "quá giống"),
    ],
    ids=["short", "numbers only", "like the login name"],
)
def test_change_password_to_a_weak_one_is_refused_in_vietnamese(client, lan, new, says):
    client.force_login(lan)
    values = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    response = client.post(reverse("accounts:password_change"), values)
    assert says in response.content.decode()
    assert User.objects.get(pk=lan.pk).check_password(PASSWORD)


def test_set_password_link_works_once(client, cast):
    url = set_password_url(cast.nobody)
    form = client.get(url, follow=True)
    assert "nobody" in form.content.decode()
    values = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post(form.request["PATH_INFO"], values).url == reverse("accounts:login")
    nobody = User.objects.get(pk=cast.nobody.pk)
    assert nobody.check_password(PASSWORD)
    assert nobody.history.first().history_user == nobody
    client.session.flush()
    again = client.get(url, follow=True).content.decode()
    assert "đã dùng rồi hoặc đã hết hạn" in again
    assert "new_password1" not in again


def test_set_password_link_expires(client, cast, settings):
    url = set_password_url(cast.nobody)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "đã hết hạn" in client.get(url, follow=True).content.decode()


@pytest.mark.parametrize("url", ["/set-password/xyz/abc-def/", "/set-password/MQ/abc-def/"])
def test_set_password_link_that_nobody_made_says_so(client, cast, url):
    response = client.get(url)
    assert response.status_code == 200
    assert "đã hết hạn" in response.content.decode()


def test_home_leads_reporters_to_their_return_and_others_to_the_newest_results(client, cast):
    ReportingYear.calendar(2024).save()
    ReportingYear.calendar(2025).save()
    planned = ReportingYear.calendar(2026)
    planned.stage = ReportingYear.Stage.PLANNED
    planned.save()
    for user, url in [
        (cast.reporter, reverse("submissions:mine")),
        (cast.reviewer, reverse("reports:dashboard", args=["06-kh-ubnd-2023", 2025])),
        (cast.nobody, reverse("reports:dashboard", args=["06-kh-ubnd-2023", 2025])),
    ]:
        client.force_login(user)
        response = client.get(reverse("home"))
        assert (response.status_code, response.url) == (302, url)
