"""Our institution: verification state, question to answer, defaults of the form."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from traduko.institutions import application, verification
from traduko.institutions.models import Institution
from traduko.requests import drafts
from traduko.web import access, pages
from traduko.web.forms import Form, UploadField
from traduko.web.request_fields import InterpretingForm

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
        defaults=drafts.defaults_for(session, institution.id, access.actor().user_id),
        form=form,
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


@bp.route("/defaults", methods=["GET", "POST"])
def defaults() -> Response:
    """Show and keep what the request form is filled in with, for me or for everybody."""
    institution = _institution()
    session, who = pages.session(), access.actor()
    for_all = request.values.get("for") == "all" and institution.id in who.admin_of
    user_id = None if for_all else who.user_id
    present = drafts.defaults_for(session, institution.id, user_id)
    form = InterpretingForm(data=present)
    form.prepare(units=[], translators=[])
    if request.method == "POST":
        with pages.transaction() as session:
            drafts.remember(session, request.form, institution_id=institution.id, user_id=user_id)
        return pages.redirect_to(".show", say=_("Saved."))
    return pages.render(
        "institution/defaults.html", form=form, institution=institution, for_all=for_all
    )
