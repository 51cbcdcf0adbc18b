"""Questions about translators, for pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.translators.models import Translator, TranslatorLanguage

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class TranslatorPage:
    """One page of translators by name, their languages, and where the next one begins."""

    translators: list[Translator]
    languages: dict[UUID, list[str]]
    next_after: str | None


def languages_of(session: Session, translator_id: UUID) -> list[TranslatorLanguage]:
    """Return the language pairs of a translator."""
    return list(
        session.scalars(
            sa.select(TranslatorLanguage)
            .where(TranslatorLanguage.translator_id == translator_id)
            .order_by(TranslatorLanguage.language, TranslatorLanguage.working_language)
        )
    )


def page(
    session: Session,
    *,
    search: str = "",
    language: str | None = None,
    engagement: str | None = None,
    include_left: bool = False,
    after: str | None = None,
    size: int = 25,
) -> TranslatorPage:
    """Return translators by name, paginated by name and number; two statements in all."""
    query = sa.select(Translator).order_by(Translator.name, Translator.number).limit(size + 1)
    if not include_left:
        query = query.where(Translator.left_at.is_(None))
    if search:
        pattern = f"%{search}%"
        query = query.where(
            sa.or_(
                Translator.name.ilike(pattern),
                Translator.email.ilike(pattern),
                Translator.phone.ilike(pattern),
            )
        )
    if language:
        query = query.where(
            Translator.id.in_(
                sa.select(TranslatorLanguage.translator_id).where(
                    TranslatorLanguage.language == language
                )
            )
        )
    if engagement:
        query = query.where(Translator.engagement == engagement)
    if after:
        name, _, number = after.rpartition("|")
        if number.isdigit():
            query = query.where(sa.tuple_(Translator.name, Translator.number) > (name, int(number)))
    rows = list(session.scalars(query))
    shown = rows[:size]
    last = f"{shown[-1].name}|{shown[-1].number}" if len(rows) > size else None
    return TranslatorPage(shown, _languages(session, [row.id for row in shown]), last)


def _languages(session: Session, ids: list[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = session.execute(
        sa.select(TranslatorLanguage.translator_id, TranslatorLanguage.language)
        .where(TranslatorLanguage.translator_id.in_(ids))
        .distinct()
        .order_by(TranslatorLanguage.language)
    )
    for translator_id, language in rows:
        found.setdefault(translator_id, []).append(language)
    return found
