"""Assignments: a translator bound to a request. The database itself refuses overlaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from traduko.core import clock, outbox
from traduko.core.db import lock
from traduko.core.errors import NotPossibleNow, RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.dispatch import lifecycle, mails, queries
from traduko.dispatch.models import Assignment, AssignmentState
from traduko.dispatch.pool import load_pool, mode_for
from traduko.matching.candidates import hard_obstacles
from traduko.matching.facts import ObstacleKind
from traduko.requests import lifecycle as request_lifecycle
from traduko.requests.models import ServiceRequest
from traduko.translators.models import Mode, Translator

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.dispatch.models import Offer

NO_OVERLAP = "ex_assignments_no_overlap"
IN_THE_WAY = (ObstacleKind.OVERLAP, ObstacleKind.TRAVEL)


class OverlapsAssignment(RuleBroken):
    """The translator has given this time away already, travel included."""

    default = N_(
        "There is another assignment at this time, or the way between both is too long. "
        "Please call us if you can move it."
    )


class NoLongerPossible(RuleBroken):
    """Something else forbids it for good, such as a wish of the institution."""

    default = N_("This is no longer possible: %(why)s. Please call us if you have a question.")


class RequestTaken(RuleBroken):
    """Somebody is bound to this request already."""

    default = N_("Somebody is confirmed for this request already.")


class ReasonMissing(RuleBroken):
    """People are owed a reason."""

    default = N_("Please give a reason.")


def assign_directly(
    session: Session, service_request: ServiceRequest, translator_id: UUID, *, actor: Actor
) -> Assignment:
    """Bind a translator who said yes by phone, and return the assignment.

    An open offer of theirs counts as accepted. The same translator twice is one assignment.
    Raises RequestTaken, OverlapsAssignment, NoLongerPossible or NotPossibleNow.
    """
    lock(session, service_request)
    taken = queries.assignment_of(session, service_request.id)
    if taken:
        if taken.translator_id == translator_id:
            return taken
        raise RequestTaken
    if not queries.is_searching(service_request):
        raise NotPossibleNow
    latest = service_request.ends_at or service_request.due_at
    if latest is not None and latest <= clock.now():
        raise NotPossibleNow
    offer = next(
        (
            item
            for item in queries.open_offers_of(session, service_request.id)
            if item.translator_id == translator_id
        ),
        None,
    )
    translator = session.get_one(Translator, translator_id)
    mode = offer.mode if offer else mode_for(service_request, translator.modes)
    return bind(session, service_request, translator_id, offer=offer, mode=mode, actor=actor)


def bind(
    session: Session,
    service_request: ServiceRequest,
    translator_id: UUID,
    *,
    offer: Offer | None,
    mode: Mode,
    actor: Actor,
) -> Assignment:
    """Bind a translator to a locked request, tell everybody, and return the assignment.

    Raises OverlapsAssignment or NoLongerPossible; nothing is written then.
    """
    others = [
        item for item in queries.open_offers_of(session, service_request.id) if item is not offer
    ]
    translator = session.get_one(Translator, translator_id)
    # Two yeses of one translator to two requests wait for each other here.
    lock(session, translator)
    check_possible(session, service_request, translator)
    assignment = _write(session, service_request, translator, offer, mode)
    detail = {"translator": translator.name, **on_behalf(actor)}
    if offer:
        lifecycle.OFFERS.advance(session, offer, lifecycle.ACCEPT, actor, detail=detail)
        offer.answered_at = clock.now()
        offer.answered_via = actor.via
    for other in others:
        lifecycle.OFFERS.advance(session, other, lifecycle.LOSE, actor)
    service_request.sequence += 1
    request_lifecycle.advance(
        session, service_request, request_lifecycle.CONFIRM, actor, detail=detail
    )
    session.flush()
    for other in others:
        outbox.post(session, mails.offer_lost(session, other))
    outbox.post(session, mails.confirmed_translator(session, assignment))
    for mail in mails.confirmed_institution(session, assignment):
        outbox.post(session, mail)
    return assignment


def check_possible(
    session: Session, service_request: ServiceRequest, translator: Translator
) -> None:
    """Raise OverlapsAssignment or NoLongerPossible if something forbids it for good."""
    if translator.left_at is not None:
        raise NotPossibleNow
    pool = load_pool(session, service_request, only=[translator.id])
    for obstacle in hard_obstacles(pool, translator.id):
        if obstacle.kind in IN_THE_WAY:
            raise OverlapsAssignment
        raise NoLongerPossible(why=obstacle.kind)


def _write(
    session: Session,
    service_request: ServiceRequest,
    translator: Translator,
    offer: Offer | None,
    mode: Mode,
) -> Assignment:
    assignment = Assignment(
        id=new_id(),
        request_id=service_request.id,
        offer_id=offer.id if offer else None,
        translator_id=translator.id,
        translator_number=translator.number,
        state=AssignmentState.ACTIVE,
        mode=mode,
        starts_at=service_request.starts_at,
        ends_at=service_request.ends_at,
        municipality_key=service_request.municipality_key if mode == Mode.ON_SITE else None,
        confirmed_at=clock.now(),
        version=1,
    )
    try:
        with session.begin_nested():
            session.add(assignment)
            session.flush()
    except IntegrityError as error:
        if NO_OVERLAP in str(error.orig):
            raise OverlapsAssignment from error
        raise RequestTaken from error
    return assignment


def take_back(session: Session, assignment: Assignment, *, reason: str, actor: Actor) -> None:
    """Take an assignment back: the search starts again, translator and institution are told.

    Raises ReasonMissing or NotPossibleNow. Taken back already is left as it is.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    service_request = session.get_one(ServiceRequest, assignment.request_id)
    lock(session, service_request)
    lock(session, assignment)
    if assignment.state == AssignmentState.CANCELLED:
        return
    lifecycle.ASSIGNMENTS.advance(
        session, assignment, lifecycle.CALL_OFF, actor, detail={"taken_back": reason}
    )
    release(session, service_request, actor, reason="taken_back")
    outbox.post(session, mails.taken_back(session, assignment, reason))
    for mail in mails.withdrawn_institution(session, service_request):
        outbox.post(session, mail)


def release(
    session: Session, service_request: ServiceRequest, actor: Actor, *, reason: str
) -> None:
    """Put a confirmed request back into the search; calendars learn of it by the sequence."""
    request_lifecycle.advance(
        session, service_request, request_lifecycle.RELEASE, actor, detail={"because": reason}
    )
    service_request.sequence += 1
    session.flush()


def on_behalf(actor: Actor) -> dict[str, str]:
    """Return what the audit says when somebody spoke for another person."""
    return {"on_behalf_of": actor.on_behalf_of} if actor.on_behalf_of else {}
