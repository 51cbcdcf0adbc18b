"""`traduko mail`: look at what goes out, and try again what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import sqlalchemy as sa

from traduko.cli.assembly import opened
from traduko.core import outbox
from traduko.core.db import transaction

if TYPE_CHECKING:
    from traduko.cli.assembly import Assembly


@click.group()
def mail() -> None:
    """Outgoing mail."""


@mail.command("list")
@click.option("--failed", is_flag=True, help="Only what was given up.")
@click.option("--limit", default=50, show_default=True)
@click.pass_obj
def list_mails(assembly: Assembly, *, failed: bool, limit: int) -> None:
    """List the newest mails with their state."""
    query = (
        sa.select(
            outbox.OutboxMail.created_at,
            outbox.OutboxMail.state,
            outbox.OutboxMail.to_email,
            outbox.OutboxMail.subject,
            outbox.OutboxMail.last_error,
        )
        .order_by(outbox.OutboxMail.created_at.desc())
        .limit(limit)
    )
    if failed:
        query = query.where(outbox.OutboxMail.state == outbox.MailState.FAILED)
    with opened(assembly) as sessions, sessions() as session:
        for row in session.execute(query):
            error = f"  [{row.last_error}]" if row.last_error else ""
            click.echo(
                f"{row.created_at:%Y-%m-%d %H:%M}  {row.state.value:8}  {row.to_email}  "
                f"{row.subject}{error}"
            )


@mail.command()
@click.pass_obj
def retry(assembly: Assembly) -> None:
    """Queue everything again that was given up."""
    with opened(assembly) as sessions, sessions() as session, transaction(session):
        failed = session.scalars(
            sa.select(outbox.OutboxMail).where(outbox.OutboxMail.state == outbox.MailState.FAILED)
        ).all()
        for row in failed:
            outbox.retry(row)
    click.echo(f"{len(failed)} mails are queued again.")
