"""Outgoing mails: what was sent, what waits, what was not delivered and can be tried again."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import Blueprint, abort, request
from flask_babel import gettext as _

from traduko.core import outbox
from traduko.core.db import lock
from traduko.core.outbox import MailState, OutboxMail
from traduko.dispatch import directory
from traduko.requests.models import ServiceRequest
from traduko.web import pages
from traduko.web.forms import Form

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("mails", __name__, url_prefix="/mails")
# Whoever reads a mail here must not be able to answer it in somebody else's name.
TOKEN = re.compile(r"/[A-Za-z0-9_.-]{40,}")


@bp.get("")
def index() -> Response:
    """List outgoing mails, the newest first."""
    state = request.args.get("state", "")
    chosen = MailState(state) if state in set(MailState) else None
    before = request.args.get("before", type=uuid.UUID)
    search = request.args.get("q", "").replace("\x00", "").strip()
    session = pages.session()
    return pages.render(
        "dispatcher/mails.html",
        page=directory.mails_page(session, state=chosen, search=search, before=before),
        counts=directory.mail_counts(session),
        chosen=chosen,
        search=search,
        states=MailState,
        is_first=before is None,
    )


@bp.get("/<uuid:mail_id>")
def show(mail_id: uuid.UUID) -> Response:
    """Show one mail as it was written."""
    mail = _load(mail_id)
    about = pages.session().get(ServiceRequest, mail.about_id) if mail.about_id else None
    return pages.render(
        "dispatcher/mail.html",
        mail=mail,
        service_request=about,
        text=TOKEN.sub("/…", mail.body_text),
        has_calendar=b"text/calendar" in mail.raw,
        states=MailState,
    )


@bp.post("/<uuid:mail_id>/retry")
def retry(mail_id: uuid.UUID) -> BaseResponse:
    """Send a mail again that was given up."""
    mail = _load(mail_id)
    if not Form().validate_on_submit():
        abort(400)
    say = None
    with pages.transaction() as session:
        lock(session, mail)
        if mail.state == MailState.FAILED:
            outbox.retry(mail)
            say = _("The mail is sent again.")
    return pages.redirect_to("dispatcher.mails.show", say=say, mail_id=mail_id)


def _load(mail_id: uuid.UUID) -> OutboxMail:
    mail = pages.session().scalar(sa.select(OutboxMail).where(OutboxMail.id == mail_id))
    if mail is None:
        abort(404)
    return mail
