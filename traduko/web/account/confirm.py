"""Confirm the password again before something sensitive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from wtforms import HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from traduko.accounts import sessions, sign_in
from traduko.accounts.models import User
from traduko.accounts.users import WrongPassword
from traduko.web import access, pages
from traduko.web.account.sign_in import VISITOR, own_page
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
            session = pages.session()
            sign_in.refuse_if_locked(session, user.email, request.remote_addr or "")
            fits = sign_in.check_password(session, user.email, form.present.data)
            with pages.transaction() as session:
                if fits:
                    sessions.mark_confirmed(session, current_user.signed_in.sign_in_id)
                else:
                    sign_in.note_try(
                        session, user.email, request.remote_addr or "", None, actor=VISITOR
                    )
            if not fits:
                raise WrongPassword(field="present")
            return redirect(own_page(form.next.data) or url_for("account.profile.show"), 303)
    return pages.render("account/confirm.html", form=form)
