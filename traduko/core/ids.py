"""Identifiers: UUIDv7 for rows, numbers people can say on the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from uuid_utils.compat import uuid7

if TYPE_CHECKING:
    import uuid

    from sqlalchemy.orm import Session


def new_id() -> uuid.UUID:
    """Return a fresh UUIDv7 (RFC 9562 §5.7): unique, ordered by time. Not a secret."""
    return uuid7()


def next_number(session: Session, prefix: str, year: int) -> str:
    """Return the next number of a series, such as `TR-2026-00042`: no gap, no double.

    The counter row is locked until the transaction ends, so that a number which is rolled back
    is given out again.
    """
    value = session.execute(
        sa.text(
            "INSERT INTO counters (name, value) VALUES (:name, 1)"
            " ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value"
        ),
        {"name": f"{prefix}-{year}"},
    ).scalar_one()
    return f"{prefix}-{year}-{value:05d}"
