"""Set a first password, set a new one by mail, change one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from traduko.accounts import users
from traduko.accounts.models import User
from traduko.core import tokens
from traduko.core.errors import RuleBroken
from traduko.web import access, pages
from traduko.web.account import login
from traduko.web.account.sign_in import VISITOR
from traduko.web.extensions import limiter
from traduko.web.forms import Form, message_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

bp = Blueprint("password", __name__, url_prefix="")
GONE = 410


class NewPasswordForm(Form):
    """A password, typed twice."""

    password = PasswordField(
        _l("New password"),
        validators=[DataRequired(_l("Enter a password."))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("The same password again"),
        validators=[
            DataRequired(_l("Enter a password.")),
            EqualTo("password", _l("The two passwords are not the same.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class ChangeForm(NewPasswordForm):
    """The present password and a new one."""

    present = PasswordField(
        _l("Present password"),
        validators=[DataRequired(_l("Enter your present password."))],
        render_kw={"autocomplete": "current-password"},
    )


class AskForm(Form):
    """Which account."""

    email = StringField(
        _l("E-mail address"),
        validators=[DataRequired(_l("Enter your e-mail address.")), Length(max=254)],
        render_kw={"autocomplete": "username", "inputmode": "email"},
    )


@bp.errorhandler(tokens.TokenInvalid)
@bp.errorhandler(tokens.TokenExpired)
@bp.errorhandler(tokens.TokenStale)
def _link_problem(error: RuleBroken) -> Response:
    return pages.render("account/link_problem.html", GONE, message=message_of(error))


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@limiter.limit("60/minute")
def invitation(token: str) -> Response:
    """Accept an invitation by choosing a password."""
    user = users.read_link(pages.session(), token, users.INVITATION)
    if user.password_hash:
        raise tokens.TokenStale
    form = NewPasswordForm()
    if form.validate_on_submit():
        with form.shows_broken_rules():
            with pages.transaction() as session:
                user = users.set_first_password(session, token, form.password.data, actor=VISITOR)
            login.begin(user)
            answer = pages.redirect_to("account.start.show", say=_("Welcome! You are signed in."))
            return login.remember_browser(answer, user.id)
    return pages.render("account/invitation.html", form=form, user=user, token=token)


@bp.route("/forgotten", methods=["GET", "POST"])
@limiter.limit("10/minute", methods=["POST"])
def forgotten() -> Response:
    """Send a link to a new password, if there is such an account; the answer is the same."""
    form = AskForm()
    if form.validate_on_submit():
        with form.shows_broken_rules():
            with pages.transaction() as session:
                users.ask_for_reset(
                    session, form.email.data, client=request.remote_addr or "", actor=VISITOR
                )
            return pages.render("account/forgotten_sent.html", email=form.email.data)
    return pages.render("account/forgotten.html", form=form)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@limiter.limit("60/minute")
def reset(token: str) -> Response:
    """Set a new password by link; sign in afterwards as usual."""
    user = users.read_link(pages.session(), token, users.RESET)
    form = NewPasswordForm()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            users.reset_password(session, token, form.password.data, actor=VISITOR)
            answer = pages.redirect_to(
                "account.sign_in.show",
                say=_("The new password is set. Please sign in with it."),
            )
            return login.remember_browser(answer, user.id)
    return pages.render("account/reset.html", form=form, user=user, token=token)


@bp.route("/password", methods=["GET", "POST"])
@login.whole
@limiter.limit("20/minute", methods=["POST"])
def change() -> Response:
    """Change one's own password; other browsers are signed out."""
    form = ChangeForm()
    if form.validate_on_submit():
        user = access.load_own(User)
        with form.shows_broken_rules(), pages.transaction() as session:
            users.change_password(
                session,
                user,
                form.present.data,
                form.password.data,
                sign_in_id=current_user.signed_in.sign_in_id,
                actor=access.actor(),
            )
            return pages.redirect_to(
                "account.profile.show",
                say=_("The password is changed. Other browsers have been signed out."),
            )
    return pages.render("account/password.html", form=form)


@bp.route("/email/<token>", methods=["GET", "POST"])
@limiter.limit("60/minute")
def prove_email(token: str) -> Response:
    """Confirm a new address: the link shows, the button acts."""
    users.read_link(pages.session(), token, users.NEW_EMAIL)
    address = tokens.read(pages.session(), token, users.NEW_EMAIL).extra
    form = Form()
    if request.method == "POST" and form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            users.prove_new_email(session, token, actor=VISITOR)
            return pages.redirect_to("account.start.show", say=_("The new address is confirmed."))
    return pages.render("account/prove_email.html", form=form, address=address, token=token)
