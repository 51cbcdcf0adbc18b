"""Dated tariffs, the price of each approved record, monthly statements."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from traduko.completion.models import ServiceRecord
from traduko.core.db import Base, UtcDateTime, pk
from traduko.institutions.models import Institution


class Tariff(Base):
    """Rules that price records from a day on. Never changed once used: a new one follows."""

    __tablename__ = "tariffs"
    __table_args__ = (sa.Index(None, "valid_from"),)

    id: Mapped[uuid.UUID] = pk()
    name: Mapped[str] = mapped_column(sa.String(200))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    # Which kinds of institutions it is for; see billing.tariffs for the shape of the rules.
    kinds: Mapped[list[str]] = mapped_column(sa.JSON)
    rules: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(sa.String(200))


class RecordPrice(Base):
    """The price of one approved record by the tariff of its day, as it was computed then."""

    __tablename__ = "record_prices"
    __table_args__ = (sa.Index(None, "institution_id", "month"), sa.Index(None, "month"))

    id: Mapped[uuid.UUID] = pk()
    record_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("service_records.id"), unique=True)
    institution_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("institutions.id"))
    tariff_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("tariffs.id"))
    tariff_name: Mapped[str] = mapped_column(sa.String(200))
    service_date: Mapped[date]
    month: Mapped[str] = mapped_column(sa.String(7))
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    total: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2))
    currency: Mapped[str] = mapped_column(sa.String(3), default="EUR")
    priced_at: Mapped[datetime] = mapped_column(UtcDateTime)
    statement_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("statements.id"), index=True
    )

    record: Mapped[ServiceRecord] = relationship(lazy="raise")


class Statement(Base):
    """What an institution got in a month, zero prices included."""

    __tablename__ = "statements"
    __table_args__ = (sa.UniqueConstraint("institution_id", "month", "part"),)

    id: Mapped[uuid.UUID] = pk()
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    institution_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("institutions.id"))
    month: Mapped[str] = mapped_column(sa.String(7), index=True)
    # Records approved after a month was closed go onto its next part.
    part: Mapped[int] = mapped_column(default=1)
    total: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2))
    currency: Mapped[str] = mapped_column(sa.String(3), default="EUR")
    record_count: Mapped[int]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pdf_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_files.id"))

    institution: Mapped[Institution] = relationship(lazy="raise")
