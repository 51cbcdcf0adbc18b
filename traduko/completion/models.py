"""The service record: what really took place."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from traduko.completion.facts import Outcome
from traduko.core.db import Base, UtcDateTime, enum_column, pk
from traduko.core.i18n import N_, LabelEnum
from traduko.dispatch.models import Assignment
from traduko.requests.models import ServiceRequest
from traduko.translators.models import Translator


class RecordState(LabelEnum):
    """Where a service record is."""

    OPEN = "open", N_("Waiting for the translator"), "info", "clock"
    SUBMITTED = "submitted", N_("Waiting for approval"), "info", "clipboard"
    DISPUTED = "disputed", N_("Objected to"), "warning", "alert-triangle"
    APPROVED = "approved", N_("Approved"), "success", "check"


class ServiceRecord(Base):
    """What took place at one assignment. Only `completion.lifecycle` writes its state."""

    __tablename__ = "service_records"
    __table_args__ = (
        sa.Index(None, "institution_id", "state"),
        sa.Index(None, "state", "deemed_approved_at"),
        sa.Index(None, "translator_id", "state"),
    )

    id: Mapped[uuid.UUID] = pk()
    request_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("service_requests.id"), index=True)
    assignment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("assignments.id"), unique=True)
    translator_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("translators.id"))
    institution_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("institutions.id"))
    state: Mapped[RecordState] = mapped_column(
        enum_column(RecordState, name="record_state"), default=RecordState.OPEN
    )
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome, name="outcome"))
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    travel_minutes: Mapped[int | None]
    travel_km: Mapped[int | None]
    word_count: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(sa.Text)
    objection: Mapped[str | None] = mapped_column(sa.Text)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disputed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by: Mapped[str | None] = mapped_column(sa.String(200))
    # Without an answer until then the record counts as approved (a setting; announced by mail).
    deemed_approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    service_request: Mapped[ServiceRequest] = relationship(lazy="raise")
    assignment: Mapped[Assignment] = relationship(lazy="raise")
    translator: Mapped[Translator] = relationship(lazy="raise")
