"""The link of an offer: one thing, two big buttons. Looking changes nothing; pressing does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, abort
from flask_babel import gettext as _

from traduko.core import clock
from traduko.core.errors import RuleBroken
from traduko.core.mail import Recipient
from traduko.dispatch import changes, invitations, offers, queries
from traduko.dispatch.models import AssignmentState, OfferState
from traduko.requests.models import RequestState
from traduko.web import access, pages
from traduko.web.extensions import limiter
from traduko.web.forms import Form, message_of

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

    from traduko.dispatch.models import Assignment, Offer

bp = Blueprint("answer", __name__, url_prefix="/o")
CONFLICT = 409
GONE = 410
OFTEN = "60/minute"


@dataclass(frozen=True)
class Ending:
    """What became of an offer that can no longer be answered, and what to do now."""

    title: str
    text: str
    status: int = 200
    tone: str = "info"


class Button(Form):
    """One button; the token makes sure who pressed it."""


@bp.errorhandler(RuleBroken)
def _link_problem(error: RuleBroken) -> Response:
    return pages.render("translator/link_problem.html", GONE, message=message_of(error))


@bp.get("/<token>")
@limiter.limit(OFTEN)
def show(token: str) -> Response:
    """Show the offer, or what has become of it."""
    return _page(_read(token), token)


@bp.post("/<token>/<any(accept, decline, withdraw):what>")
@limiter.limit(OFTEN)
def answer(token: str, what: str) -> BaseResponse:
    """Carry out the answer; say kindly why if that is not possible any more."""
    offer = _read(token)
    if not Button().validate_on_submit():
        abort(400)
    actor = access.translator_by_link(offer.translator)
    try:
        with pages.transaction() as session:
            if what == "accept":
                offers.accept_offer(session, offer, actor=actor)
            elif what == "decline":
                offers.decline_offer(session, offer, actor=actor)
            else:
                changes.withdraw(session, _held(offer), actor=actor)
    except RuleBroken as error:
        return _page(_read(token), token, refused=error)
    return pages.redirect_to("links.answer.show", token=token)


@bp.get("/<token>/calendar.ics")
@limiter.limit(OFTEN)
def calendar(token: str) -> Response:
    """Return the confirmed appointment as a calendar file."""
    offer = _read(token)
    assignment = queries.assignment_by_offer(pages.session(), offer.id)
    if assignment is None or assignment.state != AssignmentState.ACTIVE:
        abort(404)
    to = Recipient(offer.translator.email, offer.translator.name, offer.translator.locale)
    entry = invitations.entry(pages.session(), offer.service_request, to=to, mode=assignment.mode)
    if entry is None:
        abort(404)
    name = f"{offer.service_request.number}.ics"
    return pages.download(entry, name, "text/calendar; charset=utf-8")


def _read(token: str) -> Offer:
    offer = offers.read_token(pages.session(), token)
    pages.speak(offer.translator.locale)
    return offer


def _held(offer: Offer) -> Assignment:
    assignment = queries.assignment_by_offer(pages.session(), offer.id)
    if assignment is None:
        abort(404)
    return assignment


def _page(offer: Offer, token: str, *, refused: RuleBroken | None = None) -> Response:
    """Return the page that fits the offer's state; 409 if an answer could not be taken."""
    session = pages.session()
    assignment = queries.assignment_by_offer(session, offer.id)
    problem = message_of(refused) if refused else None
    if assignment is not None and assignment.state == AssignmentState.ACTIVE:
        return pages.render(
            "translator/accepted.html",
            CONFLICT if refused else 200,
            offer=offer,
            service_request=offer.service_request,
            assignment=assignment,
            token=token,
            problem=problem,
            has_begun=bool(assignment.starts_at and assignment.starts_at <= clock.now()),
            is_written=not offer.service_request.is_interpreting,
        )
    ending = _ending(offer, assignment)
    if ending is not None:
        newer = _newer(offer) if ending.status == GONE else None
        return pages.render(
            "translator/offer_over.html",
            CONFLICT if refused else ending.status,
            offer=offer,
            service_request=offer.service_request,
            ending=ending,
            newer=offers.offer_token(session, newer) if newer else None,
        )
    return pages.render(
        "translator/offer.html",
        CONFLICT if refused else 200,
        offer=offer,
        service_request=offer.service_request,
        token=token,
        problem=problem,
    )


def _newer(offer: Offer) -> Offer | None:
    """Return this translator's open offer for the same request, if they were asked again."""
    return next(
        (
            item
            for item in queries.open_offers_of(pages.session(), offer.request_id)
            if item.translator_id == offer.translator_id
            and item.expires_at > clock.now()
            and item.request_version == offer.service_request.version
        ),
        None,
    )


def _ending(offer: Offer, assignment: Assignment | None) -> Ending | None:
    if offer.state == OfferState.ACCEPTED:
        return _after_yes(offer, assignment)
    if offer.state == OfferState.DECLINED:
        return Ending(
            _("You have declined. Thank you for telling us."),
            _("There is nothing left to do. If you can come after all, please call us."),
        )
    if offer.state == OfferState.LOST:
        return Ending(
            _("Another translator was first."),
            _(
                "Thank you for being ready to help. This assignment is taken; there is nothing "
                "left to do."
            ),
            GONE,
        )
    return _no_longer_open(offer)


def _after_yes(offer: Offer, assignment: Assignment | None) -> Ending:
    state = assignment.state if assignment else AssignmentState.CANCELLED
    if state == AssignmentState.DONE:
        return Ending(
            _("This assignment is over. Thank you."),
            _("There is nothing left to do with this link."),
            tone="success",
        )
    if state == AssignmentState.WITHDRAWN:
        return Ending(
            _("We know that you cannot come."),
            _("Thank you for telling us. We are looking for somebody else."),
        )
    if offer.service_request.state == RequestState.CANCELLED:
        return Ending(
            _("This assignment has been cancelled."),
            _("Please do not go there. You are free at that time again."),
            GONE,
            "warning",
        )
    return Ending(
        _("This assignment is not yours any more."),
        _("It has changed or was taken back. If we have asked you again, use the newest link."),
        GONE,
        "warning",
    )


def _no_longer_open(offer: Offer) -> Ending | None:
    service_request = offer.service_request
    is_stale = offer.request_version != service_request.version
    if is_stale and service_request.state not in offers.CLOSED:
        return Ending(
            _("The request has changed."),
            _("This offer no longer holds. If we have asked you again, use the newest link."),
            GONE,
            "warning",
        )
    if is_stale or offer.state == OfferState.WITHDRAWN:
        return Ending(
            _("No answer is needed any more."),
            _("This offer has been withdrawn. Thank you for your time; nothing is left to do."),
            GONE,
        )
    if offer.state == OfferState.EXPIRED or offer.expires_at <= clock.now():
        return Ending(
            _("The time to answer is over."),
            _("We are asking others now. If you would still like to come, please call us."),
            GONE,
        )
    return None
