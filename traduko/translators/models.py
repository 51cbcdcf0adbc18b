"""Translators with languages, qualifications, weekly availability and absences."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from traduko.core.db import Base, UtcDateTime, enum_column, pk
from traduko.core.i18n import N_, LabelEnum


class Engagement(LabelEnum):
    """How a translator works for the operator; decides pay logic and limits."""

    EMPLOYED = "employed", N_("Employed")
    FREELANCE = "freelance", N_("Freelance")
    VOLUNTEER = "volunteer", N_("Volunteer")


class Gender(LabelEnum):
    """Only where the translator wants to be asked for by it."""

    WOMAN = "woman", N_("Woman")
    MAN = "man", N_("Man")


class Level(LabelEnum):
    """How well a language is spoken (Common European Framework of Reference)."""

    B2 = "b2", N_("B2: good")
    C1 = "c1", N_("C1: very good")
    NATIVE = "native", N_("Mother tongue")


class Mode(LabelEnum):
    """How the work is done."""

    ON_SITE = "on_site", N_("On site"), "neutral", "map-pin"
    PHONE = "phone", N_("By phone"), "neutral", "phone"
    VIDEO = "video", N_("By video"), "neutral", "video"
    WRITTEN = "written", N_("Written"), "neutral", "file-text"


class FieldOfWork(LabelEnum):
    """What a conversation or text is about, in classes that statistics use."""

    HEALTH = "health", N_("Health")
    MENTAL_HEALTH = "mental_health", N_("Mental health")
    SCHOOL = "school", N_("School and childcare")
    SOCIAL = "social", N_("Social services")
    ASYLUM = "asylum", N_("Asylum and residence")
    WORK = "work", N_("Work and training")
    HOUSING = "housing", N_("Housing")
    ADMINISTRATION = "administration", N_("Administration")
    JUSTICE = "justice", N_("Justice (not sworn)")
    OTHER = "other", N_("Other")


class ProofKind(LabelEnum):
    """What services of the field ask for; anything else is OTHER, with its own title."""

    SOCIAL_INTERPRETING = "social_interpreting", N_("Certificate of social interpreting")
    SWORN = "sworn", N_("Sworn interpreter")
    HEALTHCARE = "healthcare", N_("Healthcare interpreting course")
    MENTAL_HEALTH = "mental_health", N_("Mental health interpreting course")
    SCHOOL = "school", N_("School mediation course")
    LANGUAGE = "language", N_("Language certificate")
    SECRECY = "secrecy", N_("Secrecy declaration")
    CRIMINAL_RECORD = "criminal_record", N_("Criminal record extract for work with children")
    OTHER = "other", N_("Other")


class Translator(Base):
    """Somebody who interprets or translates: employed, freelance or volunteer."""

    __tablename__ = "translators"

    id: Mapped[uuid.UUID] = pk()
    # PostgreSQL's overlap constraint needs a number: gist knows no uuid without an extension.
    number: Mapped[int] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("users.id"), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200), index=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    locale: Mapped[str] = mapped_column(sa.String(8), default="de")
    gender: Mapped[Gender | None] = mapped_column(enum_column(Gender, name="gender"))
    engagement: Mapped[Engagement] = mapped_column(enum_column(Engagement, name="engagement"))
    home_municipality: Mapped[str | None] = mapped_column(sa.String(60))
    max_travel_minutes: Mapped[int] = mapped_column(default=60)
    modes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    fields: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    notes: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Rises when the secret address of the calendar feed is renewed.
    feed_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)


class TranslatorLanguage(Base):
    """A pair: the served language with one of the operator's working languages."""

    __tablename__ = "translator_languages"
    __table_args__ = (
        sa.UniqueConstraint("translator_id", "language", "working_language"),
        sa.Index(None, "language"),
    )

    id: Mapped[uuid.UUID] = pk()
    translator_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("translators.id"))
    language: Mapped[str] = mapped_column(sa.String(8))
    working_language: Mapped[str] = mapped_column(sa.String(8))
    level: Mapped[Level] = mapped_column(enum_column(Level, name="level"))
    to_working: Mapped[bool] = mapped_column(default=True)
    from_working: Mapped[bool] = mapped_column(default=True)
    written: Mapped[bool] = mapped_column(default=False)


class Qualification(Base):
    """A proof of competence with the days on which it holds."""

    __tablename__ = "qualifications"

    id: Mapped[uuid.UUID] = pk()
    translator_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("translators.id"), index=True)
    kind: Mapped[ProofKind] = mapped_column(enum_column(ProofKind, name="proof_kind"))
    # What another kind of proof is called.
    title: Mapped[str | None] = mapped_column(sa.String(100))
    issuer: Mapped[str | None] = mapped_column(sa.String(200))
    language: Mapped[str | None] = mapped_column(sa.String(8))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    file_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_files.id"))


class WeeklySlot(Base):
    """A recurring time in which a translator can be asked, in the operator's zone."""

    __tablename__ = "weekly_slots"

    id: Mapped[uuid.UUID] = pk()
    translator_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("translators.id"), index=True)
    weekday: Mapped[int] = mapped_column(sa.SmallInteger)
    starts: Mapped[time]
    ends: Mapped[time]


class Absence(Base):
    """A time in which a translator cannot be asked. The note is their own."""

    __tablename__ = "absences"
    __table_args__ = (sa.Index(None, "translator_id", "ends_at"),)

    id: Mapped[uuid.UUID] = pk()
    translator_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("translators.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str | None] = mapped_column(sa.String(200))
