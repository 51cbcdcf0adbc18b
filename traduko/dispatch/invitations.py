"""Calendar entries by mail: iTIP requests and cancellations (RFC 5545, 5546, 6047)."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from icalendar import Calendar, Event, vCalAddress

from traduko.core import clock, formatting
from traduko.core.mail import Invitation
from traduko.operator import settings as operator_settings
from traduko.translators.models import Mode

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from traduko.core.mail import Mailer, Recipient
    from traduko.requests.models import ServiceRequest

PRODUCT = "-//Traduko//Traduko//EN"
TENTATIVE = "TENTATIVE"
CONFIRMED = "CONFIRMED"
CANCELLED = "CANCELLED"
AROUND = timedelta(days=400)


def plain(text: str | None, *, limit: int = 300) -> str:
    """Return a value on one line without control characters: nothing to build a property from."""
    spaced = " ".join((text or "").split())
    return "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cs"})[:limit]


def request(
    session: Session,
    service_request: ServiceRequest,
    *,
    to: Recipient,
    is_confirmed: bool,
    with_place: bool,
    mode: Mode | None = None,
) -> Invitation | None:
    """Return the invitation to a request's time; None for a text, which has no time.

    An offer is tentative and asks for an answer (RFC 5546 §3.2.2); after the confirmation it is
    certain. `with_place` adds the address: an offer names the municipality only.
    """
    event = _event(session, service_request, to)
    if event is None:
        return None
    event.add("status", CONFIRMED if is_confirmed else TENTATIVE)
    event.add("transp", "OPAQUE")
    place = location(service_request, to.locale, with_place=with_place, mode=mode)
    if place:
        event.add("location", place)
    event.add("attendee", _attendee(to, asks=not is_confirmed))
    return _calendar("REQUEST", event)


def cancel(
    session: Session, service_request: ServiceRequest, *, to: Recipient
) -> Invitation | None:
    """Return the message that removes the entry from a calendar (RFC 5546 §3.2.5)."""
    event = _event(session, service_request, to)
    if event is None:
        return None
    event.add("status", CANCELLED)
    event.add("attendee", _attendee(to, asks=False))
    return _calendar("CANCEL", event)


def entry(
    session: Session, service_request: ServiceRequest, *, to: Recipient, mode: Mode
) -> bytes | None:
    """Return a confirmed appointment as a file to import (RFC 5546 §3.2.1)."""
    event = _event(session, service_request, to)
    if event is None:
        return None
    event.add("status", CONFIRMED)
    place = location(service_request, to.locale, with_place=True, mode=mode)
    if place:
        event.add("location", place)
    return _calendar("PUBLISH", event).ics


def location(
    service_request: ServiceRequest, locale: str, *, with_place: bool, mode: Mode | None = None
) -> str:
    """Return where it is, as a calendar shows it; empty for phone and video."""
    if (mode or service_request.mode) != Mode.ON_SITE:
        return ""
    municipality = formatting.place_name(service_request.municipality_key, locale)
    if not with_place:
        return plain(municipality)
    town = " ".join(part for part in (service_request.postal_code, municipality) if part)
    parts = (service_request.street, town, service_request.meeting_point)
    return plain(", ".join(part for part in parts if part))


def _event(session: Session, service_request: ServiceRequest, to: Recipient) -> Event | None:
    if service_request.starts_at is None or service_request.ends_at is None:
        return None
    operator = operator_settings.current(session)
    mailer: Mailer = session.info["mailer"]
    event = Event()
    event.add("uid", service_request.calendar_uid)
    event.add("sequence", service_request.sequence)
    event.add("dtstamp", clock.now())
    event.add("dtstart", service_request.starts_at.astimezone(operator.zone))
    event.add("dtend", service_request.ends_at.astimezone(operator.zone))
    language = formatting.language_name(service_request.language, to.locale)
    event.add("summary", plain(f"{operator.service_name}: {language}, {service_request.number}"))
    organizer = vCalAddress(f"mailto:{plain(mailer.reply_to(session))}")
    organizer.params["CN"] = plain(operator.service_name)
    event.add("organizer", organizer)
    return event


def _attendee(to: Recipient, *, asks: bool) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{plain(to.email)}")
    attendee.params["CN"] = plain(to.name)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION" if asks else "ACCEPTED"
    attendee.params["RSVP"] = "TRUE" if asks else "FALSE"
    return attendee


def _calendar(method: str, event: Any) -> Invitation:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    start = event.decoded("dtstart").date()
    calendar.add_missing_timezones(first_date=start - AROUND, last_date=start + AROUND)
    return Invitation(method, calendar.to_ical())
