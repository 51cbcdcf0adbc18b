"""The usual week as form fields, for translators and for dispatch."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from traduko.translators.availability import Slot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.datastructures import MultiDict

WEEKDAYS = range(7)
PARTS = ("first", "second")


def values_of(slots: Iterable[Slot]) -> dict[str, str]:
    """Return the week as form values, two spans a day."""
    found: dict[str, str] = {}
    count: dict[int, int] = {}
    for slot in slots:
        place = count.get(slot.weekday, 0)
        count[slot.weekday] = place + 1
        if place < len(PARTS):
            found[f"{slot.weekday}_{PARTS[place]}_starts"] = f"{slot.starts:%H:%M}"
            found[f"{slot.weekday}_{PARTS[place]}_ends"] = f"{slot.ends:%H:%M}"
    return found


def slots_in(form: MultiDict[str, str]) -> tuple[list[Slot], dict[str, str]]:
    """Return the spans a form holds, and an error for each field that cannot be read."""
    slots: list[Slot] = []
    errors: dict[str, str] = {}
    for weekday in WEEKDAYS:
        for part in PARTS:
            name = f"{weekday}_{part}"
            starts = _time(form.get(f"{name}_starts"))
            ends = _time(form.get(f"{name}_ends"))
            if starts is None and ends is None:
                continue
            if starts in (None, False) or ends in (None, False):
                errors[f"{name}_starts"] = _("Enter both times, for example 09:00 and 12:30.")
                continue
            assert isinstance(starts, time) and isinstance(ends, time)  # noqa: PT018
            slots.append(Slot(weekday, starts, ends))
    return slots, errors


def _time(value: Any) -> time | bool | None:
    if not value:
        return None
    try:
        return time.fromisoformat(str(value)[:5])
    except ValueError:
        return False
