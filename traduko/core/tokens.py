"""Signed links: bound to a purpose, to one thing and to its version; they expire."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from traduko.core import clock
from traduko.core.crypto import keys
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class TokenInvalid(RuleBroken):
    """Not a token of ours, or one for another purpose."""

    default = N_("This link is not valid. Please use the newest link we sent you.")


class TokenExpired(RuleBroken):
    """The token's time is over."""

    default = N_("This link has expired. You can ask for a new one.")


class TokenStale(RuleBroken):
    """What the token was made for has changed since."""

    default = N_("This has changed since the link was sent. Please use the newest link.")


@dataclass(frozen=True)
class Claim:
    """What a valid token says."""

    subject: UUID
    version: int
    expires_at: datetime
    extra: str


def _serializer(session: Session, purpose: str) -> URLSafeSerializer:
    ring = keys(session).keys("links")
    return URLSafeSerializer(
        [key.hex() for key in reversed(ring)],
        salt=f"traduko.{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def issue(
    session: Session,
    purpose: str,
    subject: UUID,
    *,
    version: int = 0,
    expires_at: datetime,
    extra: str = "",
) -> str:
    """Return a token that `read` accepts for this purpose until `expires_at`."""
    payload: list[Any] = [subject.hex, version, int(expires_at.timestamp())]
    if extra:
        payload.append(extra)
    return str(_serializer(session, purpose).dumps(payload))


def read(session: Session, token: str, purpose: str) -> Claim:
    """Return what the token says. Raises TokenInvalid or TokenExpired."""
    try:
        subject, version, expires, *rest = _serializer(session, purpose).loads(token)
        claim = Claim(
            UUID(subject),
            int(version),
            datetime.fromtimestamp(int(expires), UTC),
            str(rest[0]) if rest else "",
        )
    except (BadData, ValueError, TypeError, AttributeError) as error:
        raise TokenInvalid from error
    if clock.now() >= claim.expires_at:
        raise TokenExpired
    return claim
