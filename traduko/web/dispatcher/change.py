"""A change told by phone: time, way, place and contact; what needs a new yes is asked again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from traduko.accounts.actor import Channel
from traduko.core import clock
from traduko.core.formatting import place_name
from traduko.core.places import places
from traduko.dispatch import changes
from traduko.dispatch.changes import RequestDetails
from traduko.requests.models import ServiceRequest
from traduko.translators.models import Mode
from traduko.web import access, pages
from traduko.web.dispatcher.requests import WITH_PEOPLE
from traduko.web.forms import EnumField, Form, LocalDateField, LocalTimeField, optional

if TYPE_CHECKING:
    import uuid

    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("change", __name__, url_prefix="/requests/<uuid:request_id>/change")
AT_MOST = _l("This is too long.")
PLAIN = (
    "street",
    "postal_code",
    "municipality_key",
    "meeting_point",
    "remote_access",
    "contact_name",
    "contact_phone",
)


def _text(label: Any, longest: int) -> Any:
    return StringField(label, validators=[optional(), Length(max=longest, message=AT_MOST)])


class ChangeForm(Form):
    """What can be told by phone. A text has a day only."""

    version = IntegerField(widget=HiddenInput())
    day = LocalDateField(_l("Date"), validators=[DataRequired(_l("Enter the date."))])
    starts = LocalTimeField(_l("Start"), validators=[InputRequired(_l("Enter the start."))])
    ends = LocalTimeField(_l("End"), validators=[InputRequired(_l("Enter the end."))])
    mode = EnumField(
        _l("Way of working"),
        [InputRequired(_l("Choose how."))],
        enum=Mode,
        only=[Mode.ON_SITE, Mode.PHONE, Mode.VIDEO],
    )
    street = _text(_l("Street and number"), 200)
    postal_code = _text(_l("Postal code"), 12)
    municipality_key = SelectField(_l("Municipality"), validators=[optional()])
    meeting_point = _text(_l("Meeting point (entrance, floor, room)"), 200)
    remote_access = _text(_l("Number to call or link to open"), 300)
    contact_name = _text(_l("Contact on the day"), 200)
    contact_phone = _text(_l("Phone of the contact"), 40)


def _form(service_request: ServiceRequest) -> ChangeForm:
    zone, locale = pages.settings().zone, pages.locale()
    start = service_request.starts_at or service_request.due_at
    assert start is not None
    end = service_request.ends_at
    form = ChangeForm(
        version=service_request.version,
        day=start.astimezone(zone).date(),
        starts=start.astimezone(zone).time(),
        ends=end.astimezone(zone).time() if end else None,
        mode=service_request.mode,
        **{name: getattr(service_request, name) for name in PLAIN},
    )
    form.municipality_key.choices = [("", _("none"))] + [
        (key, place_name(key, locale)) for key in places()
    ]
    if not service_request.is_interpreting:
        for name in (
            "starts",
            "ends",
            "mode",
            "street",
            "postal_code",
            "municipality_key",
            "meeting_point",
            "remote_access",
        ):
            del form[name]
    return form


def _details(form: ChangeForm, service_request: ServiceRequest) -> RequestDetails:
    """Return what the form says. Raises HourMissing or HourTwice."""
    zone = pages.settings().zone
    before = RequestDetails.of(service_request)
    new: dict[str, Any] = {name: form[name].data or None for name in PLAIN if name in form}
    day: Any = form.day.data
    if not service_request.is_interpreting:
        assert before.due_at is not None
        at = before.due_at.astimezone(zone).time()
        return replace(before, due_at=clock.at_local(day, at, zone, field="day"), **new)
    times: dict[str, Any] = {}
    for name, planned in (("starts", before.starts_at), ("ends", before.ends_at)):
        local = planned.astimezone(zone) if planned else None
        same = local and (local.date(), local.time()) == (day, form[name].data)
        times[f"{name}_at"] = (
            planned if same else clock.at_local(day, form[name].data, zone, field=name)
        )
    return replace(before, mode=form.mode.data, **times, **new)


@bp.get("")
def ask(request_id: uuid.UUID) -> Response:
    """Show what can be changed."""
    service_request = access.load(ServiceRequest, request_id, *WITH_PEOPLE)
    return _page(service_request, _form(service_request))


@bp.post("")
def change(request_id: uuid.UUID) -> BaseResponse:
    """Change the request; who had said yes or was asked is asked again where it matters."""
    service_request = access.load(ServiceRequest, request_id, *WITH_PEOPLE)
    form = _form(service_request)
    if form.validate_on_submit():
        actor = access.actor().speaking_for(service_request.requester_name, Channel.PHONE)
        with form.shows_broken_rules():
            details = _details(form, service_request)
            with pages.transaction() as session:
                found = changes.change_request(
                    session,
                    service_request,
                    details,
                    actor=actor,
                    seen_version=form.version.data,
                )
                say = _("The change is noted. Everybody concerned has been told.")
                return pages.redirect_to(
                    "dispatcher.requests.show",
                    say=say if found else _("Nothing was different."),
                    request_id=request_id,
                )
    return _page(access.load(ServiceRequest, request_id, *WITH_PEOPLE), form)


def _page(service_request: ServiceRequest, form: ChangeForm) -> Response:
    return pages.render(
        "dispatcher/change.html",
        service_request=service_request,
        form=form,
        is_confirmed=service_request.state == "confirmed",
    )
