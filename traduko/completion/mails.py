"""Mails about service records."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from traduko.completion.models import ServiceRecord
from traduko.core import clock, tokens
from traduko.core.mail import Mail, Recipient
from traduko.institutions.models import Unit
from traduko.requests.models import ServiceRequest
from traduko.translators.models import Translator

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PURPOSE = "record"
LINK_DAYS = 120


def record_token(session: Session, record: ServiceRecord) -> str:
    """Return the token of the link by which the translator fills in this record."""
    return tokens.issue(
        session,
        PURPOSE,
        record.id,
        expires_at=clock.now() + timedelta(days=LINK_DAYS),
    )


def _context(session: Session, record: ServiceRecord) -> dict[str, Any]:
    service_request = session.get_one(ServiceRequest, record.request_id)
    return {"record": record, "service_request": service_request}


def _to_translator(session: Session, record: ServiceRecord) -> Recipient:
    translator = session.get_one(Translator, record.translator_id)
    return Recipient(translator.email, translator.name, translator.locale)


def record_link(session: Session, record: ServiceRecord, *, reminder: bool = False) -> Mail:
    """Return the mail with the one link to the record, to its translator."""
    return Mail(
        _to_translator(session, record),
        "completion/record_link",
        _context(session, record)
        | {"token": record_token(session, record), "is_reminder": reminder},
        about=record.request_id,
    )


def record_disputed(session: Session, record: ServiceRecord) -> Mail:
    """Return the mail that asks the translator to correct what was objected to."""
    return Mail(
        _to_translator(session, record),
        "completion/record_disputed",
        _context(session, record) | {"token": record_token(session, record)},
        about=record.request_id,
    )


def record_to_approve(session: Session, record: ServiceRecord) -> list[Mail]:
    """Return the mails that ask the institution to approve, to requester and shared mailbox."""
    context = _context(session, record)
    service_request: ServiceRequest = context["service_request"]
    people = [
        Recipient(
            service_request.requester_email, service_request.requester_name, service_request.locale
        )
    ]
    if service_request.unit_id:
        unit = session.get_one(Unit, service_request.unit_id)
        if unit.shared_mailbox:
            people.append(Recipient(unit.shared_mailbox, unit.name, service_request.locale))
    return [
        Mail(person, "completion/record_to_approve", context, about=record.request_id)
        for person in people
    ]
