"""Estimated driving times between municipalities: one method everywhere, labelled as what it is."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EARTH_KM = 6371.0
# Roads of the region against the straight line, and what a car makes on them door to door.
ROAD_FACTOR = 1.35
KM_PER_HOUR = 55.0
TO_AND_FROM_THE_CAR = 5
WITHIN_A_PLACE = 10


@dataclass(frozen=True)
class TravelTable:
    """Minutes between places; unknown places count as near, so that nobody is excluded by a gap."""

    minutes_between: Mapping[tuple[str, str], int]

    def minutes(self, origin: str | None, target: str | None) -> int:
        """Return the estimated driving time in minutes; 0 if one of the places is unknown."""
        if origin is None or target is None:
            return 0
        if origin == target:
            return WITHIN_A_PLACE
        return self.minutes_between.get((origin, target), 0)


def from_coordinates(points: Iterable[tuple[str, float, float]]) -> TravelTable:
    """Return the table for places given as (key, latitude, longitude)."""
    known = list(points)
    return TravelTable(
        {
            (a, b): _minutes(_kilometres(lat_a, lon_a, lat_b, lon_b))
            for a, lat_a, lon_a in known
            for b, lat_b, lon_b in known
            if a != b
        }
    )


def _kilometres(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Return the great-circle distance (haversine)."""
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    half = (
        sin((phi_b - phi_a) / 2) ** 2
        + cos(phi_a) * cos(phi_b) * sin(radians(lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(sqrt(half))


def _minutes(kilometres: float) -> int:
    return round(kilometres * ROAD_FACTOR / KM_PER_HOUR * 60) + TO_AND_FROM_THE_CAR
