"""Typed settings with defaults and history, strict about unknown names."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa

from traduko.core import audit, clock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.core.languages import LANGUAGES
from traduko.core.working_time import WorkingCalendar
from traduko.operator.kinds import InstitutionKind
from traduko.operator.models import SettingChange

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from traduko.core.audit import ActorLike


class UnknownSetting(RuleBroken):
    """There is no setting of this name."""

    default = N_("There is no setting “%(key)s”.")


class InvalidSetting(RuleBroken):
    """The value does not fit the setting."""

    default = N_("This value does not fit: %(problem)s")


@dataclass(frozen=True)
class Settings:
    """What holds at one moment. Every value has a default that works."""

    name: str = "Traduko"
    service_name: str = "Traduko"
    legal_body: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    logo_url: str = ""
    languages: tuple[str, ...] = ("ar", "tr", "ru")
    possible_languages: tuple[str, ...] = ("ar", "tr", "ru", "sq", "fa", "uk", "ku")
    working_languages: tuple[str, ...] = ("de", "fr")
    time_zone: str = "Europe/Brussels"
    country: str = "BE"
    extra_holidays: tuple[str, ...] = ("11-15",)
    closed_days: tuple[str, ...] = ()
    service_hours: dict[str, list[list[str]]] = field(
        default_factory=lambda: {
            str(day): [["08:30", "12:00"], ["13:00", "16:30"]] for day in range(5)
        }
    )
    kinds_accepted: tuple[str, ...] = tuple(kind.value for kind in InstitutionKind if kind.may_ask)
    text_private_person: str = ""
    text_private_company: str = ""
    text_lawyer: str = ""
    text_sworn: str = ""
    notice_hours_on_site: int = 4
    notice_hours_remote: int = 1
    notice_days_written: int = 1
    answer_hours: int = 8
    offer_hours: int = 24
    offer_hours_urgent: int = 3
    reminder_hour: int = 15
    record_approval_days: int = 10
    second_factor_roles: tuple[str, ...] = ("operator_admin", "dispatcher")
    idle_minutes_staff: int = 30
    idle_minutes: int = 240
    session_hours: int = 12
    file_limit_mb: int = 10
    verification_months: int = 24
    documents_kept_days: int = 90
    free_text_kept_days: int = 180
    partner_services: tuple[str, ...] = ()
    security_contact: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """Return the operator's time zone."""
        return _zone(self.time_zone)

    @property
    def second_factor(self) -> frozenset[str]:
        """Return the roles that need a second factor."""
        return frozenset(self.second_factor_roles)


@lru_cache(maxsize=32)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "identity",
        N_("Name and contact"),
        (
            "name",
            "service_name",
            "legal_body",
            "address",
            "phone",
            "email",
            "website",
            "logo_url",
            "security_contact",
        ),
    ),
    ("languages", N_("Languages"), ("languages", "possible_languages", "working_languages")),
    (
        "calendar",
        N_("Calendar and service hours"),
        ("time_zone", "country", "extra_holidays", "closed_days", "service_hours"),
    ),
    (
        "eligibility",
        N_("Who may ask"),
        (
            "kinds_accepted",
            "text_private_person",
            "text_private_company",
            "text_lawyer",
            "text_sworn",
            "partner_services",
            "verification_months",
        ),
    ),
    (
        "deadlines",
        N_("Notice and deadlines"),
        (
            "notice_hours_on_site",
            "notice_hours_remote",
            "notice_days_written",
            "answer_hours",
            "offer_hours",
            "offer_hours_urgent",
            "reminder_hour",
            "record_approval_days",
        ),
    ),
    (
        "security",
        N_("Sign-in and files"),
        (
            "second_factor_roles",
            "idle_minutes_staff",
            "idle_minutes",
            "session_hours",
            "file_limit_mb",
            "documents_kept_days",
            "free_text_kept_days",
        ),
    ),
)
LABELS = {
    "name": N_("Name of the operator"),
    "service_name": N_("Name of the service"),
    "legal_body": N_("Legal body"),
    "address": N_("Address"),
    "phone": N_("Phone"),
    "email": N_("E-mail that reaches a person"),
    "website": N_("Website"),
    "logo_url": N_("Address of the logo"),
    "security_contact": N_("Contact for security reports"),
    "languages": N_("Languages offered"),
    "possible_languages": N_("Languages that can be switched on"),
    "working_languages": N_("Working languages"),
    "time_zone": N_("Time zone"),
    "country": N_("Country of the public holidays"),
    "extra_holidays": N_("Further holidays each year (month-day)"),
    "closed_days": N_("Further closed days (year-month-day)"),
    "service_hours": N_("Service hours"),
    "kinds_accepted": N_("Kinds of institutions that may ask"),
    "text_private_person": N_("Where private persons turn"),
    "text_private_company": N_("Where private companies turn"),
    "text_lawyer": N_("Conditions for lawyers"),
    "text_sworn": N_("Where to turn for sworn interpreters"),
    "partner_services": N_("Partner services"),
    "verification_months": N_("Verification is renewed after (months)"),
    "notice_hours_on_site": N_("Notice for on-site requests (working hours)"),
    "notice_hours_remote": N_("Notice for phone and video (working hours)"),
    "notice_days_written": N_("Notice for texts (working days)"),
    "answer_hours": N_("Answer promised within (working hours)"),
    "offer_hours": N_("An offer is open for (hours)"),
    "offer_hours_urgent": N_("An urgent offer is open for (hours)"),
    "reminder_hour": N_("Reminders leave the day before at (hour)"),
    "record_approval_days": N_("Records count as approved after (working days)"),
    "second_factor_roles": N_("Second factor required for"),
    "idle_minutes_staff": N_("Staff are signed out after idle minutes"),
    "idle_minutes": N_("Others are signed out after idle minutes"),
    "session_hours": N_("A sign-in lasts at most (hours)"),
    "file_limit_mb": N_("Largest file (MB)"),
    "documents_kept_days": N_("Documents are kept for (days)"),
    "free_text_kept_days": N_("Free text is kept for (days)"),
}
RANGES = {
    "notice_hours_on_site": (0, 200),
    "notice_hours_remote": (0, 200),
    "notice_days_written": (0, 60),
    "answer_hours": (1, 200),
    "offer_hours": (1, 500),
    "offer_hours_urgent": (1, 100),
    "reminder_hour": (0, 23),
    "record_approval_days": (1, 60),
    "idle_minutes_staff": (5, 480),
    "idle_minutes": (5, 1440),
    "session_hours": (1, 72),
    "file_limit_mb": (1, 50),
    "verification_months": (1, 120),
    "documents_kept_days": (1, 3650),
    "free_text_kept_days": (1, 3650),
}
REQUIRED = frozenset({"name", "service_name"})
DEFAULTS = Settings()
KEYS = {item.name for item in fields(Settings)}

_lock = threading.Lock()
_cache: dict[tuple[str, str], tuple[datetime | None, Settings]] = {}


def current(session: Session, at: datetime | None = None) -> Settings:
    """Return the settings that hold now (or at a moment), parsed only when they changed."""
    present = at or clock.now()
    # By its id: a number that was rolled back may be given again.
    newest = session.scalar(sa.select(SettingChange.id).order_by(SettingChange.seq.desc()).limit(1))
    cache_key = (str(session.get_bind().engine.url), str(newest))
    with _lock:
        until_and_settings = _cache.get(cache_key)
    if at is None and until_and_settings:
        until, cached = until_and_settings
        if until is None or present < until:
            return cached
    rows = session.execute(
        sa.select(SettingChange.key, SettingChange.value, SettingChange.valid_from).order_by(
            SettingChange.valid_from, SettingChange.seq
        )
    ).all()
    values = {key: value for key, value, since in rows if since <= present and key in KEYS}
    found = Settings(**{key: _shape(key, value) for key, value in values.items()})
    if at is None:
        until = min((since for _, _, since in rows if since > present), default=None)
        with _lock:
            if len(_cache) > 50:  # noqa: PLR2004 - many test databases in one process
                _cache.clear()
            _cache[cache_key] = (until, found)
    return found


def _shape(key: str, value: Any) -> Any:
    """Return a stored value in the shape of its default (JSON knows no tuples)."""
    return tuple(value) if isinstance(getattr(DEFAULTS, key), tuple) else value


def change(
    session: Session,
    key: str,
    value: Any,
    *,
    actor: ActorLike,
    valid_from: datetime | None = None,
    note: str | None = None,
) -> None:
    """Change one setting from a moment on (now). The same value again changes nothing.

    Raises UnknownSetting or InvalidSetting.
    """
    value = validated(key, value)
    if valid_from is None and getattr(current(session), key) == _shape(key, value):
        return
    row = SettingChange(
        id=new_id(),
        key=key,
        value=value,
        valid_from=valid_from or clock.now(),
        changed_at=clock.now(),
        changed_by=actor.name,
        note=note,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "operator:setting:change", row, {"key": key, "value": value})


def history(session: Session, key: str | None = None, *, limit: int = 200) -> list[SettingChange]:
    """Return the changes of one setting or of all, the newest first."""
    query = sa.select(SettingChange).order_by(SettingChange.seq.desc()).limit(limit)
    if key:
        query = query.where(SettingChange.key == key)
    return list(session.scalars(query))


def validated(key: str, value: Any) -> Any:
    """Return the value as it is stored. Raises UnknownSetting or InvalidSetting."""
    if key not in KEYS:
        raise UnknownSetting(key=key)
    default = getattr(DEFAULTS, key)
    checked = _of_type(key, value, default)
    problem = _problem(key, checked)
    if problem:
        raise InvalidSetting(field=key, problem=problem)
    return checked


def _of_type(key: str, value: Any, default: Any) -> Any:
    if isinstance(default, tuple) and isinstance(value, (list, tuple)):
        return [str(item).strip() for item in value if str(item).strip()]
    if isinstance(default, bool) or isinstance(value, bool):
        raise InvalidSetting(field=key, problem=str(value))
    if isinstance(default, (int, dict)) and isinstance(value, type(default)):
        return value
    if isinstance(default, str) and isinstance(value, str):
        return value.strip()
    raise InvalidSetting(field=key, problem=str(value))


def _problem(key: str, value: Any) -> str | None:  # noqa: PLR0911 - one line for each kind
    if key in REQUIRED and not value:
        return N_("it must not be empty")
    if key in RANGES:
        low, high = RANGES[key]
        return None if low <= value <= high else f"{low}–{high}"
    if key in {"languages", "possible_languages", "working_languages"}:
        unknown = set(value) - LANGUAGES
        return ", ".join(sorted(unknown)) or (None if value else N_("choose at least one"))
    if key == "kinds_accepted":
        unknown = set(value) - {kind.value for kind in InstitutionKind if kind.may_ask}
        return ", ".join(sorted(unknown)) or None
    if key == "time_zone":
        return _zone_problem(value)
    if key == "service_hours":
        return _hours_problem(value)
    if key in {"extra_holidays", "closed_days"}:
        return next((item for item in value if not _is_day(item, key)), None)
    return None


def _zone_problem(value: str) -> str | None:
    try:
        _zone(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return value
    return None


def _hours_problem(value: Any) -> str | None:
    try:
        for day, spans in value.items():
            if day not in {"0", "1", "2", "3", "4", "5", "6"}:
                return str(day)
            for opens, closes in spans:
                if time.fromisoformat(opens) >= time.fromisoformat(closes):
                    return f"{opens}–{closes}"
    except (ValueError, TypeError, AttributeError):
        return str(value)
    return None


def _is_day(text: str, key: str) -> bool:
    try:
        date.fromisoformat(f"2024-{text}" if key == "extra_holidays" else text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=64)
def _public_holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - a quarter of a second that only the calendar needs

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


@lru_cache(maxsize=8)
def _calendar(key: tuple[Any, ...], year: int) -> WorkingCalendar:
    zone, country, extra, closed, hours = key
    days: set[date] = {date.fromisoformat(item) for item in closed}
    for each in range(year - 1, year + 3):
        days |= _public_holidays(country, each)
        for month_day in extra:
            try:
                days.add(date.fromisoformat(f"{each}-{month_day}"))
            except ValueError:
                continue  # 29 February in a common year
    spans = {
        int(day): tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in parts)
        for day, parts in hours
    }
    return WorkingCalendar(_zone(zone), spans, frozenset(days))


def calendar(settings: Settings, at: datetime | None = None) -> WorkingCalendar:
    """Return the operator's working calendar around a moment.

    Public holidays of the country, further ones by date (15 November, day of the
    German-speaking Community: decree of 1 October 1990), closed days, service hours.
    """
    hours = tuple(
        (day, tuple((span[0], span[1]) for span in spans))
        for day, spans in sorted(settings.service_hours.items())
    )
    key = (
        settings.time_zone,
        settings.country,
        settings.extra_holidays,
        settings.closed_days,
        hours,
    )
    return _calendar(key, (at or clock.now()).year)


def is_short_notice(settings: Settings, mode: str, start: datetime) -> bool:
    """Return whether a request for `start` comes too late for its mode."""
    book = calendar(settings)
    present = clock.now()
    if mode == "written":
        return start < book.add_working_days(present, settings.notice_days_written) - timedelta(
            hours=12
        )
    hours = settings.notice_hours_on_site if mode == "on_site" else settings.notice_hours_remote
    return book.hours_between(present, start) < hours


def answer_by(settings: Settings) -> datetime:
    """Return by when somebody who asks now will hear."""
    return calendar(settings).add_hours(clock.now(), settings.answer_hours).astimezone(UTC)
