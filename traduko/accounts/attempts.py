"""Tries are counted in the database, so the limits hold over all processes.

Who may try how often: eight wrong passwords (or codes) in 15 minutes for one address, sixty for
one client. A browser in which the account has signed in before has eight tries of its own, so
that strangers who guess cannot keep the rightful person out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.accounts.models import SignInAttempt
from traduko.core import clock
from traduko.core.crypto import keys
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy.orm import Session

WINDOW = timedelta(minutes=15)
KEPT = timedelta(hours=2)


class TooManyTries(RuleBroken):
    """Too many wrong tries; the same whether or not the account exists."""

    default = N_("Too many tries. Please wait 15 minutes, or set a new password by mail.")


@dataclass(frozen=True)
class Limit:
    """How many tries of one kind are open to one address, client or browser."""

    kind: str
    tries: int
    window: timedelta = WINDOW


PER_ADDRESS = Limit("email", 8)
PER_CLIENT = Limit("client", 60)
PER_BROWSER = Limit("browser", 8)
CODES = Limit("code", 8)
RESETS = Limit("reset", 3, timedelta(hours=1))
RESETS_PER_CLIENT = Limit("reset client", 30, timedelta(hours=1))


def _subject(session: Session, limit: Limit, value: str) -> str:
    """Return what tries are counted under: a keyed hash, never the address itself."""
    return keys(session).keyed_hash(f"{limit.kind}:{value}", purpose="sign-in attempts")


def admit(session: Session, *limits: tuple[Limit, str]) -> list[UUID]:
    """Count one try under each limit before it is made and return its marks.

    Counted first, so that a thousand tries at the same moment are not one. Raises TooManyTries;
    then nothing is counted, and the wait does not grow by knocking.
    """
    present = clock.now()
    subjects = sorted((_subject(session, limit, value), limit) for limit, value in limits)
    rows = []
    for subject, limit in subjects:
        _one_at_a_time(session, subject)
        wrong = session.scalar(
            sa.select(sa.func.count()).where(
                SignInAttempt.subject_hash == subject,
                SignInAttempt.at > present - limit.window,
                ~SignInAttempt.succeeded,
            )
        )
        if (wrong or 0) >= limit.tries:
            raise TooManyTries
        rows.append(SignInAttempt(id=new_id(), subject_hash=subject, at=present, succeeded=False))
    session.add_all(rows)
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.at < present - KEPT))
    session.flush()
    return [row.id for row in rows]


def _one_at_a_time(session: Session, subject: str) -> None:
    # SQLite has one writer anyway; in PostgreSQL two transactions would not see each other's try.
    if session.get_bind().dialect.name == "postgresql":
        number = int(subject[:15], 16)
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def succeeded(session: Session, marks: Sequence[UUID]) -> None:
    """Note that the try was right: it does not count against anybody."""
    session.execute(
        sa.update(SignInAttempt).where(SignInAttempt.id.in_(marks)).values(succeeded=True)
    )


def forget(session: Session, limits: Iterable[tuple[Limit, str]]) -> None:
    """Forget the tries counted so far: a new password by mail opens the door at once."""
    subjects = [_subject(session, limit, value) for limit, value in limits]
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.subject_hash.in_(subjects)))
