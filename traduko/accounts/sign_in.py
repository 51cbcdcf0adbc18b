"""Signing in: the same words, the same time, whoever asks; tries are counted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from traduko.accounts import attempts, passwords, sessions
from traduko.accounts.actor import Actor, Channel
from traduko.accounts.models import User
from traduko.accounts.users import email_key, find_by_email
from traduko.core import audit, clock, tokens
from traduko.core.db import lock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

KNOWN_BROWSER = "known_browser"
BROWSER_KNOWN_FOR = timedelta(days=180)


class SignInFailed(RuleBroken):
    """Address or password is wrong; which one is not said."""

    default = N_("E-mail address or password is not right. Please try again.")


@dataclass(frozen=True)
class Verified:
    """An account whose password was typed rightly, and the hash it was compared with."""

    user_id: UUID
    password_hash: str


def admit(session: Session, email: str, client: str, *, browser: str | None = None) -> list[UUID]:
    """Count a try and return its marks. Raises TooManyTries.

    `browser` is what `known_browser` gave this browser when the account signed in there before:
    its tries are counted apart, so that nobody is kept out by strangers.
    """
    user = find_by_email(session, email)
    known = _known_browser(session, browser, user)
    if known:
        return attempts.admit(session, (attempts.PER_BROWSER, known))
    return attempts.admit(
        session, (attempts.PER_ADDRESS, email_key(email)), (attempts.PER_CLIENT, client)
    )


def _known_browser(session: Session, browser: str | None, user: User | None) -> str | None:
    if not browser:
        return None
    try:
        claim = tokens.read(session, browser, KNOWN_BROWSER)
    except RuleBroken:
        return None
    return claim.extra if user is not None and user.id == claim.subject else None


def known_browser(session: Session, user_id: UUID) -> str:
    """Return what a browser keeps to be known again; it opens nothing."""
    return tokens.issue(
        session,
        KNOWN_BROWSER,
        user_id,
        expires_at=clock.now() + BROWSER_KNOWN_FOR,
        extra=secrets.token_urlsafe(16),
    )


def check_password(session: Session, email: str, password: str) -> Verified | None:
    """Return the account if address and password fit; takes as long if there is none.

    Run outside a write transaction: hashing is slow on purpose.
    """
    user = find_by_email(session, email)
    fits = passwords.verify(session, user.password_hash if user else None, password)
    if user is None or not fits or not _is_usable(user):
        return None
    return Verified(user.id, user.password_hash or "")


def _is_usable(user: User) -> bool:
    return user.disabled_at is None and user.email_proven_at is not None


def begin(
    session: Session,
    verified: Verified,
    password: str,
    marks: Sequence[UUID],
    *,
    user_agent: str,
    address: str,
) -> str:
    """Begin a sign-in and return the secret for the cookie; strengthen an old hash.

    Raises SignInFailed if the password was changed or the account closed meanwhile.
    """
    user = session.get_one(User, verified.user_id)
    lock(session, user)
    if user.password_hash != verified.password_hash or not _is_usable(user):
        raise SignInFailed
    if passwords.needs_rehash(session, verified.password_hash):
        user.password_hash = passwords.hash_password(session, password)
    attempts.succeeded(session, marks)
    who = Actor(user.id, user.name, frozenset(), via=Channel.PORTAL)
    audit.record(session, who, "accounts:session:start", user)
    return sessions.start(session, user, user_agent=user_agent, address=address)
