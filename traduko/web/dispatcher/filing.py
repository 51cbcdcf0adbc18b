"""A request taken down by phone: whose it is, then the same form institutions fill in."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from traduko.accounts.actor import Channel
from traduko.dispatch import queries
from traduko.institutions import membership
from traduko.institutions.models import Institution, InstitutionState
from traduko.requests import filing
from traduko.requests.models import RequestKind
from traduko.web import access, pages
from traduko.web.request_fields import RequestForm, form_for

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("filing", __name__, url_prefix="/file")
CHECKED = "1"
FOUND = 20


@bp.get("")
def choose() -> Response:
    """Find the institution that calls; only verified ones may file."""
    text = request.args.get("q", "").replace("\x00", "").strip()
    found = pages.session().scalars(
        sa.select(Institution)
        .where(Institution.state == InstitutionState.VERIFIED, Institution.name.ilike(f"%{text}%"))
        .order_by(Institution.name)
        .limit(FOUND)
    )
    return pages.render("dispatcher/filing_choose.html", text=text, found=found.all())


@bp.get("/<uuid:institution_id>")
def new(institution_id: uuid.UUID) -> Response:
    """Show the form, filled in with the institution's address."""
    institution, kind = access.load(Institution, institution_id), _kind()
    values = {
        "street": institution.street,
        "postal_code": institution.postal_code,
        "municipality_key": institution.municipality_key,
        "contact_name": institution.contact_name,
        "mode": "on_site",
        "gender_otherwise": "y",
    }
    form = form_for(kind, MultiDict({key: value for key, value in values.items() if value}))
    return _page(institution, kind, _prepared(form, institution))


@bp.post("/<uuid:institution_id>")
def submit(institution_id: uuid.UUID) -> BaseResponse:
    """File the request in the institution's name; it hears of it by mail."""
    institution, kind = access.load(Institution, institution_id), _kind()
    form = _prepared(form_for(kind), institution)
    asks = False
    if form.validate_on_submit():
        asks = bool(form.suspicions) and form.text_checked.data != CHECKED
        if not asks:
            actor = access.actor().speaking_for(institution.name, Channel.PHONE)
            with form.shows_broken_rules(), pages.transaction() as session:
                draft: Any = form
                filed = filing.file_request(session, draft.draft(institution.id), actor=actor)
                return pages.redirect_to(
                    "dispatcher.requests.show",
                    say=_(
                        "Filed as %(number)s. The institution has been told.", number=filed.number
                    ),
                    request_id=filed.id,
                )
    return _page(institution, kind, form, asks=asks)


def _kind() -> RequestKind:
    wanted = request.values.get("kind", "")
    return RequestKind(wanted) if wanted in set(RequestKind) else RequestKind.INTERPRETING


def _prepared(form: RequestForm, institution: Institution) -> RequestForm:
    session = pages.session()
    form.prepare(
        units=[(unit.id, unit.name) for unit in membership.units_of(session, institution.id)],
        translators=queries.translators_known_to(session, institution.id),
    )
    return form


def _page(
    institution: Institution, kind: RequestKind, form: RequestForm, *, asks: bool = False
) -> Response:
    return pages.render(
        "dispatcher/filing.html",
        422 if request.method == "POST" else 200,
        institution=institution,
        kind=kind,
        kinds=RequestKind,
        form=form,
        found=form.suspicions if asks else [],
    )
