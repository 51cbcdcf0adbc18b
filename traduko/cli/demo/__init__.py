"""`traduko demo`: a believable operator to try everything with. Never in production."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from traduko.accounts import passwords
from traduko.billing import tariff_book
from traduko.cli.assembly import COMMAND
from traduko.cli.database import upgrade
from traduko.cli.demo.history import Frame, is_empty, write_history
from traduko.cli.demo.people import DOMAIN, make_cast
from traduko.cli.demo.rows import Rows
from traduko.core import clock
from traduko.core.db import transaction
from traduko.operator import profiles
from traduko.operator import settings as operator_settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from traduko.cli.assembly import Assembly

PASSWORD = "traduko zum Ausprobieren"  # noqa: S105 - printed for everybody, never in production
SIGN_INS = (
    ("dispatch", f"dispo@{DOMAIN}"),
    ("administration", f"admin@{DOMAIN}"),
    ("finance", f"finanzen@{DOMAIN}"),
    ("institution (administration)", f"klinik@{DOMAIN}"),
    ("institution (requester)", f"station@{DOMAIN}"),
    ("translator", f"uebersetzer@{DOMAIN}"),
)
SEED = 20210201
REQUESTS, TRANSLATORS = 260, 24


def fill(assembly: Assembly, engine: Engine, *, requests: int, translators: int) -> int:
    """Fill an empty database and return how many rows were written."""
    with assembly.sessions(engine)() as session:
        if not is_empty(session):
            return 0
        with transaction(session):
            if not profiles.exists(session):
                profile = profiles.load("ostbelgien")
                profiles.init(session, profile, actor=COMMAND)
                tariff_book.add_from_profile(session, profile.tariffs, actor=COMMAND)
                operator_settings.change(session, "phone", "+32 87 00 00 00", actor=COMMAND)
                operator_settings.change(session, "email", f"hallo@{DOMAIN}", actor=COMMAND)
                # So that everybody can look around at once; production asks for the factor.
                operator_settings.change(session, "second_factor_roles", (), actor=COMMAND)
            settings = operator_settings.current(session)
            rows, chance = Rows(session), random.Random(SEED)  # noqa: S311 - invented data
            cast = make_cast(
                rows,
                chance,
                translators=translators,
                password_hash=passwords.hash_password(session, PASSWORD),
                present=clock.now(),
            )
            count = rows.write()
            calendar = operator_settings.calendar(settings)
            tariffs = tariff_book.all_tariffs(session)
            frame = Frame(
                rows, chance, cast, tariffs, settings.zone, clock.now(), calendar.holidays
            )
            write_history(frame, requests)
            return count + rows.write()


def lines() -> list[str]:
    """Return what is printed about the sign-ins."""
    return [
        "Sign in with one of these (the password of all: " + PASSWORD + ")",
        *(f"  {role:30} {email}" for role, email in SIGN_INS),
        "Mails are not sent: read them at /development/mails",
    ]


def ensure(assembly: Assembly, engine: Engine) -> list[str]:
    """Fill an empty database and return the lines that tell the sign-ins."""
    if assembly.settings.production:
        msg = "the demo cannot exist with production settings"
        raise click.ClickException(msg)
    fill(assembly, engine, requests=REQUESTS, translators=TRANSLATORS)
    return lines()


@click.command()
@click.option("--requests", default=REQUESTS, show_default=True)
@click.option("--translators", default=TRANSLATORS, show_default=True)
@click.pass_obj
def demo(assembly: Assembly, requests: int, translators: int) -> None:
    """Fill an empty database with three months of an invented service's work."""
    if assembly.settings.production:
        msg = "the demo cannot exist with production settings"
        raise click.ClickException(msg)
    engine = assembly.engine()
    upgrade(engine)
    begin = clock.now()
    written = fill(assembly, engine, requests=requests, translators=translators)
    engine.dispose()
    if not written:
        msg = "this database already holds requests; the demo fills only an empty one"
        raise click.ClickException(msg)
    took = (clock.now() - begin) / timedelta(seconds=1)
    click.echo(f"{written} rows in {took:.1f} s")
    for line in lines():
        click.echo(line)
