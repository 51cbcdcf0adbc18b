"""Offers put to translators, and the assignments that come of them."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from traduko.accounts.actor import Channel
from traduko.core.db import Base, UtcDateTime, enum_column, pk
from traduko.core.i18n import N_, LabelEnum
from traduko.requests.models import ServiceRequest
from traduko.translators.models import Mode, Translator


class OfferState(LabelEnum):
    """What became of an offer."""

    OPEN = "open", N_("Waiting for an answer"), "info", "clock"
    ACCEPTED = "accepted", N_("Accepted"), "success", "check"
    DECLINED = "declined", N_("Declined"), "neutral", "x"
    EXPIRED = "expired", N_("Expired"), "neutral", "hourglass"
    WITHDRAWN = "withdrawn", N_("Withdrawn"), "neutral", "undo"
    LOST = "lost", N_("Another was first"), "neutral", "users"


class AssignmentState(LabelEnum):
    """Whether a translator is bound to the request."""

    ACTIVE = "active", N_("Confirmed"), "success", "check-circle"
    WITHDRAWN = "withdrawn", N_("Translator withdrew"), "warning", "undo"
    CANCELLED = "cancelled", N_("Cancelled"), "neutral", "ban"
    DONE = "done", N_("Took place"), "neutral", "check"


class Offer(Base):
    """A request put to one translator, with an expiry; `dispatch.lifecycle` writes its state."""

    __tablename__ = "offers"
    __table_args__ = (
        sa.Index(None, "request_id", "state"),
        sa.Index(None, "translator_id", "state"),
        sa.Index(None, "state", "expires_at"),
    )

    id: Mapped[uuid.UUID] = pk()
    request_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("service_requests.id"))
    translator_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("translators.id"))
    state: Mapped[OfferState] = mapped_column(
        enum_column(OfferState, name="offer_state"), default=OfferState.OPEN
    )
    # The request as the translator was shown it; a later version makes the offer stale.
    request_version: Mapped[int]
    mode: Mapped[Mode] = mapped_column(enum_column(Mode, name="offer_mode"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(sa.String(200))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_via: Mapped[Channel | None] = mapped_column(enum_column(Channel, name="answer_via"))
    score: Mapped[float | None]
    note: Mapped[str | None] = mapped_column(sa.Text)

    service_request: Mapped[ServiceRequest] = relationship(lazy="raise")
    translator: Mapped[Translator] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        """Return whether it can still be answered (its expiry aside)."""
        return self.state == OfferState.OPEN


class Assignment(Base):
    """A translator bound to a request for a time. The database refuses overlaps."""

    __tablename__ = "assignments"
    __table_args__ = (
        sa.Index(
            "uq_assignments_active_request",
            "request_id",
            unique=True,
            sqlite_where=sa.text("state IN ('active', 'done')"),
            postgresql_where=sa.text("state IN ('active', 'done')"),
        ),
        sa.Index(None, "translator_id", "starts_at"),
        sa.Index(None, "state", "starts_at"),
    )

    id: Mapped[uuid.UUID] = pk()
    request_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("service_requests.id"), index=True)
    offer_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("offers.id"))
    translator_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("translators.id"))
    translator_number: Mapped[int]
    state: Mapped[AssignmentState] = mapped_column(
        enum_column(AssignmentState, name="assignment_state"), default=AssignmentState.ACTIVE
    )
    mode: Mapped[Mode] = mapped_column(enum_column(Mode, name="assignment_mode"))
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    municipality_key: Mapped[str | None] = mapped_column(sa.String(60))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    service_request: Mapped[ServiceRequest] = relationship(lazy="raise")
    translator: Mapped[Translator] = relationship(lazy="raise")
