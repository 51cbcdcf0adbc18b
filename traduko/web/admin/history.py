"""Who did what, when: the audit of the whole portal."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import Blueprint, request

from traduko.core.audit import AuditEntry
from traduko.web import pages

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("history", __name__, url_prefix="/history")
SIZE = 50


@bp.get("")
def show() -> Response:
    """List entries, the newest first, perhaps of one person or one kind of event."""
    query = sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(SIZE + 1)
    who = request.args.get("who", "").strip()[:100]
    event = request.args.get("event", "").strip()[:80]
    before = request.args.get("before", type=uuid.UUID)
    if who:
        query = query.where(AuditEntry.actor_name.ilike(f"%{who}%"))
    if event:
        query = query.where(AuditEntry.event.startswith(event, autoescape=True))
    if before:
        query = query.where(AuditEntry.id < before)
    rows = list(pages.session().scalars(query))
    return pages.render(
        "admin/history.html",
        rows=rows[:SIZE],
        next_before=rows[SIZE - 1].id if len(rows) > SIZE else None,
        who=who,
        event=event,
        before=before,
    )
