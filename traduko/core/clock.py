"""The only source of the present moment: aware, in UTC, replaceable in tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_clock: Callable[[], datetime] | None = None


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return _clock() if _clock else datetime.now(UTC)


def set_clock(clock: Callable[[], datetime] | None) -> None:
    """Let `clock` tell the time (tests, demo data); None gives the real one back."""
    global _clock  # noqa: PLW0603 - one clock for the process is the point
    _clock = clock
