"""Reporting units: who answers for what on which day, whom to ask, and who may change that."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, User
from institutions import reporting_units as verbs
from institutions.models import Contact, ReportingUnit
from institutions.refusals import Refused
from institutions.responsibility import current_responsibility
from tests.conftest import FIRST, FIRST_NEW

D2023 = datetime.date(2023, 6, 1)
TODAY = timezone.localdate()


@pytest.fixture
def registry(province):
    """Two institutions of commune 24490, one of district 654; the museum reports by itself."""
    museum = ReportingUnit.objects.create(
        code="BT", name="Bảo tàng Đắk Lắk", unit=province.units["new:66"], valid_from=FIRST_NEW
    )
    province.offices["museum"] = museum
    province.institution("TV1", "Thư viện thị trấn Phước An", "library_commune", "old:24490")
    province.institution("NVH", "Nhà văn hóa Krông Búk", "house_commune", "old:24493")
    province.institution("TVH", "Thư viện huyện Krông Pắc", "library_district", "old:654")
    province.institution("BT1", "Bảo tàng", "museum", "new:66", FIRST_NEW, reporting_unit=museum)
    Contact.objects.create(reporting_unit=province.offices["new:24490"], name="H'Hoa Ayŭn", phone="0262 3511")
    Contact.objects.create(reporting_unit=province.offices["new:22015"], name="Trần Biển", phone="0257 3822")
    return province


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"institutions:{name}", args=args), query).content.decode()


def counts(client, user, **query):
    client.force_login(user)
    response = client.get(reverse("institutions:reporting_units"), query)
    return {row.name: number for row, number, _contacts in response.context["lines"]}


def test_list_counts_institutions_by_who_answers_on_the_day(client, registry, cast):
    assert counts(client, cast.nobody, at="2023-06-01") == {
        "Cơ quan Huyện Krông A Na": 0,
        "Cơ quan Huyện Krông Pắc": 3,
        "Cơ quan Thành phố Tuy Hoà": 0,
        "Cơ quan Tỉnh Đắk Lắk": 0,
        "Cơ quan Tỉnh Phú Yên": 0,
    }
    assert counts(client, cast.nobody, at="01/07/2025") == {
        "Bảo tàng Đắk Lắk": 1,
        "Cơ quan Phường Tuy Hòa": 0,
        "Cơ quan Tỉnh Đắk Lắk": 1,  # the district library, to be placed
        "Cơ quan Xã Krông Ana": 0,
        "Cơ quan Xã Krông Pắc": 2,
    }


@pytest.mark.parametrize("text", ["krong pac", "Pắc xã", "24490"])
def test_list_is_searched_without_accents_and_by_code(client, registry, cast, text):
    assert counts(client, cast.nobody, q=text) == {"Cơ quan Xã Krông Pắc": 2}


def test_contacts_are_seen_in_scope_only(client, registry, cast):
    assert "H&#x27;Hoa Ayŭn" in page(client, cast.reporter, "reporting_units")
    assert "Trần Biển" not in page(client, cast.reporter, "reporting_units")
    for user in (cast.nobody, cast.outsider):
        assert "H&#x27;Hoa" not in page(client, user, "reporting_units")
        assert "H&#x27;Hoa" not in page(client, user, "reporting_unit", registry.offices["new:24490"].pk)
    for user in (cast.reviewer, cast.viewer, cast.administrator, cast.reporter):
        assert "H&#x27;Hoa Ayŭn" in page(client, user, "reporting_unit", registry.offices["new:24490"].pk)


def test_page_lists_the_institutions_of_a_day(client, registry, cast):
    office = registry.offices["old:654"].pk
    then = page(client, cast.nobody, "reporting_unit", office, at="2023-06-01")
    assert "Thư viện huyện Krông Pắc" in then
    assert "Nhà văn hóa Krông Búk" in then
    now = page(client, cast.nobody, "reporting_unit", office, at=f"{TODAY:%Y-%m-%d}")
    assert "Nhà văn hóa Krông Búk" not in now
    assert "trả lời thay theo địa bàn" in now
    province = page(client, cast.nobody, "reporting_unit", registry.offices["new:66"].pk)
    assert "Thư viện huyện Krông Pắc" in province


def test_page_and_list_agree_with_the_rule_for_every_reporting_unit(client, registry, cast):
    rule = current_responsibility()
    for day in (D2023, FIRST_NEW):
        shown = counts(client, cast.nobody, at=f"{day:%Y-%m-%d}")
        for pk, row in rule.reporting_units.items():
            if row.name in shown and row.valid_from <= day and (row.valid_until is None or row.valid_until >= day):
                response = client.get(reverse("institutions:reporting_unit", args=[pk]), {"at": f"{day:%Y-%m-%d}"})
                assert response.context["page"].total == shown[row.name]


def test_people_who_report_are_named_to_reviewers_and_administrator_only(client, registry, cast):
    office = registry.offices["new:24490"].pk
    for user in (cast.reviewer, cast.administrator):
        client.force_login(user)
        response = client.get(reverse("institutions:reporting_unit", args=[office]))
        assert response.context["reporters"] == [cast.reporter]
    for user in (cast.viewer, cast.reporter, cast.outsider, cast.nobody):
        assert "Người báo cáo</h2>" not in page(client, user, "reporting_unit", office)


def test_people_of_an_ended_body_come_along_to_its_successor_only(client, registry, cast):
    museum = registry.offices["museum"]
    Membership.objects.create(user=cast.nobody, role="reporter", reporting_unit=museum, valid_from=FIRST)
    yesterday = TODAY - datetime.timedelta(days=1)
    verbs.end_reporting_unit(
        reporting_unit=museum, on=yesterday, successor=registry.offices["new:24538"], by=cast.reviewer
    )
    client.force_login(cast.reviewer)
    response = client.get(reverse("institutions:reporting_unit", args=[registry.offices["new:24538"].pk]))
    assert response.context["reporters"] == [cast.nobody]
    assert response.context["page"].total == 1
    assert User.objects.get(pk=cast.nobody.pk).scope().own_reporting_units == {registry.offices["new:24538"].pk}


def test_reviewer_adds_corrects_and_ends_a_body_with_its_history(client, registry, cast):
    client.force_login(cast.reviewer)
    values = {"code": "TVT", "name": "Thư viện tỉnh", "unit": "66", "valid_from": "01/07/2025", "reason": "QĐ 12"}
    client.post(reverse("institutions:reporting_unit_add"), values)
    row = ReportingUnit.objects.get(code="TVT")
    assert (row.is_office, row.unit, row.valid_from) == (False, registry.units["new:66"], FIRST_NEW)
    client.post(reverse("institutions:reporting_unit_correct", args=[row.pk]), {"name": "Thư viện tỉnh Đắk Lắk"})
    ending = {"on": "31/12/2025", "successor": registry.offices["museum"].pk, "reason": "QĐ 99"}
    client.post(reverse("institutions:reporting_unit_end", args=[row.pk]), ending)
    row.refresh_from_db()
    assert (row.name, row.successor) == ("Thư viện tỉnh Đắk Lắk", registry.offices["museum"])
    assert row.valid_until == datetime.date(2025, 12, 31)
    traces = [(record.history_user, record.history_change_reason) for record in row.history.all()]
    assert traces == [(cast.reviewer, "QĐ 99"), (cast.reviewer, ""), (cast.reviewer, "QĐ 12")]
    content = client.get(reverse("institutions:reporting_unit", args=[row.pk])).content.decode()
    assert "<del>Thư viện tỉnh</del> → <ins>Thư viện tỉnh Đắk Lắk</ins>" in content


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"code": "BT"}, "đang là của “Bảo tàng Đắk Lắk”"),
        ({"unit": "654"}, "“654” vào ngày 01/07/2025"),
        ({"unit": "01"}, "Thành phố Hà Nội"),
        ({"valid_from": "hôm nay"}, "“hôm nay” không phải là ngày"),
    ],
    ids=["code taken", "unit of another time", "unit of another province", "no date"],
)
def test_adding_what_cannot_be_says_why(client, registry, cast, values, says):
    registry.unit("new", "01", "Thành phố Hà Nội", "province")
    client.force_login(cast.reviewer)
    values = {"code": "TVT", "name": "Thư viện tỉnh", "unit": "66", "valid_from": "01/07/2025"} | values
    content = client.post(reverse("institutions:reporting_unit_add"), values).content.decode()
    assert says in content
    assert not ReportingUnit.objects.filter(name="Thư viện tỉnh").exists()


def test_offices_change_with_their_units_only(registry, cast):
    office = registry.offices["new:24490"]
    with pytest.raises(Refused, match="đổi theo đơn vị hành chính"):
        verbs.correct_reporting_unit(reporting_unit=office, name="Khác", by=cast.reviewer)
    with pytest.raises(Refused, match="đổi theo đơn vị hành chính"):
        verbs.end_reporting_unit(reporting_unit=office, on=TODAY, successor=None, by=cast.reviewer)


@pytest.mark.parametrize(
    ("on", "successor", "says"),
    [
        (datetime.date(2025, 6, 30), None, "bắt đầu ngày 01/07/2025"),
        (TODAY, "museum", "kế tục chính mình"),
        (TODAY, "old:654", "không hoạt động vào ngày"),
    ],
    ids=["before it began", "by itself", "by what has ended"],
)
def test_end_that_cannot_be_is_refused(registry, cast, on, successor, says):
    with pytest.raises(Refused, match=says):
        verbs.end_reporting_unit(
            reporting_unit=registry.offices["museum"], on=on, by=cast.reviewer,
            successor=registry.offices[successor] if successor else None,
        )  # fmt: skip
    registry.offices["museum"].refresh_from_db()
    assert registry.offices["museum"].valid_until is None


def test_end_happens_once(registry, cast):
    for says in (None, "đã kết thúc"):
        if says is None:
            verbs.end_reporting_unit(
                reporting_unit=registry.offices["museum"], on=TODAY, successor=None, by=cast.reviewer
            )
        else:
            with pytest.raises(Refused, match=says):
                verbs.end_reporting_unit(
                    reporting_unit=registry.offices["museum"], on=TODAY, successor=None, by=cast.reviewer
                )


def test_reporter_keeps_the_contacts_of_their_unit_with_a_trace(client, registry, cast):
    client.force_login(cast.reporter)
    office = registry.offices["new:24490"]
    client.post(reverse("institutions:contact_add", args=[office.pk]), {"name": "Y Thim Byă", "email": "y@example.vn"})
    contact = office.contacts.get(name="Y Thim Byă")
    client.post(reverse("institutions:contact", args=[contact.pk]), {"name": "Y Thim Byă", "phone": "0262 1"})
    assert [record.history_user for record in contact.history.all()] == [cast.reporter, cast.reporter]
    client.post(reverse("institutions:contact_remove", args=[contact.pk]))
    assert not office.contacts.filter(pk=contact.pk).exists()
    assert Contact.history.filter(id=contact.pk).first().history_type == "-"


@pytest.mark.parametrize(
    ("who", "status"),
    [("reporter", 302), ("reviewer", 302), ("viewer", 403), ("administrator", 403), ("outsider", 404), ("nobody", 404)],
)
def test_contact_is_removed_only_by_those_who_keep_it(client, registry, cast, who, status):
    contact = registry.offices["new:24490"].contacts.get()
    client.force_login(getattr(cast, who))
    assert client.post(reverse("institutions:contact_remove", args=[contact.pk])).status_code == status
    assert Contact.objects.filter(pk=contact.pk).exists() is (status != 302)


def test_queries_do_not_grow_with_rows(client, registry, cast):
    client.force_login(cast.reviewer)
    office = registry.offices["new:24490"]
    urls = [reverse("institutions:reporting_units"), reverse("institutions:reporting_unit", args=[office.pk])]

    def queries():
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                client.get(url)
            found.append(len(captured))
        return found

    before = queries()
    for number in range(3):
        ReportingUnit.objects.create(
            code=f"X{number}", name=f"Đơn vị {number}", unit=registry.units["new:66"], valid_from=FIRST_NEW
        )
        registry.institution(f"X{number}", f"Nhà văn hóa {number}", "house_village", "old:24490")
        Contact.objects.create(reporting_unit=office, name=f"Người {number}")
        user = User.objects.create_user(username=f"more-{number}", password=None)
        Membership.objects.create(user=user, role="reporter", reporting_unit=office, valid_from=FIRST)
    assert queries() == before
