"""What the operator decides about a request instead of finding somebody: always with words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traduko.core import audit, clock, outbox
from traduko.core.db import lock
from traduko.core.errors import NotPossibleNow, RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.dispatch import mails, offers
from traduko.requests import lifecycle as request_lifecycle
from traduko.requests.models import RefusalReason, RequestMessage, RequestState, UnfilledReason

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.requests.models import ServiceRequest


class QuestionMissing(RuleBroken):
    """A question needs words."""

    default = N_("Please write what you need to know.")


class PartnerMissing(RuleBroken):
    """A request is passed on to somebody."""

    default = N_("Please name the partner service.")


class NoteMissing(RuleBroken):
    """“Other reason” says nothing by itself."""

    default = N_("Please say in a few words what the other reason is.")


class TooLateToReopen(RuleBroken):
    """The time of the request is over."""

    default = N_("The time of this request is over. Please file a new one.")


def ask_institution(
    session: Session, service_request: ServiceRequest, *, question: str, actor: Actor
) -> RequestMessage:
    """Ask the institution for information and return the message; open offers are withdrawn.

    Raises QuestionMissing or NotPossibleNow.
    """
    text = question.strip()
    if not text:
        raise QuestionMissing(field="question")
    lock(session, service_request)
    request_lifecycle.advance(
        session, service_request, request_lifecycle.RETURN, actor, reason="information_needed"
    )
    offers.close_open_offers(session, service_request, actor=actor)
    message = RequestMessage(
        id=new_id(),
        request_id=service_request.id,
        from_operator=True,
        author_name=actor.name,
        text=text,
        written_at=clock.now(),
    )
    session.add(message)
    session.flush()
    for mail in mails.question(session, service_request, text):
        outbox.post(session, mail)
    return message


def refuse(
    session: Session,
    service_request: ServiceRequest,
    *,
    reason: RefusalReason,
    note: str | None,
    actor: Actor,
) -> None:
    """Refuse, with the reason and where to turn. Raises NoteMissing or NotPossibleNow."""
    if reason == RefusalReason.OTHER and not (note or "").strip():
        raise NoteMissing(field="note")
    lock(session, service_request)
    request_lifecycle.advance(
        session, service_request, request_lifecycle.REFUSE, actor, reason=reason.value
    )
    service_request.refusal_reason = reason
    _close(session, service_request, note, actor)
    for mail in mails.refused(session, service_request):
        outbox.post(session, mail)


def pass_on(
    session: Session,
    service_request: ServiceRequest,
    *,
    partner_name: str,
    partner_reference: str | None,
    actor: Actor,
) -> None:
    """Pass on to a partner service, with its reference. Raises PartnerMissing, NotPossibleNow."""
    partner = partner_name.strip()
    if not partner:
        raise PartnerMissing(field="partner_name")
    lock(session, service_request)
    request_lifecycle.advance(
        session, service_request, request_lifecycle.PASS_ON, actor, reason=partner
    )
    service_request.partner_name = partner
    service_request.partner_reference = (partner_reference or "").strip() or None
    _close(session, service_request, None, actor)
    for mail in mails.passed_on(session, service_request):
        outbox.post(session, mail)


def close_unfilled(
    session: Session,
    service_request: ServiceRequest,
    *,
    reason: UnfilledReason,
    note: str | None,
    actor: Actor,
) -> None:
    """Close a request nobody was found for; the reason is kept. Raises NotPossibleNow."""
    lock(session, service_request)
    request_lifecycle.advance(
        session, service_request, request_lifecycle.CLOSE_UNFILLED, actor, reason=reason.value
    )
    service_request.unfilled_reason = reason
    _close(session, service_request, note, actor)
    for mail in mails.unfilled(session, service_request):
        outbox.post(session, mail)


def _close(
    session: Session, service_request: ServiceRequest, note: str | None, actor: Actor
) -> None:
    service_request.state_note = (note or "").strip() or None
    session.flush()
    offers.close_open_offers(session, service_request, actor=actor)


def reopen(session: Session, service_request: ServiceRequest, *, actor: Actor) -> None:
    """Search again for a request that was closed; its reason for closing is cleared.

    A cancelled one is undone by `completion.cancellation.undo`. Raises TooLateToReopen or
    NotPossibleNow.
    """
    lock(session, service_request)
    if service_request.state == RequestState.CANCELLED:
        raise NotPossibleNow
    end = service_request.starts_at or service_request.due_at
    if end is not None and end <= clock.now():
        raise TooLateToReopen
    request_lifecycle.advance(session, service_request, request_lifecycle.REOPEN, actor)
    service_request.refusal_reason = None
    service_request.unfilled_reason = None
    service_request.partner_name = None
    service_request.partner_reference = None
    service_request.state_note = None
    audit.record(session, actor, "request:search_restarted", service_request)
    for mail in mails.reopened_institution(session, service_request):
        outbox.post(session, mail)
