"""Every request, its thread, and the search for any number, name or reference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from traduko.core import clock
from traduko.core.outbox import MailState, OutboxMail
from traduko.institutions.models import Institution
from traduko.requests.models import (
    RequestDocument,
    RequestMessage,
    RequestState,
    ServiceRequest,
)
from traduko.translators.models import Translator

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NUMBER = re.compile(r"(?:TR-?)?(?:(\d{4})-)?0*(\d{1,7})", re.IGNORECASE)
FOUND = 10


@dataclass(frozen=True)
class RequestPage:
    """One page of requests, the newest first, and where the next one begins."""

    requests: list[ServiceRequest]
    next_after: str | None


@dataclass(frozen=True)
class MailPage:
    """One page of outgoing mails, the newest first, and where the next one begins."""

    mails: list[OutboxMail]
    next_before: UUID | None


@dataclass(frozen=True)
class Found:
    """What a search found, by kind."""

    requests: list[ServiceRequest]
    institutions: list[Institution]
    translators: list[Translator]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was found."""
        return not (self.requests or self.institutions or self.translators)


def requests_page(
    session: Session,
    *,
    state: RequestState | None = None,
    language: str | None = None,
    institution_id: UUID | None = None,
    after: str | None = None,
    size: int = 25,
) -> RequestPage:
    """Return requests by key: the latest date first, or without any filter the newest filed."""
    by_date = state is not None or institution_id is not None
    query = sa.select(ServiceRequest).options(
        joinedload(ServiceRequest.institution), joinedload(ServiceRequest.unit)
    )
    if state is not None:
        query = query.where(ServiceRequest.state == state)
    if institution_id is not None:
        query = query.where(ServiceRequest.institution_id == institution_id)
    if language:
        query = query.where(ServiceRequest.language == language)
    query = _after(query, after, by_date=by_date)
    order = (ServiceRequest.sort_at.desc(),) if by_date else ()
    rows = list(session.scalars(query.order_by(*order, ServiceRequest.id.desc()).limit(size + 1)))
    if len(rows) <= size:
        return RequestPage(rows, None)
    last = rows[size - 1]
    return RequestPage(rows[:size], f"{last.sort_at.isoformat()}|{last.id}")


def _after(query: Any, after: str | None, *, by_date: bool) -> Any:
    moment, _, key = (after or "").partition("|")
    try:
        sort_at, last = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return query
    if not by_date:
        return query.where(ServiceRequest.id < last)
    if sort_at.tzinfo is None:
        return query
    return query.where(sa.tuple_(ServiceRequest.sort_at, ServiceRequest.id) < (sort_at, last))


def messages_of(session: Session, request_id: UUID) -> list[RequestMessage]:
    """Return the questions and answers about a request, oldest first."""
    return list(
        session.scalars(
            sa.select(RequestMessage)
            .where(RequestMessage.request_id == request_id)
            .order_by(RequestMessage.written_at, RequestMessage.id)
        )
    )


def documents_of(session: Session, request_id: UUID) -> list[RequestDocument]:
    """Return the documents of a request with their files, oldest first."""
    return list(
        session.scalars(
            sa.select(RequestDocument)
            .options(joinedload(RequestDocument.file))
            .where(RequestDocument.request_id == request_id)
            .order_by(RequestDocument.added_at, RequestDocument.id)
        )
    )


def mails_page(
    session: Session,
    *,
    state: MailState | None = None,
    search: str = "",
    before: UUID | None = None,
    size: int = 50,
) -> MailPage:
    """Return outgoing mails without their raw bytes, the newest first."""
    query = (
        sa.select(OutboxMail)
        .options(defer(OutboxMail.raw), defer(OutboxMail.body_text))
        .order_by(OutboxMail.id.desc())
        .limit(size + 1)
    )
    if state is not None:
        query = query.where(OutboxMail.state == state)
    if search:
        pattern = f"%{search}%"
        query = query.where(
            sa.or_(OutboxMail.to_email.ilike(pattern), OutboxMail.subject.ilike(pattern))
        )
    if before is not None:
        query = query.where(OutboxMail.id < before)
    rows = list(session.scalars(query))
    return MailPage(rows[:size], rows[size - 1].id if len(rows) > size else None)


def mail_counts(session: Session) -> dict[MailState, int]:
    """Return how many mails wait or were not delivered."""
    rows = session.execute(
        sa.select(OutboxMail.state, sa.func.count())
        .where(OutboxMail.state.in_([MailState.QUEUED, MailState.SENDING, MailState.FAILED]))
        .group_by(OutboxMail.state)
    )
    return {state: count for state, count in rows}  # noqa: C416 - rows are no pairs to mypy


def translators_named(session: Session, text: str, *, limit: int = 5) -> list[Translator]:
    """Return translators by a part of their name."""
    if not text.strip():
        return []
    return list(
        session.scalars(
            sa.select(Translator)
            .where(Translator.name.ilike(f"%{text.strip()}%"), Translator.left_at.is_(None))
            .order_by(Translator.name, Translator.number)
            .limit(limit)
        )
    )


def find(session: Session, text: str) -> Found:
    """Return requests, institutions and translators for any number, name or reference."""
    wanted = text.strip()
    if not wanted:
        return Found([], [], [])
    pattern = f"%{wanted}%"
    institutions = session.scalars(
        sa.select(Institution)
        .where(
            sa.or_(Institution.name.ilike(pattern), Institution.enterprise_number.ilike(pattern))
        )
        .order_by(Institution.name)
        .limit(FOUND)
    )
    return Found(
        _requests(session, wanted),
        list(institutions),
        translators_named(session, wanted, limit=FOUND),
    )


def _requests(session: Session, wanted: str) -> list[ServiceRequest]:
    matches = [
        ServiceRequest.number == wanted.upper(),
        ServiceRequest.requester_name.ilike(f"{wanted}%"),
        ServiceRequest.partner_reference == wanted,
        sa.func.lower(ServiceRequest.case_reference) == wanted.lower(),
    ]
    number = NUMBER.fullmatch(wanted)
    if number:
        year, count = number.groups()
        years = [year] if year else [str(clock.now().year - back) for back in (0, 1)]
        matches.append(ServiceRequest.number.in_([f"TR-{y}-{int(count):05d}" for y in years]))
    return list(
        session.scalars(
            sa.select(ServiceRequest)
            .options(joinedload(ServiceRequest.institution))
            .where(sa.or_(*matches))
            .order_by(ServiceRequest.id.desc())
            .limit(FOUND)
        )
    )
