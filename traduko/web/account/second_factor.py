"""The second factor: asked for at sign-in, set up, turned off."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno
from flask import Blueprint, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from traduko.accounts import attempts, second_factor
from traduko.accounts.models import User
from traduko.core.errors import NotAllowed
from traduko.web import access, pages
from traduko.web.account import login
from traduko.web.account.sign_in import own_page
from traduko.web.extensions import limiter
from traduko.web.forms import Form

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("second_factor", __name__, url_prefix="/second-factor")


class CodeForm(Form):
    """A code of six digits, or a recovery code."""

    code = StringField(
        _l("Code"),
        validators=[DataRequired(_l("Enter the code.")), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    next = HiddenField()


@bp.route("", methods=["GET", "POST"])
@login_required  # type: ignore[untyped-decorator]
@limiter.limit("20/minute", methods=["POST"])
def required() -> BaseResponse:
    """Ask for the code; whoever has no second factor yet sets it up first."""
    signed_in = current_user.signed_in
    if not signed_in.needs_second_factor:
        return redirect(url_for("account.start.show"), 303)
    if not signed_in.has_second_factor:
        return redirect(url_for("account.second_factor.set_up"), 303)
    form = CodeForm(next=request.args.get("next"))
    if form.validate_on_submit():
        user = access.load_own(User)
        with form.shows_broken_rules():
            _check(user, form.code.data)
            login.renew()
            return redirect(own_page(form.next.data) or url_for("account.start.show"), 303)
    return pages.render("account/second_factor.html", form=form)


def _check(user: User, code: str) -> None:
    with pages.transaction() as session:
        marks = attempts.admit(session, (attempts.CODES, str(user.id)))
    with pages.transaction() as session:
        second_factor.check(
            session, user, code, current_user.signed_in.sign_in_id, actor=access.actor()
        )
        attempts.succeeded(session, marks)


@bp.route("/set-up", methods=["GET", "POST"])
@login_required  # type: ignore[untyped-decorator]
@limiter.limit("20/minute", methods=["POST"])
def set_up() -> BaseResponse:
    """Set up the factor: a secret to scan, its first code, then the recovery codes."""
    signed_in = current_user.signed_in
    if signed_in.has_second_factor:
        if signed_in.needs_second_factor:
            return redirect(url_for("account.second_factor.required"), 303)
        return redirect(url_for("account.profile.show"), 303)
    access.require_fresh()
    user = access.load_own(User)
    form = CodeForm()
    if form.validate_on_submit():
        with form.shows_broken_rules():
            with pages.transaction() as session:
                codes = second_factor.confirm(
                    session, user, form.code.data, signed_in.sign_in_id, actor=access.actor()
                )
            login.renew()
            return pages.render("account/recovery_codes.html", codes=codes)
    secret = second_factor.secret_of(pages.session(), user)
    return pages.render(
        "account/second_factor_set_up.html",
        form=form,
        secret=secret,
        is_required=signed_in.needs_second_factor,
    )


@bp.post("/begin")
@login_required  # type: ignore[untyped-decorator]
def begin() -> BaseResponse:
    """Make a fresh secret to scan."""
    if current_user.signed_in.has_second_factor:
        raise NotAllowed
    access.require_fresh()
    user = access.load_own(User)
    with pages.transaction() as session:
        second_factor.begin(session, user)
    return redirect(url_for("account.second_factor.set_up"), 303)


@bp.get("/code.svg")
@login_required  # type: ignore[untyped-decorator]
def picture() -> Response:
    """Return the secret as a QR code, only while it is being set up."""
    user = access.load_own(User)
    secret = second_factor.secret_of(pages.session(), user)
    if secret is None or user.totp_confirmed_at is not None:
        return make_response("", 404)
    image = io.BytesIO()
    address = second_factor.address_of(user, secret, pages.settings().service_name)
    segno.make(address, error="m").save(image, kind="svg", scale=5, border=2, light="#ffffff")
    response = make_response(image.getvalue())
    response.headers["Content-Type"] = "image/svg+xml"
    return response


@bp.post("/off")
@login.whole
def turn_off() -> BaseResponse:
    """Turn the factor off where it is not required."""
    access.require_fresh()
    user = access.load_own(User)
    if current_user.signed_in.staff_roles & pages.settings().second_factor:
        raise NotAllowed
    with pages.transaction() as session:
        second_factor.turn_off(session, user, actor=access.actor())
    return pages.redirect_to("account.profile.show", say=_("The second factor is off."))


@bp.post("/codes")
@login.whole
def new_codes() -> BaseResponse:
    """Replace the recovery codes."""
    access.require_fresh()
    user = access.load_own(User)
    with pages.transaction() as session:
        codes = second_factor.new_recovery_codes(session, user, actor=access.actor())
    return pages.render("account/recovery_codes.html", codes=codes)
