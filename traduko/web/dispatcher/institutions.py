"""Institutions and their applications: look, ask, verify, refuse, suspend."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from traduko.core import files, outbox
from traduko.core.files import StoredFile
from traduko.institutions import application, membership, queries, verification
from traduko.institutions import lifecycle as life
from traduko.institutions.models import Evidence, Institution, InstitutionState
from traduko.web import access, pages
from traduko.web.forms import Form, optional

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("institutions", __name__, url_prefix="/institutions")


class DecisionForm(Form):
    """Criteria for a yes, a reason for everything else."""

    criteria = SelectMultipleField(
        _l("Checked"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    text = TextAreaField(
        _l("Question or reason (it is sent to the institution)"),
        validators=[optional(), Length(max=4000, message=_l("This is too long."))],
    )


def _form() -> DecisionForm:
    form = DecisionForm()
    form.criteria.choices = [(item.value, _(item.label)) for item in verification.Criterion]
    return form


@bp.get("")
def index() -> Response:
    """List institutions, the applications first."""
    state = request.args.get("state", "")
    chosen = InstitutionState(state) if state in set(InstitutionState) else None
    search = request.args.get("q", "").strip()[:100]
    after = request.args.get("after")
    session = pages.session()
    return pages.render(
        "dispatcher/institutions.html",
        page=queries.page(session, state=chosen, search=search, after=after),
        waiting=queries.page(session, state=InstitutionState.APPLIED).institutions
        if not (chosen or search or after)
        else [],
        states=InstitutionState,
        state=state,
        search=search,
        after=after,
    )


@bp.get("/<uuid:institution_id>")
def show(institution_id: uuid.UUID) -> Response:
    """Show one institution: facts, warnings, decisions."""
    return _page(access.load(Institution, institution_id), _form())


def _page(institution: Institution, form: DecisionForm) -> Response:
    session = pages.session()
    allowed = {step.name for step in life.LIFE.allowed(institution, access.actor())}
    return pages.render(
        "dispatcher/institution.html",
        institution=institution,
        warnings=application.warnings(session, institution),
        decisions=verification.decisions_of(session, institution),
        evidence=queries.evidence_of(session, institution.id),
        members=membership.members_of(session, institution.id),
        units=membership.units_of(session, institution.id),
        mails=outbox.mails_about(session, institution.id),
        allowed=allowed,
        form=form,
    )


def _decide(
    institution_id: uuid.UUID, say: str, verb: Callable[[Any, Institution, DecisionForm], None]
) -> BaseResponse:
    institution, form = access.load(Institution, institution_id), _form()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            verb(session, institution, form)
            return pages.redirect_to(".show", institution_id=institution_id, say=say)
    for errors in (form.form_errors,):
        form.text.errors = [*form.text.errors, *errors]
    return _page(institution, form)


@bp.post("/<uuid:institution_id>/verify")
def verify(institution_id: uuid.UUID) -> BaseResponse:
    """Verify."""
    return _decide(
        institution_id,
        _("The institution is verified and has been told."),
        lambda session, institution, form: verification.verify(
            session, institution, criteria=form.criteria.data or [], actor=access.actor()
        ),
    )


@bp.post("/<uuid:institution_id>/ask")
def ask(institution_id: uuid.UUID) -> BaseResponse:
    """Ask for information."""
    return _decide(
        institution_id,
        _("The question has been sent."),
        lambda session, institution, form: verification.ask_information(
            session, institution, question=form.text.data or "", actor=access.actor()
        ),
    )


@bp.post("/<uuid:institution_id>/refuse")
def refuse(institution_id: uuid.UUID) -> BaseResponse:
    """Refuse."""
    return _decide(
        institution_id,
        _("The application is refused; the institution has been told why."),
        lambda session, institution, form: verification.refuse(
            session, institution, reason=form.text.data or "", actor=access.actor()
        ),
    )


@bp.post("/<uuid:institution_id>/suspend")
def suspend(institution_id: uuid.UUID) -> BaseResponse:
    """Suspend."""
    return _decide(
        institution_id,
        _("New requests are stopped; the running ones go on."),
        lambda session, institution, form: verification.suspend(
            session, institution, reason=form.text.data or "", actor=access.actor()
        ),
    )


@bp.post("/<uuid:institution_id>/reinstate")
def reinstate(institution_id: uuid.UUID) -> BaseResponse:
    """Let a suspended or refused institution file again."""
    return _decide(
        institution_id,
        _("The institution may file again."),
        lambda session, institution, _form: verification.reinstate(
            session, institution, actor=access.actor()
        ),
    )


@bp.get("/evidence/<uuid:evidence_id>")
def evidence(evidence_id: uuid.UUID) -> Response:
    """Hand out a document of an application."""
    session = pages.session()
    row = session.get(Evidence, evidence_id)
    stored = session.get(StoredFile, row.file_id) if row else None
    if stored is None:
        abort(404)
    return pages.download(files.content(session, stored), stored.name, stored.content_type)
