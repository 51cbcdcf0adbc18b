"""The second factor: time-based codes (RFC 6238) and recovery codes, each good once."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from typing import TYPE_CHECKING

import pyotp
import sqlalchemy as sa

from traduko.accounts import mails, sessions
from traduko.accounts.models import RecoveryCode, User
from traduko.core import audit, clock, outbox
from traduko.core.crypto import keys
from traduko.core.db import lock
from traduko.core.errors import NotAllowed, RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.core.audit import ActorLike

STEP = 30
CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class CodeWrong(RuleBroken):
    """The code does not fit, or was used already."""

    default = N_("This code is not right or was used already. Please enter the newest one.")


class AlreadyOn(RuleBroken):
    """The factor in use stays until it is turned off."""

    default = N_("The second factor is on already. Turn it off first to set it up anew.")


def begin(session: Session, user: User) -> str:
    """Return a fresh secret, kept encrypted. Raises AlreadyOn: a factor in use is not replaced."""
    lock(session, user)
    if user.totp_confirmed_at is not None:
        raise AlreadyOn
    secret = pyotp.random_base32()
    user.totp_secret = keys(session).encrypt_text(secret, purpose="totp", context=user.id.hex)
    user.totp_confirmed_at = None
    user.totp_last_step = None
    return secret


def secret_of(session: Session, user: User) -> str | None:
    """Return the secret of this account, if one was begun."""
    if not user.totp_secret:
        return None
    return keys(session).decrypt_text(user.totp_secret, purpose="totp", context=user.id.hex)


def address_of(user: User, secret: str, issuer: str) -> str:
    """Return the otpauth address authenticator apps read as a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=issuer)


def _use_code(session: Session, user: User, code: str) -> bool:
    secret = secret_of(session, user)
    if secret is None:
        return False
    totp = pyotp.TOTP(secret)
    step = int(clock.now().timestamp()) // STEP
    # Arabic and Persian keyboards write other digits; they mean the same.
    digits = "".join(str(unicodedata.decimal(char)) for char in code if char.isdecimal())
    for candidate in (step, step - 1, step + 1):
        fresh = user.totp_last_step is None or candidate > user.totp_last_step
        if fresh and secrets.compare_digest(totp.generate_otp(candidate), digits):
            user.totp_last_step = candidate
            return True
    return False


def confirm(
    session: Session, user: User, code: str, sign_in_id: UUID, *, actor: ActorLike
) -> list[str]:
    """Turn the factor on with its first code; return the recovery codes, shown only now.

    Raises CodeWrong or AlreadyOn.
    """
    lock(session, user)
    if user.totp_confirmed_at is not None:
        raise AlreadyOn
    if not _use_code(session, user, code):
        raise CodeWrong(field="code")
    user.totp_confirmed_at = clock.now()
    user.version += 1
    sessions.mark_second_factor(session, sign_in_id)
    sessions.end_all(session, user.id, but=sign_in_id)
    outbox.post(session, mails.second_factor_on(user))
    audit.record(session, actor, "accounts:second_factor:on", user)
    return _write_codes(session, user)


def new_recovery_codes(session: Session, user: User, *, actor: ActorLike) -> list[str]:
    """Replace the recovery codes and return the new ones, shown only now. Raises NotAllowed."""
    lock(session, user)
    if user.totp_confirmed_at is None:
        raise NotAllowed
    audit.record(session, actor, "accounts:second_factor:new_codes", user)
    return _write_codes(session, user)


def _write_codes(session: Session, user: User) -> list[str]:
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(3))
        for _ in range(CODES)
    ]
    session.add_all(
        RecoveryCode(id=new_id(), user_id=user.id, code_hash=_hash(code)) for code in codes
    )
    session.flush()
    return codes


def _hash(code: str) -> str:
    plain = "".join(char for char in code.lower() if char.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def check(session: Session, user: User, code: str, sign_in_id: UUID, *, actor: ActorLike) -> None:
    """Accept a code or a recovery code, each once. Raises CodeWrong."""
    lock(session, user)
    if user.totp_confirmed_at is None:
        raise CodeWrong(field="code")
    if _use_code(session, user, code):
        sessions.mark_second_factor(session, sign_in_id)
        return
    recovery = session.scalar(
        sa.select(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == _hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    )
    if recovery is None:
        raise CodeWrong(field="code")
    recovery.used_at = clock.now()
    sessions.mark_second_factor(session, sign_in_id)
    outbox.post(session, mails.recovery_code_used(user))
    audit.record(session, actor, "accounts:second_factor:recovery", user)


def turn_off(session: Session, user: User, *, actor: ActorLike) -> None:
    """Turn the factor off: by its owner where it is not required, or by an administrator."""
    lock(session, user)
    if user.totp_secret is None:
        return
    user.totp_secret = None
    user.totp_confirmed_at = None
    user.totp_last_step = None
    user.version += 1
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    outbox.post(session, mails.second_factor_off(user))
    audit.record(session, actor, "accounts:second_factor:off", user)


def codes_left(session: Session, user: User) -> int:
    """Return how many recovery codes are unused."""
    return (
        session.scalar(
            sa.select(sa.func.count()).where(
                RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None)
            )
        )
        or 0
    )
