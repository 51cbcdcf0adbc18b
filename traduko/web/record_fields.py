"""The record form: what really took place; for translators and for dispatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from traduko.completion.facts import Outcome, ServiceFacts
from traduko.core import clock
from traduko.translators.models import Mode
from traduko.web import pages
from traduko.web.forms import Form, LocalDateField, LocalTimeField, UploadField, optional

if TYPE_CHECKING:
    from datetime import datetime

    from traduko.completion.models import ServiceRecord


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
