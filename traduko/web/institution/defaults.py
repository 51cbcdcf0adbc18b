"""What a new request is filled in with: mine, a unit's, or everybody's."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from traduko.institutions.models import Institution, Unit
from traduko.requests import drafts
from traduko.requests.models import RequestKind
from traduko.web import access, pages
from traduko.web.request_fields import form_for

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

bp = Blueprint("defaults", __name__, url_prefix="/defaults")


def _institution(wanted: uuid.UUID | None) -> Institution:
    known = sorted(access.actor().institution_ids)
    if not known:
        abort(404)
    return access.load(Institution, wanted or known[0])


@bp.route("/mine", methods=["GET", "POST"])
def mine() -> Response:
    """Show and keep my own defaults."""
    institution = _institution(request.args.get("institution_id", type=uuid.UUID))
    return _defaults(institution, _("My own defaults"), user_id=access.actor().user_id)


@bp.route("/all", methods=["GET", "POST"])
def everybody() -> Response:
    """Show and keep the defaults of all of us; for administrators of the institution."""
    institution = _institution(request.args.get("institution_id", type=uuid.UUID))
    _only_admins(institution.id)
    return _defaults(institution, _("Defaults for all of us"))


@bp.route("/unit/<uuid:unit_id>", methods=["GET", "POST"])
def unit(unit_id: uuid.UUID) -> Response:
    """Show and keep the defaults of one unit; for administrators of the institution."""
    row = access.load(Unit, unit_id)
    _only_admins(row.institution_id)
    title = _("Defaults for %(unit)s", unit=row.name)
    return _defaults(_institution(row.institution_id), title, unit_id=row.id)


def _only_admins(institution_id: uuid.UUID) -> None:
    if institution_id not in access.actor().admin_of:
        abort(404)


def _defaults(
    institution: Institution,
    title: str,
    *,
    user_id: uuid.UUID | None = None,
    unit_id: uuid.UUID | None = None,
) -> Response:
    present = drafts.own_defaults(pages.session(), institution.id, user_id=user_id, unit_id=unit_id)
    form = form_for(RequestKind.INTERPRETING, MultiDict(present))
    form.prepare(units=[], translators=[])
    if request.method == "POST":
        with pages.transaction() as session:
            drafts.remember(
                session,
                request.form,
                institution_id=institution.id,
                user_id=user_id,
                unit_id=unit_id,
            )
        return pages.redirect_to("institution.institution.show", say=_("Saved."))
    return pages.render(
        "institution/defaults.html", form=form, institution=institution, title=title
    )
