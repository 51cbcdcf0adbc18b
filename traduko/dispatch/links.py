"""The one link of an offer: it shows what has become of it, and its buttons act."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from traduko.core import tokens
from traduko.core.tokens import TokenInvalid
from traduko.dispatch import queries
from traduko.requests.models import ServiceRequest

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from traduko.dispatch.models import Offer

PURPOSE = "offer"
# Longer than the offer itself: whoever comes late reads what happened instead of an error.
LASTS_AFTER = timedelta(days=30)


def offer_token(session: Session, offer: Offer) -> str:
    """Return the token of the link by which the translator answers this offer."""
    service_request = session.get_one(ServiceRequest, offer.request_id)
    moments = [offer.expires_at, service_request.ends_at, service_request.due_at]
    return tokens.issue(
        session,
        PURPOSE,
        offer.id,
        version=offer.request_version,
        expires_at=max(moment for moment in moments if moment) + LASTS_AFTER,
    )


def read_token(session: Session, token: str) -> Offer:
    """Return the offer of a link, with its request, institution and translator.

    Raises TokenInvalid or TokenExpired. In which state it is, the page says.
    """
    claim = tokens.read(session, token, PURPOSE)
    offer = queries.offer_with_request(session, claim.subject)
    if offer is None or offer.request_version != claim.version:
        raise TokenInvalid
    return offer
