"""`traduko operator`: the body that runs this portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from traduko.billing import tariff_book
from traduko.cli.assembly import COMMAND, opened
from traduko.core.db import transaction
from traduko.core.errors import RuleBroken
from traduko.operator import profiles

if TYPE_CHECKING:
    from traduko.cli.assembly import Assembly


@click.group()
def operator() -> None:
    """Set up the operator of this portal."""


@operator.command()
@click.option("--profile", default="ostbelgien", show_default=True)
@click.pass_obj
def init(assembly: Assembly, profile: str) -> None:
    """Create the operator from a PROFILE; everything can be edited afterwards."""
    with opened(assembly) as sessions, sessions() as session:
        try:
            with transaction(session):
                loaded = profiles.load(profile)
                profiles.init(session, loaded, actor=COMMAND)
                tariff_book.add_from_profile(session, loaded.tariffs, actor=COMMAND)
        except RuleBroken as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"The operator of profile “{profile}” is ready.")


@operator.command("profiles")
def list_profiles() -> None:
    """List the profiles an operator can be made from."""
    for name in profiles.available():
        click.echo(name)
