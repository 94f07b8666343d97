"""What memberships let people read and write, when units, offices and institutions have gone through the merger."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Membership, User
from institutions.models import Institution, InstitutionVersion, ReportingUnit
from tests.conftest import FIRST, FIRST_NEW, LAST_OLD

YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


@pytest.fixture
def registry(province):
    """One institution in each place that matters; the keys of what a test sees are their codes."""
    offices = province.offices
    museum = ReportingUnit.objects.create(
        code="BT", name="Bảo tàng tỉnh", unit=province.units["old:66"], valid_from=FIRST, valid_until=LAST_OLD
    )
    successor = ReportingUnit.objects.create(
        code="BT-MOI", name="Bảo tàng Đắk Lắk", unit=province.units["new:66"], valid_from=FIRST_NEW
    )
    museum.successor = successor
    museum.save()
    province.offices["museum"], province.offices["new museum"] = museum, successor
    for code, category, unit, version in [
        ("PHUOC-AN", "library_commune", "old:24490", {}),
        ("EA-KLY", "library_commune", "old:24496", {}),
        ("BUON-TRAP", "library_commune", "old:24538", {}),
        ("TUY-HOA", "library_commune", "old:22015", {}),
        ("HUYEN", "library_district", "old:654", {}),
        ("BAO-TANG", "museum", "old:66", {"reporting_unit": museum}),
        ("NAMED", "house_commune", "old:24538", {"reporting_unit": offices["old:654"]}),
        ("CLOSED", "house_commune", "old:24493", {"valid_until": datetime.date(2023, 5, 31)}),
    ]:
        province.institution(code, code.title(), category, unit, **version)
    return province


def member(role, *, username="somebody", valid_from=FIRST, valid_until=None, **place):
    user = User.objects.create_user(username=username, password=None)
    Membership.objects.create(user=user, role=role, valid_from=valid_from, valid_until=valid_until, **place)
    return user


def seen(user):
    return set(Institution.objects.visible_to(user).values_list("code", flat=True))


EVERYTHING = {"PHUOC-AN", "EA-KLY", "BUON-TRAP", "TUY-HOA", "HUYEN", "BAO-TANG", "NAMED", "CLOSED"}


def test_reviewer_of_the_old_province_sees_the_new_one_with_what_joined_it(registry):
    assert seen(member("reviewer", unit=registry.units["old:66"])) == EVERYTHING


def test_viewer_of_an_old_commune_sees_the_commune_that_took_it_in_whole(registry):
    assert seen(member("viewer", unit=registry.units["old:24493"])) == {"PHUOC-AN", "CLOSED"}


@pytest.mark.parametrize("role", ["reviewer", "viewer"])
@pytest.mark.parametrize("unit", ["old:654", "old:24496"])
def test_unit_without_one_whole_successor_does_not_open_the_whole_province(registry, role, unit):
    user = member(role, unit=registry.units[unit])
    assert seen(user) == set()
    assert not user.scope().is_reviewer


def test_reporter_of_the_old_province_office_answers_for_the_new_one(registry):
    user = member("reporter", reporting_unit=registry.offices["old:66"])
    assert user.scope().own_reporting_units == {registry.offices["new:66"].pk}
    # What lay directly under a district, or in a commune that was split, is the province's until it is placed.
    assert seen(user) == {"HUYEN", "EA-KLY", "NAMED"}


def test_reporter_of_an_ended_district_office_does_not_become_the_provinces(registry):
    user = member("reporter", reporting_unit=registry.offices["old:654"])
    assert seen(user) == set()
    assert not user.scope().is_reporter


def test_reporter_of_the_province_office_answers_for_what_ended_offices_left(registry):
    user = member("reporter", reporting_unit=registry.offices["new:66"])
    assert seen(user) == {"HUYEN", "EA-KLY", "NAMED"}
    assert registry.offices["old:654"].pk in user.scope().answered_reporting_units


def test_reporter_of_a_commune_office_sees_what_lies_there_and_names_nobody_else(registry):
    assert seen(member("reporter", reporting_unit=registry.offices["new:24490"])) == {"PHUOC-AN", "CLOSED"}
    # NAMED lies in Buôn Trấp, and somebody else answers for it.
    assert seen(member("reporter", username="b", reporting_unit=registry.offices["new:24538"])) == {"BUON-TRAP"}


def test_reporter_of_a_body_that_is_no_office_follows_its_named_successor(registry):
    user = member("reporter", reporting_unit=registry.offices["museum"])
    assert user.scope().own_reporting_units == {registry.offices["new museum"].pk}
    assert seen(user) == {"BAO-TANG"}


def test_reporter_of_a_body_that_ended_without_successor_gets_nothing_of_the_offices(registry):
    museum = registry.offices["museum"]
    museum.successor = None
    museum.save()
    assert seen(member("reporter", reporting_unit=museum)) == set()
    assert "BAO-TANG" in seen(member("reporter", username="b", reporting_unit=registry.offices["new:66"]))


def test_closed_institution_is_read_by_whoever_answers_for_its_place_now(registry):
    assert "CLOSED" in seen(member("reporter", reporting_unit=registry.offices["new:24490"]))


def test_institution_that_moved_is_read_where_it_is_now(registry):
    institution = Institution.objects.get(code="BUON-TRAP")
    institution.versions.update(valid_until=datetime.date(2025, 9, 30))
    InstitutionVersion.objects.create(
        institution=institution, name="Thư viện", category=registry.categories["library_commune"],
        unit=registry.units["new:22015"], valid_from=datetime.date(2025, 10, 1),
    )  # fmt: skip
    assert "BUON-TRAP" in seen(member("reporter", reporting_unit=registry.offices["new:22015"]))
    assert seen(member("reporter", username="b", reporting_unit=registry.offices["new:24538"])) == set()


@pytest.mark.parametrize(
    ("dates", "sees"),
    [
        ({"valid_until": YESTERDAY}, False),
        ({"valid_until": timezone.localdate()}, True),
        ({"valid_from": timezone.localdate()}, True),
        ({"valid_from": timezone.localdate() + datetime.timedelta(days=1)}, False),
    ],
    ids=["ended yesterday", "ends today", "begins today", "begins tomorrow"],
)
def test_membership_counts_on_its_days_only(registry, dates, sees):
    assert bool(seen(member("viewer", unit=registry.units["new:66"], **dates))) is sees


def test_country_wide_viewer_and_administrator_read_everything_and_review_nothing(registry):
    for user in (member("viewer"), member("administrator", username="b")):
        assert seen(user) == EVERYTHING
        assert user.scope().reviewed_reporting_units() == set()
        assert not InstitutionVersion.objects.filter(user.scope().reviewed_versions()).exists()


def test_superuser_reads_everything_until_deactivated(registry):
    user = User.objects.create_superuser(username="root", password=None)
    assert seen(user) == EVERYTHING
    user.is_active = False
    user.save()
    assert seen(User.objects.get(pk=user.pk)) == set()


def test_somebody_without_membership_sees_no_figures_of_anybody(registry):
    user = User.objects.create_user(username="nobody", password=None)
    assert seen(user) == set()
    assert set(ReportingUnit.objects.visible_to(user)) == set()
    assert set(ReportingUnit.objects.editable_by(user)) == set()


def test_reviewer_keeps_the_ended_reporting_units_of_the_province_too(registry):
    user = member("reviewer", unit=registry.units["new:66"])
    assert set(ReportingUnit.objects.reviewable_by(user)) == set(ReportingUnit.objects.all())


def test_reviewer_of_one_commune_keeps_its_office_alone(registry):
    user = member("reviewer", unit=registry.units["new:24490"])
    assert set(ReportingUnit.objects.reviewable_by(user)) == {registry.offices["new:24490"]}
    assert seen(user) == {"PHUOC-AN", "CLOSED"}


def test_reporter_edits_contacts_of_their_own_unit_alone(registry):
    user = member("reporter", reporting_unit=registry.offices["new:24490"])
    assert set(ReportingUnit.objects.editable_by(user)) == {registry.offices["new:24490"]}
    assert set(ReportingUnit.objects.reviewable_by(user)) == set()


@pytest.mark.parametrize("memberships", [1, 3])
def test_scope_takes_two_queries_whatever_the_number_of_memberships(registry, memberships, django_assert_num_queries):
    user = User.objects.create_user(username="somebody", password=None)
    offices = [registry.offices[f"new:{code}"] for code in ("24490", "24538", "22015")]
    for office in offices[:memberships]:
        Membership.objects.create(user=user, role="reporter", reporting_unit=office, valid_from=FIRST)
    seen(User.objects.get(pk=user.pk))  # the tree is read once for all
    user = User.objects.get(pk=user.pk)
    with django_assert_num_queries(2):
        _ = user.scope().own_reporting_units, user.scope().readable_versions()
