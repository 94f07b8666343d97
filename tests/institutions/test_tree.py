"""Where things lie as at a date."""

import datetime

import pytest

from institutions import revision
from institutions.responsibility import current_responsibility
from institutions.tree import current_tree

D2023, D2025 = datetime.date(2023, 1, 10), datetime.date(2025, 12, 31)


def test_placed_whole_successor_takes_it(province):
    tree = current_tree()
    place = tree.placed(province.units["old:24493"].pk, D2025)
    assert (place.unit_id, place.to_be_placed) == (province.units["new:24490"].pk, False)


@pytest.mark.parametrize("key", ["old:24496", "old:654"])
def test_placed_split_or_district_belongs_to_the_province_and_is_to_be_placed(province, key):
    place = current_tree().placed(province.units[key].pk, D2025)
    assert (place.unit_id, place.to_be_placed) == (province.units["new:66"].pk, True)


def test_line_is_asked_as_at_a_date(province):
    tree, units = current_tree(), province.units
    assert tree.line(units["old:24490"].pk, D2023) == (units["old:24490"].pk, units["old:654"].pk, units["old:66"].pk)
    assert tree.line(units["old:24490"].pk, D2025) == (units["new:24490"].pk, units["new:66"].pk)


def test_at_a_recycled_code_is_another_unit(province):
    tree = current_tree()
    assert tree.at("22015", D2023).name == "Phường 1"
    assert tree.at("22015", D2025).name == "Phường Tuy Hòa"
    assert tree.at("654", D2025) is None
    assert tree.at("66", datetime.date(1995, 5, 1)) == province.units["old:66"]


def test_origins_of_the_merged_province_are_both_old_ones(province):
    origins = current_tree().origins(province.units["new:66"].pk, D2023)
    assert origins == {province.units["old:66"].pk, province.units["old:54"].pk}


def test_rows_inside_the_new_province_are_all_rows(province):
    rows = current_tree().rows_inside(province.units["new:66"].pk, D2025)
    assert rows == {unit.pk for unit in province.units.values()}


def test_office_of_a_place_is_the_districts_until_districts_end(province):
    rule, commune = current_responsibility(), province.units["old:24490"].pk
    assert rule.of(None, commune, D2023) == province.offices["old:654"].pk
    assert rule.of(None, commune, D2025) == province.offices["new:24490"].pk
    assert rule.of(None, province.units["old:24496"].pk, D2025) == province.offices["new:66"].pk


def test_named_office_that_ended_hands_over_to_the_province(province):
    rule = current_responsibility()
    assert (
        rule.of(province.offices["old:654"].pk, province.units["old:24490"].pk, D2025) == province.offices["new:66"].pk
    )


def test_tree_is_read_again_when_a_unit_changes_in_any_way(province):
    before = current_tree()
    assert current_tree() is before
    type(province.units["old:66"]).objects.filter(code="54").update(name="Phú Yên")
    after = current_tree()
    assert after is not before
    assert after.at("54", D2023).name == "Phú Yên"


def test_every_watched_table_renews_its_stamp(province):
    before = revision.current()
    province.institution("A", "Thư viện tỉnh", "library_province", "old:66")
    after = revision.current()
    assert (before["units"], before["plan"]) == (after["units"], after["plan"])
    assert before["registry"] != after["registry"]
