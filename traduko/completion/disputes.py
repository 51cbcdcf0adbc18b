"""Objections to a service record, and how they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traduko.completion import lifecycle, mails
from traduko.core import outbox
from traduko.core.db import lock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.requests import lifecycle as request_lifecycle
from traduko.requests.models import ServiceRequest

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.completion.models import ServiceRecord


class ObjectionEmpty(RuleBroken):
    """An objection says what is wrong."""

    default = N_("Please say what is not right, so that it can be put right.")


def object_to(session: Session, record: ServiceRecord, *, reason: str, actor: Actor) -> None:
    """Object to a record: the translator is asked to correct it, dispatch sees it.

    Raises ObjectionEmpty without a reason, NotPossibleNow once it is approved.
    """
    if not reason.strip():
        raise ObjectionEmpty(field="reason")
    service_request = session.get_one(ServiceRequest, record.request_id)
    lock(session, service_request)
    lock(session, record)
    lifecycle.RECORDS.advance(session, record, lifecycle.OBJECT, actor, reason="objection")
    record.objection = reason.strip()
    record.deemed_approved_at = None
    record.version += 1
    request_lifecycle.advance(
        session, service_request, request_lifecycle.OBJECT, actor, reason="objection"
    )
    outbox.post(session, mails.record_disputed(session, record))
