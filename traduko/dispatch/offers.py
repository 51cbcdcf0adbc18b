"""Offers: made, answered, withdrawn, expired. The first yes wins, in one transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.accounts.actor import SYSTEM, Role
from traduko.core import clock, outbox
from traduko.core.db import lock
from traduko.core.errors import NotAllowed, NotPossibleNow, RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.dispatch import assignments, lifecycle, links, mails, queries
from traduko.dispatch.models import AssignmentState, Offer, OfferState
from traduko.dispatch.pool import load_pool, mode_for
from traduko.matching.candidates import explain
from traduko.matching.facts import HARD
from traduko.operator import settings as operator_settings
from traduko.requests import lifecycle as request_lifecycle
from traduko.requests.models import RequestState, ServiceRequest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.dispatch.models import Assignment
    from traduko.matching.facts import Pool

offer_token = links.offer_token
read_token = links.read_token
MOST_AT_ONCE = 50
BATCH = 50
CLOSED = frozenset(
    {
        RequestState.CANCELLED,
        RequestState.REFUSED,
        RequestState.PASSED_ON,
        RequestState.UNFILLED,
        RequestState.RETURNED,
    }
)


class NobodyChosen(RuleBroken):
    """An offer needs somebody to go to."""

    default = N_("Please choose at least one translator.")


class TooManyChosen(RuleBroken):
    """More people at once than anybody would ask."""

    default = N_("Please ask at most %(most)s translators at once.")


class CannotBeAsked(RuleBroken):
    """Something forbids this person for good; nobody's yes would help."""

    default = N_("%(name)s cannot be asked for this request: %(why)s.")


class RequestTimeOver(RuleBroken):
    """The time of the request has begun or is over."""

    default = N_("The time of this request has come already. Nobody can be asked any more.")


class ExpiryNotPossible(RuleBroken):
    """An offer ends after now and before the request begins."""

    default = N_("The time to answer must end in the future and before the request begins.")


class OfferAlreadyTaken(RuleBroken):
    """Another translator was first."""

    default = N_("Another translator was first. Thank you for being ready to help.")


class OfferExpired(RuleBroken):
    """The time to answer is over."""

    default = N_("The time to answer this offer is over.")


class OfferWithdrawn(RuleBroken):
    """The operator needs no answer any more."""

    default = N_("This offer has been withdrawn. Nothing is left for you to do.")


class OfferDeclined(RuleBroken):
    """The translator said no before."""

    default = N_("This offer was declined before. Please call us if that has changed.")


class RequestChanged(RuleBroken):
    """The request is not the one this translator was shown."""

    default = N_("The request has changed since this offer was made. Please use the newest link.")


def make_offers(
    session: Session,
    service_request: ServiceRequest,
    translator_ids: Sequence[UUID],
    *,
    expires_at: datetime | None = None,
    note: str | None = None,
    actor: Actor,
) -> list[Offer]:
    """Ask these translators; return their offers. Who has an open offer keeps that one.

    Raises NobodyChosen, TooManyChosen, CannotBeAsked, RequestTimeOver, ExpiryNotPossible or
    NotPossibleNow. Nobody is asked if one of them cannot be.
    """
    chosen = list(dict.fromkeys(translator_ids))
    if not chosen:
        raise NobodyChosen(field="translators")
    if len(chosen) > MOST_AT_ONCE:
        raise TooManyChosen(field="translators", most=MOST_AT_ONCE)
    lock(session, service_request)
    if not queries.is_searching(service_request):
        raise NotPossibleNow
    until = expiry(session, service_request, expires_at)
    asked = {
        offer.translator_id: offer for offer in queries.open_offers_of(session, service_request.id)
    }
    new_ids = [key for key in chosen if key not in asked]
    pool = load_pool(session, service_request, only=new_ids)
    for translator_id in new_ids:
        _check_can_be_asked(pool, translator_id)
    if new_ids:
        # Whoever had an entry in the calendar before must see that this one is newer.
        service_request.sequence += 1
    if service_request.state == RequestState.SUBMITTED and new_ids:
        request_lifecycle.advance(
            session, service_request, request_lifecycle.OFFER, actor, detail={"to": len(new_ids)}
        )
    for translator_id in new_ids:
        made = _make(session, service_request, pool, translator_id, until, note=note, actor=actor)
        outbox.post(session, mails.offer(session, made))
        asked[translator_id] = made
    return [asked[key] for key in chosen]


def expiry(
    session: Session, service_request: ServiceRequest, wanted: datetime | None = None
) -> datetime:
    """Return until when an offer made now can be answered: never after the request begins.

    Raises RequestTimeOver or ExpiryNotPossible.
    """
    present = clock.now()
    latest = service_request.starts_at or service_request.due_at
    if latest is not None and latest <= present:
        raise RequestTimeOver
    if wanted is not None:
        if wanted <= present or (latest is not None and wanted > latest):
            raise ExpiryNotPossible(field="expires")
        return wanted
    operator = operator_settings.current(session)
    usual = timedelta(hours=operator.offer_hours)
    urgent = latest is not None and latest - present < 2 * usual
    until = present + (timedelta(hours=operator.offer_hours_urgent) if urgent else usual)
    return min(until, latest) if latest else until


def _check_can_be_asked(pool: Pool, translator_id: UUID) -> None:
    candidate = explain(pool, translator_id)
    if candidate is None:
        raise NotPossibleNow
    for obstacle in candidate.obstacles:
        if obstacle.kind in HARD:
            raise CannotBeAsked(field="translators", name=candidate.name, why=obstacle.kind)


def _make(
    session: Session,
    service_request: ServiceRequest,
    pool: Pool,
    translator_id: UUID,
    until: datetime,
    *,
    note: str | None,
    actor: Actor,
) -> Offer:
    candidate = explain(pool, translator_id)
    offer = Offer(
        id=new_id(),
        request_id=service_request.id,
        translator_id=translator_id,
        state=OfferState.OPEN,
        request_version=service_request.version,
        mode=mode_for(service_request, pool.by_id[translator_id].modes),
        made_at=clock.now(),
        made_by=actor.name,
        expires_at=until,
        score=candidate.score if candidate else None,
        note=note or None,
    )
    session.add(offer)
    session.flush()
    return offer


def offer_again(
    session: Session,
    service_request: ServiceRequest,
    translator_ids: Sequence[UUID],
    changes: Sequence[mails.Change],
) -> None:
    """Ask those again who were asked, or had said yes, before a locked request changed.

    Whom the change makes impossible is told so instead; the calendar entry goes away.
    """
    if not translator_ids:
        return
    latest = service_request.starts_at or service_request.due_at
    is_searching = queries.is_searching(service_request)
    in_time = is_searching and (latest is None or latest > clock.now())
    pool = load_pool(session, service_request, only=translator_ids)
    for translator_id in translator_ids:
        candidate = explain(pool, translator_id)
        is_possible = candidate is not None and not any(o.kind in HARD for o in candidate.obstacles)
        if not (in_time and is_possible):
            outbox.post(
                session, mails.changed_released(session, service_request, translator_id, changes)
            )
            continue
        if service_request.state == RequestState.SUBMITTED:
            request_lifecycle.advance(session, service_request, request_lifecycle.OFFER, SYSTEM)
        until = expiry(session, service_request)
        offer = _make(session, service_request, pool, translator_id, until, note=None, actor=SYSTEM)
        outbox.post(session, mails.changed_offer(session, offer, changes))


def accept_offer(session: Session, offer: Offer, *, actor: Actor) -> Assignment:
    """Bind the translator to the request and return the assignment; saying yes twice is one yes.

    All others are told at once. Raises OfferAlreadyTaken, OfferExpired, OfferWithdrawn,
    OfferDeclined, RequestChanged, OverlapsAssignment, NoLongerPossible or NotAllowed.
    """
    service_request = locked_request(session, offer)
    _check_own(offer, actor)
    lock(session, offer)
    if offer.state == OfferState.ACCEPTED:
        return _accepted_before(session, offer)
    _check_answerable(session, offer, service_request)
    return assignments.bind(
        session, service_request, offer.translator_id, offer=offer, mode=offer.mode, actor=actor
    )


def _accepted_before(session: Session, offer: Offer) -> Assignment:
    assignment = queries.assignment_by_offer(session, offer.id)
    if assignment and assignment.state in (AssignmentState.ACTIVE, AssignmentState.DONE):
        return assignment
    raise OfferWithdrawn


def _check_answerable(session: Session, offer: Offer, service_request: ServiceRequest) -> None:
    if offer.state == OfferState.LOST:
        raise OfferAlreadyTaken
    if offer.state == OfferState.DECLINED:
        raise OfferDeclined
    if offer.state == OfferState.EXPIRED:
        raise OfferExpired
    is_stale = offer.request_version != service_request.version
    if is_stale and service_request.state not in CLOSED:
        raise RequestChanged
    if is_stale or offer.state == OfferState.WITHDRAWN:
        raise OfferWithdrawn
    if queries.assignment_of(session, service_request.id):
        raise OfferAlreadyTaken
    if clock.now() >= offer.expires_at:
        raise OfferExpired


def decline_offer(session: Session, offer: Offer, *, actor: Actor) -> None:
    """Note a no: without a reason, because nobody owes one. Saying no twice is one no.

    Raises OfferAlreadyTaken, OfferExpired, OfferWithdrawn or NotAllowed; NotPossibleNow after
    a yes (`changes.withdraw` is the way back then).
    """
    service_request = locked_request(session, offer)
    _check_own(offer, actor)
    lock(session, offer)
    if offer.state == OfferState.DECLINED:
        return
    if offer.state == OfferState.ACCEPTED:
        raise NotPossibleNow
    if offer.state != OfferState.OPEN:
        _check_answerable(session, offer, service_request)
    lifecycle.OFFERS.advance(
        session, offer, lifecycle.DECLINE, actor, detail=assignments.on_behalf(actor)
    )
    _answered(offer, actor)
    search_again_if_nobody_is_asked(session, service_request, actor)


def withdraw_offer(session: Session, offer: Offer, *, actor: Actor) -> None:
    """Take an open offer back and say so kindly. What is answered already is left alone.

    Raises NotAllowed or, for an offer that was accepted, NotPossibleNow.
    """
    service_request = locked_request(session, offer)
    lock(session, offer)
    if offer.state in (OfferState.WITHDRAWN, OfferState.DECLINED, OfferState.EXPIRED):
        return
    lifecycle.OFFERS.advance(session, offer, lifecycle.WITHDRAW, actor)
    outbox.post(session, mails.offer_withdrawn(session, offer))
    search_again_if_nobody_is_asked(session, service_request, actor)


def expire_due(session: Session) -> int:
    """End the offers whose time is over; return how many. Their requests are searched again."""
    due = session.scalars(
        sa.select(Offer)
        .where(Offer.state == OfferState.OPEN, Offer.expires_at <= clock.now())
        .order_by(Offer.expires_at, Offer.id)
        .limit(BATCH)
    ).all()
    count = 0
    # One order for everybody who holds more than one request at a time.
    for offer in sorted(due, key=lambda item: (item.request_id, item.id)):
        service_request = locked_request(session, offer)
        lock(session, offer)
        if offer.state != OfferState.OPEN or offer.expires_at > clock.now():
            continue
        lifecycle.OFFERS.advance(session, offer, lifecycle.EXPIRE, SYSTEM)
        outbox.post(session, mails.offer_expired(session, offer))
        search_again_if_nobody_is_asked(session, service_request, SYSTEM)
        count += 1
    return count


def close_open_offers(
    session: Session, service_request: ServiceRequest, *, actor: Actor, tell: bool = True
) -> list[Offer]:
    """Withdraw every open offer of a locked request and return them; the request's state stays."""
    closed = queries.open_offers_of(session, service_request.id)
    for offer in closed:
        lock(session, offer)
        lifecycle.OFFERS.advance(session, offer, lifecycle.WITHDRAW, actor)
        if tell:
            outbox.post(session, mails.offer_withdrawn(session, offer))
    return closed


def locked_request(session: Session, offer: Offer) -> ServiceRequest:
    """Return the offer's request, locked: whoever decides about an offer holds it first."""
    service_request = session.get_one(ServiceRequest, offer.request_id)
    lock(session, service_request)
    return service_request


def search_again_if_nobody_is_asked(
    session: Session, service_request: ServiceRequest, actor: Actor
) -> None:
    """Put a request back on the work list when its last open offer is gone."""
    if service_request.state != RequestState.OFFERED:
        return
    if not queries.has_open_offer(session, service_request.id):
        request_lifecycle.advance(session, service_request, request_lifecycle.SEARCH_AGAIN, actor)


def _check_own(offer: Offer, actor: Actor) -> None:
    is_translator = Role.TRANSLATOR in actor.roles and not actor.is_staff
    if is_translator and actor.translator_id != offer.translator_id:
        raise NotAllowed


def _answered(offer: Offer, actor: Actor) -> None:
    offer.answered_at = clock.now()
    offer.answered_via = actor.via
