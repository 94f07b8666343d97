"""Names that files use: under which keys they are remembered, looked up, shown and taken away."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutions import aliases, revision
from institutions.aliases import alias_keys, aliased, forget_alias, remember_alias
from institutions.models import Institution, InstitutionAlias
from institutions.refusals import Refused


@pytest.fixture
def library(province) -> Institution:
    return province.institution("66-1", "Thư viện thị trấn Phước An", "library_commune", "old:24490")


@pytest.fixture
def house(province) -> Institution:
    return province.institution("66-2", "Nhà văn hóa Ea Kly", "house_commune", "old:24538")


@pytest.mark.parametrize(
    ("name", "places", "expected"),
    [
        ("TV Phước An", [], ("thuvienphuocan", "")),
        ("THƯ VIỆN  PHƯỚC\xa0AN", ["", " "], ("thuvienphuocan", "")),
        ("Thư viện Phước An", ["TT. Phước An", "H. Krông Pắc"], ("thuvienphuocan", "thitranphuocan|huienkrongpac")),
        ("Nhà văn hoá Dliê Ya", ["Xã Dliêya"], ("nhavanhoadlieia", "xadlieia")),
        ("NVH M’Đrắk", ["M'Drắk"], ("nhavanhoamdrak", "mdrak")),
        ("???", ["–"], ("", "")),
    ],
)
def test_keys_fold_spelling_and_keep_places_apart(name, places, expected):
    assert alias_keys(name, places) == expected


def test_a_place_keeps_its_level_and_its_column():
    commune = alias_keys("Thư viện", ["Xã Krông Pắc"])
    assert commune != alias_keys("Thư viện", ["Huyện Krông Pắc"])
    assert alias_keys("Thư viện", ["Ea Na", "Krông Pắc"]) != alias_keys("Thư viện", ["Krông Pắc", "Ea Na"])
    assert alias_keys("Thư viện", ["Ea", "Na"]) != alias_keys("Thư viện", ["Ea Na"])


def test_what_a_person_said_is_remembered_once_with_who_said_it(cast, library):
    first = remember_alias(institution=library, name="TV  TT Phước An", places=["Phước An", ""], by=cast.reporter)
    assert (first.written, first.written_place, first.by) == ("TV TT Phước An", "Phước An", cast.reporter)
    again = remember_alias(institution=library, name="tv tt phuoc an", places=["Phước An"], by=cast.reviewer)
    assert again == first
    assert InstitutionAlias.objects.count() == 1
    assert [(row.history_type, row.history_user) for row in first.history.all()] == [("+", cast.reporter)]
    assert library.versions.get().name == "Thư viện thị trấn Phước An"


def test_lookup_gives_every_institution_that_was_meant(cast, library, house):
    said = alias_keys("Điểm sách", ["Ea Kly"])
    for institution in (library, house):
        remember_alias(institution=institution, name="Điểm sách", places=["Ea Kly"], by=cast.reviewer)
    remember_alias(institution=library, name="Điểm sách", places=[], by=cast.reviewer)
    assert aliased([said]) == {said: {library.pk, house.pk}}
    assert aliased([("diemsach", ""), said, ("diemsach", "eana"), ("x", "")]) == {
        ("diemsach", ""): {library.pk},
        said: {library.pk, house.pk},
    }
    assert aliased([]) == {}


def test_lookup_asks_for_many_names_in_portions(cast, library, monkeypatch, django_assert_num_queries):
    remember_alias(institution=library, name="Tên 7", places=["Ea Na"], by=cast.reviewer)
    monkeypatch.setattr(aliases, "_AT_ONCE", 4)
    keys = [alias_keys(f"Tên {number}", [place]) for number in range(10) for place in ("Ea Na", "Ea Kly")]
    with django_assert_num_queries(3):  # ten names, four at once
        assert aliased(keys) == {alias_keys("Tên 7", ["Ea Na"]): {library.pk}}


def test_lookup_takes_more_names_than_one_query_may_have(db):
    assert aliased((f"ten{number}", "") for number in range(70_000)) == {}


@pytest.mark.parametrize(
    ("name", "places", "said"),
    [
        ("???", ["Ea Kly"], "không có chữ hay số"),
        ("x" * 251, [], "quá dài"),
        ("TVT " * 60, [], "quá dài"),
        ("Thư viện", ["x" * 301], "quá dài"),
    ],
)
def test_what_could_not_be_told_apart_is_not_remembered(cast, library, name, places, said):
    with pytest.raises(Refused, match=said):
        remember_alias(institution=library, name=name, places=places, by=cast.reviewer)
    assert not InstitutionAlias.objects.exists()


def test_forgetting_leaves_the_history(cast, library):
    alias = remember_alias(institution=library, name="TV Phước An", places=[], by=cast.reporter)
    forget_alias(alias=alias, by=cast.reviewer)
    assert aliased([("thuvienphuocan", "")]) == {}
    newest = InstitutionAlias.history.first()
    assert (newest.history_type, newest.history_user, newest.written) == ("-", cast.reviewer, "TV Phước An")


def test_no_result_is_counted_anew_for_an_alias(cast, library):
    before = revision.current()
    remember_alias(institution=library, name="TV Phước An", places=[], by=cast.reporter)
    assert revision.current() == before


def test_page_of_the_institution_shows_the_names_and_lets_reviewers_remove_them(client, cast, library):
    alias = remember_alias(institution=library, name="TV Phước An <b>", places=["Phước An"], by=cast.reporter)
    page, remove = reverse("institutions:detail", args=["66-1"]), reverse("institutions:alias_remove", args=[alias.pk])
    for user, may in [(cast.reviewer, True), (cast.viewer, False), (cast.outsider, False)]:
        client.force_login(user)
        text = client.get(page).content.decode()
        assert "TV Phước An &lt;b&gt;" in text
        assert (remove in text) is may
        assert ("Reporter ghi nhận lúc" in text) is may
    client.force_login(cast.reviewer)
    assert client.get(remove).status_code == 405
    response = client.post(remove, follow=True)
    assert response.redirect_chain == [(page, 302)]
    assert "Đã bỏ tên" in response.content.decode()
    assert remove not in response.content.decode()
    assert client.post(remove).status_code == 404


def test_query_count_of_the_page_does_not_depend_on_the_names(client, cast, library):
    def queries() -> int:
        client.get(reverse("institutions:detail", args=["66-1"]))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("institutions:detail", args=["66-1"]))
        return len(caught)

    client.force_login(cast.reviewer)
    remember_alias(institution=library, name="Tên 1", places=[], by=cast.reviewer)
    with_one = queries()
    for number, by in ((2, cast.reporter), (3, cast.viewer)):
        remember_alias(institution=library, name=f"Tên {number}", places=[], by=by)
    assert queries() == with_one
