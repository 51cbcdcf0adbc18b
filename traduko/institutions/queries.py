"""Questions about institutions, for pages and for whoever signs in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from traduko.core.files import StoredFile
from traduko.institutions.models import Evidence, Institution, InstitutionState, Membership

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class MembershipFacts:
    """One membership, as every page needs it."""

    institution_id: UUID
    role: str
    unit_id: UUID | None
    institution_name: str
    institution_state: InstitutionState


def memberships_of(session: Session, user_id: UUID) -> list[MembershipFacts]:
    """Return where somebody is a member now."""
    rows = session.execute(
        sa.select(
            Membership.institution_id,
            Membership.role,
            Membership.unit_id,
            Institution.name,
            Institution.state,
        )
        .join(Institution, Institution.id == Membership.institution_id)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
        .order_by(Institution.name)
    )
    return [MembershipFacts(*row) for row in rows]


@dataclass(frozen=True)
class InstitutionPage:
    """One page of institutions by name, and where the next one begins."""

    institutions: list[Institution]
    next_after: str | None


def page(
    session: Session,
    *,
    state: InstitutionState | None = None,
    search: str = "",
    after: str | None = None,
    size: int = 25,
) -> InstitutionPage:
    """Return institutions by name, paginated by name and id."""
    query = sa.select(Institution).order_by(Institution.name, Institution.id).limit(size + 1)
    if state is not None:
        query = query.where(Institution.state == state)
    if search:
        pattern = f"%{search}%"
        query = query.where(
            sa.or_(
                Institution.name.ilike(pattern),
                Institution.enterprise_number.ilike(pattern),
                Institution.contact_email.ilike(pattern),
                Institution.municipality.ilike(pattern),
            )
        )
    if after:
        query = query.where(Institution.name > after)
    rows = list(session.scalars(query))
    return InstitutionPage(rows[:size], rows[size - 1].name if len(rows) > size else None)


def verified(session: Session) -> Sequence[Institution]:
    """Return the institutions that may file, by name."""
    return session.scalars(
        sa.select(Institution)
        .where(Institution.state == InstitutionState.VERIFIED)
        .order_by(Institution.name)
    ).all()


def count_waiting(session: Session) -> int:
    """Return how many applications wait for a decision."""
    return (
        session.scalar(
            sa.select(sa.func.count()).where(Institution.state == InstitutionState.APPLIED)
        )
        or 0
    )


def evidence_of(session: Session, institution_id: UUID) -> list[tuple[Evidence, StoredFile]]:
    """Return the documents of an application."""
    rows = session.execute(
        sa.select(Evidence, StoredFile)
        .join(StoredFile, StoredFile.id == Evidence.file_id)
        .where(Evidence.institution_id == institution_id)
        .order_by(Evidence.id)
    )
    return [(row[0], row[1]) for row in rows]


def admins_of(session: Session, institution_id: UUID) -> list[Membership]:
    """Return the memberships of an institution with their accounts."""
    return list(
        session.scalars(
            sa.select(Membership)
            .where(Membership.institution_id == institution_id, Membership.ended_at.is_(None))
            .options(joinedload(Membership.user))
        )
    )
