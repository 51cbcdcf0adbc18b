"""Continuity without names: a keyed hash of the institution's own case reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traduko.core.crypto import keys

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def key(session: Session, institution_id: UUID, reference: str | None) -> str | None:
    """Return what two requests of the same case share; None without a reference.

    The same reference of another institution gives another key; nobody without the portal's
    secret can compute or guess it.
    """
    plain = "".join((reference or "").split()).casefold()
    if not plain:
        return None
    return keys(session).keyed_hash(f"{institution_id}:{plain}", purpose="case reference")
