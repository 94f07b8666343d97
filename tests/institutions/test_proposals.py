"""Institutions that files name and the registry does not have: proposed, seen, decided once."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, User
from institutions import revision
from institutions.aliases import aliased
from institutions.models import Institution, InstitutionProposal
from institutions.proposing import accept, accept_as, propose, refuse
from institutions.refusals import Refused

D = datetime.date
LIST = "/institutions/proposals/"


@pytest.fixture
def put(province, cast):
    """Puts a row to the reviewer of new commune 24490; what is given says it otherwise."""

    def put(**changes) -> InstitutionProposal:
        row = {
            "name": "NVH thôn 3", "category": province.categories["house_village"], "by": cast.reporter,
            "unit": province.units["new:24490"], "places": ["Xã Krông Pắc"], "source": "bao-cao.xlsx, Sheet1, dòng 7",
        }  # fmt: skip
        return propose(**{**row, **changes})

    return put


def page_of(proposal: InstitutionProposal) -> str:
    return reverse("institutions:proposal", args=[proposal.pk])


def test_a_row_waits_as_it_was_written(put, cast, province):
    proposal = put(
        name="  Nha\u0300 văn hóa  thôn 3", places=["Xã  Krông Pắc", ""], ownership="private", opened_on=D(2025, 8, 1)
    )
    proposal.refresh_from_db()
    assert proposal.name == "Nhà văn hóa thôn 3"
    assert (proposal.places, proposal.written_place) == (["Xã Krông Pắc"], "Xã Krông Pắc")
    assert (proposal.status, proposal.proposed_by, proposal.source) == (
        "waiting", cast.reporter, "bao-cao.xlsx, Sheet1, dòng 7",
    )  # fmt: skip


def test_the_same_row_put_twice_waits_once(put):
    first = put()
    assert put(name="NVH  thôn 3 ") == first
    assert put(source="bao-cao.xlsx, Sheet1, dòng 8") != first
    assert put(places=["Xã Ea Kly"]) != first


@pytest.mark.parametrize("row", [{"name": " "}, {"name": "???"}, {"name": "x" * 251}, {"ownership": "state"}])
def test_a_row_that_names_nothing_is_refused(put, row):
    with pytest.raises(Refused):
        put(**row)
    assert not InstitutionProposal.objects.exists()


def test_accepting_opens_it_and_remembers_the_name_of_the_file(put, cast, province):
    proposal = put(opened_on=D(2025, 8, 1))
    institution = accept(
        proposal=proposal, by=cast.reviewer, name="Nhà văn hóa thôn 3", legal_basis="QĐ 5", is_counted=True
    )
    version = institution.versions.get()
    assert (institution.code, version.name, version.valid_from) == ("66-00001", "Nhà văn hóa thôn 3", D(2025, 8, 1))
    assert (version.category.code, version.unit, version.ownership) == (
        "house_village", province.units["new:24490"], "public",
    )  # fmt: skip
    assert [(event.kind, event.by, event.legal_basis) for event in institution.events.all()] == [
        ("opened", cast.reviewer, "QĐ 5")
    ]
    assert aliased([("nhavanhoathon3", "xakrongpac")]) == {("nhavanhoathon3", "xakrongpac"): {institution.pk}}
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decided_by, proposal.institution) == ("accepted", cast.reviewer, institution)
    assert proposal.decided_at is not None


def test_without_a_day_it_stands_as_long_as_its_unit(put, cast, province):
    assert accept(proposal=put(), by=cast.reviewer).versions.get().valid_from == D(2025, 7, 1)
    old = put(unit=province.units["old:24493"])
    assert accept(proposal=old, by=cast.reviewer, code="CU").versions.get().valid_from == D(2020, 1, 1)


def test_it_may_be_an_institution_of_the_registry(put, cast, province):
    existing = province.institution("TV0012", "Nhà sinh hoạt cộng đồng thôn 3", "house_village", "old:24493")
    proposal = put()
    accept_as(proposal=proposal, institution=existing, by=cast.reviewer)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.institution) == ("accepted", existing)
    assert [(alias.written, alias.by) for alias in existing.aliases.all()] == [("NVH thôn 3", cast.reviewer)]
    assert existing.versions.get().name == "Nhà sinh hoạt cộng đồng thôn 3"
    assert Institution.objects.count() == 1


def test_refusing_needs_a_reason(put, cast):
    proposal = put()
    with pytest.raises(Refused, match="nêu lý do"):
        refuse(proposal=proposal, reason=" ", by=cast.reviewer)
    refuse(proposal=proposal, reason=" Không phải cơ sở ", by=cast.reviewer)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decision, proposal.institution) == ("refused", "Không phải cơ sở", None)


def test_nothing_is_decided_twice(put, cast, province):
    existing = province.institution("A", "Nhà", "house_village", "old:24493")
    proposal = put()
    refuse(proposal=proposal, reason="Trùng", by=cast.reviewer)
    acts = [
        lambda: accept(proposal=proposal, by=cast.reviewer),
        lambda: accept_as(proposal=proposal, institution=existing, by=cast.reviewer),
        lambda: refuse(proposal=proposal, reason="Lần nữa", by=cast.reviewer),
    ]
    for act in acts:
        with pytest.raises(Refused, match="đã được Reviewer quyết định: không nhận"):
            act()
    assert not existing.aliases.exists()
    assert list(Institution.objects.all()) == [existing]


def test_what_cannot_be_opened_leaves_the_proposal_waiting(put, cast, province):
    province.institution("A", "Nhà", "museum", "old:24493")
    proposal = put()
    with pytest.raises(Refused, match="đã được dùng"):
        accept(proposal=proposal, by=cast.reviewer, code="A")
    proposal.refresh_from_db()
    assert proposal.is_waiting
    assert aliased([("nhavanhoathon3", "xakrongpac")]) == {}


@pytest.mark.parametrize("change", [{"status": "accepted"}, {"status": "refused"}, {"decision": "x"}, {"name": ""}])
def test_the_database_refuses_half_a_decision(put, change):
    proposal = put()
    with pytest.raises(IntegrityError), transaction.atomic():
        InstitutionProposal.objects.filter(pk=proposal.pk).update(**change)


def test_a_proposal_renews_no_stamp(put, cast):
    before = revision.current()
    refuse(proposal=put(), reason="Trùng", by=cast.reviewer)
    assert revision.current() == before


def test_each_sees_what_lies_in_their_scope(put, cast, province):
    here, elsewhere = put(), put(unit=province.units["new:22015"], by=cast.outsider)
    ended = put(unit=province.units["old:24496"], by=cast.administrator)
    expected = {
        "reporter": {here}, "outsider": {elsewhere}, "nobody": set(), "reviewer": {here, elsewhere, ended},
        "viewer": {here, elsewhere, ended}, "administrator": {here, elsewhere, ended},
    }  # fmt: skip
    shown = {name: set(InstitutionProposal.objects.visible_to(getattr(cast, name))) for name in expected}
    assert shown == expected
    decided = {name: InstitutionProposal.objects.reviewable_by(getattr(cast, name)).count() for name in expected}
    assert decided == dict.fromkeys(expected, 0) | {"reviewer": 3}


def test_list_shows_those_that_wait_first_and_filters(client, cast, put):
    refused, accepted, waiting = put(name="Nhà 1"), put(name="Nhà 2"), put(name="Nhà 3")
    refuse(proposal=refused, reason="Trùng", by=cast.reviewer)
    accept(proposal=accepted, by=cast.reviewer)
    client.force_login(cast.reviewer)

    def shown(**query: str) -> list[str]:
        return [row.name for row in client.get(LIST, query).context["page"].rows]

    assert shown() == ["Nhà 3", "Nhà 2", "Nhà 1"]
    assert shown(status="waiting") == ["Nhà 3"]
    assert shown(status="refused") == ["Nhà 1"]
    assert shown(status="nonsense") == ["Nhà 3", "Nhà 2", "Nhà 1"]
    client.force_login(cast.nobody)
    assert "Không có đề nghị nào" in client.get(LIST).content.decode()
    assert waiting.is_waiting


def test_list_of_institutions_says_how_many_wait_where_one_reviews(client, cast, put, province):
    put(name="Nhà 1")
    put(name="Nhà 2")
    stranger = User.objects.create_user(username="stranger", password=None)
    Membership.objects.create(
        user=stranger, role="reviewer", unit=province.units["new:22015"], valid_from=D(2020, 1, 1)
    )
    registry = reverse("institutions:list")
    client.force_login(cast.reviewer)
    assert "2 đang chờ" in client.get(registry).content.decode()
    client.force_login(stranger)
    assert LIST in client.get(registry).content.decode()
    assert "đang chờ" not in client.get(registry).content.decode()
    for user in (cast.reporter, cast.viewer, cast.administrator):
        client.force_login(user)
        assert LIST in client.get(registry).content.decode()
        assert "đang chờ" not in client.get(registry).content.decode()


def test_query_counts_do_not_depend_on_the_number(client, cast, put, province):
    def queries(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        return len(caught)

    client.force_login(cast.reviewer)
    proposal = put()
    province.institution("A", "NVH thôn 3", "house_village", "old:24493")
    before = [queries(url) for url in (LIST, page_of(proposal), reverse("institutions:list"))]
    for number, by in ((1, cast.viewer), (2, cast.outsider)):
        put(source=f"dòng {number}", by=by)
        province.institution(f"A{number}", "Nhà văn hóa thôn 3", "house_village", "old:24490")
    accept(proposal=put(name="Nhà 9"), by=cast.reviewer)
    assert [queries(url) for url in (LIST, page_of(proposal), reverse("institutions:list"))] == before


# --- the page of one proposal


def accepting(client, proposal: InstitutionProposal, **changes: str) -> dict[str, str]:
    """What the browser would send to open it: what the form shows, and the changes."""
    form = client.get(page_of(proposal)).context["decision"].accept
    data = {name: form[name].value() for name in form.fields}
    shown = {name: "on" if value is True else value for name, value in data.items() if value not in (None, False)}
    return {**shown, "act": "accept", **changes}


def test_page_opens_the_institution_from_what_was_proposed(client, cast, put):
    proposal = put(opened_on=D(2025, 8, 1), ownership="other")
    client.force_login(cast.reviewer)
    text = client.get(page_of(proposal)).content.decode()
    assert "lúc này là 66-00001" in text
    assert "bao-cao.xlsx, Sheet1, dòng 7" in text
    response = client.post(page_of(proposal), accepting(client, proposal, name="Nhà văn hóa thôn 3", code="BT-3"))
    assert response.url == reverse("institutions:detail", args=["BT-3"])
    version = Institution.objects.get(code="BT-3").versions.get()
    assert (version.name, version.valid_from, version.ownership) == ("Nhà văn hóa thôn 3", D(2025, 8, 1), "other")
    after = client.get(page_of(proposal)).content.decode()
    assert "BT-3" in after
    assert "Mở cơ sở mới" not in after


def test_page_points_out_likely_duplicates_and_other_proposals(client, cast, put, province):
    province.institution("A", "Nhà văn hóa thôn 3", "house_village", "old:24493")
    province.institution("B", "Nhà văn hóa thôn 4", "house_village", "old:24493")
    proposal, other = put(), put(name="Nhà văn hóa Thôn 3", source="khac.csv, dòng 2")
    put(name="Nhà văn hóa thôn 5")
    client.force_login(cast.reviewer)
    response = client.get(page_of(proposal))
    assert [version.institution.code for version in response.context["decision"].duplicates] == ["A"]
    assert response.context["alike"] == [other]
    assert "khac.csv, dòng 2" in response.content.decode()
    assert response.context["institution_choices"] == ["Nhà văn hóa thôn 3 (A)", "Nhà văn hóa thôn 4 (B)"]
    assert client.post(page_of(proposal), {"act": "accept_as", "institution": "A"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.institution.code == "A"


def test_a_duplicate_that_was_not_shown_yet_is_shown_before_anything_is_opened(client, cast, put, province):
    province.institution("A", "Nhà văn hóa thôn 3", "house_village", "old:24493")
    province.institution("B", "Nhà văn hóa thôn 4", "house_village", "old:24493")
    proposal = put()
    client.force_login(cast.reviewer)
    refused = client.post(page_of(proposal), accepting(client, proposal))
    assert "có thể cơ sở này đã có" in refused.content.decode()
    other_name = accepting(client, proposal, name="Nhà văn hóa thôn 4", anyway="A")
    shown = client.post(page_of(proposal), other_name)
    assert shown.status_code == 200
    assert shown.context["seen"] == "A B"
    assert Institution.objects.count() == 2
    assert client.post(page_of(proposal), {**other_name, "anyway": "A B"}).status_code == 302
    assert Institution.objects.count() == 3


def test_a_refused_proposal_tells_the_reporter_why(client, cast, put):
    proposal = put()
    client.force_login(cast.reviewer)
    empty = client.post(page_of(proposal), {"act": "refuse", "reason": ""})
    assert empty.status_code == 200
    assert client.post(page_of(proposal), {"act": "refuse", "reason": "Nơi này đã đóng cửa"}).url == LIST
    client.force_login(cast.reporter)
    assert "Nơi này đã đóng cửa" in client.get(page_of(proposal)).content.decode()


def test_what_was_decided_meanwhile_is_told(client, cast, put):
    proposal = put()
    client.force_login(cast.reviewer)
    data = accepting(client, proposal)
    refuse(proposal=proposal, reason="Trùng", by=cast.reviewer)
    response = client.post(page_of(proposal), data, follow=True)
    assert "đã được quyết định trước đó" in response.content.decode()
    assert not Institution.objects.exists()


def test_only_the_reviewer_of_the_unit_decides(client, cast, put, province):
    proposal = put()
    data = {"act": "refuse", "reason": "Trùng"}
    for user, got, posted in [
        (cast.reporter, 200, 403), (cast.viewer, 200, 403), (cast.administrator, 200, 403), (cast.outsider, 404, 404),
        (cast.nobody, 404, 404),
    ]:  # fmt: skip
        client.force_login(user)
        response = client.get(page_of(proposal))
        assert response.status_code == got
        assert got == 404 or "Mở thành cơ sở mới" not in response.content.decode()
        assert client.post(page_of(proposal), data).status_code == posted
    proposal.refresh_from_db()
    assert proposal.is_waiting


def test_nothing_is_opened_or_named_outside_the_units_of_the_reviewer(client, cast, put, province):
    province.institution("X", "Nhà văn hóa Tuy Hòa", "house_village", "old:22015")
    local = User.objects.create_user(username="local", password=None)
    Membership.objects.create(user=local, role="reviewer", unit=province.units["new:24490"], valid_from=D(2020, 1, 1))
    proposal = put()
    client.force_login(local)
    elsewhere = client.post(page_of(proposal), accepting(client, proposal, unit="22015"))
    assert "không thuộc địa bàn bạn thẩm tra" in elsewhere.content.decode()
    named = client.post(page_of(proposal), {"act": "accept_as", "institution": "X"})
    assert "Không có cơ sở nào mang mã" in named.content.decode()
    assert client.post(page_of(proposal), {"act": "nonsense"}).status_code == 200
    proposal.refresh_from_db()
    assert proposal.is_waiting


def test_no_institution_may_bear_the_address_of_the_list(put, cast):
    with pytest.raises(Refused, match="Mã cơ sở không được"):
        accept(proposal=put(), by=cast.reviewer, code="proposals")
