"""Money is Decimal, in euro cents where it is shown or stored."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    """Return the amount rounded half up to the cent (EN 16931 BR-DEC: two decimals at most)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
