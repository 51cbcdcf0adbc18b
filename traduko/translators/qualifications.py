"""Proofs of competence, with the days on which they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.core import audit, files
from traduko.core.db import lock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.translators.models import ProofKind, Qualification, Translator

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor


class ValidityEndsBeforeStart(RuleBroken):
    """The last day lies before the first."""

    default = N_("The last day must not be before the first.")


class TitleMissing(RuleBroken):
    """A proof of another kind says what it is."""

    default = N_("Enter what this proof is called.")


def add(
    session: Session,
    translator: Translator,
    *,
    kind: ProofKind,
    title: str | None = None,
    valid_from: date,
    valid_until: date | None,
    issuer: str | None = None,
    language: str | None = None,
    document: tuple[str, bytes] | None = None,
    limit_mb: int = 10,
    actor: Actor,
) -> Qualification:
    """Add a proof and return it.

    Raises TitleMissing, ValidityEndsBeforeStart, and what `files.check` raises.
    """
    if kind == ProofKind.OTHER and not title:
        raise TitleMissing(field="title")
    if valid_until and valid_until < valid_from:
        raise ValidityEndsBeforeStart(field="valid_until")
    lock(session, translator)
    stored = files.store(session, *document, limit_mb=limit_mb) if document else None
    row = Qualification(
        id=new_id(),
        translator_id=translator.id,
        kind=kind,
        title=title if kind == ProofKind.OTHER else None,
        issuer=issuer or None,
        language=language or None,
        valid_from=valid_from,
        valid_until=valid_until,
        file_id=stored.id if stored else None,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "translator:qualification:add", translator, {"kind": kind})
    return row


def remove(
    session: Session, translator: Translator, qualification: Qualification, *, actor: Actor
) -> None:
    """Remove a proof that was entered wrongly."""
    lock(session, translator)
    kind = qualification.kind
    session.delete(qualification)
    session.flush()
    audit.record(session, actor, "translator:qualification:remove", translator, {"kind": kind})


def of(session: Session, translator_id: UUID) -> list[Qualification]:
    """Return the proofs of a translator, the longest valid first."""
    return list(
        session.scalars(
            sa.select(Qualification)
            .where(Qualification.translator_id == translator_id)
            .order_by(Qualification.valid_from.desc(), Qualification.kind)
        )
    )
