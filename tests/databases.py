"""Real databases for tests: migrated once a worker, empty for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from tools import postgresql
from traduko.core.db import make_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection, Engine

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("sqlite", "postgresql")
# How long emptying may wait for a test that forgot to end its transaction.
PATIENCE = "SET lock_timeout = '10s'"


@dataclass(frozen=True)
class Database:
    """An empty, migrated database: its address for other processes, its engine for this one."""

    name: str
    url: str
    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        return self.name == "sqlite"


def alembic_configuration(connection: Connection) -> Config:
    """Return the configuration with which Alembic works on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("prepend_sys_path", str(ROOT))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring a database up to a revision."""
    engine = make_engine(url)
    with engine.begin() as connection:
        command.upgrade(alembic_configuration(connection), revision)
        tables = sa.inspect(connection).get_table_names()
    engine.dispose()
    if revision == "head" and len(tables) < 2:
        raise RuntimeError("migrations/versions is empty: run `make migration`")


class SqliteDatabases:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template: Path | None = None

    def make(self, folder: Path, *, migrated: bool = True) -> str:
        """Return the address of a new database in `folder`."""
        place = folder / "traduko.db"
        if migrated:
            shutil.copyfile(self._migrated(), place)
        return f"sqlite:///{place}"

    def _migrated(self) -> Path:
        if self._template is None:
            template = self._folder / "template.db"
            migrate(f"sqlite:///{template}")
            self._template = template
        return self._template


class PostgresqlDatabases:
    """One server for all workers of a run, one database for each worker."""

    def __init__(self, run: str, worker: str) -> None:
        # Short: the path of a socket has at most 107 characters.
        self._folder = Path(tempfile.gettempdir()) / f"traduko-pg-{run[:12]}"
        self._worker = worker
        self._server: Any = None
        self._url: str | None = None
        self._made = 0

    def shared(self) -> str:
        """Return the address of this worker's migrated database; `empty` it after use."""
        if self._url is None:
            url = self.make()
            migrate(url)
            self._url = url
        return self._url

    def make(self) -> str:
        """Return the address of a new database without any table."""
        self._made += 1
        name = f"{self._worker}_{self._made}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return postgresql.url(self._server, name)

    def drop(self, url: str) -> None:
        """Remove a database made by `make`."""
        self._execute(f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)")

    def stop(self) -> None:
        """Leave the server; the last worker stops it and removes its folder."""
        if self._server is not None:
            self._server.cleanup()

    def _execute(self, statement: str) -> None:
        if self._server is None:
            self._server = postgresql.start(self._folder)
        engine = sa.create_engine(postgresql.url(self._server), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


def empty(engine: Engine) -> None:
    """Delete every row of a PostgreSQL database and start its sequences anew.

    Only tables that hold something are touched: much faster than TRUNCATE of all of them. Triggers
    and foreign keys sleep meanwhile; connections that a test left open are ended first.
    """
    engine.dispose()
    with engine.begin() as connection:
        connection.exec_driver_sql(PATIENCE)
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.exec_driver_sql("SET session_replication_role = replica")
        for table in _filled(connection):
            connection.exec_driver_sql(f'DELETE FROM "{table}"')
        connection.exec_driver_sql(
            "SELECT setval((quote_ident(schemaname) || '.' || quote_ident(sequencename))::regclass,"
            " start_value, false) FROM pg_sequences WHERE last_value IS NOT NULL"
        )
    engine.dispose()


def _filled(connection: Connection) -> Iterator[str]:
    tables = [
        name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"
    ]
    if tables:
        questions = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)
        yield from connection.exec_driver_sql(" UNION ALL ".join(questions)).scalars().all()


def this_run() -> tuple[str, str]:
    """Return the name of this test run, equal in all its workers, and of this worker."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}"
    return run, os.environ.get("PYTEST_XDIST_WORKER", "main")
