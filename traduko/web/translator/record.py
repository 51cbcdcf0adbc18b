"""The one link after an assignment: times filled in, outcome, travel; nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, request

from traduko.completion import mails, records
from traduko.completion.models import RecordState
from traduko.core import tokens
from traduko.core.errors import RuleBroken
from traduko.requests import documents
from traduko.requests.models import DocumentPurpose
from traduko.translators.models import Mode
from traduko.web import access, pages
from traduko.web.extensions import limiter
from traduko.web.forms import message_of
from traduko.web.record_fields import facts_in, record_form

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

    from traduko.completion.models import ServiceRecord

bp = Blueprint("record", __name__, url_prefix="/r")
GONE = 410


def _read(token: str) -> ServiceRecord:
    session = pages.session()
    claim = tokens.read(session, token, mails.PURPOSE)
    record = records.one(session, claim.subject)
    if record is None:
        abort(404)
    pages.speak(record.translator.locale)
    return record


@bp.errorhandler(RuleBroken)
def _link_problem(error: RuleBroken) -> Response:
    return pages.render("translator/link_problem.html", GONE, message=message_of(error))


@bp.get("/<token>")
@limiter.limit("60/minute")
def show(token: str) -> Response:
    """Show the record to fill in, or what has become of it. Changes nothing."""
    record = _read(token)
    if record.state == RecordState.APPROVED:
        return pages.render("translator/record_done.html", record=record, is_approved=True)
    if record.state == RecordState.SUBMITTED and "edit" not in request.args:
        return pages.render(
            "translator/record_done.html", record=record, is_approved=False, token=token
        )
    return pages.render(
        "translator/record.html",
        record=record,
        service_request=record.service_request,
        form=record_form(record),
        token=token,
        is_written=record.service_request.mode == Mode.WRITTEN,
    )


@bp.post("/<token>")
@limiter.limit("60/minute")
def submit(token: str) -> BaseResponse:
    """Store what took place."""
    record = _read(token)
    form = record_form(record)
    if form.validate_on_submit():
        actor = access.translator_by_link(record.translator)
        with form.shows_broken_rules():
            facts = facts_in(form, record)
            with pages.transaction() as session:
                upload = form.translation.upload
                if upload and record.service_request.mode == Mode.WRITTEN:
                    documents.add(
                        session,
                        record.service_request,
                        *upload,
                        purpose=DocumentPurpose.RESULT,
                        actor=actor,
                    )
                records.submit(session, record, facts, actor=actor)
                return pages.redirect_to("links.record.show", token=token)
    return pages.render(
        "translator/record.html",
        record=record,
        service_request=record.service_request,
        form=form,
        token=token,
        is_written=record.service_request.mode == Mode.WRITTEN,
    )
