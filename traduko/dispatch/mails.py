"""Mails about offers, assignments and what the operator decides about a request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from traduko.core.mail import Mail, Recipient
from traduko.dispatch import invitations
from traduko.dispatch.links import offer_token
from traduko.dispatch.models import Offer
from traduko.institutions.models import Institution, Unit
from traduko.requests.models import ServiceRequest
from traduko.translators.models import Translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from traduko.core.mail import Invitation
    from traduko.dispatch.models import Assignment


@dataclass(frozen=True)
class Change:
    """One thing that is different now: what it is called, what it was and what it is."""

    name: str
    label: str
    kind: str
    old: Any
    new: Any


# What somebody may read who has not said yes (yet): no street, no contact, no free text.
PUBLIC = frozenset({"language", "working_language", "mode", "time", "due_at", "field"})


def _public(changes: Sequence[Change]) -> list[Change]:
    found = [change for change in changes if change.name in PUBLIC]
    for change in changes:
        if change.name == "place":
            old, new = (value[-1] if value else None for value in (change.old, change.new))
            if old != new:
                found.append(replace(change, old=(None, None, old), new=(None, None, new)))
    return found


def _translator(session: Session, thing: Offer | Assignment) -> Recipient:
    translator = session.get_one(Translator, thing.translator_id)
    return Recipient(translator.email, translator.name, translator.locale)


def _request(session: Session, thing: Offer | Assignment) -> ServiceRequest:
    return session.get_one(ServiceRequest, thing.request_id)


def institution_people(session: Session, service_request: ServiceRequest) -> list[Recipient]:
    """Return who hears of a request: the requester and the unit's shared mailbox."""
    people = [
        Recipient(
            service_request.requester_email, service_request.requester_name, service_request.locale
        )
    ]
    if service_request.unit_id:
        unit = session.get_one(Unit, service_request.unit_id)
        mailbox = unit.shared_mailbox
        if mailbox and mailbox.lower() != service_request.requester_email.lower():
            people.append(Recipient(mailbox, unit.name, service_request.locale))
    return people


def _mail(
    to: Recipient,
    name: str,
    service_request: ServiceRequest,
    invitation: Invitation | None = None,
    **context: Any,
) -> Mail:
    return Mail(
        to,
        f"dispatch/{name}",
        {"service_request": service_request, **context},
        about=service_request.id,
        invitation=invitation,
    )


def _to_institution(
    session: Session, name: str, service_request: ServiceRequest, **context: Any
) -> list[Mail]:
    return [
        _mail(person, name, service_request, **context)
        for person in institution_people(session, service_request)
    ]


def offer(session: Session, made: Offer) -> Mail:
    """Return the mail that asks: language, when, how long, where roughly, field, by when."""
    service_request = _request(session, made)
    to = _translator(session, made)
    return _mail(
        to,
        "offer",
        service_request,
        invitations.request(session, service_request, to=to, is_confirmed=False, with_place=False),
        offer=made,
        token=offer_token(session, made),
    )


def _offer_over(session: Session, over: Offer, name: str) -> Mail:
    service_request = _request(session, over)
    to = _translator(session, over)
    invitation = invitations.cancel(session, service_request, to=to)
    return _mail(to, name, service_request, invitation, offer=over)


def offer_lost(session: Session, lost: Offer) -> Mail:
    """Return the mail to somebody who was asked too: another was first, with thanks."""
    return _offer_over(session, lost, "offer_lost")


def offer_withdrawn(session: Session, withdrawn: Offer) -> Mail:
    """Return the mail that an offer needs no answer any more."""
    return _offer_over(session, withdrawn, "offer_withdrawn")


def offer_expired(session: Session, expired: Offer) -> Mail:
    """Return the kind mail that the time to answer is over."""
    return _offer_over(session, expired, "offer_expired")


def confirmed_translator(session: Session, assignment: Assignment) -> Mail:
    """Return the confirmation with everything the translator needs to know."""
    service_request = _request(session, assignment)
    to = _translator(session, assignment)
    return _mail(
        to,
        "confirmed_translator",
        service_request,
        invitations.request(
            session,
            service_request,
            to=to,
            is_confirmed=True,
            with_place=True,
            mode=assignment.mode,
        ),
        assignment=assignment,
        institution=session.get_one(Institution, service_request.institution_id),
        unit=session.get(Unit, service_request.unit_id) if service_request.unit_id else None,
        token=_token(session, assignment),
    )


def _token(session: Session, assignment: Assignment) -> str | None:
    """Return the token of the link this assignment came from, if it came from an offer."""
    if assignment.offer_id is None:
        return None
    return offer_token(session, session.get_one(Offer, assignment.offer_id))


def confirmed_institution(session: Session, assignment: Assignment) -> list[Mail]:
    """Return the confirmation that makes it an appointment, for the institution."""
    service_request = _request(session, assignment)
    translator = session.get_one(Translator, assignment.translator_id)
    return [
        _mail(
            person,
            "confirmed_institution",
            service_request,
            invitations.request(
                session,
                service_request,
                to=person,
                is_confirmed=True,
                with_place=True,
                mode=assignment.mode,
            ),
            translator=translator,
            assignment=assignment,
        )
        for person in institution_people(session, service_request)
    ]


def changed_offer(session: Session, made: Offer, changes: Sequence[Change]) -> Mail:
    """Return the mail that asks again: what was, what is, and the new link."""
    service_request = _request(session, made)
    to = _translator(session, made)
    return _mail(
        to,
        "changed",
        service_request,
        invitations.request(session, service_request, to=to, is_confirmed=False, with_place=False),
        changes=_public(changes),
        offer=made,
        token=offer_token(session, made),
        audience="asked",
    )


def changed_released(
    session: Session, service_request: ServiceRequest, translator_id: Any, changes: Sequence[Change]
) -> Mail:
    """Return the mail to a translator who cannot do it any more after a change."""
    translator = session.get_one(Translator, translator_id)
    to = Recipient(translator.email, translator.name, translator.locale)
    return _mail(
        to,
        "changed",
        service_request,
        invitations.cancel(session, service_request, to=to),
        changes=_public(changes),
        audience="released",
    )


def changed_assignment(session: Session, assignment: Assignment, changes: Sequence[Change]) -> Mail:
    """Return the mail about a small change: the appointment stays."""
    service_request = _request(session, assignment)
    to = _translator(session, assignment)
    return _mail(
        to,
        "changed",
        service_request,
        invitations.request(
            session,
            service_request,
            to=to,
            is_confirmed=True,
            with_place=True,
            mode=assignment.mode,
        ),
        changes=changes,
        token=_token(session, assignment),
        audience="translator",
    )


def changed_institution(
    session: Session,
    service_request: ServiceRequest,
    changes: Sequence[Change],
    *,
    had_translator: bool,
) -> list[Mail]:
    """Return the mails that a change was taken up and has to be confirmed anew."""
    return [
        _mail(
            person,
            "changed",
            service_request,
            invitations.request(
                session, service_request, to=person, is_confirmed=False, with_place=True
            )
            if had_translator
            else None,
            changes=changes,
            audience="institution",
        )
        for person in institution_people(session, service_request)
    ]


def cancelled_translator(session: Session, assignment: Assignment) -> Mail:
    """Return the mail that the assignment does not take place."""
    service_request = _request(session, assignment)
    to = _translator(session, assignment)
    invitation = invitations.cancel(session, service_request, to=to)
    return _mail(to, "cancelled_translator", service_request, invitation)


def cancelled_institution(
    session: Session, service_request: ServiceRequest, assignment: Assignment | None
) -> list[Mail]:
    """Return the mails that confirm a cancellation: who asked, when it was received."""
    return [
        _mail(
            person,
            "cancelled_institution",
            service_request,
            invitations.cancel(session, service_request, to=person) if assignment else None,
        )
        for person in institution_people(session, service_request)
    ]


def withdrawn_institution(session: Session, service_request: ServiceRequest) -> list[Mail]:
    """Return the mails that the search has started again by itself."""
    return [
        _mail(
            person,
            "withdrawn_institution",
            service_request,
            invitations.request(
                session, service_request, to=person, is_confirmed=False, with_place=True
            ),
        )
        for person in institution_people(session, service_request)
    ]


def withdrawn_translator(session: Session, assignment: Assignment) -> Mail:
    """Return the mail that we know: the translator cannot come, the entry goes away."""
    service_request = _request(session, assignment)
    to = _translator(session, assignment)
    invitation = invitations.cancel(session, service_request, to=to)
    return _mail(to, "withdrawn_translator", service_request, invitation)


def taken_back(session: Session, assignment: Assignment, reason: str) -> Mail:
    """Return the mail that the operator took an assignment back, and why."""
    service_request = _request(session, assignment)
    to = _translator(session, assignment)
    invitation = invitations.cancel(session, service_request, to=to)
    return _mail(to, "taken_back", service_request, invitation, reason=reason)


def reopened_institution(session: Session, service_request: ServiceRequest) -> list[Mail]:
    """Return the mails that the search goes on after all."""
    return _to_institution(session, "reopened_institution", service_request)


def reminder_translator(session: Session, assignment: Assignment) -> Mail:
    """Return the reminder for tomorrow, with place and contact."""
    service_request = _request(session, assignment)
    return _mail(
        _translator(session, assignment),
        "reminder_translator",
        service_request,
        assignment=assignment,
        institution=session.get_one(Institution, service_request.institution_id),
        unit=session.get(Unit, service_request.unit_id) if service_request.unit_id else None,
        token=_token(session, assignment),
    )


def reminder_institution(session: Session, assignment: Assignment) -> list[Mail]:
    """Return the reminders for tomorrow: who comes, and where."""
    return _to_institution(
        session,
        "reminder_institution",
        _request(session, assignment),
        translator=session.get_one(Translator, assignment.translator_id),
        assignment=assignment,
    )


def question(session: Session, service_request: ServiceRequest, text: str) -> list[Mail]:
    """Return the mails that ask the institution for information."""
    return _to_institution(session, "question", service_request, question=text)


def refused(session: Session, service_request: ServiceRequest) -> list[Mail]:
    """Return the mails that refuse, with the reason and where to turn."""
    return _to_institution(session, "refused", service_request)


def passed_on(session: Session, service_request: ServiceRequest) -> list[Mail]:
    """Return the mails that name the partner service and its reference."""
    return _to_institution(session, "passed_on", service_request)


def unfilled(session: Session, service_request: ServiceRequest) -> list[Mail]:
    """Return the mails that nobody was found, with the reason."""
    return _to_institution(session, "unfilled", service_request)


def my_links(
    session: Session,
    translator: Translator,
    offers: Sequence[Offer],
    assignments: Sequence[Assignment],
) -> Mail:
    """Return the mail with the newest link of everything that waits for a translator."""
    return Mail(
        Recipient(translator.email, translator.name, translator.locale),
        "dispatch/links",
        {
            "offers": [(item, offer_token(session, item)) for item in offers],
            "assignments": [(item, _token(session, item)) for item in assignments],
        },
    )
