"""File a request: one screen, six answers, a draft that saves itself."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, jsonify, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from traduko.core import clock, files
from traduko.core.errors import RuleBroken
from traduko.dispatch import queries as dispatch_queries
from traduko.institutions import membership
from traduko.institutions import queries as institution_queries
from traduko.institutions.models import Institution
from traduko.operator import settings as operator_settings
from traduko.requests import drafts, filing
from traduko.requests.models import RequestDraft, RequestKind, ServiceRequest
from traduko.web import access, pages
from traduko.web.request_fields import RequestForm, form_for

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

bp = Blueprint("request_form", __name__, url_prefix="/requests/new")
UNCHECKED = "1"


def _kind() -> RequestKind:
    try:
        return RequestKind(request.values.get("kind", RequestKind.INTERPRETING))
    except ValueError:
        abort(404)


def _institution() -> Institution:
    who = access.actor()
    wanted = request.values.get("institution_id", type=uuid.UUID)
    if wanted is None:
        facts = institution_queries.memberships_of(pages.session(), who.user_id or uuid.UUID(int=0))
        usable = [item for item in facts if item.institution_state.value == "verified"] or facts
        wanted = usable[0].institution_id if usable else None
    if wanted is None:
        abort(404)
    return access.load(Institution, wanted)


def _choices(institution: Institution) -> dict[str, Any]:
    session = pages.session()
    return {
        "units": [(u.id, u.name) for u in membership.units_of(session, institution.id)],
        "translators": dispatch_queries.translators_known_to(session, institution.id),
    }


@bp.get("")
def new() -> Response:
    """Show the form, filled in with a draft, an earlier request or the defaults."""
    institution, kind = _institution(), _kind()
    draft = _draft(request.args.get("draft", type=uuid.UUID))
    if draft is not None:
        kind = RequestKind(draft.form.get("kind", kind))
        form = form_for(kind, MultiDict(draft.form))
        form.draft_id.data = str(draft.id)
    else:
        form = form_for(kind, MultiDict(_beginning(institution, kind)))
    form.prepare(**_choices(institution))
    return _page(institution, kind, form)


def _beginning(institution: Institution, kind: RequestKind) -> dict[str, str]:
    session, who = pages.session(), access.actor()
    values: dict[str, Any] = {
        "street": institution.street,
        "postal_code": institution.postal_code,
        "municipality_key": institution.municipality_key,
        "contact_name": who.name,
        "mode": "on_site",
        "gender_otherwise": "y",
    }
    values |= drafts.defaults_for(session, institution.id, who.user_id)
    earlier_id = request.args.get("again", type=uuid.UUID)
    if earlier_id:
        values |= _again(access.load(ServiceRequest, earlier_id), kind)
    return {key: str(value) for key, value in values.items() if value not in (None, "")}


def _again(earlier: ServiceRequest, kind: RequestKind) -> dict[str, Any]:
    zone = pages.settings().zone
    values: dict[str, Any] = {
        name: getattr(earlier, name)
        for name in (
            "language",
            "working_language",
            "street",
            "postal_code",
            "municipality_key",
            "meeting_point",
            "remote_access",
            "contact_name",
            "contact_phone",
            "case_reference",
            "unit_id",
        )
    }
    values["repeated_from"] = earlier.id
    values["field"] = earlier.field.value if earlier.field else None
    values["gender"] = earlier.gender_wanted.value if earlier.gender_wanted else None
    values["gender_otherwise"] = "" if earlier.gender_is_must else "y"
    if kind == RequestKind.INTERPRETING and earlier.starts_at and earlier.ends_at:
        values["mode"] = earlier.mode.value
        values["second_mode"] = earlier.second_mode.value if earlier.second_mode else None
        values["starts"] = earlier.starts_at.astimezone(zone).strftime("%H:%M")
        minutes = int((earlier.ends_at - earlier.starts_at).total_seconds() // 60)
        values["length"] = str(minutes) if minutes in {30, 45, 60, 90, 120, 180} else "other"
        values["ends"] = earlier.ends_at.astimezone(zone).strftime("%H:%M")
        assignment = dispatch_queries.assignment_of(pages.session(), earlier.id)
        values["named"] = assignment.translator_id if assignment else None
    return values


@bp.post("")
def submit() -> Response:
    """File the request, save it as a draft, or show what is to be mended."""
    institution, kind = _institution(), _kind()
    form = form_for(kind)
    form.prepare(**_choices(institution))
    if "save_draft" in request.form:
        _save(institution)
        return pages.redirect_to("institution.start.show", say=_("The draft is saved."))
    if form.validate_on_submit():
        if form.suspicions and form.text_checked.data != UNCHECKED:
            _keep_uploads(form)
            return _page(institution, kind, form, asks=True)
        with form.shows_broken_rules(), pages.transaction() as session:
            filed = filing.file_request(session, form.draft(institution.id), actor=access.actor())
            _afterwards(institution, form)
            return pages.redirect_to("institution.requests.filed", request_id=filed.id)
    _keep_uploads(form)
    return _page(institution, kind, form)


def _afterwards(institution: Institution, form: RequestForm) -> None:
    session, who = pages.session(), access.actor()
    if form.remember.data and who.user_id:
        drafts.remember(session, request.form, institution_id=institution.id, user_id=who.user_id)
    draft = _draft(_as_uuid(form.draft_id.data))
    if draft is not None:
        drafts.discard(session, draft)


def _keep_uploads(form: RequestForm) -> None:
    """Keep good files of a form that comes back: a browser does not send them twice by itself."""
    kept = [str(item) for item in form.stored_ids]
    for name, data in form.uploads:
        try:
            with pages.transaction() as session:
                stored = files.store(session, name, data, limit_mb=pages.settings().file_limit_mb)
                kept.append(str(stored.id))
        except RuleBroken as error:
            if not form.documents.errors:
                error.field = "documents"
                form.put_error(error)
    form.stored_files.data = ",".join(kept)


def _page(
    institution: Institution, kind: RequestKind, form: RequestForm, *, asks: bool = False
) -> Response:
    session = pages.session()
    settings = pages.settings()
    stored = [
        found.name
        for item in form.stored_ids
        if (found := session.get(files.StoredFile, item)) is not None
    ]
    return pages.render(
        "institution/request_form.html",
        status=422 if asks or (request.method == "POST") else 200,
        form=form,
        kind=kind,
        kinds=RequestKind,
        institution=institution,
        institutions=institution_queries.memberships_of(
            session, access.actor().user_id or uuid.UUID(int=0)
        ),
        found=form.suspicions if asks else [],
        stored=stored,
        answer_by=operator_settings.answer_by(settings),
    )


def _as_uuid(value: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if value else None
    except ValueError:
        return None


def _draft(draft_id: uuid.UUID | None) -> RequestDraft | None:
    return access.load(RequestDraft, draft_id) if draft_id else None


def _save(institution: Institution) -> RequestDraft:
    who = access.actor()
    draft = _draft(_as_uuid(request.form.get("draft_id")))
    with pages.transaction() as session:
        return drafts.save(
            session,
            request.form.to_dict(),
            draft=draft,
            user_id=who.user_id or uuid.UUID(int=0),
            institution_id=institution.id,
        )


@bp.post("/draft")
def save_draft() -> Response:
    """Save what is filled in so far; the page calls this by itself."""
    saved = _save(_institution())
    at = clock.now().astimezone(pages.settings().zone).strftime("%H:%M")
    return jsonify(id=str(saved.id), message=_("Draft saved at %(time)s", time=at))


@bp.post("/draft/<uuid:draft_id>/discard")
def discard_draft(draft_id: uuid.UUID) -> Response:
    """Throw a draft away."""
    draft = access.load(RequestDraft, draft_id)
    with pages.transaction() as session:
        drafts.discard(session, draft)
    return pages.redirect_to("institution.start.show", say=_("The draft is discarded."))
