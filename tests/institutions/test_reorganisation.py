"""The verbs: what they write, what they refuse, and that versions never overlap."""

import datetime

import pytest

from institutions.models import Institution, InstitutionEvent, InstitutionVersion
from institutions.refusals import Refused
from institutions.reorganisation import (
    NewInstitution,
    change,
    close,
    correct,
    make_satellite,
    merge,
    open_institution,
    overlapping_versions,
    place,
    split,
)
from institutions.timeline import Facts
from institutions.tree import current_tree


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def life(institution: Institution) -> list[tuple[str, str, str | None]]:
    """Name, first day and last day of each version."""
    return [
        (version.name, str(version.valid_from), version.valid_until and str(version.valid_until))
        for version in institution.versions.order_by("valid_from")
    ]


def events(institution: Institution) -> list[tuple[str, str, list[str]]]:
    return [
        (event.kind, str(event.on), sorted(event.others.values_list("code", flat=True)))
        for event in institution.events.order_by("id")
    ]


@pytest.fixture
def library(province, cast):
    return open_institution(
        by=cast.reviewer,
        name="Thư viện huyện Krông Pắc",
        category=province.categories["library_district"],
        unit=province.units["old:654"],
        legal_basis="QĐ 1",
    )


def new(province, name: str, unit: str, **facts) -> NewInstitution:
    return NewInstitution(
        Facts(name=name, category=province.categories["house_village"], unit=province.units[unit], **facts)
    )


@pytest.fixture
def house(province, cast):
    """Stands in the commune that is split on 01/07/2025."""
    return open_institution(
        by=cast.reviewer, name="Nhà văn hóa thôn 1", category=province.categories["house_village"],
        unit=province.units["old:24496"],
    )  # fmt: skip


def test_open_gives_the_next_code_of_the_province_and_leaves_a_trace(library, cast, province):
    assert library.code == "66-00001"
    assert life(library) == [("Thư viện huyện Krông Pắc", "2020-01-01", None)]
    event = library.events.get()
    assert (event.kind, event.legal_basis, event.by) == ("opened", "QĐ 1", cast.reviewer)
    assert library.versions.get().history.get().history_user == cast.reviewer
    Institution.objects.create(code="66-00041")
    Institution.objects.create(code="66-A")
    facts = {"category": province.categories["museum"], "unit": province.units["old:66"]}
    assert open_institution(by=cast.reviewer, name="Bảo tàng", **facts).code == "66-00042"
    assert open_institution(by=cast.reviewer, name="Bảo tàng", code=" BT ", **facts).code == "BT"
    with pytest.raises(Refused, match="không bao giờ dùng lại"):
        open_institution(by=cast.reviewer, name="Bảo tàng khác", code="BT", **facts)


def test_open_refuses_a_unit_of_another_time(province, cast):
    facts = {"name": "Nhà văn hóa", "category": province.categories["house_commune"], "by": cast.reviewer}
    with pytest.raises(Refused, match="không có vào ngày 01/08/2025"):
        open_institution(unit=province.units["old:24490"], on=day("2025-08-01"), **facts)
    with pytest.raises(Refused, match="không có vào ngày 01/01/2020"):
        open_institution(unit=province.units["new:24490"], **facts)
    before_records = open_institution(unit=province.units["old:24490"], on=day("1976-04-30"), **facts)
    assert life(before_records) == [("Nhà văn hóa", "1976-04-30", None)]
    assert Institution.objects.count() == 1


def test_change_divides_the_version_and_is_called_by_what_changed(province, cast, library):
    change(library, on=day("2023-05-01"), by=cast.reviewer, name="Thư viện Krông Pắc")
    change(library, on=day("2024-05-01"), by=cast.reviewer, category=province.categories["library_commune"])
    change(library, on=day("2024-07-01"), by=cast.reviewer, unit=province.units["old:24493"])
    change(library, on=day("2024-09-01"), by=cast.reviewer, ownership="other")
    assert life(library) == [
        ("Thư viện huyện Krông Pắc", "2020-01-01", "2023-04-30"),
        ("Thư viện Krông Pắc", "2023-05-01", "2024-04-30"),
        ("Thư viện Krông Pắc", "2024-05-01", "2024-06-30"),
        ("Thư viện Krông Pắc", "2024-07-01", "2024-08-31"),
        ("Thư viện Krông Pắc", "2024-09-01", None),
    ]
    kinds = [kind for kind, _on, _others in events(library)]
    assert kinds == ["opened", "renamed", "level_changed", "moved", "changed"]


def test_change_between_two_versions_ends_where_the_first_of_them_did(cast, library):
    change(library, on=day("2024-01-01"), by=cast.reviewer, name="B")
    change(library, on=day("2022-01-01"), by=cast.reviewer, name="A")
    assert [row[1:] for row in life(library)] == [
        ("2020-01-01", "2021-12-31"), ("2022-01-01", "2023-12-31"), ("2024-01-01", None),
    ]  # fmt: skip


def test_change_after_the_unit_ended_names_the_unit_of_the_day(province, cast, house):
    other = open_institution(
        by=cast.reviewer, name="C", category=province.categories["museum"], unit=province.units["old:24493"]
    )
    follows = change(other, on=day("2025-08-01"), by=cast.reviewer, name="D")
    assert follows.unit == province.units["new:24490"]
    assert events(other)[-1][0] == "renamed"
    waits = change(house, on=day("2025-08-01"), by=cast.reviewer, name="E")
    assert waits.unit == province.units["old:24496"]
    assert current_tree().placed(waits.unit_id, day("2025-12-31")).to_be_placed


def test_change_refusals(province, cast, library):
    with pytest.raises(Refused, match="Không có gì thay đổi"):
        change(library, on=day("2024-01-01"), by=cast.reviewer, name="Thư viện huyện  Krông Pắc")
    with pytest.raises(Refused, match="bắt đầu từ đúng ngày 01/01/2020"):
        change(library, on=day("2020-01-01"), by=cast.reviewer, name="B")
    with pytest.raises(Refused, match="không hoạt động vào ngày 31/12/2019"):
        change(library, on=day("2019-12-31"), by=cast.reviewer, name="B")
    with pytest.raises(Refused, match="lý do"):
        change(library, on=day("2024-01-01"), by=cast.reviewer, is_counted=False)
    with pytest.raises(Refused, match="phải có tên"):
        change(library, on=day("2024-01-01"), by=cast.reviewer, name="  ")
    with pytest.raises(Refused, match="vệ tinh của chính nó"):
        change(library, on=day("2024-01-01"), by=cast.reviewer, satellite_of=library)
    assert life(library) == [("Thư viện huyện Krông Pắc", "2020-01-01", None)]


def test_correct_makes_no_version_and_moves_the_boundary(cast, library):
    second = change(library, on=day("2024-01-01"), by=cast.reviewer, name="B")
    correct(second, by=cast.reviewer, name="Bê", valid_from=day("2023-06-01"))
    first = library.versions.get(valid_from=day("2020-01-01"))
    correct(first, by=cast.reviewer, valid_from=day("1998-09-02"))
    assert life(library) == [("Thư viện huyện Krông Pắc", "1998-09-02", "2023-05-31"), ("Bê", "2023-06-01", None)]
    assert library.versions.get(name="Bê").search_key == " be"
    assert events(library)[-1] == ("corrected", "1998-09-02", [])
    stale = InstitutionVersion(pk=second.pk, institution=library, valid_from=day("2024-01-01"))
    with pytest.raises(Refused, match="vừa được người khác sửa"):
        correct(stale, by=cast.reviewer, name="C")


def test_correct_refuses_days_of_another_version_and_nothing_at_all(cast, library):
    change(library, on=day("2024-01-01"), by=cast.reviewer, name="B")
    first, second = library.versions.order_by("valid_from")
    for wrong in ("2024-01-01", "2025-01-01"):
        with pytest.raises(Refused, match="chồng lên"):
            correct(first, by=cast.reviewer, valid_from=day(wrong))
    with pytest.raises(Refused, match="chồng lên"):
        correct(second, by=cast.reviewer, valid_from=day("2020-01-01"))
    with pytest.raises(Refused, match="Không có gì được sửa"):
        correct(second, by=cast.reviewer, name="B")


def test_correct_takes_a_closing_back(cast, library):
    version = close(library, last_day=day("2024-12-31"), by=cast.reviewer)
    correct(version, by=cast.reviewer, valid_until=None)
    assert life(library) == [("Thư viện huyện Krông Pắc", "2020-01-01", None)]


def test_close_names_the_last_day_once(cast, library):
    close(library, last_day=day("2025-06-30"), by=cast.reviewer, legal_basis="QĐ 2")
    assert life(library) == [("Thư viện huyện Krông Pắc", "2020-01-01", "2025-06-30")]
    assert events(library)[-1] == ("closed", "2025-06-30", [])
    with pytest.raises(Refused, match=r"đã ngừng hoạt động, ngày cuối cùng là 30/06/2025"):
        close(library, last_day=day("2024-06-30"), by=cast.reviewer)


def test_close_before_a_later_change_is_refused(cast, library):
    change(library, on=day("2024-01-01"), by=cast.reviewer, name="B")
    with pytest.raises(Refused, match="01/01/2024"):
        close(library, last_day=day("2023-06-30"), by=cast.reviewer)


def test_merge_into_an_existing_one(province, cast, library, house):
    other = open_institution(
        by=cast.reviewer, name="Nhà văn hóa thôn 2", category=province.categories["house_village"],
        unit=province.units["old:24496"],
    )  # fmt: skip
    merge([house, other], into=house, on=day("2024-03-01"), by=cast.reviewer, name="Nhà văn hóa thôn 1 và 2")
    assert life(other) == [("Nhà văn hóa thôn 2", "2020-01-01", "2024-02-29")]
    assert life(house)[1] == ("Nhà văn hóa thôn 1 và 2", "2024-03-01", None)
    assert events(house)[-1] == ("merged", "2024-03-01", [other.code])
    assert events(other)[-1] == ("merged", "2024-03-01", [house.code])
    assert events(library)[-1][0] == "opened"
    with pytest.raises(Refused, match="ít nhất hai"):
        merge([house], into=house, on=day("2024-05-01"), by=cast.reviewer)


def test_merge_into_a_new_one(province, cast, library, house):
    born = merge([library, house], into=new(province, "Nhà mới", "old:24490"), on=day("2024-03-01"), by=cast.reviewer)
    assert life(born) == [("Nhà mới", "2024-03-01", None)]
    assert [life(one)[-1][2] for one in (library, house)] == ["2024-02-29", "2024-02-29"]
    assert events(born) == [("merged", "2024-03-01", sorted([library.code, house.code]))]


def test_split_goes_on_or_ends(province, cast, house):
    [second] = split(
        house, into=[new(province, "Thôn 1B", "old:24496")], on=day("2023-01-01"), goes_on=True, by=cast.reviewer
    )
    assert life(house) == [("Nhà văn hóa thôn 1", "2020-01-01", None)]
    assert events(second) == [("split", "2023-01-01", [house.code])]
    third, fourth = split(
        house, into=[new(province, "C", "old:24496"), new(province, "D", "old:24493")], on=day("2024-01-01"),
        goes_on=False, by=cast.reviewer,
    )  # fmt: skip
    assert life(house)[-1][2] == "2023-12-31"
    assert (third.code, fourth.code) == ("66-00003", "66-00004")
    assert events(house)[-1] == ("split", "2024-01-01", ["66-00003", "66-00004"])
    with pytest.raises(Refused, match="ít nhất hai"):
        split(third, into=[new(province, "E", "old:24496")], on=day("2025-01-01"), goes_on=False, by=cast.reviewer)


def test_make_satellite_may_leave_the_denominators(cast, library, house):
    version = make_satellite(
        house, of=library, on=day("2024-01-01"), is_counted=False, not_counted_reason="CV 2706", by=cast.reviewer
    )
    assert (version.satellite_of, version.is_counted, version.not_counted_reason) == (library, False, "CV 2706")
    assert events(house)[-1] == ("made_satellite", "2024-01-01", [library.code])
    with pytest.raises(Refused, match="cũng là vệ tinh"):
        make_satellite(library, of=house, on=day("2024-02-01"), by=cast.reviewer)


def test_place_many_from_the_day_their_unit_ended(province, cast, library, house):
    change(house, on=day("2025-09-01"), by=cast.reviewer, name="Nhà văn hóa thôn Một")
    place([library, house], unit=province.units["new:24538"], by=cast.reviewer)
    assert [(v.name, str(v.valid_from), v.unit.code) for v in house.versions.order_by("valid_from")] == [
        ("Nhà văn hóa thôn 1", "2020-01-01", "24496"),
        ("Nhà văn hóa thôn 1", "2025-07-01", "24538"),
        ("Nhà văn hóa thôn Một", "2025-09-01", "24538"),
    ]
    assert events(house)[-1] == ("placed", "2025-07-01", [])
    assert library.versions.get(valid_from=day("2025-07-01")).unit == province.units["new:24538"]
    with pytest.raises(Refused, match="không còn chờ"):
        place([house], unit=province.units["new:24490"], by=cast.reviewer)


def test_place_later_and_its_refusals(province, cast, house):
    with pytest.raises(Refused, match="từ ngày 01/07/2025 trở đi"):
        place([house], unit=province.units["new:24490"], on=day("2025-06-30"), by=cast.reviewer)
    with pytest.raises(Refused, match="không phải là xã"):
        place([house], unit=province.units["new:66"], by=cast.reviewer)
    with pytest.raises(Refused, match="không có vào ngày 01/07/2025"):
        place([house], unit=province.units["old:24490"], by=cast.reviewer)
    place([house], unit=province.units["new:24490"], on=day("2025-10-01"), by=cast.reviewer)
    assert [row[1:] for row in life(house)] == [("2020-01-01", "2025-09-30"), ("2025-10-01", None)]


def test_refused_verb_writes_nothing(province, cast, library, house):
    close(house, last_day=day("2023-12-31"), by=cast.reviewer)
    before = InstitutionEvent.objects.count(), InstitutionVersion.history.count()
    with pytest.raises(Refused):
        merge([library, house], into=new(province, "Mới", "old:24490"), on=day("2024-03-01"), by=cast.reviewer)
    assert (InstitutionEvent.objects.count(), InstitutionVersion.history.count()) == before
    assert not Institution.objects.filter(versions__name="Mới").exists()


def test_overlapping_versions_finds_what_bypassed_the_verbs(province, library):
    from django.db import IntegrityError, connection, transaction

    wrong = InstitutionVersion(
        institution=library, name="B", category=province.categories["museum"], unit=province.units["old:66"],
        valid_from=day("2024-01-01"),
    )  # fmt: skip
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError, match="versions_do_not_overlap"), transaction.atomic():
            wrong.save()
    else:
        wrong.save()
        assert [version.name for version in overlapping_versions()] == ["B"]
