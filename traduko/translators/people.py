"""Translators as people: added, changed, leaving."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from traduko.accounts import users as accounts
from traduko.core import audit, clock
from traduko.core.db import lock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.core.languages import LANGUAGES, MAIL_LANGUAGES
from traduko.core.places import places
from traduko.translators.models import (
    Engagement,
    FieldOfWork,
    Gender,
    Level,
    Mode,
    Translator,
    TranslatorLanguage,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor

LONGEST_TRAVEL = 300


class TranslatorExists(RuleBroken):
    """The address belongs to another translator."""

    default = N_("Another translator already has this e-mail address.")


class LanguagesMissing(RuleBroken):
    """A translator speaks at least one served language."""

    default = N_("Enter at least one language with a direction.")


class LanguageUnknown(RuleBroken):
    """Not a language the portal knows."""

    default = N_("“%(code)s” is no language the portal knows.")


class ModesMissing(RuleBroken):
    """A translator works in at least one way."""

    default = N_("Choose at least one way of working.")


class PlaceUnknown(RuleBroken):
    """Not a municipality of the table."""

    default = N_("Choose a municipality from the list.")


@dataclass(frozen=True)
class Skill:
    """One language pair with level and directions."""

    language: str
    working_language: str
    level: Level
    to_working: bool = True
    from_working: bool = True
    written: bool = False


@dataclass(frozen=True)
class TranslatorFacts:
    """What is known of a translator."""

    name: str
    email: str
    engagement: Engagement
    skills: tuple[Skill, ...]
    modes: frozenset[Mode]
    phone: str | None = None
    locale: str = "de"
    gender: Gender | None = None
    fields: frozenset[FieldOfWork] = field(default_factory=frozenset)
    home_municipality: str | None = None
    max_travel_minutes: int = 60
    notes: str | None = None


def add_translator(session: Session, facts: TranslatorFacts, *, actor: Actor) -> Translator:
    """Add a translator and return them. An account follows by invitation, if wanted.

    Raises TranslatorExists, EmailInvalid, LanguagesMissing, LanguageUnknown, ModesMissing or
    PlaceUnknown.
    """
    check(facts)
    facts = replace(facts, email=accounts.checked_email(facts.email))
    _free_address(session, facts.email, None)
    highest = session.scalar(sa.select(sa.func.coalesce(sa.func.max(Translator.number), 0)))
    translator = Translator(
        id=new_id(), number=(highest or 0) + 1, created_at=clock.now(), feed_version=1, version=1
    )
    _write(translator, facts)
    session.add(translator)
    session.flush()
    set_languages(session, translator, facts.skills)
    audit.record(session, actor, "translator:profile:add", translator)
    return translator


def change_translator(
    session: Session, translator: Translator, facts: TranslatorFacts, *, actor: Actor
) -> None:
    """Change what is known of a translator. Raises what `add_translator` raises."""
    check(facts)
    facts = replace(facts, email=accounts.checked_email(facts.email))
    lock(session, translator)
    _free_address(session, facts.email, translator.id)
    before = {name: getattr(translator, name) for name in _AUDITED}
    _write(translator, facts)
    set_languages(session, translator, facts.skills)
    translator.version += 1
    changed = [name for name in _AUDITED if before[name] != getattr(translator, name)]
    audit.record(session, actor, "translator:profile:change", translator, {"changed": changed})


_AUDITED = (
    "name",
    "email",
    "phone",
    "locale",
    "gender",
    "engagement",
    "home_municipality",
    "max_travel_minutes",
    "modes",
    "fields",
    "notes",
)


def check(facts: TranslatorFacts) -> None:
    """Raise the first thing that is wrong with these facts."""
    if not facts.skills or not all(s.to_working or s.from_working for s in facts.skills):
        raise LanguagesMissing(field="languages")
    for skill in facts.skills:
        for code in (skill.language, skill.working_language):
            if code not in LANGUAGES:
                raise LanguageUnknown(field="languages", code=code)
    if not facts.modes:
        raise ModesMissing(field="modes")
    if facts.home_municipality and facts.home_municipality not in places():
        raise PlaceUnknown(field="home_municipality")


def _free_address(session: Session, email: str, own_id: UUID | None) -> None:
    other = session.scalar(
        sa.select(Translator.id).where(
            sa.func.lower(Translator.email) == email.lower(), Translator.id != own_id
        )
        if own_id
        else sa.select(Translator.id).where(sa.func.lower(Translator.email) == email.lower())
    )
    if other:
        raise TranslatorExists(field="email")


def _write(translator: Translator, facts: TranslatorFacts) -> None:
    translator.name = facts.name
    translator.email = facts.email
    translator.phone = facts.phone
    translator.locale = facts.locale if facts.locale in MAIL_LANGUAGES else "de"
    translator.gender = facts.gender
    translator.engagement = facts.engagement
    translator.home_municipality = facts.home_municipality
    translator.max_travel_minutes = max(0, min(facts.max_travel_minutes, LONGEST_TRAVEL))
    translator.modes = sorted(mode.value for mode in facts.modes)
    translator.fields = sorted(item.value for item in facts.fields)
    translator.notes = facts.notes


def set_languages(session: Session, translator: Translator, skills: Iterable[Skill]) -> None:
    """Replace the language pairs of a translator; a pair given twice counts once."""
    session.execute(
        sa.delete(TranslatorLanguage).where(TranslatorLanguage.translator_id == translator.id)
    )
    unique = {(skill.language, skill.working_language): skill for skill in skills}
    session.add_all(
        TranslatorLanguage(
            id=new_id(),
            translator_id=translator.id,
            language=skill.language,
            working_language=skill.working_language,
            level=skill.level,
            to_working=skill.to_working,
            from_working=skill.from_working,
            written=skill.written,
        )
        for skill in unique.values()
    )
    session.flush()


def leave(session: Session, translator: Translator, *, actor: Actor) -> None:
    """Let a translator leave: no new offers; what was agreed stays until it is taken back."""
    lock(session, translator)
    if translator.left_at is None:
        translator.left_at = clock.now()
        translator.feed_version += 1
        audit.record(session, actor, "translator:profile:leave", translator)


def return_(session: Session, translator: Translator, *, actor: Actor) -> None:
    """Take back a translator who had left."""
    lock(session, translator)
    if translator.left_at is not None:
        translator.left_at = None
        audit.record(session, actor, "translator:profile:return", translator)


def invite_to_portal(session: Session, translator: Translator, *, actor: Actor) -> None:
    """Give a translator an account of their own, by the link in a mail.

    Raises EmailTaken if the address already belongs to an account of somebody else.
    """
    lock(session, translator)
    if translator.user_id is None:
        user = accounts.create_user(
            session,
            email=translator.email,
            name=translator.name,
            locale=translator.locale,
            actor=actor,
        )
        translator.user_id = user.id
        session.flush()
        accounts.send_invitation(session, user, actor=actor)
        audit.record(session, actor, "translator:profile:invite", translator)
