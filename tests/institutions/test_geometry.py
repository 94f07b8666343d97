"""Outlines on a grid: simplified without losing a ring, neighbours alike, packed, on a sheet."""

import random

import pytest

from institutions.geometry import (
    Sheet,
    label_place,
    number_of_points,
    on_grid,
    packed,
    simplified,
    unpacked,
    without_small_corners,
)


def wavy(start, end, seed, steps=40):
    """A line of the grid with noise, the same for the same seed."""
    noise = random.Random(seed)
    (x1, y1), (x2, y2) = start, end
    inner = [
        (x1 + (x2 - x1) * i // steps + noise.randint(-20, 20), y1 + (y2 - y1) * i // steps + noise.randint(-20, 20))
        for i in range(1, steps)
    ]
    return [start, *inner, end]


def two_neighbours():
    """Two squares with noisy sides; the side between them is one line, walked up by one and down by the other."""
    between = wavy((4000, 0), (4000, 4000), "between")
    left = [*between[:-1], *wavy((4000, 4000), (0, 4000), "a")[:-1], *wavy((0, 4000), (0, 0), "b")[:-1],
            *wavy((0, 0), (4000, 0), "c")[:-1]]  # fmt: skip
    right = [*between[::-1][:-1], *wavy((4000, 0), (8000, 0), "d")[:-1], *wavy((8000, 0), (8000, 4000), "e")[:-1],
             *wavy((8000, 4000), (4000, 4000), "f")[:-1]]  # fmt: skip
    return {"left": [[left]], "right": [[right]]}, set(between)


def test_degrees_fall_on_the_grid_and_the_last_point_is_the_first():
    assert on_grid([(108.0, 12.5), (108.00001, 12.5), (108.1, 12.5), (108.1, 12.6), (108.0, 12.5)]) == [
        (1080000, 125000), (1081000, 125000), (1081000, 126000),
    ]  # fmt: skip


def test_ring_smaller_than_the_grid_stays_as_a_speck():
    assert on_grid([(108, 12), (108.00001, 12), (108.00001, 12.00001), (108, 12)]) == [
        (1080000, 120000), (1080001, 120000), (1080001, 120001), (1080000, 120001),
    ]  # fmt: skip


def test_corners_of_no_size_go_and_ends_stay():
    line = [(0, 0), (10, 1), (20, 0), (30, 40), (40, 0)]
    # Triangles of 10, 210 and 400: twice 4² is 32, so the doubled area 20 of the first goes and 420 stays.
    assert without_small_corners(line, 4) == [(0, 0), (20, 0), (30, 40), (40, 0)]
    assert without_small_corners(line, 1000) == [(0, 0), (40, 0)]
    assert without_small_corners(line, 0) == line


def test_common_border_is_simplified_the_same_on_both_sides():
    shapes, between = two_neighbours()
    found = simplified(shapes, 60)
    left = set(found["left"][0][0]) & between
    assert left == set(found["right"][0][0]) & between
    assert {(4000, 0), (4000, 4000)} < left
    assert number_of_points(found) < number_of_points(shapes) / 2


def test_enclave_fits_the_hole_around_it():
    ring = [
        *wavy((0, 0), (900, 0), "a")[:-1],
        *wavy((900, 0), (900, 900), "b")[:-1],
        *wavy((900, 900), (0, 0), "c")[:-1],
    ]
    outer = [(-5000, -5000), (5000, -5000), (5000, 5000), (-5000, 5000)]
    turned = [*ring[17:], *ring[:17]][::-1]  # begins elsewhere and runs the other way
    found = simplified({"outer": [[outer, turned]], "inner": [[ring]]}, 30)
    assert set(found["outer"][0][1]) == set(found["inner"][0][0])
    assert 3 <= len(found["inner"][0][0]) < len(ring)


@pytest.mark.parametrize("tolerance", [1, 100, 100_000])
def test_no_ring_is_lost(tolerance):
    shapes, _between = two_neighbours()
    shapes["islet"] = [[[(9000, 9000), (9002, 9000), (9001, 9003)]], [[(9500, 9000), (9501, 9000), (9500, 9001)]]]
    found = simplified(shapes, tolerance)
    for key, shape in shapes.items():
        assert [[len(set(ring)) >= 3 for ring in polygon] for polygon in found[key]] == [
            [True for _ring in polygon] for polygon in shape
        ]


def test_packed_outline_comes_back():
    shape = [
        [[(1080000, 125000), (1081000, 125000), (1081000, 126000)], [(5, -5), (6, -5), (6, 6)]],
        [[(0, 0), (1, 0), (1, 1)]],
    ]
    assert packed(shape)[1] == [[0, 0, 1, 0, 0, 1]]
    assert unpacked(packed(shape)) == shape


def test_sheet_has_north_above_and_fits():
    square = [[[(1080000, 120000), (1090000, 120000), (1090000, 130000), (1080000, 130000)]]]
    sheet = Sheet([square], 500, 300)
    assert sheet.point((1080000, 130000))[1] == 2
    assert sheet.point((1080000, 120000))[1] == 302
    west, east = sheet.point((1080000, 120000))[0], sheet.point((1090000, 120000))[0]
    assert east - west == pytest.approx(300 * 0.97630, abs=0.01)  # cos 12.5°
    assert sheet.path(square).count("L") == 3


def test_sheet_of_the_pole_and_of_a_point_has_a_size():
    pole = [[[(0, -900000), (1800000, -900000), (1800000, -899999)]]]
    assert Sheet([pole], 500, 300).height <= 304
    assert Sheet([[[[(7, 7), (7, 7), (7, 7)]]]], 500, 300).height <= 304


def test_label_stands_inside_a_bent_shape():
    # A horseshoe open to the right: its middle lies outside of it.
    horseshoe = [(0, 0), (100, 0), (100, 30), (30, 30), (30, 70), (100, 70), (100, 100), (0, 100)]
    x, y, width, height = label_place([horseshoe])
    assert 0 < x < 100
    assert y < 30 or y > 70
    assert (width, height) == (100, 30)


def test_label_avoids_a_hole():
    square = [(0, 0), (100, 0), (100, 100), (0, 100)]
    hole = [(10, 10), (90, 10), (90, 60), (10, 60)]
    _x, y, width, _height = label_place([square, hole])
    assert y > 60
    assert width == 100
