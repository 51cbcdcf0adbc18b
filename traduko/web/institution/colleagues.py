"""Colleagues and units, for the institution's administration."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from traduko.accounts.actor import Role
from traduko.institutions import membership
from traduko.institutions.models import Institution, MemberInvitation, Membership, Unit
from traduko.web import access, pages
from traduko.web.forms import EnumField, Form, optional

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

bp = Blueprint("colleagues", __name__, url_prefix="/colleagues")


class InviteForm(Form):
    """Whom to invite, as what."""

    name = StringField(
        _l("Name"), validators=[DataRequired(_l("Enter the name.")), Length(max=200)]
    )
    email = StringField(
        _l("E-mail address"),
        validators=[DataRequired(_l("Enter the e-mail address.")), Length(max=254)],
    )
    role = EnumField(_l("Role"), enum=Role, only=membership.MEMBER_ROLES)
    unit_id = SelectField(_l("Unit"), validators=[optional()])


class MemberForm(Form):
    """Role and unit of a colleague."""

    role = EnumField(_l("Role"), enum=Role, only=membership.MEMBER_ROLES)
    unit_id = SelectField(_l("Unit"), validators=[optional()])


class UnitForm(Form):
    """A ward, a school, a desk."""

    name = StringField(
        _l("Name of the unit"), validators=[DataRequired(_l("Enter a name.")), Length(max=200)]
    )
    shared_mailbox = StringField(_l("Shared mailbox"), validators=[optional(), Length(max=254)])


def _institution() -> Institution:
    admin_of = sorted(access.actor().admin_of)
    wanted = request.args.get("institution_id", type=uuid.UUID)
    if not admin_of or (wanted and wanted not in admin_of):
        abort(404)
    return access.load(Institution, wanted or admin_of[0])


def _units(form: InviteForm | MemberForm, institution: Institution) -> None:
    units = membership.units_of(pages.session(), institution.id)
    form.unit_id.choices = [("", _("none"))] + [(str(unit.id), unit.name) for unit in units]


def _unit_id(form: InviteForm | MemberForm) -> uuid.UUID | None:
    return uuid.UUID(form.unit_id.data) if form.unit_id.data else None


@bp.get("")
def index() -> Response:
    """List colleagues, open invitations and units."""
    return _page(_institution(), InviteForm(), UnitForm(prefix="unit"))


def _page(institution: Institution, form: InviteForm, unit_form: UnitForm) -> Response:
    _units(form, institution)
    session = pages.session()
    wrong = unit_form if unit_form.has_errors else form
    return pages.render(
        "institution/colleagues.html",
        institution=institution,
        members=membership.members_of(session, institution.id),
        invitations=membership.open_invitations(session, institution.id),
        units=membership.units_of(session, institution.id),
        invite_form=form,
        unit_form=unit_form,
        form=wrong,
        own_id=access.actor().user_id,
    )


@bp.post("")
def invite() -> Response:
    """Invite a colleague by mail."""
    institution, form = _institution(), InviteForm()
    _units(form, institution)
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            membership.invite(
                session,
                institution,
                email=form.email.data,
                name=form.name.data,
                role=form.role.data,
                unit_id=_unit_id(form),
                actor=access.actor(),
            )
            return pages.redirect_to(
                ".index", say=_("An invitation to %(email)s is on its way.", email=form.email.data)
            )
    return _page(institution, form, UnitForm(formdata=None, prefix="unit"))


@bp.post("/invitations/<uuid:invitation_id>/send")
def send_again(invitation_id: uuid.UUID) -> Response:
    """Send an invitation again."""
    invitation = access.load(MemberInvitation, invitation_id)
    if Form().validate_on_submit():
        with pages.transaction() as session:
            membership.send_again(session, invitation, actor=access.actor())
    return pages.redirect_to(".index", say=_("The invitation is on its way again."))


@bp.post("/invitations/<uuid:invitation_id>/revoke")
def revoke(invitation_id: uuid.UUID) -> Response:
    """Make an invitation void."""
    invitation = access.load(MemberInvitation, invitation_id)
    if Form().validate_on_submit():
        with pages.transaction() as session:
            membership.revoke(session, invitation, actor=access.actor())
    return pages.redirect_to(".index", say=_("The invitation is void."))


@bp.route("/<uuid:membership_id>", methods=["GET", "POST"])
def member(membership_id: uuid.UUID) -> Response:
    """Change a colleague's role and unit."""
    row = access.load(Membership, membership_id)
    institution = access.load(Institution, row.institution_id)
    found = [m for m in membership.members_of(pages.session(), institution.id) if m.id == row.id]
    if not found:
        abort(404)
    form = MemberForm(role=row.role, unit_id=str(row.unit_id or ""))
    _units(form, institution)
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            membership.change(
                session, row, role=form.role.data, unit_id=_unit_id(form), actor=access.actor()
            )
            return pages.redirect_to(".index", say=_("Saved."))
    return pages.render("institution/colleague.html", form=form, member=found[0])


@bp.post("/<uuid:membership_id>/end")
def end(membership_id: uuid.UUID) -> Response:
    """End a membership."""
    row = access.load(Membership, membership_id)
    if Form().validate_on_submit():
        with pages.transaction() as session:
            membership.end(session, row, actor=access.actor())
    return pages.redirect_to(".index", say=_("The colleague no longer has access."))


@bp.post("/units")
def add_unit() -> Response:
    """Add a unit."""
    institution, form = _institution(), UnitForm(prefix="unit")
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            membership.save_unit(
                session,
                institution,
                None,
                name=form.name.data,
                shared_mailbox=form.shared_mailbox.data or None,
                actor=access.actor(),
            )
            return pages.redirect_to(".index", say=_("The unit is added."))
    return _page(institution, InviteForm(formdata=None), form)


@bp.route("/units/<uuid:unit_id>", methods=["GET", "POST"])
def unit(unit_id: uuid.UUID) -> Response:
    """Change a unit."""
    row = access.load(Unit, unit_id)
    if row.institution_id not in access.actor().admin_of:
        abort(404)
    form = UnitForm(obj=row)
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            membership.save_unit(
                session,
                access.load(Institution, row.institution_id),
                row,
                name=form.name.data,
                shared_mailbox=form.shared_mailbox.data or None,
                actor=access.actor(),
            )
            return pages.redirect_to(".index", say=_("Saved."))
    return pages.render("institution/unit.html", form=form, unit=row)


@bp.post("/units/<uuid:unit_id>/close")
def close_unit(unit_id: uuid.UUID) -> Response:
    """Close a unit."""
    row = access.load(Unit, unit_id)
    if row.institution_id not in access.actor().admin_of:
        abort(404)
    if Form().validate_on_submit():
        with pages.transaction() as session:
            membership.close_unit(session, row, actor=access.actor())
    return pages.redirect_to(".index", say=_("The unit is closed."))
