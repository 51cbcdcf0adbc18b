"""Estimated driving times."""

from __future__ import annotations

import pytest

from tests.factories.matching import TRAVEL
from traduko.core.places import places
from traduko.matching.travel import TO_AND_FROM_THE_CAR, TravelTable, from_coordinates


def test_the_way_is_as_long_in_both_directions_and_nobody_flies():
    for one in places():
        for other in places():
            there = TRAVEL.minutes(one, other)
            assert there == TRAVEL.minutes(other, one)
            assert there >= TO_AND_FROM_THE_CAR


def test_across_the_region_takes_the_better_part_of_an_hour():
    assert 55 <= TRAVEL.minutes("eupen", "st-vith") <= 75
    assert TRAVEL.minutes("eupen", "kelmis") < 25


@pytest.mark.parametrize(
    ("origin", "target", "minutes"),
    [("eupen", "eupen", 10), (None, "eupen", 0), ("eupen", None, 0), ("eupen", "nowhere", 0)],
)
def test_a_place_of_its_own_and_places_nobody_knows(origin, target, minutes):
    assert TRAVEL.minutes(origin, target) == minutes


def test_one_degree_of_latitude_by_hand():
    # 111.19 km in a straight line, 1.35 times that by road at 55 km/h, and 5 minutes.
    table = from_coordinates([("a", 50.0, 6.0), ("b", 51.0, 6.0)])
    assert table.minutes("a", "b") == 169


def test_a_measured_table_takes_the_place_of_the_estimate():
    table = TravelTable({("eupen", "st-vith"): 41, ("st-vith", "eupen"): 43})
    assert (table.minutes("eupen", "st-vith"), table.minutes("st-vith", "eupen")) == (41, 43)
