"""Template filters: times in the operator's zone and the reader's language, in `<time>`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from traduko.completion.facts import Outcome
from traduko.core import clock, formatting
from traduko.translators.models import Mode
from traduko.web import pages

if TYPE_CHECKING:
    from flask import Flask

MINUTES = 60
HOURS = 24


def _time(machine: str, words: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(machine, words)


def _zone() -> Any:
    return pages.settings().zone


def day(value: date | datetime | None) -> Markup:
    """Return a day as people say it."""
    if value is None:
        return Markup("–")
    return _time(value.isoformat(), formatting.day(value, pages.locale(), _zone()))


def long_day(value: date | datetime | None) -> Markup:
    """Return a day in full."""
    if value is None:
        return Markup("–")
    return _time(value.isoformat(), formatting.long_day(value, pages.locale(), _zone()))


def clock_time(value: datetime | None) -> Markup:
    """Return a time of day."""
    if value is None:
        return Markup("–")
    return _time(value.isoformat(), formatting.clock_time(value, pages.locale(), _zone()))


def date_time(value: datetime | None) -> Markup:
    """Return a moment."""
    if value is None:
        return Markup("–")
    return _time(value.isoformat(), formatting.date_time(value, pages.locale(), _zone()))


def span(start: datetime | None, end: datetime | None = None) -> Markup:
    """Return a time span."""
    if start is None:
        return Markup("–")
    return _time(start.isoformat(), formatting.span(start, end, pages.locale(), _zone()))


def duration(minutes: int) -> str:
    """Return a length: "1 h 30 min"."""
    hours, rest = divmod(int(minutes), MINUTES)
    parts = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else [])
    return " ".join(parts)


def until(value: datetime | None) -> Markup:
    """Return how long it is until a moment: "in 3 hours", or since when."""
    if value is None:
        return Markup("–")
    minutes = int((value - clock.now()).total_seconds() // MINUTES)
    passed = minutes < 0
    minutes = abs(minutes)
    if minutes < MINUTES:
        words = (
            ngettext("%(num)d minute ago", "%(num)d minutes ago", minutes)
            if passed
            else ngettext("in %(num)d minute", "in %(num)d minutes", minutes)
        )
    elif minutes < MINUTES * HOURS * 2:
        hours = minutes // MINUTES
        words = (
            ngettext("%(num)d hour ago", "%(num)d hours ago", hours)
            if passed
            else ngettext("in %(num)d hour", "in %(num)d hours", hours)
        )
    else:
        days = minutes // (MINUTES * HOURS)
        words = (
            ngettext("%(num)d day ago", "%(num)d days ago", days)
            if passed
            else ngettext("in %(num)d day", "in %(num)d days", days)
        )
    return _time(value.isoformat(), words)


def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """Return an amount with its currency."""
    return "–" if amount is None else formatting.money(amount, currency, pages.locale())


def language_name(code: str | None) -> str:
    """Return the name of a language."""
    return formatting.language_name(code, pages.locale()) if code else "–"


def place_name(key: str | None) -> str:
    """Return the name of a municipality."""
    return formatting.place_name(key, pages.locale())


def month_name(value: date | str) -> str:
    """Return month and year; a string is read as "2026-12"."""
    if isinstance(value, str):
        value = date.fromisoformat(f"{value}-01")
    return formatting.month_name(value, pages.locale())


def weekday_name(value: date) -> str:
    """Return the short name of a day of the week."""
    return formatting.weekday_name(value, pages.locale())


def mode_name(value: str) -> str:
    """Return the words for a stored way of working."""
    return str(gettext(Mode(value).label))


def gettext_of(value: str) -> str:
    """Return a marked text in the reader's language (for `map`)."""
    return str(gettext(value))


def weekday_of(number: str | int) -> str:
    """Return the short name of a day of the week by its number, Monday is 0."""
    return weekday_name(date(2024, 1, 1 + int(number)))


def outcome_name(value: str | None) -> str:
    """Return the words for a stored outcome."""
    return str(gettext(Outcome(value).label)) if value else ""


def user_text(value: str | None) -> Markup:
    """Return people's own text, its direction kept apart from the page's, lines kept."""
    if not value:
        return Markup("")
    lines = Markup("<br>").join(escape(line) for line in value.splitlines())
    return Markup('<bdi dir="auto">{}</bdi>').format(lines)


def init_formatting(app: Flask) -> None:
    """Register the filters."""
    for function in (
        day,
        long_day,
        clock_time,
        date_time,
        span,
        duration,
        until,
        money,
        language_name,
        place_name,
        month_name,
        gettext_of,
        mode_name,
        outcome_name,
        user_text,
        weekday_name,
        weekday_of,
    ):
        app.jinja_env.filters[function.__name__] = function
