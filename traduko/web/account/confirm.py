"""Confirm the password again before something sensitive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from wtforms import HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from traduko.accounts import attempts, sessions, sign_in
from traduko.accounts.models import User
from traduko.accounts.users import WrongPassword
from traduko.web import access, pages
from traduko.web.account import login
from traduko.web.account.sign_in import own_page
from traduko.web.extensions import limiter
from traduko.web.forms import Form

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

bp = Blueprint("confirm", __name__, url_prefix="/confirm")


class ConfirmForm(Form):
    """The password, once more."""

    present = PasswordField(
        _l("Your password"),
        validators=[DataRequired(_l("Enter your password.")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


@bp.route("", methods=["GET", "POST"])
@login_required  # type: ignore[untyped-decorator]
@limiter.limit("20/minute", methods=["POST"])
def show() -> Response:
    """Ask for the password and go on where somebody wanted to go."""
    form = ConfirmForm(next=request.args.get("next"))
    if form.validate_on_submit():
        user = access.load_own(User)
        with form.shows_broken_rules():
            _confirm(user, form.present.data)
            login.renew()
            return redirect(own_page(form.next.data) or url_for("account.profile.show"), 303)
    return pages.render("account/confirm.html", form=form)


def _confirm(user: User, password: str) -> None:
    email, client = user.email, request.remote_addr or ""
    with pages.transaction() as session:
        marks = sign_in.admit(session, email, client, browser=login.browser())
    if sign_in.check_password(pages.session(), email, password) is None:
        raise WrongPassword(field="present")
    with pages.transaction() as session:
        attempts.succeeded(session, marks)
        sessions.mark_confirmed(session, current_user.signed_in.sign_in_id)
