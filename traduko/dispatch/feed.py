"""A translator's assignments as a calendar to subscribe to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from icalendar import Calendar, Event
from sqlalchemy.orm import joinedload

from traduko.core import clock, formatting
from traduko.core.mail import Mailer
from traduko.dispatch.invitations import PRODUCT, location, plain
from traduko.dispatch.models import Assignment, AssignmentState
from traduko.operator import settings as operator_settings
from traduko.requests.models import ServiceRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from traduko.operator.settings import Settings
    from traduko.translators.models import Translator

BACK = timedelta(days=60)


def feed(session: Session, translator: Translator) -> bytes:
    """Return the translator's assignments as iCalendar (RFC 5545): two months back, all ahead.

    What a calendar on somebody's server shows is kept to what is needed: when, where, language,
    number; no contact, no case.
    """
    settings = operator_settings.current(session)
    mailer: Mailer = session.info["mailer"]
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plain(settings.service_name))
    rows = _assignments(session, translator)
    for assignment in rows:
        calendar.add_component(_event(assignment, translator, settings, mailer.domain))
    if rows:
        days = [row.service_request.sort_at.date() for row in rows]
        calendar.add_missing_timezones(
            first_date=min(days) - timedelta(days=366), last_date=max(days) + timedelta(days=366)
        )
    return bytes(calendar.to_ical())


def _assignments(session: Session, translator: Translator) -> Sequence[Assignment]:
    return session.scalars(
        sa.select(Assignment)
        .join(ServiceRequest, ServiceRequest.id == Assignment.request_id)
        .options(joinedload(Assignment.service_request))
        .where(
            Assignment.translator_id == translator.id,
            Assignment.state.in_([AssignmentState.ACTIVE, AssignmentState.DONE]),
            Assignment.starts_at > clock.now() - BACK,
        )
        .order_by(Assignment.starts_at)
        .limit(500)
    ).all()


def _event(
    assignment: Assignment, translator: Translator, settings: Settings, domain: str
) -> Event:
    service_request = assignment.service_request
    language = formatting.language_name(service_request.language, translator.locale)
    event = Event()
    # Not the UID of the invitation: a program that knows both would move one into the other.
    event.add("uid", f"feed-{assignment.id}@{domain}")
    event.add("dtstamp", clock.now())
    assert assignment.starts_at and assignment.ends_at  # noqa: PT018
    event.add("dtstart", assignment.starts_at.astimezone(settings.zone))
    event.add("dtend", assignment.ends_at.astimezone(settings.zone))
    event.add("summary", plain(f"{settings.service_name}: {language}, {service_request.number}"))
    place = location(service_request, translator.locale, with_place=True, mode=assignment.mode)
    if place:
        event.add("location", place)
    return event
