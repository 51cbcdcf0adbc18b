"""People with accounts: staff and their roles, everybody else to close or open."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from traduko.accounts import queries, second_factor, sessions, users
from traduko.accounts.actor import STAFF, Role
from traduko.accounts.models import User
from traduko.web import access, pages
from traduko.web.forms import Form

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("users", __name__, url_prefix="/users")


class RolesForm(Form):
    """Roles at the operator."""

    roles = SelectMultipleField(
        _l("Roles"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def prepare(self) -> None:
        """Fill the choices."""
        self.roles.choices = [(role.value, _(role.label)) for role in Role if role in STAFF]


class InviteForm(RolesForm):
    """A new colleague at the operator."""

    name = StringField(
        _l("Name"), validators=[DataRequired(_l("Enter the name.")), Length(max=200)]
    )
    email = StringField(
        _l("E-mail address"),
        validators=[DataRequired(_l("Enter the e-mail address.")), Length(max=254)],
    )
    locale = SelectField(
        _l("Language"), choices=[("de", "Deutsch"), ("fr", "Français"), ("en", "English")]
    )


@bp.get("")
def index() -> Response:
    """List accounts by name, staff first unless somebody is searched for."""
    search = request.args.get("q", "").strip()[:100]
    everybody = "all" in request.args or bool(search)
    after = request.args.get("after")
    return pages.render(
        "admin/users.html",
        page=queries.page(pages.session(), search=search, only_staff=not everybody, after=after),
        search=search,
        everybody=everybody,
        after=after,
        roles=Role,
    )


@bp.route("/invite", methods=["GET", "POST"])
def invite() -> BaseResponse:
    """Invite a colleague."""
    form = InviteForm()
    form.prepare()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            users.invite_staff(
                session,
                email=form.email.data,
                name=form.name.data,
                locale=form.locale.data,
                roles=[Role(role) for role in form.roles.data or []],
                actor=access.actor(),
            )
            return pages.redirect_to(".index", say=_("The invitation is on its way."))
    return pages.render("admin/user_invite.html", form=form)


@bp.route("/<uuid:user_id>", methods=["GET", "POST"])
def show(user_id: uuid.UUID) -> BaseResponse:
    """Show an account and set its roles at the operator."""
    user = access.load(User, user_id)
    session = pages.session()
    form = RolesForm(roles=[role.value for role in users.roles_of(session, user)])
    form.prepare()
    if form.validate_on_submit():
        access.require_fresh()
        with form.shows_broken_rules(), pages.transaction() as session:
            users.set_roles(
                session, user, [Role(role) for role in form.roles.data or []], actor=access.actor()
            )
            return pages.redirect_to(".index", say=_("The roles are saved."))
    return pages.render(
        "admin/user.html",
        form=form,
        user=user,
        sign_ins=sessions.of(pages.session(), user.id),
        is_self=user.id == access.actor().user_id,
    )


@bp.post("/<uuid:user_id>/<any(disable, enable, invite, factor, end):what>")
def act(user_id: uuid.UUID, what: str) -> BaseResponse:
    """Close or open an account, invite again, take off a lost factor, end all sign-ins."""
    access.require_fresh()
    user, who = access.load(User, user_id), access.actor()
    if Form().validate_on_submit():
        with pages.transaction() as session:
            if what == "disable":
                users.disable(session, user, actor=who)
            elif what == "enable":
                users.enable(session, user, actor=who)
            elif what == "invite":
                users.send_invitation(session, user, actor=who)
            elif what == "factor":
                second_factor.turn_off(session, user, actor=who)
            else:
                sessions.end_others(session, user, actor=who)
    return pages.redirect_to(".show", user_id=user_id, say=_("Done."))
