"""`traduko users`: the first account of an operator, and the way back in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from traduko.accounts import users as accounts
from traduko.accounts.actor import STAFF, Role
from traduko.cli.assembly import COMMAND, opened
from traduko.core.db import transaction
from traduko.core.errors import RuleBroken

if TYPE_CHECKING:
    from traduko.cli.assembly import Assembly


@click.group()
def users() -> None:
    """Accounts of the operator's staff."""


@users.command()
@click.argument("email")
@click.option("--name", required=True)
@click.option(
    "--role", "roles", multiple=True, type=click.Choice(sorted(STAFF)), default=["operator_admin"]
)
@click.option("--locale", default="de", type=click.Choice(["de", "fr", "en"]))
@click.pass_obj
def invite(assembly: Assembly, email: str, name: str, roles: tuple[str, ...], locale: str) -> None:
    """Create a staff account; its owner sets the password by the link in the mail."""
    with opened(assembly) as sessions, sessions() as session:
        try:
            with transaction(session):
                accounts.invite_staff(
                    session,
                    email=email,
                    name=name,
                    locale=locale,
                    roles=[Role(role) for role in roles],
                    actor=COMMAND,
                )
        except RuleBroken as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"An invitation to {email} is on its way.")
