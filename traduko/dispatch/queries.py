"""Questions about offers and assignments, for verbs and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from traduko.core import clock
from traduko.dispatch.models import Assignment, AssignmentState, Offer, OfferState
from traduko.requests.models import RequestState, ServiceRequest
from traduko.translators.models import Translator

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy.orm import Session

HELD = (AssignmentState.ACTIVE, AssignmentState.DONE)


def offers_of(session: Session, request_id: UUID) -> list[Offer]:
    """Return every offer of a request with its translator, the newest first."""
    return list(
        session.scalars(
            sa.select(Offer)
            .options(joinedload(Offer.translator))
            .where(Offer.request_id == request_id)
            .order_by(Offer.made_at.desc(), Offer.id.desc())
        )
    )


def open_offers_of(session: Session, request_id: UUID) -> list[Offer]:
    """Return the offers of a request that wait for an answer, in the order they are locked."""
    return list(
        session.scalars(
            sa.select(Offer)
            .where(Offer.request_id == request_id, Offer.state == OfferState.OPEN)
            .order_by(Offer.id)
        )
    )


def has_open_offer(session: Session, request_id: UUID) -> bool:
    """Return whether anybody may still say yes to this request."""
    return bool(
        session.scalar(
            sa.select(
                sa.exists().where(Offer.request_id == request_id, Offer.state == OfferState.OPEN)
            )
        )
    )


def active_assignment_of(session: Session, request_id: UUID) -> Assignment | None:
    """Return who is bound to this request now, with the translator; None if nobody is."""
    return session.scalar(
        sa.select(Assignment)
        .options(joinedload(Assignment.translator))
        .where(Assignment.request_id == request_id, Assignment.state == AssignmentState.ACTIVE)
    )


def assignment_of(session: Session, request_id: UUID) -> Assignment | None:
    """Return who is or was bound to this request, also when it has taken place."""
    return session.scalar(
        sa.select(Assignment)
        .options(joinedload(Assignment.translator))
        .where(Assignment.request_id == request_id, Assignment.state.in_(HELD))
    )


def assignments_of(session: Session, request_ids: Collection[UUID]) -> dict[UUID, Assignment]:
    """Return the holding assignment of each of these requests, with its translator."""
    rows = session.scalars(
        sa.select(Assignment)
        .options(joinedload(Assignment.translator))
        .where(Assignment.request_id.in_(request_ids), Assignment.state.in_(HELD))
    )
    return {row.request_id: row for row in rows}


def assignment_by_offer(session: Session, offer_id: UUID) -> Assignment | None:
    """Return the newest assignment an offer led to."""
    return session.scalar(
        sa.select(Assignment)
        .where(Assignment.offer_id == offer_id)
        .order_by(Assignment.id.desc())
        .limit(1)
    )


def offer_with_request(session: Session, offer_id: UUID) -> Offer | None:
    """Return an offer with its request, institution, unit and translator."""
    request = joinedload(Offer.service_request)
    return session.scalar(
        sa.select(Offer)
        .options(
            request.joinedload(ServiceRequest.institution),
            request.joinedload(ServiceRequest.unit),
            joinedload(Offer.translator),
        )
        .where(Offer.id == offer_id)
    )


def offers_waiting_for(session: Session, translator_id: UUID) -> list[Offer]:
    """Return the offers this translator can still answer, the most urgent first."""
    return list(
        session.scalars(
            sa.select(Offer)
            .join(Offer.service_request)
            .options(joinedload(Offer.service_request))
            .where(
                Offer.translator_id == translator_id,
                Offer.state == OfferState.OPEN,
                Offer.expires_at > clock.now(),
                Offer.request_version == ServiceRequest.version,
            )
            .order_by(Offer.expires_at, Offer.id)
            .limit(50)
        )
    )


def upcoming_of(session: Session, translator_id: UUID, *, limit: int = 50) -> list[Assignment]:
    """Return the translator's assignments that lie ahead or run, the next one first."""
    request = joinedload(Assignment.service_request)
    return list(
        session.scalars(
            sa.select(Assignment)
            .join(Assignment.service_request)
            .options(
                request.joinedload(ServiceRequest.institution),
                request.joinedload(ServiceRequest.unit),
            )
            .where(
                Assignment.translator_id == translator_id,
                Assignment.state == AssignmentState.ACTIVE,
                sa.or_(Assignment.ends_at.is_(None), Assignment.ends_at > clock.now()),
            )
            .order_by(ServiceRequest.sort_at, Assignment.id)
            .limit(limit)
        )
    )


def offers_running(session: Session, *, limit: int = 10) -> list[Offer]:
    """Return the offers that wait for an answer, the next to expire first."""
    return list(
        session.scalars(
            sa.select(Offer)
            .options(joinedload(Offer.service_request), joinedload(Offer.translator))
            .where(Offer.state == OfferState.OPEN)
            .order_by(Offer.expires_at, Offer.id)
            .limit(limit)
        )
    )


def open_offer_counts(session: Session, request_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many offers of each of these requests wait for an answer."""
    rows = session.execute(
        sa.select(Offer.request_id, sa.func.count())
        .where(Offer.request_id.in_(request_ids), Offer.state == OfferState.OPEN)
        .group_by(Offer.request_id)
    )
    return {request_id: count for request_id, count in rows}  # noqa: C416 - rows are no pairs


def is_searching(service_request: ServiceRequest) -> bool:
    """Return whether somebody may be asked or bound now."""
    return service_request.state in (RequestState.SUBMITTED, RequestState.OFFERED)


def translators_known_to(session: Session, institution_id: UUID) -> list[tuple[UUID, str]]:
    """Return the translators who have worked for this institution, by name: whom it may wish."""
    rows = session.execute(
        sa.select(Translator.id, Translator.name)
        .where(
            Translator.left_at.is_(None),
            Translator.id.in_(
                sa.select(Assignment.translator_id)
                .join(ServiceRequest, ServiceRequest.id == Assignment.request_id)
                .where(ServiceRequest.institution_id == institution_id)
            ),
        )
        .order_by(Translator.name)
    )
    return [(row[0], row[1]) for row in rows]
