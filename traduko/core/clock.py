"""The only source of the present moment: aware, in UTC, replaceable in tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

_clock: Callable[[], datetime] | None = None


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return _clock() if _clock else datetime.now(UTC)


def set_clock(clock: Callable[[], datetime] | None) -> None:
    """Let `clock` tell the time (tests, demo data); None gives the real one back."""
    global _clock  # noqa: PLW0603 - one clock for the process is the point
    _clock = clock


class HourMissing(RuleBroken):
    """The clocks are put forward over this local time: it does not exist."""

    default = N_(
        "On %(day)s the clocks are put forward: %(time)s does not exist. "
        "Please choose an earlier or later time."
    )


class HourTwice(RuleBroken):
    """The clocks are put back over this local time: it exists twice."""

    default = N_(
        "On %(day)s the clocks are put back: %(time)s exists twice. "
        "Please choose an earlier or later time."
    )


def at_local(
    day: date, at: time, zone: ZoneInfo, *, field: str | None = None, fold: int | None = None
) -> datetime:
    """Return the moment, in UTC, at which clocks in `zone` show `day` and `at`.

    Raises HourMissing or HourTwice on the days the clocks change (PEP 495); `fold` answers the
    question which of the two is meant (0: summer time, the first; 1: the second).
    """
    local = datetime.combine(day, at.replace(tzinfo=None, fold=fold or 0), tzinfo=zone)
    moment = local.astimezone(UTC)
    words = {"day": day.isoformat(), "time": at.strftime("%H:%M")}
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise HourMissing(field=field, **words)
    if fold is None and local.replace(fold=1).utcoffset() != local.utcoffset():
        raise HourTwice(field=field, **words)
    return moment
