"""How Alembic reaches the database and the models; the command line gives it the connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa
from alembic import context

import traduko.models  # noqa: F401 - fills the metadata
from traduko.core import db

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext

LITERAL_IMPORT = "from traduko.core import db"


def render_item(type_: str, obj: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what they are, and not as their whole module path."""
    if type_ != "type":
        return False
    if isinstance(obj, sa.Enum):
        # The values as of this revision: a later change of the enum must not change the past.
        values = ", ".join(repr(value) for value in obj.enums)
        return (
            f"sa.Enum({values}, name={obj.name!r}, native_enum=False,"
            f" create_constraint=True, length={obj.length})"
        )
    if type(obj).__module__ == db.__name__:
        autogen_context.imports.add(LITERAL_IMPORT)
        return f"db.{obj!r}"
    return False


def migrate(connection: sa.Connection | None, *, url: str | None = None) -> None:
    """Run the migrations over a connection, or write them as SQL for a database at `url`."""
    context.configure(
        connection=connection,
        url=url,
        target_metadata=db.Base.metadata,
        # SQLite cannot alter a table: Alembic makes a new one and copies.
        render_as_batch=context.config.attributes.get("batch", True),
        render_item=render_item,
        compare_type=True,
        literal_binds=connection is None,
    )
    with context.begin_transaction():
        context.run_migrations()


def address() -> str:
    """Return where the database is. Raises RuntimeError if the caller did not say."""
    url = context.config.get_main_option("sqlalchemy.url")
    if not url:
        msg = "neither a connection nor sqlalchemy.url was given"
        raise RuntimeError(msg)
    return url


given = context.config.attributes.get("connection")
if context.is_offline_mode():
    migrate(None, url=address())
elif given is not None:
    migrate(given)
else:
    engine = db.make_engine(address())
    with engine.connect() as opened:
        migrate(opened)
    engine.dispose()
