"""What a service record says, as plain values: what pricing works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from traduko.core.i18n import N_, LabelEnum

if TYPE_CHECKING:
    from datetime import datetime

SECONDS = 60


class Outcome(LabelEnum):
    """How an assignment ended."""

    HELD = "held", N_("Took place"), "success", "check"
    CLIENT_ABSENT = "client_absent", N_("The client did not come"), "warning", "user-x"
    CANCELLED_ON_SITE = "cancelled_on_site", N_("Cancelled on site"), "warning", "ban"
    TRANSLATOR_PREVENTED = (
        "translator_prevented",
        N_("The translator was prevented"),
        "danger",
        "alert-triangle",
    )


@dataclass(frozen=True)
class ServiceFacts:
    """What really took place.

    Times are aware; lengths are counted in UTC, so that the hour that exists twice counts twice
    and the missing one not at all.
    """

    outcome: Outcome
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    booked_starts_at: datetime | None = None
    booked_ends_at: datetime | None = None
    travel_minutes: int | None = None
    travel_km: int | None = None
    word_count: int | None = None
    note: str | None = None
    mode: str = ""
    language: str = ""

    @property
    def minutes(self) -> int:
        """Return the minutes that were worked."""
        return _minutes(self.starts_at, self.ends_at)

    @property
    def booked_minutes(self) -> int:
        """Return the minutes that were booked."""
        return _minutes(self.booked_starts_at, self.booked_ends_at)


def _minutes(start: datetime | None, end: datetime | None) -> int:
    if start is None or end is None:
        return 0
    return int((end - start).total_seconds() // SECONDS)
