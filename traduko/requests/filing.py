"""Filing a request: from six answers to a number people can say on the phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.accounts.actor import Role
from traduko.core import clock, files, outbox
from traduko.core.db import lock
from traduko.core.errors import NotAllowed, RuleBroken
from traduko.core.files import StoredFile
from traduko.core.i18n import N_
from traduko.core.ids import new_id, next_number
from traduko.core.places import by_postal_code
from traduko.institutions.models import Institution, Unit
from traduko.operator import settings as operator_settings
from traduko.requests import case_reference, documents, lifecycle, mails
from traduko.requests.models import (
    DocumentPurpose,
    RequestKind,
    RequestMessage,
    RequestState,
    ServiceRequest,
    TranslatorWish,
    WishKind,
)
from traduko.translators.models import FieldOfWork, Gender, Mode

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.operator.settings import Settings

LONGEST = timedelta(hours=10)
FARTHEST = timedelta(days=366)


class InstitutionNotVerified(RuleBroken):
    """Only members of a verified institution may file."""

    default = N_(
        "%(institution)s cannot send requests at the moment: it is not verified (any more)."
    )


class LanguageNotOffered(RuleBroken):
    """The operator does not offer this language."""

    default = N_("This language is not offered at the moment. Please call us.")


class StartMissing(RuleBroken):
    """An interpreter needs a time."""

    default = N_("Enter date, start and length.")


class StartInPast(RuleBroken):
    """The time is over already."""

    default = N_("This time is over already. Please choose one that lies ahead.")


class TooShortNotice(RuleBroken):
    """Too late for anybody to be found by this way."""

    default = N_(
        "This is too short notice for a request by form. Please call us at %(phone)s: "
        "sometimes somebody is free."
    )


class TooFarAhead(RuleBroken):
    """Nobody plans that far."""

    default = N_("Please choose a date within the next twelve months.")


class EndsBeforeStart(RuleBroken):
    """The end is not after the start."""

    default = N_("The end must be after the start.")


class TooLong(RuleBroken):
    """Longer than one interpreter may work."""

    default = N_("This is longer than 10 hours. Please split it into several requests.")


class PlaceMissing(RuleBroken):
    """On site needs an address."""

    default = N_("Enter where the interpreter should come: at least postal code or municipality.")


class RemoteAccessMissing(RuleBroken):
    """Phone and video need a number or a link."""

    default = N_("Enter the number to call or the link to open.")


class TextMissing(RuleBroken):
    """A translation needs a text."""

    default = N_("Choose the document to be translated.")


class WindowTooSmall(RuleBroken):
    """The flexible window does not hold the appointment."""

    default = N_("The flexible window must hold the whole appointment.")


class SameMode(RuleBroken):
    """The second choice equals the first."""

    default = N_("The second choice is the same as the first. Leave it empty or choose another.")


@dataclass(frozen=True)
class Wish:
    """A wish about one translator."""

    translator_id: UUID
    kind: WishKind
    is_must: bool = False


@dataclass(frozen=True)
class RequestDraft:
    """What somebody asks for, complete and in plain values; moments are aware."""

    institution_id: UUID
    kind: RequestKind
    language: str
    working_language: str
    mode: Mode
    unit_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    due_at: datetime | None = None
    second_mode: Mode | None = None
    window_starts_at: datetime | None = None
    window_ends_at: datetime | None = None
    street: str | None = None
    postal_code: str | None = None
    municipality_key: str | None = None
    meeting_point: str | None = None
    remote_access: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    field: FieldOfWork | None = None
    matter: str | None = None
    translator_note: str | None = None
    case_reference: str | None = None
    gender_wanted: Gender | None = None
    gender_is_must: bool = False
    target_language: str | None = None
    word_count: int | None = None
    wishes: tuple[Wish, ...] = ()
    uploads: tuple[tuple[str, bytes], ...] = ()
    stored_ids: tuple[UUID, ...] = ()
    repeated_from_id: UUID | None = None
    form_id: UUID | None = None


def check(
    session: Session, draft: RequestDraft, settings: Settings, *, by_staff: bool = False
) -> None:
    """Raise the first rule the draft breaks. Staff may file at short notice."""
    offered = settings.languages
    if draft.language not in offered or draft.working_language not in settings.working_languages:
        raise LanguageNotOffered(field="language")
    if draft.kind == RequestKind.INTERPRETING:
        _check_time(draft, settings, by_staff=by_staff)
        _check_where(draft)
    else:
        _check_text(session, draft, settings, by_staff=by_staff)


def _check_time(draft: RequestDraft, settings: Settings, *, by_staff: bool) -> None:
    if draft.starts_at is None or draft.ends_at is None:
        raise StartMissing(field="day")
    if draft.ends_at <= draft.starts_at:
        raise EndsBeforeStart(field="ends")
    if draft.ends_at - draft.starts_at > LONGEST:
        raise TooLong(field="length")
    _check_moment(draft, draft.starts_at, "day", settings, by_staff=by_staff)
    if draft.second_mode == draft.mode:
        raise SameMode(field="second_mode")
    window = (draft.window_starts_at, draft.window_ends_at)
    if window[0] and window[0] > draft.starts_at:
        raise WindowTooSmall(field="window_starts")
    if window[1] and window[1] < draft.ends_at:
        raise WindowTooSmall(field="window_ends")


def _check_moment(
    draft: RequestDraft, moment: datetime, name: str, settings: Settings, *, by_staff: bool
) -> None:
    present = clock.now()
    if moment <= present:
        raise StartInPast(field=name)
    if moment - present > FARTHEST:
        raise TooFarAhead(field=name)
    if not by_staff and operator_settings.is_short_notice(settings, draft.mode.value, moment):
        raise TooShortNotice(field=name, phone=settings.phone or settings.email)


def _check_where(draft: RequestDraft) -> None:
    if draft.mode == Mode.ON_SITE:
        if not (draft.municipality_key or draft.postal_code or draft.street):
            raise PlaceMissing(field="postal_code")
    elif not (draft.remote_access or draft.contact_phone):
        raise RemoteAccessMissing(field="remote_access")


def _check_text(
    session: Session, draft: RequestDraft, settings: Settings, *, by_staff: bool
) -> None:
    if draft.due_at is None:
        raise StartMissing(field="due")
    _check_moment(draft, draft.due_at, "due", settings, by_staff=by_staff)
    if not draft.uploads and not draft.stored_ids:
        raise TextMissing(field="documents")
    for name, data in draft.uploads:
        files.check(name, data, limit_mb=settings.file_limit_mb)
    del session


def file_request(session: Session, draft: RequestDraft, *, actor: Actor) -> ServiceRequest:
    """File a request and return it with its number; the requester hears that it was received.

    Received is not confirmed: the mail says so. Sending the same form twice (`form_id`) returns
    the request that was filed first. Raises InstitutionNotVerified, NotAllowed and what `check`
    raises.
    """
    if draft.form_id:
        earlier = session.get(ServiceRequest, draft.form_id)
        if earlier is not None and earlier.institution_id == draft.institution_id:
            return earlier
    institution = session.get(Institution, draft.institution_id)
    by_staff = bool(actor.roles & {Role.DISPATCHER, Role.OPERATOR_ADMIN})
    if institution is None or not (by_staff or institution.id in actor.institution_ids):
        raise NotAllowed
    lock(session, institution)
    if not institution.may_file:
        raise InstitutionNotVerified(institution=institution.name)
    settings = operator_settings.current(session)
    check(session, draft, settings, by_staff=by_staff)
    service_request = _row(session, draft, settings, actor)
    session.add(service_request)
    session.flush()
    _wishes(session, service_request, draft)
    _documents(session, service_request, draft, actor)
    lifecycle.advance(session, service_request, lifecycle.SUBMIT, actor)
    for mail in mails.received(session, service_request):
        outbox.post(session, mail)
    return service_request


def _row(session: Session, draft: RequestDraft, settings: Settings, actor: Actor) -> ServiceRequest:
    year = clock.now().astimezone(settings.zone).year
    name, email, locale = mails.filer(session, draft, actor)
    key = draft.municipality_key
    if key is None and draft.postal_code:
        place = by_postal_code(draft.postal_code)
        key = place.key if place else None
    moment = draft.starts_at or draft.due_at
    assert moment is not None
    row = ServiceRequest(
        id=draft.form_id or new_id(),
        number=next_number(session, "TR", year),
        kind=draft.kind,
        institution_id=draft.institution_id,
        unit_id=_unit(session, draft),
        requester_id=actor.user_id,
        requester_name=name,
        requester_email=email,
        locale=locale,
        state=RequestState.DRAFT,
        sort_at=moment,
        answer_by=operator_settings.answer_by(settings),
        municipality_key=key if draft.mode == Mode.ON_SITE else None,
        case_key=case_reference.key(session, draft.institution_id, draft.case_reference),
        version=1,
        sequence=0,
    )
    for column in _COPIED:
        setattr(row, column, getattr(draft, column))
    return row


_COPIED = (
    "language",
    "working_language",
    "mode",
    "second_mode",
    "starts_at",
    "ends_at",
    "window_starts_at",
    "window_ends_at",
    "due_at",
    "street",
    "postal_code",
    "meeting_point",
    "remote_access",
    "contact_name",
    "contact_phone",
    "field",
    "matter",
    "translator_note",
    "case_reference",
    "gender_wanted",
    "gender_is_must",
    "target_language",
    "word_count",
    "repeated_from_id",
)


def _unit(session: Session, draft: RequestDraft) -> UUID | None:
    if draft.unit_id is None:
        return None
    unit = session.get(Unit, draft.unit_id)
    if unit is None or unit.institution_id != draft.institution_id:
        raise NotAllowed
    return unit.id


def _wishes(session: Session, service_request: ServiceRequest, draft: RequestDraft) -> None:
    unique = {wish.translator_id: wish for wish in draft.wishes}
    session.add_all(
        TranslatorWish(
            request_id=service_request.id,
            translator_id=wish.translator_id,
            kind=wish.kind,
            is_must=wish.is_must or wish.kind == WishKind.NEVER,
        )
        for wish in unique.values()
    )
    session.flush()


def _documents(
    session: Session, service_request: ServiceRequest, draft: RequestDraft, actor: Actor
) -> None:
    is_text = draft.kind == RequestKind.TRANSLATION
    purpose = DocumentPurpose.SOURCE if is_text else DocumentPurpose.BRIEFING
    added = [
        documents.add(session, service_request, name, data, purpose=purpose, actor=actor)
        for name, data in draft.uploads
    ]
    for stored_id in draft.stored_ids:
        stored = session.get(StoredFile, stored_id)
        if stored is None:
            continue
        words = documents.count_words(
            stored.name, files.content(session, stored), stored.content_type
        )
        added.append(
            documents.attach(
                session, service_request, stored, word_count=words, purpose=purpose, actor=actor
            )
        )
    counted = [row.word_count for row in added if row.word_count]
    if is_text and counted:
        service_request.word_count = sum(counted)


def answer_question(
    session: Session, service_request: ServiceRequest, text: str, *, actor: Actor
) -> None:
    """Answer what the operator asked; the search goes on. Raises AnswerMissing, NotPossibleNow."""
    if not text.strip():
        raise AnswerMissing(field="text")
    lock(session, service_request)
    lifecycle.advance(session, service_request, lifecycle.ANSWER, actor)
    write(session, service_request, text, actor=actor)


class AnswerMissing(RuleBroken):
    """An answer says something."""

    default = N_("Please write your answer.")


def write(
    session: Session, service_request: ServiceRequest, text: str, *, actor: Actor
) -> RequestMessage:
    """Add a message to the request's conversation and return it."""
    message = RequestMessage(
        id=new_id(),
        request_id=service_request.id,
        from_operator=actor.is_staff,
        author_name=actor.name,
        text=text.strip(),
        written_at=clock.now(),
    )
    session.add(message)
    session.flush()
    return message


def messages_of(session: Session, request_id: UUID) -> list[RequestMessage]:
    """Return the conversation of a request, oldest first."""
    return list(
        session.scalars(
            sa.select(RequestMessage)
            .where(RequestMessage.request_id == request_id)
            .order_by(RequestMessage.id)
        )
    )
