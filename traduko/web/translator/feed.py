"""The calendar feed: a secret address that programs fetch without signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, make_response

from traduko.core.errors import RuleBroken
from traduko.dispatch import feed as calendar_feed
from traduko.translators import feed
from traduko.web import pages
from traduko.web.extensions import limiter

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("feed", __name__, url_prefix="/feed")


@bp.get("/<token>.ics")
@limiter.limit("120/hour")
def show(token: str) -> Response:
    """Return the calendar; a wrong, old or renewed address is simply not found."""
    session = pages.session()
    try:
        translator = feed.read(session, token)
    except RuleBroken:
        abort(404)
    response = make_response(calendar_feed.feed(session, translator))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Cache-Control"] = "private, max-age=900"
    return response
