"""Our institution: verification state, question to answer, defaults of the form."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from traduko.institutions import application, membership, verification
from traduko.institutions.models import Institution
from traduko.web import access, pages
from traduko.web.forms import Form, UploadField

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

bp = Blueprint("institution", __name__, url_prefix="/about")


class AnswerForm(Form):
    """The answer to the operator's question about the application."""

    text = TextAreaField(
        _l("Your answer"),
        validators=[DataRequired(_l("Please write your answer.")), Length(max=4000)],
    )
    document = UploadField(_l("A document, if it helps"))


def _institution() -> Institution:
    who = access.actor()
    wanted = request.args.get("institution_id", type=uuid.UUID)
    known = sorted(who.institution_ids)
    if not known or (wanted and wanted not in known):
        abort(404)
    return access.load(Institution, wanted or known[0])


def _page(institution: Institution, form: AnswerForm) -> Response:
    session = pages.session()
    return pages.render(
        "institution/institution.html",
        institution=institution,
        decisions=verification.decisions_of(session, institution),
        question=verification.open_question(session, institution),
        form=form,
        units=membership.units_of(session, institution.id),
        is_admin=institution.id in access.actor().admin_of,
    )


@bp.get("")
def show() -> Response:
    """Show what the operator knows and decided about us."""
    return _page(_institution(), AnswerForm())


@bp.post("/answer")
def answer() -> Response:
    """Answer the operator's question."""
    institution, form = _institution(), AnswerForm()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            application.answer(
                session,
                institution,
                form.text.data,
                document=form.document.upload,
                actor=access.actor(),
            )
            return pages.redirect_to(".show", say=_("Thank you. We look at the application again."))
    return _page(institution, form)
