"""Filing a request: from six answers to a number people can say on the phone."""

from __future__ import annotations

from dataclasses import dataclass
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
from traduko.requests import case_reference, documents, drafts, lifecycle, mails, rules
from traduko.requests.models import (
    DocumentPurpose,
    RequestKind,
    RequestMessage,
    RequestState,
    ServiceRequest,
    TranslatorWish,
    WishKind,
)
from traduko.requests.rules import (
    InstitutionNotVerified,
    RequestDraft,
    TextMissing,
    Wish,
    WordCountMissing,
)
from traduko.translators.models import Mode

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.operator.settings import Settings

__all__ = [
    "InstitutionNotVerified",
    "RequestDraft",
    "Wish",
    "answer_question",
    "file_request",
    "messages_of",
    "write",
]


@dataclass(frozen=True)
class _Text:
    """A document that was looked at: new bytes, or a file that is kept already."""

    words: int | None
    stored: StoredFile | None = None
    name: str = ""
    data: bytes = b""
    content_type: str = ""


def file_request(session: Session, draft: RequestDraft, *, actor: Actor) -> ServiceRequest:
    """File a request and return it with its number; the requester hears that it was received.

    Received is not confirmed: the mail says so. Sending the same form twice (`form_id`) returns
    the request that was filed first. Raises InstitutionNotVerified, NotAllowed, and what
    `rules.check`, `files.check` and `documents.count_words` raise.
    """
    institution = session.get(Institution, draft.institution_id)
    by_staff = bool(actor.roles & {Role.DISPATCHER, Role.OPERATOR_ADMIN})
    if institution is None or not (by_staff or institution.id in actor.institution_ids):
        raise NotAllowed
    # Two copies of one form wait for each other here, so that the second finds the first.
    lock(session, institution)
    if draft.form_id:
        earlier = session.get(ServiceRequest, draft.form_id)
        if earlier is not None and earlier.institution_id == institution.id:
            return earlier
        if earlier is not None:
            raise NotAllowed
    if not institution.may_file:
        raise InstitutionNotVerified(institution=institution.name)
    settings = operator_settings.current(session)
    rules.check(draft, institution, settings, by_staff=by_staff)
    texts = _texts(session, draft, settings, actor)
    service_request = _row(session, draft, settings, actor)
    _count(service_request, texts, by_staff=by_staff)
    session.add(service_request)
    session.flush()
    _wishes(session, service_request, draft)
    _documents(session, service_request, texts, actor)
    lifecycle.advance(session, service_request, lifecycle.SUBMIT, actor)
    for mail in mails.received(session, service_request):
        outbox.post(session, mail)
    return service_request


def _texts(session: Session, draft: RequestDraft, settings: Settings, actor: Actor) -> list[_Text]:
    """Return the documents, each checked, before anything is written to the file store."""
    kept = drafts.kept_files(session, draft.stored_ids, draft.institution_id, actor.user_id)
    found = [_Text(words, stored) for stored, words in kept]
    for name, data in draft.uploads:
        content_type = documents.check(name, data, limit_mb=settings.file_limit_mb)
        words = documents.count_words(name, data, content_type)
        found.append(_Text(words, None, name, data, content_type))
    if len(found) > documents.MOST:
        raise documents.TooManyDocuments(field="documents", most=documents.MOST)
    if draft.kind == RequestKind.TRANSLATION and not found:
        raise TextMissing(field="documents")
    return found


def _count(service_request: ServiceRequest, texts: list[_Text], *, by_staff: bool) -> None:
    """Take the measured words; ask for them where a document cannot be measured."""
    if service_request.is_interpreting:
        return
    if all(text.words for text in texts):
        service_request.word_count = sum(text.words or 0 for text in texts)
    elif service_request.word_count is None and not by_staff:
        raise WordCountMissing(field="word_count")


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
        requester_id=None if actor.is_staff else actor.user_id,
        requester_name=name,
        requester_email=email,
        locale=locale,
        state=RequestState.DRAFT,
        sort_at=moment,
        answer_by=operator_settings.answer_by(settings),
        municipality_key=key if Mode.ON_SITE in {draft.mode, draft.second_mode} else None,
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
    "qualification_wanted",
    "qualification_is_must",
    "target_language",
    "word_count",
    "repeated_from_id",
)


def _unit(session: Session, draft: RequestDraft) -> UUID | None:
    if draft.unit_id is None:
        return None
    unit = session.get(Unit, draft.unit_id)
    if unit is None or unit.institution_id != draft.institution_id or unit.closed_at:
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
    session: Session, service_request: ServiceRequest, texts: list[_Text], actor: Actor
) -> None:
    is_text = service_request.kind == RequestKind.TRANSLATION
    purpose = DocumentPurpose.SOURCE if is_text else DocumentPurpose.BRIEFING
    for text in texts:
        stored = text.stored or files.keep(
            session, files.clean_name(text.name), text.data, content_type=text.content_type
        )
        documents.attach(
            session, service_request, stored, word_count=text.words, purpose=purpose, actor=actor
        )


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
