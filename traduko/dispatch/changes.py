"""Changes after the filing: a translator drops out, or the institution needs something else."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from traduko.accounts.actor import SYSTEM, Role
from traduko.core import audit, clock, outbox
from traduko.core.db import lock
from traduko.core.errors import ChangedMeanwhile, NotAllowed, NotPossibleNow, RuleBroken
from traduko.core.i18n import N_
from traduko.dispatch import assignments, lifecycle, mails, offers, queries
from traduko.dispatch.mails import Change
from traduko.dispatch.models import AssignmentState
from traduko.requests import case_reference
from traduko.requests import lifecycle as request_lifecycle
from traduko.requests.models import RequestState, ServiceRequest
from traduko.translators.models import FieldOfWork, Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.dispatch.models import Assignment

CHANGEABLE = frozenset(
    {
        RequestState.SUBMITTED,
        RequestState.OFFERED,
        RequestState.RETURNED,
        RequestState.CONFIRMED,
    }
)


class TooLateToWithdraw(RuleBroken):
    """The time has begun: only a call helps now."""

    default = N_("The time has begun already. Please call us at once.")


class TooLateToChange(RuleBroken):
    """The time has begun or is over."""

    default = N_("The time of this request has come already. It can no longer be changed.")


class StartInPast(RuleBroken):
    """The new start is over already."""

    default = N_("This time is over already. Please choose one that still lies ahead.")


class EndBeforeStart(RuleBroken):
    """The new end is not after the new start."""

    default = N_("The end must be after the start.")


@dataclass(frozen=True)
class RequestDetails:
    """What of a request can be changed after it was filed; `dataclasses.replace` changes it."""

    language: str
    working_language: str
    mode: Mode
    starts_at: datetime | None
    ends_at: datetime | None
    due_at: datetime | None
    street: str | None
    postal_code: str | None
    municipality_key: str | None
    meeting_point: str | None
    remote_access: str | None
    contact_name: str | None
    contact_phone: str | None
    field: FieldOfWork | None
    translator_note: str | None
    case_reference: str | None

    @classmethod
    def of(cls, service_request: ServiceRequest) -> RequestDetails:
        """Return what a request says now."""
        return cls(**{item.name: getattr(service_request, item.name) for item in fields(cls)})


# What a translator said yes to: a change of it needs a new yes.
SIGNIFICANT = ("language", "working_language", "mode", "starts_at", "ends_at", "due_at")
PLACE = ("street", "postal_code", "municipality_key")
LABELS = {
    "language": (N_("Language"), "language"),
    "working_language": (N_("Working language"), "language"),
    "mode": (N_("Way of working"), "label"),
    "time": (N_("Time"), "span"),
    "due_at": (N_("Due"), "day"),
    "place": (N_("Place"), "place"),
    "meeting_point": (N_("Meeting point"), "text"),
    "remote_access": (N_("Access for phone or video"), "text"),
    "contact_name": (N_("Contact"), "text"),
    "contact_phone": (N_("Phone of the contact"), "text"),
    "field": (N_("Field"), "label"),
    "translator_note": (N_("Note for the translator"), "text"),
    "case_reference": (N_("Case reference"), "text"),
}


def withdraw(
    session: Session, assignment: Assignment, *, actor: Actor, reason: str | None = None
) -> None:
    """Let a translator drop out: the search starts again by itself, the institution is told.

    Nobody owes a reason. Twice is once. Raises TooLateToWithdraw, NotPossibleNow, NotAllowed.
    """
    service_request = session.get_one(ServiceRequest, assignment.request_id)
    lock(session, service_request)
    lock(session, assignment)
    is_translator = Role.TRANSLATOR in actor.roles and not actor.is_staff
    if is_translator and actor.translator_id != assignment.translator_id:
        raise NotAllowed
    if assignment.state == AssignmentState.WITHDRAWN:
        return
    if assignment.starts_at is not None and assignment.starts_at <= clock.now():
        raise TooLateToWithdraw
    detail = assignments.on_behalf(actor) | ({"because": reason} if reason else {})
    lifecycle.ASSIGNMENTS.advance(session, assignment, lifecycle.STEP_BACK, actor, detail=detail)
    assignments.release(session, service_request, actor, reason="translator_withdrew")
    outbox.post(session, mails.withdrawn_translator(session, assignment))
    for mail in mails.withdrawn_institution(session, service_request):
        outbox.post(session, mail)


def change_request(
    session: Session,
    service_request: ServiceRequest,
    details: RequestDetails,
    *,
    actor: Actor,
    seen_version: int | None = None,
) -> list[Change]:
    """Change a request and return what is different.

    Time, place, mode and language need a new yes: the confirmation is taken back, open offers are
    void, and whoever had said yes or was asked is asked again. Everything else only informs.
    Raises ChangedMeanwhile, NotPossibleNow, TooLateToChange, StartInPast, EndBeforeStart.
    """
    lock(session, service_request)
    if seen_version is not None and seen_version != service_request.version:
        raise ChangedMeanwhile
    if service_request.state not in CHANGEABLE:
        raise NotPossibleNow
    before = RequestDetails.of(service_request)
    names = [item.name for item in fields(details) if _differs(item.name, before, details)]
    if not names:
        return []
    _check(service_request, before, details)
    for name in names:
        setattr(service_request, name, getattr(details, name))
    if "case_reference" in names:
        service_request.case_key = case_reference.key(
            session, service_request.institution_id, service_request.case_reference
        )
    service_request.sort_at = (
        service_request.starts_at or service_request.due_at or service_request.sort_at
    )
    changes = differences(before, details)
    is_significant = needs_new_yes(before, details)
    audit.record(
        session,
        actor,
        "request:change",
        service_request,
        {"fields": names, "new_yes": is_significant},
    )
    if is_significant:
        _ask_again(session, service_request, changes, actor)
    else:
        _inform(session, service_request, changes)
    return changes


def needs_new_yes(before: RequestDetails, after: RequestDetails) -> bool:
    """Return whether a change touches what a translator said yes to."""
    names = list(SIGNIFICANT)
    if Mode.ON_SITE in (before.mode, after.mode):
        names += PLACE
    return any(_differs(name, before, after) for name in names)


def _differs(name: str, before: RequestDetails, after: RequestDetails) -> bool:
    return (getattr(before, name) or None) != (getattr(after, name) or None)


def _check(service_request: ServiceRequest, before: RequestDetails, after: RequestDetails) -> None:
    present = clock.now()
    begun = before.starts_at or before.due_at
    if begun is not None and begun <= present and service_request.state == RequestState.CONFIRMED:
        raise TooLateToChange
    if after.starts_at is not None:
        if after.starts_at != before.starts_at and after.starts_at <= present:
            raise StartInPast(field="day")
        if after.ends_at is None or after.ends_at <= after.starts_at:
            raise EndBeforeStart(field="ends")
    elif after.due_at is not None and after.due_at != before.due_at and after.due_at <= present:
        raise StartInPast(field="day")


def differences(before: RequestDetails, after: RequestDetails) -> list[Change]:
    """Return what is different, as people read it: one line for the time, one for the place."""
    found = []
    old, new = _readable(before), _readable(after)
    for name, (label, kind) in LABELS.items():
        if (old[name] or None) != (new[name] or None):
            found.append(Change(name, label, kind, old[name], new[name]))
    return found


def _readable(details: RequestDetails) -> dict[str, Any]:
    values = asdict(details)
    values["time"] = (details.starts_at, details.ends_at) if details.starts_at else None
    values["place"] = (
        (details.street, details.postal_code, details.municipality_key)
        if any((details.street, details.postal_code, details.municipality_key))
        else None
    )
    return values


def _ask_again(
    session: Session, service_request: ServiceRequest, changes: Sequence[Change], actor: Actor
) -> None:
    service_request.version += 1
    service_request.sequence += 1
    session.flush()
    asked = [offer.translator_id for offer in queries.open_offers_of(session, service_request.id)]
    assignment = queries.active_assignment_of(session, service_request.id)
    offers.close_open_offers(session, service_request, actor=actor, tell=False)
    if assignment:
        lock(session, assignment)
        lifecycle.ASSIGNMENTS.advance(
            session, assignment, lifecycle.CALL_OFF, actor, detail={"because": "changed"}
        )
        request_lifecycle.advance(
            session,
            service_request,
            request_lifecycle.RELEASE,
            actor,
            detail={"because": "changed"},
        )
        asked = [assignment.translator_id]
    offers.offer_again(session, service_request, asked, changes)
    offers.search_again_if_nobody_is_asked(session, service_request, SYSTEM)
    for mail in mails.changed_institution(
        session, service_request, changes, had_translator=assignment is not None
    ):
        outbox.post(session, mail)


def _inform(session: Session, service_request: ServiceRequest, changes: Sequence[Change]) -> None:
    assignment = queries.active_assignment_of(session, service_request.id)
    if assignment is None:
        return
    service_request.sequence += 1
    session.flush()
    outbox.post(session, mails.changed_assignment(session, assignment, changes))
