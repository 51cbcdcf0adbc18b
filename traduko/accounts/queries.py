"""Questions about accounts, for pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.accounts.models import StaffRole, User

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class UserPage:
    """One page of accounts by name, their roles, and where the next one begins."""

    users: list[User]
    roles: dict[UUID, list[str]]
    next_after: str | None


def page(
    session: Session,
    *,
    search: str = "",
    only_staff: bool = False,
    after: str | None = None,
    size: int = 25,
) -> UserPage:
    """Return accounts by name, paginated by name and address; two statements in all."""
    query = sa.select(User).order_by(User.name, User.email_key).limit(size + 1)
    if only_staff:
        query = query.where(User.id.in_(sa.select(StaffRole.user_id)))
    if search:
        pattern = f"%{search}%"
        query = query.where(sa.or_(User.name.ilike(pattern), User.email.ilike(pattern)))
    if after:
        name, _, key = after.rpartition("|")
        query = query.where(sa.tuple_(User.name, User.email_key) > (name, key))
    rows = list(session.scalars(query))
    shown = rows[:size]
    roles: dict[UUID, list[str]] = {}
    for user_id, role in session.execute(
        sa.select(StaffRole.user_id, StaffRole.role).where(
            StaffRole.user_id.in_([user.id for user in shown])
        )
    ):
        roles.setdefault(user_id, []).append(role)
    last = f"{shown[-1].name}|{shown[-1].email_key}" if len(rows) > size else None
    return UserPage(shown, roles, last)
