"""Without a mail server, mails are read here instead of being sent."""

from __future__ import annotations

import email
import uuid
from email.policy import default
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import Blueprint, abort, make_response

from traduko.core.outbox import OutboxMail
from traduko.web import pages

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("mails", __name__, url_prefix="/mails")
NEWEST = 100


@bp.get("")
def index() -> Response:
    """List the newest mails."""
    mails = pages.session().execute(
        sa.select(
            OutboxMail.id,
            OutboxMail.created_at,
            OutboxMail.to_name,
            OutboxMail.to_email,
            OutboxMail.subject,
            OutboxMail.state,
            OutboxMail.locale,
        )
        .order_by(OutboxMail.id.desc())
        .limit(NEWEST)
    )
    return pages.render("development/mails.html", mails=mails.all())


@bp.get("/<uuid:mail_id>")
def show(mail_id: uuid.UUID) -> Response:
    """Show one mail as it would arrive."""
    row = pages.session().get(OutboxMail, mail_id)
    if row is None:
        abort(404)
    message = email.message_from_bytes(row.raw, policy=default)
    calendars = [
        part.get_content() for part in message.walk() if part.get_content_type() == "text/calendar"
    ]
    return pages.render(
        "development/mail.html", mail=row, headers=message.items(), calendars=calendars
    )


@bp.get("/<uuid:mail_id>/html")
def html(mail_id: uuid.UUID) -> Response:
    """Return the HTML part, shown in a frame without any rights but following links."""
    row = pages.session().get(OutboxMail, mail_id)
    if row is None:
        abort(404)
    message = email.message_from_bytes(row.raw, policy=default)
    body = message.get_body(preferencelist=("html",))
    response = make_response(body.get_content() if body else "")
    # Mails carry their styles inside, as mail programs want it; here and only here.
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
