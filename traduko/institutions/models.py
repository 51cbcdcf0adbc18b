"""Institutions with what was found out about them, their units, members and invitations."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from traduko.accounts.actor import Role
from traduko.accounts.models import User
from traduko.core.db import Base, UtcDateTime, enum_column, pk
from traduko.core.i18n import N_, LabelEnum
from traduko.operator.kinds import InstitutionKind


class InstitutionState(LabelEnum):
    """Where an institution stands with the operator."""

    APPLIED = "applied", N_("Applied"), "info", "clock"
    INFORMATION_REQUESTED = (
        "information_requested",
        N_("Information requested"),
        "warning",
        "help-circle",
    )
    VERIFIED = "verified", N_("Verified"), "success", "check"
    SUSPENDED = "suspended", N_("Suspended"), "danger", "pause"
    REFUSED = "refused", N_("Refused"), "danger", "x"


class Institution(Base):
    """A public or social institution. Only `institutions.lifecycle` writes its state."""

    __tablename__ = "institutions"
    __table_args__ = (sa.Index(None, "state", "name"),)

    id: Mapped[uuid.UUID] = pk()
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[InstitutionKind] = mapped_column(
        enum_column(InstitutionKind, name="institution_kind")
    )
    enterprise_number: Mapped[str | None] = mapped_column(sa.String(20), index=True)
    authority_identifier: Mapped[str | None] = mapped_column(sa.String(100))
    country: Mapped[str] = mapped_column(sa.String(2), default="BE")
    street: Mapped[str | None] = mapped_column(sa.String(200))
    postal_code: Mapped[str | None] = mapped_column(sa.String(12))
    municipality: Mapped[str | None] = mapped_column(sa.String(100))
    municipality_key: Mapped[str | None] = mapped_column(sa.String(60))
    website: Mapped[str | None] = mapped_column(sa.String(300))
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    contact_name: Mapped[str] = mapped_column(sa.String(200))
    contact_email: Mapped[str] = mapped_column(sa.String(254), index=True)
    locale: Mapped[str] = mapped_column(sa.String(8), default="de")
    reason_for_asking: Mapped[str | None] = mapped_column(sa.Text)
    email_proven_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[InstitutionState] = mapped_column(
        enum_column(InstitutionState, name="institution_state"), default=InstitutionState.APPLIED
    )
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime)
    information_requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    renewal_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def may_file(self) -> bool:
        """Return whether its members may file requests now."""
        return self.state == InstitutionState.VERIFIED

    @property
    def is_address_protected(self) -> bool:
        """Return whether its address must never be stored (women's shelters)."""
        return self.kind == InstitutionKind.WOMENS_SHELTER


class VerificationDecision(Base):
    """One decision about an institution: which, by whom, when, why, on what evidence."""

    __tablename__ = "verification_decisions"

    id: Mapped[uuid.UUID] = pk()
    institution_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("institutions.id"), index=True)
    decision: Mapped[InstitutionState] = mapped_column(
        enum_column(InstitutionState, name="decision")
    )
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(sa.String(200))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    answer: Mapped[str | None] = mapped_column(sa.Text)
    criteria: Mapped[list[str]] = mapped_column(sa.JSON, default=list)


class Evidence(Base):
    """A document an institution gave with its application."""

    __tablename__ = "evidence"

    id: Mapped[uuid.UUID] = pk()
    institution_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("institutions.id"), index=True)
    file_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stored_files.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Unit(Base):
    """A ward, a school, a desk: the people in it handle each other's requests."""

    __tablename__ = "units"

    id: Mapped[uuid.UUID] = pk()
    institution_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("institutions.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    shared_mailbox: Mapped[str | None] = mapped_column(sa.String(254))
    street: Mapped[str | None] = mapped_column(sa.String(200))
    postal_code: Mapped[str | None] = mapped_column(sa.String(12))
    municipality_key: Mapped[str | None] = mapped_column(sa.String(60))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Membership(Base):
    """A person in an institution, as its admin or as a requester, perhaps in one unit."""

    __tablename__ = "memberships"
    __table_args__ = (sa.UniqueConstraint("user_id", "institution_id"),)

    id: Mapped[uuid.UUID] = pk()
    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("users.id"))
    institution_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("institutions.id"), index=True)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("units.id"))
    role: Mapped[Role] = mapped_column(enum_column(Role, name="membership_role"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(lazy="raise")
    unit: Mapped[Unit | None] = relationship(lazy="raise")


class MemberInvitation(Base):
    """An invitation by an institution's admin; void once accepted, revoked or expired."""

    __tablename__ = "member_invitations"

    id: Mapped[uuid.UUID] = pk()
    institution_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("institutions.id"), index=True)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("units.id"))
    email: Mapped[str] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[Role] = mapped_column(enum_column(Role, name="invited_role"))
    locale: Mapped[str] = mapped_column(sa.String(8), default="de")
    invited_by: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    detail: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
