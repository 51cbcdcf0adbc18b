"""Asks, profiles and commitments for matching, valid with few words."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from traduko.core.places import places
from traduko.matching.facts import Ask, Commitment, Pool, Profile, Skill, WeeklyTime
from traduko.matching.travel import from_coordinates

ZONE = ZoneInfo("Europe/Brussels")
TRAVEL = from_coordinates((place.key, place.lat, place.lon) for place in places().values())
# A Wednesday.
DAY = (2026, 3, 11)


def at(clock, day=DAY):
    """Return a local time of the day as a moment in UTC: at("10:15")."""
    hour, minute = map(int, clock.split(":"))
    return datetime(*day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def an_ask(starts="10:00", ends="11:00", **values):
    """Return an ask for Arabic and German on site in Eupen."""
    defaults = {
        "request_id": UUID(int=1),
        "language": "ar",
        "working_language": "de",
        "mode": "on_site",
        "starts_at": at(starts) if isinstance(starts, str) else starts,
        "ends_at": at(ends) if isinstance(ends, str) else ends,
        "municipality": "eupen",
    }
    return Ask(**(defaults | values))


def a_text(**values):
    """Return an ask for a text from German into Arabic."""
    return an_ask(None, None, mode="written", into_language="ar", municipality=None, **values)


def a_profile(number=1, **values):
    """Return somebody in Eupen who speaks Arabic and German and can always be asked."""
    defaults = {
        "translator_id": UUID(int=1000 + number),
        "number": number,
        "name": f"Tara Test {number}",
        "skills": (Skill("ar", "de", "c1", written=True),),
        "modes": frozenset({"on_site", "phone", "video", "written"}),
        "home": "eupen",
        "max_travel_minutes": 90,
    }
    return Profile(**(defaults | values))


def taken(starts, ends, municipality="eupen", mode="on_site", number="TR-2026-00007"):
    """Return an assignment of the day."""
    opens = at(starts) if isinstance(starts, str) else starts
    closes = at(ends) if isinstance(ends, str) else ends
    return Commitment(opens, closes, mode, municipality, number)


def slot(starts, ends, weekday=2):
    """Return a weekly time; Wednesday unless told."""
    return WeeklyTime(weekday, time.fromisoformat(starts), time.fromisoformat(ends))


def a_pool(ask, *profiles, commitments=None, records=None):
    """Return a pool of these people."""
    return Pool(ask, profiles, commitments or {}, records or {}, TRAVEL, ZONE)


def moved(ask, start):
    """Return the ask at another start, as long as before."""
    length = (ask.ends_at or start) - (ask.starts_at or start)
    return Ask(
        **{name: getattr(ask, name) for name in ask.__dataclass_fields__}
        | {"starts_at": start, "ends_at": start + (length or timedelta(hours=1))}
    )
