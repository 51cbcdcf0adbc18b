"""The one link after an assignment: times filled in, outcome, travel; nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from traduko.completion import mails, records
from traduko.completion.facts import Outcome, ServiceFacts
from traduko.completion.models import RecordState
from traduko.core import clock, tokens
from traduko.core.errors import RuleBroken
from traduko.requests import documents
from traduko.requests.models import DocumentPurpose
from traduko.translators.models import Mode
from traduko.web import access, pages
from traduko.web.extensions import limiter
from traduko.web.forms import (
    Form,
    LocalDateField,
    LocalTimeField,
    UploadField,
    message_of,
    optional,
)

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

    from traduko.completion.models import ServiceRecord

bp = Blueprint("record", __name__, url_prefix="/r")
GONE = 410


class RecordForm(Form):
    """What took place. Times are the operator's local ones."""

    outcome = RadioField(_l("How did it go?"), validators=[InputRequired()])
    day = LocalDateField(_l("Date"), validators=[optional()])
    starts = LocalTimeField(_l("Began at"), validators=[optional()])
    ends = LocalTimeField(_l("Ended at"), validators=[optional()])
    travel_minutes = IntegerField(
        _l("Travel time there and back, in minutes"),
        validators=[optional(), NumberRange(0, 1000, _l("Enter minutes between 0 and 1000."))],
    )
    travel_km = IntegerField(
        _l("Kilometres there and back"),
        validators=[optional(), NumberRange(0, 1000, _l("Enter kilometres between 0 and 1000."))],
    )
    word_count = IntegerField(
        _l("Words translated"),
        validators=[optional(), NumberRange(0, 1_000_000, _l("Enter a number of words."))],
    )
    translation = UploadField(_l("The finished translation"))
    note = TextAreaField(
        _l("Anything we should know (no names of clients)"),
        validators=[optional(), Length(max=2000, message=_l("At most 2,000 characters."))],
    )


def record_form(record: ServiceRecord) -> RecordForm:
    """Return the form, filled in with what was booked or said before."""
    zone = pages.settings().zone
    service_request = record.service_request
    start = record.starts_at or service_request.starts_at
    end = record.ends_at or service_request.ends_at
    form = RecordForm(
        outcome=(record.outcome or Outcome.HELD).value,
        day=start.astimezone(zone).date() if start else None,
        starts=start.astimezone(zone).time() if start else None,
        ends=end.astimezone(zone).time() if end else None,
        travel_minutes=record.travel_minutes,
        travel_km=record.travel_km,
        word_count=record.word_count or service_request.word_count,
        note=record.note,
    )
    form.outcome.choices = [(member.value, _(member.label)) for member in Outcome]
    return form


def facts_in(form: RecordForm, record: ServiceRecord) -> ServiceFacts:
    """Return what the form says. Raises HourMissing or HourTwice on the days clocks change."""
    service_request = record.service_request
    start, end = _times(form, record)
    written = service_request.mode == Mode.WRITTEN
    return ServiceFacts(
        outcome=Outcome(form.outcome.data),
        starts_at=start,
        ends_at=end,
        booked_starts_at=service_request.starts_at,
        booked_ends_at=service_request.ends_at,
        travel_minutes=form.travel_minutes.data,
        travel_km=form.travel_km.data,
        word_count=form.word_count.data if written else None,
        note=form.note.data or None,
        mode=service_request.mode.value,
        language=service_request.language,
    )


def _times(form: RecordForm, record: ServiceRecord) -> tuple[datetime | None, datetime | None]:
    if not (form.day.data and form.starts.data and form.ends.data):
        return None, None
    zone = pages.settings().zone
    booked = (record.service_request.starts_at, record.service_request.ends_at)
    moments = []
    for field, planned in (("starts", booked[0]), ("ends", booked[1])):
        at = form[field].data
        local = planned.astimezone(zone) if planned else None
        if local and local.date() == form.day.data and local.time() == at:
            # As booked: on the day clocks go back only the booking knows which of both it was.
            moments.append(planned)
        else:
            moments.append(clock.at_local(form.day.data, at, zone, field=field))
    return moments[0], moments[1]


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
