"""Who did what, when: append-only, chained per thing, read by people as a timeline."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from traduko.core import clock
from traduko.core.db import Base, UtcDateTime, pk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session


class ActorLike(Protocol):
    """Whoever does something: a person through some channel, or the system."""

    @property
    def user_id(self) -> uuid.UUID | None: ...
    @property
    def name(self) -> str: ...
    @property
    def via(self) -> str: ...
    @property
    def roles(self) -> frozenset[str]: ...


class AuditEntry(Base):
    """One thing done. Never changed, never removed (the database refuses both)."""

    __tablename__ = "audit_entries"
    __table_args__ = (sa.UniqueConstraint("thing_id", "seq"), sa.Index(None, "event", "at"))

    id: Mapped[uuid.UUID] = pk()
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    thing_type: Mapped[str] = mapped_column(sa.String(40))
    thing_id: Mapped[uuid.UUID]
    seq: Mapped[int]
    event: Mapped[str] = mapped_column(sa.String(80))
    actor_id: Mapped[uuid.UUID | None]
    actor_name: Mapped[str] = mapped_column(sa.String(200))
    via: Mapped[str] = mapped_column(sa.String(20))
    detail: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    previous_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


def _digest(entry: AuditEntry) -> str:
    content = [
        entry.previous_hash,
        entry.at.isoformat(),
        entry.thing_type,
        entry.thing_id.hex,
        entry.seq,
        entry.event,
        entry.actor_id.hex if entry.actor_id else "",
        entry.actor_name,
        entry.via,
        entry.detail,
    ]
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


def record(
    session: Session,
    actor: ActorLike,
    event: str,
    thing: Any,
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append what happened to `thing` and return the entry.

    `event` reads "room:thing:action". `detail` holds what people need to understand it later;
    never clients' data. Each entry carries the hash of the one before it on the same thing.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Two writers on one thing must number their entries one after the other.
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(thing.id.int & 0x7FFFFFFFFFFFFFFF)))
    last = session.execute(
        sa.select(AuditEntry.seq, AuditEntry.hash)
        .where(AuditEntry.thing_id == thing.id)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).first()
    entry = AuditEntry(
        at=clock.now(),
        thing_type=type(thing).__name__,
        thing_id=thing.id,
        seq=(last.seq if last else 0) + 1,
        event=event,
        actor_id=actor.user_id,
        actor_name=actor.name,
        via=str(actor.via),
        detail=dict(detail or {}),
        previous_hash=last.hash if last else "",
    )
    entry.hash = _digest(entry)
    session.add(entry)
    session.flush()
    return entry


def history(session: Session, thing_ids: Sequence[uuid.UUID]) -> list[AuditEntry]:
    """Return everything that happened to these things, oldest first."""
    return list(
        session.scalars(
            sa.select(AuditEntry)
            .where(AuditEntry.thing_id.in_(thing_ids))
            .order_by(AuditEntry.at, AuditEntry.id)
        )
    )


def broken_links(session: Session, thing_id: uuid.UUID) -> list[int]:
    """Return the sequence numbers at which the chain of one thing does not verify."""
    previous, expected, broken = "", 1, []
    for entry in session.scalars(
        sa.select(AuditEntry).where(AuditEntry.thing_id == thing_id).order_by(AuditEntry.seq)
    ):
        sound = entry.previous_hash == previous and entry.hash == _digest(entry)
        if not sound or entry.seq != expected:
            broken.append(entry.seq)
        previous, expected = entry.hash, entry.seq + 1
    return broken
