"""Records to chase: open ones, disputed ones; filled in or settled on somebody's behalf."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from traduko.accounts.actor import Channel
from traduko.billing import approval
from traduko.completion import queries, records
from traduko.completion.models import RecordState, ServiceRecord
from traduko.core import outbox
from traduko.requests.models import ServiceRequest
from traduko.translators.models import Mode
from traduko.web import access, pages
from traduko.web.forms import Form
from traduko.web.record_fields import facts_in, record_form

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("records", __name__, url_prefix="/records")
OPTIONS = (
    joinedload(ServiceRecord.service_request).joinedload(ServiceRequest.institution),
    joinedload(ServiceRecord.translator),
)


@bp.get("")
def index() -> Response:
    """List records by state, the newest first."""
    state = request.args.get("state", "")
    chosen = RecordState(state) if state in set(RecordState) else None
    before = request.args.get("before", type=uuid.UUID)
    session = pages.session()
    return pages.render(
        "dispatcher/records.html",
        page=queries.records_page(session, state=chosen, before=before),
        counts=queries.count_open(session),
        states=RecordState,
        state=state,
        before=before,
    )


@bp.route("/<uuid:record_id>", methods=["GET", "POST"])
def show(record_id: uuid.UUID) -> BaseResponse:
    """Show a record; fill it in by phone."""
    record = access.load(ServiceRecord, record_id, *OPTIONS)
    form = record_form(record)
    can_fill = record.state in {RecordState.OPEN, RecordState.DISPUTED}
    if can_fill and form.validate_on_submit():
        who = access.actor().speaking_for(record.translator.name, Channel.PHONE)
        with form.shows_broken_rules():
            facts = facts_in(form, record)
            with pages.transaction() as session:
                records.submit(session, record, facts, actor=who)
                return pages.redirect_to(".index", say=_("The record is entered."))
    return pages.render(
        "dispatcher/record.html",
        record=record,
        service_request=record.service_request,
        form=form,
        can_fill=can_fill,
        can_approve=record.state in {RecordState.SUBMITTED, RecordState.DISPUTED},
        is_written=record.service_request.mode == Mode.WRITTEN,
        mails=outbox.mails_about(pages.session(), record.request_id),
    )


@bp.post("/<uuid:record_id>/approve")
def approve(record_id: uuid.UUID) -> BaseResponse:
    """Approve after settling an objection."""
    record = access.load(ServiceRecord, record_id, *OPTIONS)
    if Form().validate_on_submit():
        with pages.transaction() as session:
            approval.approve_record(session, record, actor=access.actor())
    return pages.redirect_to(".index", say=_("The record is approved."))
