"""The region's municipalities with coordinates (sources stand in the data file)."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Place:
    """A municipality: the point is its main place (WGS 84)."""

    key: str
    name_de: str
    name_fr: str
    postal_codes: tuple[str, ...]
    lat: float
    lon: float


def place_key(name: str) -> str:
    """Return the key of a German municipality name: "St. Vith" is "st-vith"."""
    plain = name.lower()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(umlaut, letters)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@cache
def places() -> Mapping[str, Place]:
    """Return all municipalities by key."""
    source = resources.files("traduko.core.data") / "municipalities.csv"
    with source.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    found = {
        place_key(row["name_de"]): Place(
            place_key(row["name_de"]),
            row["name_de"],
            row["name_fr"],
            tuple(row["postal_codes"].split(";")),
            float(row["lat"]),
            float(row["lon"]),
        )
        for row in rows
    }
    return MappingProxyType(found)


def by_postal_code(code: str) -> Place | None:
    """Return the municipality a postal code belongs to, if it is one of the region."""
    wanted = code.strip()
    return next((place for place in places().values() if wanted in place.postal_codes), None)
