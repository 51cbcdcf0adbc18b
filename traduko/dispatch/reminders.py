"""Reminders the day before, once, to both sides."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.core import clock, outbox
from traduko.core.db import lock
from traduko.dispatch import mails, queries
from traduko.dispatch.models import Assignment, AssignmentState
from traduko.operator import settings as operator_settings
from traduko.requests.models import ServiceRequest
from traduko.translators.models import Translator

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlalchemy.orm import Session

BATCH = 50


def due(session: Session) -> int:
    """Remind of what starts tomorrow, from the operator's hour on; return how many were reminded.

    Whoever was confirmed after that hour has the confirmation fresh at hand and gets no reminder.
    """
    operator = operator_settings.current(session)
    present = clock.now()
    until = _reminded_until(present, operator.zone, operator.reminder_hour)
    waiting = session.scalars(
        sa.select(Assignment)
        .where(
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.starts_at > present,
            Assignment.starts_at < until,
            Assignment.reminded_at.is_(None),
        )
        .order_by(Assignment.request_id)
        .limit(BATCH)
    ).all()
    return sum(_remind(session, item, operator.zone, operator.reminder_hour) for item in waiting)


def _reminded_until(present: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """Return the end of the last day whose reminders may have left by now."""
    local = present.astimezone(zone)
    days = 2 if local.hour >= hour else 1
    midnight = datetime.combine(local.date() + timedelta(days=days), time(0), tzinfo=zone)
    return midnight.astimezone(UTC)


def _remind(session: Session, assignment: Assignment, zone: ZoneInfo, hour: int) -> bool:
    lock(session, session.get_one(ServiceRequest, assignment.request_id))
    lock(session, assignment)
    if assignment.state != AssignmentState.ACTIVE or assignment.reminded_at is not None:
        return False
    assert assignment.starts_at is not None
    day_before = assignment.starts_at.astimezone(zone).date() - timedelta(days=1)
    moment = datetime.combine(day_before, time(hour), tzinfo=zone).astimezone(UTC)
    assignment.reminded_at = clock.now()
    if assignment.confirmed_at >= moment:
        return False
    outbox.post(session, mails.reminder_translator(session, assignment))
    for mail in mails.reminder_institution(session, assignment):
        outbox.post(session, mail)
    return True


def send_links_again(session: Session, email: str) -> Translator | None:
    """Mail a translator the newest link of everything that waits; return whom, or None.

    The page answers the same either way: it does not tell who works here.
    """
    translator = session.scalar(
        sa.select(Translator).where(
            sa.func.lower(Translator.email) == email.strip().lower(), Translator.left_at.is_(None)
        )
    )
    if translator is not None:
        waiting = queries.offers_waiting_for(session, translator.id)
        ahead = queries.upcoming_of(session, translator.id)
        outbox.post(session, mails.my_links(session, translator, waiting, ahead))
    return translator
