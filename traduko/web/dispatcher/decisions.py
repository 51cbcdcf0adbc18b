"""What the operator decides about a request: ask, refuse, pass on, close, cancel, open again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from traduko.completion import cancellation
from traduko.core import clock
from traduko.dispatch import decisions
from traduko.requests.models import (
    CancelledBy,
    RefusalReason,
    RequestState,
    ServiceRequest,
    UnfilledReason,
)
from traduko.web import access, pages
from traduko.web.dispatcher.requests import WITH_PEOPLE
from traduko.web.forms import EnumField, Form, LocalDateField, LocalTimeField, optional

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable
    from datetime import datetime

    from flask import Response
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("decisions", __name__, url_prefix="/requests/<uuid:request_id>")


def _long(label: Any, *, needed: Any = None) -> Any:
    first = DataRequired(needed) if needed else optional()
    most = Length(max=2000, message=_l("At most 2,000 characters."))
    return TextAreaField(label, validators=[first, most])


class QuestionForm(Form):
    """What has to be known."""

    question = _long(
        _l("What do you need to know?"), needed=_l("Please write what you need to know.")
    )


class RefuseForm(Form):
    """Why not, and where to turn."""

    reason = EnumField(_l("Reason"), validators=[DataRequired()], enum=RefusalReason)
    note = _long(_l("Where they can turn, or a few words more"))


class PassOnForm(Form):
    """To whom, and under which reference there."""

    partner_name = StringField(
        _l("Partner service"),
        validators=[DataRequired(_l("Please name the partner service.")), Length(max=200)],
    )
    partner_reference = StringField(_l("Their reference"), validators=[optional(), Length(max=100)])


class UnfilledForm(Form):
    """Why nobody was found."""

    reason = EnumField(_l("Reason"), validators=[DataRequired()], enum=UnfilledReason)
    note = _long(_l("A few words more"))


class CancelForm(Form):
    """Who cancelled, when we heard of it, and why."""

    by = EnumField(_l("Who cancelled?"), validators=[DataRequired()], enum=CancelledBy)
    received_day: Any = LocalDateField(
        _l("Received on"), validators=[DataRequired(_l("Enter the day it was received."))]
    )
    received_time: Any = LocalTimeField(
        _l("Received at"), validators=[DataRequired(_l("Enter the time it was received."))]
    )
    reason = _long(_l("Reason"))

    @property
    def received_at(self) -> datetime:
        """Return when the cancellation was received. Raises HourMissing or HourTwice."""
        zone = pages.settings().zone
        return clock.at_local(
            self.received_day.data, self.received_time.data, zone, field="received_time"
        )


def _ask(session: Session, service_request: ServiceRequest, form: Any) -> str:
    decisions.ask_institution(
        session, service_request, question=form.question.data, actor=access.actor()
    )
    return str(_("The institution has been asked. The request waits for its answer."))


def _refuse(session: Session, service_request: ServiceRequest, form: Any) -> str:
    decisions.refuse(
        session,
        service_request,
        reason=form.reason.data,
        note=form.note.data,
        actor=access.actor(),
    )
    return str(_("The request is refused. The institution has been told why and where to turn."))


def _pass_on(session: Session, service_request: ServiceRequest, form: Any) -> str:
    decisions.pass_on(
        session,
        service_request,
        partner_name=form.partner_name.data,
        partner_reference=form.partner_reference.data,
        actor=access.actor(),
    )
    return str(_("The request is passed on. The institution has been told."))


def _close(session: Session, service_request: ServiceRequest, form: Any) -> str:
    decisions.close_unfilled(
        session,
        service_request,
        reason=form.reason.data,
        note=form.note.data,
        actor=access.actor(),
    )
    return str(_("The request is closed. The institution has been told."))


def _cancel(session: Session, service_request: ServiceRequest, form: Any) -> str:
    cancellation.cancel_request(
        session,
        service_request,
        received_at=form.received_at,
        by=form.by.data,
        reason=form.reason.data,
        actor=access.actor(),
    )
    return str(_("The request is cancelled. Everybody concerned has been told."))


# Each: the form, its title, what will happen, the button, the verb.
Decision = tuple[type[Form], Any, Any, Any, "Callable[[Session, ServiceRequest, Any], str]"]
DECISIONS: dict[str, Decision] = {
    "question": (
        QuestionForm,
        _l("Ask the institution for information"),
        _l(
            "The institution gets a mail with your question and answers in the portal. "
            "Open offers are withdrawn until then."
        ),
        _l("Send the question"),
        _ask,
    ),
    "refuse": (
        RefuseForm,
        _l("Refuse this request"),
        _l(
            "The institution is told the reason. Where a sworn interpreter is needed, your "
            "standing advice on where to turn is added by itself."
        ),
        _l("Refuse"),
        _refuse,
    ),
    "pass-on": (
        PassOnForm,
        _l("Pass on to a partner service"),
        _l("The institution is told who takes care of it now, and under which reference."),
        _l("Pass on"),
        _pass_on,
    ),
    "unfilled": (
        UnfilledForm,
        _l("Close: nobody found"),
        _l("The institution is told. The reason is kept: it shows where translators are missing."),
        _l("Close"),
        _close,
    ),
    "cancel": (
        CancelForm,
        _l("Cancel this request"),
        _l("Everybody concerned is told at once. It can be undone until the end of the time."),
        _l("Cancel the request"),
        _cancel,
    ),
}
WHAT = "<any('question', 'refuse', 'pass-on', 'unfilled', 'cancel'):what>"


@bp.get(f"/decide/{WHAT}")
def ask(request_id: uuid.UUID, what: str) -> Response:
    """Show the form of a decision."""
    form = DECISIONS[what][0]()
    if isinstance(form, CancelForm):
        present = clock.now().astimezone(pages.settings().zone)
        form.received_day.data = present.date()
        form.received_time.data = present.time().replace(second=0, microsecond=0)
    return _page(request_id, what, form)


@bp.post(f"/decide/{WHAT}")
def decide(request_id: uuid.UUID, what: str) -> BaseResponse:
    """Carry out a decision."""
    service_request = access.load(ServiceRequest, request_id)
    form_class, _title, _lead, _button, verb = DECISIONS[what]
    form = form_class()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            say = verb(session, service_request, form)
            return pages.redirect_to("dispatcher.requests.show", say=say, request_id=request_id)
    return _page(request_id, what, form)


@bp.post("/reopen")
def reopen(request_id: uuid.UUID) -> BaseResponse:
    """Search again for a request that was closed or cancelled."""
    service_request = access.load(ServiceRequest, request_id)
    if not Form().validate_on_submit():
        abort(400)
    with pages.transaction() as session:
        if service_request.state == RequestState.CANCELLED:
            cancellation.undo(session, service_request, actor=access.actor())
        else:
            decisions.reopen(session, service_request, actor=access.actor())
    return pages.redirect_to(
        "dispatcher.requests.show",
        say=_("The request is open again. The institution has been told."),
        request_id=request_id,
    )


def _page(request_id: uuid.UUID, what: str, form: Form) -> Response:
    _form, title, lead, button, _verb = DECISIONS[what]
    return pages.render(
        "dispatcher/decision.html",
        service_request=access.load(ServiceRequest, request_id, *WITH_PEOPLE),
        what=what,
        title=title,
        lead=lead,
        button=button,
        form=form,
        partners=pages.settings().partner_services,
        text_sworn=pages.settings().text_sworn,
    )
