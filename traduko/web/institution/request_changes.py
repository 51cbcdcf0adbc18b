"""Change a request: small things at once, another time with a new yes."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from traduko.core import clock
from traduko.dispatch import changes
from traduko.requests.free_text import suspicions
from traduko.requests.models import ServiceRequest
from traduko.web import access, pages
from traduko.web.forms import Form, LocalDateField, LocalTimeField, optional

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("request_changes", __name__, url_prefix="/requests")
OPTIONS = (joinedload(ServiceRequest.institution), joinedload(ServiceRequest.unit))
CHECKED = "1"


class DetailsForm(Form):
    """What can change without asking the translator anew."""

    seen_version = HiddenField()
    text_checked = HiddenField()
    meeting_point = StringField(
        _l("Meeting point (entrance, floor, room)"), validators=[optional(), Length(max=200)]
    )
    contact_name = StringField(_l("Contact on the day"), validators=[optional(), Length(max=200)])
    contact_phone = StringField(_l("Phone of the contact"), validators=[optional(), Length(max=40)])
    remote_access = StringField(
        _l("Number to call or link to open"), validators=[optional(), Length(max=300)]
    )
    translator_note = TextAreaField(
        _l("Note for the translator only"), validators=[optional(), Length(max=2000)]
    )


class TimeForm(Form):
    """Another time: the translator is asked anew."""

    seen_version = HiddenField()
    day = LocalDateField(_l("Date"), validators=[InputRequired(_l("Enter the date."))])
    starts = LocalTimeField(_l("Start"), validators=[InputRequired(_l("Enter the start."))])
    ends = LocalTimeField(_l("End"), validators=[InputRequired(_l("Enter the end."))])


@bp.route("/<uuid:request_id>/details", methods=["GET", "POST"])
def details(request_id: uuid.UUID) -> BaseResponse:
    """Change what needs no new yes; the translator is informed."""
    service_request = access.load(ServiceRequest, request_id, *OPTIONS)
    form = DetailsForm(obj=service_request)
    if request.method == "GET":
        form.seen_version.data = str(service_request.version)
    found = []
    if form.validate_on_submit() and form.text_checked.data != CHECKED:
        found = suspicions(*_changed_texts(service_request, form))
    if form.is_submitted() and not form.errors and not found:
        with form.shows_broken_rules(), pages.transaction() as session:
            changes.change_request(
                session,
                service_request,
                replace(
                    changes.RequestDetails.of(service_request),
                    **_given(form),
                ),
                actor=access.actor(),
                seen_version=_seen(form),
            )
            return pages.redirect_to(
                "institution.requests.show", request_id=request_id, say=_("Saved.")
            )
    return pages.render(
        "institution/request_details.html",
        422 if found else None,
        form=form,
        service_request=service_request,
        found=found,
    )


def _changed_texts(service_request: ServiceRequest, form: DetailsForm) -> list[str]:
    """Return the free text that is new: what was sent as it is before is not asked about again."""
    return [
        form[name].data
        for name in ("meeting_point", "translator_note")
        if form[name].data and form[name].data != getattr(service_request, name)
    ]


def _seen(form: Form) -> int | None:
    value = form["seen_version"].data or ""
    return int(value) if value.isdecimal() else None


def _given(form: DetailsForm) -> dict[str, Any]:
    return {name: form[name].data or None for name in _DETAILS}


_DETAILS = ("meeting_point", "contact_name", "contact_phone", "remote_access", "translator_note")


@bp.route("/<uuid:request_id>/time", methods=["GET", "POST"])
def change_time(request_id: uuid.UUID) -> BaseResponse:
    """Move the appointment: a confirmation is void and the translator is asked anew."""
    service_request = access.load(ServiceRequest, request_id, *OPTIONS)
    if not service_request.starts_at or not service_request.ends_at:
        abort(404)
    zone = pages.settings().zone
    starts, ends = (
        moment.astimezone(zone) for moment in (service_request.starts_at, service_request.ends_at)
    )
    form = TimeForm(day=starts.date(), starts=starts.time(), ends=ends.time())
    if request.method == "GET":
        form.seen_version.data = str(service_request.version)
    if form.validate_on_submit():
        with form.shows_broken_rules():
            new: dict[str, Any] = {
                f"{name}_at": clock.at_local(form.day.data, form[name].data, zone, field=name)
                for name in ("starts", "ends")
            }
            with pages.transaction() as session:
                changes.change_request(
                    session,
                    service_request,
                    replace(changes.RequestDetails.of(service_request), **new),
                    actor=access.actor(),
                    seen_version=_seen(form),
                )
                return pages.redirect_to(
                    "institution.requests.show",
                    request_id=request_id,
                    say=_("The time is changed. It counts once you get a new confirmation."),
                )
    return pages.render("institution/request_time.html", form=form, service_request=service_request)
