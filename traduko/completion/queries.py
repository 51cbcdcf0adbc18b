"""Questions about service records, for pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from traduko.completion.models import RecordState, ServiceRecord
from traduko.requests.models import ServiceRequest

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class RecordPage:
    """One page of records, the newest first, and where the next one begins."""

    records: list[ServiceRecord]
    next_before: UUID | None


def records_page(
    session: Session,
    *,
    institution_ids: Collection[UUID] | None = None,
    state: RecordState | None = None,
    before: UUID | None = None,
    size: int = 25,
) -> RecordPage:
    """Return records with request and translator, by key; None means every institution."""
    query = (
        sa.select(ServiceRecord)
        .options(
            joinedload(ServiceRecord.service_request).joinedload(ServiceRequest.institution),
            joinedload(ServiceRecord.service_request).joinedload(ServiceRequest.unit),
            joinedload(ServiceRecord.translator),
        )
        .order_by(ServiceRecord.id.desc())
        .limit(size + 1)
    )
    if institution_ids is not None:
        query = query.where(ServiceRecord.institution_id.in_(institution_ids))
    if state is not None:
        query = query.where(ServiceRecord.state == state)
    if before is not None:
        query = query.where(ServiceRecord.id < before)
    rows = list(session.scalars(query))
    return RecordPage(rows[:size], rows[size - 1].id if len(rows) > size else None)


def to_approve(session: Session, institution_ids: Collection[UUID]) -> list[ServiceRecord]:
    """Return the records that wait for these institutions' approval, the oldest first."""
    return list(
        session.scalars(
            sa.select(ServiceRecord)
            .options(
                joinedload(ServiceRecord.service_request), joinedload(ServiceRecord.translator)
            )
            .where(
                ServiceRecord.institution_id.in_(institution_ids),
                ServiceRecord.state == RecordState.SUBMITTED,
            )
            .order_by(ServiceRecord.submitted_at)
        )
    )


def to_fill_in(session: Session, translator_id: UUID) -> list[ServiceRecord]:
    """Return the records a translator still has to fill in or to correct."""
    return list(
        session.scalars(
            sa.select(ServiceRecord)
            .options(joinedload(ServiceRecord.service_request))
            .where(
                ServiceRecord.translator_id == translator_id,
                ServiceRecord.state.in_([RecordState.OPEN, RecordState.DISPUTED]),
            )
            .order_by(ServiceRecord.opened_at)
        )
    )


def record_of(session: Session, request_id: UUID) -> ServiceRecord | None:
    """Return the newest record of a request, if there is one."""
    return session.scalar(
        sa.select(ServiceRecord)
        .where(ServiceRecord.request_id == request_id)
        .order_by(ServiceRecord.id.desc())
        .limit(1)
    )


def count_open(session: Session) -> dict[RecordState, int]:
    """Return how many records are in each state that needs somebody."""
    rows = session.execute(
        sa.select(ServiceRecord.state, sa.func.count())
        .where(ServiceRecord.state != RecordState.APPROVED)
        .group_by(ServiceRecord.state)
    )
    return {state: count for state, count in rows}  # noqa: C416 - rows are not pairs to mypy
