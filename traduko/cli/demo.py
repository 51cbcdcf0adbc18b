"""`traduko demo`: a believable operator to try everything with. Never in production."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from traduko.cli.assembly import Assembly


def ensure(assembly: Assembly, engine: Engine) -> list[str]:
    """Fill an empty database and return the lines that tell the sign-ins."""
    del assembly, engine
    return []


@click.command()
def demo() -> None:
    """Fill an empty database."""
