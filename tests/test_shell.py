"""What every page has around its content, and the pieces that pages share."""

import re

import pytest
from django import forms
from django.core.management import call_command
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from institutions.models import SampleData
from lifelong_learning.proxy import client_address
from submissions.templatetags.figures import figure


def shared(name: str, **context: object) -> str:
    """An include as text, with runs of white space made one."""
    return re.sub(r"\s+", " ", render_to_string(f"includes/{name}.html", context)).strip()


def navigation(client) -> tuple[list[str], list[str]]:
    """The entries of the navigation on a page that everyone gets (a missing one), and those marked as current."""
    page = client.get("/no-such-page/").content.decode()
    nav = page[page.index('<nav class="site-nav"') : page.index("</nav>")]
    return re.findall(r">([^<>]+)</a>", nav), re.findall(r"aria-current[^>]*>([^<]+)", nav)


@pytest.mark.parametrize(
    ("who", "places"),
    [
        ("reporter", ["Kết quả", "Cơ sở", "Báo cáo của tôi", "Kế hoạch", "Đơn vị"]),
        ("reviewer", ["Kết quả", "Cơ sở", "Báo cáo", "Kế hoạch", "Đơn vị", "Nhật ký"]),
        ("viewer", ["Kết quả", "Cơ sở", "Báo cáo", "Kế hoạch", "Đơn vị"]),
        ("administrator", ["Kết quả", "Cơ sở", "Báo cáo", "Kế hoạch", "Đơn vị", "Nhật ký", "Người dùng"]),
    ],
)
def test_navigation_shows_what_the_role_may_open(client, cast, who, places):
    client.force_login(getattr(cast, who))
    assert navigation(client) == (places, [])


@pytest.mark.parametrize("who", ["reporter", "reviewer", "viewer", "administrator", "nobody"])
def test_navigation_leads_only_to_pages_that_open(client, cast, who, capsys):
    call_command("load_plan", "indicators/plans/06-kh-ubnd-2023.toml", commit=True)
    client.force_login(getattr(cast, who))
    page = client.get("/no-such-page/").content.decode()
    nav = page[page.index('<nav class="site-nav"') : page.index("</nav>")]
    statuses = {url: client.get(url, follow=True).status_code for url in re.findall(r'href="([^"]+)"', nav)}
    assert set(statuses.values()) == {200}, statuses


def test_navigation_marks_the_page(client, cast):
    client.force_login(cast.administrator)
    page = client.get(reverse("accounts:people")).content.decode()
    assert re.findall(r"aria-current=\"true\">([^<]+)", page) == ["Người dùng"]


def test_navigation_is_not_shown_before_signing_in(client, db):
    assert b'class="site-nav"' not in client.get(reverse("accounts:login")).content


def test_page_has_no_script_or_style_of_its_own(client, cast):
    client.force_login(cast.administrator)
    page = client.get(reverse("accounts:people")).content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


def test_sample_banner_only_with_sample_data(client, db):
    url = reverse("accounts:login")
    assert "Dữ liệu mẫu" not in client.get(url).content.decode()
    SampleData.objects.create(seed=1)
    assert "Dữ liệu mẫu: mọi số liệu đều được tạo ra để minh họa" in client.get(url).content.decode()


def test_sample_banner_leads_to_what_was_assumed(client, cast):
    url = reverse("sample_data")
    client.force_login(cast.viewer)
    assert client.get(url).status_code == 404
    SampleData.objects.create(seed=1, assumptions="Số cơ sở:\n- Bảo tàng: 3 <b>")
    page = client.get(url).content.decode()
    assert f'href="{url}"' in page
    assert "- Bảo tàng: 3 &lt;b&gt;" in page
    client.logout()
    assert f'href="{url}"' not in client.get(reverse("accounts:login")).content.decode()


def test_language_is_chosen_before_signing_in(client, db):
    login = reverse("accounts:login")
    assert '<html lang="vi">' in client.get(login).content.decode()
    assert client.post(reverse("set_language"), {"language": "en", "next": login}).url == login
    assert '<html lang="en">' in client.get(login).content.decode()


def test_missing_page_says_so(client, cast):
    client.force_login(cast.viewer)
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "Không tìm thấy trang này" in response.content.decode()


def test_failure_page_needs_neither_user_nor_database():
    assert "Hệ thống gặp lỗi" in render_to_string("500.html")


def test_healthz_answers_without_signing_in(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_healthz_says_when_the_database_is_gone(client, db, monkeypatch):
    def unreachable():
        raise DatabaseError("password of the database is hunter2")

    with monkeypatch.context() as patch:
        patch.setattr("lifelong_learning.health.connection.cursor", unreachable)
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"database unreachable\n")


def test_client_address_is_what_the_proxy_saw():
    request = RequestFactory().get("/", headers={"x-forwarded-for": "1.2.3.4, 10.0.0.7"}, REMOTE_ADDR="127.0.0.1")
    assert client_address(request) == "10.0.0.7"
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="127.0.0.1")) == "127.0.0.1"


class Form(forms.Form):
    name = forms.CharField(label="Tên", help_text="Như trên con dấu.")
    kind = forms.ChoiceField(label="Loại hình", choices=[("a", "A")], required=False)
    agreed = forms.BooleanField(label="Đồng ý", required=False)
    ways = forms.MultipleChoiceField(
        label="Cách", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_names_its_help_and_its_error():
    page = shared("field", field=Form({"name": ""})["name"])
    assert '<label class="form-label" for="id_name">' in page
    assert 'class="form-control is-invalid"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert '<div class="form-text" id="id_name_helptext">Như trên con dấu.</div>' in page
    assert '<div class="field-error" id="id_name_error">' in page


def test_form_fields_render_each_kind_of_control():
    page = shared("form_fields", form=Form())
    assert page.count("form-select") == 1
    assert page.count("form-check-input") == 1
    assert "<legend" in page
    assert page.count('name="token"') == 1
    assert 'for="id_token"' not in page


def test_form_fields_show_errors_of_the_whole():
    form = Form({"name": "x"})
    form.add_error(None, "Hai ngày <trái> nhau.")
    assert "Hai ngày &lt;trái&gt; nhau." in shared("form_fields", form=form)


@pytest.mark.parametrize(
    ("verdict", "word"),
    [("met", "Đạt"), ("not_met", "Không đạt"), ("open", "Chưa kết luận"), ("not_applicable", "Không xét")],
)
def test_verdict_is_a_shape_and_a_word(verdict, word):
    page = shared("verdict", verdict=verdict)
    assert f"<span>{word}</span>" in page
    assert "<path" in page


@pytest.mark.parametrize(
    ("context", "word"),
    [
        ({"state": "reported", "value": 0}, "0"),
        ({"state": "reported", "value": 1234}, "1.234"),
        ({"state": "reported", "value": 0, "is_yes_no": True}, "Không"),
        ({"state": "reported", "value": 1, "is_yes_no": True}, "Có"),
        ({"state": "unknown", "value": None}, "không rõ"),
        ({"state": "not_applicable", "value": None}, "không áp dụng"),
        ({"state": "not_reported", "value": None}, "chưa báo cáo"),
        ({}, "chưa báo cáo"),
    ],
)
def test_figure_zero_unknown_and_silence_differ(context, word):
    assert re.findall(r">([^<>]+)</span>", figure(**context)) == [word]
