"""File a request: one screen, six answers, a draft that saves itself."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, jsonify, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from traduko.billing import tariff_book
from traduko.billing.tariffs import NoTariff, tariff_for
from traduko.core import clock
from traduko.core.errors import RuleBroken
from traduko.dispatch import queries as dispatch_queries
from traduko.institutions import membership
from traduko.institutions import queries as institution_queries
from traduko.institutions.models import Institution, InstitutionState
from traduko.operator import settings as operator_settings
from traduko.requests import drafts, filing
from traduko.requests import queries as request_queries
from traduko.requests.models import RequestDraft, RequestKind, ServiceRequest, WishKind
from traduko.web import access, pages
from traduko.web.request_fields import LENGTHS, OTHER, RequestForm, form_for

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from traduko.billing.tariffs import Rules
    from traduko.institutions.queries import MembershipFacts

bp = Blueprint("request_form", __name__, url_prefix="/requests/new")
UNCHECKED = "1"
# What the next appointment of the same case has in common with this one.
REPEATED = (
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
    "matter",
    "translator_note",
    "unit_id",
)


def _kind(otherwise: RequestKind = RequestKind.INTERPRETING) -> RequestKind:
    try:
        return RequestKind(request.values.get("kind", otherwise))
    except ValueError:
        abort(404)


def _memberships() -> list[MembershipFacts]:
    who = access.actor()
    return institution_queries.memberships_of(pages.session(), who.user_id or uuid.UUID(int=0))


def _institution(wanted: uuid.UUID | None = None) -> Institution:
    wanted = wanted or request.values.get("institution_id", type=uuid.UUID)
    if wanted is None:
        facts = _memberships()
        verified = [f for f in facts if f.institution_state == InstitutionState.VERIFIED]
        usable = verified or facts
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
    draft = _draft(request.args.get("draft", type=uuid.UUID))
    earlier_id = request.args.get("again", type=uuid.UUID)
    earlier = access.load(ServiceRequest, earlier_id) if earlier_id else None
    if draft is not None:
        institution, kind = _institution(draft.institution_id), _kind_of(draft)
        form = form_for(kind, MultiDict(draft.form))
        form.draft_id.data = str(draft.id)
    else:
        institution = _institution(earlier.institution_id if earlier else None)
        kind = _kind(earlier.kind if earlier else RequestKind.INTERPRETING)
        form = form_for(kind, MultiDict(_beginning(institution, kind, earlier)))
    form.prepare(**_choices(institution))
    return _page(institution, kind, form, draft)


def _kind_of(draft: RequestDraft) -> RequestKind:
    stored = draft.form.get("kind")
    return RequestKind(stored) if stored in set(RequestKind) else RequestKind.INTERPRETING


def _beginning(
    institution: Institution, kind: RequestKind, earlier: ServiceRequest | None
) -> dict[str, str]:
    """Return what is filled in: the institution's, the unit's, the person's, the last time's."""
    session, who = pages.session(), access.actor()
    facts = [item for item in _memberships() if item.institution_id == institution.id]
    unit_id = facts[0].unit_id if facts else None
    values: dict[str, Any] = {
        "postal_code": institution.postal_code,
        "municipality_key": institution.municipality_key,
        "contact_name": who.name,
        "mode": "on_site",
        "gender_otherwise": "y",
        "unit_id": unit_id,
    }
    if not institution.is_address_protected:
        values["street"] = institution.street
    units = {unit.id: unit for unit in membership.units_of(session, institution.id)}
    if unit_id in units and units[unit_id].street:
        unit = units[unit_id]
        values |= {
            "street": unit.street,
            "postal_code": unit.postal_code,
            "municipality_key": unit.municipality_key,
        }
    values |= drafts.defaults_for(session, institution.id, who.user_id, unit_id)
    if earlier is not None:
        values |= _again(earlier, kind)
    return {key: str(value) for key, value in values.items() if value not in (None, "")}


def _again(earlier: ServiceRequest, kind: RequestKind) -> dict[str, Any]:
    zone = pages.settings().zone
    values: dict[str, Any] = {name: getattr(earlier, name) for name in REPEATED}
    values["repeated_from"] = earlier.id
    values["field"] = earlier.field.value if earlier.field else None
    wanted = earlier.qualification_wanted
    values["qualification"] = wanted.value if wanted else None
    values["qualification_is_must"] = "y" if earlier.qualification_is_must else ""
    if kind == RequestKind.TRANSLATION:
        into = earlier.target_language in (None, earlier.language)
        return values | {"direction": "into" if into else "from"}
    values["gender"] = earlier.gender_wanted.value if earlier.gender_wanted else None
    values["gender_otherwise"] = "" if earlier.gender_is_must else "y"
    if earlier.starts_at and earlier.ends_at:
        values["mode"] = earlier.mode.value
        values["second_mode"] = earlier.second_mode.value if earlier.second_mode else None
        values["starts"] = earlier.starts_at.astimezone(zone).strftime("%H:%M")
        minutes = int((earlier.ends_at - earlier.starts_at).total_seconds() // 60)
        values["length"] = str(minutes) if minutes in LENGTHS else OTHER
        values["ends"] = earlier.ends_at.astimezone(zone).strftime("%H:%M")
    return values | _same_people(earlier)


def _same_people(earlier: ServiceRequest) -> dict[str, Any]:
    """Return who came last time, the normal case, and who was never wanted again."""
    values: dict[str, Any] = {}
    for wish in request_queries.wishes_of(pages.session(), earlier.id):
        if wish.kind == WishKind.NEVER:
            values["never"] = wish.translator_id
        else:
            values["named"] = wish.translator_id
            values["named_is_must"] = "y" if wish.is_must else None
    assignment = dispatch_queries.assignment_of(pages.session(), earlier.id)
    if assignment and assignment.translator_id != values.get("never"):
        values.setdefault("named", assignment.translator_id)
    return values


@bp.post("")
def submit() -> Response:
    """File the request, save it as a draft, or show what is to be mended."""
    institution, kind = _institution(), _kind()
    form = form_for(kind)
    form.prepare(**_choices(institution))
    draft = _own_draft(form.draft_id.data)
    form.kept = drafts.files_of(pages.session(), draft) if draft else ()
    if "save_draft" in request.form:
        draft = _keep(institution, form, draft)
        if not form.documents.errors:
            return pages.redirect_to("institution.start.show", say=_("The draft is saved."))
        return _page(institution, kind, form, draft)
    if "remove_file" in request.form:
        return _without_file(institution, kind, form, draft)
    asks = False
    if form.validate_on_submit():
        asks = bool(form.suspicions) and form.text_checked.data != UNCHECKED
        if not asks:
            with form.shows_broken_rules(), pages.transaction() as session:
                asked = form.draft(institution.id)
                filed = filing.file_request(session, asked, actor=access.actor())
                _afterwards(institution, form)
                return pages.redirect_to("institution.requests.filed", request_id=filed.id)
    if form.uploads:
        draft = _keep(institution, form, draft)
    return _page(institution, kind, form, draft, asks=asks)


def _afterwards(institution: Institution, form: RequestForm) -> None:
    session, who = pages.session(), access.actor()
    if form.remember.data and who.user_id:
        drafts.remember(session, request.form, institution_id=institution.id, user_id=who.user_id)
    draft = _own_draft(form.draft_id.data)
    if draft is not None:
        drafts.finish(session, draft)


def _keep(institution: Institution, form: RequestForm, draft: RequestDraft | None) -> RequestDraft:
    """Keep the form and its good files as a draft: a browser does not send files twice."""
    draft = _save(institution, draft)
    form.draft_id.data = str(draft.id)
    for name, data in form.uploads:
        try:
            with pages.transaction() as session:
                drafts.keep_file(session, draft, name, data)
        except RuleBroken as error:
            if not form.documents.errors:
                form.put_error(error)
    form.kept = drafts.files_of(pages.session(), draft)
    return draft


def _without_file(
    institution: Institution, kind: RequestKind, form: RequestForm, draft: RequestDraft | None
) -> Response:
    file_id = _as_uuid(request.form.get("remove_file"))
    if draft is not None and file_id is not None:
        draft = _keep(institution, form, draft)
        with pages.transaction() as session:
            drafts.remove_file(session, draft, file_id)
        form.kept = drafts.files_of(pages.session(), draft)
    return _page(institution, kind, form, draft)


def _page(
    institution: Institution,
    kind: RequestKind,
    form: RequestForm,
    draft: RequestDraft | None,
    *,
    asks: bool = False,
) -> Response:
    if draft is not None:
        form.kept = drafts.files_of(pages.session(), draft)
    return pages.render(
        "institution/request_form.html",
        status=422 if asks or (request.method == "POST" and form.has_errors) else 200,
        form=form,
        kind=kind,
        kinds=RequestKind,
        institution=institution,
        institutions=_memberships(),
        found=form.suspicions if asks else [],
        warning=getattr(form, "warning", None),
        answer_by=operator_settings.answer_by(pages.settings()),
        price=_price(institution),
    )


def _price(institution: Institution) -> Rules | None:
    """Return what such a request costs by today's tariff; None if no tariff covers it yet."""
    today = clock.now().astimezone(pages.settings().zone).date()
    try:
        tariffs = tariff_book.all_tariffs(pages.session())
        return tariff_for(tariffs, institution.kind, today).rules
    except NoTariff:
        return None


def _as_uuid(value: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if value else None
    except ValueError:
        return None


def _draft(draft_id: uuid.UUID | None) -> RequestDraft | None:
    return access.load(RequestDraft, draft_id) if draft_id else None


def _own_draft(value: str | None) -> RequestDraft | None:
    """Return my draft; None if another window has sent or discarded it (or it was never mine)."""
    draft_id = _as_uuid(value)
    draft = pages.session().get(RequestDraft, draft_id) if draft_id else None
    return draft if draft is not None and draft.user_id == access.actor().user_id else None


def _save(institution: Institution, draft: RequestDraft | None) -> RequestDraft:
    who = access.actor()
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
    saved = _save(_institution(), _own_draft(request.form.get("draft_id")))
    at = clock.now().astimezone(pages.settings().zone).strftime("%H:%M")
    return jsonify(id=str(saved.id), message=_("Draft saved at %(time)s", time=at))


@bp.post("/draft/<uuid:draft_id>/discard")
def discard_draft(draft_id: uuid.UUID) -> Response:
    """Throw a draft away, with the files kept for it."""
    draft = access.load(RequestDraft, draft_id)
    with pages.transaction() as session:
        drafts.discard(session, draft)
    return pages.redirect_to("institution.start.show", say=_("The draft is discarded."))
