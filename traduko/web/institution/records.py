"""What took place: approve it, or say what is not right."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from traduko.billing import approval
from traduko.billing.models import RecordPrice
from traduko.completion import disputes, queries
from traduko.completion.models import RecordState, ServiceRecord
from traduko.requests.models import ServiceRequest
from traduko.web import access, pages
from traduko.web.forms import Form

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("records", __name__, url_prefix="/records")
OPTIONS = (
    joinedload(ServiceRecord.service_request).joinedload(ServiceRequest.institution),
    joinedload(ServiceRecord.translator),
)


class ApproveForm(Form):
    """One button; the token makes sure who pressed it."""


class ObjectionForm(Form):
    """What is not right."""

    reason = TextAreaField(
        _l("What is not right?"),
        validators=[
            DataRequired(_l("Please say what is not right, so that it can be put right.")),
            Length(max=2000, message=_l("At most 2,000 characters.")),
        ],
    )


@bp.get("")
def index() -> Response:
    """List the records of my institutions, those that wait for me first."""
    who = access.actor()
    session = pages.session()
    before = request.args.get("before", type=uuid.UUID)
    page = queries.records_page(session, institution_ids=who.institution_ids, before=before)
    waiting = [] if before else queries.to_approve(session, who.institution_ids)
    return pages.render(
        "institution/records.html", page=page, waiting=waiting, is_first=before is None
    )


@bp.get("/<uuid:record_id>")
def show(record_id: uuid.UUID) -> Response:
    """Show one record: what was booked, what took place, what it costs."""
    return _page(access.load(ServiceRecord, record_id, *OPTIONS), ObjectionForm())


def _page(record: ServiceRecord, form: ObjectionForm) -> Response:
    price = pages.session().scalar(sa.select(RecordPrice).where(RecordPrice.record_id == record.id))
    return pages.render(
        "institution/record.html",
        record=record,
        service_request=record.service_request,
        price=price,
        form=form,
        approve_form=ApproveForm(),
        can_decide=record.state == RecordState.SUBMITTED,
    )


@bp.post("/<uuid:record_id>/approve")
def approve(record_id: uuid.UUID) -> BaseResponse:
    """Approve what took place."""
    record = access.load(ServiceRecord, record_id, *OPTIONS)
    if ApproveForm().validate_on_submit():
        with pages.transaction() as session:
            approval.approve_record(session, record, actor=access.actor())
    return pages.redirect_to("institution.records.index", say=_("The record is approved."))


@bp.post("/<uuid:record_id>/object")
def object_to(record_id: uuid.UUID) -> BaseResponse:
    """Say what is not right."""
    record = access.load(ServiceRecord, record_id, *OPTIONS)
    form = ObjectionForm()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            disputes.object_to(session, record, reason=form.reason.data or "", actor=access.actor())
            return pages.redirect_to(
                "institution.records.index",
                say=_("Thank you. The translator and the service have been told."),
            )
    return _page(record, form)
