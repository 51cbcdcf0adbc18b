"""The command line: `traduko …`. Each command calls one verb."""

from __future__ import annotations

import click

from traduko.cli.check import check
from traduko.cli.database import db
from traduko.cli.demo import demo
from traduko.cli.mail import mail
from traduko.cli.operator import operator
from traduko.cli.serve import serve, worker
from traduko.cli.users import users


@click.group()
@click.version_option(package_name="traduko")
def main() -> None:
    """Traduko: the portal of a social interpreting and translation service."""


for command in (check, db, demo, mail, operator, serve, users, worker):
    main.add_command(command)
