"""The times a translator has given away, for their own calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from traduko.dispatch.models import Assignment, AssignmentState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session


def assignments_between(
    session: Session, translator_id: UUID, begins: datetime, ends: datetime
) -> Sequence[Assignment]:
    """Return a translator's assignments that touch this time, in order."""
    return session.scalars(
        sa.select(Assignment)
        .options(joinedload(Assignment.service_request))
        .where(
            Assignment.translator_id == translator_id,
            Assignment.state.in_([AssignmentState.ACTIVE, AssignmentState.DONE]),
            Assignment.starts_at < ends,
            Assignment.ends_at > begins,
        )
        .order_by(Assignment.starts_at)
    ).all()
