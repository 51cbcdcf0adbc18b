"""What a dispatcher does about people: ask them, answer for them by phone, take back."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import joinedload
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from traduko.accounts.actor import Actor, Channel
from traduko.core import clock
from traduko.dispatch import assignments, changes, offers
from traduko.dispatch.models import Assignment, Offer
from traduko.requests.models import ServiceRequest
from traduko.translators.models import Translator
from traduko.web import access, pages
from traduko.web.dispatcher.requests import WITH_PEOPLE, OfferForm, page
from traduko.web.forms import Form

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("offers", __name__, url_prefix="")


class Button(Form):
    """One button; the token makes sure who pressed it."""


class TakeBackForm(Form):
    """Why an assignment is taken back."""

    reason = TextAreaField(
        _l("Reason (the translator reads it)"),
        validators=[
            DataRequired(_l("Please give a reason.")),
            Length(max=1000, message=_l("At most 1,000 characters.")),
        ],
    )


@bp.post("/requests/<uuid:request_id>/offers")
def make(request_id: uuid.UUID) -> BaseResponse:
    """Ask one translator or several at once."""
    service_request = access.load(ServiceRequest, request_id, *WITH_PEOPLE)
    form = OfferForm()
    if form.validate_on_submit():
        hours = form.expires.data
        expires_at = clock.now() + timedelta(hours=hours) if hours else None
        with form.shows_broken_rules(), pages.transaction() as session:
            made = offers.make_offers(
                session,
                service_request,
                form.translators.data or [],
                expires_at=expires_at,
                note=form.note.data,
                actor=access.actor(),
            )
            say = ngettext(
                "%(num)d translator has been asked.",
                "%(num)d translators have been asked.",
                len(made),
            )
            return pages.redirect_to("dispatcher.requests.show", say=say, request_id=request_id)
    return page(access.load(ServiceRequest, request_id, *WITH_PEOPLE), form)


@bp.post("/requests/<uuid:request_id>/assign/<uuid:translator_id>")
def assign(request_id: uuid.UUID, translator_id: uuid.UUID) -> BaseResponse:
    """Note a yes by phone."""
    service_request = access.load(ServiceRequest, request_id)
    translator = access.load(Translator, translator_id)
    _pressed()
    with pages.transaction() as session:
        assignments.assign_directly(
            session, service_request, translator.id, actor=_by_phone(translator)
        )
    say = _("%(name)s is confirmed. Both sides have been told.", name=translator.name)
    return pages.redirect_to("dispatcher.requests.show", say=say, request_id=request_id)


@bp.post("/offers/<uuid:offer_id>/<any(accept, decline, withdraw):what>")
def answer(offer_id: uuid.UUID, what: str) -> BaseResponse:
    """Note an answer by phone, or take the offer back."""
    offer = access.load(Offer, offer_id, joinedload(Offer.translator))
    _pressed()
    translator = offer.translator
    with pages.transaction() as session:
        if what == "accept":
            offers.accept_offer(session, offer, actor=_by_phone(translator))
            say = _("%(name)s is confirmed. Both sides have been told.", name=translator.name)
        elif what == "decline":
            offers.decline_offer(session, offer, actor=_by_phone(translator))
            say = _("Noted: %(name)s declined.", name=translator.name)
        else:
            offers.withdraw_offer(session, offer, actor=access.actor())
            say = _("The offer to %(name)s has been withdrawn.", name=translator.name)
    return pages.redirect_to("dispatcher.requests.show", say=say, request_id=offer.request_id)


@bp.get("/assignments/<uuid:assignment_id>/take-back")
def ask_take_back(assignment_id: uuid.UUID) -> Response:
    """Ask for the reason before an assignment is taken back."""
    return _take_back_page(_assignment(assignment_id), TakeBackForm())


@bp.post("/assignments/<uuid:assignment_id>/take-back")
def take_back(assignment_id: uuid.UUID) -> BaseResponse:
    """Take an assignment back; the search starts again and all are told."""
    assignment = _assignment(assignment_id)
    form = TakeBackForm()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            assignments.take_back(
                session, assignment, reason=form.reason.data or "", actor=access.actor()
            )
            return pages.redirect_to(
                "dispatcher.requests.show",
                say=_("The assignment is taken back. Both sides have been told."),
                request_id=assignment.request_id,
            )
    return _take_back_page(_assignment(assignment_id), form)


@bp.post("/assignments/<uuid:assignment_id>/withdraw")
def withdraw(assignment_id: uuid.UUID) -> BaseResponse:
    """Note that the translator called and cannot come."""
    assignment = _assignment(assignment_id)
    _pressed()
    translator = assignment.translator
    with pages.transaction() as session:
        changes.withdraw(session, assignment, actor=_by_phone(translator))
    say = _("%(name)s cannot come. The search has started again.", name=translator.name)
    return pages.redirect_to("dispatcher.requests.show", say=say, request_id=assignment.request_id)


def _assignment(assignment_id: uuid.UUID) -> Assignment:
    return access.load(
        Assignment,
        assignment_id,
        joinedload(Assignment.translator),
        joinedload(Assignment.service_request),
    )


def _take_back_page(assignment: Assignment, form: TakeBackForm) -> Response:
    return pages.render(
        "dispatcher/take_back.html",
        assignment=assignment,
        service_request=assignment.service_request,
        form=form,
    )


def _pressed() -> None:
    if not Button().validate_on_submit():
        abort(400)


def _by_phone(translator: Translator) -> Actor:
    return access.actor().speaking_for(translator.name, Channel.PHONE)
