"""A translator's start page: what comes next, what waits for an answer, records to fill in."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, url_for

from traduko.completion import mails as completion_mails
from traduko.completion import queries as completion_queries
from traduko.completion import records
from traduko.completion.models import ServiceRecord
from traduko.dispatch import links
from traduko.dispatch import queries as dispatch_queries
from traduko.dispatch.models import Assignment, Offer
from traduko.web import access, pages
from traduko.web.forms import Form

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("start", __name__, url_prefix="")


@bp.get("/")
def show() -> Response:
    """Show next assignments, offers and records."""
    session, who = pages.session(), access.actor()
    assert who.translator_id
    return pages.render(
        "translator/start.html",
        assignments=dispatch_queries.upcoming_of(session, who.translator_id),
        offers=dispatch_queries.offers_waiting_for(session, who.translator_id),
        records=completion_queries.to_fill_in(session, who.translator_id),
    )


@bp.get("/offers/<uuid:offer_id>")
def offer(offer_id: uuid.UUID) -> BaseResponse:
    """Open one of my offers on its own page."""
    found = access.load(Offer, offer_id)
    return redirect(
        url_for("links.answer.show", token=links.offer_token(pages.session(), found)), 303
    )


@bp.get("/records/<uuid:record_id>")
def record(record_id: uuid.UUID) -> BaseResponse:
    """Open one of my records on its own page."""
    found = access.load(ServiceRecord, record_id)
    if found.translator_id != access.actor().translator_id:
        abort(404)
    token = completion_mails.record_token(pages.session(), found)
    return redirect(url_for("links.record.show", token=token), 303)


@bp.post("/assignments/<uuid:assignment_id>/deliver")
def deliver(assignment_id: uuid.UUID) -> BaseResponse:
    """Open the record of a text that is finished before its date."""
    assignment = access.load(Assignment, assignment_id)
    if Form().validate_on_submit():
        with pages.transaction() as session:
            found = records.open_for(session, assignment)
            token = completion_mails.record_token(session, found)
        return redirect(url_for("links.record.show", token=token), 303)
    return redirect(url_for("translator.start.show"), 303)
