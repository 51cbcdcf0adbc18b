"""How moments, lengths, money, languages and places are written for a reader's locale."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal

from traduko.core.places import places

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

REGIONS = {"de": "de_BE", "fr": "fr_BE", "en": "en_GB"}
SPECIAL_LANGUAGES = {
    "fa": {"de": "Persisch/Dari", "fr": "Persan/dari", "en": "Persian/Dari"},
}


@lru_cache(maxsize=64)
def region(locale: str) -> str:
    """Return the locale with the region whose conventions we follow."""
    return REGIONS.get(locale, locale)


@lru_cache(maxsize=4096)
def _day(value: date, locale: str, *, with_year: bool) -> str:
    skeleton = "yMMMEd" if with_year else "MMMEd"
    return format_skeleton(
        skeleton, datetime.combine(value, time(12)), locale=region(locale), tzinfo=None
    )


@lru_cache(maxsize=4096)
def _clock_time(hour: int, minute: int, locale: str) -> str:
    return format_time(time(hour, minute), format="HH:mm", locale=region(locale))


def day(value: date | datetime, locale: str, zone: ZoneInfo, *, with_year: bool = True) -> str:
    """Return the day as people say it: "Do., 3. Dez. 2026"."""
    if isinstance(value, datetime):
        value = value.astimezone(zone).date()
    return _day(value, locale, with_year=with_year)


def long_day(value: date | datetime, locale: str, zone: ZoneInfo) -> str:
    """Return the day in full: "Donnerstag, 3. Dezember 2026"."""
    if isinstance(value, datetime):
        value = value.astimezone(zone).date()
    return format_date(value, format="full", locale=region(locale))


def clock_time(value: datetime, locale: str, zone: ZoneInfo) -> str:
    """Return the local time of day: "09:00"."""
    local = value.astimezone(zone)
    return _clock_time(local.hour, local.minute, locale)


def date_time(value: datetime, locale: str, zone: ZoneInfo) -> str:
    """Return day and time: "Do., 3. Dez. 2026, 09:00"."""
    return f"{day(value, locale, zone)}, {clock_time(value, locale, zone)}"


def span(start: datetime, end: datetime | None, locale: str, zone: ZoneInfo) -> str:
    """Return a time span: "Do., 3. Dez. 2026, 09:00–10:00" (with both days where they differ)."""
    if end is None:
        return date_time(start, locale, zone)
    if start.astimezone(zone).date() == end.astimezone(zone).date():
        return f"{date_time(start, locale, zone)}–{clock_time(end, locale, zone)}"
    return f"{date_time(start, locale, zone)} – {date_time(end, locale, zone)}"


def month_name(value: date, locale: str) -> str:
    """Return month and year: "Dezember 2026"."""
    return format_skeleton(
        "yMMMM", datetime.combine(value, time(12)), locale=region(locale), tzinfo=None
    )


def weekday_name(value: date, locale: str) -> str:
    """Return the short name of a day of the week: "Do."."""
    return format_date(value, format="EEE", locale=region(locale))


def money(amount: Decimal, currency: str, locale: str) -> str:
    """Return the amount with its currency: "25,00 €"."""
    return format_currency(amount, currency, locale=region(locale))


def number(value: Decimal | int, locale: str) -> str:
    """Return a number with the locale's separators."""
    return format_decimal(value, locale=region(locale))


@lru_cache(maxsize=2048)
def language_name(code: str, locale: str) -> str:
    """Return the name of a language in the reader's language; the code if nobody knows it."""
    special = SPECIAL_LANGUAGES.get(code, {}).get(locale)
    if special:
        return special
    try:
        name = Locale.parse(locale).languages.get(code)
    except (UnknownLocaleError, ValueError):
        name = None
    if not name:
        return code
    text = str(name)
    return text if locale == "ar" else text[:1].upper() + text[1:]


def place_name(key: str | None, locale: str) -> str:
    """Return a municipality's name: the French one for French readers."""
    place = places().get(key) if key else None
    if place is None:
        return key or ""
    return place.name_fr if locale == "fr" else place.name_de
