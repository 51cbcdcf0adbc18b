"""When a translator can be asked: the usual week, and absences."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from traduko.core import clock
from traduko.core.errors import RuleBroken
from traduko.dispatch import worktime
from traduko.translators import availability
from traduko.translators.models import Absence
from traduko.web import access, pages
from traduko.web.availability_fields import PARTS, WEEKDAYS, slots_in, values_of
from traduko.web.forms import Form, LocalDateField, LocalTimeField, message_of, optional
from traduko.web.translator.calendar import own_translator

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("availability", __name__, url_prefix="/availability")


class AbsenceForm(Form):
    """From when to when; whole days without times."""

    first = LocalDateField(_l("First day"), validators=[DataRequired(_l("Enter the first day."))])
    starts = LocalTimeField(_l("from (empty: whole day)"), validators=[optional()])
    last = LocalDateField(_l("Last day"), validators=[DataRequired(_l("Enter the last day."))])
    ends = LocalTimeField(_l("until (empty: whole day)"), validators=[optional()])
    note = StringField(_l("Note, only for you"), validators=[optional(), Length(max=200)])


@bp.get("")
def show() -> Response:
    """Show week and absences."""
    return _page(AbsenceForm())


def _page(
    form: AbsenceForm,
    week: dict[str, str] | None = None,
    week_errors: dict[str, str] | None = None,
) -> Response:
    translator, session = own_translator(), pages.session()
    return pages.render(
        "translator/availability.html",
        status=422 if form.has_errors or week_errors else 200,
        form=form,
        week=week if week is not None else values_of(availability.week_of(session, translator.id)),
        week_errors=week_errors or {},
        weekdays=WEEKDAYS,
        parts=PARTS,
        absences=availability.absences_of(session, translator.id),
    )


@bp.post("/week")
def set_week() -> BaseResponse:
    """Save the usual week."""
    translator = own_translator()
    slots, errors = slots_in(request.form)
    if not errors:
        try:
            with pages.transaction() as session:
                availability.set_week(session, translator, slots, actor=access.actor())
        except RuleBroken as error:
            errors = {f"{(error.field or 'day_0')[4:]}_first_starts": message_of(error)}
        else:
            return pages.redirect_to(".show", say=_("Your week is saved."))
    return _page(AbsenceForm(formdata=None), request.form.to_dict(), errors)


@bp.post("/absences")
def add_absence() -> BaseResponse:
    """Note an absence; say what is agreed in that time."""
    translator, form = own_translator(), AbsenceForm()
    if form.validate_on_submit():
        with form.shows_broken_rules():
            starts = _moment(form.first.data, form.starts.data, "starts")
            ends = (
                _moment(form.last.data, form.ends.data, "ends")
                if form.ends.data
                else _moment(form.last.data + timedelta(days=1), None, "ends")
            )
            with pages.transaction() as session:
                availability.add_absence(
                    session,
                    translator,
                    starts_at=starts,
                    ends_at=ends,
                    note=form.note.data,
                    actor=access.actor(),
                )
                clashes = worktime.assignments_between(session, translator.id, starts, ends)
            if clashes:
                numbers = ", ".join(item.service_request.number for item in clashes)
                return pages.redirect_to(
                    ".show",
                    tone="warning",
                    say=_(
                        "Saved. In that time you have agreed to %(numbers)s: "
                        "please withdraw there if you cannot come.",
                        numbers=numbers,
                    ),
                )
            return pages.redirect_to(".show", say=_("The absence is saved."))
    return _page(form)


def _moment(day: date, at: time | None, field: str) -> datetime:
    return clock.at_local(day, at or time(0), pages.settings().zone, field=field)


@bp.post("/absences/<uuid:absence_id>/remove")
def remove_absence(absence_id: uuid.UUID) -> BaseResponse:
    """Remove an absence."""
    translator = own_translator()
    absence = pages.session().get(Absence, absence_id)
    if absence is None or absence.translator_id != translator.id:
        abort(404)
    if Form().validate_on_submit():
        with pages.transaction() as session:
            availability.remove_absence(session, translator, absence, actor=access.actor())
    return pages.redirect_to(".show", say=_("The absence is removed."))
