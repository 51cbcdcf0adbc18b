"""`traduko db`: migrations, by Alembic itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from traduko.cli.assembly import Assembly

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


def configuration(connection: Any) -> Any:
    """Return Alembic's configuration for an open connection."""
    from alembic.config import Config  # noqa: PLC0415 - a second of import only migrations need

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    # Revisions import `migrations.constraints`.
    config.set_main_option("prepend_sys_path", str(MIGRATIONS.parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up to `revision`, wholly or not at all."""
    from alembic import command  # noqa: PLC0415 - a second of import only migrations need

    with engine.begin() as connection:
        command.upgrade(configuration(connection), revision)


@click.group()
def db() -> None:
    """Look after the schema of the database."""


@db.command("upgrade")
@click.argument("revision", default="head")
@click.pass_obj
def upgrade_command(assembly: Assembly, revision: str) -> None:
    """Bring the schema up to REVISION (the newest)."""
    engine = assembly.engine()
    upgrade(engine, revision)
    engine.dispose()
    click.echo("The schema is up to date.")


@db.command("downgrade")
@click.argument("revision")
@click.pass_obj
def downgrade_command(assembly: Assembly, revision: str) -> None:
    """Take the schema back to REVISION ("base" removes everything)."""
    from alembic import command  # noqa: PLC0415 - a second of import only migrations need

    engine = assembly.engine()
    with engine.begin() as connection:
        command.downgrade(configuration(connection), revision)
    engine.dispose()


@db.command("check")
@click.pass_obj
def check_command(assembly: Assembly) -> None:
    """Fail if the models have something the migrations do not."""
    from alembic import command  # noqa: PLC0415 - a second of import only migrations need

    engine = assembly.engine()
    with engine.begin() as connection:
        command.check(configuration(connection))
    engine.dispose()
