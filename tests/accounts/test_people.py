"""The verbs on people: what they write, what they refuse, and the trace that stays."""

import datetime

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone

from accounts import people
from accounts.changes import changes_of
from accounts.models import Membership, User
from institutions.refusals import Refused
from tests.conftest import FIRST

TODAY = timezone.localdate()
TOMORROW = TODAY + datetime.timedelta(days=1)


def last_trace(row):
    record = row.history.first()
    return record.history_change_reason, record.history_user


def test_invite_creates_somebody_without_password_with_one_role(province, cast):
    lan = people.invite(
        username="lan", full_name="Nguyễn  Thị Lan", email="lan@example.vn", role="reporter",
        reporting_unit=province.offices["new:24490"], valid_from=TODAY, by=cast.administrator,
    )  # fmt: skip
    assert not lan.has_usable_password()
    assert lan.full_name == "Nguyễn Thị Lan"
    assert lan.scope().own_reporting_units == {province.offices["new:24490"].pk}
    assert last_trace(lan) == ("invited", cast.administrator)
    assert last_trace(lan.memberships.get()) == ("membership_added", cast.administrator)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"username": "Reviewer"}, "Tên đăng nhập này đã có người dùng"),
        ({"role": "reporter"}, "Người báo cáo cần một đơn vị báo cáo"),
        ({"role": "king"}, "king"),
    ],
    ids=["login name taken in another case", "reporter without a reporting unit", "unknown role"],
)
def test_invite_refused_writes_nothing(cast, values, says):
    before = (User.objects.count(), Membership.objects.count(), User.history.count())
    given = {"username": "lan", "full_name": "Lan", "role": "viewer", "valid_from": TODAY} | values
    with pytest.raises(Refused, match=says):
        people.invite(**given, by=cast.administrator)
    assert (User.objects.count(), Membership.objects.count(), User.history.count()) == before


def test_add_membership_to_an_office_that_has_ended_is_refused(province, cast):
    with pytest.raises(Refused, match="đã kết thúc ngày 30/06/2025"):
        people.add_membership(
            user=cast.nobody, role="reporter", reporting_unit=province.offices["old:654"],
            valid_from=datetime.date(2025, 7, 1), by=cast.administrator,
        )  # fmt: skip


def test_add_membership_twice_at_once_is_refused_and_after_its_end_is_not(province, cast):
    given = {
        "user": cast.reporter, "role": "reporter", "reporting_unit": province.offices["new:24490"],
        "by": cast.administrator,
    }  # fmt: skip
    with pytest.raises(Refused, match="đang giữ đúng vai trò này"):
        people.add_membership(**given, valid_from=TODAY)
    people.end_membership(membership=cast.reporter.memberships.get(), on=TODAY, by=cast.administrator)
    people.add_membership(**given, valid_from=TOMORROW)
    assert cast.reporter.memberships.count() == 2


def test_end_membership_keeps_the_row_and_takes_the_scope_away(cast):
    membership = cast.viewer.memberships.get()
    yesterday = TODAY - datetime.timedelta(days=1)
    ended = people.end_membership(membership=membership, on=yesterday, by=cast.administrator)
    assert (ended.pk, ended.valid_until) == (membership.pk, yesterday)
    assert last_trace(ended) == ("membership_ended", cast.administrator)
    assert not User.objects.get(pk=cast.viewer.pk).scope().read_units


def test_end_membership_before_it_began_or_once_more_is_refused(cast):
    membership = cast.viewer.memberships.get()
    with pytest.raises(Refused, match="Ngày kết thúc không thể trước ngày bắt đầu"):
        people.end_membership(membership=membership, on=FIRST - datetime.timedelta(days=1), by=cast.administrator)
    people.end_membership(membership=membership, on=FIRST, by=cast.administrator)
    with pytest.raises(Refused, match="đã kết thúc ngày 01/01/2020"):
        people.end_membership(membership=membership, on=TODAY, by=cast.administrator)


def test_last_administrator_cannot_be_deactivated_or_lose_the_role(cast):
    with pytest.raises(Refused, match="quản trị viên cuối cùng"):
        people.deactivate(user=cast.administrator, by=cast.administrator)
    with pytest.raises(Refused, match="quản trị viên cuối cùng"):
        people.end_membership(membership=cast.administrator.memberships.get(), on=TODAY, by=cast.administrator)
    assert User.objects.get(pk=cast.administrator.pk).is_active
    assert cast.administrator.memberships.get().valid_until is None


@pytest.mark.parametrize(
    ("other", "is_enough"),
    [
        ({}, True),
        ({"valid_until": TOMORROW}, False),
        ({"valid_from": TOMORROW + datetime.timedelta(days=1)}, False),
        ({"is_active": False}, False),
    ],
    ids=["without an end", "ends soon", "begins later", "deactivated"],
)
def test_second_administrator_is_enough_only_when_active_from_now_on_without_end(cast, other, is_enough):
    second = User.objects.create_user(username="second", password=None, is_active=other.pop("is_active", True))
    Membership.objects.create(user=second, role="administrator", **({"valid_from": FIRST} | other))
    if is_enough:
        assert not people.deactivate(user=cast.administrator, by=second).is_active
    else:
        with pytest.raises(Refused, match="quản trị viên cuối cùng"):
            people.deactivate(user=cast.administrator, by=second)


def test_deactivate_ends_password_sessions_and_links_for_good(client, cast):
    cast.viewer.set_password("mot-mat-khau-dai")
    cast.viewer.save()
    token = default_token_generator.make_token(cast.viewer)
    client.force_login(cast.viewer)
    people.deactivate(user=cast.viewer, by=cast.administrator)
    opened = people.reactivate(user=cast.viewer, by=cast.administrator)
    assert opened.is_active
    assert not opened.check_password("mot-mat-khau-dai")
    assert not default_token_generator.check_token(opened, token)
    assert client.get("/people/").status_code == 302  # the old session does not come back either


def test_renew_link_keeps_the_password_or_drops_it_at_choice(cast):
    cast.viewer.set_password("mot-mat-khau-dai")
    cast.viewer.save()
    kept = people.renew_link(user=cast.viewer, drop_password=False, by=cast.administrator)
    assert kept.check_password("mot-mat-khau-dai")
    dropped = people.renew_link(user=cast.viewer, drop_password=True, by=cast.administrator)
    assert not dropped.has_usable_password()
    assert last_trace(dropped) == ("password_dropped", cast.administrator)


def test_renew_link_of_somebody_without_password_ends_the_links_before(cast):
    before = default_token_generator.make_token(cast.nobody)
    user = people.renew_link(user=cast.nobody, drop_password=False, by=cast.administrator)
    assert not default_token_generator.check_token(user, before)


def test_renew_link_for_a_closed_account_is_refused(cast):
    people.deactivate(user=cast.viewer, by=cast.administrator)
    with pytest.raises(Refused, match="đang bị khóa"):
        people.renew_link(user=User.objects.get(pk=cast.viewer.pk), drop_password=True, by=cast.administrator)


def test_changes_tell_who_did_what_and_never_a_password(cast):
    user = people.correct_person(
        user=cast.viewer, full_name="Lê Văn Bình", email="", phone="0262 3 000", by=cast.administrator
    )
    people.choose_password(user=user, password="mot-mat-khau-dai")
    people.end_membership(membership=user.memberships.get(), on=TODAY, by=cast.administrator)
    ended, chosen, corrected = changes_of(user)[:3]
    assert (str(ended.what), ended.by) == ("cho thôi vai trò", "Administrator")
    assert ended.about == "Người xem, Tỉnh Đắk Lắk"
    assert ended.turned == [("đến hết ngày", "–", f"{TODAY:%d/%m/%Y}")]
    assert (chosen.by, chosen.turned) == ("Lê Văn Bình", [])
    assert corrected.turned == [("họ và tên", "Viewer", "Lê Văn Bình"), ("điện thoại", "–", "0262 3 000")]
    assert "password" not in {field.name for field in User.history.model._meta.get_fields()}


def test_signing_in_writes_no_history(client, cast):
    before = User.history.count()
    client.force_login(cast.viewer)
    assert User.objects.get(pk=cast.viewer.pk).last_login is not None
    assert User.history.count() == before


@pytest.mark.parametrize("text", ["nguyen dinh", "ĐÌNH", "đình lan", "lan.nd", "lan@so"])
def test_people_are_found_by_name_without_accents_login_name_and_address(cast, text):
    found = User.objects.create_user(username="lan.nd", full_name="Nguyễn Đình Lan", email="lan@so.vn")
    assert set(User.objects.matching(text)) == {found}
