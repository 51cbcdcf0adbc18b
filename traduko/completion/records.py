"""Service records: opened when the time has passed, filled in by one link, approved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from traduko.accounts.actor import SYSTEM
from traduko.completion import lifecycle, mails
from traduko.completion.facts import Outcome, ServiceFacts
from traduko.completion.models import RecordState, ServiceRecord
from traduko.core import audit, clock, outbox
from traduko.core.db import lock
from traduko.core.errors import NotPossibleNow, RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.dispatch import lifecycle as dispatch_lifecycle
from traduko.dispatch.models import Assignment, AssignmentState
from traduko.operator import settings as operator_settings
from traduko.requests import lifecycle as request_lifecycle
from traduko.requests.models import ServiceRequest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.core.tokens import Claim

LONGEST = timedelta(hours=14)
LINK_LASTS = timedelta(days=120)
REMIND_AFTER = timedelta(days=2)
BATCH = 50


class RecordEndsBeforeStart(RuleBroken):
    """The end is not after the start."""

    default = N_("The end must be after the start.")


class RecordInFuture(RuleBroken):
    """The times are not over yet."""

    default = N_("This time is not over yet. Please enter what really took place.")


class RecordTooLong(RuleBroken):
    """Longer than anybody works."""

    default = N_("This is longer than 14 hours. Please check the times.")


class RecordTimesMissing(RuleBroken):
    """What took place has a beginning and an end."""

    default = N_("Please enter when it began and when it ended.")


def open_due(session: Session) -> int:
    """Open a record, with a mail to the translator, for every assignment whose time is over.

    Returns how many were opened. Text jobs open when their date is due, or earlier with the
    finished translation (`open_for`).
    """
    present = clock.now()
    over = sa.case(
        (Assignment.ends_at.is_not(None), Assignment.ends_at),
        else_=ServiceRequest.due_at,
    )
    assignments = session.scalars(
        sa.select(Assignment)
        .join(ServiceRequest, ServiceRequest.id == Assignment.request_id)
        .outerjoin(ServiceRecord, ServiceRecord.assignment_id == Assignment.id)
        .where(
            Assignment.state == AssignmentState.ACTIVE,
            over <= present,
            ServiceRecord.id.is_(None),
        )
        .order_by(Assignment.id)
        .limit(BATCH)
    ).all()
    for assignment in assignments:
        open_for(session, assignment)
    return len(assignments)


def open_for(session: Session, assignment: Assignment) -> ServiceRecord:
    """Return the assignment's record; if there was none, open it and mail the link."""
    service_request = session.get_one(ServiceRequest, assignment.request_id)
    lock(session, service_request)
    existing = session.scalar(
        sa.select(ServiceRecord).where(ServiceRecord.assignment_id == assignment.id)
    )
    if existing:
        return existing
    record = ServiceRecord(
        id=new_id(),
        request_id=service_request.id,
        assignment_id=assignment.id,
        translator_id=assignment.translator_id,
        institution_id=service_request.institution_id,
        state=RecordState.OPEN,
        opened_at=clock.now(),
        version=1,
    )
    session.add(record)
    session.flush()
    audit.record(session, SYSTEM, "record:open", service_request)
    outbox.post(session, mails.record_link(session, record))
    return record


def check(facts: ServiceFacts) -> None:
    """Raise what is wrong: RecordTimesMissing, RecordEndsBeforeStart, RecordTooLong, …."""
    if facts.starts_at is None or facts.ends_at is None:
        timed = facts.mode != "written"
        if timed and facts.outcome == Outcome.HELD:
            raise RecordTimesMissing(field="starts")
        return
    if facts.ends_at <= facts.starts_at:
        raise RecordEndsBeforeStart(field="ends")
    if facts.ends_at - facts.starts_at > LONGEST:
        raise RecordTooLong(field="ends")
    if facts.ends_at > clock.now():
        raise RecordInFuture(field="ends")


def submit(session: Session, record: ServiceRecord, facts: ServiceFacts, *, actor: Actor) -> None:
    """Store what took place; the institution is asked to approve it.

    Raises NotPossibleNow if the record is past that, and what `check` raises. The same facts
    sent twice change nothing.
    """
    service_request = session.get_one(ServiceRequest, record.request_id)
    lock(session, service_request)
    lock(session, record)
    if record.state == RecordState.SUBMITTED and facts_of(record, service_request) == facts:
        return
    check(facts)
    again = record.state == RecordState.DISPUTED
    record.outcome = facts.outcome
    record.starts_at = facts.starts_at
    record.ends_at = facts.ends_at
    record.travel_minutes = facts.travel_minutes
    record.travel_km = facts.travel_km
    record.word_count = facts.word_count
    record.note = facts.note
    record.version += 1
    lifecycle.RECORDS.advance(session, record, lifecycle.SUBMIT, actor)
    settings = operator_settings.current(session)
    record.deemed_approved_at = operator_settings.calendar(settings).add_working_days(
        clock.now(), settings.record_approval_days
    )
    step = request_lifecycle.RESUBMIT if again else request_lifecycle.DELIVER
    request_lifecycle.advance(
        session, service_request, step, actor, detail={"outcome": facts.outcome.value}
    )
    assignment = session.get_one(Assignment, record.assignment_id)
    if assignment.state == AssignmentState.ACTIVE:
        dispatch_lifecycle.ASSIGNMENTS.advance(
            session, assignment, dispatch_lifecycle.FINISH, actor
        )
    for mail in mails.record_to_approve(session, record):
        outbox.post(session, mail)


def facts_of(record: ServiceRecord, service_request: ServiceRequest) -> ServiceFacts:
    """Return what a record says, with what had been booked."""
    return ServiceFacts(
        outcome=record.outcome or Outcome.HELD,
        starts_at=record.starts_at,
        ends_at=record.ends_at,
        booked_starts_at=service_request.starts_at,
        booked_ends_at=service_request.ends_at,
        travel_minutes=record.travel_minutes,
        travel_km=record.travel_km,
        word_count=record.word_count,
        note=record.note,
        mode=service_request.mode.value,
        language=service_request.language,
    )


def approve(session: Session, record: ServiceRecord, *, actor: Actor) -> ServiceRecord:
    """Approve a record. Approved already is answered with the same. Raises NotPossibleNow.

    Pages and worker call `billing.approval`, which also prices it in the same transaction.
    """
    service_request = session.get_one(ServiceRequest, record.request_id)
    lock(session, service_request)
    lock(session, record)
    if record.state == RecordState.APPROVED:
        return record
    lifecycle.RECORDS.advance(session, record, lifecycle.APPROVE, actor)
    record.approved_by = actor.name
    record.version += 1
    request_lifecycle.advance(session, service_request, request_lifecycle.APPROVE, actor)
    return record


def due_for_approval(session: Session) -> Sequence[ServiceRecord]:
    """Return submitted records whose time for an answer is over."""
    return session.scalars(
        sa.select(ServiceRecord)
        .where(
            ServiceRecord.state == RecordState.SUBMITTED,
            ServiceRecord.deemed_approved_at <= clock.now(),
        )
        .order_by(ServiceRecord.id)
        .limit(BATCH)
    ).all()


def remind(session: Session) -> int:
    """Remind translators once of records they have not filled in; return how many."""
    late = session.scalars(
        sa.select(ServiceRecord)
        .where(
            ServiceRecord.state == RecordState.OPEN,
            ServiceRecord.reminded_at.is_(None),
            ServiceRecord.opened_at <= clock.now() - REMIND_AFTER,
        )
        .order_by(ServiceRecord.id)
        .limit(BATCH)
    ).all()
    for record in late:
        record.reminded_at = clock.now()
        outbox.post(session, mails.record_link(session, record, reminder=True))
    return len(late)


def read_link(session: Session, claim: Claim) -> ServiceRecord:
    """Return the record a valid link is about. Raises NotPossibleNow if it is gone."""
    record = one(session, claim.subject)
    if record is None:
        raise NotPossibleNow
    return record


def one(session: Session, record_id: UUID) -> ServiceRecord | None:
    """Return a record with its request, assignment and translator."""
    return session.scalar(
        sa.select(ServiceRecord)
        .where(ServiceRecord.id == record_id)
        .options(
            joinedload(ServiceRecord.service_request).joinedload(ServiceRequest.institution),
            joinedload(ServiceRecord.assignment),
            joinedload(ServiceRecord.translator),
        )
    )
