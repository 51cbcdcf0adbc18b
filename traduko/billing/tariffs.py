"""Tariffs as plain values: which one is for whom on which day, and what its rules are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID


class NoTariff(RuleBroken):
    """No tariff covers this kind of institution on this day."""

    default = N_("No tariff covers this kind of institution on %(day)s. Please add one first.")


class TariffInvalid(RuleBroken):
    """The rules of a tariff contradict themselves."""

    default = N_("These rules cannot be used: a length above zero and no negative amounts, please.")


@dataclass(frozen=True)
class Rules:
    """How a tariff prices a record.

    A started unit counts whole (the lawyers' 25 EUR "per started hour" of TRADUKO).
    `no_show_is_charged` says whether booked time is owed when nobody came or it was cancelled
    on site.
    """

    unit_minutes: int = 60
    unit_rate: Decimal = Decimal(0)
    minimum_units: int = 1
    word_rate: Decimal = Decimal(0)
    no_show_is_charged: bool = False

    @property
    def is_free(self) -> bool:
        """Return whether nothing is ever charged."""
        return not self.unit_rate and not self.word_rate

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Rules:
        """Return the rules as stored. Raises TariffInvalid."""
        try:
            rules = cls(
                int(data.get("unit_minutes", 60)),
                Decimal(str(data.get("unit_rate", "0"))),
                int(data.get("minimum_units", 1)),
                Decimal(str(data.get("word_rate", "0"))),
                bool(data.get("no_show_is_charged", False)),
            )
        except (ValueError, ArithmeticError) as error:
            raise TariffInvalid from error
        if (
            rules.unit_minutes <= 0
            or rules.minimum_units < 0
            or rules.unit_rate < 0
            or rules.word_rate < 0
        ):
            raise TariffInvalid
        return rules

    def to_json(self) -> dict[str, Any]:
        """Return the rules as they are stored; amounts as text, never as floats."""
        return {
            "unit_minutes": self.unit_minutes,
            "unit_rate": str(self.unit_rate),
            "minimum_units": self.minimum_units,
            "word_rate": str(self.word_rate),
            "no_show_is_charged": self.no_show_is_charged,
        }


@dataclass(frozen=True)
class TariffValue:
    """A dated tariff for some kinds of institutions."""

    id: UUID
    name: str
    valid_from: date
    valid_until: date | None
    kinds: frozenset[str]
    rules: Rules

    def covers(self, kind: str, day: date) -> bool:
        """Return whether it is for this kind of institution on this day."""
        in_time = self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        return in_time and kind in self.kinds


def tariff_for(tariffs: Iterable[TariffValue], kind: str, day: date) -> TariffValue:
    """Return the tariff of that day, the one that began last. Raises NoTariff."""
    fitting = [tariff for tariff in tariffs if tariff.covers(kind, day)]
    if not fitting:
        raise NoTariff(day=day.isoformat())
    return max(fitting, key=lambda tariff: (tariff.valid_from, tariff.id))
