"""Mails to institutions about their requests, before anybody is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traduko.accounts.models import User
from traduko.core.mail import Mail, Recipient
from traduko.institutions.models import Institution, Unit

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.requests.models import ServiceRequest


def filer(session: Session, draft: Any, actor: Actor) -> tuple[str, str, str]:
    """Return name, address and language of the one who hears about a request.

    If staff file by phone for an institution, its contact person hears.
    """
    user = session.get(User, actor.user_id) if actor.user_id else None
    if user is not None and not actor.is_staff:
        return user.name, user.email, user.locale
    institution = session.get_one(Institution, draft.institution_id)
    name = draft.contact_name or institution.contact_name
    return name, institution.contact_email, institution.locale


def people(session: Session, service_request: ServiceRequest) -> list[Recipient]:
    """Return who hears about a request: the requester and the unit's shared mailbox."""
    found = [
        Recipient(
            service_request.requester_email, service_request.requester_name, service_request.locale
        )
    ]
    if service_request.unit_id:
        unit = session.get_one(Unit, service_request.unit_id)
        if unit.shared_mailbox and unit.shared_mailbox != service_request.requester_email:
            found.append(Recipient(unit.shared_mailbox, unit.name, service_request.locale))
    return found


def received(session: Session, service_request: ServiceRequest) -> list[Mail]:
    """Return the mails that say: received, not yet confirmed, and by when they hear."""
    return [
        Mail(
            person,
            "requests/received",
            {"service_request": service_request},
            about=service_request.id,
        )
        for person in people(session, service_request)
    ]
