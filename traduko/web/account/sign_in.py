"""Sign in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from traduko.accounts import sessions, sign_in
from traduko.accounts.actor import Actor, Channel
from traduko.accounts.models import User
from traduko.web import access, pages
from traduko.web.account import login
from traduko.web.extensions import limiter
from traduko.web.forms import Form

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("sign_in", __name__, url_prefix="")
VISITOR = Actor(None, "", frozenset(), via=Channel.PORTAL)


class SignInForm(Form):
    """Address and password."""

    email = StringField(
        _l("E-mail address"),
        validators=[DataRequired(_l("Enter your e-mail address.")), Length(max=254)],
        render_kw={"autocomplete": "username", "inputmode": "email"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[DataRequired(_l("Enter your password.")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


def own_page(target: str | None) -> str | None:
    """Return the address if it is one of our own pages, else None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(char) < 32 or char == "\\" for char in target):  # noqa: PLR2004 - control characters
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


@bp.get("/sign-in")
def show() -> BaseResponse:
    """Show the form, or go on if somebody has signed in already."""
    if current_user.is_authenticated:
        return redirect(url_for("account.start.show"), 303)
    return pages.render("account/sign_in.html", form=SignInForm(next=request.args.get("next")))


@bp.post("/sign-in")
@limiter.limit("120/minute")
def submit() -> BaseResponse:
    """Sign in."""
    form = SignInForm()
    if form.validate_on_submit():
        with form.shows_broken_rules():
            user_id = _sign_in(form)
            answer = redirect(own_page(form.next.data) or url_for("account.start.show"), 303)
            return login.remember_browser(answer, user_id)
    return pages.render("account/sign_in.html", form=form)


def _sign_in(form: SignInForm) -> UUID:
    email, client = form.email.data, request.remote_addr or ""
    with pages.transaction() as session:
        marks = sign_in.admit(session, email, client, browser=login.browser())
    verified = sign_in.check_password(pages.session(), email, form.password.data)
    if verified is None:
        raise sign_in.SignInFailed
    with pages.transaction() as session:
        token = sign_in.begin(
            session,
            verified,
            form.password.data,
            marks,
            user_agent=request.user_agent.string,
            address=client,
        )
    login.carry(token)
    return verified.user_id


@bp.post("/sign-out")
def leave() -> Response:
    """Sign out and let the browser forget what it kept."""
    if current_user.is_authenticated:
        signed_in = current_user.signed_in
        user = access.load_own(User)
        with pages.transaction() as session:
            sessions.end(session, user, signed_in.sign_in_id, actor=access.actor())
    login.leave()
    response = make_response(redirect(url_for("public.home.show"), 303))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.post("/stay")
def stay() -> Response:
    """Say that somebody is still there."""
    if not current_user.is_authenticated:
        return make_response("", 401)
    with pages.transaction() as session:
        sessions.touch(session, current_user.signed_in.sign_in_id)
    return make_response("", 204)
