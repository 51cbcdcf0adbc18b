"""Cancelling a request: who asked, when it was received, what follows; and undoing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traduko.core import audit, clock, outbox
from traduko.core.db import lock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.dispatch import lifecycle as dispatch_lifecycle
from traduko.dispatch import mails as dispatch_mails
from traduko.dispatch import offers
from traduko.dispatch import queries as dispatch_queries
from traduko.requests import lifecycle as request_lifecycle
from traduko.requests.models import CancelledBy, RequestState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.requests.models import ServiceRequest


class CancelReceivedInFuture(RuleBroken):
    """A cancellation cannot be received later than now."""

    default = N_("The moment the cancellation was received cannot be in the future.")


class TooLateToUndo(RuleBroken):
    """The time of the request is over."""

    default = N_("The time of this request is over. Please file a new one.")


class TooLateToCancel(RuleBroken):
    """The time of the request is over: what took place goes into the service record."""

    default = N_(
        "The time of this request is over. What took place is entered in the service record."
    )


def cancel_request(
    session: Session,
    service_request: ServiceRequest,
    *,
    received_at: datetime,
    by: CancelledBy,
    reason: str | None,
    actor: Actor,
) -> None:
    """Cancel: open offers are withdrawn, the assignment is called off, everybody is told.

    Raises NotPossibleNow, TooLateToCancel or CancelReceivedInFuture. Can be undone until the
    end of the booked time.
    """
    lock(session, service_request)
    present = clock.now()
    if received_at > present:
        raise CancelReceivedInFuture(field="received_time")
    if (
        service_request.state == RequestState.CONFIRMED
        and service_request.ends_at
        and service_request.ends_at <= present
    ):
        raise TooLateToCancel
    request_lifecycle.advance(
        session,
        service_request,
        request_lifecycle.CANCEL,
        actor,
        detail={"by": by.value, "received_at": received_at.isoformat()},
    )
    service_request.cancelled_by = by
    service_request.cancel_received_at = received_at
    service_request.state_note = reason or None
    service_request.version += 1
    service_request.sequence += 1
    for offer in dispatch_queries.open_offers_of(session, service_request.id):
        offers.withdraw_offer(session, offer, actor=actor)
    assignment = dispatch_queries.active_assignment_of(session, service_request.id)
    if assignment:
        dispatch_lifecycle.ASSIGNMENTS.advance(
            session, assignment, dispatch_lifecycle.CALL_OFF, actor
        )
        outbox.post(session, dispatch_mails.cancelled_translator(session, assignment))
    for mail in dispatch_mails.cancelled_institution(session, service_request, assignment):
        outbox.post(session, mail)


def undo(session: Session, service_request: ServiceRequest, *, actor: Actor) -> None:
    """Undo a cancellation until the booked time is over: the search starts again.

    Raises TooLateToUndo or NotPossibleNow.
    """
    lock(session, service_request)
    end = service_request.ends_at or service_request.due_at
    if end and end <= clock.now():
        raise TooLateToUndo
    was_cancelled = service_request.state == RequestState.CANCELLED
    request_lifecycle.advance(session, service_request, request_lifecycle.REOPEN, actor)
    if was_cancelled:
        service_request.cancelled_by = None
        service_request.cancel_received_at = None
        service_request.state_note = None
    service_request.version += 1
    service_request.sequence += 1
    audit.record(session, actor, "request:search_restarted", service_request)
    for mail in dispatch_mails.reopened_institution(session, service_request):
        outbox.post(session, mail)
