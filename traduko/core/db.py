"""Declarative base, column types, engines and the one way to write: `transaction`."""

from __future__ import annotations

import json
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from traduko.core.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection, Dialect, Engine

WRITES = "traduko_writes"
BUSY_TIMEOUT_MS = 30_000


class Base(DeclarativeBase):
    """All tables; constraint names by convention, so that migrations can name them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Counter(Base):
    """The last number given out in a series; see `ids.next_number`."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    value: Mapped[int]


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive value is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"naive datetime {value!r}; use core.clock.now() or an aware value"
            raise ValueError(msg)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the library's signature
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


def pk() -> Mapped[uuid.UUID]:
    """Return a primary key column: UUIDv7, ordered by time, safe to show in a URL."""
    return mapped_column(sa.Uuid, primary_key=True, default=new_id)


def enum_column(enum: type[StrEnum], *, name: str) -> sa.Enum:
    """Return a text column type that holds only the enum's values (checked by the database)."""
    return sa.Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def make_engine(url: str, **options: Any) -> Engine:
    """Return an engine for SQLite or PostgreSQL, prepared by `prepare_engine`."""
    engine = sa.create_engine(url, **engine_options(url), **options)
    prepare_engine(engine)
    return engine


def engine_options(url: str) -> dict[str, Any]:
    """Return the options both the portal's and our own engines are made with."""
    options: dict[str, Any] = {
        "json_serializer": lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True)
    }
    if not url.startswith("sqlite"):
        options |= {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}
    return options


def prepare_engine(engine: Engine) -> None:
    """Make SQLite honest: real transactions, foreign keys, waiting writers, durable commits."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A WAL reader that turns writer fails at once if anyone wrote in between, whatever the
        # busy timeout; so whoever is going to write says so at the start and waits its turn.
        immediate = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def session_factory(engine: Engine, **info: Any) -> sessionmaker[Session]:
    """Return a maker of sessions that carry `info` (mailer, keys, files) to the verbs."""
    return sessionmaker(engine, expire_on_commit=False, info=info)


def make_session(engine: Engine, **info: Any) -> Session:
    """Return one session, as `session_factory` makes them."""
    return session_factory(engine, **info)()


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """Run a block of verbs wholly or not at all.

    Ends the read that came before, so that the verb sees the newest rows and, on SQLite, holds
    the writer's place from the start. Refuses to run inside another one: what a verb promised to
    be one commit must not become part of something longer.
    """
    if session.info.get("in_transaction"):
        msg = "a transaction is already open: verbs do not nest commits"
        raise RuntimeError(msg)
    session.rollback()
    session.info["in_transaction"] = True
    try:
        session.connection(execution_options={WRITES: True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["in_transaction"] = False


def lock(session: Session, thing: Any) -> None:
    """Re-read one row and keep others from changing it until the transaction ends."""
    # Only this table: PostgreSQL refuses to lock what a page's joined load adds by outer join.
    session.refresh(thing, with_for_update={"of": type(thing)})
