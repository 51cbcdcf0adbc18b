"""The secret address of a translator's calendar feed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from traduko.core import audit, tokens
from traduko.core.db import lock
from traduko.translators.models import Translator

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor

PURPOSE = "feed"
# A calendar program cannot ask for a new address: it holds until it is renewed.
FAR = datetime(2100, 1, 1, tzinfo=UTC)


def token(session: Session, translator: Translator) -> str:
    """Return the secret part of the feed's address."""
    return tokens.issue(
        session, PURPOSE, translator.id, version=translator.feed_version, expires_at=FAR
    )


def read(session: Session, secret: str) -> Translator:
    """Return whose feed this is. Raises TokenInvalid, or TokenStale once it was renewed."""
    claim = tokens.read(session, secret, PURPOSE)
    translator = session.get(Translator, claim.subject)
    if translator is None:
        raise tokens.TokenInvalid
    if translator.feed_version != claim.version or translator.left_at is not None:
        raise tokens.TokenStale
    return translator


def renew(session: Session, translator: Translator, *, actor: Actor) -> None:
    """Make the old address void and a new one valid."""
    lock(session, translator)
    translator.feed_version += 1
    audit.record(session, actor, "translator:feed:renew", translator)
