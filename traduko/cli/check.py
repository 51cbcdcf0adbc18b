"""`traduko check`: whether this installation is fit for production."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click
import sqlalchemy as sa

from traduko.config import WeakSettings

if TYPE_CHECKING:
    from traduko.cli.assembly import Assembly


@click.command()
@click.option("--production", is_flag=True, help="Judge as if TRADUKO_ENV were production.")
@click.pass_obj
def check(assembly: Assembly, *, production: bool) -> None:
    """Check settings, database and folder; exit 1 and say what to mend if something is wrong."""
    settings = assembly.settings
    problems: list[str] = []
    try:
        replace(settings, production=settings.production or production).check()
    except WeakSettings as error:
        problems += str(error).splitlines()
    if production and settings.url.startswith("sqlite"):
        click.echo("note: SQLite serves one machine; PostgreSQL is the production database")
    try:
        engine = assembly.engine()
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                problems.append("database: no schema yet, run `traduko db upgrade`")
        engine.dispose()
    except (sa.exc.SQLAlchemyError, OSError) as error:
        problems.append(f"database: {error}")
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(1)
    click.echo("Everything is in order.")
