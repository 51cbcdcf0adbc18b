"""Questions about requests: what the pages of institutions and dispatch list."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from traduko.core import clock
from traduko.institutions.models import Institution, Unit
from traduko.requests.models import RequestState, ServiceRequest, TranslatorWish

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

NUMBER = re.compile(r"TR-\d{4}-\d{5,}", re.IGNORECASE)


@dataclass(frozen=True)
class RequestLine:
    """One request as lists show it: columns, no objects."""

    id: UUID
    number: str
    kind: str
    state: RequestState
    language: str
    mode: Any
    starts_at: datetime | None
    ends_at: datetime | None
    due_at: datetime | None
    sort_at: datetime
    municipality_key: str | None
    institution_name: str
    unit_name: str | None
    requester_name: str
    case_reference: str | None


@dataclass(frozen=True)
class RequestPage:
    """One page of requests, and the key at which the next one begins."""

    lines: list[RequestLine]
    next_key: str | None


_COLUMNS = (
    ServiceRequest.id,
    ServiceRequest.number,
    ServiceRequest.kind,
    ServiceRequest.state,
    ServiceRequest.language,
    ServiceRequest.mode,
    ServiceRequest.starts_at,
    ServiceRequest.ends_at,
    ServiceRequest.due_at,
    ServiceRequest.sort_at,
    ServiceRequest.municipality_key,
    Institution.name,
    Unit.name,
    ServiceRequest.requester_name,
    ServiceRequest.case_reference,
)


@dataclass(frozen=True)
class RequestFilter:
    """What a list is narrowed to."""

    institution_ids: Collection[UUID] | None = None
    unit_id: UUID | None = None
    states: tuple[RequestState, ...] = ()
    language: str | None = None
    search: str = ""
    # Languages whose name, as the reader writes it, begins with what is searched for.
    search_languages: tuple[str, ...] = ()
    begins: datetime | None = None
    ends: datetime | None = None


def encode_key(line: RequestLine) -> str:
    """Return the key after which the next page begins, as it stands in an address."""
    return base64.urlsafe_b64encode(
        json.dumps([line.sort_at.isoformat(), line.id.hex]).encode()
    ).decode()


def decode_key(key: str | None) -> tuple[datetime, UUID] | None:
    """Return what `encode_key` was given; None for anything else."""
    if not key:
        return None
    try:
        moment, row_id = json.loads(base64.urlsafe_b64decode(key.encode()))
        found = datetime.fromisoformat(moment), UUID(row_id)
    except (ValueError, TypeError, AttributeError):
        return None
    return found if found[0].tzinfo else None


def page(
    session: Session,
    narrowed: RequestFilter,
    *,
    after: str | None = None,
    newest_first: bool = True,
    size: int = 25,
) -> RequestPage:
    """Return requests by their date, paginated by key: one statement, whatever the number."""
    wanted: tuple[Any, ...] = _COLUMNS
    columns: sa.Select[Any] = sa.select(*wanted)
    query = _narrow(columns, narrowed)
    query = query.join(Institution, Institution.id == ServiceRequest.institution_id).outerjoin(
        Unit, Unit.id == ServiceRequest.unit_id
    )
    key = decode_key(after)
    position = sa.tuple_(ServiceRequest.sort_at, ServiceRequest.id)
    if key:
        query = query.where(position < key if newest_first else position > key)
    order = (ServiceRequest.sort_at, ServiceRequest.id)
    query = query.order_by(*(column.desc() for column in order) if newest_first else order)
    rows = [RequestLine(*row) for row in session.execute(query.limit(size + 1))]
    more = len(rows) > size
    return RequestPage(rows[:size], encode_key(rows[size - 1]) if more else None)


def _narrow(query: sa.Select[Any], narrowed: RequestFilter) -> sa.Select[Any]:
    if narrowed.institution_ids is not None:
        query = query.where(ServiceRequest.institution_id.in_(narrowed.institution_ids))
    if narrowed.unit_id:
        query = query.where(ServiceRequest.unit_id == narrowed.unit_id)
    if narrowed.states:
        query = query.where(ServiceRequest.state.in_(narrowed.states))
    if narrowed.language:
        query = query.where(ServiceRequest.language == narrowed.language)
    if narrowed.begins:
        query = query.where(ServiceRequest.sort_at >= narrowed.begins)
    if narrowed.ends:
        query = query.where(ServiceRequest.sort_at < narrowed.ends)
    if narrowed.search:
        query = query.where(_matches(narrowed))
    return query


def _matches(narrowed: RequestFilter) -> sa.ColumnElement[bool]:
    """Return what finds a number as people say it ("42", "TR-2026-00042"), or any other word."""
    text = narrowed.search
    if NUMBER.fullmatch(text):
        return ServiceRequest.number == text.upper()
    found = [
        ServiceRequest.case_reference.icontains(text, autoescape=True),
        ServiceRequest.requester_name.icontains(text, autoescape=True),
        ServiceRequest.number.icontains(text, autoescape=True),
    ]
    if narrowed.search_languages:
        found.append(ServiceRequest.language.in_(narrowed.search_languages))
    return sa.or_(*found)


def one(session: Session, request_id: UUID) -> ServiceRequest | None:
    """Return a request with its institution and unit."""
    return session.scalar(
        sa.select(ServiceRequest)
        .where(ServiceRequest.id == request_id)
        .options(joinedload(ServiceRequest.institution), joinedload(ServiceRequest.unit))
    )


def units_of(session: Session, institution_ids: Collection[UUID]) -> list[tuple[UUID, str]]:
    """Return the units of these institutions that are in use, by name."""
    rows = session.execute(
        sa.select(Unit.id, Unit.name)
        .where(Unit.institution_id.in_(institution_ids), Unit.closed_at.is_(None))
        .order_by(Unit.name)
    )
    return [(row[0], row[1]) for row in rows]


def wishes_of(session: Session, request_id: UUID) -> Sequence[TranslatorWish]:
    """Return whom a request wishes for, and whom never again."""
    return session.scalars(
        sa.select(TranslatorWish).where(TranslatorWish.request_id == request_id)
    ).all()


NEXT_STATES = (
    RequestState.CONFIRMED,
    RequestState.SUBMITTED,
    RequestState.OFFERED,
    RequestState.RETURNED,
)


def upcoming(
    session: Session, institution_ids: Collection[UUID], *, size: int = 8
) -> Sequence[RequestLine]:
    """Return the next appointments and texts of these institutions."""
    narrowed = RequestFilter(
        institution_ids=institution_ids, states=NEXT_STATES, begins=clock.now()
    )
    return page(session, narrowed, newest_first=False, size=size).lines


def waiting_for_answer(
    session: Session, institution_ids: Collection[UUID]
) -> Sequence[RequestLine]:
    """Return the requests about which the operator has asked something."""
    narrowed = RequestFilter(institution_ids=institution_ids, states=(RequestState.RETURNED,))
    return page(session, narrowed, newest_first=False, size=50).lines
