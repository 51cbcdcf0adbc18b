"""The institution's requests: list, calendar, one request with all that happened."""

from __future__ import annotations

import calendar
import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from traduko.billing import exports
from traduko.completion import cancellation
from traduko.completion import queries as completion_queries
from traduko.core import audit, clock, files, outbox
from traduko.core.errors import RuleBroken
from traduko.core.formatting import language_name
from traduko.dispatch import queries as dispatch_queries
from traduko.requests import documents, filing, lifecycle, queries, rules
from traduko.requests.models import (
    CancelledBy,
    DocumentPurpose,
    RequestDocument,
    RequestState,
    ServiceRequest,
)
from traduko.web import access, pages, timeline
from traduko.web.forms import Form, UploadField, optional

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("requests", __name__, url_prefix="/requests")
OPTIONS = (joinedload(ServiceRequest.institution), joinedload(ServiceRequest.unit))
MOST_EXPORTED = 10_000
VIEWS = {
    "open": queries.NEXT_STATES,
    "done": (
        RequestState.DELIVERED,
        RequestState.APPROVED,
        RequestState.BILLED,
        RequestState.DISPUTED,
    ),
    "not": (
        RequestState.REFUSED,
        RequestState.PASSED_ON,
        RequestState.UNFILLED,
        RequestState.CANCELLED,
    ),
}


class CancelForm(Form):
    """Why, if somebody wants to say."""

    reason = TextAreaField(
        _l("Reason"), validators=[optional(), Length(max=500, message=_l("This is too long."))]
    )


class AnswerForm(Form):
    """An answer to the operator's question."""

    text = TextAreaField(
        _l("Your answer"),
        validators=[DataRequired(_l("Please write your answer.")), Length(max=4000)],
    )


class DocumentForm(Form):
    """One more document."""

    document = UploadField(_l("Add a document"))


class FilterForm(Form):
    """What the list is narrowed to."""

    class Meta(Form.Meta):
        csrf = False

    q = StringField(_l("Number, case reference, language or name"))
    view = SelectField(_l("Show"), default="")
    language = SelectField(_l("Language"), default="")
    unit = SelectField(_l("Unit"), default="")


FILTERS = frozenset({"q", "view", "language", "unit"})


def _filter() -> tuple[FilterForm, queries.RequestFilter]:
    """Return the filter; without one the last one this person used is taken."""
    if "clear" in request.args:
        cookie.pop("request_filter", None)
    chosen = {
        # PostgreSQL cannot store NUL, and nobody types it.
        key: request.args[key][:100].replace("\x00", "")
        for key in request.args
        if key in FILTERS
    }
    if chosen:
        cookie["request_filter"] = chosen
    elif "clear" not in request.args:
        chosen = cookie.get("request_filter", {})
    form = FilterForm(formdata=None, data=chosen)
    locale = pages.locale()
    _fill_choices(form, locale)
    unit_ids = {key for key, _name in form.unit.choices}
    search = " ".join(chosen.get("q", "").split())
    return form, queries.RequestFilter(
        institution_ids=access.actor().institution_ids,
        unit_id=uuid.UUID(chosen["unit"]) if chosen.get("unit") in unit_ids - {""} else None,
        states=VIEWS.get(chosen.get("view", ""), ()),
        language=chosen.get("language") or None,
        search=search,
        search_languages=tuple(
            code
            for code in pages.settings().possible_languages
            if search and language_name(code, locale).casefold().startswith(search.casefold())
        ),
    )


def _fill_choices(form: FilterForm, locale: str) -> None:
    form.view.choices = [
        ("", _("all")),
        ("open", _("open and coming")),
        ("done", _("took place")),
        ("not", _("did not come about")),
    ]
    form.language.choices = [("", _("all"))] + [
        (code, language_name(code, locale)) for code in pages.settings().possible_languages
    ]
    units = queries.units_of(pages.session(), access.actor().institution_ids)
    form.unit.choices = [("", _("all")), *((str(key), name) for key, name in units)]


@bp.get("")
def index() -> Response:
    """List the requests of my institutions, the latest date first."""
    form, narrowed = _filter()
    after = request.args.get("after")
    page = queries.page(pages.session(), narrowed, after=after)
    return pages.render("institution/requests.html", filter_form=form, page=page, after=after)


@bp.get("/export.csv")
def export() -> Response:
    """Return the list as CSV."""
    _form, narrowed = _filter()
    zone, locale = pages.settings().zone, pages.locale()
    page = queries.page(pages.session(), narrowed, size=MOST_EXPORTED)
    header = [
        _("Number"),
        _("Date"),
        _("Start"),
        _("End"),
        _("State"),
        _("Language"),
        _("Mode"),
        _("Unit"),
        _("Requester"),
        _("Case reference"),
    ]
    rows = (
        (
            line.number,
            line.sort_at.astimezone(zone).date().isoformat(),
            _local(line.starts_at, zone),
            _local(line.ends_at, zone),
            _(line.state.label),
            language_name(line.language, locale),
            _(line.mode.label),
            line.unit_name,
            line.requester_name,
            line.case_reference,
        )
        for line in page.lines
    )
    return pages.download(
        exports.csv_bytes(header, rows), "requests.csv", "text/csv; charset=utf-8"
    )


def _local(moment: datetime | None, zone: Any) -> str:
    return moment.astimezone(zone).strftime("%H:%M") if moment else ""


@bp.get("/calendar")
@bp.get("/calendar/<int:year>-<int:month>")
def month(year: int | None = None, month: int | None = None) -> Response:
    """Show a month of requests."""
    zone = pages.settings().zone
    today = clock.now().astimezone(zone).date()
    year, month = year or today.year, month or today.month
    if not (2000 <= year <= 2100 and 1 <= month <= 12):  # noqa: PLR2004 - a calendar's bounds
        abort(404)
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    begins = datetime.combine(weeks[0][0], time(), tzinfo=zone).astimezone(UTC)
    ends = datetime.combine(weeks[-1][-1] + timedelta(days=1), time(), tzinfo=zone)
    narrowed = queries.RequestFilter(
        institution_ids=access.actor().institution_ids, begins=begins, ends=ends.astimezone(UTC)
    )
    lines = queries.page(pages.session(), narrowed, newest_first=False, size=500).lines
    by_day: dict[date, list[queries.RequestLine]] = {}
    for line in lines:
        by_day.setdefault(line.sort_at.astimezone(zone).date(), []).append(line)
    first = date(year, month, 1)
    before, after = first - timedelta(days=1), (first + timedelta(days=32)).replace(day=1)
    return pages.render(
        "institution/requests_month.html",
        weeks=weeks,
        first=first,
        today=today,
        by_day=by_day,
        previous_url=url_for(".month", year=before.year, month=before.month),
        next_url=url_for(".month", year=after.year, month=after.month),
    )


@bp.get("/<uuid:request_id>/filed")
def filed(request_id: uuid.UUID) -> Response:
    """Say the number, what happens next and by when."""
    service_request = access.load(ServiceRequest, request_id, *OPTIONS)
    return pages.render(
        "institution/request_filed.html",
        service_request=service_request,
        warning=_warning(service_request),
    )


def _warning(service_request: ServiceRequest) -> rules.TimeWarning | None:
    return rules.time_warning(pages.settings(), service_request.starts_at, service_request.ends_at)


@bp.get("/<uuid:request_id>")
def show(request_id: uuid.UUID) -> Response:
    """Show where the request stands, what happens next, and everything that happened."""
    return _page(access.load(ServiceRequest, request_id, *OPTIONS))


def _page(service_request: ServiceRequest, **forms: Form) -> Response:
    session = pages.session()
    assignment = dispatch_queries.assignment_of(session, service_request.id)
    record = completion_queries.record_of(session, service_request.id)
    end = service_request.ends_at or service_request.due_at
    is_ahead = bool(end and end > clock.now())
    can_cancel = service_request.state in lifecycle.CANCEL.sources and is_ahead
    wrong = next((form for form in forms.values() if form.has_errors), None)
    return pages.render(
        "institution/request.html",
        service_request=service_request,
        assignment=assignment,
        record=record,
        events=timeline.lines(audit.history(session, [service_request.id])),
        mails=_our_mails(service_request),
        documents=documents.of(session, service_request.id),
        messages=filing.messages_of(session, service_request.id),
        states=RequestState,
        warning=_warning(service_request) if service_request.is_open else None,
        can_cancel=can_cancel,
        can_undo=service_request.state == RequestState.CANCELLED and is_ahead,
        can_change=service_request.is_open or (can_cancel and is_ahead),
        cancel_form=forms.get("cancel_form") or CancelForm(),
        answer_form=forms.get("answer_form") or AnswerForm(),
        document_form=forms.get("document_form") or DocumentForm(),
        form=wrong,
    )


def _our_mails(service_request: ServiceRequest) -> list[outbox.OutboxMail]:
    """Return the mails to us. Whom else the operator wrote to, and who was asked, is not ours."""
    unit = service_request.unit
    addresses = {service_request.requester_email, service_request.institution.contact_email}
    if unit is not None and unit.shared_mailbox:
        addresses.add(unit.shared_mailbox)
    ours = {address.casefold() for address in addresses}
    mails = outbox.mails_about(pages.session(), service_request.id)
    return [mail for mail in mails if mail.to_email.casefold() in ours]


@bp.post("/<uuid:request_id>/cancel")
def cancel(request_id: uuid.UUID) -> BaseResponse:
    """Cancel the request: everybody is told."""
    service_request = access.load(ServiceRequest, request_id, *OPTIONS)
    form = CancelForm()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            cancellation.cancel_request(
                session,
                service_request,
                received_at=clock.now(),
                by=CancelledBy.INSTITUTION,
                reason=form.reason.data,
                actor=access.actor(),
            )
            return pages.redirect_to(
                ".show", request_id=request_id, say=_("The request is cancelled.")
            )
    return _page(service_request, cancel_form=form)


@bp.post("/<uuid:request_id>/undo")
def undo(request_id: uuid.UUID) -> BaseResponse:
    """Undo a cancellation: the search starts again."""
    service_request = access.load(ServiceRequest, request_id, *OPTIONS)
    if Form().validate_on_submit():
        with pages.transaction() as session:
            cancellation.undo(session, service_request, actor=access.actor())
    return pages.redirect_to(
        ".show", request_id=request_id, say=_("The request is open again; we are searching.")
    )


@bp.post("/<uuid:request_id>/answer")
def answer(request_id: uuid.UUID) -> BaseResponse:
    """Answer the operator's question."""
    service_request = access.load(ServiceRequest, request_id, *OPTIONS)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            filing.answer_question(session, service_request, form.text.data, actor=access.actor())
            return pages.redirect_to(
                ".show", request_id=request_id, say=_("Thank you. The search goes on.")
            )
    return _page(service_request, answer_form=form)


@bp.post("/<uuid:request_id>/documents")
def add_document(request_id: uuid.UUID) -> BaseResponse:
    """Add a document."""
    service_request = access.load(ServiceRequest, request_id, *OPTIONS)
    form = DocumentForm()
    upload = form.document.upload
    if form.validate_on_submit() and upload:
        purpose = (
            DocumentPurpose.BRIEFING if service_request.is_interpreting else DocumentPurpose.SOURCE
        )
        try:
            with pages.transaction() as session:
                documents.add(
                    session, service_request, *upload, purpose=purpose, actor=access.actor()
                )
            return pages.redirect_to(
                ".show", request_id=request_id, say=_("The document is added.")
            )
        except RuleBroken as error:
            error.field = "document"
            form.put_error(error)
    elif not upload:
        form.document.errors = [_("Choose a file first.")]
    return _page(service_request, document_form=form)


@bp.get("/documents/<uuid:document_id>")
def document(document_id: uuid.UUID) -> Response:
    """Hand out a document of one of my requests."""
    session = pages.session()
    row = session.get(RequestDocument, document_id, options=[joinedload(RequestDocument.file)])
    if row is None:
        abort(404)
    access.load(ServiceRequest, row.request_id)
    if row.file.deleted_at:
        abort(410)
    return pages.download(files.content(session, row.file), row.file.name, row.file.content_type)
