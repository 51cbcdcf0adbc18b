"""Requests for the dispatcher: left what is asked, right who could do it, below what happened."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Blueprint, abort, current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload
from wtforms import IntegerField, SelectMultipleField, TextAreaField
from wtforms.validators import Length, NumberRange

from traduko.billing import exports
from traduko.completion import queries as completion_queries
from traduko.core import clock, files, outbox
from traduko.core.audit import history
from traduko.core.formatting import date_time
from traduko.core.languages import LANGUAGES
from traduko.dispatch import directory, queries
from traduko.dispatch.models import Assignment
from traduko.dispatch.pool import load_pool
from traduko.institutions.models import Institution
from traduko.requests.models import RequestDocument, RequestState, ServiceRequest
from traduko.web import access, pages, timeline
from traduko.web.dispatcher import candidates
from traduko.web.forms import Form, optional

if TYPE_CHECKING:
    from flask import Response

bp = Blueprint("requests", __name__, url_prefix="/requests")
WITH_PEOPLE = (joinedload(ServiceRequest.institution), joinedload(ServiceRequest.unit))
CSV_ROWS = 10_000


def _uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))


class OfferForm(Form):
    """Whom to ask, and how long they have."""

    translators = SelectMultipleField(
        _l("Translators"), coerce=_uuid, validate_choice=False, validators=[optional()]
    )
    expires = IntegerField(
        _l("Time to answer, in hours"),
        validators=[optional(), NumberRange(1, 500, _l("Enter hours between 1 and 500."))],
    )
    note = TextAreaField(
        _l("Words to the translators (no names of clients)"),
        validators=[optional(), Length(max=1000, message=_l("At most 1,000 characters."))],
    )


@bp.get("")
def index() -> Response:
    """List every request, the newest first."""
    filters = _filters()
    after = request.args.get("after")
    return pages.render(
        "dispatcher/requests.html",
        page=directory.requests_page(pages.session(), after=after, **filters),
        filters=filters,
        states=[state for state in RequestState if state != RequestState.DRAFT],
        is_first=after is None,
        institution=_institution(filters["institution_id"]),
    )


def _filters() -> dict[str, Any]:
    state, language = request.args.get("state", ""), request.args.get("language", "")
    return {
        "state": RequestState(state) if state in set(RequestState) else None,
        "language": language if language in LANGUAGES else None,
        "institution_id": request.args.get("institution_id", type=uuid.UUID),
    }


def _institution(institution_id: uuid.UUID | None) -> Institution | None:
    return access.load(Institution, institution_id) if institution_id else None


@bp.get("/requests.csv")
def csv() -> Response:
    """Return the requests, filtered as on the page, as CSV."""
    found = directory.requests_page(pages.session(), size=CSV_ROWS, **_filters())
    zone, locale = pages.settings().zone, pages.locale()
    header = [_("Number"), _("State"), _("Time"), _("Language"), _("Way of working")]
    header += [_("Municipality"), _("Institution")]
    rows = [
        (
            item.number,
            _(item.state.label),
            date_time(item.sort_at, locale, zone),
            item.language,
            _(item.mode.label),
            item.municipality_key or "",
            item.institution.name,
        )
        for item in found.requests
    ]
    return pages.download(
        exports.csv_bytes(header, rows), "requests.csv", "text/csv; charset=utf-8"
    )


@bp.get("/<uuid:request_id>")
def show(request_id: uuid.UUID) -> Response:
    """Show one request with its candidates, offers, thread, mails and history."""
    return page(access.load(ServiceRequest, request_id, *WITH_PEOPLE), OfferForm())


def page(service_request: ServiceRequest, form: OfferForm) -> Response:
    """Return a request's page; the form of the offers may come back with errors."""
    session = pages.session()
    who = request.args.get("who", "").replace("\x00", "").strip()
    named = directory.translators_named(session, who) if who else []
    searching = queries.is_searching(service_request)
    board, explained = None, []
    if searching or named:
        pool = load_pool(session, service_request, also=[item.id for item in named])
        board = candidates.board(pool, everybody="all" in request.args) if searching else None
        explained = candidates.explained(pool, [item.id for item in named])
    offers = queries.offers_of(session, service_request.id)
    assignment = queries.assignment_of(session, service_request.id)
    return pages.render(
        "dispatcher/request.html",
        service_request=service_request,
        searching=searching,
        is_over=_is_over(service_request),
        board=board,
        who=who,
        explained=explained,
        offers=offers,
        open_ids={item.translator_id for item in offers if item.is_open},
        chosen=form.translators.data or [],
        has_endpoint=current_app.view_functions.__contains__,
        assignment=assignment,
        form=form,
        messages=directory.messages_of(session, service_request.id),
        documents=directory.documents_of(session, service_request.id),
        mails=outbox.mails_about(session, service_request.id),
        lines=_timeline(service_request, offers),
        record=completion_queries.record_of(session, service_request.id),
        states=RequestState,
    )


def _is_over(service_request: ServiceRequest) -> bool:
    begins = service_request.starts_at or service_request.due_at
    return begins is not None and begins <= clock.now()


def _timeline(service_request: ServiceRequest, offers: Any) -> list[timeline.Line]:
    session = pages.session()
    assignments = session.scalars(
        sa.select(Assignment)
        .options(joinedload(Assignment.translator))
        .where(Assignment.request_id == service_request.id)
    ).all()
    names = {item.id: item.translator.name for item in [*offers, *assignments]}
    entries = history(session, [service_request.id, *names])
    return list(reversed(timeline.lines(entries, staff=True, names=names)))


@bp.get("/documents/<uuid:document_id>")
def document(document_id: uuid.UUID) -> Response:
    """Return a document of a request."""
    found = pages.session().scalar(
        sa.select(RequestDocument)
        .options(joinedload(RequestDocument.file))
        .where(RequestDocument.id == document_id)
    )
    if found is None:
        abort(404)
    data = files.content(pages.session(), found.file)
    return pages.download(data, found.file.name, found.file.content_type)
