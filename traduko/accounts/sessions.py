"""Signed-in browsers, kept on our side: listed, ended, idle after a while."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.accounts.models import SignIn, StaffRole, User
from traduko.core import audit, clock
from traduko.core.ids import new_id
from traduko.operator import settings as operator_settings

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.core.audit import ActorLike

TOUCH_AFTER = timedelta(minutes=1)
CONFIRMED_FOR = timedelta(minutes=10)
KEPT_AFTER_END = timedelta(days=30)


@dataclass(frozen=True)
class SignedIn:
    """Who a cookie speaks for, as read with one statement on each page."""

    sign_in_id: UUID
    user_id: UUID
    name: str
    email: str
    locale: str
    staff_roles: frozenset[str]
    has_second_factor: bool
    second_factor_done: bool
    needs_second_factor: bool
    last_seen_at: datetime
    confirmed_at: datetime | None
    idle_seconds: int

    @property
    def is_freshly_confirmed(self) -> bool:
        """Return whether the password was confirmed in the last ten minutes."""
        return self.confirmed_at is not None and clock.now() - self.confirmed_at < CONFIRMED_FOR


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def start(session: Session, user: User, *, user_agent: str, address: str) -> str:
    """Begin a sign-in and return the secret for the cookie; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            id=new_id(),
            user_id=user.id,
            token_hash=_hash(token),
            created_at=clock.now(),
            last_seen_at=clock.now(),
            confirmed_at=clock.now(),
            user_agent=user_agent[:300],
            address=address[:64],
        )
    )
    session.flush()
    return token


def read(
    session: Session, token: str, *, settings: operator_settings.Settings | None = None
) -> SignedIn | None:
    """Return who the secret speaks for; None if it ended, was idle or lasted too long.

    One statement, if the page has read the operator's settings already.
    """
    rows = session.execute(
        sa.select(
            SignIn.id,
            SignIn.created_at,
            SignIn.last_seen_at,
            SignIn.second_factor_at,
            SignIn.confirmed_at,
            User.id.label("user_id"),
            User.name,
            User.email,
            User.locale,
            User.totp_confirmed_at,
            StaffRole.role,
        )
        .join(User, User.id == SignIn.user_id)
        .outerjoin(StaffRole, StaffRole.user_id == User.id)
        .where(
            SignIn.token_hash == _hash(token),
            SignIn.ended_at.is_(None),
            User.disabled_at.is_(None),
        )
    ).all()
    if not rows:
        return None
    row = rows[0]
    roles = frozenset(str(each.role.value) for each in rows if each.role)
    settings = settings or operator_settings.current(session)
    idle = timedelta(minutes=settings.idle_minutes_staff if roles else settings.idle_minutes)
    present = clock.now()
    if present - row.last_seen_at > idle:
        return None
    if present - row.created_at > timedelta(hours=settings.session_hours):
        return None
    has_factor = row.totp_confirmed_at is not None
    required = bool(roles & settings.second_factor) or has_factor
    return SignedIn(
        row.id,
        row.user_id,
        row.name,
        row.email,
        row.locale,
        roles,
        has_factor,
        row.second_factor_at is not None,
        required and row.second_factor_at is None,
        row.last_seen_at,
        row.confirmed_at,
        int(idle.total_seconds()),
    )


def is_touch_due(signed_in: SignedIn) -> bool:
    """Return whether the time somebody was last seen should be written: once a minute."""
    return clock.now() - signed_in.last_seen_at > TOUCH_AFTER


def touch(session: Session, sign_in_id: UUID) -> None:
    """Note that somebody is still there."""
    session.execute(
        sa.update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=clock.now())
    )


def renew(session: Session, sign_in_id: UUID) -> str:
    """Give a sign-in a new secret and return it; the old one is void (OWASP ASVS 7.2.4).

    Whoever has shown more of themselves goes on with a secret nobody could have seen before.
    """
    token = secrets.token_urlsafe(32)
    session.execute(
        sa.update(SignIn).where(SignIn.id == sign_in_id).values(token_hash=_hash(token))
    )
    return token


def mark_second_factor(session: Session, sign_in_id: UUID) -> None:
    """Note that the second factor was shown."""
    session.execute(
        sa.update(SignIn)
        .where(SignIn.id == sign_in_id)
        .values(second_factor_at=clock.now(), confirmed_at=clock.now())
    )


def mark_confirmed(session: Session, sign_in_id: UUID) -> None:
    """Note that the password was confirmed just now."""
    session.execute(
        sa.update(SignIn).where(SignIn.id == sign_in_id).values(confirmed_at=clock.now())
    )


def of(session: Session, user_id: UUID) -> list[SignIn]:
    """Return the sign-ins that still open something, the newest first."""
    settings = operator_settings.current(session)
    is_staff = session.scalar(sa.select(sa.exists().where(StaffRole.user_id == user_id)))
    idle = timedelta(minutes=settings.idle_minutes_staff if is_staff else settings.idle_minutes)
    present = clock.now()
    return list(
        session.scalars(
            sa.select(SignIn)
            .where(
                SignIn.user_id == user_id,
                SignIn.ended_at.is_(None),
                SignIn.last_seen_at >= present - idle,
                SignIn.created_at >= present - timedelta(hours=settings.session_hours),
            )
            .order_by(SignIn.last_seen_at.desc())
        )
    )


def end(session: Session, user: User, sign_in_id: UUID, *, actor: ActorLike) -> bool:
    """End one sign-in of this person and return whether there was one."""
    ended = session.scalars(
        sa.update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.user_id == user.id, SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(SignIn.id)
        .execution_options(synchronize_session=False)
    ).all()
    if ended:
        audit.record(session, actor, "accounts:session:end", user)
    return bool(ended)


def end_others(session: Session, user: User, *, but: UUID | None = None, actor: ActorLike) -> None:
    """End all sign-ins of a person, perhaps but the present one, and say so in the trail."""
    end_all(session, user.id, but=but)
    audit.record(session, actor, "accounts:session:end_others", user)


def forget_old(session: Session) -> int:
    """Delete sign-ins that ended or went stale a month ago; return how many."""
    before = clock.now() - KEPT_AFTER_END
    found = session.scalars(
        sa.delete(SignIn)
        .where(SignIn.last_seen_at < before)
        .returning(SignIn.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(found)


def end_all(session: Session, user_id: UUID, *, but: UUID | None = None) -> None:
    """End all sign-ins of a person, perhaps but the present one."""
    statement = sa.update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if but:
        statement = statement.where(SignIn.id != but)
    session.execute(statement.values(ended_at=clock.now()))
