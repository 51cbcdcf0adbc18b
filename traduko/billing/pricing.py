"""What a service record costs: facts and a tariff in, lines and a total out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from traduko.completion.facts import Outcome
from traduko.core.i18n import N_
from traduko.core.money import ZERO, cents

if TYPE_CHECKING:
    from traduko.billing.tariffs import Rules, TariffValue
    from traduko.completion.facts import ServiceFacts


@dataclass(frozen=True)
class PriceLine:
    """One line: what, how many, at which rate. `text` is a text id."""

    text: str
    quantity: Decimal
    unit: str
    rate: Decimal
    amount: Decimal
    rule: str

    def to_json(self) -> dict[str, Any]:
        """Return the line as it is stored; amounts as text, never as floats."""
        return {
            "text": self.text,
            "quantity": str(self.quantity),
            "unit": self.unit,
            "rate": str(self.rate),
            "amount": str(self.amount),
            "rule": self.rule,
        }


@dataclass(frozen=True)
class Price:
    """The lines and their sum."""

    lines: tuple[PriceLine, ...]
    currency: str = "EUR"

    @property
    def total(self) -> Decimal:
        """Return the sum of the lines' amounts, in cents."""
        return cents(sum((line.amount for line in self.lines), ZERO))


UNIT_TEXT = N_("Interpreting, started units of %(minutes)s minutes")
WORDS_TEXT = N_("Translation, per word")
FREE_TEXT = N_("Free of charge by this tariff")
NO_SHOW_TEXT = N_("Booked time, although it did not take place")
NOTHING_TEXT = N_("Did not take place: nothing is charged")


def started_units(minutes: int, unit_minutes: int) -> int:
    """Return how many units have been started: 61 minutes are two hours."""
    return -(-max(minutes, 0) // unit_minutes)


def price(facts: ServiceFacts, tariff: TariffValue) -> Price:
    """Return what the facts cost by this tariff. A zero price is a price, with its line."""
    rules = tariff.rules
    if facts.outcome == Outcome.TRANSLATOR_PREVENTED:
        return Price((_nothing(NOTHING_TEXT, tariff),))
    if rules.is_free:
        return Price((_free(facts, tariff),))
    if facts.outcome != Outcome.HELD:
        if not rules.no_show_is_charged:
            return Price((_nothing(NOTHING_TEXT, tariff),))
        return Price((_time(NO_SHOW_TEXT, facts.booked_minutes, rules, tariff),))
    if facts.mode == "written":
        words = Decimal(facts.word_count or 0)
        return Price(
            (
                PriceLine(
                    WORDS_TEXT,
                    words,
                    "words",
                    rules.word_rate,
                    cents(words * rules.word_rate),
                    tariff.name,
                ),
            )
        )
    return Price((_time(UNIT_TEXT, facts.minutes, rules, tariff),))


def _nothing(text: str, tariff: TariffValue) -> PriceLine:
    return PriceLine(text, Decimal(0), "units", ZERO, ZERO, tariff.name)


def _free(facts: ServiceFacts, tariff: TariffValue) -> PriceLine:
    written = facts.mode == "written"
    quantity = facts.word_count or 0 if written else facts.minutes
    return PriceLine(
        FREE_TEXT, Decimal(quantity), "words" if written else "minutes", ZERO, ZERO, tariff.name
    )


def _time(text: str, minutes: int, rules: Rules, tariff: TariffValue) -> PriceLine:
    units = Decimal(max(started_units(minutes, rules.unit_minutes), rules.minimum_units))
    return PriceLine(
        text,
        units,
        f"{rules.unit_minutes} min",
        rules.unit_rate,
        cents(units * rules.unit_rate),
        tariff.name,
    )
