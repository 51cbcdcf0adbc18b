"""Where a requester begins: what needs me now, what comes next, a new request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from traduko.completion import queries as completion_queries
from traduko.institutions import queries as institution_queries
from traduko.requests import drafts
from traduko.requests import queries as request_queries
from traduko.web import access, pages

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("start", __name__, url_prefix="")


@bp.get("/")
def show() -> Response:
    """Show what waits for me, and the next appointments."""
    who, session = access.actor(), pages.session()
    assert who.user_id
    return pages.render(
        "institution/start.html",
        memberships=institution_queries.memberships_of(session, who.user_id),
        questions=request_queries.waiting_for_answer(session, who.institution_ids),
        records=completion_queries.to_approve(session, who.institution_ids),
        upcoming=request_queries.upcoming(session, who.institution_ids),
        drafts=drafts.of(session, who.user_id),
    )
