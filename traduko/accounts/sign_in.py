"""Signing in: the same words, the same time, whoever asks; tries are counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.accounts import passwords
from traduko.accounts.models import SignInAttempt, User
from traduko.accounts.users import email_key, find_by_email
from traduko.core import audit, clock
from traduko.core.crypto import keys
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from traduko.core.audit import ActorLike

WINDOW = timedelta(minutes=15)
TRIES_PER_ADDRESS = 8
TRIES_PER_CLIENT = 60


class SignInFailed(RuleBroken):
    """Address or password is wrong; which one is not said."""

    default = N_("E-mail address or password is not right. Please try again.")


class TooManyTries(RuleBroken):
    """Too many wrong tries; the same whether or not the account exists."""

    default = N_("Too many tries. Please wait 15 minutes, or set a new password by mail.")


def subject_of(session: Session, kind: str, value: str) -> str:
    """Return what tries are counted under: a keyed hash, never the address itself."""
    return keys(session).keyed_hash(f"{kind}:{value}", purpose="sign-in attempts")


def refuse_if_locked(session: Session, email: str, client: str) -> None:
    """Raise TooManyTries if this address or this client tried too often lately."""
    since = clock.now() - WINDOW
    for kind, value, limit in (
        ("email", email_key(email), TRIES_PER_ADDRESS),
        ("client", client, TRIES_PER_CLIENT),
    ):
        subject = subject_of(session, kind, value)
        last_success = sa.select(sa.func.max(SignInAttempt.at)).where(
            SignInAttempt.subject_hash == subject, SignInAttempt.succeeded
        )
        begin = session.scalar(last_success) or since
        failed = session.scalar(
            sa.select(sa.func.count()).where(
                SignInAttempt.subject_hash == subject,
                SignInAttempt.at > max(since, begin),
                ~SignInAttempt.succeeded,
            )
        )
        if (failed or 0) >= limit:
            raise TooManyTries


def check_password(session: Session, email: str, password: str) -> User | None:
    """Return the account if address and password fit; takes as long if there is none.

    Run outside a write transaction: hashing is slow on purpose.
    """
    user = find_by_email(session, email)
    fits = passwords.verify(session, user.password_hash if user else None, password)
    usable = user is not None and user.disabled_at is None and user.email_proven_at is not None
    return user if fits and usable else None


def note_try(
    session: Session, email: str, client: str, user: User | None, *, actor: ActorLike
) -> None:
    """Count a try, and write a success to the account's trail."""
    for kind, value in (("email", email_key(email)), ("client", client)):
        session.add(
            SignInAttempt(
                id=new_id(),
                subject_hash=subject_of(session, kind, value),
                at=clock.now(),
                succeeded=user is not None and kind == "email",
            )
        )
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.at < clock.now() - WINDOW * 8))
    if user:
        audit.record(session, actor, "accounts:session:start", user)


def rehash(session: Session, user: User, password: str) -> None:
    """Strengthen an old hash with the password just typed."""
    if user.password_hash and passwords.needs_rehash(session, user.password_hash):
        user.password_hash = passwords.hash_password(session, password)
